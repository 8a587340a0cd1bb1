// The copy that a fallback store serves from: a second store whose rows carry the versions of the first.
import {
  type Check,
  type Commit,
  type CommitResult,
  type Due,
  isDue,
  type ListQuery,
  type ListResult,
  type Row,
  type RowRef,
  type Store,
  type Write,
} from './store.js'

/**
 * What a version grows by while the first store is away. Such versions lie between those of the first store, so nobody
 * takes one for the other: a check for it fails once the first store is back.
 */
const awayStep = 2 ** -16

/** Rows as this process has seen them written. Values stand in the second store as `version|value`. */
export class FallbackCopy {
  readonly #store: Store
  readonly #versions = new Map<string, number>()

  constructor(store: Store) {
    this.#store = store
  }

  async read(
    space: string,
    now: number,
    refs: readonly RowRef[],
  ): Promise<readonly (Row | undefined)[] | Due> {
    const rows = await this.#store.read(space, now, refs)
    return isDue(rows) ? rows : rows.map((row) => row && untagged(row))
  }

  async list(space: string, now: number, query: ListQuery): Promise<ListResult | Due> {
    const page = await this.#store.list(space, now, query)
    if (isDue(page)) return page
    const { rows, total, also } = page
    return { rows: rows.map(untagged), total, ...(also && { also: untagged(also) }) }
  }

  /** Does the writes of a commit that the first store has done. */
  async follow(space: string, writes: readonly Write[], version: number): Promise<void> {
    this.#versions.set(space, Math.max(version, this.#versions.get(space) ?? 0))
    await this.#store.commit(space, 0, { checks: [], writes: tagged(writes, version), settling: true })
  }

  /** Does a commit that the first store has not seen. */
  async commit(space: string, now: number, commit: Commit): Promise<CommitResult | Due> {
    const checks = await this.#translated(space, commit)
    const current = this.#versions.get(space) ?? 0
    const version = commit.writes.length === 0 ? current : current + awayStep
    this.#versions.set(space, version)
    const result = await this.#store.commit(space, now, {
      ...commit,
      checks,
      writes: tagged(commit.writes, version),
    })
    return !isDue(result) && result.ok ? { ok: true, version } : result
  }

  /** Gives the rows that a commit left behind the version that the first store gave it. */
  async renumber(space: string, writes: readonly Write[], from: number, to: number): Promise<void> {
    this.#versions.set(space, Math.max(to, this.#versions.get(space) ?? 0))
    const refs = writes.filter(({ write }) => write === 'put').map(refOf)
    const rows = await this.#readRaw(space, refs)
    for (const [i, ref] of refs.entries()) {
      const row = rows[i]
      if (row === undefined || untagged(row).version !== from) continue
      // The check leaves a row alone that has been changed again meanwhile.
      const checks = [{ check: 'version', ...ref, version: row.version }] as const
      const put = { write: 'put', ...ref, value: untagged(row).value } as const
      await this.#store.commit(space, 0, { checks, writes: tagged([put], to), settling: true })
    }
  }

  async drop(space: string): Promise<void> {
    this.#versions.delete(space)
    await this.#store.drop(space)
  }

  spaces(): Promise<readonly string[]> {
    return this.#store.spaces()
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  // The second store counts versions of its own: a check holds when the row has the version and is still the same row.
  async #translated(space: string, { checks }: Commit): Promise<readonly Check[]> {
    if (!checks.some(({ check }) => check === 'version')) return checks
    return Promise.all(
      checks.map(async (check): Promise<Check> => {
        if (check.check !== 'version') return check
        const [row] = await this.#readRaw(space, [refOf(check)])
        const holds = row !== undefined && untagged(row).version === check.version
        return { ...check, version: holds ? row.version : -1 }
      }),
    )
  }

  // Before every time there is, nothing is due.
  async #readRaw(space: string, refs: readonly RowRef[]): Promise<readonly (Row | undefined)[]> {
    const rows = await this.#store.read(space, Number.NEGATIVE_INFINITY, refs)
    return isDue(rows) ? refs.map(() => undefined) : rows
  }
}

function refOf(item: Write | Check): RowRef {
  return { collection: item.collection, id: 'id' in item ? item.id : '' }
}

function tagged(writes: readonly Write[], version: number): readonly Write[] {
  return writes.map((write) =>
    write.write === 'put' ? { ...write, value: `${version}|${write.value}` } : write,
  )
}

function untagged(row: Row): Row {
  const bar = row.value.indexOf('|')
  return { ...row, version: Number(row.value.slice(0, bar)), value: row.value.slice(bar + 1) }
}
