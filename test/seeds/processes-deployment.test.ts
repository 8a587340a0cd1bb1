// Async processes: which store they are in, what happens when it is away or forgets, and how that is watched.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generate } from '../../generator/index.js'
import { describeRedis, until } from '../support/redis-server.js'
import { tempFolder } from '../support/temp-folder.js'
import { textAt } from './support/client.js'
import { processesApi, running } from './support/processes.js'
import { sectionsOf } from './support/sections.js'
import { ownRedis, redisOfFile, type SeedServer, serversOf } from './support/servers.js'

const describeSection = sectionsOf('processes')
const camel = processesApi()
const fallback = processesApi({ root: { errors: { onConnectionFailure: 'fallback' } } })
const redis = redisOfFile()
const question = { question: 'Shall we?' }
const day = 86_400

const kindOf = async (server: SeedServer) => Object((await server.health()).body).checks[0].kind

describeRedis(
  'processes > Architecture: Repository Pattern > Why This Pattern? > 3. Flexible Deployment',
  () => {
    const start = serversOf(camel)

    it.each<readonly [string, () => Record<string, string>]>([
      ['memory', () => ({})],
      ['redis', () => ({ REDIS_URL: redis().url })],
    ])('runs the same contract in %s', async (kind, environment) => {
      const server = await start(environment())
      expect(await kindOf(server)).toBe(kind)
      expect((await server.post('/start', question)).status).toBe(202)
    })
  },
)

describeRedis('processes > Implementation Details > 4. Repository Factory', () => {
  const start = serversOf(fallback)
  const newRedis = ownRedis()

  it('takes Redis where there is one, and memory where none is named', async () => {
    expect(await kindOf(await start({ REDIS_URL: redis().url }))).toBe('redis')
    expect(await kindOf(await start())).toBe('memory')
  })

  it('falls back to memory while Redis is away, says so, and keeps in Redis what was started meanwhile', async () => {
    const own = await newRedis()
    await own.stop()
    const server = await start({ REDIS_URL: own.url })
    const made = await server.post('/start', question)
    expect([made.status, made.headers.get('x-mock-degraded')]).toEqual([202, 'true'])
    const path = `/status/${textAt(made, 'process_id')}`
    expect((await server.get(path)).status).toBe(200)
    await own.start()
    await until(async () => (await server.get(path)).headers.get('x-mock-degraded') === null)
    await server.stop()
    expect((await (await start({ REDIS_URL: own.url })).get(path)).status).toBe(200)
  })
})

describeRedis('processes > Configuration > Environment Variables', () => {
  const start = serversOf(camel)

  it.each<readonly [string, { given: () => Record<string, string>; want: readonly string[] }]>([
    ['REDIS_URL', { given: () => ({ REDIS_URL: `${redis().url}/0` }), want: ['db0'] }],
    [
      'REDIS_HOST, REDIS_PORT and REDIS_DB',
      {
        given: () => ({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis().port), REDIS_DB: '3' }),
        want: ['db3'],
      },
    ],
    [
      'MOCK_STORE, whatever else is set',
      { given: () => ({ MOCK_STORE: 'memory', REDIS_URL: redis().url }), want: [] },
    ],
  ])('choose the store: %s', async (_title, { given, want }) => {
    const server = await start(given())
    await server.put('/processes/a', running('a'))
    const databases = [...String(await redis().ask('INFO', 'keyspace')).matchAll(/^db\d+/gm)].map(String)
    expect(databases).toEqual(want)
  })
})

describeRedis('processes > Configuration > Configuration Class', () => {
  const start = serversOf(camel)
  const newRedis = ownRedis()

  it('builds the address of Redis from its parts, the password included', async () => {
    const own = await newRedis(['--requirepass', 'secret:1@2'])
    const parts = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(own.port) }
    const server = await start({ ...parts, REDIS_PASSWORD: 'secret:1@2' })
    expect((await server.post('/start', question)).status).toBe(202)
    await expect(start({ ...parts, REDIS_PASSWORD: 'wrong' })).rejects.toMatchObject({
      code: 'MOCK_STORE_UNUSABLE',
    })
  })
})

