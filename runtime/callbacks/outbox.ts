// Everything that the mock sends by itself: callbacks and webhooks because of requests, and webhooks on demand.
import type { Contract, OutgoingContract } from '../contract/contract.js'
import { MockError } from '../errors.js'
import type { EntitiesFacts, WebhooksFacts } from '../facts.js'
import type { Ids } from '../ids.js'
import type { Json } from '../json.js'
import type { Logger } from '../logger.js'
import type { Deliveries } from './delivery/deliveries.js'
import type { DeliveryReport } from './delivery/message.js'
import { maxHops } from './hops.js'
import { compileNotify, type Notify } from './notify.js'
import { Sender } from './sender.js'
import { compileWebhook } from './webhook.js'

/** What an outbox is made with. */
export interface OutboxParts {
  readonly contract: Contract
  readonly entities: EntitiesFacts
  /** What sends webhooks. */
  readonly webhooks: WebhooksFacts
  /** Where webhooks go that do not say it themselves. */
  readonly webhookUrl: string | undefined
  readonly deliveries: Deliveries
  /** Behind `uuid()` and its like in expressions. */
  readonly ids: Ids
  readonly log: Logger
}

/** What a webhook is, for whoever wants to send it. */
export interface WebhookInfo {
  readonly name: string
  readonly method: string
  /** What sends it: `orders.create`. Empty for one that is sent on demand only. */
  readonly on: readonly string[]
}

/** How a webhook is sent on demand. */
export interface SendWebhook {
  /** Default: the example of the contract, or one made from its schema. */
  readonly body?: Json | undefined
  /** Default: where it is declared to go, else `MOCK_WEBHOOK_URL`. */
  readonly to?: string | undefined
  /** Default: `default`. */
  readonly sandbox?: string | undefined
  /** How many messages have led to the wish, up to `maxHops`. Default: 0. */
  readonly hops?: number
}

/** The outbox of one mock. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #sender: Sender

  constructor(parts: OutboxParts) {
    this.#parts = parts
    this.#sender = new Sender(parts)
  }

  /** The webhooks of the contract, in its order. */
  get webhooks(): readonly WebhookInfo[] {
    return [...this.#parts.contract.webhooks.values()].map(({ name, method }) => ({
      name,
      method: method.toUpperCase(),
      on: (this.#factsOf(name).on ?? []).map(({ entity, action }) => `${entity}.${action}`),
    }))
  }

  /** What became of the last thousand messages, the newest first. */
  get deliveries(): readonly DeliveryReport[] {
    return this.#parts.deliveries.reports
  }

  /**
   * Sends a webhook now; what has become of it so far. MOCK_WEBHOOK_NOT_FOUND for a name that is none, MOCK_WEBHOOK_TARGET when
   * nothing says where it goes, MOCK_INVALID_REQUEST when the contract does not allow its body, or too many messages have led to it.
   */
  send(name: string, { body, to, sandbox = 'default', hops = 0 }: SendWebhook = {}): DeliveryReport {
    const outgoing = this.#parts.contract.webhooks.get(name)
    if (outgoing === undefined) throw unknownWebhook(name, this.webhooks)
    if (hops >= maxHops) throw tooManyHops()
    if (body !== undefined) assertBody(outgoing, body)
    const declared = compileWebhook(this.#factsOf(name), this.#parts)
    const url = to ?? declared.target() ?? this.#parts.webhookUrl
    if (url === undefined) throw withoutTarget(name)
    const about = { kind: 'webhook', sandbox, hops: hops + 1 } as const
    return this.#sender.send(outgoing, about, url, { changes: [], body })
  }

  /**
   * Compiles what an operation sends, except for the callbacks that are `silent`; undefined when it never sends anything.
   * `changes`: the entities of which it may change records, `all` for a hook.
   */
  after(
    operationId: string,
    changes: ReadonlySet<string> | 'all',
    silent: readonly string[] = [],
  ): Notify | undefined {
    const parts = { ...this.#parts, sender: this.#sender, factsOf: (name: string) => this.#factsOf(name) }
    return compileNotify({ operationId, changes, silent }, parts)
  }

  /** Resolves when nothing is on its way any more: for tests. */
  idle(): Promise<void> {
    return this.#parts.deliveries.idle()
  }

  /** Ends the deliveries. */
  close(): Promise<void> {
    return this.#parts.deliveries.close()
  }

  #factsOf(name: string): WebhooksFacts[string] {
    const { webhooks } = this.#parts
    return (Object.hasOwn(webhooks, name) ? webhooks[name] : undefined) ?? {}
  }
}

function assertBody({ operation }: OutgoingContract, body: Json): void {
  const [declared] = operation.requestBodies
  const errors = declared?.validate(body) ?? []
  if (errors.length === 0) return
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: 'the contract does not allow this body of the webhook',
    errors: errors.map(({ pointer, ...rest }) => ({ pointer: `/body${pointer}`, ...rest })),
  })
}

/** Most names that are shown to who asks for one that is not there. */
const maxShown = 20

function unknownWebhook(name: string, webhooks: readonly WebhookInfo[]): MockError {
  const names = webhooks.slice(0, maxShown).map((webhook) => webhook.name)
  const known = names.length === 0 ? 'the contract has no webhooks' : `it has ${names.join(', ')}`
  return new MockError('MOCK_WEBHOOK_NOT_FOUND', {
    detail: `there is no webhook ${JSON.stringify(name)}: ${known}`,
  })
}

function tooManyHops(): MockError {
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `the request was caused by messages itself, ${maxHops} hops deep: no webhook is sent for it`,
  })
}

function withoutTarget(name: string): MockError {
  const detail = `nothing says where the webhook ${JSON.stringify(name)} goes: set MOCK_WEBHOOK_URL, or name a URL`
  return new MockError('MOCK_WEBHOOK_TARGET', { detail })
}
