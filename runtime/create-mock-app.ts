// The composition of a mock: the only place that knows every part of the runtime.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Clock, systemClock } from './clock.js'
import { openContract } from './contract/open-contract.js'
import { EntityCatalog } from './entities/entity.js'
import type { EntitiesFacts, OperationsFacts } from './facts.js'
import type { AnyHandler } from './handler.js'
import { defaultBodyLimitBytes } from './http/read-body.js'
import { createIds, createRandom, type Ids, seedOf } from './ids.js'
import { isObject, type JsonObject } from './json.js'
import { createLogger, type Logger } from './logger.js'
import { MockApp } from './mock-app.js'
import { markDegraded } from './operations/degraded-answers.js'
import { createDispatch } from './operations/dispatch.js'
import {
  defaultSandboxSettings,
  Sandboxes,
  type SandboxesOptions,
  type SandboxSettings,
} from './sandboxes/sandboxes.js'
import { compileSeeds, type Seeds } from './sandboxes/seeds.js'
import { defaultSnapshotLimits } from './sandboxes/snapshots/snapshots.js'
import { readClock, readFlag, readPositiveInteger, readSeed, readText } from './settings.js'
import { StartError } from './start-error.js'
import { type OnConnectionFailure, readOnConnectionFailure } from './store/connection-failure.js'
import { type EncryptionKeys, readEncryptionKeys } from './store/encryption/encryption-keys.js'
import { createKeyStores } from './store/encryption/key-stores.js'
import { openStore, storeAddress } from './store/open-store.js'
import type { Store } from './store/store.js'
import { createSystem } from './system/health.js'
import { version } from './version.js'

/** What a mock is made of; generated projects hand over their tables. */
export interface MockDefinition {
  /** The bundled contract, or the file that holds it as JSON. */
  readonly contract: JsonObject | URL
  readonly operations: OperationsFacts
  readonly entities: EntitiesFacts
  /** Hooks by operationId, typed by the generated `Handlers`. */
  readonly handlers?: Handlers
}

/** Everything that can be chosen when a mock starts. */
export interface MockAppOptions {
  /** A store, or the address of one. Default: what `MOCK_STORE` or `REDIS_…` name, else memory. The app closes it. */
  readonly store?: Store | string
  /** Default: `MOCK_ON_CONNECTION_FAILURE`, else `fail`. Only for a store that is opened by its address. */
  readonly onConnectionFailure?: OnConnectionFailure
  /** What records are encrypted with where they are kept. Default: `MOCK_ENCRYPTION_KEY` and `MOCK_ENCRYPTION_OLD_KEYS`, else nothing. */
  readonly encryptionKeys?: EncryptionKeys
  /** What sandboxes set their clocks by. Default: `MOCK_CLOCK`, else real time, which stands still where there is a seed. */
  readonly clock?: Clock
  /** Keys of new records. Default: random ones, or with a seed such as repeat. */
  readonly ids?: Ids
  /**
   * Makes keys and made-up data the same in every run. Default: `MOCK_SEED`; without one, keys are random and made-up data
   * depends on the record's key alone.
   */
  readonly seed?: number
  /** The records that every sandbox begins with, by entity. Default: none. */
  readonly seeds?: Seeds
  /** Default: `MOCK_SANDBOX_REQUIRED`, `MOCK_SANDBOX_TTL` (seconds) and `MOCK_MAX_SANDBOXES`, else no, an hour and 1,000. */
  readonly sandboxes?: Partial<SandboxSettings>
  /** Most bytes of a request body. Default: `MOCK_BODY_LIMIT`, else 1 MiB. */
  readonly bodyLimitBytes?: number
  /** Default: one that writes to stdout at `LOG_LEVEL`. */
  readonly log?: Logger
  /** Host names under which `/system` answers besides the loopback ones. Default: `HOST`. */
  readonly hosts?: readonly string[]
}

/** Functions whose own types the contract gives; `never` lets every typed hook in. */
export type Handlers = Readonly<Record<string, ((ctx: never, next: never) => unknown) | undefined>>

/**
 * Makes a mock from its definition. Throws StartError when a hook names no operation, when the seeds name no entity, when
 * a setting is none, or when the contract cannot be read.
 */
