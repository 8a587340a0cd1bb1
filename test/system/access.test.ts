// Who may use the system endpoints, and how wrong requests are answered.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { StoreError } from '../../runtime/store-error.js'
import { systemEndpoints } from '../../runtime/system/endpoints.js'
import { root } from '../architecture/source-files.js'
import { openTheatre, systemKey, type Theatre } from './theatre.js'

describe('the system endpoints', () => {
  let theatre: Theatre
  beforeAll(async () => {
    theatre = await openTheatre()
  })
  afterAll(() => theatre.close())

  const closed = systemEndpoints.filter(({ isOpen }) => isOpen !== true)
  const filled = (path: string) => path.replaceAll(/\{\w+\}/g, 'one')

  it.each(closed.map(({ method, path }) => [method, path]))(
    'refuse %s %s without the key',
    async (method, path) => {
      const response = await fetch(theatre.url + filled(path), { method })
      expect(response.status).toBe(401)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(response.headers.get('www-authenticate')).toContain('X-System-Key')
      expect(await response.json()).toMatchObject({ code: 'MOCK_UNAUTHENTICATED' })
    },
  )

  it.each([
    ['another one', 'open-barley'],
    ['a part of it', systemKey.slice(0, -1)],
    ['more than it', `${systemKey}s`],
    ['an empty one', ''],
    ['it twice', `${systemKey}, ${systemKey}`],
  ])('refuse a wrong key: %s', async (_, key) => {
    const reply = await theatre.ask('GET', '/system/data', undefined, { 'x-system-key': key })
    expect(reply).toMatchObject({ status: 401, body: { code: 'MOCK_UNAUTHENTICATED' } })
  })

  it.each(['/system/health', '/system/health/ready', '/system/health/live'])(
    'answer %s without a key',
    async (path) => {
      expect((await fetch(theatre.url + path)).status).toBe(200)
    },
  )

  it('refuse a foreign Host also with the key', async () => {
    const { port } = new URL(theatre.url)
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'evil.test', 'x-system-key': systemKey }
      const sent = request({ host: '127.0.0.1', port, path: '/system/data', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      sent.end()
    })
    expect(status).toBe(403)
  })

  it.each<[string, string, number, string]>([
    ['GET', '/system', 404, 'MOCK_NO_ROUTE'],
    ['GET', '/system/nothing', 404, 'MOCK_NO_ROUTE'],
    ['POST', '/system/data', 405, 'MOCK_METHOD_NOT_ALLOWED'],
    ['GET', '/system/seed', 405, 'MOCK_METHOD_NOT_ALLOWED'],
    ['GET', '/system/data/nobodies', 404, 'MOCK_NOT_FOUND'],
    ['GET', '/system/data/__proto__', 404, 'MOCK_NOT_FOUND'],
    ['GET', '/system/data/$cache', 404, 'MOCK_NOT_FOUND'],
  ])('answer %s %s with %d', async (method, path, status, code) => {
    expect(await theatre.ask(method, path)).toMatchObject({ status, body: { code } })
  })

  it('say which methods a path has, and nothing to other origins', async () => {
    const reply = await theatre.ask('OPTIONS', '/system/clock', undefined, { origin: 'https://evil.test' })
    expect(reply).toMatchObject({ status: 204, body: undefined })
    expect(reply.headers.get('allow')).toBe('GET, HEAD, OPTIONS, PUT')
    expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it.each<[string, { send: [string, string, unknown?]; pointer?: string; code?: string; status?: number }]>([
    [
      'text that is no JSON',
      { send: ['PUT', '/system/clock', '{'], pointer: '/body', code: 'MOCK_BAD_REQUEST' },
    ],
    ['something else than an object', { send: ['PUT', '/system/clock', []], pointer: '/body' }],
    ['an empty change of the clock', { send: ['PUT', '/system/clock', {}], pointer: '/body' }],
    ['an unknown member', { send: ['PUT', '/system/clock', { jump: 1 }], pointer: '/body/jump' }],
    [
      'a wrong length of time',
      { send: ['PUT', '/system/clock', { advance: '9 lives' }], pointer: '/body/advance' },
    ],
    [
      'a clock beyond year 9999',
      { send: ['PUT', '/system/clock', { advance: '9000000d' }], pointer: '/body/advance' },
    ],
    [
      'a clock before 1970',
      { send: ['PUT', '/system/clock', { set: '0000-01-01T00:00:00Z' }], pointer: '/body/set' },
    ],
    ['a wrong time', { send: ['PUT', '/system/clock', { set: 'noon' }], pointer: '/body/set' }],
    [
      'a time in year 10000',
      { send: ['PUT', '/system/clock', { set: '9999-12-31T23:59:59-23:59' }], pointer: '/body/set' },
    ],
    ['a wrong flag', { send: ['PUT', '/system/clock', { frozen: 'yes' }], pointer: '/body/frozen' }],
    [
      'a release with more',
      { send: ['PUT', '/system/clock', { release: true, frozen: true }], pointer: '/body/release' },
    ],
    ['no records to seed', { send: ['POST', '/system/seed', {}], pointer: '/body/entities' }],
    [
      'records of an unknown entity',
      { send: ['POST', '/system/seed', { entities: { cats: [] } }], pointer: '/body/entities/cats' },
    ],
    [
      'records that are none',
      { send: ['POST', '/system/seed', { entities: { users: ['Ada'] } }], pointer: '/body/entities/users/0' },
    ],
    [
      'too many records',
      {
        send: ['POST', '/system/seed', { entities: { users: Array(1_001).fill({}) } }],
        pointer: '/body/entities/users',
      },
    ],
    ['a snapshot without a name', { send: ['POST', '/system/snapshots', {}], pointer: '/body/name' }],
    ['a name that is no text', { send: ['POST', '/system/save', { name: 1 }], pointer: '/body/name' }],
    [
      'a name that none can have',
      { send: ['POST', '/system/save', { name: 'a/b' }], code: 'MOCK_SNAPSHOT_NAME' },
    ],
    ['an upload of nothing', { send: ['PUT', '/system/snapshots/one'], pointer: '/body' }],
    [
      'an upload of something else',
      { send: ['PUT', '/system/snapshots/one', {}], code: 'MOCK_SNAPSHOT_INVALID' },
    ],
    [
      'a cleanup without an age',
      { send: ['POST', '/system/processes/cleanup', {}], pointer: '/body/olderThan' },
    ],
    [
      'a cleanup of what has no states',
      {
        send: ['POST', '/system/processes/cleanup', { entity: 'users', olderThan: 1 }],
        pointer: '/body/entity',
      },
    ],
    [
      'a cleanup of an unknown state',
      {
        send: ['POST', '/system/processes/cleanup', { states: ['lost'], olderThan: 1 }],
        pointer: '/body/states/0',
      },
    ],
    ['a limit that is too high', { send: ['GET', '/system/data/users?limit=1001'], pointer: '/query/limit' }],
    ['an unknown parameter', { send: ['GET', '/system/data/users?serach=x'], pointer: '/query/serach' }],
    ['a record that is none', { send: ['PUT', '/system/data/users/u1', [1]], pointer: '/body' }],
    [
      'a record with another key',
      { send: ['PUT', '/system/data/users/u1', { id: 'u2' }], pointer: '/body/id' },
    ],
  ])('refuse %s', async (_, { send, pointer, code = 'MOCK_INVALID_REQUEST', status = 400 }) => {
    const reply = await theatre.ask(...send)
    expect(reply).toMatchObject({ status, body: { code } })
    if (pointer !== undefined) expect(reply.body).toMatchObject({ errors: [{ pointer }] })
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
  })

  it('take JSON only', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const reply = await theatre.ask('POST', '/system/save', 'name=one', headers)
    expect(reply).toMatchObject({ status: 415, body: { code: 'MOCK_UNSUPPORTED_MEDIA_TYPE' } })
  })
})

