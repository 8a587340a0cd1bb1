// Rows that do not open: each fails by itself, says why, and takes nothing else with it.
import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../runtime/store/memory-store.js'
import { isDue, type ListQuery, type Row, type Store, type Write } from '../../../runtime/store/store.js'
import { keyStores } from './encrypted.js'

const collection = 'pets'
const put = (id: string, value = `"${id}"`): Write => ({ write: 'put', collection, id, value })
const index = (id: string): Write => ({ write: 'index', collection, index: 'kind', value: 'dog', id })
const all: ListQuery = { collection, offset: 0, limit: 99 }
const dogs: ListQuery = { ...all, index: 'kind', range: { from: 'dog', to: 'dog' } }

describe('A row', () => {
  let below: Store
  let store: Store
  let logged: object[]
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (fields: object) => void logged.push(fields),
  }

  const write = (to: Store, ...writes: readonly Write[]) => to.commit('s', 0, { checks: [], writes })
  const read = (id: string, from = store) => from.read('s', 0, [{ collection, id }])
  const ids = async (query = all, from = store) => {
    const page = await from.list('s', 0, query)
    if (isDue(page)) throw new Error('Nothing should be due')
    return { ids: page.rows.map(({ id }) => id), total: page.total }
  }
  const stored = async (space = 's'): Promise<readonly Row[]> => {
    const page = await below.list(space, 0, all)
    return isDue(page) ? [] : page.rows
  }
  const at = async (position: number): Promise<Row> => {
    const row = (await stored())[position]
    if (row === undefined) throw new Error(`There is no row ${position}`)
    return row
  }
  const under = (key: number, ...old: readonly number[]): Store => {
    const stores = keyStores(below, key, old, log)
    return stores.storeFor(stores.currentKeyId)
  }

  beforeEach(async () => {
    logged = []
    below = createMemoryStore()
    store = under(1)
    await write(store, put('a'), put('b'), put('c'), index('a'), index('b'), index('c'))
  })

  const damages: readonly (readonly [string, string, () => Promise<string>])[] = [
    ['changed in one character', 'MOCK_STORE_DAMAGED', async () => flipped((await at(1)).value, 30)],
    ['changed at its end', 'MOCK_STORE_DAMAGED', async () => flipped((await at(1)).value, -3)],
    ['changed in its nonce', 'MOCK_STORE_DAMAGED', async () => flipped((await at(1)).value, 13)],
    ['cut off', 'MOCK_STORE_DAMAGED', async () => (await at(1)).value.slice(0, -4)],
    ['cut off before its nonce', 'MOCK_STORE_DAMAGED', async () => (await at(1)).value.slice(0, 12)],
    ['cut off before its key', 'MOCK_STORE_DAMAGED', async () => 'e1.'],
    ['another row’s', 'MOCK_STORE_DAMAGED', async () => (await at(0)).value],
    ['plain', 'MOCK_STORE_NOT_ENCRYPTED', async () => '"b"'],
    ['emptied', 'MOCK_STORE_NOT_ENCRYPTED', async () => ''],
    ['of a key that is not there', 'MOCK_STORE_KEY_UNKNOWN', async () => `e1.AAAAAAAA.${'A'.repeat(60)}`],
  ]
  it.each(damages)('that is %s fails by itself with %s and is named', async (_how, code, damage) => {
    const { id } = await at(1)
    await write(below, put(id, await damage()))
    await expect(read('b')).rejects.toMatchObject({ code })
    expect(await read('a')).toMatchObject([{ id: 'a', value: '"a"' }])
    expect(await ids()).toEqual({ ids: ['a', 'c'], total: 3 })
    expect(await ids({ ...dogs, reverse: true })).toEqual({ ids: ['c', 'a'], total: 3 })
    const beside = { ...all, also: { collection, id: 'b' } }
    await expect(store.list('s', 0, beside)).rejects.toMatchObject({ code })
    const unreadable = `s/${collection}/${id}`
    expect(await store.health()).toMatchObject({
      status: 'degraded',
      details: { unreadableRows: 1, unreadable },
    })
    expect(logged).toMatchObject([{ err: { code }, space: 's', collection, id }])

    await write(store, put('b', '"again"'))
    expect(await read('b')).toMatchObject([{ value: '"again"', sequence: 2 }])
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it('that does not open can be deleted', async () => {
    const { id } = await at(1)
    await write(below, put(id, 'e1.'))
    await expect(read('b')).rejects.toMatchObject({ code: 'MOCK_STORE_DAMAGED' })
    await write(store, { write: 'delete', collection, id: 'b' })
    expect(await read('b')).toEqual([undefined])
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it('that does not open is forgotten with its space', async () => {
    await write(below, put((await at(1)).id, 'e1.'))
    await ids()
    await store.drop('s')
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it('that changes places with another opens in neither', async () => {
    const [a, b] = [await at(0), await at(1)]
    await write(below, put(a.id, b.value), put(b.id, a.value))
    for (const id of ['a', 'b']) await expect(read(id)).rejects.toMatchObject({ code: 'MOCK_STORE_DAMAGED' })
    expect(await ids()).toEqual({ ids: ['c'], total: 3 })
  })

  it('of another collection or space does not open, id and all', async () => {
    const elsewhere = { collection: 'cats', id: 'a' }
    await write(store, { write: 'put', ...elsewhere, value: '"cat"' })
    const page = await below.list('s', 0, { ...all, collection: 'cats' })
    const [cat] = isDue(page) ? [] : page.rows
    const { id, value } = await at(0)
    await write(below, put(cat?.id ?? '', cat?.value))
    expect(await ids()).toEqual({ ids: ['a', 'b', 'c'], total: 4 })
    await below.commit('t', 0, { checks: [], writes: [put(id, value)] })
    expect(await store.list('t', 0, all)).toEqual({ rows: [], total: 1 })
  })

  it('of a known key that is not the one of its space is told from an unknown one', async () => {
    await write(below, put((await at(1)).id, (await at(1)).value))
    const foreign = createMemoryStore()
    const stores = keyStores(foreign, 2)
    await write(stores.storeFor(stores.currentKeyId), put('b'))
    const page = await foreign.list('s', 0, all)
    await write(below, put((await at(1)).id, isDue(page) ? '' : page.rows[0]?.value))
    await expect(read('b', under(1, 2))).rejects.toMatchObject({ code: 'MOCK_STORE_KEY_OTHER' })
    await expect(read('b', under(1))).rejects.toMatchObject({ code: 'MOCK_STORE_KEY_UNKNOWN' })
  })

  describe('in a space that is read with the wrong key', () => {
    it('makes a page fail, because a page without it would be wrong', async () => {
      await expect(ids(all, under(2))).rejects.toMatchObject({ code: 'MOCK_STORE_KEY_UNKNOWN' })
      await expect(ids(all, under(2, 1))).rejects.toMatchObject({ code: 'MOCK_STORE_KEY_OTHER' })
      await below.commit('plain', 0, { checks: [], writes: [put('a')] })
      await expect(store.list('plain', 0, all)).rejects.toMatchObject({ code: 'MOCK_STORE_NOT_ENCRYPTED' })
    })
  })

  describe('that is due', () => {
    const due = (id: string, time: number | undefined): Write => ({ write: 'due', collection, id, at: time })

    // As long as a stored id has to be, so that only its check can tell.
    const planted = 'planted-by-hand-and-long-enough'

    it('and is none of the key’s is left out and named, and nothing waits for it', async () => {
      await write(below, due(planted, 5))
      await write(store, due('b', 7))
      expect(await store.read('s', 6, [{ collection, id: 'a' }])).toMatchObject([{ id: 'a' }])
      expect(await store.list('s', 6, { ...all, limit: 0 })).toEqual({ rows: [], total: 3 })
      expect(await store.commit('s', 6, { checks: [], writes: [put('d')] })).toMatchObject({ ok: true })
      expect(await store.read('s', 7, [])).toEqual({ due: [{ collection, id: 'b' }] })
      expect(await store.health()).toMatchObject({ status: 'degraded', details: { unreadableRows: 1 } })
      expect(logged).toMatchObject([{ err: { code: 'MOCK_STORE_DAMAGED' }, id: planted }])
    })

    it('does not open and can still be settled', async () => {
      await write(store, due('b', 5))
      await write(below, put((await at(1)).id, 'e1.'))
      expect(await store.read('s', 5, [])).toEqual({ due: [{ collection, id: 'b' }] })
      const writes = [{ write: 'delete', collection, id: 'b' } as const, due('b', undefined)]
      expect(await store.commit('s', 5, { checks: [], writes, settling: true })).toMatchObject({ ok: true })
      expect(await ids()).toEqual({ ids: ['a', 'c'], total: 2 })
    })
  })
})

function flipped(text: string, position: number): string {
  const at = position < 0 ? text.length + position : position
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
