// The snapshots of one sandbox: what its records, counters and clock were at a moment, under a name.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { MockError } from '../../errors.js'
import { SpaceMoved } from '../../transactions/space.js'
import { keepContent } from '../content.js'
import { buildSpace, type OpenSpace, type SpacePlan } from '../open-space.js'
import type { Registry } from '../registry.js'
import { dropUnused, steadyParts } from '../steady-parts.js'
import { isValidName } from '../valid-name.js'
import { readSnapshotDocument } from './read-snapshot.js'
import { type CopyParts, copySpace, snapshotPlan, withSnapshot } from './snapshot-copy.js'
import type { SnapshotDocument } from './snapshot-document.js'
import { findSnapshot } from './snapshot-fill.js'
import { type SnapshotEntry, SnapshotRegistry } from './snapshot-registry.js'
import { writeSnapshotDocument } from './write-snapshot.js'

/** Bounds of snapshots; each error that they cause names the setting. */
export interface SnapshotLimits {
  /** Snapshots of one sandbox: MOCK_MAX_SNAPSHOTS. */
  readonly maxSnapshots: number
  /** Records of a document that is exported or imported: MOCK_MAX_SNAPSHOT_RECORDS. */
  readonly maxRecords: number
  /** JSON text of those records together, in UTF-16 units: MOCK_MAX_SNAPSHOT_LENGTH. */
  readonly maxLength: number
}

export const defaultSnapshotLimits: SnapshotLimits = Object.freeze({
  maxSnapshots: 100,
  maxRecords: 1_000_000,
  maxLength: 256 * 1024 * 1024,
})

/** A snapshot as a list shows it. */
export interface SnapshotInfo {
  readonly name: string
  readonly description?: string
  /** Wall time in epoch milliseconds. */
  readonly createdAt: number
  readonly records: number
}

/** What the snapshots of a sandbox are made with. */
export interface SnapshotsParts extends CopyParts {
  readonly registry: Registry
  readonly limits: SnapshotLimits
  /** Runs work in the sandbox's space, and again when that was replaced meanwhile. */
  readonly use: <T>(work: (space: OpenSpace) => Promise<T>) => Promise<T>
  /** Replaces the sandbox's space in one moment. */
  readonly replace: (plan: SpacePlan) => Promise<void>
  /** Drops now and then what processes have left behind that ended too early. */
  readonly tidy: () => Promise<void>
}

/** Longest description, in UTF-16 units. */
const maxDescriptionLength = 1_000

/** Rows that an imported snapshot is written with at once. */
const rowsPerPage = 1_000

/**
 * The snapshots of one sandbox. Each method throws MOCK_SNAPSHOT_NAME for a name that no snapshot can have, and all but
 * `list` StoreError MOCK_STORE_UNAVAILABLE while the store is degraded.
 */
export class Snapshots {
  readonly #sandbox: string
  readonly #parts: SnapshotsParts
  readonly #prefix: string

  constructor(sandbox: string, parts: SnapshotsParts) {
    this.#sandbox = sandbox
    this.#parts = parts
    this.#prefix = `${parts.registry.prefixOf(sandbox)}snapshot-`
  }

