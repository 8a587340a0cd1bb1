// One space of a store as the layers above see it: what is due is settled first, and the clock is at hand.
import type { Clock } from '../clock.js'
import {
  type Check,
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
import { LostRace } from './change.js'
import type { HeldRow } from './write-buffer.js'

/** Rounds of settling before a call gives up: at 100 rows a round, a million due rows. */
const maxRounds = 10_000

// The time at which nothing is due, so that a settling transaction can look at what it settles.
const beforeAnyDueTime = 0

/** Commits what due rows need: they expire or move on. `space` is the same space, open to work on what is due. */
export type Settle = (space: Space, due: readonly RowRef[]) => Promise<void>

/**
 * What a space must still be for a call on it to count: its state, which stands in a row of the space itself. Every call
 * reads or checks that row in the same moment, so all processes agree about it without asking twice.
 */
export interface SpaceGuard {
  readonly ref: RowRef
  /** The state's version as far as this process knows. */
  readonly version: number
  /**
   * Takes the row as a call found it. True when the state is another one than before, so that the call has to be made
   * again. Throws SpaceMoved when the space is no longer the one to use.
   */
  observe(row: Row | undefined): boolean
  /** Resolves when the state allows commits; undefined when it does already. */
  writable(): Promise<void> | undefined
}

/** The space is no longer the one to use: the records live in another one now, or nowhere. */
export class SpaceMoved extends Error {
  override readonly name = 'SpaceMoved'

  constructor(space: string) {
    super(`The space "${space}" was replaced`)
  }
}

/** What a space is opened with. */
export interface SpaceOptions {
  readonly store: Store
  readonly name: string
  readonly clock: Clock
  readonly settle: Settle
  /** Default: the space is always the one to use. */
  readonly guard?: SpaceGuard
}

/** What can be looked at: a space as it is, or as a transaction sees it. */
export interface RowReader {
  get(ref: RowRef): Promise<HeldRow | undefined>
  list(query: ListQuery): Promise<{ readonly rows: readonly HeldRow[]; readonly total: number }>
  /** True when all checks hold in the store at this moment. */
  holds(checks: readonly Check[]): Promise<boolean>
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

  /** The version of the space's state as far as this process knows; undefined where nothing guards it. */
  get stateVersion(): number | undefined {
    return this.#options.guard?.version
  }

  /** One row, or undefined; the light path of every plain read. */
  async get(ref: RowRef): Promise<Row | undefined> {
    const { store, name, guard } = this.#options
    const refs = guard === undefined ? [ref] : [ref, guard.ref]
    for (let round = 0; round < maxRounds; round++) {
      const version = guard?.version
      const rows = await store.read(name, this.#readingTime(), refs)
      if (isDue(rows)) await this.#settle(rows)
      else if (isUnder(version, guard, rows[1])) return rows[0]
    }
    throw tooManyRounds(name)
  }

  /** Several rows of one moment, in the order of `refs`, by one call of the store. */
  async getAll(refs: readonly RowRef[]): Promise<readonly (Row | undefined)[]> {
    const { store, name, guard } = this.#options
    const all = guard === undefined ? refs : [...refs, guard.ref]
    for (let round = 0; round < maxRounds; round++) {
      const version = guard?.version
      const rows = await store.read(name, this.#readingTime(), all)
      if (isDue(rows)) await this.#settle(rows)
      else if (isUnder(version, guard, rows[refs.length])) return rows.slice(0, refs.length)
    }
    throw tooManyRounds(name)
  }

  async list(query: ListQuery): Promise<ListResult> {
    const { store, name, guard } = this.#options
    const guarded = guard === undefined ? query : { also: guard.ref, ...query }
    for (let round = 0; round < maxRounds; round++) {
      const version = guard?.version
      const page = await store.list(name, this.#readingTime(), guarded)
      if (isDue(page)) await this.#settle(page)
      else if (isUnder(version, guard, page.also)) return page
    }
    throw tooManyRounds(name)
  }

  async holds(checks: readonly Check[]): Promise<boolean> {
    try {
      return (await this.commit({ checks, writes: [] })).ok
    } catch (error) {
      if (error instanceof LostRace) return false
      throw error
    }
  }

  wrote(): boolean {
    return false
  }

  /** Throws LostRace when the state of the space is not what it was. */
  async commit(commit: Commit): Promise<CommitResult> {
    const { store, name, clock, guard } = this.#options
    const writable = guard?.writable()
    if (writable !== undefined) await writable
    const unit = guard === undefined ? commit : guardedCommit(commit, guard)
    const settling = this.#settling ? { ...unit, settling: true } : unit
    for (let round = 0; round < maxRounds; round++) {
      const result = await store.commit(name, clock.now(), settling)
      if (isDue(result)) await this.#settle(result)
      else if (guard === undefined || result.ok) return result
      else if (result.failed > 0) return { ok: false, failed: result.failed - 1 }
      else return this.#lost(guard)
    }
    throw tooManyRounds(name)
  }

  #readingTime(): number {
    return this.#settling ? beforeAnyDueTime : this.#options.clock.now()
  }

  #settle({ due }: Due): Promise<void> {
    return this.#options.settle(new Space(this.#options, true), due)
  }

  // The work is done again with what the space has become, its clock for example.
  async #lost(guard: SpaceGuard): Promise<never> {
    const rows = await this.#options.store.read(this.#options.name, beforeAnyDueTime, [guard.ref])
    if (!isDue(rows)) guard.observe(rows[0])
    throw new LostRace()
  }
}

// True when a call was made under the state that it found. Another call may have observed that state meanwhile, so that it
// is no news any more, while this one was made by an older clock.
function isUnder(version: number | undefined, guard: SpaceGuard | undefined, row: Row | undefined): boolean {
  return guard === undefined || (!guard.observe(row) && guard.version === version)
}

// The guard's check comes first: what it says about the others is worth nothing when it fails.
function guardedCommit(commit: Commit, { ref, version }: SpaceGuard): Commit {
  const { collection, id } = ref
  return { ...commit, checks: [{ check: 'version', collection, id, version }, ...commit.checks] }
}

function tooManyRounds(name: string): Error {
  return new Error(`Space "${name}" was not settled after ${maxRounds} rounds`)
}
