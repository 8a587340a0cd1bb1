// One collection in memory: its rows, their insertion order, its indexes and its unique claims.
import { OrderedList } from './ordered-list.js'
import type { IndexRange, ListQuery, ListResult, Row } from './store.js'
import { utf8SortKey } from './utf8-order.js'

// Where a row is found by its id, with its entries in all indexes, each of which leads to the next. The slot stays the same
// for as long as the row exists, each put replaces what is in it.
interface Slot {
  readonly sequence: number
  row: Row
  firstEntry: Entry | undefined
}

interface Position {
  readonly key: string
  readonly sequence: number
}

interface Entry extends Position {
  readonly index: Index
  readonly slot: Slot
  next: Entry | undefined
}

/** Sort keys that an index keeps to use them again: enough for the states, types and owners that repeat all the time. */
const maxSharedKeys = 1_024

class Index {
  readonly entries = new OrderedList<Position, Entry, Row>(comparePositions, ({ slot }) => slot.row)
  // Equal values share one text: less to keep, and equal by identity when they are compared.
  readonly #keys = new Map<string, string>()

  add(value: string, slot: Slot): void {
    const key = this.#keyOf(value)
    if (entryOf(slot, this, key) !== undefined) return
    const entry = { key, sequence: slot.sequence, index: this, slot, next: slot.firstEntry }
    slot.firstEntry = entry
    this.entries.add(entry)
  }

  remove(value: string, slot: Slot): void {
    const entry = entryOf(slot, this, utf8SortKey(value))
    if (entry === undefined) return
    unlink(slot, entry)
    this.entries.remove(entry)
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
  readonly #order = new OrderedList<Pick<Slot, 'sequence'>, Slot, Row>(
    (a, b) => a.sequence - b.sequence,
    (slot) => slot.row,
  )
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
      this.#order.refresh(slot)
      for (let entry = slot.firstEntry; entry !== undefined; entry = entry.next)
        entry.index.entries.refresh(entry)
      return
    }
    const sequence = nextSequence()
    const added = { sequence, row: { id, value, version, sequence }, firstEntry: undefined }
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
    const slot = this.#slots.get(id)
    if (slot !== undefined) this.#indexes.get(name)?.remove(value, slot)
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
    if (query.index === undefined) {
      const { total, from, to } = pageOf(0, this.#order.size, query)
      return { rows: turned(this.#order.slice(from, to), query), total }
    }
    const index = this.#indexes.get(query.index)?.entries
    if (index === undefined) return { rows: [], total: 0 }
    const { start, end } = positionsOf(index, query.range ?? {})
    const { total, from, to } = pageOf(start, end, query)
    return { rows: turned(index.slice(from, to), query), total }
  }
}

// The page of the positions from `start` to `end` that a query asks for, in the list's own order.
function pageOf(start: number, end: number, { offset, limit, reverse = false }: ListQuery) {
  const total = end - start
  const skipped = Math.min(offset, total)
  const taken = Math.min(limit, total - skipped)
  const from = reverse ? end - skipped - taken : start + skipped
  return { total, from, to: from + taken }
}

function turned(rows: Row[], { reverse = false }: ListQuery): readonly Row[] {
  return reverse ? rows.reverse() : rows
}

function entryOf({ firstEntry }: Slot, index: Index, key: string): Entry | undefined {
  let entry = firstEntry
  while (entry !== undefined && (entry.index !== index || entry.key !== key)) entry = entry.next
  return entry
}

function unlink(slot: Slot, entry: Entry): void {
  if (slot.firstEntry === entry) {
    slot.firstEntry = entry.next
    return
  }
  let before = slot.firstEntry
  while (before !== undefined && before.next !== entry) before = before.next
  if (before !== undefined) before.next = entry.next
}

function positionsOf(index: Index['entries'], { from, to }: IndexRange): { start: number; end: number } {
  const start = from === undefined ? 0 : index.rank({ key: utf8SortKey(from), sequence: -Infinity })
  const end = to === undefined ? index.size : index.rank({ key: utf8SortKey(to), sequence: Infinity })
  return { start, end: Math.max(start, end) }
}

function comparePositions(a: Position, b: Position): number {
  if (a.key === b.key) return a.sequence - b.sequence
  return a.key < b.key ? -1 : 1
}
