// The sandboxes of a mock and where their records are, in a small space of its own that all processes share.
import { isObject, type Json } from '../json.js'
import { parseJsonText } from '../parse-json.js'
import {
  type Check,
  isDue,
  type ListResult,
  type Row,
  type RowRef,
  type Store,
  type Write,
} from '../store/store.js'
import { StoreError } from '../store-error.js'

const sandboxes = '$sandboxes'
const uses = '$sandboxes-used'

/** Nothing in the registry is ever due. */
const anyTime = 0

/** A sandbox that exists. Times are wall time in epoch milliseconds. */
export interface SandboxEntry {
  /** Name of the space that holds the records. */
  readonly space: string
  readonly createdAt: number
  /** When somebody last said that the sandbox is used. */
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

/** Rows about sandboxes, by the sandbox's name. */
export class Registry {
  /** The space of the registry. Every other space of the mock has a name below it: `space/sandbox/unique`. */
  readonly space: string
  readonly #store: Store

  constructor(store: Store, space: string) {
    this.#store = store
    this.space = space
  }

  /** What the name of every space of a sandbox begins with. */
  prefixOf(sandbox: string): string {
    return `${this.space}/${sandbox}/`
  }

  /** The sandbox of a name; undefined while it does not exist. */
  async read(sandbox: string): Promise<SandboxEntry | undefined> {
    const [row, used] = await this.rows([refOf(sandbox), usedRefOf(sandbox)])
    return row && toEntry(row, used)
  }

  /** Makes a sandbox exist; false when it does already. */
  create(sandbox: string, space: string, at: number): Promise<boolean> {
    return this.commit(
      [{ check: 'absent', ...refOf(sandbox) }],
      [putEntry(sandbox, space, at), putUse(sandbox, at)],
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
    const [row, used] = await this.rows([refOf(sandbox), usedRefOf(sandbox)])
    const entry = row && toEntry(row, used)
    if (row === undefined || entry?.space !== space) return false
    if (unusedSince !== undefined && entry.usedAt > unusedSince) return false
    const unchanged: Check = { check: 'version', ...refOf(sandbox), version: row.version }
    const unused: readonly Check[] =
      unusedSince === undefined || used === undefined
        ? []
        : [{ check: 'version', ...usedRefOf(sandbox), version: used.version }]
    return this.commit(
      [unchanged, ...unused, ...also.checks],
      [{ write: 'delete', ...refOf(sandbox) }, { write: 'delete', ...usedRefOf(sandbox) }, ...also.writes],
    )
  }

  /** The number of sandboxes that exist. */
  async count(): Promise<number> {
    const page = await this.#store.list(this.space, anyTime, { collection: sandboxes, offset: 0, limit: 0 })
    return isDue(page) ? 0 : page.total
  }

  /** All sandboxes by name, the oldest first. */
  async all(): Promise<ReadonlyMap<string, SandboxEntry>> {
    const rows = await this.list(sandboxes)
    const used = await this.rows(rows.map(({ id }) => usedRefOf(id)))
    return new Map(rows.map((row, i) => [row.id, toEntry(row, used[i])]))
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

  /** All rows of a collection of the registry, in order of insertion. */
  async list(collection: string): Promise<readonly Row[]> {
    const rows: Row[] = []
    for (;;) {
      const query = { collection, offset: rows.length, limit: rowsPerCall }
      const page = await this.#store.list(this.space, anyTime, query)
      if (isDue(page)) return rows
      rows.push(...page.rows)
      if (page.rows.length < rowsPerCall) return rows
    }
  }

  /** Writes if the checks hold; false when they do not. */
  async commit(checks: readonly Check[], writes: readonly Write[]): Promise<boolean> {
    const result = await this.#store.commit(this.space, anyTime, { checks, writes, settling: true })
    return !isDue(result) && result.ok
  }
}

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

function toEntry(row: Row, used?: Row): SandboxEntry {
  const value: Json | undefined = parseJsonText(row.value)
  if (
    isObject(value) &&
    value.format === 1 &&
    typeof value.space === 'string' &&
    typeof value.createdAt === 'number'
  ) {
    const { space, createdAt } = value
    const usedAt = Number(used?.value)
    return { space, createdAt, usedAt: Number.isFinite(usedAt) ? usedAt : createdAt }
  }
  const problem = `the entry of sandbox "${row.id}" was damaged, or written by another version of mockgen`
  throw new StoreError('MOCK_STORE_DAMAGED', problem, 'restore the store from a backup, or drop the sandbox')
}
