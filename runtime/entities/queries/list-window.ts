// Reads parts of one list of the store as records, also of one whose range ends before its bound.
import { MockError } from '../../errors.js'
import type { IndexRange } from '../../store/store.js'
import type { RowReader } from '../../transactions/space.js'
import { LazyRecord } from '../stored-record.js'
import type { Selection } from './joined-lists.js'
import type { DirectSelection } from './record-selection.js'

/** Records of a list, and how many it has in all. */
export interface Window {
  readonly records: readonly LazyRecord[]
  readonly total: number
}

/** Reads a part of one list. */
export type ReadWindow = (offset: number, limit: number) => Promise<Window>

/** How often a list is read again because what it leaves out has changed in between. */
const maxLooks = 10

/** Reads parts of the list that a selection names, each of one moment. */
export function readWindow(
  reader: RowReader,
  { list, without }: DirectSelection,
  offset: number,
  limit: number,
): Promise<Window> {
  return without === undefined
    ? readPart(reader, list, offset, limit)
    : readOpenPart(reader, { list, without }, offset, limit)
}

async function readPart(reader: RowReader, list: Selection, offset: number, limit: number): Promise<Window> {
  // The fixed names first: adding them to a copy costs the engine two microseconds.
  const { rows, total } = await reader.list({ offset, limit, ...list })
  return { records: rows.map((row) => new LazyRecord(row)), total }
}

async function readOpenPart(
  reader: RowReader,
  { list, without }: { readonly list: Selection; readonly without: IndexRange },
  offset: number,
  limit: number,
): Promise<Window> {
  const { collection, index = '' } = list
  for (let look = 0; look < maxLooks; look++) {
    const left = { collection, index, range: without }
    const count = (await reader.list({ offset: 0, limit: 0, ...left })).total
    // What is left out is at the end of the range, which is the beginning of the reversed list.
    const skipped = list.reverse === true ? count : 0
    const { rows, total } = await reader.list({ offset: offset + skipped, limit, ...list })
    if (!(await reader.holds([{ check: 'count', ...left, count }]))) continue
    const kept = rows.slice(0, Math.max(0, total - count - offset))
    return { records: kept.map((row) => new LazyRecord(row)), total: total - count }
  }
  throw new MockError('MOCK_LOST_RACE', { detail: 'others change the records of this list all the time' })
}
