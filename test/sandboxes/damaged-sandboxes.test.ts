// Damage to what tells about one sandbox: that one says so and can be repaired, and all others go on.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { OpenSpace } from '../../runtime/sandboxes/open-space.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { isDue, type RowRef, type Store } from '../../runtime/store/store.js'
import type { TestEntity } from '../entities/open-test-entities.js'
import { onEveryStore } from '../support/on-every-store.js'
import { describeRedis, type RedisServer, startRedis, stopAll } from '../support/redis-server.js'
import { openSandboxes, type TestSandboxes } from './open-sandboxes.js'

const users: Readonly<Record<string, TestEntity>> = { users: { unique: ['email'] } }
const fill = async ({ entities }: OpenSpace) =>
  void (await entities.reader('users').create({ email: 'seed@x' }))
const hour = 3_600_000

/** Which row is damaged. */
type Target = 'the entry' | 'the state'
const targets: readonly Target[] = ['the entry', 'the state']
const entryRef: RowRef = { collection: '$sandboxes', id: 'bad' }
const stateRef: RowRef = { collection: '$space', id: 'state' }

/** Two sandboxes of two servers, of which the second one knows nothing yet. */
async function openServers(store: Store) {
  const first = openSandboxes(store, users, { fill })
  await create(first, 'good')
  await create(first, 'bad')
  await first.sandboxes.get('bad').snapshots.save('kept')
  const second = openSandboxes(store, users, { fill, seed: 2 })
  return { first, second }
}

async function create({ sandboxes }: TestSandboxes, name: string): Promise<void> {
  await sandboxes.get(name).use(({ entities }) => entities.reader('users').create({ email: 'a@x' }))
}

function emails({ sandboxes }: TestSandboxes, name: string): Promise<readonly unknown[]> {
  return sandboxes.get(name).use(async ({ entities }) => {
    const { records } = await entities.reader('users').list()
    return records.map(({ value }) => value.email)
  })
}

async function spaceOf(store: Store, sandbox: string): Promise<string> {
  const rows = await store.read('test', 0, [{ collection: '$sandboxes', id: sandbox }])
  const [row] = isDue(rows) ? [] : rows
  return JSON.parse(row?.value ?? '{}').space
}

function faultOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing',
    (error) => error.code,
  )
}

const names = async ({ sandboxes }: TestSandboxes) => (await sandboxes.list()).map(({ name }) => name)
const errors = ({ warnings }: TestSandboxes, text: string) =>
  warnings.filter(({ message }) => message.includes(text))

onEveryStore('a damaged sandbox', (openStore) => {
  let store: Store
  let servers: { readonly first: TestSandboxes; readonly second: TestSandboxes }
  beforeEach(async () => {
    store = await openStore()
    servers = await openServers(store)
  })
  afterEach(() => store.close())

  const put = async (space: string, ref: RowRef, value: string) =>
    void (await store.commit(space, 0, { checks: [], writes: [{ write: 'put', ...ref, value }] }))
  const damage = async (target: Target) => {
    if (target === 'the entry') await put('test', entryRef, '{"format":1')
    else await put(await spaceOf(store, 'bad'), stateRef, '{"format":2}')
  }

  it.each(targets)('says so, and takes no other one with it: %s', async (target) => {
    await damage(target)
    for (const server of [servers.second, openSandboxes(store, users, { seed: 3 })]) {
      await server.sandboxes.sweep()
      expect(await faultOf(emails(server, 'bad'))).toBe('MOCK_STORE_DAMAGED')
      expect(await faultOf(emails(server, 'bad'))).toBe('MOCK_STORE_DAMAGED')
      expect(await emails(server, 'good')).toEqual(['seed@x', 'a@x'])
      await create(server, 'new')
      await server.sandboxes.get('new').drop()
      expect(await names(server)).toContain('good')
      await server.sandboxes.get('good').snapshots.save('one')
      expect(errors(server, 'cannot be read')).toHaveLength(1)
      const want = { status: 'degraded', details: { damagedSandboxes: 1, damaged: 'bad' } }
      expect(await server.sandboxes.health()).toEqual(want)
    }
  })

  it.each(targets)('is repaired by a reset, and keeps its snapshots: %s', async (target) => {
    await damage(target)
    expect(await faultOf(emails(servers.second, 'bad'))).toBe('MOCK_STORE_DAMAGED')
    await servers.second.sandboxes.get('bad').reset()
    for (const server of [servers.first, servers.second]) {
      expect(await emails(server, 'bad')).toEqual(['seed@x'])
      expect(await names(server)).toEqual(expect.arrayContaining(['good', 'bad']))
      expect(await server.sandboxes.health()).toEqual({ status: 'healthy' })
    }
    await servers.first.sandboxes.get('bad').snapshots.restore('kept')
    expect(await emails(servers.second, 'bad')).toEqual(['seed@x', 'a@x'])
  })

  it.each(targets)('is dropped with everything in it: %s', async (target) => {
    await damage(target)
    const { first, second } = servers
    expect(await second.sandboxes.get('bad').drop()).toBe(true)
    expect(await second.sandboxes.get('bad').drop()).toBe(false)
    expect(await emails(first, 'good')).toEqual(['seed@x', 'a@x'])
    expect(await names(first)).toEqual(['good'])
    expect(await emails(second, 'bad')).toEqual(['seed@x'])
    expect(await second.sandboxes.get('bad').snapshots.list()).toEqual([])
    expect(await second.sandboxes.health()).toEqual({ status: 'healthy' })
    expect((await store.spaces()).filter((name) => name.startsWith('test/bad/'))).toHaveLength(1)
  })

  it('is healthy again when somebody mends it by hand', async () => {
    const space = await spaceOf(store, 'bad')
    await damage('the entry')
    expect(await names(servers.second)).toEqual(['good'])
    await put('test', entryRef, JSON.stringify({ format: 1, space, createdAt: 0 }))
    expect(await servers.second.sandboxes.health()).toEqual({ status: 'healthy' })
    expect(await emails(servers.second, 'bad')).toEqual(['seed@x', 'a@x'])
  })

  it('with a name that none can have is named, and nothing else happens', async () => {
    const id = 'no sandbox'
    await put('test', { collection: '$sandboxes', id }, '{"format":1,"space":"x","createdAt":0}')
    servers.second.wall.time += 2 * hour
    await create(servers.second, 'good')
    await servers.second.sandboxes.sweep()
    expect(await names(servers.second)).toEqual(['good'])
    expect(await servers.second.sandboxes.health()).toMatchObject({ details: { damaged: id } })
  })

  it('does not end because nobody can tell when it was used', async () => {
    await put('test', { collection: '$sandboxes-used', id: 'bad' }, 'yesterday')
    servers.second.wall.time += 2 * hour
    await servers.second.sandboxes.sweep()
    expect(await names(servers.second)).toEqual(['bad'])
    expect(await emails(servers.second, 'bad')).toEqual(['seed@x', 'a@x'])
    servers.second.wall.time += 2 * hour
    expect(await names(servers.second)).toEqual([])
  })
})

