// JSON text with holes: an envelope is serialised once, and each answer only fills in what changes.
import { isObject, type Json, pointerTokens } from '../json.js'

/** Fills the holes of a template; `fill` answers the JSON text for a hole's name, undefined leaves `null`. */
export type JsonTemplate<Hole extends string> = (fill: (hole: Hole) => string) => string

/**
 * Compiles `base` with holes at the given pointers; objects on the way to a hole are made where they are missing. The
 * hole `''` is the whole value.
 */
export function compileTemplate<Hole extends string>(
  base: Json,
  holes: readonly { readonly name: Hole; readonly pointer: string }[],
): JsonTemplate<Hole> {
  const mark = unusedMark(base)
  const marked = holes.reduce<Json>(
    (value, hole, i) => withValueAt(value, pointerTokens(hole.pointer), `${mark}${i}`),
    base,
  )
  const [first = '', ...rest] = JSON.stringify(marked).split(`"${mark}`)
  const parts = rest.map((text) => {
    const end = text.indexOf('"')
    return { hole: holes[Number(text.slice(0, end))]?.name, after: text.slice(end + 1) }
  })
  const [only] = parts
  if (parts.length === 1 && only?.hole !== undefined) {
    const { hole, after } = only
    return (fill) => first + fill(hole) + after
  }
  return (fill) =>
    parts.reduce((text, { hole, after }) => text + (hole === undefined ? 'null' : fill(hole)) + after, first)
}

// ASCII, because one other character would make every answer a text of two bytes a character, and twice as slow to send.
function unusedMark(base: Json): string {
  const text = JSON.stringify(base)
  let mark = '<hole '
  while (text.includes(mark)) mark += '- '
  return mark
}

/** A copy of `value` in which `replacement` stands at the tokens; what is no object on the way becomes one. */
export function withValueAt(value: Json, tokens: readonly string[], replacement: Json): Json {
  const [token, ...deeper] = tokens
  if (token === undefined) return replacement
  const parent = isObject(value) ? value : {}
  const child = Object.hasOwn(parent, token) ? (parent[token] ?? null) : {}
  return Object.fromEntries([...Object.entries(parent), [token, withValueAt(child, deeper, replacement)]])
}
