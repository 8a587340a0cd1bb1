// Everything that the mock sends by itself: callbacks and webhooks because of requests, and webhooks on demand.
import type { Contract, OutgoingContract } from '../contract/contract.js'
import { MockError } from '../errors.js'
import type { EntitiesFacts, WebhooksFacts } from '../facts.js'
import { createRandom, type Ids, type Random, seedOf } from '../ids.js'
import type { Json } from '../json.js'
import type { Logger } from '../logger.js'
import { compileCallback } from './callback.js'
import type { Committed } from './committed.js'
import type { Deliveries } from './delivery/deliveries.js'
import type { DeliveryReport, Message } from './delivery/message.js'
import { maxHops } from './hops.js'
import { compilePayload, type Payload, type PayloadInput } from './payload.js'
import { compileWebhook, type Webhook } from './webhook.js'

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

/** Sends what a committed request causes. Never throws: the request is answered whatever comes of it. */
export type Notify = (committed: Committed) => void

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
  readonly #payloads = new Map<OutgoingContract, (input: PayloadInput) => Payload>()
  #messages = 0

  constructor(parts: OutboxParts) {
    this.#parts = parts
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
    const url = to ?? this.#webhook(outgoing).target() ?? this.#parts.webhookUrl
    if (url === undefined) throw withoutTarget(name)
    const payload = this.#payload(outgoing, { changes: [], body, random: this.#random(name) })
    return this.#add({ kind: 'webhook', name, sandbox, hops: hops + 1 }, outgoing, url, payload)
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
    const { contract, webhooks, log } = this.#parts
    const callbacks = contract
      .callbacks(operationId)
      .filter(({ name }) => !silent.includes(name))
      .flatMap((outgoing) => compileCallback(outgoing, operationId, log) ?? [])
    const triggered = [...contract.webhooks.values()]
      .filter(({ name }) =>
        (Object.hasOwn(webhooks, name) ? (webhooks[name]?.on ?? []) : []).some(
          ({ entity }) => changes === 'all' || changes.has(entity),
        ),
      )
      .map((outgoing) => ({ outgoing, webhook: this.#webhook(outgoing) }))
    if (callbacks.length === 0 && triggered.length === 0) return undefined
    return (committed) => {
      if (committed.hops >= maxHops) {
        log.warn(
          { operation: operationId, hops: committed.hops },
          'messages go round in circles; no more are sent',
        )
        return
      }
      if (committed.isSuccess)
        for (const { outgoing, urlOf } of callbacks)
          this.#safely(outgoing.name, () => this.#call(outgoing, urlOf(committed), committed))
      for (const { outgoing, webhook } of triggered)
        this.#safely(outgoing.name, () => this.#tell(outgoing, webhook, committed))
    }
  }

  /** Resolves when nothing is on its way any more: for tests. */
  idle(): Promise<void> {
    return this.#parts.deliveries.idle()
  }

  /** Ends the deliveries. */
  close(): Promise<void> {
    return this.#parts.deliveries.close()
  }

  #call(outgoing: OutgoingContract, url: string | undefined, { changes, sandbox, hops }: Committed): void {
    if (url === undefined) {
      this.#parts.log.debug({ callback: outgoing.name }, 'the request names no URL for a callback')
      return
    }
    const { name } = outgoing
    const payload = this.#payload(outgoing, { changes, random: this.#random(name) })
    const about = changes[0]?.id
    this.#add(
      { kind: 'callback', name, sandbox, hops: hops + 1, ...(about !== undefined && { about }) },
      outgoing,
      url,
      payload,
    )
  }

  #tell(outgoing: OutgoingContract, webhook: Webhook, committed: Committed): void {
    const { name } = outgoing
    for (const { change, to, body } of webhook.occasions(committed)) {
      const url = to ?? this.#parts.webhookUrl
      if (url === undefined) {
        this.#parts.log.debug({ webhook: name }, 'nothing says where a webhook goes: set MOCK_WEBHOOK_URL')
        return
      }
      const payload = this.#payload(outgoing, { changes: [change], body, random: this.#random(name) })
      this.#add(
        { kind: 'webhook', name, sandbox: committed.sandbox, hops: committed.hops + 1, about: change.id },
        outgoing,
        url,
        payload,
      )
    }
  }

  #add(
    about: Pick<Message, 'kind' | 'name' | 'sandbox' | 'hops' | 'about'>,
    { method }: OutgoingContract,
    url: string,
    { headers, body, query }: Payload,
  ): DeliveryReport {
    const target = query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`
    return this.#parts.deliveries.add({ ...about, method: method.toUpperCase(), url: target, headers, body })
  }

  // What cannot be made is the document's or the client's mistake, and no reason to take back what is committed.
  #safely(name: string, send: () => void): void {
    try {
      send()
    } catch (error) {
      this.#parts.log.warn({ err: error, message: name }, 'a callback or webhook could not be made')
    }
  }

  #payload(outgoing: OutgoingContract, input: PayloadInput): Payload {
    let make = this.#payloads.get(outgoing)
    if (make === undefined) {
      make = compilePayload(this.#parts.contract, outgoing, this.#parts.entities)
      this.#payloads.set(outgoing, make)
    }
    return make(input)
  }

  #webhook({ name }: OutgoingContract): Webhook {
    return compileWebhook(this.#factsOf(name), this.#parts)
  }

  #factsOf(name: string): WebhooksFacts[string] {
    const { webhooks } = this.#parts
    return (Object.hasOwn(webhooks, name) ? webhooks[name] : undefined) ?? {}
  }

  // Made-up values differ from message to message, and are the same in every run.
  #random(name: string): Random {
    return createRandom(seedOf(`${name} ${++this.#messages}`))
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
