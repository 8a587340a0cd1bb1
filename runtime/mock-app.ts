// The mock as whoever starts it holds it: a Koa application with its contract, its sandboxes and its end.
import type { Outbox } from './callbacks/outbox.js'
import type { Contract, SampleRequest } from './contract/contract.js'
import type { EntitiesFacts, OperationsFacts } from './facts.js'
import type { Cors } from './http/cors/cors.js'
import { createErrorReply } from './http/error-reply.js'
import { MockKoa } from './http/mock-koa.js'
import { isObject } from './json.js'
import type { Logger } from './logger.js'
import type { ChosenKey } from './mock-app-options.js'
import type { CachedAnswers } from './operations/cache/cached-answers.js'
import type { ContractViolations } from './operations/contract-violations.js'
import type { FollowedRequests } from './operations/followed-requests.js'
import { type SampledMock, sampleRequest } from './operations/sample-request.js'
import { isDamage } from './sandboxes/damaged-sandboxes.js'
import { defaultSandbox } from './sandboxes/registry.js'
import type { Sandboxes } from './sandboxes/sandboxes.js'
import { StartError } from './start-error.js'
import type { Store } from './store/store.js'
import { StoreError } from './store-error.js'

/** A mock: a Koa application. Middleware that is added to it runs before the operations. */
export class MockApp extends MockKoa {
  readonly contract: Contract
  readonly operations: OperationsFacts
  readonly entities: EntitiesFacts
  readonly log: Logger
  /** Most bytes of a request body. */
  readonly bodyLimitBytes: number
  /** Time that a client has to send a request. */
  readonly requestTimeoutMs: number
  /** The worlds that requests act on: reset them, move their clocks, take snapshots. */
  readonly sandboxes: Sandboxes
  /** The answers that operations with `cache` have kept: how many, and how often they were given. */
  readonly cache: CachedAnswers
  /** What answers of hooks and of `x-persistence` have broken of the contract: for tests that expect nothing. */
  readonly violations: ContractViolations
  /** Tells what becomes of single requests, for logs of tests. */
  readonly followed: FollowedRequests
  /** What the mock sends by itself: callbacks and webhooks. */
  readonly webhooks: Outbox
  /** What requests to `/system` must have in `X-System-Key`. */
  readonly systemKey: string
  readonly #isKeyMade: boolean
  readonly #store: Store
  readonly #sampled: SampledMock

  constructor(parts: {
    readonly contract: Contract
    readonly operations: OperationsFacts
    readonly entities: EntitiesFacts
    readonly log: Logger
    readonly store: Store
    readonly sandboxes: Sandboxes
    readonly cache: CachedAnswers
    readonly violations: ContractViolations
    readonly followed: FollowedRequests
    readonly outbox: Outbox
    readonly bodyLimitBytes: number
    readonly requestTimeoutMs: number
    readonly systemKey: ChosenKey
    readonly cors: Cors | undefined
    readonly dispatch: ConstructorParameters<typeof MockKoa>[0]['dispatch']
  }) {
    super({ dispatch: parts.dispatch, onError: createErrorReply(parts.log), cors: parts.cors })
    this.contract = parts.contract
    this.operations = parts.operations
    this.entities = parts.entities
    this.log = parts.log
    this.bodyLimitBytes = parts.bodyLimitBytes
    this.requestTimeoutMs = parts.requestTimeoutMs
    this.sandboxes = parts.sandboxes
    this.cache = parts.cache
    this.violations = parts.violations
    this.followed = parts.followed
    this.webhooks = parts.outbox
    this.systemKey = parts.systemKey.text
    this.#isKeyMade = parts.systemKey.isMade
    this.#store = parts.store
    this.#sampled = parts
  }

  /** What is served, in two lines for whoever starts it; a key that nobody has chosen is told here only. */
  get banner(): string {
    const { info } = this.contract.document
    const title = isObject(info) && typeof info.title === 'string' ? printable(info.title) : 'This mock'
    const all = Object.values(this.operations)
    const stateful = all.filter(({ action }) => action !== undefined).length
    const key = this.#isKeyMade
      ? `${this.systemKey} (made for this run; MOCK_SYSTEM_KEY sets one)`
      : 'as it was set'
    return [
      `${title}: ${all.length} operations, ${stateful} of them stateful; GET /system/health tells how it is.`,
      `The other endpoints under /system want the header X-System-Key: ${key}`,
    ].join('\n')
  }

  /** A request that the operation allows, the same in every run. Throws when the contract has no such operation. */
  sample(operationId: string): SampleRequest {
    return sampleRequest(operationId, this.#sampled)
  }

  /**
   * Resolves when the store is open and the default sandbox has its seeds; rejects with a StartError when that cannot be.
   */
  async ready(): Promise<void> {
    try {
      if ('ready' in this.#store && typeof this.#store.ready === 'function') await this.#store.ready()
      await this.sandboxes.sweep()
      // Also where every request must name another one: it shows whether the seeds can be.
      await this.sandboxes.get(defaultSandbox).use(async () => undefined)
    } catch (error) {
      // One damaged sandbox is named in the log and in health, and keeps nobody from the others.
      if (isDamage(error)) return
      if (!(error instanceof StoreError)) throw error
      throw new StartError('MOCK_STORE_UNUSABLE', `${error.message}.`, { cause: error })
    }
  }

  /** Ends what is being sent, and closes the store; the server must be closed before. */
  async close(): Promise<void> {
    await this.webhooks.close()
    await this.#store.close()
  }
}

// A title must not steer the terminal that it is printed to.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ')
}
