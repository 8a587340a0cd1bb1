// A list of the store with the writes of a transaction in it, which the store does not know yet.
import { MockError } from '../errors.js'
import { pairKey } from '../store/pair-key.js'
import type { ListQuery, Row } from '../store/store.js'
import type { Space } from './space.js'
import type { HeldRow, WriteBuffer } from './write-buffer.js'

/** Deepest record that a list reaches once the transaction has written to its collection. */
const maxMergedList = 10_000

/** A page of rows. `stored` is the total in the store, which differs from `total` by the transaction's own writes. */
export interface HeldPage {
  readonly rows: readonly HeldRow[]
  readonly total: number
  readonly stored: number
}

/**
 * The page of the merged list, with the stored rows that were `seen` for it. Only insertion order and one value of an index
 * can be merged: there the transaction's own rows are the newest, last in order and first in reverse. MOCK_SCAN_LIMIT
 * below record 10,000.
 */
export async function mergedList(
  space: Space,
  buffer: WriteBuffer,
  query: ListQuery,
): Promise<HeldPage & { readonly seen: readonly Row[] }> {
  const { added, removed } = buffer.listChanges(query)
  const end = query.offset + query.limit
  if (end > maxMergedList)
    throw new MockError('MOCK_SCAN_LIMIT', {
      detail: `A list after a write in the same transaction ends at record ${maxMergedList}`,
    })
  const { rows: seen, total } = await space.list({ ...query, offset: 0, limit: end + removed.size })
  const kept = seen
    .filter((row) => !removed.has(row.id))
    .map((row): HeldRow => buffer.row(pairKey(query.collection, row.id))?.row ?? row)
  const merged = query.reverse === true ? [...added.toReversed(), ...kept] : [...kept, ...added]
  return {
    rows: merged.slice(query.offset, end),
    total: total - removed.size + added.length,
    stored: total,
    seen,
  }
}
