// A transaction: what it read becomes the checks of its commit, what it wrote becomes the commit's writes.
import { MockError } from '../errors.js'
import type { Check, Commit, CommitResult, ListQuery, Row, RowRef, Write } from '../store/store.js'
import { type Change, LostRace, type Requirement } from './change.js'
import type { KeyHold } from './key-queue.js'
import { type HeldPage, mergedList } from './merged-list.js'
import { pairKey } from './pair-key.js'
import type { RowReader, Space } from './space.js'
import { type HeldRow, WriteBuffer } from './write-buffer.js'

/** Most rows that one transaction puts or deletes, cascades included. */
export const maxChangedRows = 1_000

/** What a transaction is made with. */
export interface TransactionSetup {
  readonly hold: KeyHold
  /** 0 for the first try, then the number of the retry. */
  readonly attempt: number
  /** See `RunOptions.confirm`. */
  readonly confirm: boolean
}

// A row as the transaction first got it.
interface Read {
  readonly ref: RowRef
  readonly row: Row | undefined
}

interface Signal {
  readonly given: Promise<void>
  readonly give: () => void
}

/**
 * A unit of work on one space. Rows that were got are repeatable and checked at the commit; rows that were only listed
 * are checked once they are got. Its own writes are visible to it.
 */
export class Transaction implements RowReader {
  readonly attempt: number
  readonly #space: Space
  readonly #hold: KeyHold
  readonly #confirm: boolean
  readonly #requirements: Requirement[] = []
  // Made when first needed: most transactions only read one row, or only write.
  #reads: Map<string, Read> | undefined
  #listed: Map<string, Row> | undefined
  #buffer = new WriteBuffer()
  #isInTurn = false
  #turnEnd: Signal | undefined
  #isOver = false

  constructor(space: Space, { hold, attempt, confirm }: TransactionSetup) {
    this.#space = space
    this.#hold = hold
    this.attempt = attempt
    this.#confirm = confirm
  }

  /** The row as this transaction sees it. */
  async get(ref: RowRef): Promise<HeldRow | undefined> {
    const key = pairKey(ref.collection, ref.id)
    const buffered = this.#buffer.row(key)
    if (buffered !== undefined) return buffered.row
    const known = this.#reads?.get(key)
    if (known !== undefined) return known.row
    const row = this.#listed?.get(key) ?? (await this.#space.get(ref))
    // Of two reads at once the first counts: the commit checks one state, so everybody must have seen the same.
    this.#reads ??= new Map()
    const earlier = this.#reads.get(key)
    if (earlier !== undefined) return earlier.row
    this.#reads.set(key, { ref, row })
    return row
  }

  /**
   * A page as this transaction sees it. After a write of the collection only lists in insertion order and of one value
   * of an index are possible (`wrote` tells), and only down to record 10,000: MOCK_SCAN_LIMIT.
   */
  async list(query: ListQuery): Promise<HeldPage> {
    if (!this.#buffer.touches(query.collection)) {
      const { rows, total } = await this.#space.list(query)
      this.#remember(query.collection, rows)
      return { rows, total, stored: total }
    }
    const page = await mergedList(this.#space, this.#buffer, query)
    this.#remember(query.collection, page.seen)
    return page
  }

  /** True when this transaction wrote rows of the collection. */
  wrote(collection: string): boolean {
    return this.#buffer.touches(collection)
  }

  /** Waits, where that is safe, until no other transaction of this process works on the row. */
  lock(ref: RowRef): Promise<void> | undefined {
    return this.#hold.take(pairKey(ref.collection, ref.id))
  }

  /**
   * Runs a step that reads and then changes: one after another, so that what it read is still so when it changes it,
   * also when a hook starts several at once. A step must not start another.
   */
  async inTurn<T>(step: () => Promise<T>): Promise<T> {
    while (this.#isInTurn) await this.#untilTurnEnds()
    this.#isInTurn = true
    try {
      return await step()
    } finally {
      this.#isInTurn = false
      this.#turnEnd?.give()
      this.#turnEnd = undefined
    }
  }

  /**
   * Makes a change, all or nothing, and answers the row that it put last, if any. Throws a requirement's refusal when it
   * is known to fail.
   */
  async change({ requires, writes }: Change): Promise<HeldRow | undefined> {
    if (this.#isOver) throw new Error('The transaction is over: await every change that belongs to it')
    const open = this.#knowsNothing() ? requires : requires.filter((requirement) => !this.#isMet(requirement))
    if (this.#confirm && open.length > 0) decided(await this.#space.commit(commitOf(open, [])), open)
    for (const requirement of open) this.#requirements.push(requirement)
    let put: HeldRow | undefined
    for (const write of writes) put = this.#buffer.add(write, this.#storedRow(write)) ?? put
    if (this.#buffer.rowCount > maxChangedRows)
      throw new MockError('MOCK_CONFLICT', {
        detail: `The request would change more than ${maxChangedRows} records at once`,
      })
    return put
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
   * Writes everything, if everything that was read and required still holds. Without writes nothing is asked. Steps that
   * nobody waited for are still taken in; after that the transaction is over.
   */
  async commit(): Promise<void> {
    while (this.#isInTurn) await this.#untilTurnEnds()
    this.#isOver = true
    if (this.#buffer.isEmpty) return
    const reads = this.#reads === undefined ? [] : Array.from(this.#reads.values(), unchanged)
    const requirements = reads.length === 0 ? this.#requirements : [...reads, ...this.#requirements]
    const result = await this.#space.commit(commitOf(requirements, this.#buffer.writes()))
    this.#buffer.stamp(decided(result, requirements))
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
      const known = this.#buffer.row(key) ?? this.#reads?.get(key)
      return known && (known.row !== undefined) === (check.check === 'present')
    }
    if (check.check === 'unique') {
      const holder = this.#buffer.holder(check.collection, check.constraint, check.value)
      return holder === undefined ? undefined : holder === null || holder === check.holder
    }
    return undefined
  }

  #knowsNothing(): boolean {
    return this.#reads === undefined && this.#buffer.isEmpty
  }

  #storedRow(write: Write): Row | undefined {
    if (write.write !== 'put' && write.write !== 'delete') return undefined
    return this.#reads?.get(pairKey(write.collection, write.id))?.row
  }

  // The promise is made by those who wait: hardly any transaction does two things at once.
  #untilTurnEnds(): Promise<void> {
    this.#turnEnd ??= createSignal()
    return this.#turnEnd.given
  }

  #remember(collection: string, rows: readonly Row[]): void {
    if (rows.length === 0) return
    this.#listed ??= new Map()
    for (const row of rows) {
      const key = pairKey(collection, row.id)
      if (!this.#listed.has(key)) this.#listed.set(key, row)
    }
  }
}

function commitOf(requirements: readonly Requirement[], writes: readonly Write[]): Commit {
  return { checks: requirements.map(({ check }) => check), writes }
}

// The version of the commit; throws what the requirement that failed says.
function decided(result: CommitResult, requirements: readonly Requirement[]): number {
  if (result.ok) return result.version
  const failed = requirements[result.failed]
  if (failed === undefined)
    throw new RangeError(`The store failed check ${result.failed}, which does not exist`)
  throw failed.refuse?.() ?? new LostRace('id' in failed.check ? lockKey(failed.check) : undefined)
}

function unchanged({ ref: { collection, id }, row }: Read): Requirement {
  return row === undefined
    ? { check: { check: 'absent', collection, id } }
    : { check: { check: 'version', collection, id, version: row.version } }
}

function lockKey({ collection, id }: RowRef): string {
  return pairKey(collection, id)
}

function createSignal(): Signal {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}
