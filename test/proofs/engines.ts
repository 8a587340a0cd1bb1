// The engines that the proofs run on, each real: memory, a folder, a redis-server.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { createFileStore } from '../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import type { Store } from '../../runtime/store/store.js'
import { describeRedis, type RedisServer, startRedis, stopAll } from '../support/redis-server.js'

/** An engine as tests use it. Stores that a test does not close are closed after the block. */
export interface Engine {
  readonly name: 'memory' | 'file' | 'redis'
  /** A new, empty store. */
  open(): Promise<Store>
  /** The stores of two servers on the same new data: two connections on Redis, else one store twice. */
  openPair(): Promise<readonly [Store, Store]>
  /** The `MOCK_STORE` under which a process finds new, empty data. */
  address(): string
}

/** Runs a block of tests on each engine that `STORES` allows (all by default); it says which one it leaves out. */
export function describeEngines(title: string, tests: (engine: Engine) => void): void {
  for (const name of ['memory', 'file'] as const) {
    const block = `${title}, on ${name}`
    if (isWanted(name)) describe(block, () => tests(openEngine(name)))
    else {
      console.warn(`Not tested, because STORES is ${process.env.STORES}: ${block}`)
      describe.skip(`${block} (left out by STORES)`, () => tests(openEngine(name)))
    }
  }
  describeRedis(`${title}, on redis`, () => tests(redisEngine()))
}

/** True when `STORES` allows the engine. */
export function isWanted(name: 'memory' | 'file'): boolean {
  const stores = process.env.STORES?.split(',').map((store) => store.trim())
  return stores === undefined || stores.includes(name)
}

function openEngine(name: 'memory' | 'file'): Engine {
  const root = mkdtempSync(join(tmpdir(), `mockgen-proofs-`))
  const opened = new Set<Store>()
  const folder = () => mkdtempSync(join(root, 'store-'))
  const open = async () => {
    const store = name === 'memory' ? createMemoryStore() : await createFileStore(folder())
    opened.add(store)
    return store
  }
  afterAll(async () => {
    for (const store of opened) await store.close()
    rmSync(root, { recursive: true, force: true })
  })
  return {
    name,
    open,
    openPair: async () => {
      const store = await open()
      return [store, store]
    },
    address: () => (name === 'memory' ? 'memory' : `file:${folder()}`),
  }
}

function redisEngine(): Engine {
  const opened = new Set<Store>()
  let server: RedisServer | undefined
  let made = 0
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(async () => {
    for (const store of opened) await store.close()
    if (server !== undefined) await stopAll([server])
  })
  const url = () => {
    if (server === undefined) throw new Error('Redis is started before the tests, not before the block')
    return server.url
  }
  const connect = (prefix: string) => {
    const store = createRedisStore({ url: url(), prefix })
    opened.add(store)
    return store
  }
  return {
    name: 'redis',
    open: async () => connect(`proof${++made}`),
    openPair: async () => {
      const prefix = `proof${++made}`
      return [connect(prefix), connect(prefix)]
    },
    address: () => `${url()}/${++made % 16}`,
  }
}
