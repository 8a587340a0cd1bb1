// Counts records: all that a query selects, and by the values of a property.
import type { Check, IndexRange } from '../../store/store.js'
import type { RowReader } from '../../transactions/space.js'
import type { Entity } from '../entity.js'
import { encodeIndexValue } from '../index-value.js'
import { assertParent } from '../parent.js'
import { own } from '../properties.js'
import { scopedValue } from '../record-index.js'
import type { RecordQuery, RecordsCount } from '../records.js'
import { LazyRecord } from '../stored-record.js'
import { readWindow } from './list-window.js'
import { type Filter, filterOf } from './record-filter.js'
import { scanRecords } from './record-scan.js'
import { countedSelection, directSelection } from './record-selection.js'

/** Different values that are counted by an index, one call each; where there are more, the records are read. */
const maxGroups = 500

/** How often the values are counted again because others change them meanwhile, before the records are read. */
const maxLooks = 3

/** How many records a query selects, its page aside. MOCK_SCAN_LIMIT as for lists. */
export async function countRecords(
  reader: RowReader,
  entity: Entity,
  query: RecordQuery,
  by: string | undefined,
): Promise<RecordsCount> {
  const filter = filterOf(entity, query)
  const counted =
    by === undefined ? await countAll(reader, entity, filter) : await countBy(reader, entity, filter, by)
  if (counted.total === 0) await assertParent(reader, entity, filter.scope)
  return counted
}

async function countAll(reader: RowReader, entity: Entity, filter: Filter): Promise<RecordsCount> {
  const direct = countedSelection(reader, entity, filter)
  if (direct === 'nothing') return { total: 0 }
  if (direct !== undefined) return { total: (await readWindow(reader, direct, 0, 0)).total }
  return { total: (await scanRecords(reader, entity, filter)).length }
}

async function countBy(reader: RowReader, entity: Entity, filter: Filter, by: string): Promise<RecordsCount> {
  const counted = await countByIndex(reader, entity, filter, by)
  if (counted !== undefined) return counted
  const records = await scanRecords(reader, entity, filter, [{ property: by }])
  const groups = new Map<string, number>()
  for (const { value } of records) addTo(groups, own(value, by), 1)
  return { total: records.length, by: Object.fromEntries(groups) }
}

// Undefined where no index has the answer, or it has too many values, or changes too often.
async function countByIndex(
  reader: RowReader,
  entity: Entity,
  filter: Filter,
  by: string,
): Promise<RecordsCount | undefined> {
  const direct = directSelection(reader, entity, filter, [{ property: by, descending: false }])
  if (direct === 'nothing') return { total: 0, by: {} }
  if (direct === undefined || direct.without !== undefined) return undefined
  const { collection, index, range = {} } = direct.list
  if (index === undefined) return undefined
  for (let look = 0; look < maxLooks; look++) {
    const found = await walkValues(reader, { collection, index, range, by, scope: filter.scope })
    if (found === undefined) return undefined
    // All numbers are of one moment when each of them is what it was.
    if (await reader.holds(found.checks)) return { total: found.total, by: Object.fromEntries(found.groups) }
  }
  return undefined
}

interface Walked {
  readonly total: number
  readonly groups: ReadonlyMap<string, number>
  readonly checks: readonly Check[]
}

// Goes from each value to the next one: what is left in the range then is less by the number of the first.
async function walkValues(
  reader: RowReader,
  walk: {
    readonly collection: string
    readonly index: string
    readonly range: IndexRange
    readonly by: string
    readonly scope: string
  },
): Promise<Walked | undefined> {
  const { collection, index, range, by, scope } = walk
  const groups = new Map<string, number>()
  const read = (from: IndexRange) => reader.list({ collection, index, range: from, offset: 0, limit: 1 })
  let page = await read(range)
  const { total } = page
  const checks: Check[] = [{ check: 'count', collection, index, range, count: total }]
  for (let group = 0; page.total > 0; group++) {
    const [row] = page.rows
    if (row === undefined || group === maxGroups) return undefined
    const value = own(new LazyRecord(row).value, by)
    const encoded = encodeIndexValue(value)
    if (encoded === undefined) break
    const bound = scopedValue(scope, encoded)
    const rest = await read({ ...range, from: `${bound}\0` })
    const count = page.total - rest.total
    checks.push({ check: 'count', collection, index, range: { from: bound, to: bound }, count })
    addTo(groups, value, count)
    page = rest
  }
  return { total, groups, checks }
}

// What is no scalar, or absent, belongs to no group.
function addTo(groups: Map<string, number>, value: unknown, count: number): void {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return
  const name = String(value)
  groups.set(name, (groups.get(name) ?? 0) + count)
}
