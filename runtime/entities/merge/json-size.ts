// How large a JSON value is, where many values share their parts.
import type { Json } from '../../json.js'

/** About as many characters as the value has as text, and how deep it is nested. */
export interface Size {
  readonly length: number
  readonly depth: number
}

/** The sizes of arrays and objects that were measured, which never change afterwards. */
export type Sizes = WeakMap<object, Size>

/** The size of a value; each part is measured once. What is nested deeper than `maxDepth` is infinitely deep. */
export function sizeOf(value: Json, known: Sizes, maxDepth: number, level = 0): Size {
  if (typeof value === 'string') return { length: value.length + 2, depth: 0 }
  if (typeof value !== 'object' || value === null) return { length: 8, depth: 0 }
  const before = known.get(value)
  if (before !== undefined) return before
  if (level > maxDepth) return { length: 0, depth: Number.POSITIVE_INFINITY }
  let length = 2
  let depth = 0
  for (const [name, member] of Object.entries(value)) {
    const inner = sizeOf(member, known, maxDepth, level + 1)
    length += inner.length + (Array.isArray(value) ? 1 : name.length + 4)
    depth = Math.max(depth, inner.depth + 1)
  }
  const size = { length, depth }
  known.set(value, size)
  return size
}
