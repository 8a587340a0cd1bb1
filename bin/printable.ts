// Text of documents on its way to a terminal, where a control character would be a command.

/**
 * The text on one line, without control characters (C0, DEL, C1, and so no ANSI sequence), line separators and the
 * bidirectional controls that make text read differently from what it is. White space becomes a space.
 */
export function printable(text: string): string {
  return text.replace(/\s/gu, ' ').replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, '')
}

/** At most `width` characters, ending in an ellipsis where something was cut. */
export function cut(text: string, width: number): string {
  const characters = [...text]
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
}

/** `1 operation`, `2 operations`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`
}

/** A path as an argument in a line to copy into a shell. */
export function shellWord(text: string): string {
  const word = printable(text)
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