describeRedis('a sandbox of which Redis has other bytes than were written', () => {
  let server: RedisServer
  let store: Store
  let servers: { readonly first: TestSandboxes; readonly second: TestSandboxes }
  let opened = 0
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => stopAll([server]))
  beforeEach(async () => {
    store = createRedisStore({ url: server.url, prefix: `damaged${++opened}` })
    servers = await openServers(store)
  })
  afterEach(() => store.close())

  const garble = async (space: string, { collection, id }: RowRef) => {
    const keys = await server.ask('KEYS', `{damaged${opened}:*`)
    const isKey = (key: unknown) =>
      decodeURIComponent(String(key)) === `{damaged${opened}:${space}}:1:rows:${collection}`
    const key = Array.isArray(keys) ? keys.find(isKey) : undefined
    expect(await server.ask('HSET', String(key), id, '1|1|00000000|{}')).toBe(0)
  }
  const damage = async (target: Target) =>
    target === 'the entry' ? garble('test', entryRef) : garble(await spaceOf(store, 'bad'), stateRef)

  it.each(targets)('takes no other one with it, and is repaired by a reset: %s', async (target) => {
    await damage(target)
    await servers.second.sandboxes.sweep()
    expect(await faultOf(emails(servers.second, 'bad'))).toBe('MOCK_STORE_DAMAGED')
    expect(await emails(servers.second, 'good')).toEqual(['seed@x', 'a@x'])
    expect(await servers.second.sandboxes.health()).toMatchObject({ details: { damaged: 'bad' } })
    expect(await store.health()).toMatchObject({ status: 'degraded', details: { damagedRows: 1 } })
    await servers.second.sandboxes.get('bad').reset()
    for (const one of [servers.first, servers.second]) expect(await emails(one, 'bad')).toEqual(['seed@x'])
    expect(await servers.second.sandboxes.get('bad').snapshots.list()).toHaveLength(1)
    expect(await servers.second.sandboxes.health()).toEqual({ status: 'healthy' })
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it.each(targets)('is dropped: %s', async (target) => {
    await damage(target)
    expect(await servers.second.sandboxes.get('bad').drop()).toBe(true)
    expect(await names(servers.first)).toEqual(['good'])
    expect(await emails(servers.first, 'bad')).toEqual(['seed@x'])
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it('goes on when only its last use cannot be told', async () => {
    await garble('test', { collection: '$sandboxes-used', id: 'bad' })
    servers.second.wall.time += 2 * hour
    await servers.second.sandboxes.sweep()
    expect(await emails(servers.second, 'bad')).toEqual(['seed@x', 'a@x'])
    expect(await names(servers.second)).toEqual(['bad'])
    await servers.second.sandboxes.get('bad').drop()
    expect(await names(servers.second)).toEqual([])
  })

  it('does not hide those that stand behind it in a full page', { timeout: 60_000 }, async () => {
    const put = (id: string) => ({ write: 'put', collection: '$sandboxes', id }) as const
    const value = JSON.stringify({ format: 1, space: 'x', createdAt: servers.first.wall.time })
    const writes = Array.from({ length: 1_100 }, (_, i) => ({ ...put(`many-${i}`), value }))
    await store.commit('test', 0, { checks: [], writes })
    await damage('the entry')
    expect(await servers.second.sandboxes.list()).toHaveLength(1_101)
  })
})
