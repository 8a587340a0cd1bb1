// A page of records, and where it ends.

import type { RecordPosition, RecordsPage } from '../records.js'
import type { LazyRecord } from '../stored-record.js'
import { positionOf, type Sort } from './record-order.js'

/** What a page is made from. */
export interface PageParts {
  readonly records: readonly LazyRecord[]
  readonly total: number
  readonly start: number
}

/** A page of records in the order of `sort`; where it ends is worked out when somebody asks. */
export class RecordPage implements RecordsPage {
  readonly records: readonly LazyRecord[]
  readonly total: number
  readonly start: number
  readonly #sort: Sort

  constructor(records: readonly LazyRecord[], total: number, start: number, sort: Sort) {
    this.records = records
    this.total = total
    this.start = start
    this.#sort = sort
  }

  get end(): RecordPosition | undefined {
    const last = this.records.at(-1)
    return last && positionOf(last, this.#sort, this.start + this.records.length)
  }
}