describe('what bounds the system endpoints', () => {
  it('is the limit of bodies, snapshots aside', async () => {
    const theatre = await openTheatre({ bodyLimitBytes: 100 })
    const users = [{ id: 'u2', name: 'x'.repeat(100) }]
    const refused = await theatre.ask('POST', '/system/seed', { entities: { users } })
    expect(refused).toMatchObject({ status: 413, body: { code: 'MOCK_BODY_TOO_LARGE' } })
    // What was downloaded can be uploaded.
    await theatre.ask('POST', '/system/save')
    const { body } = await theatre.ask('GET', '/system/snapshots/saved')
    expect(JSON.stringify(body).length).toBeGreaterThan(100)
    expect((await theatre.ask('PUT', '/system/snapshots/copy', body)).status).toBe(200)
    await theatre.close()
  })

  it.each([
    [10_000, 200, { total: 1 }],
    [10_001, 400, { code: 'MOCK_SCAN_LIMIT' }],
  ])('is the number of records to search: among %d the answer is %d', async (count, status, want) => {
    const users = Array.from({ length: count }, (_, i) => ({
      id: `u${i}`,
      name: i === 9_999 ? 'Ada' : 'Bob',
    }))
    const theatre = await openTheatre({ seeds: { users } })
    expect(await theatre.ask('GET', '/system/data/users?search=ada')).toMatchObject({ status, body: want })
    await theatre.close()
  })

  it('answers 503 while the store is away', async () => {
    const away = new StoreError('MOCK_STORE_UNAVAILABLE', 'secret.host is away', 'wait')
    const store = {
      ...createMemoryStore(),
      read: () => Promise.reject(away),
      list: () => Promise.reject(away),
    }
    const theatre = await openTheatre({ store })
    const reply = await theatre.ask('GET', '/system/data')
    expect(reply).toMatchObject({ status: 503, body: { code: 'MOCK_UNAVAILABLE' } })
    expect(reply.headers.get('retry-after')).toBe('1')
    expect(JSON.stringify(reply.body)).not.toContain('secret')
    await theatre.close()
  })
})

