// Group commit: commits are checked and staged as they come, written together, and done in memory when that succeeded.
//
// The choice behind it: nothing changes in memory before the journal has it. So a reader never sees a commit that a crash
// or a full disk could still take back, and a failed write leaves nothing to undo: its commits and all that wait behind
// them are rejected, the journal is cut back to its last good line, and the next commit tries again. Commits that arrive
// meanwhile are checked against the memory plus what is staged (staged-space.ts). Only where staged work could turn a
// check from holding to failing, or makes something due, a commit waits, and all behind it, until that work is done.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { StoreError } from '../../store-error.js'
import { MemorySpace } from '../memory-space.js'
import type { Commit, CommitResult, Due, Write } from '../store.js'
import type { Journal } from './journal.js'
import { commitLine, dropLine } from './journal-line.js'
import type { Spaces } from './read-space.js'
import { type StagedCommit, StagedSpace } from './staged-space.js'

/** Most calls that wait at once. */
const maxWaitingCalls = 100_000

/** Largest commit, in UTF-16 units of its texts: each takes at most 6 bytes of a line, which `maxLineBytes` leaves room for. */
const maxCommitLength = 32 * 1024 * 1024

/** What a write adds to that besides its texts: names and punctuation. */
const writeLength = 100

/** Text of one write to the disk, in UTF-16 units; a longer queue takes several. */
const maxBatchLength = 4 * 1024 * 1024

/** What a commit answers. */
export type Answer = CommitResult | Due

/** What the queue works on. */
export interface QueueSetup {
  readonly spaces: Spaces
  readonly journal: Journal
  /** Number of the next journal entry. */
  readonly next: number
  /** Called after each write, while nothing is being written; `next` is the number of the next entry. Never rejects. */
  readonly betweenWrites: (next: number) => Promise<void> | undefined
}

// A call in the order of arrival. `stage` answers 'wait' when it depends on staged work that is not yet done.
interface Call {
  readonly stage: () => 'wait' | 'done'
  readonly reject: (error: unknown) => void
}

// What stands in a line of the journal, and what happens when it is there.
interface StagedWork {
  readonly line: string
  readonly apply: () => void
  readonly reject: (error: unknown) => void
}

/** Everything that writes goes through here, first come, first served. */
export class CommitQueue {
  readonly #setup: QueueSetup
  readonly #stagedSpaces = new Map<string, StagedSpace>()
  #calls: Call[] = []
  #staged: StagedWork[] = []
  // Number of the entry after the last one that is in the journal, and how many are on their way there.
  #written: number
  #inFlight = 0
  #running: Promise<void> | undefined
  #failure: Error | undefined

