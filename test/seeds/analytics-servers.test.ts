// Analytics: servers that are configured by REDIS_… variables, started again, and left without Redis.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loaded, renderProject } from '../plan/documents.js'
import { describeRedis, until } from '../support/redis-server.js'
import { tempFolder } from '../support/temp-folder.js'
import {
  analytics,
  analyticsInSnake,
  bearer,
  cachePrefix,
  keyed,
  keyNumbers,
  namespace,
  pageview,
} from './support/analytics.js'
import { ownRedis, redisOfFile, type SeedServer, serversOf } from './support/servers.js'

const redis = redisOfFile()
const folder = tempFolder('mockgen-analytics')

describeRedis('analytics > Setup > 2. Environment Configuration', () => {
  const start = serversOf(analytics())
  const startOwn = ownRedis()

  it('finds Redis by host, port and database, and keeps everything under one prefix there', async () => {
    const environment = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis().port), REDIS_DB: '3' }
    const api = await start({ ...environment, REDIS_TLS: 'false' })
    await api.post('/track/pageview', pageview, keyed('view'))
    await api.get(keyNumbers, bearer)
    expect(await redis().ask('DBSIZE')).toBe(0)
    expect(await redis().ask('INFO', 'keyspace')).toContain('db3:keys=')
    await redis().ask('SELECT', 3)
    const keys = Object.values(Object(await redis().ask('KEYS', '*'))).map(String)
    await redis().ask('SELECT', 0)
    const ofSpaces = keys.filter((key) => key.startsWith('{'))
    for (const key of ofSpaces) expect(key).toContain(`{mockgen:${namespace}`)
    for (const collection of ['$cache', '$idempotency'])
      expect(
        ofSpaces.filter((key) => key.includes(encodeURIComponent(collection)) || key.includes(collection)),
      ).not.toEqual([])
  })

  it('gives Redis the password', async () => {
    const secured = await startOwn(['--requirepass', 'secret'])
    const environment = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(secured.port) }
    const api = await start({ ...environment, REDIS_PASSWORD: 'secret' })
    expect((await api.post('/track/pageview', pageview, bearer)).status).toBe(201)
    await expect(start(environment)).rejects.toMatchObject({ code: 'MOCK_STORE_UNUSABLE' })
  })
})

describeRedis('analytics > Setup > 3. Server Integration', () => {
  const start = serversOf(analytics({ root: { errors: { onConnectionFailure: 'fallback' } } }))
  const startOwn = ownRedis()

  it('uses Redis where it is configured, and memory where it is not', async () => {
    const kinds = []
    for (const environment of [{}, { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis().port) }])
      kinds.push(storeOf(await start(environment).then((api) => api.health())))
    expect(kinds).toMatchObject([{ kind: 'memory' }, { kind: 'redis' }])
  })

  it('starts in memory when Redis cannot be reached, and moves to it when it can', async () => {
    const late = await startOwn()
    await late.stop()
    const api = await start({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(late.port) })
    const tracked = await api.post('/track/pageview', pageview, keyed('early'))
    expect([tracked.status, tracked.headers.get('x-mock-degraded')]).toEqual([201, 'true'])
    await late.start()
    await until(async () => (await api.get(keyNumbers, bearer)).headers.get('x-mock-degraded') === null)
    const other = await start({ REDIS_URL: late.url })
    const again = await other.post('/track/pageview', pageview, keyed('early'))
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([tracked.body, 'true'])
  })
})

describe('analytics > Setup > 4. Verification', () => {
  const start = serversOf(analytics())

  it('has cached answers and stored answers of before a restart, in files', async () => {
    await survives({ MOCK_STORE: `file:${join(folder, 'data')}` })
  })

  describeRedis('with Redis', () => {
    it('has cached answers and stored answers of before a restart', () =>
      survives({ REDIS_URL: redis().url }))
  })

  async function survives(environment: Readonly<Record<string, string>>): Promise<void> {
    const systemKey = 'system-key'
    const first = await start(environment, { systemKey })
    const tracked = await first.post('/track/pageview', pageview, keyed('view'))
    const numbers = await first.get(keyNumbers, bearer)
    await first.stop()
    const second = await start(environment, { systemKey })
    const cached = await second.get(keyNumbers, bearer)
    expect([cached.headers.get('x-cache'), cached.body]).toEqual(['HIT', numbers.body])
    const again = await second.post('/track/pageview', pageview, keyed('view'))
    expect([again.headers.get('idempotent-replayed'), again.body]).toEqual(['true', tracked.body])
    expect(await cacheStats(second, systemKey)).toMatchObject({
      hits: 1,
      misses: 0,
      entries: 1,
      prefixes: { [cachePrefix]: { hits: 1, entries: 1 } },
    })
  }
})

async function cacheStats({ url }: SeedServer, key: string): Promise<unknown> {
  const response = await fetch(`${url}/system/cache/stats`, { headers: { 'x-system-key': key } })
  return response.json()
}

