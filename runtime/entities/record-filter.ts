// Filters and sorts parsed records exactly as the indexes would.
import type { Json, JsonObject } from '../json.js'
import { utf8SortKey } from '../store/utf8-order.js'
import { encodeIndexValue, noValue } from './index-value.js'
import { own } from './properties.js'
import type { RecordQuery } from './records.js'
import type { LazyRecord } from './stored-record.js'

/** A property equals one of the values. */
export interface Condition {
  readonly property: string
  readonly values: readonly Json[]
}

/** True when the property is one of the values, or is an array that contains one. What is absent equals null. */
export function matches(record: JsonObject, { property, values }: Condition): boolean {
  const found = own(record, property) ?? null
  return values.some((value) => isEqual(found, value) || (Array.isArray(found) && contains(found, value)))
}

/**
 * Sorted by the properties in turn, with nothing (absent, null, no scalar) last. Equal ones stay in the given order.
 * Descending is the exact reverse of ascending; where several properties sort, the last one's direction decides ties.
 */
export function sortRecords(
  records: readonly LazyRecord[],
  sort: NonNullable<RecordQuery['sort']>,
): readonly LazyRecord[] {
  if (sort.length === 0) return records
  const tie = sort.at(-1)?.descending === true ? -1 : 1
  const keyed = records.map((record, position) => ({
    record,
    position,
    keys: sort.map(({ property }) => utf8SortKey(encodeIndexValue(own(record.value, property)) ?? noValue)),
  }))
  keyed.sort((a, b) => {
    for (const [level, { descending }] of sort.entries()) {
      const order = compareText(a.keys[level] ?? '', b.keys[level] ?? '')
      if (order !== 0) return descending ? -order : order
    }
    return tie * (a.position - b.position)
  })
  return keyed.map(({ record }) => record)
}

function contains(members: readonly Json[], value: Json): boolean {
  return members.some((member) => isEqual(member, value))
}

// Objects and arrays are equal when they are written alike, their properties in the same order.
function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return JSON.stringify(a) === JSON.stringify(b)
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
