// A node of a cluster goes away: the spaces of the others go on undisturbed, its own answer faults until it is back.
import { afterEach, expect, it } from 'vitest'
import { createRedisStore } from '../../../runtime/store/redis/redis-store.js'
import { isDue, type Store } from '../../../runtime/store/store.js'
import { StoreError } from '../../../runtime/store-error.js'
import {
  clusterSlots,
  describeRedis,
  type RedisServer,
  startCluster,
  stopAll,
  until,
} from '../../support/redis-server.js'

const collection = 'orders'
const answerMs = 500

/** Of all names, those whose slots the node at a position has. */
async function spacesOf(nodes: readonly RedisServer[], position: number): Promise<readonly string[]> {
  const [first, end] = clusterSlots(position)
  const names = Array.from({ length: 20 }, (_, i) => `space${i}`)
  const slots = await Promise.all(
    names.map((name) => nodes[0]?.ask('CLUSTER', 'KEYSLOT', `{mockgen:${name}}`)),
  )
  return names.filter((_, i) => Number(slots[i]) >= first && Number(slots[i]) < end)
}

describeRedis('When a node of a cluster goes away', () => {
  let nodes: readonly RedisServer[] = []
  const stores: Store[] = []
  afterEach(async () => {
    for (const node of nodes) node.signal('SIGCONT')
    await Promise.all(stores.splice(0).map((store) => store.close()))
    await stopAll(nodes)
  })

  const open = () => {
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`)
    const store = createRedisStore({ url: `redis+cluster://${hosts.join(',')}`, waitMs: 200, answerMs })
    stores.push(store)
    return store
  }

  // The names of all spaces are on the node at position 0: without it, spaces that are new to a server go on as well.
  it.each([
    ['is killed', 1, 'SIGKILL'],
    ['is killed that has the names of the spaces', 0, 'SIGKILL'],
    ['hangs', 1, 'SIGSTOP'],
    ['hangs that has the names of the spaces', 0, 'SIGSTOP'],
  ] as const)(
    'and %s, the spaces of the others go on, and health names it',
    async (_how, position, signal) => {
      nodes = await startCluster({ isPartial: true })
      const [gone, there] = [await spacesOf(nodes, position), await spacesOf(nodes, 2)]
      const node = nodes[position]
      const store = open()
      const known = there.slice(0, 2)
      const lost = startLoad(store, gone)
      const others = startLoad(store, known)
      await until(async () => lost.acknowledged.length >= 20 && others.acknowledged.length >= 20)

      if (signal === 'SIGKILL') await node?.stop(signal)
      else node?.signal(signal)
      await until(async () => lost.faults.size > 0)
      const fresh = startLoad(store, there.slice(2))
      const goal = others.acknowledged.length + 100
      await until(async () => others.acknowledged.length >= goal && fresh.acknowledged.length >= 20)
      expect([...others.faults, ...fresh.faults]).toEqual([])
      await until(async () => {
        const { status, details } = await store.health()
        return (
          status === 'degraded' && details?.unreachable === `127.0.0.1:${node?.port}` && details.nodes === 3
        )
      })
      const reader = open()
      await until(async () => (await list(reader, known[0] ?? '')).length > 0)

      if (signal === 'SIGKILL') await node?.start()
      else node?.signal('SIGCONT')
      await until(async () => (await store.health()).status === 'healthy')
      const back = lost.acknowledged.length + 20
      await until(async () => lost.acknowledged.length >= back)
      for (const load of [lost, others, fresh]) {
        await load.stop()
        expect(load.wrong).toEqual([])
        expect(await missing(store, load)).toEqual([])
      }
      await until(async () => (await store.spaces()).length === gone.length + there.length)
    },
    60_000,
  )
})

interface Load {
  /** `space/id` */
  readonly acknowledged: string[]
  readonly faults: Set<string>
  readonly wrong: unknown[]
  stop(): Promise<void>
}

function startLoad(store: Store, spaces: readonly string[]): Load {
  const acknowledged: string[] = []
  const faults = new Set<string>()
  const wrong: unknown[] = []
  let isRunning = true
  let next = 0
  const writer = async () => {
    while (isRunning) {
      const id = `id${next++}`
      const space = spaces[next % spaces.length] ?? ''
      try {
        const checks = [{ check: 'absent', collection, id }] as const
        const result = await store.commit(space, 0, {
          checks,
          writes: [{ write: 'put', collection, id, value: '1' }],
        })
        // Every id is new, so a refusal would be a commit that was carried out twice.
        if (isDue(result) || !result.ok) wrong.push(`${space}/${id} was refused`)
        else acknowledged.push(`${space}/${id}`)
      } catch (error) {
        if (error instanceof StoreError && /_(UNAVAILABLE|INTERRUPTED)$/.test(error.code))
          faults.add(error.code)
        else wrong.push(error)
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const writers = Array.from({ length: 4 }, writer)
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

async function list(store: Store, space: string): Promise<readonly string[]> {
  const page = await store.list(space, 0, { collection, offset: 0, limit: 10_000 })
  return isDue(page) ? [] : page.rows.map(({ id }) => `${space}/${id}`)
}

async function missing(store: Store, { acknowledged }: Load): Promise<readonly string[]> {
  const spaces = new Set(acknowledged.map((name) => name.split('/', 1)[0] ?? ''))
  const found = new Set((await Promise.all([...spaces].map((space) => list(store, space)))).flat())
  return acknowledged.filter((name) => !found.has(name))
}
