// Servers of one contract that are started as operators do, by their environment: again and again, and several at once.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, MockAppOptions } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { openMock } from '../../support/open-mock.js'
import { isRedisWanted, type RedisServer, startRedis, stopAll } from '../../support/redis-server.js'
import { tempFolder } from '../../support/temp-folder.js'
import { clientOf, type SeedClient } from './client.js'

/** A running server: a client of its default sandbox, and its end. */
export interface SeedServer extends SeedClient {
  stop(): Promise<void>
  /** What `/system/health` answers. */
  health(): Promise<{ readonly status: number; readonly body: unknown }>
}

/** The variables of a server; those that choose a store are unset unless they are given. */
export type Environment = Readonly<Record<string, string>>

const storeVariables = ['MOCK_STORE', 'REDIS_URL', 'REDIS_HOST', 'REDIS_PORT', 'REDIS_DB', 'REDIS_PASSWORD']

/**
 * What starts servers of a contract; call it inside a `describe`. All are stopped after each test.
 *
 * @param config The `mockgen.json` beside the contract.
 */
export function serversOf(
  contract: JsonObject,
  config?: JsonObject,
): (environment?: Environment, options?: MockAppOptions) => Promise<SeedServer> {
  const folder = tempFolder('mockgen-servers')
  const file = join(folder, 'contract', 'openapi.json')
  mkdirSync(join(folder, 'contract'))
  writeFileSync(file, JSON.stringify(contract))
  if (config !== undefined) writeFileSync(join(folder, 'contract', 'mockgen.json'), JSON.stringify(config))
  const running = new Set<() => Promise<void>>()
  afterEach(async () => {
    for (const stop of running) await stop()
    vi.unstubAllEnvs()
  })
  return async (environment = {}, options = {}) => {
    for (const name of storeVariables) vi.stubEnv(name, undefined)
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    const { app } = await openMock(file, options)
    const mock = await startMock(app)
    const stop = async () => {
      if (running.delete(stop)) await mock.close()
    }
    running.add(stop)
    await app.ready()
    const client = clientOf({ app, url: mock.url, sandbox: 'default' })
    return {
      ...client,
      stop,
      health: async () => {
        const response = await fetch(`${mock.url}/system/health`)
        return { status: response.status, body: await response.json() }
      },
    }
  }
}

/** One redis-server for a whole test file, emptied before each test. Call it only in tests that `describeRedis` describes. */
export function redisOfFile(): () => RedisServer {
  let server: RedisServer | undefined
  beforeAll(async () => {
    if (isRedisWanted()) server = await startRedis()
  })
  beforeEach(async () => {
    await server?.ask('FLUSHALL')
  })
  afterAll(async () => {
    if (server !== undefined) await stopAll([server])
  })
  return () => {
    if (server === undefined) throw new Error('Redis is there in tests that need it, and only in them')
    return server
  }
}

/** What starts a redis-server of the test's own, which it may stop and start again; stopped after the test. */
export function ownRedis(): (args?: readonly string[]) => Promise<RedisServer> {
  const servers: RedisServer[] = []
  afterEach(() => stopAll(servers.splice(0)))
  return async (args = []) => {
    const at = args.indexOf('--requirepass')
    const password = at === -1 ? undefined : args[at + 1]
    const login = () => (password === undefined ? {} : { password })
    const server = await startRedis({ args: () => args, login })
    servers.push(server)
    return server
  }
}
