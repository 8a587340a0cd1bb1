// The copy that a fallback store serves from while its own store is away: what this process wrote and read.
import { type KnownRow, KnownRows } from './fallback-rows.js'
import { FallbackSpace, type KnownEntry } from './fallback-space.js'
import { FallbackVersions } from './fallback-versions.js'
import {
  type Commit,
  type CommitResult,
  type Due,
  isDue,
  type ListQuery,
  type ListResult,
  type Row,
  type RowRef,
  type Write,
} from './store.js'

/** When a reading began: what it brings is held against what became known since. */
export interface Moment {
  readonly version: number
  readonly drops: number
}

/**
 * Rows as this process knows them. A list shows the known rows: in order of insertion all of them; by an index those whose
 * entry is known, because this process wrote it or listed just that value. Unique values and due times are known of what
 * this process wrote. Nothing here waits, so a call sees one state.
 */
export class FallbackCopy {
  readonly #maxBytes: number
  readonly #spaces = new Map<string, FallbackSpace>()
  readonly #known = new KnownRows()
  readonly #versions = new FallbackVersions()
  #drops = 0

  /** `maxBytes`: what `trim` leaves. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The names of the spaces that are known to hold something, sorted. */
  get spaces(): readonly string[] {
    return [...this.#spaces.keys()].sort()
  }

  read(space: string, now: number, refs: readonly RowRef[]): readonly (Row | undefined)[] | Due {
    return this.#spaces.get(space)?.read(now, refs) ?? refs.map(() => undefined)
  }

  list(space: string, now: number, query: ListQuery): ListResult | Due {
    return this.#spaces.get(space)?.list(now, query) ?? { rows: [], total: 0 }
  }

  /** Does a commit that the store has not seen. */
  commit(name: string, now: number, { checks, writes, settling = false }: Commit): CommitResult | Due {
    const space = this.#spaces.get(name) ?? new FallbackSpace(name, this.#known)
    const due = settling ? undefined : space.dueAt(now)
    if (due !== undefined) return { due }
    const failed = space.firstFailed(checks)
    if (failed >= 0) return { ok: false, failed }
    if (writes.length === 0) return { ok: true, version: space.version }
    const version = this.#versions.next(space.version)
    this.#spaces.set(name, space)
    space.change(writes, version)
    return { ok: true, version }
  }

  /** Does the writes of a commit that the store has done. */
  follow(space: string, writes: readonly Write[], version: number): void {
    this.#open(space).change(writes, version)
  }

  /** The moment at which a reading of the store begins. */
  moment(space: string): Moment {
    return { version: this.#spaces.get(space)?.version ?? 0, drops: this.#drops }
  }

  /** Takes in rows that were read since `begun`. */
  learnRows(
    space: string,
    begun: Moment,
    refs: readonly RowRef[],
    rows: readonly (Row | undefined)[] | Due,
  ): void {
    if (begun.drops !== this.#drops || isDue(rows)) return
    for (const [i, ref] of refs.entries()) this.#learn(space, begun, ref, rows[i])
  }

  /** Takes in a page that was read since `begun`. */
  learnPage(space: string, begun: Moment, query: ListQuery, page: ListResult | Due): void {
    if (begun.drops !== this.#drops || isDue(page)) return
    const { collection, also } = query
    const entry = entryOf(query)
    for (const row of page.rows) this.#learn(space, begun, { collection, id: row.id }, row, entry)
    if (also !== undefined) this.#learn(space, begun, also, page.also)
  }

  /** Gives the rows that a commit left behind the version that the store gave it. */
  renumber(space: string, writes: readonly Write[], from: number, to: number): void {
    this.#spaces.get(space)?.renumber(writes, from, to)
  }

  /** Forgets the rows that a commit wrote to. */
  forgetWritten(space: string, writes: readonly Write[]): void {
    this.#spaces.get(space)?.forgetWritten(writes)
  }

  drop(space: string): void {
    this.#drops++
    this.#forgetSpace(space)
  }

  /** Forgets the rows that were not used for longest, until the others fit. */
  trim(): void {
    for (let oldest = this.#oldestTooMany(); oldest !== undefined; oldest = this.#oldestTooMany())
      this.#spaces.get(oldest.space)?.forget(oldest)
  }

  #oldestTooMany(): KnownRow | undefined {
    return this.#known.bytes > this.#maxBytes ? this.#known.oldest : undefined
  }

  #learn(name: string, begun: Moment, ref: RowRef, row: Row | undefined, entry?: KnownEntry): void {
    if (row === undefined) {
      this.#spaces.get(name)?.learnAbsent(ref, begun.version)
      return
    }
    if (this.#open(name).learn(ref, row, begun.version, entry)) return
    this.#forgetSpace(name)
    this.#open(name).learn(ref, row, begun.version, entry)
  }

  #forgetSpace(name: string): void {
    this.#spaces.get(name)?.forgetAll()
    this.#spaces.delete(name)
  }

  #open(name: string): FallbackSpace {
    const known = this.#spaces.get(name)
    if (known !== undefined) return known
    const space = new FallbackSpace(name, this.#known)
    this.#spaces.set(name, space)
    return space
  }
}

// Every row of a list by one value of an index has that entry; of a wider range only the order is known.
function entryOf({ index, range }: ListQuery): KnownEntry | undefined {
  const { from, to } = range ?? {}
  return index === undefined || from === undefined || from !== to ? undefined : { index, value: from }
}
