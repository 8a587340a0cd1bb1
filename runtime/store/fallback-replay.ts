// Hands what was done in the copy over to the store that is back: in order, each once, and says what no longer applies.
import { createIds } from '../ids.js'
import { StoreError } from '../store-error.js'
import type { FallbackCopy } from './fallback-copy.js'
import { FallbackSplit, rowsOf } from './fallback-split.js'
import {
  type Check,
  type Commit,
  type CommitResult,
  type Due,
  isDue,
  type RowRef,
  type Store,
} from './store.js'
import type { StoreLog } from './store-log.js'

/**
 * What was acknowledged while the primary was away; `version` is the one that the copy gave. Always a commit: whether a
 * space may go, the copy cannot tell.
 */
export interface Change {
  readonly space: string
  readonly commit: Commit
  readonly version: number
}

/** Before every due time there is. */
const anyTime = 0

/** Faults of the commit itself: waiting would not help it, and stop everything behind it. */
const final: ReadonlySet<string> = new Set(['MOCK_STORE_LIMIT', 'MOCK_STORE_DAMAGED'])

export class FallbackReplay {
  readonly #primary: Store
  readonly #copy: FallbackCopy
  readonly #log: StoreLog
  /** By space, what the primary made of the versions that the copy gave. */
  readonly #versions = new Map<string, Map<number, number>>()
  /**
   * Each commit also puts this row, with the version that the copy gave. When the connection breaks, the row tells whether
   * the commit was carried out: doing it again could overwrite what others did since.
   */
  readonly #marker: RowRef = { collection: '$fallback', id: createIds().nanoid() }
  #uncertain: Change | undefined
  #notApplied = 0
  /** By space, the sandboxes that the primary has under another one. */
  readonly #splits = new Map<string, FallbackSplit>()

  constructor(primary: Store, copy: FallbackCopy, log: StoreLog) {
    this.#primary = primary
    this.#copy = copy
    this.#log = log
  }

  /** The number of acknowledged changes that did not make it into the primary, since the start. */
  get notApplied(): number {
    return this.#notApplied
  }

  /** Makes a change in the primary, or reports that it does not apply there. Rejects when the primary is away again. */
  async apply(change: Change): Promise<void> {
    const { space, commit, version: from } = change
    const split = this.#splits.get(space)
    if (split !== undefined) return split.add(commit.writes)
    if (commit.founds !== undefined && this.#splits.has(commit.founds.space))
      return this.#takeBack(commit.founds.space)
    const done = this.#uncertain === change ? await this.#markedVersion(change) : undefined
    this.#uncertain = change
    const outcome = done === undefined ? await this.#commit(change) : { version: done }
    this.#uncertain = undefined
    if ('refused' in outcome) return this.#refuse(change, outcome.refused)
    this.#versionsOf(space).set(from, outcome.version)
    this.#copy.renumber(space, commit.writes, from, outcome.version)
  }

  /** Removes what `apply` left in the primary. */
  async end(): Promise<void> {
    for (const space of this.#versions.keys()) {
      await this.#primary.commit(space, anyTime, {
        checks: [{ check: 'present', ...this.#marker }],
        writes: [{ write: 'delete', ...this.#marker }],
        settling: true,
      })
      this.#versions.delete(space)
    }
    this.reportSplits()
  }

  /** Reports the sandboxes that turned out to be there already, with all that was changed in the other ones. */
  reportSplits(): void {
    for (const [space, split] of this.#splits) {
      this.#notApplied += split.report(this.#log)
      this.#splits.delete(space)
    }
  }

  /** Reports a change that nobody will make any more. */
  giveUp(change: Change): void {
    this.#report(change, {}, 'A change made while the store was away is lost: it is still away')
  }

  // What is due stays due: the commit was made before.
  async #commit({ space, commit, version }: Change): Promise<Outcome> {
    const versions = this.#versionsOf(space)
    const checks = commit.checks.map((check) => withVersion(check, versions))
    const marker = { write: 'put', ...this.#marker, value: String(version) } as const
    const writes = [...commit.writes, marker]
    return outcomeOf(this.#primary.commit(space, anyTime, { checks, writes, settling: true }), commit)
  }

  // The version that the primary gave a commit; undefined when it was not carried out.
  async #markedVersion({ space, version }: Change): Promise<number | undefined> {
    const rows = await this.#primary.read(space, anyTime, [this.#marker])
    const [row] = isDue(rows) ? [] : rows
    return row?.value === String(version) ? row.version : undefined
  }

  #versionsOf(space: string): Map<number, number> {
    const versions = this.#versions.get(space) ?? new Map<number, number>()
    this.#versions.set(space, versions)
    return versions
  }

  async #refuse(change: Change, refused: Refusal): Promise<void> {
    const { founds, writes } = change.commit
    this.#copy.forgetWritten(change.space, writes)
    if (founds === undefined)
      return this.#report(change, refused, 'A change made while the store was away no longer applies')
    this.#splits.set(founds.space, new FallbackSplit(founds))
    await this.#takeBack(founds.space)
  }

  // Nobody but this process has ever known the space, and it finds out when it looks at it again.
  async #takeBack(space: string): Promise<void> {
    await this.#primary.drop(space)
    this.#copy.drop(space)
    this.#versions.delete(space)
  }

  #report(change: Change, why: Refusal, message: string): void {
    this.#notApplied++
    const rows = new Set(rowsOf(change.commit.writes).map(({ collection, id }) => `${collection}/${id}`))
    this.#log.error({ space: change.space, rows: [...rows], ...why }, message)
  }
}

/** Why the primary did not take a commit: the kind of check that failed, or the fault. */
interface Refusal {
  readonly check?: Check['check']
  readonly err?: StoreError
}

type Outcome = { readonly version: number } | { readonly refused: Refusal }

async function outcomeOf(result: Promise<CommitResult | Due>, { checks }: Commit): Promise<Outcome> {
  try {
    const answer = await result
    if (isDue(answer)) return { refused: {} }
    if (answer.ok) return { version: answer.version }
    const failed = checks[answer.failed]
    return { refused: failed === undefined ? {} : { check: failed.check } }
  } catch (error) {
    if (error instanceof StoreError && final.has(error.code)) return { refused: { err: error } }
    throw error
  }
}

function withVersion(check: Check, versions: ReadonlyMap<number, number>): Check {
  if (check.check !== 'version') return check
  return { ...check, version: versions.get(check.version) ?? check.version }
}
