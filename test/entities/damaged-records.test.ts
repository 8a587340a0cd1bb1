// A record that somebody damaged in Redis is a problem of its own, also when it is due to expire.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import type { Store } from '../../runtime/store/store.js'
import { describeRedis, type RedisServer, startRedis, stopAll } from '../support/redis-server.js'
import { openTestEntities } from './open-test-entities.js'

describeRedis('a record that is damaged in Redis', () => {
  let server: RedisServer
  let store: Store
  beforeAll(async () => {
    server = await startRedis()
    store = createRedisStore({ url: server.url })
  })
  afterAll(async () => {
    await store.close()
    await stopAll([server])
  })

  it.each([
    ['its row', 'pets', '2', { damaged: 'answers an error', total: 1 }],
    ['the row that says when it expires', '$due', 'pets/2', { damaged: 'is gone', total: 0 }],
  ] as const)('by %s keeps no other from expiring', async (_what, collection, id, want) => {
    await store.drop('test')
    const entities = openTestEntities(
      {
        pets: { generateKey: 'increment', ttl: 60, schema: { properties: { id: { type: 'integer' } } } },
        items: {},
      },
      { store },
    )
    const { reader } = entities
    for (let i = 0; i < 3; i++) await reader('pets').create({})
    const rows = await keyOf(collection)
    expect(await server.ask('HSET', rows, id, 'garbage')).toBe(0)
    entities.time += 60_000
    await reader('items').create({})
    expect(await reader('pets').read(1)).toBeUndefined()
    expect(await reader('pets').read(3)).toBeUndefined()
    const damaged = await reader('pets')
      .read(2)
      .then(
        (record) => (record === undefined ? 'is gone' : 'is there'),
        () => 'answers an error',
      )
    expect({ damaged, total: (await reader('pets').list()).total }).toEqual(want)
    expect((await reader('items').list()).total).toBe(1)
  })

  // Asked, so that this test does not depend on how a collection is written in a key.
  async function keyOf(collection: string): Promise<string> {
    const keys = await server.ask('KEYS', '*')
    const found = Array.isArray(keys) ? keys.map(String).find((key) => holdsRows(key, collection)) : undefined
    if (found === undefined) throw new Error(`No key holds the rows of ${collection}`)
    return found
  }
})

function holdsRows(key: string, collection: string): boolean {
  const [encoded] = key.split(':rows:').slice(1)
  return encoded !== undefined && decodeURIComponent(encoded) === collection
}
