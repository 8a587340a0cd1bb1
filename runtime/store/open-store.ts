// Chooses a store by its address, and loads only what that store needs.
import { StartError } from '../start-error.js'
import { type OnConnectionFailure, waitForStore } from './connection-failure.js'
import { createMemoryStore } from './memory-store.js'
import type { Store } from './store.js'
import type { StoreLog } from './store-log.js'

/** A store that is opened when it is first used. */
export interface OpenedStore extends Store {
  /** Resolves when the store can be used; rejects with a StoreError when it cannot, as every call does then. */
  ready(): Promise<void>
}

export interface OpenStoreOptions {
  /**
   * What happens while Redis cannot be reached. Memory and files have no connection that could fail: there it means nothing,
   * so that one environment can serve several stores. Default: `fail`.
   */
  readonly onConnectionFailure?: OnConnectionFailure
}

/**
 * Opens `memory`, `file:FOLDER`, or a Redis by `redis://`, `rediss://`, `redis+sentinel://` or `redis+cluster://`. StartError
 * MOCK_SETTING_INVALID for anything else.
 */
export function openStore(address: string, log: StoreLog, options: OpenStoreOptions = {}): OpenedStore {
  if (address === 'memory') return { ...createMemoryStore(), ready: async () => undefined }
  if (address.startsWith('file:')) return deferStore(() => openFileStore(address.slice('file:'.length), log))
  if (/^rediss?(\+sentinel|\+cluster)?:\/\//.test(address))
    return openRedis(address, log, options.onConnectionFailure ?? 'fail')
  const forms =
    'memory, file:./folder, redis://host:6379, rediss://…, redis+sentinel://… or redis+cluster://…'
  throw new StartError('MOCK_SETTING_INVALID', `${JSON.stringify(address)} is no store; it must be ${forms}.`)
}

/**
 * The address of the store that the environment chooses: `MOCK_STORE`, else `REDIS_URL`, else `REDIS_HOST` with `REDIS_PORT`,
 * `REDIS_DB`, `REDIS_USERNAME`, `REDIS_PASSWORD` and `REDIS_TLS`; `memory` when none is set.
 */
export function storeAddress(env: Readonly<Record<string, string | undefined>>): string {
  const { MOCK_STORE, REDIS_URL, REDIS_HOST } = env
  if (MOCK_STORE) return MOCK_STORE
  if (REDIS_URL) return REDIS_URL
  if (!REDIS_HOST) return 'memory'
  const {
    REDIS_PORT = '6379',
    REDIS_DB = '0',
    REDIS_USERNAME = '',
    REDIS_PASSWORD = '',
    REDIS_TLS = '',
  } = env
  const scheme = /^(1|true|yes|on)$/i.test(REDIS_TLS) ? 'rediss' : 'redis'
  const user = encodeURIComponent(REDIS_USERNAME)
  const credentials = REDIS_PASSWORD === '' ? '' : `${user}:${encodeURIComponent(REDIS_PASSWORD)}@`
  const host = REDIS_HOST.includes(':') ? `[${REDIS_HOST}]` : REDIS_HOST
  return `${scheme}://${credentials}${host}:${REDIS_PORT}/${REDIS_DB}`
}

async function openFileStore(folder: string, log: StoreLog): Promise<Store> {
  const { createFileStore } = await import('./file/file-store.js')
  return createFileStore(folder, { log })
}

async function openRedisStore(
  url: string,
  log: StoreLog,
  onConnectionFailure: OnConnectionFailure,
): Promise<Store> {
  const { createRedisStore } = await import('./redis/redis-store.js')
  const primary = createRedisStore({ url, log })
  if (onConnectionFailure === 'fail') return primary
  const { createFallbackStore } = await import('./fallback-store.js')
  return createFallbackStore({ primary, log })
}

function openRedis(address: string, log: StoreLog, onConnectionFailure: OnConnectionFailure): OpenedStore {
  let opened: Store | undefined
  const open = async () => {
    opened = await openRedisStore(address, log, onConnectionFailure)
    return opened
  }
  const store = deferStore(open, (proven) => waitForStore(proven, withoutCredentials(address), log))
  if (onConnectionFailure === 'fail') return store
  return { ...store, isDegraded: () => opened?.isDegraded?.() ?? false }
}

// The hosts of a Redis URL: neither the user nor a password in the parameters.
function withoutCredentials(url: string): string {
  return url.replace(/\/\/.*@/s, '//').replace(/\?.*$/s, '')
}

function deferStore(
  open: () => Promise<Store>,
  prove: (store: Store) => Promise<void> = async () => undefined,
): OpenedStore {
  let opening: Promise<Store> | undefined
  const opened = () => {
    opening ??= open()
    return opening
  }
  return {
    ready: async () => prove(await opened()),
    read: async (...args) => (await opened()).read(...args),
    list: async (...args) => (await opened()).list(...args),
    commit: async (...args) => (await opened()).commit(...args),
    drop: async (...args) => (await opened()).drop(...args),
    spaces: async () => (await opened()).spaces(),
    health: async () => (await opened()).health(),
    // What was never opened has nothing to close, and what could not be opened neither.
    close: async () => (await opening?.catch(() => undefined))?.close(),
  }
}
