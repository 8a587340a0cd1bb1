// Redis is killed and started again under the load of a whole mock: with `fail` every answer is right or 503; with
// `fallback` answers go on, marked, and everything acknowledged is there afterwards or was reported.
import { startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import type { OnConnectionFailure } from '../../runtime/store/connection-failure.js'
import { openStore } from '../../runtime/store/open-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { describeRedis, startRedis, until } from '../support/redis-server.js'
import { Load } from './load.js'
import { closeAll, closers, outageRounds, outageTimeoutMs, rememberingLog } from './outage.js'

describeRedis('When Redis is killed and started again under load, a mock', () => {
  afterEach(closeAll)

  const start = async (onConnectionFailure: OnConnectionFailure) => {
    const server = await startRedis()
    closers.push(() => server.stop())
    const log = rememberingLog()
    const store = openStore(server.url, log, { onConnectionFailure })
    await store.ready()
    const { app } = await openMock(exampleDocument('bookstore'), { store, log })
    const mock = await startMock(app)
    closers.push(() => mock.close())
    return { server, store, mock, log }
  }

  it(
    'with `fail` answers right or 503, and has everything that was acknowledged',
    async () => {
      const { server, store, mock } = await start('fail')
      const load = new Load({ mock })
      for (let round = 0; round < outageRounds; round++) {
        const goal = load.acknowledged + 100
        await until(async () => load.acknowledged >= goal)
        await server.stop('SIGKILL')
        const refused = load.refused + 50
        await until(async () => load.refused >= refused)
        expect((await fetch(`${mock.url}/system/health`)).status).toBe(503)
        await server.start()
        await until(async () => (await store.health()).status === 'healthy')
      }
      const goal = load.acknowledged + 50
      await until(async () => load.acknowledged >= goal)
      await load.stop()
      const { refused } = load
      await load.verify()
      expect(load.wrong).toEqual([])
      expect(load.refused).toBe(refused)
      expect(await (await fetch(`${mock.url}/system/health`)).json()).toMatchObject({ status: 'healthy' })
    },
    outageTimeoutMs,
  )

  it(
    'with `fallback` goes on, marked as degraded, and loses nothing without saying so',
    async () => {
      const { server, store, mock, log } = await start('fallback')
      let isStopped = false
      let unmarked = 0
      const onAnswer = () => {
        if (isStopped && !store.isDegraded?.()) unmarked++
      }
      const load = new Load({ mock, onAnswer, reported: () => log.reported })
      for (let round = 0; round < outageRounds; round++) {
        const goal = load.acknowledged + 100
        await until(async () => load.acknowledged >= goal)
        await server.stop('SIGKILL')
        await until(async () => store.isDegraded?.() === true)
        isStopped = true
        await until(async () => load.acknowledged >= goal + 150)
        const health = await fetch(`${mock.url}/system/health`)
        expect([health.status, await health.json()]).toMatchObject([200, { status: 'degraded' }])
        isStopped = false
        await server.start()
        await until(async () => !store.isDegraded?.())
      }
      await load.stop()
      await load.verify()
      expect(load.wrong).toEqual([])
      expect(unmarked).toBe(0)
      const health = await (await fetch(`${mock.url}/system/health`)).json()
      const notApplied = (await store.health()).details?.notApplied ?? 0
      expect(health).toMatchObject({ status: 'healthy' })
      expect(log.reports).toBe(notApplied)
      // What is in Redis is what the clients saw: another mock finds the same there.
      const other = openStore(server.url, log)
      const { app } = await openMock(exampleDocument('bookstore'), { store: other, log })
      const second = await startMock(app)
      closers.push(() => second.close())
      for (const operation of ['listAuthors', 'listBooks'])
        expect((await second.send(operation)).body).toEqual((await mock.send(operation)).body)
    },
    outageTimeoutMs,
  )
})
