// One collection in memory: its rows, their insertion order, its indexes and its unique claims.
import { OrderedList } from './ordered-list.js'
import type { IndexRange, ListQuery, ListResult, Row } from './store.js'
import { utf8SortKey } from './utf8-order.js'

// Where a row lives: the slot stays the same for as long as the row exists, each put replaces what is in it.
interface Slot {
  readonly sequence: number
  row: Row
}

interface Position {
  readonly key: string
  readonly sequence: number
}

interface Entry extends Position {
  readonly slot: Slot
}

/** Sort keys that an index keeps to use them again: enough for the states, types and owners that repeat all the time. */
const maxSharedKeys = 1_024

class Index {
  readonly entries = new OrderedList<Position, Entry>(comparePositions)
  // Equal values share one text: less to keep, and equal by identity when they are compared.
  readonly #keys = new Map<string, string>()

  add(value: string, slot: Slot): void {
    this.entries.add({ key: this.#keyOf(value), sequence: slot.sequence, slot })
  }

  #keyOf(value: string): string {
    const known = this.#keys.get(value)
    if (known !== undefined) return known
    const key = utf8SortKey(value)
    if (this.#keys.size < maxSharedKeys) this.#keys.set(value, key)
    return key
  }
}

/** The rows of one name, with everything that finds them. Nothing here is asynchronous, so a commit is one step. */
export class MemoryCollection {
  readonly #slots = new Map<string, Slot>()
  readonly #order = new OrderedList<Pick<Slot, 'sequence'>, Slot>((a, b) => a.sequence - b.sequence)
  readonly #indexes = new Map<string, Index>()
  readonly #claims = new Map<string, Map<string, string>>()

  get size(): number {
    return this.#slots.size
  }

  row(id: string): Row | undefined {
    return this.#slots.get(id)?.row
  }

  /** Stores a value; a row that is new gets `nextSequence()`. */
  put(id: string, value: string, version: number, nextSequence: () => number): void {
    const slot = this.#slots.get(id)
    if (slot !== undefined) {
      slot.row = { id, value, version, sequence: slot.sequence }
      return
    }
    const sequence = nextSequence()
    const added = { sequence, row: { id, value, version, sequence } }
    this.#slots.set(id, added)
    this.#order.add(added)
  }

  delete(id: string): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.#slots.delete(id)
    this.#order.remove(slot)
  }

  /** Adds an entry for a row; an entry that is there already, or a row that is not, changes nothing. */
  index(name: string, value: string, id: string): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    let index = this.#indexes.get(name)
    if (index === undefined) {
      index = new Index()
      this.#indexes.set(name, index)
    }
    index.add(value, slot)
  }

  unindex(name: string, value: string, id: string): void {
    const row = this.row(id)
    if (row !== undefined)
      this.#indexes.get(name)?.entries.remove({ key: utf8SortKey(value), sequence: row.sequence })
  }

  /** The id that holds a unique value. */
  holder(constraint: string, value: string): string | undefined {
    return this.#claims.get(constraint)?.get(value)
  }

  claim(constraint: string, value: string, id: string): void {
    const holders = this.#claims.get(constraint)
    if (holders === undefined) this.#claims.set(constraint, new Map([[value, id]]))
    else holders.set(value, id)
  }

  release(constraint: string, value: string): void {
    this.#claims.get(constraint)?.delete(value)
  }

  /** The number of entries of an index in a range. */
  count(name: string, range: IndexRange): number {
    const index = this.#indexes.get(name)?.entries
    if (index === undefined) return 0
    const { start, end } = positionsOf(index, range)
    return end - start
  }

  list(query: ListQuery): ListResult {
    if (query.index === undefined) return page(this.#order, 0, this.#order.size, query, (slot) => slot.row)
    const index = this.#indexes.get(query.index)?.entries
    if (index === undefined) return { rows: [], total: 0 }
    const { start, end } = positionsOf(index, query.range ?? {})
    return page(index, start, end, query, (entry) => entry.slot.row)
  }
}

// The page of the positions from `start` to `end` that a query asks for.
function page<P extends object, T extends P>(
  list: OrderedList<P, T>,
  start: number,
  end: number,
  { offset, limit, reverse = false }: ListQuery,
  rowOf: (item: T) => Row,
): ListResult {
  const total = Math.max(0, end - start)
  const skipped = Math.min(offset, total)
  const taken = Math.min(limit, total - skipped)
  const from = reverse ? end - skipped - taken : start + skipped
  const rows = list.slice(from, from + taken).map(rowOf)
  return { rows: reverse ? rows.reverse() : rows, total }
}

function positionsOf(
  index: OrderedList<Position, Entry>,
  { from, to }: IndexRange,
): { start: number; end: number } {
  const start = from === undefined ? 0 : index.rank({ key: utf8SortKey(from), sequence: -Infinity })
  const end = to === undefined ? index.size : index.rank({ key: utf8SortKey(to), sequence: Infinity })
  return { start, end: Math.max(start, end) }
}

function comparePositions(a: Position, b: Position): number {
  if (a.key === b.key) return a.sequence - b.sequence
  return a.key < b.key ? -1 : 1
}
