// One space of a store as the layers above see it: what is due is settled first, and the clock is at hand.
import type { Clock } from '../clock.js'
import {
  type Commit,
  type CommitResult,
  type Due,
  isDue,
  type ListQuery,
  type ListResult,
  type Row,
  type RowRef,
  type Store,
} from '../store/store.js'
import type { HeldRow } from './write-buffer.js'

/** Rounds of settling before a call gives up: at 100 rows a round, a million due rows. */
const maxSettlingRounds = 10_000

// The time at which nothing is due, so that a settling transaction can look at what it settles.
const beforeAnyDueTime = 0

/** Commits what due rows need: they expire or move on. `space` is the same space, open to work on what is due. */
export type Settle = (space: Space, due: readonly RowRef[]) => Promise<void>

/** What a space is opened with. */
export interface SpaceOptions {
  readonly store: Store
  readonly name: string
  readonly clock: Clock
  readonly settle: Settle
}

/** What can be looked at: a space as it is, or as a transaction sees it. */
export interface RowReader {
  get(ref: RowRef): Promise<HeldRow | undefined>
  list(query: ListQuery): Promise<{ readonly rows: readonly HeldRow[]; readonly total: number }>
  /** True when the reader has written to the collection without having committed yet. */
  wrote(collection: string): boolean
}

/** Reads, lists and commits of one space. Faults of the store pass through. */
export class Space implements RowReader {
  readonly #options: SpaceOptions
  readonly #settling: boolean

  constructor(options: SpaceOptions, settling = false) {
    this.#options = options
    this.#settling = settling
  }

  get clock(): Clock {
    return this.#options.clock
  }

  /** One row, or undefined; the light path of every plain read. */
  async get(ref: RowRef): Promise<Row | undefined> {
    const { store, name } = this.#options
    const refs = [ref]
    const result = await store.read(name, this.#readingTime(), refs)
    if (!isDue(result)) return result[0]
    const rows = await this.#settled(result, () => store.read(name, this.#readingTime(), refs))
    return rows[0]
  }

  async list(query: ListQuery): Promise<ListResult> {
    const { store, name } = this.#options
    const result = await store.list(name, this.#readingTime(), query)
    if (!isDue(result)) return result
    return this.#settled(result, () => store.list(name, this.#readingTime(), query))
  }

  wrote(): boolean {
    return false
  }

  async commit(commit: Commit): Promise<CommitResult> {
    const { store, name, clock } = this.#options
    const unit = this.#settling ? { ...commit, settling: true } : commit
    const result = await store.commit(name, clock.now(), unit)
    if (!isDue(result)) return result
    return this.#settled(result, () => store.commit(name, clock.now(), unit))
  }

  #readingTime(): number {
    return this.#settling ? beforeAnyDueTime : this.#options.clock.now()
  }

  // Settles and calls again, until the call is answered.
  async #settled<T extends object>(first: Due, call: () => Promise<T | Due>): Promise<T> {
    let due = first
    for (let round = 0; round < maxSettlingRounds; round++) {
      await this.#options.settle(new Space(this.#options, true), due.due)
      const result = await call()
      if (!isDue(result)) return result
      due = result
    }
    throw new Error(
      `Space "${this.#options.name}" has due rows after ${maxSettlingRounds} rounds of settling`,
    )
  }
}
