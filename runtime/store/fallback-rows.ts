// Which rows the copy of a fallback store knows, and how much they take. Those that were not used for longest go first.
import type { RowRef, Write } from './store.js'

/** The version of a row of which only something beside it is known: an index entry, a unique value, a due time. */
export const unread = -1

/** What is known of a row: its value, or that it was deleted, and what stands beside it. */
export interface KnownRow extends RowRef {
  readonly space: string
  /** The version that put or deleted it. */
  version: number
  /** An estimate of what it takes in memory. */
  bytes: number
  /** What stands beside the row, each with the write that takes it away again. */
  readonly traces: Map<string, Write>
}

/** Rows in order of their last use. */
export class KnownRows {
  readonly #inOrder = new Set<KnownRow>()
  #bytes = 0

  /** What all rows take in memory. */
  get bytes(): number {
    return this.#bytes
  }

  /** The row that was not used for longest. */
  get oldest(): KnownRow | undefined {
    const [oldest] = this.#inOrder
    return oldest
  }

  /** Notes that a row was used. */
  touch(row: KnownRow): void {
    if (!this.#inOrder.delete(row)) this.#bytes += row.bytes
    this.#inOrder.add(row)
  }

  /** Notes how much a row takes now. */
  resize(row: KnownRow, bytes: number): void {
    if (this.#inOrder.has(row)) this.#bytes += bytes - row.bytes
    row.bytes = bytes
  }

  remove(row: KnownRow): void {
    if (this.#inOrder.delete(row)) this.#bytes -= row.bytes
  }
}

/** Notes what a write puts beside a row, or takes away. */
export function noteTrace({ traces }: KnownRow, write: Write): void {
  switch (write.write) {
    case 'put':
    case 'delete':
      return
    case 'claim':
      traces.set(traceOf(write), { ...write, write: 'release' })
      return
    case 'index':
      traces.set(traceOf(write), { ...write, write: 'unindex' })
      return
    case 'release':
    case 'unindex':
      traces.delete(traceOf(write))
      return
    case 'due':
      if (write.at === undefined) traces.delete(traceOf(write))
      else traces.set(traceOf(write), { ...write, at: undefined })
      return
    default:
      throw new TypeError(`Unknown write ${JSON.stringify(write satisfies never)}`)
  }
}

/** What stands beside a row, named: the same for the write that puts it there and the one that takes it away. */
export function traceOf(write: Exclude<Write, { write: 'put' | 'delete' }>): string {
  switch (write.write) {
    case 'claim':
    case 'release':
      return `claim ${write.constraint.length}:${write.constraint}${write.value}`
    case 'index':
    case 'unindex':
      return `index ${write.index.length}:${write.index}${write.value}`
    case 'due':
      return 'due'
    default:
      throw new TypeError(`Unknown write ${JSON.stringify(write satisfies never)}`)
  }
}