  constructor(setup: QueueSetup) {
    this.#setup = setup
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
  commit(name: string, now: number, commit: Commit): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stage = () => {
        const step = this.#stageCommit(name, now, commit)
        if (step === 'wait') return step
        if ('answer' in step) resolve(step.answer)
        else this.#add(step.line, () => resolve(this.#apply(name, step, commit.writes)), reject)
        return 'done'
      }
      this.#enqueue({ stage, reject })
    })
  }

  /** Removes a space; nothing is written when there is none. */
  drop(name: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const stage = () => {
        if (this.#stagedSpaces.has(name)) return 'wait'
        if (!this.#setup.spaces.has(name)) resolve()
        else this.#stageDrop(name, resolve, reject)
        return 'done'
      }
      this.#enqueue({ stage, reject })
    })
  }

  #enqueue(call: Call): void {
    const { failure } = this.#setup.journal
    if (failure !== undefined) call.reject(failure)
    else if (this.size >= maxWaitingCalls) call.reject(tooManyCalls())
    else {
      this.#calls.push(call)
      if (this.#calls.length === 1) this.#stageCalls()
      if (this.#staged.length > 0) this.#running ??= this.#run()
    }
  }

  // Stages what waits, in order, up to the first call that depends on staged work.
  #stageCalls(): void {
    let done = 0
    for (const call of this.#calls) {
      try {
        if (call.stage() === 'wait') break
      } catch (error) {
        call.reject(error)
      }
      done++
    }
    this.#calls.splice(0, done)
  }

  #stageCommit(name: string, now: number, { checks, writes, settling = false }: Commit): CommitStep {
    const space = this.#stagedSpaces.get(name) ?? this.#durableSpace(name)
    if (space.isDropping) return 'wait'
    const due = settling ? undefined : space.base.dueAt(now)
    if (due !== undefined || (!settling && space.hasDue(now)))
      return due === undefined || space.size > 0 ? 'wait' : { answer: { due } }
    const verdict = space.judge(checks)
    if (verdict === 'unsettled') return 'wait'
    if (verdict === 'fail') return { answer: { ok: false, failed: space.base.firstFailed(checks) } }
    const length = lengthOf(writes)
    if (length > maxCommitLength) throw tooLarge(length)
    const commit = space.stage(writes)
    this.#stagedSpaces.set(name, space)
    return { line: commitLine(this.#nextNumber, name, commit.version, commit.writes), space, commit }
  }

  #apply(name: string, { space, commit }: CommitWork, writes: readonly Write[]): Answer {
    space.remove(commit)
    if (space.size === 0) this.#stagedSpaces.delete(name)
    this.#setup.spaces.set(name, space.base)
    const version = space.base.apply(writes)
    if (version !== commit.version) throw new Error(`Version ${version} was staged as ${commit.version}`)
    return { ok: true, version }
  }

  #stageDrop(name: string, resolve: () => void, reject: (error: unknown) => void): void {
    const space = this.#durableSpace(name)
    space.isDropping = true
    this.#stagedSpaces.set(name, space)
    const apply = () => {
      this.#stagedSpaces.delete(name)
      this.#setup.spaces.delete(name)
      resolve()
    }
    this.#add(dropLine(this.#nextNumber, name), apply, reject)
  }

  #add(line: string, apply: () => void, reject: (error: unknown) => void): void {
    this.#staged.push({ line, apply, reject })
  }

  get #nextNumber(): number {
    return this.#written + this.#inFlight + this.#staged.length
  }

  #durableSpace(name: string): StagedSpace {
    return new StagedSpace(this.#setup.spaces.get(name) ?? new MemorySpace())
  }

  async #run(): Promise<void> {
    while (this.#staged.length > 0) {
      const batch = this.#takeBatch()
      try {
        await this.#setup.journal.append(batch.map((work) => work.line).join(''))
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error))
        this.#rejectAll(batch, error)
        break
      }
      this.#failure = undefined
      this.#written += batch.length
      this.#inFlight = 0
      for (const work of batch) work.apply()
      this.#stageCalls()
      await this.#setup.betweenWrites(this.#written)
      // Those who were answered go on now and commit again; the next write takes them all.
      await nextTurn()
    }
    this.#running = undefined
  }

  #takeBatch(): readonly StagedWork[] {
    let length = 0
    let count = 0
    for (const work of this.#staged) {
      length += work.line.length
      if (count > 0 && length > maxBatchLength) break
      count++
    }
    this.#inFlight = count
    return this.#staged.splice(0, count)
  }

  // What waits was checked against what failed, or comes after it: all of it is refused, and the memory is as before.
  #rejectAll(batch: readonly StagedWork[], error: unknown): void {
    const waiting = [...batch, ...this.#staged, ...this.#calls]
    this.#staged = []
    this.#calls = []
    this.#inFlight = 0
    this.#stagedSpaces.clear()
    for (const { reject } of waiting) reject(error)
  }
}

interface CommitWork {
  readonly line: string
  readonly space: StagedSpace
  readonly commit: StagedCommit
}

type CommitStep = 'wait' | { readonly answer: Answer } | CommitWork

function lengthOf(writes: readonly Write[]): number {
  let length = 0
  for (const write of writes) {
    length += writeLength + write.collection.length
    if ('id' in write) length += write.id.length
    if ('value' in write) length += write.value.length
    if ('index' in write) length += write.index.length
    if ('constraint' in write) length += write.constraint.length
  }
  return length
}

function tooManyCalls(): StoreError {
  return new StoreError(
    'MOCK_STORE_BUSY',
    `More than ${maxWaitingCalls} commits wait for the disk`,
    'send fewer at a time, or choose another fsync mode',
  )
}

function tooLarge(length: number): StoreError {
  return new StoreError(
    'MOCK_STORE_COMMIT_TOO_LARGE',
    `A commit of ${length} characters is more than the ${maxCommitLength} that one may have`,
    'write less at a time',
  )
}
