// A transaction: what it read becomes the checks of its commit, what it wrote becomes the commit's writes.
import { MockError } from '../errors.js'
import { pairKey } from '../store/pair-key.js'
import type { Check, Commit, CommitResult, ListQuery, Row, RowRef, Write } from '../store/store.js'
import { type Change, LostRace, type Requirement } from './change.js'
import type { KeyHold } from './key-queue.js'
import { type HeldPage, mergedList } from './merged-list.js'
import { listKey, ReadSet } from './read-set.js'
import type { RowReader, Space } from './space.js'
import { Turns } from './turns.js'
import { type HeldRow, WriteBuffer } from './write-buffer.js'

/** Most records that one transaction puts or deletes, cascades included. */
export const maxChangedRows = 1_000

/** Most rows: a record has at most a handful beside it, such as its time to live. */
const maxRows = 4 * maxChangedRows

/**
 * Most characters of the rows that one transaction puts. Small requests can ask for much, by repeating what they hold; this
 * is far more than a request may hold itself.
 */
const maxPutCharacters = 64 * 1_024 * 1_024

/** What a transaction is made with. */
export interface TransactionSetup {
  readonly hold: KeyHold
  /** 0 for the first try, then the number of the retry. */
  readonly attempt: number
  /** See `RunOptions.confirm`. */
  readonly confirm: boolean
  /** See `RunOptions.marks`. */
  readonly marks: Marks
}

/** By collection, a write that goes with every commit that changes rows of it. */
export type Marks = ReadonlyMap<string, Write>

/**
 * A unit of work on one space. Rows that were got are repeatable and checked at the commit, and so are lists that decide
 * something (`deciding`); rows that were otherwise listed are checked once they are got. Its own writes are visible to it.
 */
export class Transaction implements RowReader {
  readonly attempt: number
  readonly #space: Space
  /** The state of the space when the work began: it may have used the clock before it looked at anything. */
  readonly #stateVersion: number | undefined
  readonly #hold: KeyHold
  readonly #confirm: boolean
  readonly #marks: Marks
  readonly #requirements: Requirement[] = []
  readonly #reads = new ReadSet()
  readonly #turns = new Turns()
  #deciding: RowReader | undefined
  #buffer = new WriteBuffer()
  #restsOnFound = false
  #isOver = false

  constructor(space: Space, { hold, attempt, confirm, marks }: TransactionSetup) {
    this.#space = space
    this.#stateVersion = space.stateVersion
    this.#hold = hold
    this.attempt = attempt
    this.#confirm = confirm
    this.#marks = marks
  }

  /** The row as this transaction sees it. */
  async get(ref: RowRef): Promise<HeldRow | undefined> {
    const key = pairKey(ref.collection, ref.id)
    const buffered = this.#buffer.row(key)
    if (buffered !== undefined) return buffered.row
    const known = this.#reads.read(key)
    if (known !== undefined) return known.row
    const row = this.#reads.listed(key) ?? this.#found(key) ?? (await this.#space.get(ref))
    return this.#reads.keep(key, { ref, row }).row
  }

