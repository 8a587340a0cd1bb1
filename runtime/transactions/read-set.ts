// What a transaction has looked at: rows, whose versions its commit checks, and lists, whose rows are looked at only once.
import { pairKey } from '../store/pair-key.js'
import type { ListQuery, Row, RowRef } from '../store/store.js'
import type { Requirement } from './change.js'

/** A row as the transaction first got it; undefined where there was none. */
export interface Read {
  readonly ref: RowRef
  readonly row: Row | undefined
}

/** The read set. Its maps are made when first needed: most transactions only read one row, or only write. */
export class ReadSet {
  #reads: Map<string, Read> | undefined
  #listed: Map<string, Row> | undefined
  #counts: Requirement[] | undefined

  get isEmpty(): boolean {
    return this.#reads === undefined
  }

  /** The read of a row, by its key; undefined when the transaction has not got the row. */
  read(key: string): Read | undefined {
    return this.#reads?.get(key)
  }

  /** A row that was on a page. */
  listed(key: string): Row | undefined {
    return this.#listed?.get(key)
  }

  /** Keeps a read, and answers the one that counts: of two at once the first, so that everybody has seen the same. */
  keep(key: string, read: Read): Read {
    this.#reads ??= new Map()
    const earlier = this.#reads.get(key)
    if (earlier !== undefined) return earlier
    this.#reads.set(key, read)
    return read
  }

  /** Keeps a page, and how many entries the range of its index had. */
  keepPage({ collection, index, range = {} }: ListQuery, rows: readonly Row[], count: number): void {
    if (index !== undefined) {
      this.#counts ??= []
      this.#counts.push({ check: { check: 'count', collection, index, range, count } })
    }
    if (rows.length === 0) return
    this.#listed ??= new Map()
    for (const row of rows) {
      const key = pairKey(collection, row.id)
      if (!this.#listed.has(key)) this.#listed.set(key, row)
    }
  }

  /** That all rows that were got are as they were. */
  unchangedRows(): readonly Requirement[] {
    return this.#reads === undefined ? [] : Array.from(this.#reads.values(), unchanged)
  }

  /** That all ranges that were listed have as many entries as they had. */
  unchangedCounts(): readonly Requirement[] {
    return this.#counts ?? []
  }
}

function unchanged({ ref: { collection, id }, row }: Read): Requirement {
  return row === undefined
    ? { check: { check: 'absent', collection, id } }
    : { check: { check: 'version', collection, id, version: row.version } }
}
