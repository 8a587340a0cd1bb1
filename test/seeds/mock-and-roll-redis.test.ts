// Mock-and-Roll: which Redis a server uses, as its environment says, and what it does when that is away.
import { expect, it } from 'vitest'
import { storeAddress } from '../../runtime/store/open-store.js'
import { describeRedis, until } from '../support/redis-server.js'
import { textAt } from './support/client.js'
import { apiKey as key, usersApi } from './support/mock-and-roll.js'
import { ownRedis, redisOfFile, serversOf } from './support/servers.js'

const ada = { name: 'Ada', email: 'ada@example.com' }
const redis = redisOfFile()
const errorHandling = {
  on_connection_failure: 'fallback_response',
  on_data_not_found: 'return_404',
  on_validation_error: 'return_400',
}

describeRedis('mock-and-roll > Setup Redis', () => {
  const start = serversOf(usersApi({}))

  it('takes a plain redis-server, and keeps users in it across restarts', async () => {
    const environment = { REDIS_URL: redis().url }
    const first = await start(environment)
    const made = await first.post('/users', ada, key)
    await first.stop()
    const second = await start(environment)
    expect((await second.get(`/users/${textAt(made, 'id')}`)).body).toEqual(made.body)
  })
})

describeRedis('mock-and-roll > Environment Configuration', () => {
  const start = serversOf(usersApi({}))
  const own = ownRedis()

  it('connects by REDIS_HOST and REDIS_PORT, and keeps what it has in the database REDIS_DB', async () => {
    const address = { REDIS_HOST: 'localhost', REDIS_PORT: String(redis().port), REDIS_PASSWORD: '' }
    const [zero, three] = [
      await start({ ...address, REDIS_DB: '0' }),
      await start({ ...address, REDIS_DB: '3' }),
    ]
    const made = await three.post('/users', ada, key)
    const path = `/users/${textAt(made, 'id')}`
    expect([(await three.get(path)).status, (await zero.get(path)).status]).toEqual([200, 404])
    expect(String(await redis().ask('INFO', 'keyspace'))).toMatch(/^db3:/m)
    const again = await start({ ...address, REDIS_DB: '3' })
    expect((await again.get(path)).body).toEqual(made.body)
  })

  it('logs in with REDIS_PASSWORD', async () => {
    const server = await own(['--requirepass', 's3cret:@/'])
    const address = { REDIS_HOST: 'localhost', REDIS_PORT: String(server.port) }
    const api = await start({ ...address, REDIS_PASSWORD: 's3cret:@/' })
    expect((await api.post('/users', ada, key)).status).toBe(201)
    expect(await server.ask('DBSIZE')).toBeGreaterThan(0)
    await expect(start({ ...address, REDIS_PASSWORD: 'a guess' })).rejects.toThrow()
  })
})

describeRedis('mock-and-roll > Docker Compose Setup', () => {
  const start = serversOf(usersApi({}))

  it('finds the Redis that the compose file calls redis, at its usual port', () => {
    expect(storeAddress({ REDIS_HOST: 'redis', CONFIG_NAME: 'persistence' })).toBe('redis://redis:6379/0')
  })

  it('shares users between servers that have the same environment', async () => {
    const environment = {
      REDIS_HOST: 'localhost',
      REDIS_PORT: String(redis().port),
      CONFIG_NAME: 'persistence',
    }
    const [one, other] = [await start(environment), await start(environment)]
    const made = await one.post('/users', ada, key)
    expect((await other.get(`/users/${textAt(made, 'id')}`)).body).toEqual(made.body)
  })
})

describeRedis('mock-and-roll > Error Handling', () => {
  const own = ownRedis()
  const camel = usersApi({}, { root: { errors: { onConnectionFailure: 'fallback' } } })
  const snake = usersApi({
    createUser: { persistence: { entity_name: 'users', action: 'create', error_handling: errorHandling } },
  })
  const plain = serversOf(usersApi({}))

  it.each([
    ['camel', serversOf(camel)],
    ['snake', serversOf(snake)],
  ])(
    'goes on without Redis where the document says so, and keeps it when Redis is back (%s)',
    async (_spelling, start) => {
      const server = await own()
      const api = await start({ REDIS_URL: server.url })
      await server.stop()
      const made = await until201(() => api.post('/users', ada, key))
      expect(made.headers.get('x-mock-degraded')).toBe('true')
      const path = `/users/${textAt(made, 'id')}`
      expect((await api.get(path)).body).toEqual(made.body)
      expect((await api.health()).body).toMatchObject({ status: 'degraded' })
      await server.start()
      await until(async () => (await api.get(path)).headers.get('x-mock-degraded') === null)
      const other = await start({ REDIS_URL: server.url })
      expect((await other.get(path)).body).toEqual(made.body)
    },
  )

  it('refuses with 503 and Retry-After where it says nothing', async () => {
    const server = await own()
    const api = await plain({ REDIS_URL: server.url })
    await server.stop()
    const refused = await api.post('/users', ada, key)
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true])
  })

  // The first request may still meet the end of the connection.
  async function until201<T extends { readonly status: number }>(send: () => Promise<T>): Promise<T> {
    let reply = await send()
    await until(async () => {
      if (reply.status !== 201) reply = await send()
      return reply.status === 201
    })
    return reply
  }
})
