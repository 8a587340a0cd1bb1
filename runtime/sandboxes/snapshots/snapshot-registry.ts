// Which snapshots there are and where their content is: rows of the registry, so that they come and go in one commit.
import { MockError } from '../../errors.js'
import { isObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'
import type { Check, Row, RowRef, Write } from '../../store/store.js'
import { StoreError } from '../../store-error.js'
import { type ClockState, readStoredClockState } from '../clock-state.js'
import { existing, type Registry, type RegistryChange } from '../registry.js'

/** Rows by `sandbox/snapshot`, with an index by sandbox. */
const collection = '$sandboxes-snapshots'
const bySandbox = 'sandbox'

/** More than any sandbox has: all of them are read in one call, so that none is missed that is there all the time. */
const mostSnapshots = 10_000

/** Others may save or delete snapshots of the sandbox at the same moment; so many times it is looked at again. */
const maxAttempts = 100

/** A snapshot that exists. */
export interface SnapshotEntry {
  readonly name: string
  /** Name of the space that holds its content. */
  readonly space: string
  readonly description?: string
  /** When it was taken: wall time in epoch milliseconds. */
  readonly createdAt: number
  /** The number of records. */
  readonly records: number
  /** How the sandbox's clock stood. */
  readonly clock: ClockState
}

/** The snapshots of all sandboxes of a mock. */
export class SnapshotRegistry {
  readonly #registry: Registry

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /** The snapshot of a name; undefined when the sandbox has none. */
  async read(sandbox: string, name: string): Promise<SnapshotEntry | undefined> {
    const [row] = await this.#registry.rows([refOf(sandbox, name)])
    return row && toEntry(row)
  }

  /** The snapshots of a sandbox, the one that was first saved under its name first. */
  async list(sandbox: string): Promise<readonly SnapshotEntry[]> {
    const { rows, total } = await this.#registry.page(collection, bySandbox, sandbox, mostSnapshots)
    if (rows.length < total) throw damaged(`a snapshot of sandbox "${sandbox}"`)
    return rows.map(toEntry)
  }

  /**
   * Makes a snapshot exist, in place of one of the same name, whose space is the result. False when the sandbox does not
   * exist any more. MOCK_SNAPSHOT_LIMIT when it has `most` snapshots already.
   */
  async put(
    sandbox: string,
    entry: SnapshotEntry,
    most: number,
  ): Promise<{ readonly replaced?: string } | false> {
    const ref = refOf(sandbox, entry.name)
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const [row] = await this.#registry.rows([ref])
      const checks = row === undefined ? await this.#roomFor(sandbox, ref, most) : [unchanged(ref, row)]
      if (await this.#registry.commit([existing(sandbox), ...checks], putWrites(sandbox, entry)))
        return row === undefined ? {} : { replaced: toEntry(row).space }
      if ((await this.#registry.read(sandbox)) === undefined) return false
    }
    throw lostRace(sandbox)
  }

  /** Removes a snapshot; undefined when there was none. Its space is for the caller to drop. */
  async delete(sandbox: string, name: string): Promise<SnapshotEntry | undefined> {
    const ref = refOf(sandbox, name)
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const [row] = await this.#registry.rows([ref])
      if (row === undefined) return undefined
      if (await this.#registry.commit([unchanged(ref, row)], deleteWrites(sandbox, row.id)))
        return toEntry(row)
    }
    throw lostRace(sandbox)
  }

  /**
   * What removes all snapshots of a sandbox, if no other is saved before, and the spaces that are then to be dropped. A
   * damaged entry must not keep a sandbox from being dropped: its space is left to the sweep.
   */
  async removal(sandbox: string): Promise<RegistryChange & { readonly spaces: readonly string[] }> {
    const { rows, total } = await this.#registry.page(collection, bySandbox, sandbox, mostSnapshots)
    return {
      checks: [countOf(sandbox, total), ...rows.map((row) => unchanged({ collection, id: row.id }, row))],
      writes: rows.flatMap(({ id }) => deleteWrites(sandbox, id)),
      spaces: rows.flatMap((row) => readEntry(row)?.space ?? []),
    }
  }

  // The checks that hold as long as the sandbox has room for one more.
  async #roomFor(sandbox: string, ref: RowRef, most: number): Promise<readonly Check[]> {
    const { total } = await this.#registry.page(collection, bySandbox, sandbox, 0)
    if (total < Math.min(most, mostSnapshots)) return [{ check: 'absent', ...ref }, countOf(sandbox, total)]
    throw new MockError('MOCK_SNAPSHOT_LIMIT', {
      detail: `the sandbox "${sandbox}" has ${total} snapshots (MOCK_MAX_SNAPSHOTS); delete those that are done with`,
    })
  }
}

function refOf(sandbox: string, name: string): RowRef {
  return { collection, id: `${sandbox}/${name}` }
}

function unchanged(ref: RowRef, { version }: Row): Check {
  return { check: 'version', ...ref, version }
}

function countOf(sandbox: string, count: number): Check {
  return { check: 'count', collection, index: bySandbox, range: { from: sandbox, to: sandbox }, count }
}

function putWrites(sandbox: string, { name, ...entry }: SnapshotEntry): readonly Write[] {
  const { id } = refOf(sandbox, name)
  return [
    { write: 'put', collection, id, value: JSON.stringify({ format: 1, ...entry }) },
    { write: 'index', collection, index: bySandbox, value: sandbox, id },
  ]
}

function deleteWrites(sandbox: string, id: string): readonly Write[] {
  return [
    { write: 'unindex', collection, index: bySandbox, value: sandbox, id },
    { write: 'delete', collection, id },
  ]
}

function toEntry(row: Row): SnapshotEntry {
  const entry = readEntry(row)
  if (entry === undefined) throw damaged(`the entry of snapshot "${row.id}"`)
  return entry
}

function readEntry({ id, value }: Row): SnapshotEntry | undefined {
  const entry = parseJsonText(value)
  if (!isObject(entry) || entry.format !== 1) return undefined
  const { space, description, createdAt, records } = entry
  const clock = readStoredClockState(entry.clock)
  if (typeof space !== 'string' || typeof createdAt !== 'number') return undefined
  if (typeof records !== 'number' || clock === undefined) return undefined
  const name = id.slice(id.indexOf('/') + 1)
  return { name, space, createdAt, records, clock, ...(typeof description === 'string' && { description }) }
}

function damaged(what: string): StoreError {
  const problem = `${what} was damaged, or written by another version of mockgen`
  return new StoreError('MOCK_STORE_DAMAGED', problem, 'restore the store from a backup, or drop the sandbox')
}

function lostRace(sandbox: string): MockError {
  return new MockError('MOCK_LOST_RACE', {
    detail: `others change the snapshots of "${sandbox}" all the time`,
  })
}
