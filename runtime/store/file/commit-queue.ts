// Group commit: commits are checked and staged as they come, written together, and done in memory when that succeeded.
//
// The choice behind it: nothing changes in memory before the journal has it. So a reader never sees a commit that a crash
// or a full disk could still take back, and a failed write leaves nothing to undo: its commits and all that wait behind
// them are rejected, the journal is cut back to its last good line, and the next commit tries again. Commits that arrive
// meanwhile are checked against the memory plus what is staged (staged-space.ts). Only where staged work could turn a
// check from holding to failing, or makes something due, a commit waits, and all behind it, until that work is done.
import { StoreError } from '../../store-error.js'
import type { Commit } from '../store.js'
import { GroupPace } from './group-pace.js'
import type { Journal } from './journal.js'
import type { QueuedCall } from './queued-call.js'
import { type Answer, QueuedCommit } from './queued-commit.js'
import { QueuedDrop } from './queued-drop.js'
import type { Spaces } from './read-space.js'
import { StagedSpaces } from './staged-spaces.js'

/** Most calls that wait at once. */
const maxWaitingCalls = 100_000

/** Text of one write to the disk, in UTF-16 units; a longer queue takes several. */
const maxGroupLength = 4 * 1024 * 1024

/** What the queue works on. */
export interface QueueSetup {
  readonly spaces: Spaces
  readonly journal: Journal
  /** Number of the next journal entry. */
  readonly next: number
  /** Called after each write, while nothing is being written; `next` is the number of the next entry. Never rejects. */
  readonly betweenWrites: (next: number) => Promise<void> | undefined
}

/** Everything that writes goes through here, first come, first served. */
export class CommitQueue {
  readonly #setup: QueueSetup
  readonly #spaces: StagedSpaces
  readonly #pace = new GroupPace()
  // Calls that wait until staged work is done, and what is staged and waits for its write.
  #calls: QueuedCall[] = []
  #staged: QueuedCall[] = []
  // Number of the entry after the last one that is in the journal, and how many are on their way there.
  #written: number
  #inFlight = 0
  #running: Promise<void> | undefined
  #failure: Error | undefined

  constructor(setup: QueueSetup) {
    this.#setup = setup
    this.#spaces = new StagedSpaces(setup.spaces)
    this.#written = setup.next
  }

  /** Calls that are not answered yet, without those that are being written. */
  get size(): number {
    return this.#calls.length + this.#staged.length
  }

  /** Why the last write failed; undefined when it did not. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Resolves when everything that was called is answered. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Rejects with the fault when the commit could not be written; then none of its writes is visible. */
  commit(space: string, now: number, commit: Commit): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#enqueue(new QueuedCommit(this.#spaces, space, now, commit, { resolve, reject }))
    })
  }

  /** Removes a space; nothing is written when there is none. */
  drop(space: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#enqueue(new QueuedDrop(this.#spaces, space, resolve, reject))
    })
  }

  #enqueue(call: QueuedCall): void {
    const { failure } = this.#setup.journal
    if (failure !== undefined) call.reject(failure)
    else if (this.size >= maxWaitingCalls) call.reject(tooManyCalls())
    else {
      if (this.#calls.length > 0 || !this.#takes(call)) this.#calls.push(call)
      if (this.#staged.length > 0) this.#running ??= this.#run()
    }
  }

  // Stages what waits, in order, up to the first call that still has to.
  #stageCalls(): void {
    let taken = 0
    for (const call of this.#calls) {
      if (!this.#takes(call)) break
      taken++
    }
    if (taken > 0) this.#calls.splice(0, taken)
  }

  // False when the call has to wait.
  #takes(call: QueuedCall): boolean {
    try {
      const step = call.stage(this.#written + this.#inFlight + this.#staged.length)
      if (step === 'wait') return false
      if (step === 'staged') this.#staged.push(call)
    } catch (error) {
      call.reject(error)
    }
    return true
  }

  async #run(): Promise<void> {
    let applied: readonly QueuedCall[] = []
    while (this.#staged.length > 0) {
      const group = this.#takeGroup()
      const writing = this.#pace.write(this.#setup.journal.append(textOf(group)))
      // Only now, so that the disk is busy while they go on.
      void this.#answer(applied)
      try {
        await writing
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error))
        this.#rejectAll(group, error)
        break
      }
      this.#failure = undefined
      this.#written += group.length
      this.#inFlight = 0
      for (const call of group) call.apply()
      this.#stageCalls()
      const rotated = this.#setup.betweenWrites(this.#written)
      if (rotated !== undefined) await rotated
      const awaited = this.#pace.awaited(group.length, this.#staged.length)
      applied = group.slice(awaited)
      if (awaited > 0) await this.#answer(group.slice(0, awaited))
      if (this.#staged.length > 0) continue
      await this.#answer(applied)
      applied = []
    }
    this.#running = undefined
  }

  #takeGroup(): readonly QueuedCall[] {
    const most = this.#pace.groupSize
    let length = 0
    let count = 0
    for (const { line } of this.#staged) {
      length += line.length
      if (count > 0 && (length > maxGroupLength || count >= most)) break
      count++
    }
    this.#inFlight = count
    return this.#staged.splice(0, count)
  }

  // Resolves when those who were answered have gone on as far as they can without the disk.
  #answer(calls: readonly QueuedCall[]): Promise<void> {
    for (const call of calls) call.answer()
    return this.#pace.answered(calls.length)
  }

  // What waits was checked against what failed, or comes after it: all of it is refused, and the memory is as before.
  #rejectAll(group: readonly QueuedCall[], error: unknown): void {
    const waiting = [...group, ...this.#staged, ...this.#calls]
    this.#staged = []
    this.#calls = []
    this.#inFlight = 0
    this.#spaces.clear()
    for (const call of waiting) call.reject(error)
  }
}

function textOf(group: readonly QueuedCall[]): string {
  let text = ''
  for (const { line } of group) text += line
  return text
}

function tooManyCalls(): StoreError {
  return new StoreError(
    'MOCK_STORE_BUSY',
    `More than ${maxWaitingCalls} commits wait for the disk`,
    'send fewer at a time, or choose another fsync mode',
  )
}
