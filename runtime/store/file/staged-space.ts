// What commits that are not yet durable will change in a space, so that the next ones can be checked before that.
import type { MemorySpace } from '../memory-space.js'
import type { Check, IndexRange, Write } from '../store.js'
import { utf8SortKey } from '../utf8-order.js'
import type { JournalWrite } from './journal-line.js'
import { StagedCollection } from './staged-collection.js'

type Put = Extract<Write, { readonly write: 'put' }>

/** A commit that is worked out and not yet done. */
export interface StagedCommit {
  readonly version: number
  /** Its writes as the journal has them. */
  readonly writes: readonly JournalWrite[]
}

/** How a commit's checks stand: all hold, one fails, or what is staged has to be done before one can tell. */
export type Verdict = 'hold' | 'fail' | 'unsettled'

/**
 * The state of a space as it will be. The memory space has only what is durable, so readers never see more; here are the
 * differences. A refusal is only given on durable state: where staged work matters to it, the verdict is `unsettled`.
 *
 * Rows and claims are looked up for every commit and stand in maps. What is staged of index entries and due times is only
 * asked for now and then: it is found by walking over the staged commits, which are as many as calls are in flight.
 */
export class StagedSpace {
  /** The durable state; empty for a space that does not exist yet. */
  readonly base: MemorySpace
  /** True while a drop of the space is staged: nothing can be said about the space until it is done. */
  isDropping = false
  readonly #collections = new Map<string, StagedCollection>()
  // Oldest first.
  readonly #commits: StagedCommit[] = []
  #dueWrites = 0
  #version: number
  #sequence: number

  constructor(base: MemorySpace) {
    this.base = base
    this.#version = base.version
    this.#sequence = base.sequence
  }

  /** The number of staged commits. */
  get size(): number {
    return this.#commits.length
  }

  /** True when a staged commit makes something due at `now`. It may be that a later one takes that back. */
  hasDue(now: number): boolean {
    return this.#dueWrites > 0 && this.#some((write) => write.write === 'due' && isDueAt(write.at, now))
  }

  judge(checks: readonly Check[]): Verdict {
    let holds = true
    let isStaged = false
    for (const check of checks) {
      const verdict = this.#verdict(check)
      if (verdict !== undefined) isStaged = true
      if (!(verdict ?? this.base.holds(check))) holds = false
    }
    if (holds) return 'hold'
    return isStaged ? 'unsettled' : 'fail'
  }

  /** Works out the next commit and takes it in: those after it are checked against it. */
  stage(writes: readonly Write[]): StagedCommit {
    this.#version++
    const staged: JournalWrite[] = []
    for (const write of writes)
      if (write.write === 'index' || write.write === 'unindex') staged.push(write)
      else this.#stageWrite(write, this.#collection(write.collection), staged)
    const commit = { version: this.#version, writes: staged }
    this.#commits.push(commit)
    return commit
  }

  /** Takes the oldest commit out, because it is done. What later ones changed again stays. */
  removeOldest(): void {
    const commit = this.#commits.shift()
    if (commit === undefined) return
    for (const write of commit.writes) {
      if (write.write === 'due') this.#dueWrites--
      else if (write.write !== 'index' && write.write !== 'unindex')
        this.#collection(write.collection).forget(write, commit.version)
    }
  }

  #stageWrite(
    write: Exclude<Write, { readonly write: 'index' | 'unindex' }>,
    collection: StagedCollection,
    staged: JournalWrite[],
  ): void {
    switch (write.write) {
      case 'put':
        staged.push(this.#stagePut(write, collection))
        break
      case 'delete':
        collection.rows.set(write.id, { by: this.#version, isDeleted: true, sequence: 0 })
        staged.push(write)
        break
      case 'claim':
      case 'release':
        this.#stageClaim(write, collection, staged)
        break
      case 'due':
        this.#dueWrites++
        staged.push(write)
        break
    }
  }

  #stagePut({ write, collection, id, value }: Put, { rows }: StagedCollection): JournalWrite {
    const row = rows.get(id)
    const known = row === undefined ? this.base.row({ collection, id }) : row.isDeleted ? undefined : row
    const sequence = known?.sequence ?? ++this.#sequence
    rows.set(id, { by: this.#version, isDeleted: false, sequence })
    return { write, collection, id, value, sequence }
  }

  // The journal says whom a value is taken from, so that a snapshot can be merged record by record.
  #stageClaim(
    write: Extract<Write, { readonly write: 'claim' | 'release' }>,
    staged: StagedCollection,
    writes: JournalWrite[],
  ): void {
    const { collection, constraint, value } = write
    const claim = staged.claim(constraint, value)
    const holder = claim === undefined ? this.base.holder(collection, constraint, value) : claim.holder
    const next = write.write === 'claim' ? write.id : undefined
    if (holder !== undefined && holder !== next)
      writes.push({ write: 'release', collection, constraint, value, id: holder })
    if (write.write === 'claim') writes.push(write)
    if (holder !== undefined || next !== undefined)
      staged.setClaim(constraint, value, { by: this.#version, holder: next })
  }

  // Whether a check holds by what is staged; undefined when nothing staged matters to it. A count is only known when the
  // work is done, so until then it does not hold.
  #verdict(check: Check): boolean | undefined {
    if (check.check === 'count') return this.#changesRange(check) ? false : undefined
    const collection = this.#collections.get(check.collection)
    if (collection === undefined) return undefined
    if (check.check === 'size') return this.#sizeOf(check.collection, collection) === check.count
    if (check.check === 'unique') {
      const claim = collection.claim(check.constraint, check.value)
      return claim && (claim.holder === undefined || claim.holder === check.holder)
    }
    const row = collection.rows.get(check.id)
    if (row === undefined) return undefined
    if (check.check === 'version') return !row.isDeleted && row.by === check.version
    return row.isDeleted === (check.check === 'absent')
  }

  #sizeOf(collection: string, staged: StagedCollection): number {
    let size = this.base.list({ collection, offset: 0, limit: 0 }).total
    for (const [id, { isDeleted }] of staged.rows) {
      const isStored = this.base.row({ collection, id }) !== undefined
      if (isStored === isDeleted) size += isDeleted ? -1 : 1
    }
    return size
  }

  #changesRange({ collection, index, range }: Extract<Check, { readonly check: 'count' }>): boolean {
    const lies = isIn(range)
    return this.#some(
      (write) =>
        (write.write === 'index' || write.write === 'unindex') &&
        write.index === index &&
        write.collection === collection &&
        lies(write.value),
    )
  }

  #some(matches: (write: JournalWrite) => boolean): boolean {
    for (const { writes } of this.#commits) if (writes.some(matches)) return true
    return false
  }

  #collection(name: string): StagedCollection {
    let collection = this.#collections.get(name)
    if (collection === undefined) {
      collection = new StagedCollection()
      this.#collections.set(name, collection)
    }
    return collection
  }
}

function isDueAt(at: number | undefined, now: number): boolean {
  return at !== undefined && at <= now
}

function isIn({ from, to }: IndexRange): (value: string) => boolean {
  const low = from === undefined ? undefined : utf8SortKey(from)
  const high = to === undefined ? undefined : utf8SortKey(to)
  return (value) => {
    const key = utf8SortKey(value)
    return (low === undefined || key >= low) && (high === undefined || key <= high)
  }
}
