// Health, and the Host header under which it is told.
import { describe, expect, it } from 'vitest'
import { EntityCatalog } from '../../runtime/entities/entity.js'
import { defaultSandboxSettings } from '../../runtime/sandboxes/sandboxes.js'
import type { Store, StoreHealth } from '../../runtime/store/store.js'
import { createHealth, type HealthSource } from '../../runtime/system/health.js'
import { createSystem } from '../../runtime/system/system.js'

const unused = () => Promise.reject(new Error('not used'))
// What health does not look at.
const nothingElse = {
  sandboxes: { settings: defaultSandboxSettings, get: () => unexpected(), list: unused },
  catalog: new EntityCatalog({}, () => unexpected()),
  entitiesFacts: {},
  cache: { stats: unused, clear: unused, prefixesOf: () => undefined },
  outbox: { webhooks: [], deliveries: [], send: () => unexpected() },
  clock: { now: () => 0 },
  bodyLimitBytes: 1_000,
}
const store = (health: () => Promise<StoreHealth>): Store => ({
  read: unused,
  list: unused,
  commit: unused,
  drop: unused,
  spaces: unused,
  close: unused,
  health,
})
const unexpected = (): never => {
  throw new Error('not used')
}
const memory = (status: StoreHealth['status']) =>
  store(async () => ({ kind: 'memory', status, details: { spaces: 1 } }))

async function ask(
  path: string,
  from: { store?: Store; sandboxes?: HealthSource; method?: string; host?: string | undefined } = {},
) {
  const system = createSystem({
    key: 'secret',
    hosts: ['Mock.internal'],
    health: createHealth({
      store: from.store ?? memory('healthy'),
      ...(from.sandboxes !== undefined && { sandboxes: from.sandboxes }),
      version: '1.2.3',
    }),
    ...nothingElse,
  })
  const host = 'host' in from ? from.host : 'localhost:3000'
  const method = from.method ?? 'GET'
  const headers = host === undefined ? {} : { host }
  const reply = await system({ method, path, query: '', headers, readBody: unused })
  return reply && { ...reply, body: JSON.parse(String(reply.body)) }
}

describe('/system/health', () => {
  it('says how everything is', async () => {
    expect(await ask('/system/health')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: {
        status: 'healthy',
        version: '1.2.3',
        uptimeSeconds: 0,
        checks: [{ name: 'store', status: 'healthy', kind: 'memory', details: { spaces: 1 } }],
      },
    })
    expect((await ask('/system/health'))?.body.checks[0]).not.toHaveProperty('output')
  })

  it.each<[string, { status: StoreHealth['status']; path: string; want: number }]>([
    ['serves while degraded', { status: 'degraded', path: '/system/health', want: 200 }],
    ['is ready while degraded', { status: 'degraded', path: '/system/health/ready', want: 200 }],
    ['is unavailable when unhealthy', { status: 'unhealthy', path: '/system/health', want: 503 }],
    ['is not ready when unhealthy', { status: 'unhealthy', path: '/system/health/ready', want: 503 }],
  ])('%s', async (_, { status, path, want }) => {
    expect(await ask(path, { store: memory(status) })).toMatchObject({ status: want, body: { status } })
  })

  it.each<[StoreHealth['status'], StoreHealth['status'], StoreHealth['status'], number]>([
    ['healthy', 'degraded', 'degraded', 200],
    ['degraded', 'healthy', 'degraded', 200],
    ['unhealthy', 'degraded', 'unhealthy', 503],
    ['healthy', 'healthy', 'healthy', 200],
  ])('is the worse one of store and sandboxes: %s and %s', async (ofStore, ofSandboxes, status, code) => {
    const sandboxes = { health: async () => ({ status: ofSandboxes, details: { damaged: 'one' } }) }
    const reply = await ask('/system/health', { store: memory(ofStore), sandboxes })
    const checks = [
      { name: 'store' },
      {
        name: 'sandboxes',
        status: ofSandboxes,
        details: { damaged: 'one' },
        ...(ofSandboxes === 'healthy' ? {} : { output: 'damaged: one' }),
      },
    ]
    expect(reply).toMatchObject({ status: code, body: { status, checks } })
    expect(await ask('/system/health/ready', { store: memory(ofStore), sandboxes })).toMatchObject({
      status: code,
      body: { status },
    })
  })

  it('is alive whatever the store is', async () => {
    expect(await ask('/system/health/live', { store: memory('unhealthy') })).toMatchObject({ status: 200 })
  })

  it.each<[string, () => Promise<StoreHealth>]>([
    ['fails', () => Promise.reject(new Error('secret'))],
    ['never answers', () => new Promise(() => undefined)],
  ])('is unhealthy when the store %s', async (_, health) => {
    const reply = await ask('/system/health', { store: store(health) })
    const checks = [{ name: 'store', output: reply?.body.checks[0].details.reason }]
    expect(reply).toMatchObject({ status: 503, body: { status: 'unhealthy', checks } })
    expect(checks[0]?.output).toMatch(/store failed|no answer/)
    expect(JSON.stringify(reply?.body)).not.toContain('secret')
  })

  it('leaves other paths alone', async () => {
    expect(await ask('/systems')).toBe(undefined)
    expect(await ask('/')).toBe(undefined)
  })

  it.each<[string, { path: string; method?: string; status: number; code: string }]>([
    ['an unknown endpoint', { path: '/system/nothing', status: 404, code: 'MOCK_NO_ROUTE' }],
    ['the root', { path: '/system', status: 404, code: 'MOCK_NO_ROUTE' }],
    [
      'another method',
      { path: '/system/health', method: 'POST', status: 405, code: 'MOCK_METHOD_NOT_ALLOWED' },
    ],
  ])('answers %s as a problem', async (_, { path, method = 'GET', status, code }) => {
    expect(await ask(path, { method })).toMatchObject({ status, body: { code } })
  })

  it.each([
    ['localhost', 200],
    ['LOCALHOST:80', 200],
    ['127.0.0.1:3000', 200],
    ['[::1]:3000', 200],
    ['10.1.2.3', 200],
    ['mock.internal:3000', 200],
    [undefined, 200],
    ['evil.test', 403],
    ['localhost.evil.test', 403],
    ['127.0.0.1.evil.test:3000', 403],
    ['', 403],
  ])('answers the Host header %j with %d', async (host, status) => {
    expect((await ask('/system/health', { host }))?.status).toBe(status)
  })
})
