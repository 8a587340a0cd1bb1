// Finds the place at which a text stops being JSON; the engine's own messages tell it only sometimes.

/** What may come next. */
type State = 'value' | 'first-item' | 'first-name' | 'name' | 'colon' | 'after-value'

/**
 * The index of the first character that cannot stand where it stands (RFC 8259), or the length of the text when it
 * ends too early. For a valid text, its length.
 */
export function findJsonError(text: string): number {
  const open: ('[' | '{')[] = []
  let state: State = 'value'
  let at = 0
  for (;;) {
    at = skipSpace(text, at)
    const char = text.charAt(at)
    if (char === '') return at
    if (state === 'after-value') {
      const inside = open.at(-1)
      if (char === ',' && inside !== undefined) state = inside === '[' ? 'value' : 'name'
      else if (inside !== undefined && char === (inside === '[' ? ']' : '}')) open.pop()
      else return at
      at++
    } else if (state === 'colon') {
      if (char !== ':') return at
      state = 'value'
      at++
    } else if ((state === 'first-item' && char === ']') || (state === 'first-name' && char === '}')) {
      open.pop()
      state = 'after-value'
      at++
    } else if (state === 'name' || state === 'first-name') {
      if (char !== '"') return at
      const end = endOfString(text, at)
      if (!end.ok) return end.at
      state = 'colon'
      at = end.at
    } else if (char === '[' || char === '{') {
      open.push(char)
      state = char === '[' ? 'first-item' : 'first-name'
      at++
    } else {
      const end = endOfScalar(text, at)
      if (!end.ok) return end.at
      state = 'after-value'
      at = end.at
    }
  }
}

/** Where a token ends, or where it breaks. */
interface End {
  readonly ok: boolean
  readonly at: number
}

const words = ['true', 'false', 'null']
// Linear: every repetition is over characters that cannot begin what follows it.
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++
  return at
}

function endOfScalar(text: string, from: number): End {
  if (text[from] === '"') return endOfString(text, from)
  const word = words.find((candidate) => text.startsWith(candidate, from))
  if (word !== undefined) return { ok: true, at: from + word.length }
  number.lastIndex = from
  return number.test(text) ? { ok: true, at: number.lastIndex } : { ok: false, at: from }
}

function endOfString(text: string, from: number): End {
  let at = from + 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '"') return { ok: true, at: at + 1 }
    if (char === '\\') {
      escapeSequence.lastIndex = at
      if (!escapeSequence.test(text)) return { ok: false, at }
      at = escapeSequence.lastIndex
    } else if (char < ' ') return { ok: false, at }
    else at++
  }
  return { ok: false, at }
}
