// A due row as it stands in the sorted set of due times.
import type { RowRef } from '../store.js'
import { splitTerminated, terminated, wellFormed } from './ordered-text.js'

/** Due rows that one call answers; the port allows no more. */
export const maxDuePerCall = 100

export function toDueEntry({ collection, id }: RowRef): string {
  return terminated(collection) + wellFormed(id)
}

export function parseDueEntry(entry: string): RowRef {
  const [collection, id] = splitTerminated(entry)
  return { collection, id }
}
