// A transaction: what it read becomes the checks of its commit, what it wrote becomes the commit's writes.
import { MockError } from '../errors.js'
import type { Check, ListQuery, Row, RowRef, Write } from '../store/store.js'
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

/**
 * A unit of work on one space. Rows that were got are repeatable and checked at the commit; rows that were only listed
 * are checked once they are got. Its own writes are visible to it.
 */
export class Transaction implements RowReader {
  readonly attempt: number
  readonly #space: Space
  readonly #hold: KeyHold
  readonly #confirm: boolean
  readonly #reads = new Map<string, { readonly ref: RowRef; readonly row: Row | undefined }>()
  readonly #listed = new Map<string, Row>()
  readonly #requirements: Requirement[] = []
  #buffer = new WriteBuffer()
  #turn: Promise<void> | undefined
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
    const known = this.#reads.get(key)
    if (known !== undefined) return known.row
    const row = this.#listed.get(key) ?? (await this.#space.get(ref))
    // Of two reads at once the first counts: the commit checks one state, so everybody must have seen the same.
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
    while (this.#turn !== undefined) await this.#turn
    let finish = () => {}
    this.#turn = new Promise((resolve) => {
      finish = resolve
    })
    try {
      return await step()
    } finally {
      this.#turn = undefined
      finish()
    }
  }

  /** Makes a change, all or nothing. Throws a requirement's refusal when it is known to fail. */
  async change({ requires, writes }: Change): Promise<void> {
    if (this.#isOver) throw new Error('The transaction is over: await every change that belongs to it')
    const open = requires.filter((requirement) => !this.#isMet(requirement))
    if (this.#confirm && open.length > 0) await this.#submit(open, [])
    this.#requirements.push(...open)
    for (const write of writes) this.#buffer.add(write, this.#storedRow(write))
    if (this.#buffer.rowCount > maxChangedRows)
      throw new MockError('MOCK_CONFLICT', {
        detail: `The request would change more than ${maxChangedRows} records at once`,
      })
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
    while (this.#turn !== undefined) await this.#turn
    this.#isOver = true
    if (this.#buffer.isEmpty) return
    const requirements: Requirement[] = []
    for (const { ref, row } of this.#reads.values()) requirements.push({ check: unchanged(ref, row) })
    for (const requirement of this.#requirements) requirements.push(requirement)
    this.#buffer.stamp(await this.#submit(requirements, this.#buffer.writes()))
  }

  async #submit(requirements: readonly Requirement[], writes: readonly Write[]): Promise<number> {
    const result = await this.#space.commit({ checks: requirements.map(({ check }) => check), writes })
    if (result.ok) return result.version
    const failed = requirements[result.failed]
    if (failed === undefined)
      throw new RangeError(`The store failed check ${result.failed}, which does not exist`)
    throw failed.refuse?.() ?? new LostRace('id' in failed.check ? lockKey(failed.check) : undefined)
  }

  // True when the transaction's own reads and writes already answer a requirement, false when only the store can.
  #isMet({ check, refuse }: Requirement): boolean {
    const held = this.#isHeld(check)
    if (held === false) throw refuse?.() ?? new LostRace()
    return held === true
  }

  #isHeld(check: Check): boolean | undefined {
    if (this.#reads.size === 0 && this.#buffer.isEmpty) return undefined
    if (check.check === 'absent' || check.check === 'present') {
      const key = pairKey(check.collection, check.id)
      const known = this.#buffer.row(key) ?? this.#reads.get(key)
      return known && (known.row !== undefined) === (check.check === 'present')
    }
    if (check.check === 'unique') {
      const holder = this.#buffer.holder(check.collection, check.constraint, check.value)
      return holder === undefined ? undefined : holder === null || holder === check.holder
    }
    return undefined
  }

  #storedRow(write: Write): Row | undefined {
    if (write.write !== 'put' && write.write !== 'delete') return undefined
    return this.#reads.get(pairKey(write.collection, write.id))?.row
  }

  #remember(collection: string, rows: readonly Row[]): void {
    for (const row of rows) {
      const key = pairKey(collection, row.id)
      if (!this.#listed.has(key)) this.#listed.set(key, row)
    }
  }
}

function unchanged({ collection, id }: RowRef, row: Row | undefined): Check {
  return row === undefined
    ? { check: 'absent', collection, id }
    : { check: 'version', collection, id, version: row.version }
}

function lockKey({ collection, id }: RowRef): string {
  return pairKey(collection, id)
}
