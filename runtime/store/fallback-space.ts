// What a fallback store knows of one space: rows that this process has written or read, and what stands beside them.
import { type KnownRow, type KnownRows, noteTrace, traceOf, unread } from './fallback-rows.js'
import { MemorySpace } from './memory-space.js'
import type { Check, Due, ListQuery, ListResult, Row, RowRef, Write } from './store.js'

/** An index entry of a row. */
export interface KnownEntry {
  readonly index: string
  readonly value: string
}

/** Estimates of what a row and each thing beside it take in memory besides their texts, in bytes. */
const rowBytes = 400
const traceBytes = 200

// The place of a row in the order of insertion is only known once it was read. Until then it gets one between those of
// the store, which are whole numbers, after all that are known.
const between = 0.5

/** Every method runs to its end without waiting. */
export class FallbackSpace {
  readonly #name: string
  readonly #known: KnownRows
  readonly #memory = new MemorySpace()
  readonly #collections = new Map<string, Map<string, KnownRow>>()

  constructor(name: string, known: KnownRows) {
    this.#name = name
    this.#known = known
    this.#memory.resume(0, between)
  }

  /** The highest version that is known. */
  get version(): number {
    return this.#memory.version
  }

  read(now: number, refs: readonly RowRef[]): readonly (Row | undefined)[] | Due {
    const due = this.#memory.dueAt(now)
    return due === undefined ? refs.map((ref) => this.#memory.row(ref)) : { due }
  }

  list(now: number, query: ListQuery): ListResult | Due {
    const due = this.#memory.dueAt(now)
    return due === undefined ? this.#memory.list(query) : { due }
  }

  dueAt(now: number): readonly RowRef[] | undefined {
    return this.#memory.dueAt(now)
  }

  /** The position of the first check that does not hold for what is known, or -1. */
  firstFailed(checks: readonly Check[]): number {
    return this.#memory.firstFailed(checks)
  }

  /** Does the writes of a commit, except to rows of which something newer is known: commits may be told out of order. */
  change(writes: readonly Write[], version: number): void {
    const highest = Math.max(this.version, version)
    for (const write of writes) if (!this.#isOutdated(write, version)) this.#write(write, version)
    this.#memory.resume(highest, this.#memory.sequence)
  }

  /**
   * Takes in a row that was read, with an index entry that it is known to have. `asOf` is the `version` when the reading
   * began. False when the row is older than what was known already then: the store lost something, or the space was
   * dropped and made again, so nothing that is known of it can be trusted.
   */
  learn(ref: RowRef, row: Row, asOf: number, entry?: KnownEntry): boolean {
    const known = this.#find(ref)
    if (known !== undefined && known.version > row.version) return known.version > asOf
    if (known === undefined || known.version < row.version) this.#restore(ref, row)
    else this.#known.touch(known)
    if (entry !== undefined) this.#learnEntry({ write: 'index', ...ref, ...entry })
    return true
  }

  /** Takes in that a row was not there when the space had the version `asOf`. */
  learnAbsent(ref: RowRef, asOf: number): void {
    const known = this.#find(ref)
    if (known !== undefined && known.version !== unread && known.version <= asOf) this.forget(known)
  }

  /** Gives the rows that a commit left behind the version that the store gave it. */
  renumber(writes: readonly Write[], from: number, to: number): void {
    for (const write of writes) {
      if (write.write !== 'put' && write.write !== 'delete') continue
      const known = this.#find(write)
      if (known?.version !== from) continue
      known.version = to
      const row = this.#memory.row(known)
      if (row !== undefined) this.#memory.restore(known.collection, { ...row, version: to })
    }
    this.#memory.resume(Math.max(this.version, to), this.#memory.sequence)
  }

  /** Forgets the rows that a commit wrote to. */
  forgetWritten(writes: readonly Write[]): void {
    for (const write of writes) {
      const known = 'id' in write ? this.#find(write) : undefined
      if (known !== undefined) this.forget(known)
    }
  }

  /** Forgets a row and what stands beside it. */
  forget(known: KnownRow): void {
    const { collection, id } = known
    this.#removeTraces(known)
    this.#memory.apply([{ write: 'delete', collection, id }], this.version)
    this.#collections.get(collection)?.delete(id)
    this.#known.remove(known)
  }

  /** Forgets everything. */
  forgetAll(): void {
    for (const rows of this.#collections.values())
      for (const known of rows.values()) this.#known.remove(known)
    this.#collections.clear()
  }

  #learnEntry(entry: Extract<Write, { write: 'index' }>): void {
    if (this.#find(entry)?.traces.has(traceOf(entry)) !== true) this.#write(entry, this.version)
  }

  #find({ collection, id }: RowRef): KnownRow | undefined {
    return this.#collections.get(collection)?.get(id)
  }

  #know(ref: RowRef): KnownRow {
    const known = this.#find(ref)
    if (known !== undefined) return known
    const { collection, id } = ref
    const made = {
      space: this.#name,
      collection,
      id,
      version: unread,
      bytes: 0,
      traces: new Map<string, Write>(),
    }
    let rows = this.#collections.get(collection)
    if (rows === undefined) {
      rows = new Map()
      this.#collections.set(collection, rows)
    }
    rows.set(id, made)
    return made
  }

  #isOutdated(write: Write, version: number): boolean {
    const ref = write.write === 'release' ? this.#holder(write) : write
    return ref !== undefined && (this.#find(ref)?.version ?? unread) > version
  }

  #write(write: Write, version: number): void {
    const ref = write.write === 'release' ? this.#holder(write) : write
    if (ref === undefined) return
    const known = this.#know(ref)
    if (write.write === 'put' || write.write === 'delete') known.version = version
    // The writer takes the row's entries away itself; one that was only known from a list is taken away here.
    if (write.write === 'delete') this.#removeTraces(known, ({ write: kind }) => kind === 'unindex')
    this.#memory.apply([write], version)
    noteTrace(known, write)
    this.#note(known)
  }

  #holder({ collection, constraint, value }: Extract<Write, { write: 'release' }>): RowRef | undefined {
    const id = this.#memory.holder(collection, constraint, value)
    return id === undefined ? undefined : { collection, id }
  }

  // What stood beside an older version of the row may not be so any more.
  #restore(ref: RowRef, row: Row): void {
    const known = this.#know(ref)
    if (known.version !== unread) this.#removeTraces(known)
    known.version = row.version
    const { version, sequence } = this.#memory
    this.#memory.restore(ref.collection, row)
    this.#memory.resume(Math.max(version, row.version), Math.max(sequence, row.sequence + between))
    this.#note(known)
  }

  #removeTraces({ id, traces }: KnownRow, isMeant: (write: Write) => boolean = () => true): void {
    for (const [name, write] of traces) {
      if (!isMeant(write)) continue
      traces.delete(name)
      const isOthers = write.write === 'release' && this.#holder(write)?.id !== id
      if (!isOthers) this.#memory.apply([write], this.version)
    }
  }

  #note(known: KnownRow): void {
    const length = (this.#memory.row(known)?.value.length ?? 0) + known.id.length
    this.#known.resize(known, rowBytes + 2 * length + traceBytes * known.traces.size)
    this.#known.touch(known)
  }
}