describeRedis('analytics > Graceful Degradation', () => {
  const startOwn = ownRedis()
  describe.each([
    ['camel', serversOf(analytics({ root: { errors: { onConnectionFailure: 'fallback' } } }))],
    [
      'snake',
      serversOf(analyticsInSnake({ root: { error_handling: { on_connection_failure: 'fallback' } } })),
    ],
  ])('in %s', (_spelling, start) => {
    it('keeps new entries in memory, goes on, and says degraded until Redis is back', async () => {
      const redis = await startOwn()
      const api = await start({ REDIS_URL: redis.url })
      const before = await api.post('/track/pageview', pageview, keyed('before'))
      await api.get(keyNumbers, bearer)
      await redis.stop()

      const during = await api.post('/track/pageview', pageview, keyed('during'))
      expect([during.status, during.headers.get('x-mock-degraded')]).toEqual([201, 'true'])
      const repeated = [
        await api.post('/track/pageview', pageview, keyed('before')),
        await api.post('/track/pageview', pageview, keyed('during')),
      ]
      expect(repeated.map(({ body }) => body)).toEqual([before.body, during.body])
      expect((await api.get(keyNumbers, bearer)).body).toMatchObject({ pageviews: 2 })
      expect((await api.get(keyNumbers, bearer)).headers.get('x-cache')).toBe('HIT')
      const { status, body } = await api.health()
      expect([status, body]).toMatchObject([200, { status: 'degraded' }])
      expect(storeOf({ body })).toMatchObject({
        name: 'store',
        status: 'degraded',
        details: { connected: false, reason: expect.any(String) },
      })

      await redis.start()
      await until(async () => storeOf(await api.health()).status === 'healthy')
      const other = await start({ REDIS_URL: redis.url })
      const replayed = await other.post('/track/pageview', pageview, keyed('during'))
      expect([replayed.body, replayed.headers.get('idempotent-replayed')]).toEqual([during.body, 'true'])
      expect((await other.get(keyNumbers, bearer)).body).toMatchObject({ pageviews: 2 })
    })
  })
})

/** The check of the store in an answer of `/system/health`. */
function storeOf({ body }: { readonly body: unknown }): { readonly status?: unknown } {
  const checks: unknown = Object(body).checks
  const found = Array.isArray(checks) ? checks.find((check) => Object(check).name === 'store') : undefined
  return Object(found)
}

describe('analytics > Docker Compose Setup', () => {
  it('a generated project waits for a healthy Redis, keeps its data in a volume, and starts again by itself', async () => {
    const { services, volumes } = await compose()
    expect(services.redis).toMatchObject({
      image: expect.stringMatching(/^redis:7/),
      restart: 'unless-stopped',
      volumes: ['redis-data:/data'],
      healthcheck: {
        test: ['CMD-SHELL', 'redis-cli ping | grep -q PONG'],
        interval: '5s',
        timeout: '3s',
        retries: 5,
      },
    })
    expect(services.mock).toMatchObject({
      restart: 'unless-stopped',
      depends_on: { redis: { condition: 'service_healthy' } },
      environment: { MOCK_STORE: 'redis://redis:6379' },
    })
    expect(Object.keys(volumes)).toEqual(['redis-data'])
  })
})

describeRedis('analytics > Docker Compose Setup > redis.conf', () => {
  const start = serversOf(analytics())
  const startOwn = ownRedis()

  it.each<readonly [string, { given: () => Promise<string>; want: Record<string, string> }]>([
    [
      'the one of a generated project',
      {
        given: async () => (await compose()).services.redis.command,
        want: { appendonly: 'yes', maxmemory: '268435456', 'maxmemory-policy': 'noeviction' },
      },
    ],
    [
      'that of the document, but for eviction',
      {
        given: async () =>
          'redis-server --save 900 1 300 10 60 10000 --appendonly yes --appendfsync everysec --maxmemory 512mb ' +
          '--maxmemory-policy noeviction --tcp-backlog 511 --timeout 0 --tcp-keepalive 300',
        want: { appendfsync: 'everysec', maxmemory: '536870912', 'tcp-keepalive': '300' },
      },
    ],
  ])('%s is one that the mock keeps its records in', async (_title, { given, want }) => {
    const [program, ...args] = (await given()).split(' ')
    expect(program).toBe('redis-server')
    const configured = await startOwn(args)
    for (const [name, value] of Object.entries(want))
      expect(await configured.ask('CONFIG', 'GET', name)).toEqual([name, value])
    const api = await start({ REDIS_URL: configured.url })
    const tracked = await api.post('/track/pageview', pageview, keyed('view'))
    expect((await api.post('/track/pageview', pageview, keyed('view'))).body).toEqual(tracked.body)
  })
})

interface Compose {
  readonly services: { readonly redis: { readonly command: string }; readonly mock: object }
  readonly volumes: object
}

async function compose(): Promise<Compose> {
  const files = await renderProject(loaded(analytics()))
  return parse(files.get('docker-compose.yml') ?? '')
}
