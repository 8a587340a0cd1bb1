// The composition of a mock: the only place that knows every part of the runtime.
import { createOutbox } from './callbacks/create-outbox.js'
import { openContract } from './contract/open-contract.js'
import { EntityCatalog } from './entities/entity.js'
import type { EntitiesFacts, OperationsFacts, SettingsFacts } from './facts.js'
import type { AnyHandler } from './handler.js'
import { type Cors, createCors } from './http/cors/cors.js'
import type { Router } from './http/router.js'
import { createVariety } from './ids.js'
import type { JsonObject } from './json.js'
import type { Migrations } from './migrations.js'
import { MockApp } from './mock-app.js'
import { type ChosenOptions, chooseOptions, type MockAppOptions } from './mock-app-options.js'
import { CachedAnswers } from './operations/cache/cached-answers.js'
import { cachedEntities, cachePrefixes } from './operations/cache/response-cache.js'
import { ContractViolations } from './operations/contract-violations.js'
import { markDegraded } from './operations/degraded-answers.js'
import { createDispatch, createOperationRouter } from './operations/dispatch.js'
import { FollowedRequests } from './operations/followed-requests.js'
import { namespaceOf, readContract, readSeeds } from './read-contract.js'
import { abandonedAfter } from './sandboxes/abandoned-after.js'
import { compileFill } from './sandboxes/filling/fill.js'
import type { Seeds } from './sandboxes/filling/seeds.js'
import { Sandboxes } from './sandboxes/sandboxes.js'
import { StartError } from './start-error.js'
import { createKeyStores } from './store/encryption/key-stores.js'
import { openStore, storeAddress } from './store/open-store.js'
import type { Store } from './store/store.js'
import { createHealth } from './system/health.js'
import { createSystem, isSystemPath, type SystemOptions } from './system/system.js'
import { version } from './version.js'

/** What a mock is made of; generated projects hand over their tables. */
export interface MockDefinition {
  /** The bundled contract, or the file that holds it as JSON. */
  readonly contract: JsonObject | URL
  readonly operations: OperationsFacts
  readonly entities: EntitiesFacts
  /** What the root of the document says. Default: nothing. */
  readonly settings?: SettingsFacts
  /** The records that the document declares for every sandbox to begin with, or the JSON file that holds them. */
  readonly declaredSeeds?: Seeds | URL
  /** Hooks by operationId, typed by the generated `Handlers`. */
  readonly handlers?: Handlers
  /** What brings stored records to the schemas of today, by entity, typed by the generated `Migrations`. Default: completion. */
  readonly migrations?: Migrations
}

/** Functions whose own types the contract gives; `never` lets every typed hook in. */
export type Handlers = Readonly<Record<string, ((ctx: never, next: never) => unknown) | undefined>>

/**
 * Makes a mock from its definition. Throws StartError when a hook names no operation, when the seeds name no entity, when
 * a setting is none, or when the contract cannot be read.
 */
