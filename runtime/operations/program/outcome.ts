// What carrying out one action on one entity gave, and what expressions see of it.
import type { RecordsCount, RecordsPage, StoredRecord } from '../../entities/records.js'
import type { Json } from '../../json.js'

/** What one action gave. */
export type Outcome =
  | { readonly kind: 'created' | 'shown' | 'changed' | 'removed'; readonly record: StoredRecord }
  | { readonly kind: 'cleared'; readonly deleted: number }
  | { readonly kind: 'listed'; readonly found: RecordsPage; readonly limit: number }
  | { readonly kind: 'counted'; readonly counted: RecordsCount }

/** What an expression sees under the name of a step: a record, the records, or a number. */
export function seenOf(outcome: Outcome): Json {
  switch (outcome.kind) {
    case 'cleared':
      return outcome.deleted
    case 'listed':
      return outcome.found.records.map((record) => record.value)
    case 'counted':
      return outcome.counted.total
    default:
      return outcome.record.value
  }
}
