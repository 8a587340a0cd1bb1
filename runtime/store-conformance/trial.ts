// What a case works with: an open store, and calls that state their usual arguments and refuse surprises.
import assert from 'node:assert/strict'
import {
  type Check,
  type CommitResult,
  type Due,
  isDue,
  type ListQuery,
  type ListResult,
  type Row,
  type RowRef,
  type Store,
  type Write,
} from '../store/store.js'
import { collection, ref } from './steps.js'

/** The space that cases use when they need only one. */
export const space = 'test'

/** The caller's clock, in epoch milliseconds: far from every real time. */
export const now = 1_000_000

/** Where and when a call happens; default: `space` at `now`. */
export interface CallOptions {
  readonly space?: string
  readonly now?: number
  readonly settling?: boolean
}

/** A page as most cases compare it. */
export interface Page {
  readonly ids: readonly string[]
  readonly total: number
}

/** One store of a case. Calls fail when something is due; cases about time call `store` itself. */
export class Trial {
  readonly store: Store
  readonly #begin: () => Promise<Trial>
  #isClosed = false

  /** `begin` opens another store over the data of the case. */
  constructor(store: Store, begin: () => Promise<Trial>) {
    this.store = store
    this.#begin = begin
  }

  /** A second store over the same data, as another server would open it; only where the adapter is shared. */
  beside(): Promise<Trial> {
    return this.#begin()
  }

  /** Closes the store and opens it again; only where the adapter is durable. */
  async reopened(): Promise<Trial> {
    await this.close()
    return this.#begin()
  }

  /** Closes the store, once. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.store.close()
  }

  async commit(
    checks: readonly Check[],
    writes: readonly Write[],
    options: CallOptions = {},
  ): Promise<CommitResult> {
    const { settling } = options
    const commit = { checks, writes, ...(settling !== undefined && { settling }) }
    return notDue(await this.store.commit(options.space ?? space, options.now ?? now, commit))
  }

  /** Commits without checks; the commit's version. */
  async write(...writes: readonly Write[]): Promise<number> {
    return versionOf(await this.commit([], writes))
  }

  async holds(...checks: readonly Check[]): Promise<boolean> {
    return (await this.commit(checks, [])).ok
  }

  async rows(refs: readonly RowRef[], options: CallOptions = {}): Promise<readonly (Row | undefined)[]> {
    return notDue(await this.store.read(options.space ?? space, options.now ?? now, refs))
  }

  async row(id: string): Promise<Row> {
    const [row] = await this.rows([ref(id)])
    assert(row !== undefined, `The row ${JSON.stringify(id)} is not there`)
    return row
  }

  /** Values of rows of the usual collection; undefined where there is no row. */
  async values(...ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    return (await this.rows(ids.map((id) => ref(id)))).map((row) => row?.value)
  }

  /** A page of the usual collection, of at most 100 rows. */
  async page(query: Partial<ListQuery> = {}, options: CallOptions = {}): Promise<ListResult> {
    const { space: inSpace = space, now: at = now } = options
    return notDue(await this.store.list(inSpace, at, { collection, offset: 0, limit: 100, ...query }))
  }

  async list(query: Partial<ListQuery> = {}, options: CallOptions = {}): Promise<Page> {
    const { rows, total } = await this.page(query, options)
    return { ids: rows.map(({ id }) => id), total }
  }
}

/** The version of a commit that must not be refused. */
export function versionOf(result: CommitResult): number {
  assert(result.ok, `A commit was refused whose checks hold: ${JSON.stringify(result)}`)
  return result.version
}

/** The parts of a row that the port names, to compare it whatever else an adapter leaves on it. */
export function plain(row: Row | undefined): Row | undefined {
  return row && { id: row.id, value: row.value, version: row.version, sequence: row.sequence }
}

function notDue<T extends object>(result: T | Due): T {
  if (!isDue(result)) return result
  throw new assert.AssertionError({
    message: 'The store answered that something is due, and nothing is',
    actual: result,
    expected: { due: [] },
  })
}
