// One isolated world in memory: its collections, its counters and what is due in it.
import { MemoryCollection } from './memory-collection.js'
import { OrderedList } from './ordered-list.js'
import type { Check, ListQuery, ListResult, Row, RowRef, Write } from './store.js'

/** Due rows that one call answers; the port allows no more. */
const maxDuePerCall = 100

const nothing: ListResult = Object.freeze({ rows: Object.freeze([]), total: 0 })

interface DueTime extends RowRef {
  readonly at: number
}

/** The state behind one space. Every method runs to its end without waiting, so no caller sees half of a commit. */
export class MemorySpace {
  readonly #collections = new Map<string, MemoryCollection>()
  readonly #dueTimes = new OrderedList<DueTime>(compareDueTimes, (due) => due)
  readonly #dueByRow = new Map<string, Map<string, DueTime>>()
  #version = 0
  #sequence = 0
  #nextDue = Number.POSITIVE_INFINITY

  get rowCount(): number {
    let rows = 0
    for (const collection of this.#collections.values()) rows += collection.size
    return rows
  }

  /** The version of the last commit. */
  get version(): number {
    return this.#version
  }

  /** The sequence of the last row that was added. */
  get sequence(): number {
    return this.#sequence
  }

  /** What is due at `now`, earliest first and at most 100; undefined when nothing is. */
  dueAt(now: number): readonly RowRef[] | undefined {
    if (this.#nextDue > now) return undefined
    return this.#dueTimes
      .slice(0, maxDuePerCall)
      .filter((due) => due.at <= now)
      .map(({ collection, id }) => ({ collection, id }))
  }

  row(ref: RowRef): Row | undefined {
    return this.#collections.get(ref.collection)?.row(ref.id)
  }

  list(query: ListQuery): ListResult {
    const page = this.#collections.get(query.collection)?.list(query) ?? nothing
    const also = query.also && this.row(query.also)
    return also === undefined ? page : { also, rows: page.rows, total: page.total }
  }

  /** Whether a check holds now. */
  holds(check: Check): boolean {
    const collection = this.#collections.get(check.collection)
    switch (check.check) {
      case 'absent':
        return collection?.row(check.id) === undefined
      case 'present':
        return collection?.row(check.id) !== undefined
      case 'version':
        return collection?.row(check.id)?.version === check.version
      case 'unique': {
        const holder = collection?.holder(check.constraint, check.value)
        return holder === undefined || holder === check.holder
      }
      case 'size':
        return (collection?.size ?? 0) === check.count
      case 'count':
        return (collection?.count(check.index, check.range) ?? 0) === check.count
    }
  }

  /** The position of the first check that does not hold, or -1 when all do. */
  firstFailed(checks: readonly Check[]): number {
    return checks.findIndex((check) => !this.holds(check))
  }

  /** Does all writes in order and answers the version of the commit: the next one, unless it is given. */
  apply(writes: readonly Write[], version = this.#version + 1): number {
    this.#version = version
    for (const write of writes) this.#write(write, this.#collection(write.collection))
    return this.#version
  }

  /** The id that holds a unique value. */
  holder(collection: string, constraint: string, value: string): string | undefined {
    return this.#collections.get(collection)?.holder(constraint, value)
  }

  /** Puts a row back as it was, with its version and sequence; for adapters that read a space from a copy. */
  restore(collection: string, { id, value, version, sequence }: Row): void {
    this.#collection(collection).put(id, value, version, () => sequence)
  }

  /** Goes on counting from these numbers; the end of reading a space from a copy. */
  resume(version: number, sequence: number): void {
    this.#version = version
    this.#sequence = sequence
  }

  #write(write: Write, collection: MemoryCollection): void {
    switch (write.write) {
      case 'put':
        collection.put(write.id, write.value, this.#version, this.#nextSequence)
        break
      case 'delete':
        collection.delete(write.id)
        break
      case 'claim':
        collection.claim(write.constraint, write.value, write.id)
        break
      case 'release':
        collection.release(write.constraint, write.value)
        break
      case 'index':
        collection.index(write.index, write.value, write.id)
        break
      case 'unindex':
        collection.unindex(write.index, write.value, write.id)
        break
      case 'due':
        this.#setDue(write, write.at)
        break
      default:
        throw new TypeError(`Unknown write ${JSON.stringify(write satisfies never)}`)
    }
  }

  readonly #nextSequence = (): number => ++this.#sequence

  #collection(name: string): MemoryCollection {
    let collection = this.#collections.get(name)
    if (collection === undefined) {
      collection = new MemoryCollection()
      this.#collections.set(name, collection)
    }
    return collection
  }

  #setDue({ collection, id }: RowRef, at: number | undefined): void {
    const times = this.#dueByRow.get(collection) ?? new Map<string, DueTime>()
    this.#dueByRow.set(collection, times)
    const old = times.get(id)
    if (old !== undefined) this.#dueTimes.remove(old)
    times.delete(id)
    if (at !== undefined) {
      const due = { collection, id, at }
      times.set(id, due)
      this.#dueTimes.add(due)
    }
    this.#nextDue = this.#dueTimes.slice(0, 1)[0]?.at ?? Number.POSITIVE_INFINITY
  }
}

function compareDueTimes(a: DueTime, b: DueTime): number {
  return a.at - b.at || compareText(a.collection, b.collection) || compareText(a.id, b.id)
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