describe('processes > Deployment Scenarios > Scenario 1: Development (No Redis)', () => {
  const start = serversOf(camel)

  it('loses its data on a restart, and needs no configuration', async () => {
    const first = await start()
    const path = `/status/${textAt(await first.post('/start', question), 'process_id')}`
    expect((await first.get(path)).status).toBe(200)
    await first.stop()
    expect((await (await start()).get(path)).status).toBe(404)
  })
})

describeRedis('processes > Deployment Scenarios > Scenario 2: Production (Single Redis Instance)', () => {
  const start = serversOf(camel)

  it('tells the same on both servers, and goes on with either of them', async () => {
    const environment = { REDIS_URL: redis().url }
    const [one, two] = [await start(environment), await start(environment)]
    await one.freeze()
    const path = `/status/${textAt(await one.post('/start', question), 'process_id')}`
    expect((await two.get(path)).body).toEqual((await one.get(path)).body)
    await two.advance(5)
    for (const server of [one, two])
      expect((await server.get('/processes/stats')).body).toMatchObject({ total: 1, completed: 1 })
    await one.stop()
    expect((await two.get(path)).body).toMatchObject({ status: 'completed' })
  })
})

describeRedis('processes > Deployment Scenarios > Scenario 4: Docker Compose (Development + Redis)', () => {
  const folder = tempFolder('mockgen-compose')
  const start = serversOf(camel)

  it('is what a generated project has: a Redis, and a mock that is told of it', async () => {
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(camel))
    const output = join(folder, 'mock')
    await generate({ contract: join(folder, 'openapi.json'), output, runtime: '^0.1.0' })
    const compose = readFileSync(join(output, 'docker-compose.yml'), 'utf8')
    const address = /^ +MOCK_STORE: (\S+)$/m.exec(compose)?.[1] ?? ''
    expect(address).toBe('redis://redis:6379')
    expect(compose).toMatch(/^ {2}redis:\n(?:.*\n)*? +image: redis:/m)
    const server = await start({ MOCK_STORE: address.replace('redis:6379', `127.0.0.1:${redis().port}`) })
    expect(await kindOf(server)).toBe('redis')
  })
})

describeSection('Testing Strategy > Unit Tests (In-Memory Repository)', { camel }, (open) => {
  it('gets the process test123 as it was saved', async () => {
    const api = open()
    await api.freeze()
    const process = { ...running('test123'), result: null }
    await api.put('/processes/test123', process)
    expect((await api.get('/status/test123')).body).toEqual(process)
  })
})

describeRedis('processes > Testing Strategy > Integration Tests (Redis Repository)', () => {
  const start = serversOf(camel)

  it('finds the process test456 with a new server, in database 15', async () => {
    const environment = { REDIS_URL: `${redis().url}/15` }
    const first = await start(environment)
    await first.put('/processes/test456', running('test456'))
    await first.stop()
    const second = await start(environment)
    expect((await second.get('/status/test456')).body).toMatchObject({ process_id: 'test456' })
    expect(await redis().ask('DBSIZE')).toBe(0)
  })
})

describeSection('Testing Strategy > Performance Tests', { camel }, (open) => {
  it('keeps a hundred processes that are started at once', async () => {
    const api = open()
    await api.freeze()
    const made = await Promise.all(Array.from({ length: 100 }, () => api.post('/start', question)))
    expect(new Set(made.map((reply) => textAt(reply, 'process_id'))).size).toBe(100)
    expect((await api.get('/processes/stats')).body).toEqual({
      total: 100,
      running: 100,
      completed: 0,
      failed: 0,
    })
  })

  it('keeps a hundred processes that are saved at once', async () => {
    const api = open()
    const ids = Array.from({ length: 100 }, (_, i) => `perf${i}`)
    const saved = await Promise.all(ids.map((id) => api.put(`/processes/${id}`, running(id))))
    expect(saved.filter(({ status }) => status !== 201)).toEqual([])
    expect((await api.get('/processes/stats')).body).toMatchObject({ total: 100 })
  })
})

