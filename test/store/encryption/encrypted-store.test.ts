// The encrypted store keeps the contract of the store port over every engine, as far as hidden values allow.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../../runtime/store/memory-store.js'
import { createRedisStore } from '../../../runtime/store/redis/redis-store.js'
import { type IndexRange, isDue, type ListQuery, type Write } from '../../../runtime/store/store.js'
import { describeRedis, type RedisServer, startRedis, stopAll } from '../../support/redis-server.js'
import { tempFolder } from '../../support/temp-folder.js'
import { describeStore } from '../store-contract.js'
import { encrypted } from './encrypted.js'
import { rangesByValue } from './ranges-by-value.js'

const root = tempFolder('mockgen-encrypted-store')

// Ranges and the order of an index do not apply: `rangesByValue` asks for the values of a range one by one, so these parts
// of the contract show that equality, totals and insertion order are whole. That ranges are refused is tested below.
describeStore('the encrypted memory store', rangesByValue({ open: () => encrypted(createMemoryStore()) }))
describeStore(
  'the encrypted file store',
  rangesByValue({
    open: async (data) => encrypted(await createFileStore(join(root, data), { fsync: 'never' })),
    durable: true,
  }),
)
describeRedis('Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => stopAll([server]))
  describeStore(
    'the encrypted Redis store',
    rangesByValue({
      open: (data) => encrypted(createRedisStore({ url: server.url, prefix: data })),
      shared: true,
      durable: true,
    }),
  )
})

const collection = 'pets'
const put = (id: string, value: string): Write => ({ write: 'put', collection, id, value })

describe('The encrypted memory store', () => {
  const ranges: readonly (readonly [string, IndexRange | undefined])[] = [
    ['the order of an index', undefined],
    ['an open range', {}],
    ['a range from a value', { from: '2' }],
    ['a range up to a value', { to: '2' }],
    ['a range between values', { from: '1', to: '2' }],
    ['a range whose bounds are crossed', { from: '2', to: '1' }],
  ]
  it.each(ranges)('has no answer to %s', async (_title, range) => {
    const store = encrypted(createMemoryStore())
    const query = { collection, index: 'age', offset: 0, limit: 1, ...(range && { range }) }
    await expect(store.list('s', 0, query)).rejects.toThrow(TypeError)
    const count = { check: 'count', collection, index: 'age', range: range ?? {}, count: 0 } as const
    await expect(store.commit('s', 0, { checks: [count], writes: [] })).rejects.toThrow(TypeError)
  })

  it('has all of that in collections of the runtime’s own state', async () => {
    const store = encrypted(createMemoryStore())
    const row = { collection: '$space', id: 'clock' }
    const writes: readonly Write[] = [
      { write: 'put', ...row, value: '{}' },
      { write: 'index', ...row, index: 'age', value: '5' },
      { write: 'due', ...row, at: 9 },
    ]
    await store.commit('s', 0, { checks: [], writes })
    const query: ListQuery = { collection: '$space', index: 'age', range: { from: '4' }, offset: 0, limit: 9 }
    expect(await store.list('s', 0, query)).toMatchObject({ rows: [{ id: 'clock', value: '{}' }], total: 1 })
    expect(await store.read('s', 9, [row])).toEqual({ due: [row] })
  })

  it('names what is due although no row is there, so that it can be settled', async () => {
    const store = encrypted(createMemoryStore())
    const row = { collection, id: 'gone' }
    await store.commit('s', 0, { checks: [], writes: [{ write: 'due', ...row, at: 5 }] })
    expect(await store.read('s', 5, [row])).toEqual({ due: [row] })
    await store.commit('s', 5, {
      checks: [],
      writes: [{ write: 'due', ...row, at: undefined }],
      settling: true,
    })
    expect(await store.read('s', 5, [row])).toEqual([undefined])
  })

  it('goes on after more spaces than it keeps keys at hand for', async () => {
    const store = encrypted(createMemoryStore())
    const names = Array.from({ length: 250 }, (_, i) => `space${i}`)
    for (const name of names) await store.commit(name, 0, { checks: [], writes: [put('a', name)] })
    for (const name of names)
      expect(await store.read(name, 0, [{ collection, id: 'a' }])).toMatchObject([{ id: 'a', value: name }])
  })

  it('keeps any text as an id, a unique value and an index value', async () => {
    const store = encrypted(createMemoryStore())
    const texts = ['', '\0', '__proto__', 'constructor', '\u{1F600}', '\uFEFFbom', 'e1.x', 'a'.repeat(2_000)]
    for (const text of texts) {
      const range = { from: text, to: text }
      const writes: readonly Write[] = [
        put(text, text),
        { write: 'claim', collection, constraint: text, value: text, id: text },
        { write: 'index', collection, index: 'text', value: text, id: text },
      ]
      await store.commit('s', 0, { checks: [], writes })
      expect(await store.read('s', 0, [{ collection, id: text }])).toMatchObject([{ id: text, value: text }])
      const page = await store.list('s', 0, { collection, index: 'text', range, offset: 0, limit: 9 })
      expect(page).toMatchObject({ rows: [{ id: text, value: text }], total: 1 })
      const taken = { check: 'unique', collection, constraint: text, value: text } as const
      expect(await store.commit('s', 0, { checks: [taken], writes: [] })).toEqual({ ok: false, failed: 0 })
    }
    const all = await store.list('s', 0, { collection, offset: 0, limit: 99 })
    expect(isDue(all) ? [] : all.rows.map(({ id }) => id)).toEqual(texts)
  })

  it('keeps a value of a mebibyte and a commit of 10,000 writes', async () => {
    const store = encrypted(createMemoryStore())
    const value = JSON.stringify({ text: 'é'.repeat(2 ** 19) })
    const many = Array.from({ length: 9_999 }, (_, i) => put(`id${i}`, `${i}`))
    await store.commit('s', 0, { checks: [], writes: [put('large', value), ...many] })
    const rows = await store.read('s', 0, [
      { collection, id: 'large' },
      { collection, id: 'id9998' },
    ])
    if (isDue(rows)) throw new Error('Nothing should be due')
    expect(rows[0]?.value === value).toBe(true)
    expect(rows[1]?.value).toBe('9998')
  })

  it('refuses half of a surrogate pair instead of making it another text', async () => {
    const store = encrypted(createMemoryStore())
    const lone = '\ud800'
    const refused = { code: 'MOCK_STORE_LIMIT' }
    const commit = (write: Write, space = 's') => store.commit(space, 0, { checks: [], writes: [write] })
    await expect(commit(put(lone, '1'))).rejects.toMatchObject(refused)
    await expect(commit(put('a', lone))).rejects.toMatchObject(refused)
    await expect(commit(put('a', '1'), lone)).rejects.toMatchObject(refused)
    await expect(store.read('s', 0, [{ collection, id: lone }])).rejects.toMatchObject(refused)
    expect(await store.spaces()).toEqual([])
  })
})
