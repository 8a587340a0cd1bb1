// Spaces of records: opened to be worked in, and built before anybody can.
import type { Clock } from '../clock.js'
import { type Entities, openEntities } from '../entities/entities.js'
import type { EntityCatalog } from '../entities/entity.js'
import type { Ids, Random } from '../ids.js'
import type { Logger } from '../logger.js'
import { isDue, type Row, type Store } from '../store/store.js'
import { SpaceMoved } from '../transactions/space.js'
import { changeState, readStateRow } from './change-state.js'
import { type ClockState, movedClock } from './clock-state.js'
import { contentCollections } from './content.js'
import type { Holds } from './hold.js'
import {
  defaultMigrationSettings,
  hasMigration,
  type MigrationSettings,
  schemasNameOf,
} from './migration/migration-settings.js'
import { putSchemas, type StoredSchemas } from './migration/space-history.js'
import { printState, type SpaceState, stateRef } from './space-state.js'
import { StateGuard } from './state-guard.js'

/** The store as spaces under a key see it; no key is a space in plain. What the runtime itself must know is always plain. */
export interface SpaceStores {
  /** Id of the key that new spaces are made with. */
  readonly currentKeyId: string | undefined
  storeFor(keyId: string | undefined): Store
}

/** What all spaces of a mock share. */
export interface SpaceParts {
  /** Where the registry and the states of spaces are read and written. */
  readonly store: Store
  /** Where records are. Default: in `store`, in plain. */
  readonly stores?: SpaceStores
  readonly catalog: EntityCatalog
  /** The clock that sandboxes set theirs by. */
  readonly clock: Clock
  /** Real time, for what must end whatever the sandboxes' clocks show. */
  readonly wall: Clock
  /** The holds on spaces of `store` that this process takes and awaits. */
  readonly holds: Holds
  /** Keys of new records. */
  readonly ids: Ids
  /** Spreads the retries of lost races. */
  readonly random: Random
  /** Seed of made-up data. */
  readonly seed: number
  /** Makes generated keys repeat. */
  readonly keySeed?: number
  /** A text that no other space has had. */
  readonly uniqueName: () => string
  /** Is told what records could not do by themselves. */
  readonly log: Logger
  /** How records of other schemas are brought over. Default: see `defaultMigrationSettings`. */
  readonly migration?: MigrationSettings
}

/** A space that can be worked in. */
export interface OpenSpace {
  readonly name: string
  /** The store as this space's rows are read and written. */
  readonly store: Store
  readonly entities: Entities
  /** The space's own clock, as of the last look at the space. */
  readonly clock: Clock
  /** Looks at the state of the space. Throws SpaceMoved when it is no longer the one to use. */
  refresh(): Promise<void>
  /**
   * Runs work that only reads; again when the state of the space is another one at its end: it may have used the clock
   * before it looked at anything, and somebody had moved it.
   */
  steadily<T>(work: () => Promise<T>): Promise<T>
}

/** What a new space is made of. */
export interface SpacePlan {
  readonly clock: ClockState
  /** Collections of the content besides those of the catalog. */
  readonly collections?: readonly string[]
  /** The schemas that the records are under. Default: those of the catalog. */
  readonly schemas?: StoredSchemas
  readonly fill: (space: OpenSpace) => Promise<void>
}

/** Opens a space whose state was found in `row`. */
export function openSpace(parts: SpaceParts, name: string, row: Row): OpenSpace {
  const { holds, ids, random, seed, keySeed, catalog, log } = parts
  const guard = new StateGuard(name, holds, row)
  const store = storeOf(parts, guard.state)
  const clock = movedClock(parts.clock, () => guard.state.clock)
  const seeds = { seed, ...(keySeed !== undefined && { keySeed }) }
  const entities = openEntities({ store, space: name, guard, clock, ids, random, catalog, log, ...seeds })
  const refresh = async () => void guard.observe(await readStateRow(parts.store, name))
  return { name, store, entities, clock, refresh, steadily: (work) => steadily(guard, work) }
}

/** How often work is run again because others change the state of its space all the time. */
const maxRuns = 10

async function steadily<T>(guard: StateGuard, work: () => Promise<T>): Promise<T> {
  for (let run = 1; run < maxRuns; run++) {
    const { version } = guard
    try {
      const result = await work()
      if (guard.version === version) return result
    } catch (error) {
      if (guard.version === version) throw error
    }
  }
  return work()
}

/** The store as the rows of a space in this state are read and written. */
export function storeOf({ store, stores }: SpaceParts, { keyId }: SpaceState): Store {
  return stores === undefined ? store : stores.storeFor(keyId)
}

/**
 * True when the records of a space in this state can be worked with as they are written. Those of other schemas can, too,
 * where `isSettled`: this process has worked in the sandbox before, and a server of another contract has taken it over.
 */
export function isUpToDate(parts: SpaceParts, state: SpaceState, isSettled: boolean): boolean {
  const { layout, keyId, left = [] } = state
  if (layout !== layoutOf(parts) || keyId !== parts.stores?.currentKeyId) return false
  if (isSettled) return true
  return isOfSchemas(parts, state) && !hasMigration(parts.migration ?? defaultMigrationSettings, left)
}

/** True when the records of a space in this state are under the schemas of the catalog. */
export function isOfSchemas({ store, catalog }: SpaceParts, { schemas }: SpaceState): boolean {
  return schemas === schemasNameOf(store, catalog)
}

/**
 * Makes a space whose name begins with `prefix` and fills it; its name. Nobody knows the space yet, so nothing of it is
 * seen until its name is published. When filling it fails, nothing is left.
 */
export async function buildSpace(parts: SpaceParts, prefix: string, plan: SpacePlan): Promise<string> {
  const { store, stores, wall, catalog } = parts
  const schemasName = schemasNameOf(store, catalog)
  const schemas = plan.schemas ?? (schemasName === '' ? undefined : catalog.schemas)
  const name = `${prefix}${parts.uniqueName()}`
  const state: SpaceState = {
    clock: plan.clock,
    layout: layoutOf(parts),
    schemas: schemasName,
    collections: [...new Set([...contentCollections(catalog), ...(plan.collections ?? [])])],
    createdAt: wall.now(),
    ...(stores?.currentKeyId !== undefined && { keyId: stores.currentKeyId }),
  }
  try {
    const row = await createState(store, name, state, schemas)
    await plan.fill(openSpace(parts, name, row))
    // From now on it is new, however long filling it took: a sweep leaves it alone until it is published.
    const isThere = await changeState(store, name, (state) => ({ ...state, createdAt: wall.now() }))
    if (!isThere) throw new SpaceMoved(name)
    return name
  } catch (error) {
    // The first fault is the one to tell: where it also keeps the space from being dropped, a sweep does that.
    await store.drop(name).catch(() => undefined)
    throw error
  }
}

// Finding the layout looks at every schema, which a store that no other contract will ever read does not need.
function layoutOf({ store, catalog }: SpaceParts): string {
  return store.isVolatile === true ? 'volatile' : catalog.layout
}

async function createState(
  store: Store,
  name: string,
  state: SpaceState,
  schemas: StoredSchemas | undefined,
): Promise<Row> {
  const put = { write: 'put', ...stateRef, value: printState(state) } as const
  const writes = schemas === undefined ? [put] : [put, putSchemas(schemas)]
  const result = await store.commit(name, 0, { checks: [{ check: 'absent', ...stateRef }], writes })
  const row = isDue(result) || !result.ok ? undefined : await readStateRow(store, name)
  if (row === undefined) throw new Error(`The space "${name}" exists already`)
  return row
}
