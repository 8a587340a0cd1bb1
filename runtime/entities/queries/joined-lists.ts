// Several lists as one: the store answers them one after another, and the answer must still be of one moment.
import { MockError } from '../../errors.js'
import type { Check, ListQuery } from '../../store/store.js'
import type { RowReader } from '../../transactions/space.js'
import type { HeldRow } from '../../transactions/write-buffer.js'

/** What a list selects. */
export type Selection = Omit<ListQuery, 'offset' | 'limit'>

/** How often lists are read again because a record was changed in between. */
const maxLooks = 10

/**
 * The rows of all selections in insertion order, each once and of each selection at most `limit`. MOCK_LOST_RACE when others
 * change them all the time.
 */
export async function joinedLists(
  reader: RowReader,
  selections: readonly Selection[],
  limit: number,
): Promise<readonly HeldRow[]> {
  for (let look = 0; look < maxLooks; look++) {
    const rows = new Map<string, HeldRow>()
    const checks: Check[] = []
    for (const selection of selections) {
      const page = await reader.list({ offset: 0, limit, ...selection })
      for (const row of page.rows) rows.set(row.id, row)
      checks.push(...unchanged(reader, selection, page))
    }
    if (selections.length < 2 || (await reader.holds(checks))) return inOrder(rows.values())
  }
  throw new MockError('MOCK_LOST_RACE', { detail: 'others change the records of this list all the time' })
}

// A range with as many entries as before, of rows that are as before, has not changed. Rows that a transaction has written
// itself are nobody else's to change.
function unchanged(
  reader: RowReader,
  { collection, index, range = {} }: Selection,
  page: { readonly rows: readonly HeldRow[]; readonly total: number },
): readonly Check[] {
  const rows = page.rows.flatMap(({ id, version }): Check[] =>
    version === undefined ? [] : [{ check: 'version', collection, id, version }],
  )
  if (index === undefined || reader.wrote(collection)) return rows
  return [...rows, { check: 'count', collection, index, range, count: page.total }]
}

function inOrder(rows: Iterable<HeldRow>): readonly HeldRow[] {
  return [...rows].sort((a, b) => (a.sequence ?? Infinity) - (b.sequence ?? Infinity) || 0)
}
