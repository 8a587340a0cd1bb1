// What an operation sends once its request is committed: its callbacks, and the webhooks of the changes that it made.
import type { OutgoingContract } from '../contract/contract.js'
import type { WebhookFacts } from '../facts.js'
import type { Logger } from '../logger.js'
import { type Callback, compileCallback } from './callback.js'
import type { Committed } from './committed.js'
import { maxEchoes, maxHops } from './hops.js'
import type { Sender } from './sender.js'
import { compileWebhook, type Webhook, type WebhookParts } from './webhook.js'

/** Sends what a committed request causes. Never throws: the request is answered whatever comes of it. */
export type Notify = (committed: Committed) => void

/** What operations tell others with. */
export interface NotifyParts extends WebhookParts {
  readonly sender: Sender
  /** What sends a webhook. */
  readonly factsOf: (name: string) => WebhookFacts
  /** Where webhooks go that do not say it themselves. */
  readonly webhookUrl: string | undefined
  readonly log: Logger
}

/** The operation, and what it may do. */
export interface Notifying {
  readonly operationId: string
  /** The entities of which it may change records, `all` for a hook. */
  readonly changes: ReadonlySet<string> | 'all'
  /** Names of callbacks that are not sent. */
  readonly silent: readonly string[]
}

/** Compiles what an operation sends; undefined when it never sends anything. */
export function compileNotify(operation: Notifying, parts: NotifyParts): Notify | undefined {
  const { operationId } = operation
  const { log } = parts
  const callbacks = callbacksOf(operation, parts)
  const triggered = webhooksOf(operation, parts)
  if (callbacks.length === 0 && triggered.length === 0) return undefined
  return (committed) => {
    const { hops } = committed
    if (hops >= maxHops) {
      log.warn({ operation: operationId, hops }, 'messages go round in circles; no more are sent')
      return
    }
    const sendings = [
      ...(committed.isSuccess ? callbacks.flatMap((callback) => calls(callback, committed, parts)) : []),
      ...triggered.flatMap((one) => tellings(one, committed, parts)),
    ]
    const sent = hops === 0 ? sendings : sendings.slice(0, maxEchoes)
    for (const { name, send } of sent) safely(name, send, log)
    const kept = sendings.length - sent.length
    if (kept > 0)
      log.warn({ operation: operationId, hops, kept }, 'messages cause many others; some are not sent')
  }
}

/** A message that is to be sent. */
interface Sending {
  readonly name: string
  readonly send: () => void
}

function callbacksOf(
  { operationId, silent }: Notifying,
  { contract, log }: NotifyParts,
): readonly Callback[] {
  return contract
    .callbacks(operationId)
    .filter(({ name }) => !silent.includes(name))
    .flatMap((outgoing) => compileCallback(outgoing, operationId, log) ?? [])
}

interface Triggered {
  readonly outgoing: OutgoingContract
  readonly webhook: Webhook
}

function webhooksOf({ changes }: Notifying, parts: NotifyParts): readonly Triggered[] {
  const { contract, factsOf } = parts
  return [...contract.webhooks.values()]
    .filter(({ name }) =>
      (factsOf(name).on ?? []).some(({ entity }) => changes === 'all' || changes.has(entity)),
    )
    .map((outgoing) => ({ outgoing, webhook: compileWebhook(factsOf(outgoing.name), parts) }))
}

function calls(
  { outgoing, urlOf }: Callback,
  committed: Committed,
  { sender, log }: NotifyParts,
): readonly Sending[] {
  const { name } = outgoing
  const { changes, sandbox, hops } = committed
  const send = () => {
    const url = urlOf(committed)
    if (url === undefined) {
      log.debug({ callback: name }, 'the request names no URL for a callback')
      return
    }
    const id = changes[0]?.id
    const about = {
      kind: 'callback',
      sandbox,
      hops: hops + 1,
      ...(id !== undefined && { about: id }),
    } as const
    sender.send(outgoing, about, url, { changes })
  }
  return [{ name, send }]
}

function tellings(
  { outgoing, webhook }: Triggered,
  committed: Committed,
  { sender, webhookUrl, log }: NotifyParts,
): readonly Sending[] {
  const { name } = outgoing
  const { sandbox, hops } = committed
  const found: Sending[] = []
  safely(
    name,
    () => {
      for (const { change, to, body } of webhook.occasions(committed)) {
        const url = to ?? webhookUrl
        const about = { kind: 'webhook', sandbox, hops: hops + 1, about: change.id } as const
        if (url !== undefined)
          found.push({ name, send: () => sender.send(outgoing, about, url, { changes: [change], body }) })
        else log.debug({ webhook: name }, 'nothing says where a webhook goes: set MOCK_WEBHOOK_URL')
      }
    },
    log,
  )
  return found
}

// What cannot be made is the document's or the client's mistake, and no reason to take back what is committed.
function safely(name: string, work: () => void, log: Logger): void {
  try {
    work()
  } catch (error) {
    log.warn({ err: error, message: name }, 'a callback or webhook could not be made')
  }
}
