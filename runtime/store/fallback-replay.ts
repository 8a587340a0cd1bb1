// Hands what was done in the copy over to the store that is back.

import { StoreError } from '../store-error.js'
import type { FallbackCopy } from './fallback-copy.js'
import {
  type Check,
  type Commit,
  type CommitResult,
  type Due,
  isDue,
  type Store,
  type Write,
} from './store.js'
import type { StoreLog } from './store-log.js'

/** What was acknowledged while the primary was away; `version` is the one that the copy gave. */
export type Change =
  | { readonly change: 'commit'; readonly space: string; readonly commit: Commit; readonly version: number }
  | { readonly change: 'drop'; readonly space: string }

export class FallbackReplay {
  readonly #primary: Store
  readonly #copy: FallbackCopy
  readonly #log: StoreLog
  /** By space, what the primary made of the versions that the copy gave. */
  readonly #versions = new Map<string, Map<number, number>>()
  /** Spaces whose copy holds changes that the primary did not take. */
  readonly #diverged = new Set<string>()
  #notApplied = 0

  constructor(primary: Store, copy: FallbackCopy, log: StoreLog) {
    this.#primary = primary
    this.#copy = copy
    this.#log = log
  }

  /** The number of changes that no longer applied, since the start. */
  get notApplied(): number {
    return this.#notApplied
  }

  /** Makes a change in the primary, or logs that its checks do not hold there. Rejects when the primary is away again. */
  async apply(change: Change): Promise<void> {
    const { space } = change
    if (change.change === 'drop') return this.#primary.drop(space)
    const { checks, writes } = change.commit
    const versions = this.#versionsOf(space)
    const translated = checks.map((check) => withVersion(check, versions))
    // What is due stays due: the commit was made before.
    const commit = { checks: translated, writes, settling: true }
    const version = await versionOf(this.#primary.commit(space, 0, commit))
    if (version === undefined) return this.#report(space, writes)
    versions.set(change.version, version)
    await this.#copy.renumber(space, writes, change.version, version)
  }

  /** Forgets the versions of the copy, and the copy of spaces that differ. */
  async end(): Promise<void> {
    this.#versions.clear()
    const diverged = [...this.#diverged]
    this.#diverged.clear()
    await Promise.all(diverged.map((space) => this.#copy.drop(space)))
  }

  #versionsOf(space: string): Map<number, number> {
    const versions = this.#versions.get(space) ?? new Map<number, number>()
    this.#versions.set(space, versions)
    return versions
  }

  #report(space: string, writes: readonly Write[]): void {
    this.#notApplied++
    this.#diverged.add(space)
    const rows = new Set(
      writes.flatMap((write) => ('id' in write ? [`${write.collection}/${write.id}`] : [])),
    )
    this.#log.error({ space, rows: [...rows] }, 'A change made while the store was away no longer applies')
  }
}

function withVersion(check: Check, versions: ReadonlyMap<number, number>): Check {
  if (check.check !== 'version') return check
  return { ...check, version: versions.get(check.version) ?? check.version }
}

// The version of a commit; undefined when the store refuses it, or could never take it.
async function versionOf(commit: Promise<CommitResult | Due>): Promise<number | undefined> {
  try {
    const result = await commit
    return !isDue(result) && result.ok ? result.version : undefined
  } catch (error) {
    if (error instanceof StoreError && error.code === 'MOCK_STORE_LIMIT') return undefined
    throw error
  }
}