  /** The sandbox's own snapshots, the one that was first saved under its name first. */
  async list(): Promise<readonly SnapshotInfo[]> {
    return (await new SnapshotRegistry(this.#parts.registry).list(this.#sandbox)).map(toInfo)
  }

  /**
   * Keeps the sandbox as it is at one moment, in place of a snapshot of the same name; writes wait until it is done.
   * MOCK_SNAPSHOT_LIMIT when there are too many, MOCK_INVALID_REQUEST for a description of more than 1,000 characters.
   */
  async save(name: string, { description }: { readonly description?: string } = {}): Promise<SnapshotInfo> {
    assertName(name)
    assertDescription(description)
    const parts = steadyParts(this.#parts)
    const { use, wall, tidy } = parts
    await tidy()
    return use(async (space) => {
      const copy = await copySpace(parts, space.name, this.#prefix)
      const about = { name, createdAt: wall.now(), ...(description !== undefined && { description }) }
      return this.#publish(parts, { ...copy, ...about })
    })
  }

  /**
   * Makes the sandbox what it was, in one moment, its clock included; requests see what there is now until then. A name
   * that the sandbox has no snapshot of is looked up in the default sandbox: MOCK_SNAPSHOT_NOT_FOUND.
   */
  async restore(name: string): Promise<SnapshotInfo> {
    assertName(name)
    const parts = steadyParts(this.#parts)
    await parts.tidy()
    return withSnapshot(
      () => this.#find(parts, name),
      async (entry) => {
        await parts.replace(await snapshotPlan(parts, entry))
        return toInfo(entry)
      },
    )
  }

  /** Removes a snapshot of this sandbox; false when it has none of that name. */
  async delete(name: string): Promise<boolean> {
    assertName(name)
    const parts = steadyParts(this.#parts)
    const deleted = await new SnapshotRegistry(parts.registry).delete(this.#sandbox, name)
    if (deleted !== undefined) await dropUnused(parts, deleted.space)
    return deleted !== undefined
  }

  /**
   * A snapshot as a document, found as by `restore`. The same content gives the same document. MOCK_SNAPSHOT_TOO_LARGE,
   * MOCK_SNAPSHOT_NOT_FOUND.
   */
  async export(name: string): Promise<SnapshotDocument> {
    assertName(name)
    const parts = steadyParts(this.#parts)
    return withSnapshot(
      () => this.#find(parts, name),
      (entry) => writeSnapshotDocument(parts, entry),
    )
  }

  /**
   * Keeps a document as a snapshot, in place of one of the same name. Nothing is stored unless all of it is right:
   * MOCK_SNAPSHOT_INVALID with up to 100 problems, MOCK_SNAPSHOT_VERSION for a newer format, MOCK_SNAPSHOT_TOO_LARGE.
   */
  async import(name: string, document: unknown): Promise<SnapshotInfo> {
    assertName(name)
    const parts = steadyParts(this.#parts)
    const { catalog, limits, use, wall } = parts
    const read = readSnapshotDocument(document, catalog, { ...limits, now: wall.now(), maxDescriptionLength })
    const { rows, schemas, ...about } = read
    return use(async () => {
      const fill = async ({ store, name: space }: OpenSpace) =>
        void (await keepContent({ store, space }, inPages(rows)))
      const space = await buildSpace(parts, this.#prefix, { clock: about.clock, schemas, fill })
      return this.#publish(parts, { name, space, ...about })
    })
  }

  #find({ registry }: SnapshotsParts, name: string): Promise<SnapshotEntry> {
    return findSnapshot(registry, this.#sandbox, name)
  }

  // Until now nobody knows the copy: whoever ends before this has saved nothing.
  async #publish(parts: SnapshotsParts, entry: SnapshotEntry): Promise<SnapshotInfo> {
    const { registry, limits } = parts
    const entries = new SnapshotRegistry(registry)
    const put = await entries.put(this.#sandbox, entry, limits.maxSnapshots).catch(async (error) => {
      // After a fault of the store the snapshot may exist, so only a refusal takes its content away.
      if (error instanceof MockError) await dropUnused(parts, entry.space)
      throw error
    })
    if (put === false) {
      await dropUnused(parts, entry.space)
      throw new SpaceMoved(entry.space)
    }
    if (put.replaced !== undefined) await dropUnused(parts, put.replaced)
    return toInfo(entry)
  }
}

async function* inPages<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let first = 0; first < rows.length; first += rowsPerPage) {
    await nextTurn()
    yield rows.slice(first, first + rowsPerPage)
  }
}

function toInfo({ name, description, createdAt, records }: SnapshotEntry): SnapshotInfo {
  return { name, createdAt, records, ...(description !== undefined && { description }) }
}

function assertName(name: string): void {
  if (isValidName(name)) return
  throw new MockError('MOCK_SNAPSHOT_NAME', {
    detail: 'the name of a snapshot must be 1 to 64 letters, digits, ".", "_" and "-"',
  })
}

function assertDescription(description = ''): void {
  if (description.length <= maxDescriptionLength) return
  const message = `must have at most ${maxDescriptionLength} characters`
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: `The description of a snapshot ${message}`,
    errors: [{ pointer: '/body/description', message, keyword: 'maxLength' }],
  })
}
