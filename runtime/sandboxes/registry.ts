// The sandboxes of a mock and where their records are, in a small space of its own that all processes share.
import { isObject, type Json } from '../json.js'
import { parseJsonText } from '../parse-json.js'
import {
  type Check,
  type Founding,
  isDue,
  type ListResult,
  type Row,
  type RowRef,
  type Store,
  type Write,
} from '../store/store.js'
import { StoreError } from '../store-error.js'
import { type DamagedSandboxes, isDamage } from './damaged-sandboxes.js'
import { isValidName } from './valid-name.js'

const sandboxes = '$sandboxes'
const uses = '$sandboxes-used'

/** Nothing in the registry is ever due. */
const anyTime = 0

/** A sandbox that exists. Times are wall time in epoch milliseconds. */
export interface SandboxEntry {
  /** Name of the space that holds the records. */
  readonly space: string
  readonly createdAt: number
  /** When somebody last said that the sandbox is used; `unknownUse` when that cannot be read. */
  readonly usedAt: number
}

/** A part of a commit of the registry. */
export interface RegistryChange {
  readonly checks: readonly Check[]
  readonly writes: readonly Write[]
}

const nothing: RegistryChange = { checks: [], writes: [] }

/** The sandbox of requests that name none. */
export const defaultSandbox = 'default'

/** As if used at the end of year 9999: no sandbox ends because it cannot be told when it was used. The next use repairs it. */
export const unknownUse = 253_402_300_799_999

/** True for what a sandbox can be called. */
export function isSandboxName(name: string): boolean {
  return isValidName(name)
}

/** Rows about sandboxes, by the sandbox's name. */
export class Registry {
  /** The space of the registry. Every other space of the mock has a name below it: `space/sandbox/unique`. */
  readonly space: string
  readonly #store: Store
  readonly #damaged: DamagedSandboxes | undefined

  /** `damaged` is told of entries that cannot be read. */
  constructor(store: Store, space: string, damaged?: DamagedSandboxes) {
    this.#store = store
    this.space = space
    this.#damaged = damaged
  }

  /** The same registry in another view of its store. */
  over(store: Store): Registry {
    return new Registry(store, this.space, this.#damaged)
  }

  /** What the name of every space of a sandbox begins with. */
  prefixOf(sandbox: string): string {
    return `${this.space}/${sandbox}/`
  }

  /** The sandbox of a name; undefined while it does not exist. StoreError MOCK_STORE_DAMAGED when nobody can read it. */
  async read(sandbox: string): Promise<SandboxEntry | undefined> {
    const { row, used } = await this.#rowsOf(sandbox)
    return row && toEntry(row, used)
  }

  /** As `read`, with a value in place of the fault. */
  async find(sandbox: string): Promise<SandboxEntry | 'damaged' | undefined> {
    return this.read(sandbox).catch(orDamaged)
  }

  /** Makes a sandbox exist; false when it does already. */
  create(sandbox: string, space: string, at: number): Promise<boolean> {
    return this.commit(
      [{ check: 'absent', ...refOf(sandbox) }],
      [putEntry(sandbox, space, at), putUse(sandbox, at)],
      { space, sandbox },
    )
  }

  /** Names another space in place of `from`; false when the sandbox does not have that one any more. */
  async move(sandbox: string, from: string, to: string): Promise<boolean> {
    const [row] = await this.rows([refOf(sandbox)])
    const entry = row && toEntry(row)
    if (row === undefined || entry?.space !== from) return false
    const check = { check: 'version', ...refOf(sandbox), version: row.version } as const
    return this.commit([check], [putEntry(sandbox, to, entry.createdAt)])
  }

  /** Says that a sandbox is used. */
  async markUsed(sandbox: string, at: number): Promise<void> {
    await this.commit([existing(sandbox)], [putUse(sandbox, at)])
  }

  /**
   * Ends a sandbox that has this space, with what else `also` says in the same commit; false when it does not exist, has
   * another space, or `also` does not hold any more. With `unusedSince`, only if nobody has said since that time that it is
   * used.
   */
  async remove(
    sandbox: string,
    space: string,
    also: RegistryChange = nothing,
    unusedSince?: number,
  ): Promise<boolean> {
    const { row, used } = await this.#rowsOf(sandbox)
    const entry = row && toEntry(row, used)
    if (row === undefined || entry?.space !== space) return false
    if (unusedSince !== undefined && entry.usedAt > unusedSince) return false
    const unchanged: Check = { check: 'version', ...refOf(sandbox), version: row.version }
    const unused: readonly Check[] =
      unusedSince === undefined || used === undefined || used === 'damaged'
        ? []
        : [{ check: 'version', ...usedRefOf(sandbox), version: used.version }]
    return this.commit(
      [unchanged, ...unused, ...also.checks],
      [{ write: 'delete', ...refOf(sandbox) }, { write: 'delete', ...usedRefOf(sandbox) }, ...also.writes],
    )
  }

  /**
   * Ends a sandbox whose entry cannot be read, with what else `also` says in the same commit; false when it can be, when
   * there is none, or `also` does not hold any more.
   */
  async discard(sandbox: string, also: RegistryChange = nothing): Promise<boolean> {
    const row = await this.#rowOf(sandbox)
    if (row === undefined || (row !== 'damaged' && readEntry(row) !== undefined)) return false
    // Of a row that the store itself cannot read, nobody knows the version.
    const unchanged: Check =
      row === 'damaged' ? existing(sandbox) : { check: 'version', ...refOf(sandbox), version: row.version }
    const isDone = await this.commit(
      [unchanged, ...also.checks],
      [{ write: 'delete', ...refOf(sandbox) }, { write: 'delete', ...usedRefOf(sandbox) }, ...also.writes],
    )
    // A store that remembers damaged rows sees that these are gone.
    if (isDone) await this.find(sandbox)
    return isDone
  }

  /** The number of sandboxes that exist. */
  async count(): Promise<number> {
    const page = await this.#store.list(this.space, anyTime, { collection: sandboxes, offset: 0, limit: 0 })
    return isDue(page) ? 0 : page.total
  }

  /** All sandboxes by name, the oldest first, without those that cannot be read. */
  async all(): Promise<ReadonlyMap<string, SandboxEntry>> {
    const rows = await this.list(sandboxes)
    const used = await this.#usesOf(rows)
    const entries = new Map<string, SandboxEntry>()
    for (const [i, row] of rows.entries()) {
      const entry = isSandboxName(row.id) ? readEntry(row, used[i]) : undefined
      if (entry !== undefined) entries.set(row.id, entry)
      else this.#damaged?.add(row.id, damagedEntry(row.id))
    }
    return entries
  }

  /** Rows of the registry, one for each reference. */
  async rows(refs: readonly RowRef[]): Promise<readonly (Row | undefined)[]> {
    const rows = await this.#store.read(this.space, anyTime, refs)
    return isDue(rows) ? refs.map(() => undefined) : rows
  }

  /** Rows of the registry under one value of an index, all of one moment, and how many there are. */
  async page(collection: string, index: string, value: string, limit: number): Promise<ListResult> {
    const query = { collection, index, range: { from: value, to: value }, offset: 0, limit }
    const page = await this.#store.list(this.space, anyTime, query)
    return isDue(page) ? { rows: [], total: 0 } : page
  }

  /** All rows of a collection of the registry that the store can read, in order of insertion. */
  async list(collection: string): Promise<readonly Row[]> {
    const rows: Row[] = []
    // A page lacks the rows that are damaged, and its total counts them.
    for (let offset = 0, total = 1; offset < total; offset += rowsPerCall) {
      const page = await this.#store.list(this.space, anyTime, { collection, offset, limit: rowsPerCall })
      if (isDue(page)) return rows
      rows.push(...page.rows)
      total = page.total
    }
    return rows
  }

  /** Writes if the checks hold; false when they do not. */
  async commit(checks: readonly Check[], writes: readonly Write[], founds?: Founding): Promise<boolean> {
    const unit = { checks, writes, settling: true, ...(founds !== undefined && { founds }) }
    const result = await this.#store.commit(this.space, anyTime, unit)
    return !isDue(result) && result.ok
  }

  // When a sandbox was used must not keep anybody from it.
  async #rowsOf(sandbox: string): Promise<{ readonly row: Row | undefined; readonly used: FoundRow }> {
    const both = await this.rows([refOf(sandbox), usedRefOf(sandbox)]).catch(orDamaged)
    if (both !== 'damaged') return { row: both[0], used: both[1] }
    const [row] = await this.rows([refOf(sandbox)])
    return { row, used: 'damaged' }
  }

