// The fallback store: memory while Redis is away, replay when it is back, a report of what no longer applies.
import { expect, it } from 'vitest'
import { createFallbackStore } from '../../runtime/store/fallback-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import type { Store, StoreHealth } from '../../runtime/store/store.js'
import { storeConformance } from '../../runtime/store-conformance/index.js'
import { describeRedis, until } from '../support/redis-server.js'
import { FallbackScene, put, ref, remove, version } from './fallback-scene.js'
import { describeStore } from './store-contract.js'

describeRedis('The fallback store', () => {
  const scene = new FallbackScene()

  it('reads and changes what it has written, and hands it over', async () => {
    await scene.write([put('a', '1'), put('b', '1')])
    await scene.goAway()
    expect(await scene.values(scene.store, 'a')).toEqual(['1'])
    await scene.write([put('a', '2')])
    await scene.write([remove('b'), put('c', '3')])
    expect(await scene.values(scene.store, 'a', 'b', 'c')).toEqual(['2', undefined, '3'])
    expect(await scene.store.spaces()).toEqual(['s'])
    expect(await scene.store.health()).toMatchObject({
      status: 'degraded',
      details: { fallback: true, waitingChanges: 2 },
    })
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a', 'b', 'c')).toEqual(['2', undefined, '3'])
    expect(await scene.values(scene.store, 'a', 'b', 'c')).toEqual(['2', undefined, '3'])
    expect(await scene.store.health()).toMatchObject({ kind: 'redis', status: 'healthy' })
    expect(scene.logged).toEqual([])
  })

  it('leaves nothing of its own in Redis', async () => {
    await scene.goAway()
    await scene.write([put('a', '1')])
    await scene.comeBack()
    expect(await scene.other.list('s', 0, { collection: '$fallback', offset: 0, limit: 9 })).toEqual({
      rows: [],
      total: 0,
    })
  })

  it('serves from the start when Redis was never there', async () => {
    await scene.wire.cut()
    await scene.reopen({})
    await scene.write([put('a', '1')])
    expect(scene.store.isDegraded()).toBe(true)
    expect(await scene.values(scene.store, 'a')).toEqual(['1'])
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a')).toEqual(['1'])
  })

  it('reports a change that another server has made impossible, and applies the others', async () => {
    const first = await scene.write([put('a', '1'), put('b', '1')])
    await scene.goAway()
    expect(await scene.commit([version('a', first)], [put('a', 'mine')])).toMatchObject({ ok: true })
    expect(await scene.commit([version('b', first)], [put('b', 'mine')])).toMatchObject({ ok: true })
    await scene.write([put('a', 'theirs')], scene.other)
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a', 'b')).toEqual(['theirs', 'mine'])
    expect(await scene.values(scene.store, 'a', 'b')).toEqual(['theirs', 'mine'])
    expect(scene.logged).toEqual([{ space: 's', rows: ['pets/a'], check: 'version' }])
    expect(await scene.store.health()).toMatchObject({ status: 'healthy', details: { notApplied: 1 } })
  })

  it('reports what rests on a change that did not apply, and never shows either again', async () => {
    const first = await scene.write([put('a', '1')])
    await scene.goAway()
    const second = await scene.commit([version('a', first)], [put('a', 'mine')])
    if (!second.ok) throw new Error('It was refused')
    expect(await scene.commit([version('a', second.version)], [put('a', 'mine too')])).toMatchObject({
      ok: true,
    })
    await scene.write([put('a', 'theirs')], scene.other)
    await scene.comeBack()
    expect(scene.logged).toHaveLength(2)
    await scene.goAway()
    expect(await scene.values(scene.store, 'a')).not.toContain('mine')
    expect(await scene.values(scene.store, 'a')).not.toContain('mine too')
  })

  it('applies changes that rest on each other', async () => {
    const first = await scene.write([put('a', '1')])
    await scene.goAway()
    let at = first
    for (const value of ['2', '3', '4']) {
      const result = await scene.commit([version('a', at)], [put('a', value)])
      if (!result.ok) throw new Error('It was refused')
      at = result.version
    }
    expect(await scene.commit([version('a', first)], [put('a', 'lost')])).toEqual({ ok: false, failed: 0 })
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a')).toEqual(['4'])
    expect(scene.logged).toEqual([])
  })

  it('does a replay once, also when its answer is lost', async () => {
    await scene.write([put('a', '1')])
    await scene.goAway()
    await scene.write([put('a', 'mine')])
    await scene.write([put('b', 'mine')])
    const lost = scene.wire.loseReplyTo('mine')
    await scene.wire.mend()
    await lost
    expect(await scene.values(scene.other, 'a')).toEqual(['mine'])
    await scene.write([put('a', 'theirs')], scene.other)
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a', 'b')).toEqual(['theirs', 'mine'])
    expect(scene.logged).toEqual([])
  })

  it('does not make a change whose outcome is unknown, and shows it when it was made', async () => {
    await scene.write([put('a', '1')])
    const lost = scene.wire.loseReplyTo('interrupted')
    await expect(scene.write([put('a', 'interrupted')])).rejects.toMatchObject({
      code: 'MOCK_STORE_INTERRUPTED',
    })
    await lost
    expect(await scene.values(scene.store, 'a')).toEqual(['1'])
    await scene.comeBack()
    expect(await scene.values(scene.store, 'a')).toEqual(['interrupted'])
    expect(await scene.values(scene.other, 'a')).toEqual(['interrupted'])
  })

  it('waits with its changes while Redis is there but takes none', async () => {
    await scene.write([put('a', '1')])
    await scene.goAway()
    await scene.write([put('a', '2')])
    await scene.server.ask('CONFIG', 'SET', 'maxmemory', 1)
    await scene.wire.mend()
    await until(async () => String((await scene.store.health()).details?.reason).includes('maxmemory'))
    expect(await scene.values(scene.store, 'a')).toEqual(['2'])
    await scene.server.ask('CONFIG', 'SET', 'maxmemory', 0)
    await until(async () => !scene.store.isDegraded())
    expect(await scene.values(scene.other, 'a')).toEqual(['2'])
    expect(scene.logged).toEqual([])
  })

  it('refuses changes beyond its limit instead of losing them', async () => {
    await scene.reopen({ maxWaitingChanges: 2 })
    await scene.goAway()
    await scene.write([put('a', '1')])
    await scene.write([remove('a')])
    await expect(scene.write([put('a', '2')])).rejects.toThrow('maxWaitingChanges')
    expect(await scene.commit([], [])).toMatchObject({ ok: true })
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a')).toEqual([undefined])
    await scene.write([put('a', '3')])
    expect(await scene.values(scene.other, 'a')).toEqual(['3'])
  })

  it('refuses changes that take more memory than its limit', async () => {
    await scene.reopen({ maxCopyBytes: 10_000 })
    await scene.goAway()
    await scene.write([put('a', 'x'.repeat(3_000))])
    await expect(scene.write([put('b', 'x'.repeat(3_000))])).rejects.toThrow('maxCopyBytes')
    await scene.comeBack()
    expect((await scene.rows(scene.other, 'a', 'b')).map((row) => row?.id)).toEqual(['a', undefined])
  })

  it('drops nothing while Redis is away, and nothing afterwards', async () => {
    await scene.write([put('a', '1')])
    await scene.goAway()
    await expect(scene.store.drop('s')).rejects.toMatchObject({ code: 'MOCK_STORE_UNAVAILABLE' })
    expect(await scene.values(scene.store, 'a')).toEqual(['1'])
    await scene.comeBack()
    expect(await scene.values(scene.other, 'a')).toEqual(['1'])
    await scene.store.drop('s')
    expect(await scene.values(scene.other, 'a')).toEqual([undefined])
  })

  it('gives no steady view while Redis is away', async () => {
    await scene.goAway()
    expect(() => scene.store.steady()).toThrow(
      expect.objectContaining({ code: 'MOCK_STORE_UNAVAILABLE', cause: expect.any(Error) }),
    )
    await scene.comeBack()
    await scene.write([put('a', '1')], scene.store.steady())
    expect(await scene.values(scene.other, 'a')).toEqual(['1'])
  })

  it.each<[string, (store: Store) => Promise<unknown>]>([
    ['read', (store) => scene.values(store, 'a')],
    ['list', (store) => store.list('s', 0, { collection: 'pets', offset: 0, limit: 1 })],
    ['commit', (store) => scene.write([put('a', '2')], store)],
    ['drop', (store) => store.drop('s')],
    ['name spaces', (store) => store.spaces()],
  ])('does not %s in a steady view that an outage has ended', async (_what, call) => {
    await scene.write([put('a', '1')])
    const steady = scene.store.steady()
    await scene.wire.cut()
    // This is the first call that finds Redis away.
    await expect(call(steady)).rejects.toThrow(/MOCK|Redis|away/)
    expect(scene.store.isDegraded()).toBe(true)
    await expect(call(steady)).rejects.toMatchObject({ code: 'MOCK_STORE_UNAVAILABLE' })
    await scene.comeBack()
    await expect(call(steady)).rejects.toMatchObject({ code: 'MOCK_STORE_UNAVAILABLE' })
    expect(await scene.values(scene.other, 'a')).toEqual(['1'])
    expect(scene.logged).toEqual([])
  })

  it('takes a space back whose founding does not hold, and reports what was changed in it', async () => {
    await scene.write([put('w', 'theirs')], scene.other)
    await scene.goAway()
    const make = (space: string, value: string) =>
      scene.store.commit(space, 0, { checks: [], writes: [put('r', value)] })
    await make('new', 'seed')
    const founds = { space: 'new', sandbox: 'w' }
    const founding = {
      checks: [{ check: 'absent', ...ref('w') }],
      writes: [put('w', 'new')],
      founds,
    } as const
    expect(await scene.store.commit('s', 0, founding)).toMatchObject({ ok: true })
    await make('new', 'record')
    await make('another', 'record')
    await scene.comeBack()
    expect(await scene.other.spaces()).toEqual(['another', 's'])
    expect(await scene.values(scene.store, 'w')).toEqual(['theirs'])
    expect(scene.logged).toEqual([{ ...founds, changes: 1, records: 1, rows: ['pets/r'] }])
    expect(await scene.store.health()).toMatchObject({ status: 'healthy', details: { notApplied: 1 } })
  })

  it('reports at close what waits for a store that stays away, and rejects', async () => {
    await scene.write([put('a', '1')])
    await scene.goAway()
    await scene.write([put('a', '2')])
    await expect(scene.store.close()).rejects.toMatchObject({ code: 'MOCK_STORE_UNAVAILABLE' })
    expect(scene.logged).toEqual([{ space: 's', rows: ['pets/a'] }])
  })

  it('hands everything over at close when the store is back', async () => {
    await scene.reopen({ retryMs: 60_000 })
    await scene.write([put('a', '1')])
    await scene.goAway()
    await scene.write([put('a', '2')])
    await scene.wire.mend()
    await until(async () => (await scene.store.health()).details?.connected === true)
    await scene.store.close()
    expect(await scene.values(scene.other, 'a')).toEqual(['2'])
  })
})

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

describeRedis('Over Redis', () => {
  const scene = new FallbackScene()
  describeStore('The fallback store', {
    open: (data) =>
      createFallbackStore({
        primary: createRedisStore({ url: scene.server.url, prefix: data }),
        log: silent,
      }),
    shared: true,
    durable: true,
  })
})

describeRedis('While Redis is away', () => {
  const open = () => {
    // Nothing listens on port 1.
    const primary = createRedisStore({ url: 'redis://127.0.0.1:1', waitMs: 1 })
    const store = createFallbackStore({ primary, log: silent })
    return {
      ...store,
      async health(): Promise<StoreHealth> {
        const health = await store.health()
        expect(health.status).toBe('degraded')
        return { ...health, status: 'healthy' }
      },
      // It rejects, because what was written is lost.
      close: () => store.close().catch(() => undefined),
    }
  }
  // It drops nothing before Redis is back, and its versions lie between those of Redis, which are whole numbers.
  const needsRedis =
    /^(are dropped|begin anew after they were dropped|are not named when|.*as name of a space$|counts versions)/
  const cases = storeConformance({ open }).filter(({ title }) => !needsRedis.test(title))
  for (const { group, title, run } of cases)
    it(`keeps the contract of the store port, ${group}: ${title}`, run)
})
