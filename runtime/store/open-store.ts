// Chooses a store by its address, and loads only what that store needs.
import { StartError } from '../start-error.js'
import { type OnConnectionFailure, waitForStore } from './connection-failure.js'
import type { FileStoreOptions } from './file/file-store.js'
import { createMemoryStore } from './memory-store.js'
import type { RedisStoreOptions } from './redis/redis-store.js'
import { type Store, steadyStore } from './store.js'
import type { StoreLog } from './store-log.js'

/** A store that is opened when it is first used. */
export interface OpenedStore extends Store {
  /** Resolves when the store can be used; rejects with a StoreError when it cannot, as every call does then. */
  ready(): Promise<void>
}

export interface OpenStoreOptions {
  /** For a folder: when a commit is on the disk, and so on. Default: `?fsync=…` of the address, else what the store says. */
  readonly file?: Omit<FileStoreOptions, 'log'>
  /** For Redis: TLS certificates, prefix, waits. */
  readonly redis?: Omit<RedisStoreOptions, 'url' | 'log'>
  /**
   * What happens while Redis cannot be reached. Memory and files have no connection that could fail: there it means nothing,
   * so that one environment can serve several stores. Default: `fail`.
   */
  readonly onConnectionFailure?: OnConnectionFailure
}

/**
 * Opens `memory`, `file:FOLDER` (with `?fsync=always`, `everysec` or `never`), or a Redis by `redis://`, `rediss://`,
 * `redis+sentinel://` or `redis+cluster://`. StartError MOCK_SETTING_INVALID for anything else.
 */
export function openStore(address: string, log: StoreLog, options: OpenStoreOptions = {}): OpenedStore {
  if (address === 'memory') return { ...createMemoryStore(), ready: async () => undefined }
  const [, folder, fsync] = /^file:(.+?)(?:\?fsync=(always|everysec|never))?$/s.exec(address) ?? []
  if (folder !== undefined && !folder.includes('?fsync='))
    return deferStore(() => openFileStore(folder, log, { ...toFsync(fsync), ...options.file }))
  if (/^rediss?(\+sentinel|\+cluster)?:\/\//.test(address)) return openRedis(address, log, options)
  const forms =
    'memory, file:./folder, redis://host:6379, rediss://…, redis+sentinel://… or redis+cluster://…'
  throw new StartError('MOCK_SETTING_INVALID', `${JSON.stringify(address)} is no store; it must be ${forms}.`)
}

/**
 * The address of the store that the environment chooses: `MOCK_STORE`, else `REDIS_URL`, else `REDIS_HOST` with `REDIS_PORT`,
 * `REDIS_DB`, `REDIS_USERNAME`, `REDIS_PASSWORD` and `REDIS_TLS`; `memory` when none is set. StartError
 * MOCK_SETTING_INVALID for a `REDIS_TLS` that is neither true nor false: nothing is sent in plain by mistake.
 */
export function storeAddress(env: Readonly<Record<string, string | undefined>>): string {
  const text = (name: string) => env[name]?.trim() || undefined
  const host = text('REDIS_HOST')
  const address = text('MOCK_STORE') ?? text('REDIS_URL')
  if (address !== undefined) return address
  if (host === undefined) return 'memory'
  const scheme = isTls(text('REDIS_TLS')) ? 'rediss' : 'redis'
  const { REDIS_USERNAME = '', REDIS_PASSWORD = '' } = env
  const login = `${encodeURIComponent(REDIS_USERNAME)}:${encodeURIComponent(REDIS_PASSWORD)}@`
  const credentials = REDIS_USERNAME === '' && REDIS_PASSWORD === '' ? '' : login
  const name = host.includes(':') ? `[${host}]` : host
  return `${scheme}://${credentials}${name}:${text('REDIS_PORT') ?? 6379}/${text('REDIS_DB') ?? 0}`
}

function isTls(text = 'false'): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true
  if (/^(0|false|no|off)$/i.test(text)) return false
  const sentence = `REDIS_TLS is ${JSON.stringify(text)}; it must be true or false.`
  throw new StartError('MOCK_SETTING_INVALID', sentence)
}

function toFsync(fsync: string | undefined): Pick<FileStoreOptions, 'fsync'> {
  return fsync === 'always' || fsync === 'everysec' || fsync === 'never' ? { fsync } : {}
}

async function openFileStore(folder: string, log: StoreLog, options: FileStoreOptions): Promise<Store> {
  const { createFileStore } = await import('./file/file-store.js')
  return createFileStore(folder, { ...options, log })
}

async function openRedisStore(url: string, log: StoreLog, options: OpenStoreOptions): Promise<Store> {
  const { createRedisStore } = await import('./redis/redis-store.js')
  const primary = createRedisStore({ ...options.redis, url, log })
  if (options.onConnectionFailure !== 'fallback') return primary
  const { createFallbackStore } = await import('./fallback-store.js')
  return createFallbackStore({ primary, log })
}

function openRedis(address: string, log: StoreLog, options: OpenStoreOptions): OpenedStore {
  let opened: Store | undefined
  let opening: Promise<Store> | undefined
  const open = () => {
    opening ??= openRedisStore(address, log, options).then((store) => {
      opened = store
      return store
    })
    return opening
  }
  const store = deferStore(open, (proven) => waitForStore(proven, withoutCredentials(address), log))
  if (options.onConnectionFailure !== 'fallback') return store
  return {
    ...store,
    isDegraded: () => opened?.isDegraded?.() ?? false,
    steady: () =>
      opened === undefined ? deferStore(async () => steadyStore(await open())) : steadyStore(opened),
  }
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
