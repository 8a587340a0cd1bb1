// Fills a new sandbox with a snapshot of the default sandbox: what it may begin as in place of the seeds.
import { MockError } from '../../errors.js'
import { changeState } from '../change-state.js'
import type { OpenSpace } from '../open-space.js'
import { defaultSandbox, type Registry } from '../registry.js'
import { steadyParts } from '../steady-parts.js'
import { type CopyParts, SnapshotGone, snapshotPlan } from './snapshot-copy.js'
import { type SnapshotEntry, SnapshotRegistry } from './snapshot-registry.js'

/** What looking snapshots up takes, besides copying them. */
export interface SnapshotFillParts extends CopyParts {
  readonly registry: Registry
}

/**
 * Fills a space that nobody knows yet with the default sandbox's snapshot of that name, its clock included.
 * MOCK_SANDBOX_BEGINNING when there is none, MOCK_LOST_RACE when it was replaced meanwhile, StoreError
 * MOCK_STORE_UNAVAILABLE while the store is degraded.
 */
export async function fillFromSnapshot(
  parts: SnapshotFillParts,
  name: string,
  space: OpenSpace,
): Promise<void> {
  const steady = steadyParts(parts)
  const entry = await new SnapshotRegistry(steady.registry).read(defaultSandbox, name)
  if (entry === undefined) throw noBeginning(name)
  const { clock, collections = [], fill } = await snapshotPlan(steady, entry).catch(replaced)
  await fill(space).catch(replaced)
  await changeState(parts.store, space.name, (state) => ({
    ...state,
    clock,
    collections: [...new Set([...state.collections, ...collections])],
  }))
}

/** The snapshot of a name: the sandbox's own, otherwise the default sandbox's. MOCK_SNAPSHOT_NOT_FOUND. */
export async function findSnapshot(
  registry: Registry,
  sandbox: string,
  name: string,
): Promise<SnapshotEntry> {
  const entries = new SnapshotRegistry(registry)
  const found = (await entries.read(sandbox, name)) ?? (await entries.read(defaultSandbox, name))
  if (found !== undefined) return found
  const owners =
    sandbox === defaultSandbox ? 'there is no' : `neither "${sandbox}" nor "${defaultSandbox}" has a`
  throw new MockError('MOCK_SNAPSHOT_NOT_FOUND', { detail: `${owners} snapshot "${name}"` })
}

function noBeginning(name: string): MockError {
  return new MockError('MOCK_SANDBOX_BEGINNING', {
    detail: `new sandboxes begin as the snapshot "${name}" of "${defaultSandbox}" (MOCK_SANDBOX_BEGIN_AS), which does not exist`,
  })
}

function replaced(error: unknown): never {
  if (!(error instanceof SnapshotGone)) throw error
  throw new MockError('MOCK_LOST_RACE', {
    detail: 'the snapshot was replaced while it was being read',
    cause: error,
  })
}
