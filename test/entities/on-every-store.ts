// Runs the same tests over entities on every engine: what holds on one holds on all.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { createFileStore } from '../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import type { Store } from '../../runtime/store/store.js'
import { describeRedis, type RedisServer, startRedis, stopAll } from '../support/redis-server.js'
import { tempFolder } from '../support/temp-folder.js'

/** Data of its own on some engine, empty at first. */
export interface World {
  /** A store over the data: what each server process has. Memory and file have one process, and always give the same. */
  connect(): Promise<Store>
  /** Ends every connection and opens the data again. Memory forgets everything. */
  restart(): Promise<Store>
}

/** A block of tests for each engine; `world` makes data for one test. */
export function onEveryStore(name: string, tests: (world: () => World) => void): void {
  describe(`${name}, in memory`, () => tests(memoryWorld))

  describe(`${name}, on file`, () => {
    const root = tempFolder('mockgen-entities')
    const opened: Store[] = []
    afterAll(() => closeAll(opened))
    tests(() => fileWorld(mkdtempSync(join(root, 'store-')), opened))
  })

  describeRedis(`${name}, in Redis`, () => {
    let server: RedisServer
    const opened: Store[] = []
    beforeAll(async () => {
      server = await startRedis()
    })
    afterAll(async () => {
      await closeAll(opened)
      await stopAll([server])
    })
    let worlds = 0
    tests(() => redisWorld(server.url, `world${worlds++}`, opened))
  })
}

function memoryWorld(): World {
  let store = createMemoryStore()
  return {
    connect: async () => store,
    restart: async () => {
      store = createMemoryStore()
      return store
    },
  }
}

function fileWorld(folder: string, opened: Store[]): World {
  let store: Promise<Store> | undefined
  const open = async () => {
    const made = await createFileStore(folder, { fsync: 'never' })
    opened.push(made)
    return made
  }
  const connect = () => {
    store ??= open()
    return store
  }
  return {
    connect,
    restart: async () => {
      await (await store)?.close()
      store = undefined
      return connect()
    },
  }
}

function redisWorld(url: string, prefix: string, opened: Store[]): World {
  const mine: Store[] = []
  const connect = async () => {
    const store = await createRedisStore({ url, prefix })
    mine.push(store)
    opened.push(store)
    return store
  }
  return {
    connect,
    restart: async () => {
      await closeAll(mine)
      return connect()
    },
  }
}

// Closed twice is closed.
async function closeAll(stores: readonly Store[]): Promise<void> {
  await Promise.all(stores.map((store) => store.close()))
}
