// The order of a query's records: by properties in turn, and then by insertion.
import type { Json } from '../../json.js'
import { utf8SortKey } from '../../store/utf8-order.js'
import { encodeIndexValue, noValue } from '../index-value.js'
import { own } from '../properties.js'
import type { RecordPosition, RecordQuery } from '../records.js'
import type { LazyRecord } from '../stored-record.js'
import { compareText } from './record-filter.js'

/** What records are sorted by; nothing is the order of insertion. */
export type Sort = NonNullable<RecordQuery['sort']>

/** Where a record stands: what it is sorted by, as texts that compare, and its insertion. */
interface Place {
  readonly keys: readonly string[]
  readonly sequence: number
}

/**
 * Sorted by the properties in turn, with nothing (absent, null, no scalar) last. Equal ones stay in the given order, which is
 * that of insertion. Descending is the exact reverse of ascending; where several properties sort, the last one's direction
 * decides ties.
 */
export function sortRecords(records: readonly LazyRecord[], sort: Sort): readonly LazyRecord[] {
  if (sort.length === 0) return records
  const tie = tieOf(sort)
  const keyed = records.map((record, position) => ({ record, position, keys: keysOf(record, sort) }))
  keyed.sort((a, b) => compareKeys(a.keys, b.keys, sort) || tie * (a.position - b.position))
  return keyed.map(({ record }) => record)
}

/** A test for records that come after a position in the order. */
export function afterPosition(position: RecordPosition, sort: Sort): (record: LazyRecord) => boolean {
  const tie = tieOf(sort)
  const place: Place = {
    keys: sort.map((_, level) => sortKey(position.values[level])),
    sequence: position.sequence,
  }
  return (record) => {
    const order = compareKeys(keysOf(record, sort), place.keys, sort)
    // What is not committed yet comes after all that is.
    return order !== 0 ? order > 0 : tie * ((record.sequence ?? Infinity) - place.sequence) > 0
  }
}

/** The position of a record of which so many come before or are it; undefined when it is not committed yet. */
export function positionOf(record: LazyRecord, sort: Sort, offset: number): RecordPosition | undefined {
  const { sequence } = record
  if (sequence === undefined) return undefined
  const values = sort.map(({ property }) => {
    const value = own(record.value, property)
    return value === undefined || encodeIndexValue(value) === undefined ? null : value
  })
  return { values, sequence, offset }
}

function tieOf(sort: Sort): 1 | -1 {
  return sort.at(-1)?.descending === true ? -1 : 1
}

function keysOf(record: LazyRecord, sort: Sort): readonly string[] {
  return sort.map(({ property }) => sortKey(own(record.value, property)))
}

function sortKey(value: Json | undefined): string {
  return utf8SortKey(encodeIndexValue(value) ?? noValue)
}

function compareKeys(a: readonly string[], b: readonly string[], sort: Sort): number {
  for (const [level, { descending }] of sort.entries()) {
    const order = compareText(a[level] ?? '', b[level] ?? '')
    if (order !== 0) return descending ? -order : order
  }
  return 0
}
