// The fallback store: memory while Redis is away, replay when it is back, a report of what no longer applies.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createFallbackStore, type FallbackStore } from '../../runtime/store/fallback-store.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { type Check, type CommitResult, isDue, type Store, type Write } from '../../runtime/store/store.js'
import { StoreError } from '../../runtime/store-error.js'
import {
  describeRedis,
  type RedisServer,
  startRedis,
  startWire,
  stopAll,
  until,
  type Wire,
} from '../support/redis-server.js'
import { describeStore } from './store-contract.js'

const collection = 'pets'
const put = (id: string, value: string): Write => ({ write: 'put', collection, id, value })
const version = (id: string, at: number): Check => ({ check: 'version', collection, id, version: at })

describeRedis('The fallback store', () => {
  let server: RedisServer
  let wire: Wire
  let store: FallbackStore
  let other: Store
  let logged: object[]
  let prefixes = 0

  const note = (fields: object) => void logged.push(fields)
  const open = (options: { readonly maxWaitingChanges?: number } = {}) => {
    const log = { info: () => undefined, warn: () => undefined, error: note }
    const primary = createRedisStore({
      url: `redis://127.0.0.1:${wire.port}`,
      prefix: `test${prefixes}`,
      waitMs: 50,
    })
    return createFallbackStore({ primary, standIn: createMemoryStore(), log, retryMs: 20, ...options })
  }
  const commit = async (checks: readonly Check[], writes: readonly Write[], at: Store = store) => {
    const result = await at.commit('s', 0, { checks, writes })
    if (isDue(result)) throw new Error('Nothing is due')
    return result
  }
  const values = async (at: Store, ...ids: readonly string[]) => {
    const rows = await at.read(
      's',
      0,
      ids.map((id) => ({ collection, id })),
    )
    if (isDue(rows)) throw new Error('Nothing is due')
    return rows.map((row) => row?.value)
  }
  const goAway = async () => {
    await wire.cut()
    await until(async () => {
      await values(store, 'none')
      return store.isDegraded()
    })
  }
  const comeBack = async () => {
    await wire.mend()
    await until(async () => !store.isDegraded())
  }

  beforeAll(async () => {
    server = await startRedis()
  })
  beforeEach(async () => {
    prefixes++
    wire = await startWire(server.port)
    logged = []
    store = open()
    other = createRedisStore({ url: server.url, prefix: `test${prefixes}` })
  })
  afterEach(async () => {
    await store.close().catch(() => undefined)
    await other.close()
    await wire.cut()
  })
  afterAll(() => stopAll([server]))

  it('reads and changes what it has written, and hands it over', async () => {
    await commit([], [put('a', '1'), put('b', '1')])
    await goAway()
    expect(await values(store, 'a')).toEqual(['1'])
    await commit([], [put('a', '2')])
    await commit([], [{ write: 'delete', collection, id: 'b' }, put('c', '3')])
    expect(await values(store, 'a', 'b', 'c')).toEqual(['2', undefined, '3'])
    expect(await store.spaces()).toEqual(['s'])
    expect(await store.health()).toMatchObject({
      status: 'degraded',
      details: { fallback: true, waitingChanges: 2 },
    })
    await comeBack()
    expect(await values(other, 'a', 'b', 'c')).toEqual(['2', undefined, '3'])
    expect(await values(store, 'a', 'b', 'c')).toEqual(['2', undefined, '3'])
    expect(await store.health()).toMatchObject({ kind: 'redis', status: 'healthy' })
    expect(logged).toEqual([])
  })

  it('goes on with the versions of Redis, before and after', async () => {
    const first = committed(await commit([], [put('a', '1')]))
    await goAway()
    const second = committed(await commit([version('a', first)], [put('a', '2')]))
    expect(second).toBeGreaterThan(first)
    expect(await commit([version('a', first)], [put('a', 'lost')])).toEqual({ ok: false, failed: 0 })
    const third = committed(await commit([version('a', second)], [put('a', '3')]))
    await comeBack()
    expect(await values(other, 'a')).toEqual(['3'])
    expect(await commit([version('a', third)], [put('a', 'stale')])).toMatchObject({ ok: false })
    const [row] = (await other.read('s', 0, [{ collection, id: 'a' }])) as readonly {
      readonly version: number
    }[]
    expect(row?.version).toBeGreaterThan(third)
    await goAway()
    expect(await commit([version('a', row?.version ?? -1)], [put('a', '4')])).toMatchObject({ ok: true })
  })

  it('reports a change that another server has made impossible, and applies the others', async () => {
    const first = committed(await commit([], [put('a', '1'), put('b', '1')]))
    await goAway()
    expect(await commit([version('a', first)], [put('a', 'mine')])).toMatchObject({ ok: true })
    expect(await commit([version('b', first)], [put('b', 'mine')])).toMatchObject({ ok: true })
    expect(await commit([version('a', first)], [put('a', 'theirs')], other)).toMatchObject({ ok: true })
    logged.length = 0
    await comeBack()
    expect(await values(other, 'a', 'b')).toEqual(['theirs', 'mine'])
    expect(await values(store, 'a', 'b')).toEqual(['theirs', 'mine'])
    expect(logged).toEqual([{ space: 's', rows: ['pets/a'] }])
    expect(await store.health()).toMatchObject({ status: 'healthy', details: { notApplied: 1 } })
  })

  it('refuses changes beyond its limit instead of losing them', async () => {
    await store.close()
    store = open({ maxWaitingChanges: 2 })
    await goAway()
    await commit([], [put('a', '1')])
    await store.drop('s')
    await expect(commit([], [put('a', '2')])).rejects.toThrow('maxWaitingChanges')
    expect(await commit([], [])).toMatchObject({ ok: true })
    await comeBack()
    expect(await values(other, 'a')).toEqual([undefined])
    await commit([], [put('a', '3')])
    expect(await values(other, 'a')).toEqual(['3'])
  })

  it('rejects close while changes wait for a store that stays away', async () => {
    await commit([], [put('a', '1')])
    await goAway()
    await commit([], [put('a', '2')])
    await expect(store.close()).rejects.toMatchObject({ code: 'MOCK_STORE_UNAVAILABLE' })
  })

  it('hands everything over at close when the store is back', async () => {
    await commit([], [put('a', '1')])
    await goAway()
    await commit([], [put('a', '2')])
    await wire.mend()
    await until(async () => (await store.health()).details?.connected === true)
    await store.close()
    expect(await values(other, 'a')).toEqual(['2'])
  })

  it('makes every acknowledged change visible or reports it, under load and restarts', async () => {
    const acknowledged: string[] = []
    const wrong: unknown[] = []
    let isRunning = true
    let next = 0
    const writer = async () => {
      while (isRunning) {
        const id = `id${next++}`
        try {
          const result = await commit([{ check: 'absent', collection, id }], [put(id, '1')])
          if (!result.ok) wrong.push(id)
          else if ((await values(store, id))[0] === '1') acknowledged.push(id)
          else wrong.push(`${id} is not visible`)
        } catch (error) {
          if (!(error instanceof StoreError) || error.code !== 'MOCK_STORE_INTERRUPTED') wrong.push(error)
        }
        // Memory is faster than the replay after it: without a pause more would wait than the limit allows.
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    const writers = Array.from({ length: 8 }, writer)
    for (let round = 0; round < 3; round++) {
      const goal = acknowledged.length + 100
      await until(async () => acknowledged.length >= goal)
      await server.stop()
      await until(async () => acknowledged.length >= goal + 200)
      await server.start()
      await until(async () => !store.isDegraded())
    }
    isRunning = false
    await Promise.all(writers)
    const lost = logged.flatMap((fields) =>
      'rows' in fields && Array.isArray(fields.rows) ? fields.rows : [],
    )
    const found = await values(other, ...acknowledged)
    const missing = acknowledged.filter((id, i) => found[i] === undefined && !lost.includes(`pets/${id}`))
    expect(missing).toEqual([])
    expect(wrong).toEqual([])
  }, 60_000)
})

describeRedis('Over Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => stopAll([server]))
  let made = 0
  describeStore('The fallback store', () => {
    const primary = createRedisStore({ url: server.url, prefix: `contract${made++}` })
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    return createFallbackStore({ primary, standIn: createMemoryStore(), log })
  })
})

function committed(result: CommitResult): number {
  if (!result.ok) throw new Error(`Check ${result.failed} failed`)
  return result.version
}