  /** The same, for work that decides by what it lists: what it listed must still be so when it is committed. */
  get deciding(): RowReader {
    this.#deciding ??= {
      get: (ref) => this.get(ref),
      list: (query) => this.#decisiveList(query),
      holds: (checks) => this.holds(checks),
      wrote: (collection) => this.wrote(collection),
    }
    return this.#deciding
  }

  /**
   * A page as this transaction sees it. After a write of the collection only lists in insertion order and of one value
   * of an index are possible (`wrote` tells), and only down to record 10,000: MOCK_SCAN_LIMIT.
   */
  async list(query: ListQuery): Promise<HeldPage> {
    return this.#list(query, false)
  }

  holds(checks: readonly Check[]): Promise<boolean> {
    return this.#space.holds(checks)
  }

  /** True when this transaction wrote rows of the collection. */
  wrote(collection: string): boolean {
    return this.#buffer.touches(collection)
  }

  /**
   * Waits, where that is safe, until no other transaction of this process works on the row. Rejects with LostRace when the
   * row was got before and has changed meanwhile.
   */
  lock(ref: RowRef): Promise<void> | undefined {
    const key = pairKey(ref.collection, ref.id)
    return this.#hold.take(key)?.then(() => this.#refuseStale(key))
  }

  /**
   * Runs a step that reads and then changes: one after another, so that what it read is still so when it changes it,
   * also when a hook starts several at once. A step must not start another.
   */
  inTurn<T>(step: () => Promise<T>): Promise<T> {
    return this.#turns.take(step)
  }

  /** Makes a change, all or nothing. Throws a requirement's refusal when it is known to fail. */
  async change({ requires, writes }: Change): Promise<void> {
    if (this.#isOver) throw new Error('The transaction is over: await every change that belongs to it')
    const open = this.#knowsNothing() ? requires : requires.filter((requirement) => !this.#isMet(requirement))
    if (this.#confirm && open.length > 0) decided(await this.#space.commit(commitOf(open, [])), open, false)
    for (const requirement of open) this.#requirements.push(requirement)
    for (const write of writes) this.#buffer.add(write, this.#storedRow(write))
    // Counting the records takes a walk, which few transactions need.
    const rows = this.#buffer.rowCount
    if (rows > maxRows || (rows > maxChangedRows && this.#buffer.recordCount > maxChangedRows))
      throw new MockError('MOCK_CONFLICT', {
        detail: `The request would change more than ${maxChangedRows} records at once`,
      })
    if (this.#buffer.characters > maxPutCharacters)
      throw new MockError('MOCK_CONFLICT', {
        detail: `The request would store more than ${maxPutCharacters} characters at once`,
      })
  }

  /** The row as this transaction has put it; undefined when it has not, or has deleted it. */
  written({ collection, id }: RowRef): HeldRow | undefined {
    return this.#buffer.row(pairKey(collection, id))?.row
  }

  /**
   * Runs a part of the work; when it throws, what was written since it began is undone, so nothing else should run beside
   * it. What it read stays checked at the commit.
   */
  async nested<T>(work: () => Promise<T>): Promise<T> {
    const buffer = this.#buffer
    const requirements = this.#requirements.length
    this.#buffer = buffer.clone()
    try {
      return await work()
    } catch (error) {
      this.#buffer = buffer
      this.#requirements.length = requirements
      throw error
    }
  }

  /**
   * Writes everything, if everything that was read and required still holds. Without writes only rows and lists that were
   * looked at one after another are asked for: they must have been so at one time. Steps that nobody waited for are still taken in; after
   * that the transaction is over.
   */
  async commit(): Promise<void> {
    const running = this.#turns.idle()
    if (running !== undefined) await running
    this.#isOver = true
    if (this.#buffer.isEmpty) return this.#confirmReads()
    for (const [collection, write] of this.#marks)
      if (this.#buffer.touches(collection)) this.#buffer.add(write, undefined)
    const looks = [...this.#reads.unchangedRows(), ...this.#reads.unchangedLists()]
    const requirements = looks.length === 0 ? this.#requirements : [...looks, ...this.#requirements]
    const version = await this.#commit(requirements, this.#buffer.writes())
    this.#hold.committed(version)
    this.#buffer.stamp(version)
    this.#leaveRows()
  }

  /**
   * Asks whether all that a refusal may rest on was so at one time: rows, what changes required, how many entries the
   * listed ranges of indexes had, and the clock. Throws LostRace when it was not, or the refusal that comes first.
   */
  async confirmRefusal(): Promise<void> {
    const counts = this.#reads.unchangedCounts()
    const looks = this.#reads.looks + this.#requirements.length + counts.length
    await this.#ask(looks, () => [
      ...this.#reads.unchangedRows(),
      ...this.#requirements,
      ...counts,
      ...this.#reads.unchangedLists(),
    ])
  }

  #confirmReads(): Promise<void> {
    const reads = this.#reads
    return this.#ask(reads.looks, () => [...reads.unchangedRows(), ...reads.unchangedLists()])
  }

  // One look alone is always of one time, if it was at the store.
  async #ask(looks: number, requirements: () => readonly Requirement[]): Promise<void> {
    this.#assertSameState()
    if (looks < 2 && !this.#restsOnFound) return
    await this.#commit(requirements(), [])
  }

  async #list(query: ListQuery, isDecisive: boolean): Promise<HeldPage> {
    if (!this.#buffer.touches(query.collection)) {
      const { rows, total } = await this.#space.list(query)
      this.#reads.keepPage(query, rows, total, isDecisive)
      return { rows, total, stored: total }
    }
    const page = await mergedList(this.#space, this.#buffer, query)
    this.#reads.keepPage(query, page.seen, page.stored, isDecisive)
    return page
  }

  // Who decides by a list that somebody has already lost a race for waits for its turn; nobody else pays for that.
  async #decisiveList(query: ListQuery): Promise<HeldPage> {
    const key = listKey(query)
    if (this.#hold.isTaken(key)) await this.#hold.take(key)
    return this.#list(query, true)
  }

  async #commit(requirements: readonly Requirement[], writes: readonly Write[]): Promise<number> {
    this.#assertSameState()
    const result = await this.#space.commit(commitOf(requirements, writes))
    if (!result.ok) this.#hold.forgetFound()
    // What was confirmed and fails now has changed since: the step that it belongs to refuses it when it runs again.
    return decided(result, requirements, this.#confirm)
  }

  // Somebody has moved the clock, for example: what was worked out before this process knew is worked out again.
  #assertSameState(): void {
    if (this.#space.stateVersion !== this.#stateVersion) throw new LostRace()
  }

  // The row as the one before committed it is as good as a read: what rests on it is checked at the store before it counts.
  #found(key: string): Row | undefined {
    const row = this.#hold.foundInsteadOfRead(key)
    if (row !== undefined) this.#restsOnFound = true
    return row
  }

  // Saves the call of a commit that would fail while everybody in line waits for it.
  #refuseStale(key: string): void {
    const newest = this.#hold.found(key)
    const read = this.#reads.read(key)
    if (newest === undefined || read === undefined) return
    if ((read.row?.version ?? 0) < newest.version) throw new LostRace(key)
  }

  // A row without a sequence is new: only the store knows its place.
  #leaveRows(): void {
    for (const key of this.#hold.held) {
      const changed = this.#buffer.row(key)
      if (changed !== undefined) this.#hold.leave(key, isStored(changed.row) ? changed.row : undefined)
    }
  }

  // True when the transaction's own reads and writes already answer a requirement, false when only the store can.
  #isMet({ check, refuse }: Requirement): boolean {
    const held = this.#isHeld(check)
    if (held === false) throw refuse?.() ?? new LostRace()
    return held === true
  }

  #isHeld(check: Check): boolean | undefined {
    if (check.check === 'absent' || check.check === 'present') {
      const key = pairKey(check.collection, check.id)
      const known = this.#buffer.row(key) ?? this.#reads.read(key)
      return known && (known.row !== undefined) === (check.check === 'present')
    }
    if (check.check === 'unique') {
      const holder = this.#buffer.holder(check.collection, check.constraint, check.value)
      return holder === undefined ? undefined : holder === null || holder === check.holder
    }
    return undefined
  }

  #knowsNothing(): boolean {
    return this.#reads.isEmpty && this.#buffer.isEmpty
  }

  #storedRow(write: Write): Row | undefined {
    if (write.write !== 'put' && write.write !== 'delete') return undefined
    return this.#reads.read(pairKey(write.collection, write.id))?.row
  }
}

function commitOf(requirements: readonly Requirement[], writes: readonly Write[]): Commit {
  return { checks: requirements.map(({ check }) => check), writes }
}

// The version of the commit; throws what the requirement that failed says, or that the race was lost.
function decided(result: CommitResult, requirements: readonly Requirement[], isConfirmed: boolean): number {
  if (result.ok) return result.version
  const failed = requirements[result.failed]
  if (failed === undefined)
    throw new RangeError(`The store failed check ${result.failed}, which does not exist`)
  const refusal = isConfirmed ? undefined : failed.refuse?.()
  throw refusal ?? new LostRace(contendedKey(failed.check))
}

function isStored(row: HeldRow | undefined): row is Row {
  return row?.version !== undefined && row.sequence !== undefined
}

// Only rows are locked by their own keys; the others are lines that those who lost stand in.
function contendedKey(check: Check): string {
  if (check.check === 'unique') return pairKey(check.collection, pairKey(check.constraint, check.value))
  return 'id' in check ? pairKey(check.collection, check.id) : listKey(check)
}
