// The composition of a mock: the only place that knows every part of the runtime.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Clock, systemClock } from './clock.js'
import type { Contract, SampleRequest } from './contract/contract.js'
import { openContract } from './contract/open-contract.js'
import { openEntities } from './entities/entities.js'
import { EntityCatalog } from './entities/entity.js'
import type { EntitiesFacts, OperationsFacts } from './facts.js'
import type { AnyHandler } from './handler.js'
import { createErrorReply } from './http/error-reply.js'
import { MockKoa } from './http/mock-koa.js'
import { defaultBodyLimitBytes } from './http/read-body.js'
import { createIds, createRandom, type Ids, seedOf } from './ids.js'
import { isObject, type JsonObject } from './json.js'
import { createLogger, type Logger } from './logger.js'
import { createDispatch } from './operations/dispatch.js'
import { readPositiveInteger } from './settings.js'
import { StartError } from './start-error.js'
import { openStore, storeAddress } from './store/open-store.js'
import type { Store } from './store/store.js'
import { StoreError } from './store-error.js'
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
  /** Default: what `MOCK_STORE` or `REDIS_…` name, else a memory store. The app closes it. */
  readonly store?: Store
  readonly clock?: Clock
  readonly ids?: Ids
  /** Seed of generated data. Default 1: the same records get the same data in every run. */
  readonly seed?: number
  /** Most bytes of a request body. Default: `MOCK_BODY_LIMIT`, else 1 MiB. */
  readonly bodyLimitBytes?: number
  /** Default: one that writes to stdout at `LOG_LEVEL`. */
  readonly log?: Logger
  /** Host names under which `/system` answers besides the loopback ones. Default: `HOST`. */
  readonly hosts?: readonly string[]
}

/** Functions whose own types the contract gives; `never` lets every typed hook in. */
export type Handlers = Readonly<Record<string, ((ctx: never, next: never) => unknown) | undefined>>

/** A mock: a Koa application. Middleware that is added to it runs before the operations. */
export class MockApp extends MockKoa {
  readonly contract: Contract
  readonly operations: OperationsFacts
  readonly log: Logger
  /** Most bytes of a request body. */
  readonly bodyLimitBytes: number
  readonly #store: Store

  constructor(parts: {
    readonly contract: Contract
    readonly operations: OperationsFacts
    readonly log: Logger
    readonly store: Store
    readonly bodyLimitBytes: number
    readonly dispatch: ConstructorParameters<typeof MockKoa>[0]['dispatch']
  }) {
    super({ dispatch: parts.dispatch, onError: createErrorReply(parts.log) })
    this.contract = parts.contract
    this.operations = parts.operations
    this.log = parts.log
    this.bodyLimitBytes = parts.bodyLimitBytes
    this.#store = parts.store
  }

  /** What is served, in a line for whoever starts it. */
  get banner(): string {
    const { info } = this.contract.document
    const title = isObject(info) && typeof info.title === 'string' ? printable(info.title) : 'This mock'
    const all = Object.values(this.operations)
    const stateful = all.filter(({ action }) => action !== undefined).length
    return `${title}: ${all.length} operations, ${stateful} of them stateful; GET /system/health tells how it is.`
  }

  /** A request that the operation allows, the same in every run. Throws when the contract has no such operation. */
  sample(operationId: string): SampleRequest {
    return this.contract.operation(operationId).sampleRequest(createRandom(seedOf(operationId)))
  }

  /** Resolves when the store is open; rejects with a StartError when it cannot be. */
  async ready(): Promise<void> {
    if (!('ready' in this.#store) || typeof this.#store.ready !== 'function') return
    try {
      await this.#store.ready()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      throw new StartError('MOCK_STORE_UNUSABLE', `${error.message}.`, { cause: error })
    }
  }

  /** Closes the store; the server must be closed before. */
  close(): Promise<void> {
    return this.#store.close()
  }
}

/** Makes a mock from its definition. Throws StartError when a hook names no operation, or when the contract cannot be read. */
export function createMockApp(definition: MockDefinition & MockAppOptions): MockApp {
  const { operations, entities: entitiesFacts } = definition
  const contract = openContract(readContract(definition.contract), operations)
  const clock = definition.clock ?? systemClock
  const log = definition.log ?? createLogger()
  const store = definition.store ?? openStore(storeAddress(process.env), log)
  const seed = definition.seed ?? 1
  const bodyLimitBytes =
    definition.bodyLimitBytes ?? readPositiveInteger('MOCK_BODY_LIMIT') ?? defaultBodyLimitBytes
  const entities = openEntities({
    store,
    space: `${namespaceOf(contract.document)}/${defaultSandbox}`,
    clock,
    ids: definition.ids ?? createIds(),
    random: createRandom(seedOf(`retries ${seed}`)),
    seed,
    catalog: new EntityCatalog(entitiesFacts, (entity) =>
      contract.shape(entitiesFacts[entity]?.schemas ?? []),
    ),
  })
  const dispatch = createDispatch({
    contract,
    operations,
    entitiesFacts,
    entities,
    handlers: readHandlers(definition.handlers, operations),
    bodyLimitBytes,
    sandbox: defaultSandbox,
    clock,
    log,
    system: createSystem({ store, version, hosts: definition.hosts ?? hostsFromEnvironment() }),
  })
  return new MockApp({ contract, operations, log, store, bodyLimitBytes, dispatch })
}

const defaultSandbox = 'default'

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

// A title must not steer the terminal that it is printed to.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ')
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
