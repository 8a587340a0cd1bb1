// A commit in the queue: checked and staged when its turn comes, done in memory when the journal has it.
import { StoreError } from '../../store-error.js'
import type { Commit, CommitResult, Due, Write } from '../store.js'
import { commitLine } from './journal-line.js'
import type { QueuedCall } from './queued-call.js'
import type { StagedCommit, StagedSpace } from './staged-space.js'
import type { StagedSpaces } from './staged-spaces.js'

/** Largest commit, in UTF-16 units of its texts: each takes at most 6 bytes of a line, which `maxLineBytes` leaves room for. */
const maxCommitLength = 32 * 1024 * 1024

/** What a write adds to that besides its texts: names and punctuation. */
const writeLength = 100

/** What a commit answers. */
export type Answer = CommitResult | Due

/** How a call is settled. */
export interface Caller {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export class QueuedCommit implements QueuedCall {
  line = ''
  readonly #spaces: StagedSpaces
  readonly #name: string
  readonly #now: number
  readonly #commit: Commit
  readonly #caller: Caller
  #space: StagedSpace | undefined
  #staged: StagedCommit | undefined

  constructor(spaces: StagedSpaces, name: string, now: number, commit: Commit, caller: Caller) {
    this.#spaces = spaces
    this.#name = name
    this.#now = now
    this.#commit = commit
    this.#caller = caller
  }

  stage(number: number): 'staged' | 'answered' | 'wait' {
    const space = this.#spaces.get(this.#name)
    const answer = refusal(space, this.#now, this.#commit)
    if (answer === 'wait') return 'wait'
    if (answer !== undefined) {
      this.#caller.resolve(answer)
      return 'answered'
    }
    refuseTooLarge(this.#commit.writes)
    const staged = space.stage(this.#commit.writes)
    this.line = commitLine(number, this.#name, staged.version, staged.writes)
    if (space.size === 1) this.#spaces.keep(this.#name, space)
    this.#space = space
    this.#staged = staged
    return 'staged'
  }

  apply(): void {
    const space = this.#space
    const staged = this.#staged
    if (space === undefined || staged === undefined) throw new Error('The commit is not staged')
    space.removeOldest()
    if (space.size === 0) this.#spaces.forget(this.#name)
    if (staged.version === 1) this.#spaces.durable.set(this.#name, space.base)
    const version = space.base.apply(this.#commit.writes)
    if (version !== staged.version) throw new Error(`Version ${version} was staged as ${staged.version}`)
  }

  answer(): void {
    if (this.#staged !== undefined) this.#caller.resolve({ ok: true, version: this.#staged.version })
  }

  reject(error: unknown): void {
    this.#caller.reject(error)
  }
}

// The answer of a commit that is not done, or 'wait' when that hangs on staged work; undefined when nothing is against it.
function refusal(
  space: StagedSpace,
  now: number,
  { checks, settling = false }: Commit,
): Answer | 'wait' | undefined {
  if (space.isDropping) return 'wait'
  if (!settling) {
    const due = space.base.dueAt(now)
    if (due !== undefined && space.size === 0) return { due }
    if (due !== undefined || space.hasDue(now)) return 'wait'
  }
  const verdict = space.judge(checks)
  if (verdict === 'unsettled') return 'wait'
  return verdict === 'hold' ? undefined : { ok: false, failed: space.base.firstFailed(checks) }
}

function refuseTooLarge(writes: readonly Write[]): void {
  let length = 0
  for (const write of writes) length += writeLength + write.collection.length + textLength(write)
  if (length > maxCommitLength)
    throw new StoreError(
      'MOCK_STORE_COMMIT_TOO_LARGE',
      `A commit of ${length} characters is more than the ${maxCommitLength} that one may have`,
      'write less at a time',
    )
}

function textLength(write: Write): number {
  switch (write.write) {
    case 'put':
      return write.id.length + write.value.length
    case 'claim':
      return write.id.length + write.constraint.length + write.value.length
    case 'release':
      return write.constraint.length + write.value.length
    case 'index':
    case 'unindex':
      return write.id.length + write.index.length + write.value.length
    case 'delete':
    case 'due':
      return write.id.length
  }
}
