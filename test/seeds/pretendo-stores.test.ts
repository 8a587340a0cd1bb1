// Pretendo: where data is kept, saving and loading it by hand, snapshots, stores of one's own, and data in CI.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresStore } from '../../examples/custom-store/src/store/postgres-store.js'
import { startTestPostgres, type TestPostgres } from '../../examples/custom-store/test/test-postgres.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { isDue, type Store } from '../../runtime/store/store.js'
import { describeRedis } from '../support/redis-server.js'
import { tempFolder } from '../support/temp-folder.js'
import type { SeedClient } from './support/client.js'
import { blog, initialData, pageOf, system, systemKey } from './support/pretendo.js'
import { sectionsOf } from './support/sections.js'
import { redisOfFile, serversOf } from './support/servers.js'

const describeSection = sectionsOf('pretendo')
const redis = redisOfFile()
const folder = tempFolder('mockgen-pretendo')

const seeded = blog({
  root: { seed: initialData },
  posts: { relationships: { userId: { entity: 'users', onDelete: 'cascade' } } },
})
const seededInSnake = blog({
  root: { data_seeding: { enabled: true, entities: initialData } },
  posts: { fields: [{ name: 'userId', references: { resource: 'users', onDelete: 'cascade' } }] },
})
const spellings = { camel: seeded, snake: seededInSnake }

const usersOf = async (api: SeedClient, headers?: Readonly<Record<string, string>>) =>
  (await pageOf(api, '/users', headers)).data.map(({ username }) => username)

describe('pretendo > Database Adapter System > Configuring Adapters', () => {
  const start = serversOf(seeded)

  it('keeps users in a file over a restart', async () => {
    const environment = { MOCK_STORE: `file:${join(folder, 'configured')}` }
    const first = await start(environment)
    await first.post('/users', { username: 'grace' })
    await first.stop()
    expect(await usersOf(await start(environment))).toEqual(['admin', 'user1', 'grace'])
  })

  it('begins again with the initial data when it has them in memory', async () => {
    const first = await start({ MOCK_STORE: 'memory' })
    await first.post('/users', { username: 'grace' })
    await first.stop()
    expect(await usersOf(await start({ MOCK_STORE: 'memory' }))).toEqual(['admin', 'user1'])
  })
})

describeRedis('pretendo > Database Adapter System > Configuring Adapters, on Redis', () => {
  const start = serversOf(seeded)

  it('shares users with a server that is started later', async () => {
    const first = await start({ MOCK_STORE: redis().url })
    await first.post('/users', { username: 'grace' })
    expect(await usersOf(await start({ MOCK_STORE: redis().url }))).toEqual(['admin', 'user1', 'grace'])
  })
})

describe('pretendo > File-Based Persistence > Basic Configuration', () => {
  const start = serversOf(seeded)

  it('saves each change before it is answered, so that no interval can lose one', async () => {
    const place = join(folder, 'saved')
    const first = await start({ MOCK_STORE: `file:${place}` })
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => first.post('/posts', { title: `Post ${i}`, userId: 1 })),
    )
    await first.patch('/users/2', { role: 'editor' })
    await first.delete('/posts/1')
    const before = await first.get('/posts?limit=100')
    await first.stop()
    const second = await start({ MOCK_STORE: `file:${place}` })
    expect((await second.get('/posts?limit=100')).body).toEqual(before.body)
    expect((await second.get('/users/2')).body).toMatchObject({ role: 'editor' })
  })
})

describeSection(
  'File-Based Persistence > Manual Persistence Control',
  spellings,
  (open) => {
    it('saves what there is, loads it again, and resets to what there was at first', async () => {
      const api = open()
      await api.post('/users', { username: 'grace' })
      expect((await api.post('/system/save', {}, system)).status).toBe(200)
      await api.delete('/users/1')
      expect(await usersOf(api)).toEqual(['user1', 'grace'])
      expect((await api.post('/system/load', {}, system)).status).toBe(200)
      expect(await usersOf(api)).toEqual(['admin', 'user1', 'grace'])
      expect((await api.post('/system/reset', {}, system)).status).toBe(200)
      expect(await usersOf(api)).toEqual(['admin', 'user1'])
    })

    it('has nothing to load before something was saved', async () => {
      expect((await open().post('/system/load', {}, system)).status).toBe(404)
    })

    it('is for those who know the key', async () => {
      const api = open()
      for (const path of ['/system/save', '/system/load', '/system/reset'])
        expect((await api.post(path, {})).status).toBe(401)
    })
  },
  { systemKey },
)

describe('pretendo > Data Snapshots', () => {
  const start = serversOf(seeded)

  it('lie where the data lies, and outlive a restart', async () => {
    const environment = { MOCK_STORE: `file:${join(folder, 'snapshots')}` }
    const first = await start(environment, { systemKey })
    await first.post('/system/snapshots', { name: 'test-scenario-1' }, system)
    await first.delete('/users/1')
    await first.stop()
    const second = await start(environment, { systemKey })
    expect(await usersOf(second)).toEqual(['user1'])
    const restored = await second.post('/system/snapshots/restore', { name: 'test-scenario-1' }, system)
    expect(restored.status).toBe(200)
    expect(await usersOf(second)).toEqual(['admin', 'user1'])
  })
})

