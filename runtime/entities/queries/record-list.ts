// Lists of records: straight from an index where one gives the answer, else by a bounded scan.
import type { RowReader } from '../../transactions/space.js'
import type { Entity } from '../entity.js'
import { assertParent } from '../parent.js'
import type { RecordQuery } from '../records.js'
import { LazyRecord } from '../stored-record.js'
import { type ReadWindow, readWindow } from './list-window.js'
import { findPage } from './page-after.js'
import { type Filter, filterOf } from './record-filter.js'
import { afterPosition, type Sort, sortRecords } from './record-order.js'
import { type PageParts, RecordPage } from './record-page.js'
import { scanRecords } from './record-scan.js'
import { type DirectSelection, directSelection } from './record-selection.js'

/** Records on a page when a query does not say, and at most. */
const maxPage = 1_000

const unsorted: Sort = []

/** The page that the query asks for. MOCK_SCAN_LIMIT when that takes an index which the entity does not have. */
export async function listRecords(
  reader: RowReader,
  entity: Entity,
  query: RecordQuery,
): Promise<RecordPage> {
  const { sort = unsorted, after } = query
  const limit = Math.min(wholeNumber(query.limit, maxPage), maxPage)
  const filter = filterOf(entity, query)
  const direct = directSelection(reader, entity, filter, sort)
  // The light path: one list of the store, and nothing between it and the page.
  if (typeof direct === 'object' && after === undefined && direct.without === undefined) {
    const offset = wholeNumber(query.offset, 0)
    // The fixed names first: adding them to a copy costs the engine two microseconds.
    const { rows, total } = await reader.list({ offset, limit, ...direct.list })
    if (total === 0) await assertParent(reader, entity, filter.scope)
    return new RecordPage(
      rows.map((row) => new LazyRecord(row)),
      total,
      offset,
      sort,
    )
  }
  const { records, total, start } = await pageOf(reader, entity, query, { filter, sort, direct, limit })
  if (total === 0) await assertParent(reader, entity, filter.scope)
  return new RecordPage(records, total, start, sort)
}

interface Listing {
  readonly filter: Filter
  readonly sort: Sort
  readonly direct: DirectSelection | 'nothing' | undefined
  readonly limit: number
}

async function pageOf(
  reader: RowReader,
  entity: Entity,
  { offset, after }: RecordQuery,
  { filter, sort, direct, limit }: Listing,
): Promise<PageParts> {
  if (direct === 'nothing') return { records: [], total: 0, start: 0 }
  const start = wholeNumber(offset, 0)
  if (direct !== undefined) {
    const read: ReadWindow = (from, most) => readWindow(reader, direct, from, most)
    return after === undefined
      ? { ...(await read(start, limit)), start }
      : findPage(read, afterPosition(after, sort), after.offset, limit)
  }
  const sorted = sortRecords(await scanRecords(reader, entity, filter, sort), sort)
  const first = after === undefined ? start : firstAfter(sorted, afterPosition(after, sort))
  return { records: sorted.slice(first, first + limit), total: sorted.length, start: first }
}

function firstAfter<T>(sorted: readonly T[], isAfter: (item: T) => boolean): number {
  const first = sorted.findIndex(isAfter)
  return first < 0 ? sorted.length : first
}

function wholeNumber(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : Math.max(0, Math.floor(value))
}
