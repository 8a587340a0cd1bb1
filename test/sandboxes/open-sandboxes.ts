// Sandboxes over any store, with clocks and names that the test decides; built like the entities in test/entities.
import type { RecordShape } from '../../runtime/contract/contract.js'
import { EntityCatalog } from '../../runtime/entities/entity.js'
import type { EntitiesFacts } from '../../runtime/facts.js'
import { createIds, createRandom } from '../../runtime/ids.js'
import type { MigrationSettings } from '../../runtime/sandboxes/migration/migration-settings.js'
import type { OpenSpace } from '../../runtime/sandboxes/open-space.js'
import { defaultSandboxSettings, Sandboxes, type SandboxSettings } from '../../runtime/sandboxes/sandboxes.js'
import type { Store } from '../../runtime/store/store.js'
import { type TestEntity, testShape } from '../entities/open-test-entities.js'

/** A clock that tests set; several servers may share one. */
export interface TestClock {
  /** Epoch milliseconds. */
  time: number
  now(): number
}

/** What the log was told, `warn` and `error` alike. */
export interface LogLine {
  readonly fields: object
  readonly message: string
}

export interface OpenSandboxesOptions {
  /** Creates the seeds of a new sandbox. Default: none. */
  readonly fill?: (space: OpenSpace) => Promise<void>
  readonly settings?: Partial<SandboxSettings>
  /** The clock that sandboxes set theirs by. Default: one that stands on 2030-01-01. */
  readonly clock?: TestClock
  /** Real time. Default: a clock that stands on 2030-01-01. */
  readonly wall?: TestClock
  /** Seeds made-up data and the spreading of retries. Default 1; servers that share a store take different ones. */
  readonly seed?: number
  /** Measures how long others hold a space. Default: this machine's clock. */
  readonly monotonicMs?: () => number
  /** The shape of an entity's records. Default: that of the definition's schema. */
  readonly shape?: (entity: string) => RecordShape
  readonly migration?: MigrationSettings
  /** Default `test`: the registry's space, and what the names of all others begin with. */
  readonly namespace?: string
}

/** One server's sandboxes, and what a test does to its surroundings. */
export interface TestSandboxes {
  readonly sandboxes: Sandboxes
  readonly store: Store
  readonly facts: EntitiesFacts
  readonly clock: TestClock
  readonly wall: TestClock
  readonly warnings: readonly LogLine[]
}

/** A clock that stands until a test moves it. */
export function createTestClock(time = Date.UTC(2030, 0, 1)): TestClock {
  return {
    time,
    now() {
      return this.time
    },
  }
}

/** A second passes with each look at it: a hold whose owner is gone is over after a few looks. */
export function hurriedMs(): () => number {
  let ms = 0
  return () => {
    ms += 1_000
    return ms
  }
}

/** The facts of test entities; the key is `id` and generated as a UUID unless a definition says otherwise. */
export function testFacts(definitions: Readonly<Record<string, TestEntity>>): EntitiesFacts {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, { schema: _, ...given }]) => [
      name,
      { schemas: [], key: 'id', generateKey: 'uuid', ...given },
    ]),
  )
}

/** Opens the sandboxes of one server over a store. Opened twice over one store, they are two servers that share it. */
export function openSandboxes(
  store: Store,
  definitions: Readonly<Record<string, TestEntity>>,
  options: OpenSandboxesOptions = {},
): TestSandboxes {
  const { seed = 1, namespace = 'test', clock = createTestClock(), wall = createTestClock() } = options
  const facts = testFacts(definitions)
  const warnings: LogLine[] = []
  const keep = (fields: object, message: string) => void warnings.push({ fields, message })
  const ignore = () => undefined
  let spaces = 0
  const sandboxes = new Sandboxes({
    store,
    catalog: new EntityCatalog(
      facts,
      options.shape ?? ((name) => testShape(definitions[name]?.schema ?? {})),
    ),
    ...(options.migration !== undefined && { migration: options.migration }),
    clock,
    wall,
    ids: createIds(),
    random: createRandom(seed),
    seed,
    uniqueName: () => `server${seed}-${++spaces}`,
    namespace,
    ...(options.monotonicMs !== undefined && { monotonicMs: options.monotonicMs }),
    settings: { ...defaultSandboxSettings, ...options.settings },
    fill: options.fill ?? (async () => undefined),
    log: { debug: ignore, info: ignore, warn: keep, error: keep },
  })
  return { sandboxes, store, facts, clock, wall, warnings }
}
