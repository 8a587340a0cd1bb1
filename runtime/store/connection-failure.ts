// What happens while the store cannot be reached: the setting, and the wait for it at the start.
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicMs } from '../clock.js'
import { StartError } from '../start-error.js'
import { StoreError } from '../store-error.js'
import type { Store } from './store.js'
import type { StoreLog } from './store-log.js'

/** `fail`: calls reject, and clients get 503. `fallback`: answers come from memory, marked as degraded. */
export type OnConnectionFailure = 'fail' | 'fallback'

const variable = 'MOCK_ON_CONNECTION_FAILURE'

/** How long a start waits for a store that cannot be reached: it may be starting as well. */
const startWaitMs = 5_000
const startRetryMs = 100

/** Never written: reading it tells whether the store answers. */
const noSpace = ''

/** The choice of the environment, `MOCK_ON_CONNECTION_FAILURE`; undefined when it makes none. StartError MOCK_SETTING_INVALID. */
export function readOnConnectionFailure(
  env: Readonly<Record<string, string | undefined>>,
): OnConnectionFailure | undefined {
  const text = env[variable]?.trim()
  if (text === undefined || text === '') return undefined
  if (text === 'fail' || text === 'fallback') return text
  throw new StartError(
    'MOCK_SETTING_INVALID',
    `${variable} is ${JSON.stringify(text)}; it must be fail or fallback.`,
  )
}

/**
 * Resolves when the store answers; rejects with its fault when it cannot be used, or could not be reached for 5 seconds. A
 * store that falls back answers at once.
 *
 * @param where What the store is called in messages.
 */
export async function waitForStore(store: Store, where: string, log: StoreLog): Promise<void> {
  const startedMs = monotonicMs()
  for (let attempt = 1; ; attempt++) {
    try {
      await store.read(noSpace, 0, [])
      return
    } catch (error) {
      if (!isUnreachable(error)) throw error
      if (monotonicMs() - startedMs > startWaitMs) throw notReached(where, error)
      if (attempt === 1)
        log.warn({ err: error, store: where }, 'The store cannot be reached yet; the start waits for it')
      await delay(startRetryMs)
    }
  }
}

function isUnreachable(error: unknown): error is StoreError {
  return error instanceof StoreError && /_(UNAVAILABLE|INTERRUPTED)$/.test(error.code)
}

function notReached(where: string, { code, message, cause }: StoreError): StoreError {
  const problem = `${where} did not answer within ${startWaitMs / 1_000} s: ${message}`
  return new StoreError(code, problem, `or set ${variable}=fallback to start without it`, { cause })
}