describeSection('Monitoring & Observability > Key Metrics to Track', { camel }, (open) => {
  it('tells the store in use and its health', async () => {
    const { url } = open()
    const health = Object(await (await fetch(`${url}/system/health`)).json())
    expect(health).toMatchObject({ status: 'healthy', checks: [{ name: 'store', status: 'healthy' }, {}] })
    expect(['memory', 'file', 'redis']).toContain(health.checks[0].kind)
  })

  it('counts processes by status, and finds those that are older than a day', async () => {
    const api = open()
    await api.freeze()
    for (const id of ['a', 'b']) await api.post('/start', { question: id })
    await api.advance(day)
    await api.post('/start', { question: 'c' })
    expect((await api.get('/processes/stats')).body).toEqual({
      total: 3,
      running: 1,
      completed: 2,
      failed: 0,
    })
    const [{ created_at: latest }] = Object((await api.get('/processes?status=running')).body).processes
    const old = await api.get(`/processes?created_before=${latest}`)
    expect(old.body).toMatchObject({ total: 2, processes: [{ input: { question: 'a' } }, {}] })
  })
})

describeRedis('processes > Troubleshooting > Issue 1: "Redis connection refused"', () => {
  const start = serversOf(camel)
  const newRedis = ownRedis()

  it('is said at the start, with the address that was tried', async () => {
    const own = await newRedis()
    await own.stop()
    await expect(start({ REDIS_URL: own.url })).rejects.toMatchObject({
      code: 'MOCK_STORE_UNUSABLE',
      message: expect.stringContaining(String(own.port)),
    })
  })
})

describeRedis('processes > Troubleshooting > Issue 2: "Process not found after restart"', () => {
  const start = serversOf(camel)

  it('is explained by the store that health names, and gone with Redis', async () => {
    const path = async (server: SeedServer) =>
      `/status/${textAt(await server.post('/start', question), 'process_id')}`
    const first = await start()
    expect(await kindOf(first)).toBe('memory')
    const lost = await path(first)
    await first.stop()
    const second = await start({ REDIS_URL: redis().url })
    expect((await second.get(lost)).status).toBe(404)
    const kept = await path(second)
    await second.stop()
    expect((await (await start({ REDIS_URL: redis().url })).get(kept)).status).toBe(200)
  })
})

describeSection('Troubleshooting > Issue 3: "Memory growing unbounded"', { camel }, (open) => {
  it('is answered by one request, which may be repeated', async () => {
    const api = open()
    await api.freeze()
    await Promise.all(Array.from({ length: 30 }, () => api.post('/start', question)))
    await api.advance(day + 1)
    expect((await api.delete('/decisions/cleanup')).body).toEqual({ cleaned: 30 })
    expect((await api.delete('/decisions/cleanup')).body).toEqual({ cleaned: 0 })
    expect((await api.get('/processes')).body).toEqual({ processes: [], total: 0 })
  })
})

describeRedis('processes > Troubleshooting > Issue 4: "pickle.UnpicklingError"', () => {
  const start = serversOf(camel)

  it('is the problem of the damaged process alone, which health names, and ends with its row', async () => {
    const server = await start({ REDIS_URL: redis().url })
    await server.freeze()
    for (const id of ['good', 'bad']) await server.put(`/processes/${id}`, running(id))
    const keys = await redis().ask('KEYS', '*')
    const rows = []
    for (const key of Array.isArray(keys) ? keys.map(String) : [])
      if ((await redis().ask('TYPE', key)) === 'hash' && (await redis().ask('HEXISTS', key, 'bad')) === 1)
        rows.push(key)
    expect(rows).toHaveLength(1)
    await redis().ask('HSET', rows[0] ?? '', 'bad', '\0')
    expect((await server.get('/status/bad')).status).toBe(503)
    await server.advance(5)
    expect((await server.get('/status/bad')).status).toBe(503)
    expect((await server.get('/status/good')).body).toMatchObject({ status: 'completed' })
    expect(Object((await server.get('/processes')).body).processes).toMatchObject([{ process_id: 'good' }])
    expect((await server.post('/start', question)).status).toBe(202)
    expect(JSON.stringify((await server.health()).body)).toContain('/processes/bad')
    await redis().ask('HDEL', rows[0] ?? '', 'bad')
    expect((await server.get('/status/bad')).status).toBe(404)
  })
})