export function createMockApp(definition: MockDefinition & MockAppOptions): MockApp {
  const { operations, entities: entitiesFacts } = definition
  const contract = openContract(readContract(definition.contract), operations)
  const log = definition.log ?? createLogger()
  const store = openChosenStore(definition, log)
  const keys = definition.encryptionKeys ?? readEncryptionKeys(process.env)
  const bodyLimitBytes =
    definition.bodyLimitBytes ?? readPositiveInteger('MOCK_BODY_LIMIT') ?? defaultBodyLimitBytes
  const sandboxes = new Sandboxes({
    ...repeatability(definition),
    store,
    stores: createKeyStores({ store, keys, log }),
    namespace: namespaceOf(contract.document),
    // What is encrypted has no order.
    catalog: new EntityCatalog(
      entitiesFacts,
      (entity) => contract.shape(entitiesFacts[entity]?.schemas ?? []),
      { orderedIndexes: keys?.current === undefined },
    ),
    fill: compileSeeds(definition.seeds ?? {}, entitiesFacts),
    settings: { ...sandboxSettings(), ...definition.sandboxes },
    log,
  })
  const dispatch = createDispatch({
    contract,
    operations,
    entitiesFacts,
    sandboxes,
    handlers: readHandlers(definition.handlers, operations),
    bodyLimitBytes,
    log,
    system: createSystem({ store, version, hosts: definition.hosts ?? hostsFromEnvironment() }),
  })
  return new MockApp({
    contract,
    operations,
    log,
    store,
    sandboxes,
    bodyLimitBytes,
    dispatch:
      store.isDegraded === undefined ? dispatch : markDegraded(dispatch, () => store.isDegraded?.() === true),
  })
}

function openChosenStore(options: MockAppOptions, log: Logger): Store {
  const { store } = options
  if (store !== undefined && typeof store !== 'string') return store
  const onConnectionFailure = options.onConnectionFailure ?? readOnConnectionFailure(process.env) ?? 'fail'
  return openStore(store ?? storeAddress(process.env), log, { onConnectionFailure })
}

// What decides whether two runs give the same.
function repeatability(options: MockAppOptions): Pick<SandboxesOptions, RepeatabilityName> {
  const chosen = options.seed ?? readSeed()
  const seed = chosen ?? 1
  return {
    clock: options.clock ?? readClock(chosen !== undefined),
    wall: systemClock,
    ids: options.ids ?? createIds(),
    uniqueName: createIds().nanoid,
    random: createRandom(seedOf(`retries ${seed}`)),
    seed,
    ...(chosen !== undefined && options.ids === undefined && { keySeed: chosen }),
  }
}

type RepeatabilityName = 'clock' | 'wall' | 'ids' | 'uniqueName' | 'random' | 'seed' | 'keySeed'

function sandboxSettings(): SandboxSettings {
  const seconds = readPositiveInteger('MOCK_SANDBOX_TTL')
  const beginAs = readText('MOCK_SANDBOX_BEGIN_AS')
  const limits = defaultSnapshotLimits
  return {
    ...defaultSandboxSettings,
    required: readFlag('MOCK_SANDBOX_REQUIRED') ?? defaultSandboxSettings.required,
    maxSandboxes: readPositiveInteger('MOCK_MAX_SANDBOXES') ?? defaultSandboxSettings.maxSandboxes,
    ...(seconds !== undefined && { expireAfterMs: seconds * 1_000 }),
    ...(beginAs !== undefined && { beginAs }),
    snapshotLimits: {
      maxSnapshots: readPositiveInteger('MOCK_MAX_SNAPSHOTS') ?? limits.maxSnapshots,
      maxRecords: readPositiveInteger('MOCK_MAX_SNAPSHOT_RECORDS') ?? limits.maxRecords,
      maxLength: readPositiveInteger('MOCK_MAX_SNAPSHOT_LENGTH') ?? limits.maxLength,
    },
  }
}

function hostsFromEnvironment(): readonly string[] {
  const host = process.env.HOST?.trim()
  return host === undefined || host === '' ? [] : [host]
}

function readContract(contract: JsonObject | URL): JsonObject {
  if (!(contract instanceof URL)) return contract
  const document = parseFile(contract)
  if (isObject(document)) return document
  throw contractError(contract, 'holds no OpenAPI document')
}

function parseFile(file: URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const found = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read'
    throw contractError(file, found, cause)
  }
}

function contractError(file: URL, found: string, cause?: unknown): StartError {
  const remedy = 'Generate the project again, or restore the file.'
  return new StartError(
    'MOCK_CONTRACT_UNREADABLE',
    `The contract ${fileURLToPath(file)} ${found}. ${remedy}`,
    { cause },
  )
}

// Mocks of several contracts may share a store: each has the spaces below its own name.
function namespaceOf({ info }: JsonObject): string {
  const title = isObject(info) && typeof info.title === 'string' ? info.title : ''
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64)
  return slug === '' ? 'mock' : slug
}

function readHandlers(handlers: Handlers = {}, operations: OperationsFacts): ReadonlyMap<string, AnyHandler> {
  const known = new Map<string, AnyHandler>()
  for (const [id, handler] of Object.entries(handlers)) {
    if (handler === undefined) continue
    if (!Object.hasOwn(operations, id)) {
      const sentence = `There is a hook for ${JSON.stringify(id)}, and the contract has no such operation.`
      throw new StartError('MOCK_UNKNOWN_HOOK', `${sentence} Remove the hook, or rename it.`)
    }
    // The contract's types and the validated request agree; only the compiler cannot know it here.
    known.set(id, handler as AnyHandler)
  }
  return known
}
