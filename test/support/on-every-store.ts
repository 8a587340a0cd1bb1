// The same tests on every engine: memory, a folder, and a real Redis.
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { createFileStore } from '../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import type { Store } from '../../runtime/store/store.js'
import { describeRedis, type RedisServer, startRedis, stopAll } from './redis-server.js'
import { tempFolder } from './temp-folder.js'

/** Opens a fresh and empty store; whoever opens it closes it. */
export type OpenStore = () => Promise<Store>

/** Describes `tests` once for each engine. */
export function onEveryStore(name: string, tests: (openStore: OpenStore) => void): void {
  describe(`${name} in memory`, () => tests(async () => createMemoryStore()))
  describe(`${name} in files`, () => {
    const folder = tempFolder()
    let opened = 0
    tests(() => createFileStore(join(folder, String(++opened)), { fsync: 'never' }))
  })
  describeRedis(`${name} in Redis`, () => {
    let server: RedisServer
    let opened = 0
    beforeAll(async () => {
      server = await startRedis()
    })
    afterAll(() => stopAll([server]))
    tests(async () => createRedisStore({ url: server.url, prefix: `test${++opened}` }))
  })
}
