// Finds places in JSON text (RFC 8259): the first error, and where the value of a pointer begins. JSON.parse tells neither
// on every version of Node, and a YAML parser takes seconds for a large document.

class JsonTextError extends Error {
  constructor(readonly offset: number) {
    super(`not JSON at ${offset}`)
  }
}

/** Deeper text is refused before; the limit keeps the recursion from overflowing the stack. */
const maxDepth = 1_000

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Offset of the first character that cannot continue a JSON text; undefined when the text is well-formed. */
export function findJsonError(text: string): number | undefined {
  try {
    const end = skipSpace(text, skipValue(text, skipSpace(text, 0), 0))
    return end < text.length ? end : undefined
  } catch (problem) {
    if (problem instanceof JsonTextError) return problem.offset
    throw problem
  }
}

/**
 * Offset of the first object or array that stands inside more than `levels` others; undefined when there is none before the
 * end of the text or a string that is not one.
 */
export function findDeepJson(text: string, levels: number): number | undefined {
  let level = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') {
      const end = findStringEnd(text, at)
      if (end === undefined) return undefined
      at = end - 1
    } else if (isOpening(character)) {
      if (level > levels) return at
      level++
    } else if (character === ']' || character === '}') level--
  }
  return undefined
}

/**
 * A function that answers the offset of the value at reference tokens, or of its deepest ancestor that exists; of its key
 * where the value is an object or array in an object. The text must be well-formed. What it has read on the way to one
 * value it does not read again: a document with a thousand mistakes is read once for each level.
 */
export function createJsonFinder(text: string): (tokens: readonly string[]) => number {
  const read = new Map<number, ReadonlyMap<string, Child>>()

  function childrenOf(container: number): ReadonlyMap<string, Child> {
    const known = read.get(container) ?? readChildren(text, container)
    read.set(container, known)
    return known
  }

  return (tokens) => {
    let value = skipSpace(text, 0)
    let place = value
    for (const token of tokens) {
      const child = childrenOf(value).get(token)
      if (child === undefined) break
      value = child.value
      place = isOpening(text[value]) ? child.key : value
    }
    return place
  }
}

/** Offsets of a value and of its key; in an array both are the value's. */
interface Child {
  readonly key: number
  readonly value: number
}

/** By name or index; the last of several equal names counts, as it does for JSON.parse. */
function readChildren(text: string, container: number): ReadonlyMap<string, Child> {
  const children = new Map<string, Child>()
  if (!isOpening(text[container])) return children
  const isArray = text[container] === '['
  eachChild(text, container, 0, (key, value) => {
    const name: unknown = isArray ? children.size : JSON.parse(text.slice(key, skipString(text, key)))
    children.set(String(name), { key, value })
  })
  return children
}

/** Calls `visit` with the offsets of each key and value (both of the value in an array); answers the offset after the container. */
function eachChild(
  text: string,
  start: number,
  depth: number,
  visit?: (key: number, value: number) => void,
): number {
  const isArray = text[start] === '['
  const close = isArray ? ']' : '}'
  let at = skipSpace(text, start + 1)
  if (text[at] === close) return at + 1
  while (true) {
    const key = at
    if (!isArray) at = skipSpace(text, expect(text, skipSpace(text, skipString(text, at)), ':'))
    const value = at
    at = skipSpace(text, skipValue(text, value, depth + 1))
    visit?.(key, value)
    if (text[at] === close) return at + 1
    at = skipSpace(text, expect(text, at, ','))
  }
}

function skipValue(text: string, at: number, depth: number): number {
  if (depth > maxDepth) throw new JsonTextError(at)
  const first = text[at]
  if (isOpening(first)) return eachChild(text, at, depth)
  if (first === '"') return skipString(text, at)
  scalar.lastIndex = at
  if (!scalar.test(text)) throw new JsonTextError(at)
  return scalar.lastIndex
}

function skipString(text: string, start: number): number {
  if (text[start] !== '"') throw new JsonTextError(start)
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    if (code < 0x20) throw new JsonTextError(at)
    if (code === 0x5c) at = skipEscape(text, at)
  }
  throw new JsonTextError(text.length)
}

function findStringEnd(text: string, start: number): number | undefined {
  try {
    return skipString(text, start)
  } catch (problem) {
    if (problem instanceof JsonTextError) return undefined
    throw problem
  }
}

/** Offset of the last character of the escape at `at`. */
function skipEscape(text: string, at: number): number {
  const next = text[at + 1] ?? ''
  if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) return at + 5
  if (next !== '' && '"\\/bfnrt'.includes(next)) return at + 1
  throw new JsonTextError(at)
}

function skipSpace(text: string, at: number): number {
  let end = at
  while (text[end] === ' ' || text[end] === '\n' || text[end] === '\r' || text[end] === '\t') end++
  return end
}

function expect(text: string, at: number, character: string): number {
  if (text[at] !== character) throw new JsonTextError(at)
  return at + 1
}

function isOpening(character: string | undefined): boolean {
  return character === '{' || character === '['
}
