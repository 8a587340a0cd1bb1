// What commits that are not yet durable will change in a space, so that the next ones can be checked before that.
import type { MemorySpace } from '../memory-space.js'
import type { Check, IndexRange, Write } from '../store.js'
import { utf8SortKey } from '../utf8-order.js'
import type { JournalWrite } from './journal-line.js'
import { pairKey } from './pair-key.js'

// `by` is the version of the commit that staged it. A row without a version is deleted.
interface StagedRow {
  readonly by: number
  readonly version: number | undefined
  readonly sequence: number
}

interface StagedClaim {
  readonly by: number
  readonly holder: string | undefined
}

// An index entry that is added or removed; `index` is the key of collection and name.
interface StagedEntry {
  readonly by: number
  readonly index: string
  readonly value: string
}

interface StagedDue {
  readonly by: number
  readonly at: number | undefined
}

/** A commit that is worked out and not yet done. */
export interface StagedCommit {
  readonly version: number
  /** Its writes as the journal has them. */
  readonly writes: readonly JournalWrite[]
  /** What each of them touches, in the same order. */
  readonly keys: readonly string[]
}

/** How a commit's checks stand: all hold, one fails, or what is staged has to be done before one can tell. */
export type Verdict = 'hold' | 'fail' | 'unsettled'

/**
 * The state of a space as it will be. The memory space has only what is durable, so readers never see more; here are the
 * differences. A refusal is only given on durable state: where staged work matters to it, the verdict is `unsettled`.
 */
export class StagedSpace {
  /** The durable state; empty for a space that does not exist yet. */
  readonly base: MemorySpace
  /** True while a drop of the space is staged: nothing can be said about the space until it is done. */
  isDropping = false
  readonly #rows = new Map<string, StagedRow>()
  readonly #claims = new Map<string, StagedClaim>()
  readonly #entries = new Map<string, StagedEntry>()
  readonly #dues = new Map<string, StagedDue>()
  #version: number
  #sequence: number
  #size = 0

  constructor(base: MemorySpace) {
    this.base = base
    this.#version = base.version
    this.#sequence = base.sequence
  }

  /** The number of staged commits. */
  get size(): number {
    return this.#size
  }

  /** True when a staged commit makes something due at `now`. */
  hasDue(now: number): boolean {
    for (const { at } of this.#dues.values()) if (at !== undefined && at <= now) return true
    return false
  }

  judge(checks: readonly Check[]): Verdict {
    if (this.#size === 0) return this.base.firstFailed(checks) < 0 ? 'hold' : 'fail'
    const untouched: Check[] = []
    let failed = false
    for (const check of checks) {
      const verdict = this.#verdict(check)
      if (verdict === undefined) untouched.push(check)
      else if (!verdict) failed = true
    }
    if (!failed && this.base.firstFailed(untouched) < 0) return 'hold'
    return untouched.length === checks.length ? 'fail' : 'unsettled'
  }

  /** Works out the next commit and takes it in: those after it are checked against it. */
  stage(writes: readonly Write[]): StagedCommit {
    this.#size++
    this.#version++
    const commit = { version: this.#version, writes: [] as JournalWrite[], keys: [] as string[] }
    for (const write of writes) this.#stageWrite(write, commit.writes, commit.keys)
    return commit
  }

  /** Takes the oldest commit out, because it is done. What later ones changed again stays. */
  remove({ version, writes, keys }: StagedCommit): void {
    this.#size--
    for (const [i, { write }] of writes.entries()) {
      const staged: Map<string, { readonly by: number }> = this.#stagedBy(write)
      const key = keys[i]
      if (key !== undefined && staged.get(key)?.by === version) staged.delete(key)
    }
  }

  #stagedBy(write: JournalWrite['write']) {
    switch (write) {
      case 'put':
      case 'delete':
        return this.#rows
      case 'claim':
      case 'release':
        return this.#claims
      case 'index':
      case 'unindex':
        return this.#entries
      case 'due':
        return this.#dues
    }
  }

  #stageWrite(write: Write, writes: JournalWrite[], keys: string[]): void {
    const by = this.#version
    const { collection } = write
    switch (write.write) {
      case 'put': {
        const { id, value } = write
        const key = pairKey(collection, id)
        const sequence = this.#sequenceOf(key, collection, id) ?? ++this.#sequence
        this.#rows.set(key, { by, version: by, sequence })
        writes.push({ write: 'put', collection, id, value, sequence })
        keys.push(key)
        break
      }
      case 'delete': {
        const key = pairKey(collection, write.id)
        this.#rows.set(key, { by, version: undefined, sequence: 0 })
        writes.push(write)
        keys.push(key)
        break
      }
      case 'claim':
      case 'release': {
        const { constraint, value } = write
        const key = claimKey(collection, constraint, value)
        const holder = this.#holderOf(key, collection, constraint, value)
        const next = write.write === 'claim' ? write.id : undefined
        // The journal says whom a value is taken from, so that a snapshot can be merged record by record.
        if (holder !== undefined && holder !== next) {
          writes.push({ write: 'release', collection, constraint, value, id: holder })
          keys.push(key)
        }
        if (next !== undefined) {
          writes.push({ write: 'claim', collection, constraint, value, id: next })
          keys.push(key)
        }
        if (holder !== undefined || next !== undefined) this.#claims.set(key, { by, holder: next })
        break
      }
      case 'index':
      case 'unindex': {
        const index = pairKey(collection, write.index)
        const key = pairKey(index, pairKey(write.value, write.id))
        this.#entries.set(key, { by, index, value: write.value })
        writes.push(write)
        keys.push(key)
        break
      }
      case 'due': {
        const key = pairKey(collection, write.id)
        this.#dues.set(key, { by, at: write.at })
        writes.push(write)
        keys.push(key)
        break
      }
    }
  }

  #sequenceOf(key: string, collection: string, id: string): number | undefined {
    const row = this.#rows.get(key)
    if (row === undefined) return this.base.row({ collection, id })?.sequence
    return row.version === undefined ? undefined : row.sequence
  }

  #holderOf(key: string, collection: string, constraint: string, value: string): string | undefined {
    const claim = this.#claims.get(key)
    return claim === undefined ? this.base.holder(collection, constraint, value) : claim.holder
  }

  // Whether a check holds by what is staged; undefined when nothing staged matters to it. A count is only known when the
  // work is done, so until then it does not hold.
  #verdict(check: Check): boolean | undefined {
    switch (check.check) {
      case 'absent':
      case 'present':
      case 'version': {
        const row = this.#rows.get(pairKey(check.collection, check.id))
        if (row === undefined) return undefined
        if (check.check === 'version') return row.version === check.version
        return (row.version === undefined) === (check.check === 'absent')
      }
      case 'unique': {
        const claim = this.#claims.get(claimKey(check.collection, check.constraint, check.value))
        if (claim === undefined) return undefined
        return claim.holder === undefined || claim.holder === check.holder
      }
      case 'count':
        return this.#changesRange(pairKey(check.collection, check.index), check.range) ? false : undefined
    }
  }

  #changesRange(index: string, { from, to }: IndexRange): boolean {
    const low = from === undefined ? undefined : utf8SortKey(from)
    const high = to === undefined ? undefined : utf8SortKey(to)
    for (const entry of this.#entries.values()) {
      if (entry.index !== index) continue
      const key = utf8SortKey(entry.value)
      if ((low === undefined || key >= low) && (high === undefined || key <= high)) return true
    }
    return false
  }
}

function claimKey(collection: string, constraint: string, value: string): string {
  return pairKey(collection, pairKey(constraint, value))
}
