// A sandbox that began in the copy of a fallback store, while the store itself had one of that name: what is lost with it.
import type { Founding, RowRef, Write } from './store.js'
import type { StoreLog } from './store-log.js'

/** Rows that a report names. */
const maxRows = 100

/** What the names of the runtime's own collections begin with: their rows say nothing to whoever reads a report. */
const internalPrefix = '$'

/** The changes that were acknowledged in a space that nobody will ever find. */
export class FallbackSplit {
  /** The space, which must not be there any more when the split is reported. */
  readonly founding: Founding
  readonly #records = new Set<string>()
  #changes = 0

  constructor(founding: Founding) {
    this.founding = founding
  }

  /** Takes in a change of the space. */
  add(writes: readonly Write[]): void {
    this.#changes++
    for (const row of rowsOf(writes))
      if (!row.collection.startsWith(internalPrefix)) this.#records.add(`${row.collection}/${row.id}`)
  }

  /** Says once what is lost; the number of changes. */
  report(log: StoreLog): number {
    const fields = { ...this.founding, changes: this.#changes }
    if (this.#changes === 0)
      log.warn(fields, 'A sandbox that began while the store was away is there already; that one is used')
    else
      log.error(
        { ...fields, records: this.#records.size, rows: [...this.#records].slice(0, maxRows) },
        'A sandbox that began while the store was away is there already; what was written to the other one is lost',
      )
    return this.#changes
  }
}

/** The rows that writes are about, in their order. */
export function rowsOf(writes: readonly Write[]): readonly RowRef[] {
  return writes.filter((write) => 'id' in write)
}
