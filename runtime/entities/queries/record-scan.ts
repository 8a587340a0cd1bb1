// Answers a query by reading records, where no list of the store is the answer: bounded, and all of one moment.
import { MockError } from '../../errors.js'
import type { RowReader } from '../../transactions/space.js'
import type { Entity } from '../entity.js'
import { LazyRecord } from '../stored-record.js'
import { joinedLists, type Selection } from './joined-lists.js'
import { type Filter, selects } from './record-filter.js'
import { candidateSelections, everything } from './record-selection.js'

/** Most records that are read to answer a query that no index answers. */
const maxScannedRecords = 10_000

/**
 * All records that a query selects, in insertion order, out of the fewest that one index gives. MOCK_SCAN_LIMIT when these
 * are more than 10,000; `wanted` are the properties that an index of would help.
 */
export async function scanRecords(
  reader: RowReader,
  entity: Entity,
  filter: Filter,
  wanted: readonly { readonly property: string }[] = [],
): Promise<readonly LazyRecord[]> {
  let best: { readonly selections: readonly Selection[]; readonly total: number } | undefined
  for (const selections of candidateSelections(reader, entity, filter)) {
    const total = await totalOf(reader, selections)
    if (best === undefined || total < best.total) best = { selections, total }
  }
  const selections = best?.selections ?? [everything(entity, filter.scope)]
  const total = best?.total ?? (await totalOf(reader, selections))
  if (total > maxScannedRecords) throw needsIndex(entity, filter, wanted)
  const rows = await joinedLists(reader, selections, maxScannedRecords)
  return rows.map((row) => new LazyRecord(row)).filter((record) => selects(filter, record.value))
}

async function totalOf(reader: RowReader, selections: readonly Selection[]): Promise<number> {
  let total = 0
  for (const selection of selections)
    total += (await reader.list({ offset: 0, limit: 0, ...selection })).total
  return total
}

// An index helps where values are equal, compare or sort; nothing but a narrower query helps where text is searched.
function needsIndex(
  entity: Entity,
  { conditions, comparisons }: Filter,
  wanted: readonly { readonly property: string }[],
): MockError {
  const ranged = comparisons.filter(({ operator }) => operator !== 'ne' && operator !== 'contains')
  const used = [...conditions, ...ranged, ...wanted]
  const unindexed = used.find(({ property }) => !entity.indexes.has(property))
  const remedy =
    unindexed === undefined
      ? 'No index can answer this, so make the query narrower'
      : `Declare an index on "${unindexed.property}" in its x-persistence, or filter by an indexed property`
  return new MockError('MOCK_SCAN_LIMIT', {
    detail: `"${entity.name}" has more than ${maxScannedRecords} records to search. ${remedy}`,
  })
}