it('has a document that names every endpoint, and no other', () => {
  const rows = readFileSync(join(root, 'docs/system.md'), 'utf8').matchAll(/^\| `([A-Z]+ \/system[^`]*)`/gm)
  const named = Array.from(rows, ([, endpoint]) => endpoint)
  expect(named.sort()).toEqual(systemEndpoints.map(({ method, path }) => `${method} ${path}`).sort())
})

describe('the system key', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is made at start and shown once when nobody has set one', async () => {
    const one = await openTheatre({ makesKey: true })
    const another = await openTheatre({ makesKey: true })
    expect(one.app.systemKey).not.toBe(another.app.systemKey)
    expect(one.app.banner).toContain(`X-System-Key: ${one.app.systemKey} `)
    const reply = await one.ask('GET', '/system/data', undefined, { 'x-system-key': one.app.systemKey })
    expect(reply.status).toBe(200)
    await one.close()
    await another.close()
  })

  it('is what MOCK_SYSTEM_KEY says', async () => {
    vi.stubEnv('MOCK_SYSTEM_KEY', 'from-the-environment')
    const theatre = await openTheatre({ makesKey: true })
    const reply = await theatre.ask('GET', '/system/data', undefined, {
      'x-system-key': 'from-the-environment',
    })
    expect(reply.status).toBe(200)
    await theatre.close()
    vi.stubEnv('MOCK_SYSTEM_KEY', 'with space')
    await expect(openTheatre({ makesKey: true })).rejects.toThrow(/^MOCK_SYSTEM_KEY/)
  })

  it('is not shown when it was set', async () => {
    const theatre = await openTheatre()
    expect(theatre.app.banner).toContain('X-System-Key')
    expect(theatre.app.banner).not.toContain(systemKey)
    await theatre.close()
  })

  it.each(['', 'two words', 'ключ', 'x'.repeat(1_001)])('cannot be %j', async (key) => {
    await expect(openTheatre({ systemKey: key })).rejects.toMatchObject({ code: 'MOCK_SETTING_INVALID' })
  })
})
