// Mock-and-Roll: the endpoints below /system that its document calls with curl.
import type { JsonObject } from '@mockgen/runtime'
import { expect, it } from 'vitest'
import { describeRedis } from '../support/redis-server.js'
import { type SeedReply, textAt } from './support/client.js'
import { apiKey as key, usersApi } from './support/mock-and-roll.js'
import { sectionsOf } from './support/sections.js'
import { redisOfFile, serversOf } from './support/servers.js'

const describeSection = sectionsOf('mock-and-roll')
const systemKey = 'system-admin-key'
const system = { 'x-system-key': systemKey }

const seeds = {
  users: [
    { id: 'user_001', name: 'Admin User', email: 'admin@example.com' },
    { id: 'user_002', name: 'Test User', email: 'test@example.com' },
  ],
}

const shop = (cache: JsonObject, root: JsonObject) => usersApi({ readUser: cache }, { root })

const spellings = {
  camel: shop(
    { entity: 'users', action: 'read', cache: { ttl: 300, keyPrefix: 'user_cache' } },
    { seed: seeds },
  ),
  snake: shop(
    {
      persistence: {
        entity_name: 'users',
        action: 'read',
        cache: { enabled: true, ttl: 300, key_prefix: 'user_cache' },
      },
    },
    { data_seeding: { enabled: true, entities: seeds } },
  ),
}

describeSection(
  'System Cache Endpoints',
  spellings,
  (open) => {
    const cacheOf = ({ headers }: SeedReply) => headers.get('x-cache')

    it('tell what the cache holds, and clear it, as a whole or of an entity', async () => {
      const api = open()
      for (let n = 0; n < 2; n++) await api.get('/users/user_001')
      expect((await api.get('/system/cache/stats', system)).body).toMatchObject({
        hits: 1,
        misses: 1,
        entries: 1,
        prefixes: { user_cache: { hits: 1, misses: 1, entries: 1 } },
      })
      expect((await api.delete('/system/cache', system)).body).toEqual({ removed: 1 })
      expect(cacheOf(await api.get('/users/user_001'))).toBe('MISS')
      expect((await api.delete('/system/cache/users', system)).body).toEqual({ removed: 1 })
      expect(cacheOf(await api.get('/users/user_001'))).toBe('MISS')
    })

    it('want the key', async () => {
      const api = open()
      await api.get('/users/user_001')
      expect((await api.delete('/system/cache')).status).toBe(401)
      expect((await api.delete('/system/cache', { 'x-system-key': 'a guess' })).status).toBe(401)
      expect(cacheOf(await api.get('/users/user_001'))).toBe('HIT')
    })
  },
  { systemKey },
)

describeSection(
  'Programmatic Seeding',
  spellings,
  (open) => {
    const john = { id: '1', name: 'John', email: 'john@example.com' }

    it('adds records, all of a request or none', async () => {
      const api = open()
      const added = await api.post('/system/seed', { entities: { users: [john] } }, system)
      expect(added).toMatchObject({ status: 201, body: { created: { users: 1 } } })
      expect((await api.get('/users/1')).body).toMatchObject(john)
      const again = { entities: { users: [{ ...john, id: '2' }, john] } }
      expect((await api.post('/system/seed', again, system)).status).toBe(409)
      expect((await api.get('/users')).body).toMatchObject({ total: 3 })
    })

    it('clears and seeds again what the document declares', async () => {
      const api = open()
      await api.post('/system/seed', { entities: { users: [john] } }, system)
      await api.delete('/users/user_001')
      expect((await api.post('/system/reseed', undefined, system)).status).toBe(200)
      expect((await api.get('/users')).body).toMatchObject({ total: 2, users: seeds.users })
    })
  },
  { systemKey },
)

describeSection(
  'Data Inspection',
  spellings,
  (open) => {
    it('lists entities, the records of one, and those with a text', async () => {
      const api = open()
      expect(JSON.stringify((await api.get('/system/data', system)).body)).toContain('"users":2')
      expect((await api.get('/system/data/users', system)).body).toMatchObject({
        entity: 'users',
        records: seeds.users,
        total: 2,
      })
      expect((await api.get('/system/data/users?search=admin', system)).body).toMatchObject({
        records: seeds.users.slice(0, 1),
        total: 1,
      })
      const made = await api.post('/users', { name: 'Eve', email: 'eve@example.com' }, key)
      expect((await api.get(`/system/data/users/${textAt(made, 'id')}`, system)).body).toMatchObject({
        name: 'Eve',
      })
    })

    it('is for those who have the key', async () => {
      const api = open()
      for (const path of ['/system/data', '/system/data/users', '/system/data/users?search=admin'])
        expect((await api.get(path)).status).toBe(401)
    })
  },
  { systemKey },
)

const redis = redisOfFile()

describeRedis('mock-and-roll > Redis Connection Status', () => {
  const start = serversOf(usersApi({}))

  it('tells whether Redis is connected, its version and the memory that it uses', async () => {
    const api = await start({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis().port) }, { systemKey })
    expect(await api.get('/system/health', system)).toMatchObject({
      status: 200,
      body: {
        status: 'healthy',
        checks: [
          {
            kind: 'redis',
            details: {
              connected: true,
              version: expect.stringMatching(/^\d+\.\d+\.\d+/),
              memory_usage: expect.any(Number),
            },
          },
          {},
        ],
      },
    })
  })
})
