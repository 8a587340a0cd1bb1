// Texts and names as JSON. The same few names stand in every line, so theirs are kept.

/** Names of spaces, collections, indexes and constraints whose JSON texts are kept. */
const maxKeptNames = 1_000

const keptNames = new Map<string, string>()

// Printable ASCII without quotes and backslashes: nothing to escape.
const plainText = /^[ !#-[\]-~]*$/

/** `JSON.stringify` of a text, in less time where nothing has to be escaped. */
export function quoted(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text)
}

/** `JSON.stringify` of a name that is used again and again. */
export function quotedName(name: string): string {
  const known = keptNames.get(name)
  if (known !== undefined) return known
  const quoted = JSON.stringify(name)
  if (keptNames.size < maxKeptNames) keptNames.set(name, quoted)
  return quoted
}
