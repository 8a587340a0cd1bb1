// What a transaction has looked at: rows, whose versions its commit checks, and lists, of which only some decide anything.
import { MockError } from '../errors.js'
import { pairKey } from '../store/pair-key.js'
import type { Check, ListQuery, Row, RowRef } from '../store/store.js'
import type { Requirement } from './change.js'

/**
 * Most listed rows that one commit checks. A store checks them all in one step, in which it serves nobody else: this many
 * take Redis about half a second.
 */
const maxCheckedRows = 50_000

/** A row as the transaction first got it; undefined where there was none. */
export interface Read {
  readonly ref: RowRef
  readonly row: Row | undefined
}

interface Page {
  readonly count: number
  readonly hasRows: boolean
}

/** The read set. Its maps are made when first needed: most transactions only read one row, or only write. */
export class ReadSet {
  #reads: Map<string, Read> | undefined
  #listed: Map<string, Row> | undefined
  #counts: Requirement[] | undefined
  #decisive: DecisiveLists | undefined

  get isEmpty(): boolean {
    return this.#reads === undefined
  }

  /** How many looks at the store the work rests on. One alone is of one moment. */
  get looks(): number {
    return (this.#reads?.size ?? 0) + (this.#decisive?.looks ?? 0)
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

  /** Keeps a page, and how many entries its list had; `isDecisive` when the work rests on the page as it was. */
  keepPage(query: ListQuery, rows: readonly Row[], count: number, isDecisive: boolean): void {
    const { collection, index } = query
    if (isDecisive) {
      this.#decisive ??= new DecisiveLists()
      this.#decisive.keep(query, rows, count)
    } else if (index !== undefined) {
      this.#counts ??= []
      this.#counts.push({ check: countCheck(query, count) })
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

  /** That all lists that the work rests on have as many entries as they had, and their rows are as they were. */
  unchangedLists(): readonly Requirement[] {
    return this.#decisive?.unchanged() ?? []
  }

  /** That all other ranges that were listed have as many entries as they had. */
  unchangedCounts(): readonly Requirement[] {
    return this.#counts ?? []
  }
}

// A list with as many entries as before, of which those that were seen are as they were: rows are never put before others in
// insertion order, so a page from the beginning is then the same page.
class DecisiveLists {
  readonly #pages = new Map<string, Page>()
  readonly #counts: Requirement[] = []
  readonly #rows = new Map<string, Requirement>()
  looks = 0

  keep(query: ListQuery, rows: readonly Row[], count: number): void {
    const key = listKey(query)
    const before = this.#pages.get(key)
    // Who counted first and then looked has seen one moment when the number is the same.
    if (before === undefined || before.hasRows) this.looks++
    if (before?.count !== count) {
      if (before !== undefined) this.looks++
      this.#counts.push({ check: countCheck(query, count) })
    }
    this.#pages.set(key, { count, hasRows: rows.length > 0 || before?.hasRows === true })
    const { collection } = query
    for (const row of rows) {
      const rowKey = pairKey(collection, row.id)
      if (!this.#rows.has(rowKey)) this.#rows.set(rowKey, unchanged({ ref: { collection, id: row.id }, row }))
    }
    if (this.#rows.size > maxCheckedRows)
      throw new MockError('MOCK_SCAN_LIMIT', {
        detail: `The request would decide by more than ${maxCheckedRows} listed records`,
      })
  }

  unchanged(): readonly Requirement[] {
    return [...this.#counts, ...this.#rows.values()]
  }
}

/** What those who decide by the same list fight for. */
export function listKey({ collection, index, range = {} }: Omit<ListQuery, 'offset' | 'limit'>): string {
  const { from, to } = range
  return pairKey(collection, pairKey(optional(index), pairKey(optional(from), optional(to))))
}

function optional(text: string | undefined): string {
  return text === undefined ? '' : `=${text}`
}

function countCheck({ collection, index, range = {} }: ListQuery, count: number): Check {
  return index === undefined
    ? { check: 'size', collection, count }
    : { check: 'count', collection, index, range, count }
}

function unchanged({ ref: { collection, id }, row }: Read): Requirement {
  return row === undefined
    ? { check: { check: 'absent', collection, id } }
    : { check: { check: 'version', collection, id, version: row.version } }
}
