// Redis goes away under load: every answer is right or a StoreError, and what was acknowledged is there afterwards.
import { afterEach, expect, it } from 'vitest'
import { createRedisStore } from '../../../runtime/store/redis/redis-store.js'
import { isDue, type Store } from '../../../runtime/store/store.js'
import { StoreError } from '../../../runtime/store-error.js'
import {
  describeRedis,
  type RedisServer,
  startCluster,
  startRedis,
  startSentinels,
  stopAll,
  until,
} from '../../support/redis-server.js'

const collection = 'orders'

describeRedis('When Redis goes away', () => {
  const servers: RedisServer[] = []
  const stores: Store[] = []
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
    await stopAll(servers.splice(0))
  })

  const open = (url: string) => {
    const store = createRedisStore({ url, waitMs: 200, answerMs: 2_000 })
    stores.push(store)
    return store
  }

  it('a restart under load loses nothing that was acknowledged, and halves nothing', async () => {
    const server = await startRedis()
    servers.push(server)
    const store = open(server.url)
    const load = startLoad(store, ['s'])
    for (let round = 0; round < 3; round++) {
      const goal = load.acknowledged.length + 200
      await until(async () => load.acknowledged.length >= goal)
      await server.stop('SIGKILL')
      await until(async () => load.faults.has('MOCK_STORE_UNAVAILABLE'))
      await server.start()
    }
    const goal = load.acknowledged.length + 50
    await until(async () => load.acknowledged.length >= goal)
    await load.stop()
    expect(load.wrong).toEqual([])
    expect([...load.faults].every((code) => /UNAVAILABLE|INTERRUPTED/.test(code))).toBe(true)
    await expectWhole(store, 's', load.acknowledged)
    expect(await store.health()).toMatchObject({ status: 'healthy' })
  })

  it('a failover of sentinels leads to the new primary', async () => {
    const { primary, replica, sentinels } = await startSentinels()
    servers.push(primary, replica, ...sentinels)
    const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`)
    const store = open(`redis+sentinel://${hosts.join(',')}/main`)
    const before = startLoad(store, ['s'])
    await until(async () => before.acknowledged.length >= 100)
    await before.stop()
    // Replication is asynchronous: what Redis may lose in a failover is not what is tested here.
    await until(async () => {
      const info = String(await primary.ask('INFO', 'replication'))
      return numberAfter(info, 'master_repl_offset:') === numberAfter(info, ',offset=')
    })
    const during = startLoad(store, ['t'])
    await primary.stop('SIGKILL')
    await until(async () => String(await replica.ask('ROLE')).startsWith('master'))
    const goal = during.acknowledged.length + 100
    await until(async () => during.acknowledged.length >= goal)
    await during.stop()
    expect(during.wrong).toEqual([])
    await expectWhole(store, 's', before.acknowledged)
  }, 60_000)

  it('a cluster without one of its nodes answers faults, and goes on when the node is back', async () => {
    const nodes = await startCluster()
    servers.push(...nodes)
    const store = open(`redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`)
    const spaces = Array.from({ length: 6 }, (_, i) => `space${i}`)
    const load = startLoad(store, spaces)
    await until(async () => load.acknowledged.length >= 200)
    const [, stopped] = nodes
    await stopped?.stop('SIGKILL')
    await until(async () => load.faults.size > 0)
    await expect.poll(async () => (await store.health()).status, { timeout: 10_000 }).toBe('unhealthy')
    await stopped?.start()
    await expect.poll(async () => (await store.health()).status, { timeout: 20_000 }).toBe('healthy')
    const goal = load.acknowledged.length + 200
    await until(async () => load.acknowledged.length >= goal)
    await load.stop()
    expect(load.wrong).toEqual([])
    for (const [i, space] of spaces.entries())
      await expectWhole(
        store,
        space,
        load.acknowledged.filter((id) => id.startsWith(`${i}-`)),
      )
    expect(await store.spaces()).toEqual(spaces)
  }, 60_000)
})

interface Load {
  readonly acknowledged: string[]
  readonly faults: Set<string>
  /** What should never happen. */
  readonly wrong: unknown[]
  stop(): Promise<void>
}

// Eight writers create rows with a unique value and read each one back.
function startLoad(store: Store, spaces: readonly string[]): Load {
  const acknowledged: string[] = []
  const faults = new Set<string>()
  const wrong: unknown[] = []
  let isRunning = true
  let next = 0
  const writer = async () => {
    while (isRunning) {
      const at = next++ % spaces.length
      const id = `${at}-${next}`
      try {
        await create(store, spaces[at] ?? '', id)
        acknowledged.push(id)
      } catch (error) {
        if (error instanceof StoreError) faults.add(error.code)
        else wrong.push(error)
        // Faults come at once while Redis is away; the loop leaves time for everything else.
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
  }
  const writers = Array.from({ length: 8 }, writer)
  return {
    acknowledged,
    faults,
    wrong,
    async stop() {
      isRunning = false
      await Promise.all(writers)
    },
  }
}

async function create(store: Store, space: string, id: string): Promise<void> {
  const result = await store.commit(space, 0, {
    checks: [
      { check: 'absent', collection, id },
      { check: 'unique', collection, constraint: 'number', value: id },
    ],
    writes: [
      { write: 'put', collection, id, value: `{"id":"${id}"}` },
      { write: 'claim', collection, constraint: 'number', value: id, id },
      { write: 'index', collection, index: 'id', value: id, id },
    ],
  })
  // Every id is new, so a refusal would be a commit that was carried out twice.
  if (isDue(result) || !result.ok) throw new Error(`${id} was refused`)
  const rows = await store.read(space, 0, [{ collection, id }])
  if (isDue(rows) || rows[0] === undefined) throw new Error(`${id} was not there`)
}

// Every acknowledged row is there, and every row that is there is so entirely.
async function expectWhole(store: Store, space: string, acknowledged: readonly string[]): Promise<void> {
  const query = { collection, offset: 0, limit: 1_000_000 }
  const page = await store.list(space, 0, query)
  const indexed = await store.list(space, 0, { ...query, index: 'id' })
  if (isDue(page) || isDue(indexed)) throw new Error('Nothing is due')
  const ids = page.rows.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(acknowledged.filter((id) => !new Set(ids).has(id))).toEqual([])
  expect(indexed.rows.map(({ id }) => id).sort()).toEqual([...ids].sort())
  const held = ids.map(
    (id) => ({ check: 'unique', collection, constraint: 'number', value: id, holder: id }) as const,
  )
  expect(await store.commit(space, 0, { checks: held, writes: [] })).toMatchObject({ ok: true })
  const free = ids.map((id) => ({ check: 'unique', collection, constraint: 'number', value: id }) as const)
  for (const check of free.slice(0, 20))
    expect(await store.commit(space, 0, { checks: [check], writes: [] })).toMatchObject({ ok: false })
}

function numberAfter(text: string, name: string): number {
  return Number.parseInt(text.slice(text.indexOf(name) + name.length), 10)
}
