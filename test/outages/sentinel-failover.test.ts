// A failover by sentinels: what Redis can promise, and a whole mock under load that never answers wrong.
import { startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import { openStore } from '../../runtime/store/open-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { describeRedis, startSentinels, stopAll, until } from '../support/redis-server.js'
import { Load } from './load.js'
import { closeAll, closers, rememberingLog } from './outage.js'

const collection = 'orders'

describeRedis('In a failover of sentinels', () => {
  afterEach(closeAll)

  const start = async (replicaCount: number) => {
    const { primary, replica, replicas, sentinels } = await startSentinels(replicaCount)
    closers.push(() => stopAll([primary, ...replicas, ...sentinels]))
    const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`)
    return { primary, replica, replicas, url: `redis+sentinel://${hosts.join(',')}/main` }
  }

  it('a mock that waits for a replica answers right or 503, and has everything that was acknowledged', async () => {
    const { primary, replicas, url } = await start(2)
    const log = rememberingLog()
    const store = openStore(`${url}?waitForReplicas=1`, log)
    await store.ready()
    const { app } = await openMock(exampleDocument('bookstore'), { store, log })
    const mock = await startMock(app)
    closers.push(() => mock.close())
    const load = new Load({ mock })
    await until(async () => load.acknowledged >= 100)
    await primary.stop('SIGKILL')
    await until(async () => {
      const roles = await Promise.all(replicas.map((replica) => replica.ask('ROLE')))
      return roles.some((role) => String(role).startsWith('master'))
    })
    const goal = load.acknowledged + 100
    await until(async () => load.acknowledged >= goal, 40_000)
    await load.stop()
    await load.verify()
    expect(load.wrong).toEqual([])
    expect(load.refused).toBeGreaterThan(0)
  }, 120_000)

  it('what no replica has is lost, and is only acknowledged where nobody waits for one', async () => {
    const { primary, replica, url } = await start(1)
    const open = (address: string) => {
      const store = createRedisStore({ url: address })
      closers.push(() => store.close())
      return store
    }
    const [careless, careful] = [open(url), open(`${url}?waitForReplicas=1`)]
    const put = (store: typeof careful, id: string) =>
      store.commit('s', 0, { checks: [], writes: [{ write: 'put', collection, id, value: '1' }] })
    expect(await put(careless, 'a')).toMatchObject({ ok: true })
    expect(await put(careful, 'b')).toMatchObject({ ok: true })
    // From now on the replica gets nothing.
    await primary.ask('ACL', 'SETUSER', 'default', '-psync', '-sync')
    await primary.ask('CLIENT', 'KILL', 'TYPE', 'replica')
    expect(await put(careless, 'c')).toMatchObject({ ok: true })
    await expect(put(careful, 'd')).rejects.toMatchObject({ code: 'MOCK_STORE_INTERRUPTED' })
    await primary.stop('SIGKILL')
    await until(async () => String(await replica.ask('ROLE')).startsWith('master'))
    const refs = ['a', 'b', 'c', 'd'].map((id) => ({ collection, id }))
    const rows = await eventually(() => careless.read('s', 0, refs))
    expect(rows).toMatchObject([{ id: 'a' }, { id: 'b' }, undefined, undefined])
  }, 60_000)
})

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const results: T[] = []
  await until(async () => results.push(await work()) > 0)
  const [first] = results
  if (first === undefined) throw new Error('There is no result')
  return first
}