describeSection(
  'Data Snapshots > Managing Snapshots',
  spellings,
  (open) => {
    const scenario = { name: 'test-scenario-1', description: 'Initial setup with 2 users and 5 posts' }

    it('takes a snapshot, lists it and restores it', async () => {
      const api = open()
      for (let i = 0; i < 4; i++) await api.post('/posts', { title: `Post ${i}`, userId: 2 })
      expect(await api.post('/system/snapshots', scenario, system)).toMatchObject({
        status: 201,
        body: { ...scenario, records: 7 },
      })
      const listed = await api.get('/system/snapshots', system)
      expect(listed.body).toMatchObject({ snapshots: [scenario] })
      await api.delete('/users/2')
      expect((await pageOf(api, '/posts')).total).toBe(1)
      const restored = await api.post('/system/snapshots/restore', { name: scenario.name }, system)
      expect(restored.status).toBe(200)
      expect((await pageOf(api, '/posts')).total).toBe(5)
      const next = await api.post('/posts', { title: 'Next', userId: 2 })
      expect(next.body).toMatchObject({ id: 6 })
    })

    it('knows no snapshot that was not taken', async () => {
      const api = open()
      expect((await api.post('/system/snapshots/restore', { name: 'none' }, system)).status).toBe(404)
      expect(await usersOf(api)).toEqual(['admin', 'user1'])
    })
  },
  { systemKey },
)

// Whoever has a database of their own hands over an object with the methods of `Store`.
describe('pretendo > Creating Custom Database Adapters > Database Adapter Interface', () => {
  const start = serversOf(seeded)

  it('does on a store of one’s own what the methods of its adapters did', async () => {
    const { store, commits } = watched(createMemoryStore())
    const api = await start({}, { store, systemKey })
    // createResource, getResource, getResources
    const made = await api.post('/users', { username: 'grace' })
    expect((await api.get('/users/3')).body).toEqual(made.body)
    expect(await usersOf(api)).toEqual(['admin', 'user1', 'grace'])
    // updateResource, patchResource
    await api.put('/users/3', { username: 'hopper' })
    expect((await api.patch('/users/3', { role: 'editor' })).body).toMatchObject({
      username: 'hopper',
      role: 'editor',
    })
    // findRelated
    expect((await pageOf(api, '/posts?userId=1')).total).toBe(1)
    // backup, getStats
    await api.post('/system/save', {}, system)
    expect((await api.get('/system/data', system)).body).toMatchObject({ entities: { users: 3, posts: 1 } })
    // deleteResource, restore, reset
    await api.delete('/users/3')
    expect((await api.get('/users/3')).status).toBe(404)
    await api.post('/system/load', {}, system)
    expect((await api.get('/users/3')).status).toBe(200)
    await api.post('/system/reset', {}, system)
    expect(await usersOf(api)).toEqual(['admin', 'user1'])
    expect(commits()).toBeGreaterThan(8)
  })
})

describe('pretendo > Creating Custom Database Adapters > Example Custom Adapter', () => {
  const start = serversOf(seeded)
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startTestPostgres()
  })
  afterAll(() => postgres?.stop())

  it('keeps users in Postgres, where the next server finds them', async () => {
    const open = () => createPostgresStore({ pool: postgres.pool, schema: 'pretendo' })
    const first = await start({}, { store: open() })
    await first.post('/users', { username: 'grace' })
    await first.stop()
    expect(await usersOf(await start({}, { store: open() }))).toEqual(['admin', 'user1', 'grace'])
  })
})

describe('pretendo > Creating Custom Database Adapters > Using a Custom Adapter', () => {
  const start = serversOf(seeded)

  it('takes an object as its store', async () => {
    const { store, commits } = watched(createMemoryStore())
    const api = await start({}, { store })
    const before = commits()
    await api.post('/users', { username: 'grace' })
    expect(commits()).toBe(before + 1)
  })

  it('takes the address of a built-in one', async () => {
    const api = await start({}, { store: `file:${join(folder, 'built-in')}` })
    await api.post('/users', { username: 'grace' })
    expect((await api.health()).body).toMatchObject({ status: 'healthy' })
    await api.stop()
    expect(await usersOf(await start({}, { store: `file:${join(folder, 'built-in')}` }))).toContain('grace')
  })
})

describe('pretendo > Using in CI/CD Environments', () => {
  const start = serversOf(seeded)

  it('has fresh data in each run in memory, the same ones for a seed', async () => {
    const run = async () => {
      const api = await start({ MOCK_STORE: 'memory', MOCK_SEED: '7' })
      await api.post('/users', { username: 'grace' })
      return JSON.stringify((await api.get('/users')).body)
    }
    expect(await run()).toBe(await run())
  })

  it('gives each run a world of its own on a store that stays', async () => {
    const environment = { MOCK_STORE: `file:${join(folder, 'ci')}` }
    const first = await start(environment)
    await first.post('/users', { username: 'grace' }, { 'x-mock-sandbox': 'run-1' })
    await first.stop()
    const second = await start(environment)
    expect(await usersOf(second, { 'x-mock-sandbox': 'run-2' })).toEqual(['admin', 'user1'])
  })

  it('begins with a named snapshot', async () => {
    const environment = { MOCK_STORE: `file:${join(folder, 'scenario')}` }
    const first = await start(environment, { systemKey })
    await first.post('/users', { username: 'grace' })
    await first.post('/system/snapshots', { name: 'test-scenario-1' }, system)
    await first.stop()
    const second = await start({ ...environment, MOCK_SANDBOX_BEGIN_AS: 'test-scenario-1' })
    expect(await usersOf(second, { 'x-mock-sandbox': 'run-1' })).toEqual(['admin', 'user1', 'grace'])
  })
})

function watched(inner: Store): { readonly store: Store; commits(): number } {
  let commits = 0
  const store: Store = {
    ...inner,
    commit: async (...call) => {
      const result = await inner.commit(...call)
      if (!isDue(result) && result.ok) commits++
      return result
    },
  }
  return { store, commits: () => commits }
}
