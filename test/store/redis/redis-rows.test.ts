// What stands in Redis: any text exactly, large commits, damage that stays where it is, and keys that end together.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createRedisStore, type RedisStoreOptions } from '../../../runtime/store/redis/redis-store.js'
import { isDue, type ListQuery, type Row, type Store, type Write } from '../../../runtime/store/store.js'
import {
  connectAdmin,
  describeRedis,
  type RedisServer,
  startRedis,
  stopAll,
} from '../../support/redis-server.js'

const collection = 'pets'
const put = (id: string, value: string): Write => ({ write: 'put', collection, id, value })
const index = (value: string, id: string): Write => ({ write: 'index', collection, index: 'name', value, id })
const all: ListQuery = { collection, offset: 0, limit: 20_000 }

describeRedis('In Redis', () => {
  let server: RedisServer
  let store: Store
  let logged: object[]
  const stores: Store[] = []

  const open = (options: Partial<RedisStoreOptions> = {}) => {
    const note = (fields: object) => void logged.push(fields)
    const log = { info: () => undefined, warn: note, error: note }
    const opened = createRedisStore({ url: server.url, log, ...options })
    stores.push(opened)
    return opened
  }
  const write = (...writes: readonly Write[]) => store.commit('s', 0, { checks: [], writes })
  const read = async (...ids: readonly string[]): Promise<readonly (Row | undefined)[]> => {
    const rows = await store.read(
      's',
      0,
      ids.map((id) => ({ collection, id })),
    )
    return isDue(rows) ? [] : rows
  }
  const list = async (query: Partial<ListQuery> = {}) => {
    const page = await store.list('s', 0, { ...all, ...query })
    return isDue(page) ? { ids: [], total: -1 } : { ids: page.rows.map(({ id }) => id), total: page.total }
  }

  beforeAll(async () => {
    server = await startRedis()
  })
  beforeEach(() => {
    logged = []
    store = open()
  })
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((opened) => opened.close()))
    await server.ask('FLUSHALL')
  })
  afterAll(() => stopAll([server]))

  it('any text is kept, and sorts by its bytes, NUL included', async () => {
    const texts = [
      '',
      '\0',
      '\0\0',
      '\0\u0001',
      '\0z',
      '\u0001',
      '\n',
      ' ',
      '0',
      'a',
      'a\0',
      'a\0b',
      'a\u0001',
      'ab',
    ]
    const ids = texts.map((text) => `${text}id`)
    await write(...ids.map((id) => put(id, id)))
    for (const i of [3, 9, 0, 13, 7, 1, 5, 11, 2, 8, 12, 6, 10, 4])
      await write(index(texts[i] ?? '', ids[i] ?? ''))
    expect((await list({ index: 'name' })).ids).toEqual(ids)
    expect((await read(...ids)).map((row) => row?.value)).toEqual(ids)
    for (const [i, text] of texts.entries()) {
      expect(await list({ index: 'name', range: { from: text, to: text } })).toEqual({
        ids: [ids[i]],
        total: 1,
      })
      expect((await list({ index: 'name', range: { from: text } })).ids).toEqual(ids.slice(i))
      expect((await list({ index: 'name', range: { to: text } })).ids).toEqual(ids.slice(0, i + 1))
    }
  })

  it('due rows keep any name', async () => {
    const refs = [
      { collection: 'a\0', id: '\0b' },
      { collection: 'a', id: '\0\0b' },
    ]
    for (const ref of refs) await write({ write: 'due', ...ref, at: 1 })
    expect(await store.read('s', 0, [])).toEqual([])
    expect(await store.read('s', 1, [])).toEqual({ due: expect.arrayContaining(refs) })
  })

  it('a value of a mebibyte is kept', async () => {
    const value = JSON.stringify({ text: 'é'.repeat(2 ** 19) })
    await write(put('a', value))
    expect((await read('a'))[0]?.value === value).toBe(true)
  })

  it('half of a surrogate pair is refused instead of becoming another text', async () => {
    const lone = '\ud800'
    await write(put('\ufffd', '1'))
    const refused = { code: 'MOCK_STORE_LIMIT' }
    await expect(write(put(lone, '1'))).rejects.toMatchObject(refused)
    await expect(write(put('a', lone))).rejects.toMatchObject(refused)
    await expect(write(index(lone, 'a'))).rejects.toMatchObject(refused)
    await expect(read(lone)).rejects.toMatchObject(refused)
    await expect(store.list('s', 0, { ...all, collection: lone })).rejects.toMatchObject(refused)
    await expect(store.commit(lone, 0, { checks: [], writes: [put('a', '1')] })).rejects.toMatchObject(
      refused,
    )
    expect((await list()).ids).toEqual(['\ufffd'])
  })

  it('10,000 writes are one commit and one page', async () => {
    const writes = Array.from({ length: 5_000 }, (_, i) => [put(`id${i}`, `${i}`), index(`${i}`, `id${i}`)])
    expect(await write(...writes.flat())).toEqual({ ok: true, version: 1 })
    const { ids, total } = await list()
    expect(total).toBe(5_000)
    expect(ids).toEqual(writes.map((_, i) => `id${i}`))
    await write(...writes.map((_, i) => put(`more${i}`, '1')))
    expect((await list({ reverse: true })).ids.slice(0, 2)).toEqual(['more4999', 'more4998'])
    expect((await list()).ids).toHaveLength(10_000)
  })

  it('a commit beyond the limit is refused with its name', async () => {
    const many = Array.from({ length: 100_001 }, () => put('a', '1'))
    await expect(write(...many)).rejects.toThrow('maxCommitSteps')
    expect(await store.spaces()).toEqual([])
  })

  it('prefixes keep stores apart', async () => {
    const other = open({ prefix: 'other' })
    await write(put('a', '1'))
    expect(await other.read('s', 0, [{ collection, id: 'a' }])).toEqual([undefined])
    expect(await other.spaces()).toEqual([])
  })

  const rowsKey = '{mockgen:s}:1:rows:pets'
  it.each<[string, () => Promise<unknown>]>([
    ['overwritten', () => server.ask('HSET', rowsKey, 'b', 'garbage')],
    ['changed', () => server.ask('HSET', rowsKey, 'b', '1|2|00000000|{"n":2}')],
    ['cut off', () => server.ask('HSET', rowsKey, 'b', '1|2|')],
    ['emptied', () => server.ask('HSET', rowsKey, 'b', '')],
  ])('a row that somebody has %s fails by itself and is named', async (_how, damage) => {
    const rows = ['a', 'b', 'c']
    await write(...rows.map((id) => put(id, `{"n":"${id}"}`)), ...rows.map((id) => index(id, id)))
    await damage()
    await expect(read('b')).rejects.toMatchObject({ code: 'MOCK_STORE_DAMAGED', message: /s\/pets\/b/ })
    expect((await read('a', 'c')).map((row) => row?.id)).toEqual(['a', 'c'])
    expect(await list()).toEqual({ ids: ['a', 'c'], total: 3 })
    expect(await list({ index: 'name', reverse: true })).toEqual({ ids: ['c', 'a'], total: 3 })
    expect(await store.health()).toMatchObject({ status: 'degraded', details: { damaged: 's/pets/b' } })
    expect(logged).toMatchObject([{ space: 's', collection, id: 'b' }])
    expect(await write(put('b', '2'))).toMatchObject({ ok: true })
    expect(await list()).toEqual({ ids: ['a', 'b', 'c'], total: 3 })
    expect(await read('b')).toMatchObject([{ value: '2', sequence: 2 }])
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it('a row that somebody has removed, and an entry that is none, leave pages whole', async () => {
    await write(put('a', '1'), index('x', 'a'), put('b', '2'), index('y', 'b'))
    await server.ask('HDEL', rowsKey, 'a')
    await server.ask('ZADD', '{mockgen:s}:1:index:pets:name', 0, 'foreign')
    expect((await list()).ids).toEqual(['b'])
    expect((await list({ index: 'name' })).ids).toEqual(['b'])
    expect(await store.health()).toMatchObject({ status: 'degraded', details: { damagedRows: 2 } })
    await store.drop('s')
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it('a call is one round trip', async () => {
    await write(put('a', '1'))
    await read('a')
    await list()
    const sent: string[] = []
    const watcher = connectAdmin({ port: server.port })
    const monitor = await watcher.monitor()
    monitor.on('monitor', (_time: string, args: readonly string[], source: string) => {
      if (source !== 'lua') sent.push(String(args[0]).toLowerCase())
    })
    await write(put('b', '1'), index('x', 'b'))
    await store.commit('s', 0, { checks: [{ check: 'present', collection, id: 'b' }], writes: [] })
    await read('a', 'b')
    await list({ index: 'name', range: { from: 'x' } })
    await store.drop('s')
    await expect.poll(() => sent).toEqual([...Array.from({ length: 5 }, () => 'evalsha'), 'srem', 'exists'])
    monitor.disconnect()
    watcher.disconnect()
  })

  it('dropping a space leaves nothing of it', async () => {
    await write(put('a', '1'), index('x', 'a'), { write: 'due', collection, id: 'a', at: 9 })
    await write({ write: 'claim', collection, constraint: 'c', value: 'v', id: 'a' })
    await store.drop('s')
    expect(await server.ask('KEYS', '*')).toEqual([])
  })

  it('a space that another server drops and this one makes again is listed', async () => {
    const other = open()
    await write(put('a', '1'))
    await other.drop('s')
    expect(await store.spaces()).toEqual([])
    await write(put('a', '1'))
    expect(await other.spaces()).toEqual(['s'])
  })

  it('names without a space are forgotten', async () => {
    await server.ask('SADD', 'mockgen:1:spaces', 'gone')
    await write(put('a', '1'))
    expect(await store.spaces()).toEqual(['s'])
    expect(await store.spaces()).toEqual(['s'])
    expect(await server.ask('SMEMBERS', 'mockgen:1:spaces')).toEqual(['s'])
  })

  it('an abandoned space goes at once and entirely, others stay', async () => {
    const limited = open({ abandonedAfterMs: (space) => (space === 'default' ? undefined : 60_000) })
    const commit = (space: string, ...writes: readonly Write[]) =>
      limited.commit(space, 0, { checks: [], writes })
    await commit('s', put('a', '1'), { write: 'due', collection, id: 'a', at: 9 })
    await commit('default', put('a', '1'))
    await expect.poll(() => server.ask('PTTL', rowsKey)).toBeGreaterThan(0)
    await commit('s', index('x', 'a'))
    const keys = await server.ask('KEYS', '{mockgen:s}*')
    const ends = await Promise.all(
      (Array.isArray(keys) ? keys : []).map((key) => server.ask('PEXPIRETIME', key)),
    )
    expect(ends).toHaveLength(6)
    expect(Math.max(...ends.map(Number)) - Math.min(...ends.map(Number))).toBeLessThanOrEqual(1)
    expect(Math.min(...ends.map(Number))).toBeGreaterThan(0)
    expect(await server.ask('PTTL', '{mockgen:default}:1:meta')).toBe(-1)
  })
})
