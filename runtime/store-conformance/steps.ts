// Checks and writes in a line each. What a case does not care about has a default.
import type { Check, IndexRange, RowRef, Write } from '../store/store.js'

/** The collection that cases use when they need only one. */
export const collection = 'pets'

export function ref(id: string, of: string = collection): RowRef {
  return { collection: of, id }
}

export function absent(id: string): Check {
  return { check: 'absent', ...ref(id) }
}

export function present(id: string): Check {
  return { check: 'present', ...ref(id) }
}

/** The row has been put by the commit of this version, and by none since. */
export function atVersion(id: string, version: number): Check {
  return { check: 'version', ...ref(id), version }
}

export function unique(value: string, holder?: string, constraint = 'email'): Check {
  return { check: 'unique', collection, constraint, value, ...(holder !== undefined && { holder }) }
}

export function count(range: IndexRange, wanted: number, index = 'age'): Check {
  return { check: 'count', collection, index, range, count: wanted }
}

export function size(wanted: number): Check {
  return { check: 'size', collection, count: wanted }
}

export function put(id: string, value = '1'): Write {
  return { write: 'put', ...ref(id), value }
}

export function remove(id: string): Write {
  return { write: 'delete', ...ref(id) }
}

export function claim(value: string, id: string, constraint = 'email'): Write {
  return { write: 'claim', collection, constraint, value, id }
}

export function release(value: string, constraint = 'email'): Write {
  return { write: 'release', collection, constraint, value }
}

export function entry(value: string, id: string, index = 'age'): Write {
  return { write: 'index', collection, index, value, id }
}

export function noEntry(value: string, id: string, index = 'age'): Write {
  return { write: 'unindex', collection, index, value, id }
}

/** The row is due at a time, or never. */
export function due(id: string, at: number | undefined): Write {
  return { write: 'due', ...ref(id), at }
}

/** `count` items, made from their positions. */
export function times<T>(count: number, make: (position: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, position) => make(position))
}