export function createMockApp(definition: MockDefinition & MockAppOptions): MockApp {
  const { operations, entities: entitiesFacts, settings = {} } = definition
  const chosen = chooseOptions(definition, settings)
  const { log, bodyLimitBytes, encryptionKeys: keys, hosts } = chosen
  const contract = openContract(readContract(definition.contract), operations, (problem) =>
    log.warn({ ...problem }, 'a part of the contract cannot be followed'),
  )
  const shape = (entity: string) => contract.shape(entitiesFacts[entity] ?? { schemas: [] })
  const fill = compileFill({
    facts: entitiesFacts,
    seeds: { ...readSeeds(definition.declaredSeeds), ...definition.seeds },
    shape,
    seed: chosen.repeatability.seed,
  })
  const handlers = readHandlers(definition.handlers, operations)
  const migrations = readMigrations(definition.migrations, entitiesFacts)
  const store = openChosen(definition.store, chosen)
  const stores = createKeyStores({ store, keys, log })
  // What is encrypted has no order.
  const catalog = new EntityCatalog(entitiesFacts, shape, {
    orderedIndexes: keys?.current === undefined,
    cached: cachedEntities(operations),
  })
  const sandboxes = new Sandboxes({
    ...chosen.repeatability,
    store,
    stores,
    namespace: settings.namespace ?? namespaceOf(contract.document),
    catalog,
    fill,
    settings: chosen.sandboxes,
    migration: { migrations, removedProperties: chosen.removedProperties },
    log,
  })
  const cache = new CachedAnswers()
  const violations = new ContractViolations({ strict: chosen.strictResponses, log })
  const followed = new FollowedRequests()
  const { outbox: outboxSettings, repeatability } = chosen
  const outbox = createOutbox(contract, definition, { ...outboxSettings, ...repeatability, log })
  const router = createOperationRouter(operations, contract.document)
  const dispatch = createDispatch({
    router,
    contract,
    operations,
    entitiesFacts,
    settings,
    checkSecurity: chosen.checkSecurity,
    idempotencyLeaseMs: chosen.idempotencyLeaseMs,
    cache,
    violations,
    followed,
    outbox,
    sandboxes,
    handlers,
    variety: createVariety(repeatability.keySeed),
    bodyLimitBytes,
    log,
    system: createSystem({
      key: chosen.systemKey.text,
      hosts,
      health: createHealth({ store: stores, sandboxes, version }),
      sandboxes,
      catalog,
      entitiesFacts,
      cache: systemCache(cache, operations),
      outbox,
      clock: chosen.repeatability.clock,
      bodyLimitBytes,
    }),
  })
  return new MockApp({
    contract,
    operations,
    entities: entitiesFacts,
    log,
    store,
    sandboxes,
    cache,
    violations,
    followed,
    outbox,
    bodyLimitBytes,
    requestTimeoutMs: chosen.requestTimeoutMs,
    systemKey: chosen.systemKey,
    cors: openCors(chosen, router),
    dispatch:
      store.isDegraded === undefined ? dispatch : markDegraded(dispatch, () => store.isDegraded?.() === true),
  })
}

// The API is for pages of other origins, what manages the mock is not.
function openCors({ origins, log }: ChosenOptions, router: Router): Cors | undefined {
  if (origins === undefined) return undefined
  const methodsOf = (path: string): readonly string[] => {
    // No method of that name: all that the path has are named instead.
    const match = router.match('', path)
    return match.kind === 'method-not-allowed' ? match.allow : []
  }
  return createCors({ rules: origins, methodsOf, covers: (path) => !isSystemPath(path), log })
}

// The system endpoints stand beside operations and know nothing of them.
function systemCache(cache: CachedAnswers, operations: OperationsFacts): SystemOptions['cache'] {
  const prefixes = cachePrefixes(operations)
  return {
    stats: (sandbox) => cache.stats(sandbox),
    clear: (sandbox, prefix) => cache.clear(sandbox, prefix),
    prefixesOf: (name) => prefixes.get(name),
  }
}

function openChosen(store: Store | string | undefined, chosen: ChosenOptions): Store {
  if (typeof store === 'object') return store
  const { log, onConnectionFailure, sandboxes } = chosen
  return openStore(store ?? storeAddress(process.env), log, {
    onConnectionFailure,
    redis: { abandonedAfterMs: abandonedAfter(sandboxes) },
  })
}

function readMigrations(migrations: Migrations = {}, entities: EntitiesFacts): Migrations {
  for (const name of Object.keys(migrations)) {
    if (Object.hasOwn(entities, name)) continue
    const sentence = `There is a migration for ${JSON.stringify(name)}, and the contract has no such entity.`
    throw new StartError('MOCK_UNKNOWN_MIGRATION', `${sentence} Remove the migration, or rename it.`)
  }
  return migrations
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
