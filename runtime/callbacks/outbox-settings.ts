// What can be chosen about callbacks and webhooks: options first, then the environment, then defaults.
import { readPositiveInteger, readText } from '../settings.js'
import { StartError } from '../start-error.js'
import { type ResolveHost, resolveBySystem } from './delivery/attempt.js'
import type { DeliveryLimits } from './delivery/deliveries.js'
import { defaultHosts, type HostRules, readHostRules } from './delivery/host-rules.js'
import { type SigningKey, signingKeyOf } from './delivery/signature.js'

/** Choices about what the mock sends by itself. */
export interface OutboxOptions {
  /**
   * Hosts that it may be sent to: `hooks.example.test`, `host:8080`, `*.example.test`, an address, `*`. Default:
   * `MOCK_CALLBACK_HOSTS` (separated by commas), else `localhost`, which is this machine. The host of `webhookUrl` always is one.
   */
  readonly hosts?: readonly string[]
  /** Where webhooks go that do not say it themselves. Default: `MOCK_WEBHOOK_URL`, else nowhere. */
  readonly webhookUrl?: string
  /** What messages are signed with (Standard Webhooks). Default: `MOCK_WEBHOOK_SECRET`, else they are not signed. */
  readonly webhookSecret?: string
  /** Most attempts for one message. Default: `MOCK_CALLBACK_ATTEMPTS`, else 5. */
  readonly attempts?: number
  /** How long an answer is waited for. Default: `MOCK_CALLBACK_TIMEOUT` (seconds), else 10 seconds. */
  readonly timeoutMs?: number
  /** Most messages that are not delivered yet. Default: `MOCK_CALLBACK_QUEUE`, else 1,000. */
  readonly maxWaiting?: number
  /** How long the second attempt is waited for; each further wait is four times as long. Default: 500 ms. */
  readonly firstRetryMs?: number
  /** How long closing waits for what has begun. Default: 5 seconds. */
  readonly closeWaitMs?: number
  /** How names of hosts are resolved. Default: as the system does. */
  readonly resolveHost?: ResolveHost
}

/** What was chosen. */
export interface OutboxSettings {
  readonly rules: HostRules
  readonly webhookUrl: string | undefined
  readonly key: SigningKey | undefined
  readonly limits: DeliveryLimits
  readonly resolve: ResolveHost
}

const defaults = { attempts: 5, timeoutMs: 10_000, maxWaiting: 1_000, firstRetryMs: 500, closeWaitMs: 5_000 }

/** Chooses. StartError MOCK_SETTING_INVALID for an option or a variable that cannot be what it is. */
export function chooseOutbox(options: OutboxOptions = {}): OutboxSettings {
  const webhookUrl = options.webhookUrl ?? readText('MOCK_WEBHOOK_URL')
  const secret = options.webhookSecret ?? readText('MOCK_WEBHOOK_SECRET')
  const seconds = readPositiveInteger('MOCK_CALLBACK_TIMEOUT')
  const chosen = {
    ...defaults,
    attempts: options.attempts ?? readPositiveInteger('MOCK_CALLBACK_ATTEMPTS') ?? defaults.attempts,
    timeoutMs: options.timeoutMs ?? (seconds === undefined ? defaults.timeoutMs : seconds * 1_000),
    maxWaiting: options.maxWaiting ?? readPositiveInteger('MOCK_CALLBACK_QUEUE') ?? defaults.maxWaiting,
    firstRetryMs: options.firstRetryMs ?? defaults.firstRetryMs,
    closeWaitMs: options.closeWaitMs ?? defaults.closeWaitMs,
  }
  for (const [name, value] of Object.entries(chosen)) assertPositive(`callbacks.${name}`, value)
  return {
    rules: chooseRules(options.hosts, webhookUrl),
    webhookUrl,
    key: secret === undefined || secret === '' ? undefined : signingKeyOf(secret),
    limits: {
      ...chosen,
      connectTimeoutMs: Math.min(maxConnectMs, chosen.timeoutMs),
      maxRunning: 16,
      // One receiver that hangs must not keep the others waiting.
      maxRunningToHost: 8,
    },
    resolve: options.resolveHost ?? resolveBySystem,
  }
}

/** Longest wait for a connection: hosts that there are answer at once. */
const maxConnectMs = 3_000

function chooseRules(hosts: readonly string[] | undefined, webhookUrl: string | undefined): HostRules {
  const listed = hosts ?? readText('MOCK_CALLBACK_HOSTS')?.split(',') ?? defaultHosts
  const entries = listed.map((entry) => entry.trim()).filter((entry) => entry !== '')
  if (webhookUrl === undefined) return readHostRules(entries, 'MOCK_CALLBACK_HOSTS')
  const url = URL.canParse(webhookUrl) ? new URL(webhookUrl) : undefined
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  // Whoever starts the mock has named this host; a document and a request have not.
  const rules = readHostRules(isHttp ? [...entries, url.host] : entries, 'MOCK_CALLBACK_HOSTS')
  const refusal = url === undefined || !isHttp ? 'it is no http or https URL' : rules.refusalOf(url)
  if (refusal === undefined) return rules
  throw new StartError('MOCK_SETTING_INVALID', `MOCK_WEBHOOK_URL cannot be used: ${refusal}.`)
}

function assertPositive(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return
  throw new StartError('MOCK_SETTING_INVALID', `${name} is ${value}; it must be a positive whole number.`)
}
