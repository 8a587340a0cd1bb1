// Copies content between the space of a sandbox and those of snapshots, so that every copy is of one moment.
import { MockError } from '../../errors.js'
import type { Logger } from '../../logger.js'
import { StoreError } from '../../store-error.js'
import { SpaceMoved } from '../../transactions/space.js'
import { readStateRow } from '../change-state.js'
import { type ClockState, timeOf } from '../clock-state.js'
import { type ContentSource, keepContent, readContent } from '../content.js'
import { type Hold, HoldLost } from '../hold.js'
import { loadMigrated, schemasAfter } from '../migration/load-migrated.js'
import { mixedSchemas, schemasNameOf } from '../migration/migration-settings.js'
import { putReport, readHistory, unknownSchemas } from '../migration/space-history.js'
import { buildSpace, type SpaceParts, type SpacePlan, storeOf } from '../open-space.js'
import { parseState } from '../space-state.js'
import { dropUnused } from '../steady-parts.js'
import type { SnapshotEntry } from './snapshot-registry.js'

/** How often a copy is begun again because the hold ended before it was done. */
const maxCopies = 5

/** How often a snapshot is read again because it was replaced meanwhile. */
const maxLooks = 20

/** What copying takes. */
export interface CopyParts extends SpaceParts {
  readonly log: Logger
}

/** A copy of a space that nobody knows yet. */
export interface SpaceCopy {
  readonly space: string
  readonly records: number
  readonly clock: ClockState
}

/** The snapshot was deleted or replaced while it was being read: what was read may be a part of it. */
export class SnapshotGone extends Error {
  override readonly name = 'SnapshotGone'
}

/**
 * Copies a space as it is at one moment; commits wait until it is done. The name of the copy begins with `prefix`. Throws
 * SpaceMoved when the space was replaced, MOCK_LOST_RACE when it could not be held for long enough.
 */
export async function copySpace(parts: CopyParts, from: string, prefix: string): Promise<SpaceCopy> {
  const { holds, uniqueName } = parts
  for (let attempt = 0; attempt < maxCopies; attempt++) {
    const hold = await holds.take(from, uniqueName()).catch(unlessHoldLost)
    if (hold === 'lost') continue
    if (hold === undefined) throw new SpaceMoved(from)
    const copy = await copyHeld(parts, hold, from, prefix).catch((error) => afterFault(hold, error))
    if (copy === 'lost') continue
    if (await hold.end()) return copy
    await dropUnused(parts, copy.space)
  }
  throw new MockError('MOCK_LOST_RACE', { detail: `"${from}" could not be held while it was copied` })
}

/**
 * What a space is made of that begins as a snapshot, under the catalog of today. Filling it throws SnapshotGone when the
 * snapshot is not there any more.
 */
export async function snapshotPlan(parts: CopyParts, entry: SnapshotEntry): Promise<SpacePlan> {
  const source = await snapshotSource(parts, entry)
  const history = await readHistory({ store: parts.store, records: source.store, space: entry.space })
  return {
    clock: entry.clock,
    collections: source.collections,
    ...(schemasNameOf(parts.store, parts.catalog) !== '' && { schemas: schemasAfter(parts, history) }),
    async fill(space) {
      const now = timeOf(entry.clock, parts.clock.now())
      await loadMigrated(parts, space, { content: readContent(source), history }, now)
      await assertThere(parts, entry)
    },
  }
}

/** The content of a snapshot. Throws SnapshotGone; ask `assertThere` after the last page. */
export async function snapshotSource(parts: CopyParts, { space }: SnapshotEntry): Promise<ContentSource> {
  const row = await readStateRow(parts.store, space)
  if (row === undefined) throw new SnapshotGone()
  const state = parseState(space, row)
  return { store: storeOf(parts, state), space, collections: state.collections, log: parts.log }
}

/** Throws SnapshotGone unless the space of a snapshot is still there, and so all that was read before is of it. */
export async function assertThere({ store }: CopyParts, { space }: SnapshotEntry): Promise<void> {
  if ((await readStateRow(store, space)) === undefined) throw new SnapshotGone()
}

/**
 * Calls `read` with a snapshot that `find` looks up, and again with what `find` says then if it was deleted or replaced
 * meanwhile. StoreError MOCK_STORE_DAMAGED when the content of a snapshot is gone that is still there by its entry.
 */
export async function withSnapshot<T>(
  find: () => Promise<SnapshotEntry>,
  read: (entry: SnapshotEntry) => Promise<T>,
): Promise<T> {
  let gone: string | undefined
  for (let look = 0; look < maxLooks; look++) {
    const entry = await find()
    if (entry.space === gone) throw lostContent(entry)
    try {
      return await read(entry)
    } catch (error) {
      if (!(error instanceof SnapshotGone)) throw error
      gone = entry.space
    }
  }
  throw new MockError('MOCK_LOST_RACE', { detail: 'others replace the snapshot all the time' })
}

async function copyHeld(parts: CopyParts, hold: Hold, from: string, prefix: string): Promise<SpaceCopy> {
  const row = await readStateRow(parts.store, from)
  if (row === undefined) throw new SpaceMoved(from)
  const state = parseState(from, row)
  const { clock, collections } = state
  const source = { store: storeOf(parts, state), space: from, collections, log: parts.log }
  const { schemas, report } = await readHistory({ store: parts.store, records: source.store, space: from })
  // Where nobody knows the schemas of the original, nobody knows those of the copy.
  const known = state.schemas === mixedSchemas ? unknownSchemas : schemas
  let records = 0
  const space = await buildSpace(parts, prefix, {
    clock,
    collections,
    ...(known !== undefined && { schemas: known }),
    async fill({ store, name }) {
      records = await keepContent({ store, space: name }, readContent({ ...source, beforePage: hold.keep }))
      if (report !== undefined)
        await store.commit(name, 0, { checks: [], writes: [putReport(report)], settling: true })
    },
  })
  return { space, records, clock }
}

// The first fault is the one to tell. A hold that cannot be ended ends by itself.
async function afterFault(hold: Hold, fault: unknown): Promise<'lost'> {
  await hold.end().catch(() => false)
  return unlessHoldLost(fault)
}

function unlessHoldLost(error: unknown): 'lost' {
  if (error instanceof HoldLost) return 'lost'
  throw error
}

function lostContent({ name }: SnapshotEntry): StoreError {
  const problem = `the content of snapshot "${name}" is gone from the store`
  return new StoreError(
    'MOCK_STORE_DAMAGED',
    problem,
    'delete the snapshot, or restore the store from a backup',
  )
}
