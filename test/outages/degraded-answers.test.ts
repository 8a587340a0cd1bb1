// Every answer of a mock that goes on without its store says so, also those that are errors.
import { startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import { openStore } from '../../runtime/store/open-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { describeRedis, startRedis, stopAll, until } from '../support/redis-server.js'
import { closeAll, closers, rememberingLog } from './outage.js'

describeRedis('While Redis is away, a mock with `fallback`', () => {
  afterEach(closeAll)

  it('marks every answer as degraded, and none when Redis is back', async () => {
    const server = await startRedis()
    closers.push(() => stopAll([server]))
    await server.stop()
    const log = rememberingLog()
    const store = openStore(server.url, log, { onConnectionFailure: 'fallback' })
    const handlers = {
      getAuthor: () => {
        throw new Error('a hook that fails')
      },
      listBooks: () => Promise.reject('no Error at all'),
    }
    const { app } = await openMock(exampleDocument('bookstore'), { store, log, handlers })
    closers.push(() => app.close())
    await app.ready()
    const mock = await startMock(app)
    closers.push(() => mock.close())
    const ask = async (path: string, method = 'GET') => {
      const { status, headers } = await fetch(mock.url + path, { method })
      return [status, headers.get('x-mock-degraded')]
    }
    const asked = [
      ['/authors'],
      ['/authors?limit=no'],
      ['/nowhere'],
      ['/authors', 'PATCH'],
      ['/authors/3f2b8c1e-1111-4111-8111-111111111111'],
      ['/books'],
    ] as const
    const answers = () => Promise.all(asked.map(([path, method]) => ask(path, method)))
    const statuses = [200, 400, 404, 405, 500, 500]
    expect(await answers()).toEqual(statuses.map((status) => [status, 'true']))
    await server.start()
    await until(async () => !store.isDegraded?.())
    expect(await answers()).toEqual(statuses.map((status) => [status, null]))
  })
})
