// What a fallback store knows while its own store is away: rows that it wrote or read, and how it takes them for old.
import { expect, it } from 'vitest'
import { isDue } from '../../runtime/store/store.js'
import { describeRedis } from '../support/redis-server.js'
import { collection, FallbackScene, index, put, ref, remove, version } from './fallback-scene.js'

const guard = { collection: '$space', id: 'state' }
const putGuard = { write: 'put', ...guard, value: 'open' } as const

describeRedis('While Redis is away, the fallback store', () => {
  const scene = new FallbackScene()

  it('finds what it has read: rows, pages, and the row beside a page', async () => {
    await scene.write([put('a', '1'), put('b', '2'), put('c', '3'), putGuard], scene.other)
    const before = await scene.rows(scene.store, 'a')
    await scene.list({ offset: 1, limit: 1 })
    await scene.store.list('s', 0, { collection: 'none', offset: 0, limit: 1, also: guard })
    await scene.goAway()
    expect(await scene.rows(scene.store, 'a')).toEqual(before)
    expect(await scene.values(scene.store, 'a', 'b', 'c')).toEqual(['1', '2', undefined])
    expect(await scene.store.read('s', 0, [guard])).toMatchObject([{ value: 'open' }])
  })

  it('goes on behind a guard row that was only read beside a page, and hands over what was done there', async () => {
    const at = await scene.write([putGuard], scene.other)
    const guarded = { check: 'version', ...guard, version: at } as const
    await scene.store.list('s', 0, { collection, offset: 0, limit: 1, also: guard })
    await scene.goAway()
    expect(await scene.commit([guarded], [put('a', '1')])).toMatchObject({ ok: true })
    expect(await scene.store.list('s', 0, { collection, offset: 0, limit: 1, also: guard })).toMatchObject({
      total: 1,
      also: { version: at },
    })
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a')).toEqual(['1'])
    expect(scene.logged).toEqual([])
  })

  it('reports what was done behind a guard that another server has changed', async () => {
    const at = await scene.write([putGuard], scene.other)
    await scene.store.read('s', 0, [guard])
    await scene.goAway()
    const guarded = { check: 'version', ...guard, version: at } as const
    expect(await scene.commit([guarded], [put('a', '1')])).toMatchObject({ ok: true })
    await scene.write([{ ...putGuard, value: 'moved' }], scene.other)
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a')).toEqual([undefined])
    expect(scene.logged).toEqual([{ space: 's', rows: ['pets/a'], check: 'version' }])
  })

  it('lists all known rows in order of insertion', async () => {
    await scene.write(
      ['a', 'b', 'c', 'd'].map((id) => put(id, id)),
      scene.other,
    )
    await scene.rows(scene.store, 'd')
    await scene.rows(scene.store, 'b')
    await scene.write([put('e', 'e')])
    await scene.goAway()
    await scene.write([put('f', 'f')])
    expect(await scene.list()).toEqual({ ids: ['b', 'd', 'e', 'f'], total: 4 })
    expect(await scene.list({ reverse: true, limit: 1 })).toEqual({ ids: ['f'], total: 4 })
  })

  it('lists by an index the rows whose entry it wrote or listed by just that value', async () => {
    const kinds = [index('cat', 'a'), index('cat', 'b'), index('dog', 'c')]
    await scene.write([put('a', '1'), put('b', '2'), put('c', '3'), ...kinds], scene.other)
    const cats = { index: 'kind', range: { from: 'cat', to: 'cat' } }
    expect(await scene.list(cats)).toEqual({ ids: ['a', 'b'], total: 2 })
    expect(await scene.list({ index: 'kind' })).toEqual({ ids: ['a', 'b', 'c'], total: 3 })
    await scene.write([put('d', '4'), index('dog', 'd')])
    await scene.goAway()
    expect(await scene.list(cats)).toEqual({ ids: ['a', 'b'], total: 2 })
    expect(await scene.list({ index: 'kind' })).toEqual({ ids: ['a', 'b', 'd'], total: 3 })
    expect(await scene.values(scene.store, 'c')).toEqual(['3'])
    await scene.write([remove('a')])
    expect(await scene.list(cats)).toEqual({ ids: ['b'], total: 1 })
  })

  it('takes the word of Redis for what others changed and removed', async () => {
    await scene.write([put('a', '1'), index('cat', 'a'), put('b', '1'), put('c', '1')])
    await scene.write([put('a', '2'), remove('b')], scene.other)
    expect(await scene.values(scene.store, 'a', 'b')).toEqual(['2', undefined])
    await scene.goAway()
    expect(await scene.values(scene.store, 'a', 'b', 'c')).toEqual(['2', undefined, '1'])
    expect(await scene.list({ index: 'kind' })).toEqual({ ids: [], total: 0 })
  })

  it('forgets a space that another server has dropped and made again', async () => {
    await scene.write([put('a', '1')])
    await scene.write([put('a', '2'), put('b', '2')])
    await scene.other.drop('s')
    await scene.write([put('a', 'new')], scene.other)
    expect(await scene.values(scene.store, 'a')).toEqual(['new'])
    await scene.goAway()
    expect(await scene.values(scene.store, 'a', 'b')).toEqual(['new', undefined])
  })

  it('forgets what was not used for longest beyond its limit, and everything that stands beside it', async () => {
    await scene.reopen({ maxCopyBytes: 20_000 })
    await scene.write([putGuard])
    for (let i = 0; i < 30; i++) {
      const id = `id${i}`
      const claim = { write: 'claim', ...ref(id), constraint: 'name', value: id } as const
      await scene.write([put(id, 'x'.repeat(500)), index('cat', id), claim])
      await scene.store.read('s', 0, [guard])
    }
    await scene.goAway()
    const { ids, total } = await scene.list()
    expect(total).toBeGreaterThan(5)
    expect(total).toBeLessThan(15)
    expect(ids.at(-1)).toBe('id29')
    expect(await scene.list({ index: 'kind' })).toEqual({ ids, total })
    expect(await scene.store.read('s', 0, [guard])).toMatchObject([{ value: 'open' }])
    const free = { check: 'unique', collection, constraint: 'name' } as const
    expect(await scene.commit([{ ...free, value: 'id0' }], [])).toMatchObject({ ok: true })
    expect(await scene.commit([{ ...free, value: 'id29' }], [])).toMatchObject({ ok: false })
  })

  it('does not forget what is used', async () => {
    await scene.reopen({ maxCopyBytes: 8_000 })
    const text = 'x'.repeat(500)
    for (const id of ['a', 'b', 'c', 'd']) await scene.write([put(id, text)])
    await scene.rows(scene.store, 'a')
    for (const id of ['e', 'f', 'g']) await scene.write([put(id, text)])
    await scene.goAway()
    const known = (await scene.rows(scene.store, 'a', 'b', 'g')).map((row) => row?.id)
    expect(known).toEqual(['a', undefined, 'g'])
  })

  it('gives versions that Redis never gives, and none of them twice', async () => {
    const first = await scene.write([put('a', '1')])
    const given: number[] = []
    for (let outage = 0; outage < 3; outage++) {
      await scene.goAway()
      for (let i = 0; i < 3; i++) given.push(await scene.write([put('a', `${outage} ${i}`)]))
      expect((await scene.rows(scene.store, 'a'))[0]?.version).toBe(given.at(-1))
      await scene.comeBack()
    }
    expect(given.filter(Number.isInteger)).toEqual([])
    expect([...given].sort((a, b) => a - b)).toEqual([first, ...given].slice(1))
    expect(new Set(given).size).toBe(9)
    for (const stale of [first, ...given])
      expect(await scene.commit([version('a', stale)], [put('a', 'stale')])).toEqual({ ok: false, failed: 0 })
    const [row] = await scene.rows(scene.store, 'a')
    expect(Number.isInteger(row?.version)).toBe(true)
    await scene.goAway()
    expect(await scene.commit([version('a', row?.version ?? -1)], [put('a', 'next')])).toMatchObject({
      ok: true,
    })
  })

  it('holds due times of what it wrote against the clock of the caller', async () => {
    await scene.write([put('a', '1'), { write: 'due', ...ref('a'), at: 1_000 }])
    await scene.goAway()
    expect(await scene.store.read('s', 999, [ref('a')])).toMatchObject([{ value: '1' }])
    expect(isDue(await scene.store.read('s', 1_000, [ref('a')]))).toBe(true)
    const settling = { writes: [remove('a'), { write: 'due', ...ref('a'), at: undefined }] } as const
    await scene.store.commit('s', 1_000, { checks: [], settling: true, ...settling })
    await scene.comeBack()
    expect(await scene.other.read('s', 1_000, [ref('a')])).toEqual([undefined])
  })
})
