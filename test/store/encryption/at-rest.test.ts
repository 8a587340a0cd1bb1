// What lies on the disk and in Redis: with encryption nothing of what was put in, without it everything.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../../runtime/store/memory-store.js'
import { createRedisStore } from '../../../runtime/store/redis/redis-store.js'
import { isDue, type Store, type Write } from '../../../runtime/store/store.js'
import { describeRedis, type RedisServer, startRedis, stopAll, until } from '../../support/redis-server.js'
import { tempFolder } from '../../support/temp-folder.js'
import { encrypted } from './encrypted.js'

// One text for each place where a person can stand in a store.
const planted = {
  value: 'Jane Roe-Özdemir',
  number: '4111111111111111',
  id: 'jane.roe@id.example',
  unique: 'jane.roe@unique.example',
  index: 'sNeukölln-12043',
  due: 'jane.roe@due.example',
  counter: 'jane.roe@counter.example',
}

/** Writes each text where it belongs, changes it once more, and lets what is due be found. */
async function plant(store: Store): Promise<void> {
  const row = { collection: 'users', id: planted.id }
  const value = JSON.stringify({ name: planted.value, card: Number(planted.number) })
  const writes: readonly Write[] = [
    { write: 'put', ...row, value },
    { write: 'claim', ...row, constraint: 'email', value: planted.unique },
    { write: 'index', ...row, index: 'district', value: planted.index },
    { write: 'due', collection: '$due', id: planted.due, at: 10_000 },
    { write: 'put', collection: '$counters', id: planted.counter, value: '7' },
  ]
  await store.commit('s', 0, { checks: [], writes })
  await store.commit('s', 0, { checks: [], writes: [{ write: 'put', ...row, value: `${value} ` }] })
  await store.read('s', 10_000, [row])
}

const none: readonly string[] = []
const everything = Object.keys(planted)

function found(bytes: Buffer): readonly string[] {
  return Object.entries(planted).flatMap(([place, text]) => (bytes.includes(text) ? [place] : []))
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

function bytesBelow(folder: string): Buffer {
  return Buffer.concat(filesBelow(folder).flatMap((file) => [Buffer.from(file), readFileSync(file)]))
}

describe.each([
  ['with encryption', { wrap: encrypted, want: none }],
  ['without encryption', { wrap: (store: Store) => store, want: everything }],
] as const)('A file store %s', (_title, { wrap, want }) => {
  const folder = tempFolder('mockgen-at-rest')

  it(`holds ${want.length === 0 ? 'nothing' : 'everything'} in its journal and snapshot as it was put in`, async () => {
    const store = wrap(await createFileStore(folder, { minJournalBytes: 1 }))
    await plant(store)
    expect(found(bytesBelow(folder))).toEqual(want)
    const isCompacted = async () => filesBelow(folder).some((file) => file.includes('snapshot'))
    await until(async () => {
      await store.commit('s', 0, { checks: [], writes: [] })
      await store.commit('other', 0, {
        checks: [],
        writes: [{ write: 'put', collection: 'c', id: 'i', value: '1' }],
      })
      return isCompacted()
    })
    await store.close()
    expect(found(bytesBelow(folder))).toEqual(want)
  })
})

describeRedis('Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => stopAll([server]))

  // In this order: the append-only file keeps what was once in it.
  it.each([
    ['nothing with encryption', { wrap: encrypted, want: none }],
    ['everything without', { wrap: (store: Store) => store, want: everything }],
  ] as const)('holds %s, in its keys and in its file', async (_title, { wrap, want }) => {
    const store = wrap(createRedisStore({ url: server.url }))
    await plant(store)
    expect(found(bytesBelow(server.folder))).toEqual(want)
    expect(found(await dump(server))).toEqual(want)
    await store.drop('s')
    await store.close()
  })
})

// Everything that Redis tells about every key.
async function dump(server: RedisServer): Promise<Buffer> {
  const keys = await server.ask('KEYS', '*')
  const texts: unknown[] = [keys]
  for (const key of Array.isArray(keys) ? keys : []) {
    const type = await server.ask('TYPE', key)
    if (type === 'hash') texts.push(await server.ask('HGETALL', key))
    else if (type === 'zset') texts.push(await server.ask('ZRANGE', key, 0, -1))
    else if (type === 'set') texts.push(await server.ask('SMEMBERS', key))
    else throw new Error(`There is a key of type ${type}`)
  }
  return Buffer.from(JSON.stringify(texts))
}

describe('In an encrypted store', () => {
  const names = async (below: Store, space: string, collection: string) => {
    const page = await below.list(space, 0, { collection, offset: 0, limit: 9 })
    return isDue(page) ? [] : page.rows.map(({ id, value }) => ({ id, value }))
  }
  const put = (collection: string, id: string): Write => ({ write: 'put', collection, id, value: '1' })

  it('the same id shows in no other collection and no other space', async () => {
    const below = createMemoryStore()
    const store = encrypted(below)
    await store.commit('s', 0, { checks: [], writes: [put('users', 'jane'), put('posts', 'jane')] })
    await store.commit('t', 0, { checks: [], writes: [put('users', 'jane')] })
    const rows = [
      ...(await names(below, 's', 'users')),
      ...(await names(below, 's', 'posts')),
      ...(await names(below, 't', 'users')),
    ]
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3)
  })

  it('the same value is another text each time it is written', async () => {
    const below = createMemoryStore()
    const store = encrypted(below)
    const texts = new Set<unknown>()
    for (let i = 0; i < 100; i++) {
      await store.commit('s', 0, { checks: [], writes: [put('users', 'jane')] })
      texts.add((await names(below, 's', 'users'))[0]?.value)
    }
    expect(texts.size).toBe(100)
  })

  it('one text shows as another in each place, so that places cannot be matched', async () => {
    const stored: string[] = []
    const memory = createMemoryStore()
    const store = encrypted({
      ...memory,
      commit(space, now, commit) {
        for (const write of commit.writes)
          if (write.write !== 'put') stored.push('value' in write ? write.value : '')
        return memory.commit(space, now, commit)
      },
    })
    const at = { collection: 'users', id: 'jane', value: 'jane' }
    const writes: readonly Write[] = [
      { write: 'claim', ...at, constraint: 'name' },
      { write: 'claim', ...at, constraint: 'alias' },
      { write: 'index', ...at, index: 'name' },
      { write: 'index', ...at, index: 'alias' },
      { write: 'index', ...at, collection: 'posts', index: 'name' },
    ]
    await store.commit('s', 0, { checks: [], writes })
    await store.commit('t', 0, { checks: [], writes: writes.slice(0, 1) })
    expect(stored).toHaveLength(6)
    expect(new Set([...stored, 'jane']).size).toBe(7)
  })
})