  async #rowOf(sandbox: string): Promise<FoundRow> {
    const rows = await this.rows([refOf(sandbox)]).catch(orDamaged)
    return rows === 'damaged' ? rows : rows[0]
  }

  async #usesOf(rows: readonly Row[]): Promise<readonly FoundRow[]> {
    const refs = rows.map(({ id }) => usedRefOf(id))
    const all = await this.rows(refs).catch(orDamaged)
    if (all !== 'damaged') return all
    const used: FoundRow[] = []
    for (const ref of refs) {
      const one = await this.rows([ref]).catch(orDamaged)
      used.push(one === 'damaged' ? one : one[0])
    }
    return used
  }
}

/** A row, none, or one that the store cannot read. */
type FoundRow = Row | 'damaged' | undefined

const rowsPerCall = 1_000

/** Holds while the sandbox exists. */
export function existing(sandbox: string): Check {
  return { check: 'present', ...refOf(sandbox) }
}

function refOf(sandbox: string): RowRef {
  return { collection: sandboxes, id: sandbox }
}

function usedRefOf(sandbox: string): RowRef {
  return { collection: uses, id: sandbox }
}

function putEntry(sandbox: string, space: string, createdAt: number): Write {
  return { write: 'put', ...refOf(sandbox), value: JSON.stringify({ format: 1, space, createdAt }) }
}

function putUse(sandbox: string, at: number): Write {
  return { write: 'put', ...usedRefOf(sandbox), value: String(at) }
}

function toEntry(row: Row, used?: FoundRow): SandboxEntry {
  const entry = readEntry(row, used)
  if (entry === undefined) throw damagedEntry(row.id)
  return entry
}

function readEntry({ value }: Row, used?: FoundRow): SandboxEntry | undefined {
  const entry: Json | undefined = parseJsonText(value)
  if (!isObject(entry) || entry.format !== 1) return undefined
  const { space, createdAt } = entry
  if (typeof space !== 'string' || typeof createdAt !== 'number') return undefined
  return { space, createdAt, usedAt: readUse(used) }
}

function readUse(used: FoundRow): number {
  const usedAt = used === undefined || used === 'damaged' ? Number.NaN : Number(used.value)
  return Number.isFinite(usedAt) ? usedAt : unknownUse
}

function damagedEntry(sandbox: string): StoreError {
  const problem = `the entry of sandbox "${sandbox}" was damaged, or written by another version of mockgen`
  return new StoreError(
    'MOCK_STORE_DAMAGED',
    problem,
    'reset or drop the sandbox, or restore the store from a backup',
  )
}

function orDamaged(error: unknown): 'damaged' {
  if (isDamage(error)) return 'damaged'
  throw error
}
