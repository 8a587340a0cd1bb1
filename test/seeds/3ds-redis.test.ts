// 3DS: transactions in memory or in Redis, as the environment says: restarts, several servers, keys, connections.
import { describe, expect, it } from 'vitest'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import { describeRedis } from '../support/redis-server.js'
import {
  defaultTtl,
  insert,
  newTransaction,
  results,
  transactions,
  transactionsInSnake,
} from './support/3ds.js'
import { redisOfFile, serversOf } from './support/servers.js'

const redis = redisOfFile()

describeRedis('3ds > Architecture Changes > Two Implementation Options', () => {
  const start = serversOf(transactions())

  it('loses transactions with the server that has them in memory', async () => {
    const first = await start()
    const path = await insert(first)
    expect((await first.get(path)).status).toBe(200)
    await first.stop()
    expect((await (await start()).get(path)).status).toBe(404)
  })

  it('shares transactions between servers in Redis, each change seen by the other at once', async () => {
    const [one, other] = [await start({ REDIS_URL: redis().url }), await start({ REDIS_URL: redis().url })]
    const path = await insert(one)
    expect((await other.get(path)).body).toMatchObject(newTransaction)
    await other.patch(path, { results_request: results })
    expect((await one.get(path)).body).toMatchObject({ results_request: results })
    expect((await one.delete(path)).status).toBe(204)
    expect((await other.get(path)).status).toBe(404)
  })
})

describeRedis('3ds > Configuration > Environment Variables', () => {
  const ttl = '{{ has(env.TRANSACTION_TTL_SECONDS) ? int(env.TRANSACTION_TTL_SECONDS) : 1800 }}'
  const start = serversOf(transactions({ create: { ttl } }), { env: ['TRANSACTION_TTL_SECONDS'] })

  it.each<readonly [string, { given: Record<string, string>; want: number }]>([
    ['half an hour', { given: {}, want: defaultTtl }],
    ['what TRANSACTION_TTL_SECONDS says', { given: { TRANSACTION_TTL_SECONDS: '60' }, want: 60 }],
  ])('lets transactions live %s from their last use', async (_title, { given, want }) => {
    const api = await start({ REDIS_URL: redis().url, ...given })
    await api.freeze()
    const path = await insert(api)
    for (let i = 0; i < 2; i++) {
      await api.advance(want - 1)
      expect((await api.get(path)).status).toBe(200)
    }
    await api.advance(want)
    expect((await api.get(path)).status).toBe(404)
  })
})

describeRedis('3ds > Configuration > Usage Examples > Running with In-Memory State (Default)', () => {
  const start = serversOf(transactions())
  it('keeps transactions in memory when nothing names a store', async () => {
    expect((await (await start()).health()).body).toMatchObject({ checks: [{ kind: 'memory' }, {}] })
  })
})

describeRedis('3ds > Configuration > Usage Examples > Running with Redis', () => {
  const start = serversOf(transactions())
  it.each<readonly [string, () => Record<string, string>]>([
    ['REDIS_URL', () => ({ REDIS_URL: redis().url })],
    ['REDIS_HOST and REDIS_PORT', () => ({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis().port) })],
    ['MOCK_STORE', () => ({ MOCK_STORE: redis().url })],
  ])('keeps transactions in the Redis that %s names', async (_title, environment) => {
    const api = await start(environment())
    expect((await api.health()).body).toMatchObject({
      status: 'healthy',
      checks: [{ kind: 'redis', details: { connected: true } }, {}],
    })
    await insert(api)
    expect(await redis().ask('DBSIZE')).not.toBe(0)
  })
})

describeRedis('3ds > Features > Transaction Persistence', () => {
  const root = { namespace: '3ds_transaction' }
  describe.each([
    ['camel', serversOf(transactions({ root }))],
    ['snake', serversOf(transactionsInSnake({ root }))],
  ])('in %s', (_spelling, start) => {
    it('begins the names of all keys with what the document calls them, and keeps each transaction under its id', async () => {
      const api = await start({ REDIS_URL: redis().url })
      const path = await insert(api)
      const keys = await keysOf('*')
      const spaces = keys.filter((key) => key.startsWith('{'))
      expect(spaces.length).toBeGreaterThan(0)
      for (const key of spaces) expect(key).toContain('{mockgen:3ds_transaction')
      const [rows = ''] = await keysOf('*:rows:transactions')
      expect(await redis().ask('HKEYS', rows)).toEqual([expect.stringContaining(path.split('/')[2] ?? '')])
    })
  })
})

describeRedis('3ds > Testing > Testing Redis Mode', () => {
  const start = serversOf(transactions())

  it('has the transactions of before when the server is started again', async () => {
    const first = await start({ REDIS_URL: redis().url })
    const path = await insert(first)
    const before = await first.get(path)
    await first.stop()
    expect((await (await start({ REDIS_URL: redis().url })).get(path)).body).toEqual(before.body)
  })

  it('lets them expire also when nobody ran meanwhile', async () => {
    const first = await start({ REDIS_URL: redis().url })
    await first.freeze()
    const path = await insert(first)
    await first.stop()
    const second = await start({ REDIS_URL: redis().url })
    await second.app.sandboxes.get(second.sandbox).changeClock(advancedBy(defaultTtl * 1_000))
    expect((await second.get(path)).status).toBe(404)
  })
})

describeRedis('3ds > Testing > Switching Between Modes', () => {
  const start = serversOf(transactions())
  it('is a matter of the environment alone', async () => {
    for (const [environment, kind] of [
      [{}, 'memory'],
      [{ REDIS_URL: redis().url }, 'redis'],
      [{ MOCK_STORE: 'memory', REDIS_URL: redis().url }, 'memory'],
    ] as const) {
      const api = await start(environment)
      expect((await api.health()).body).toMatchObject({ checks: [{ kind }, {}] })
      expect((await api.get(await insert(api))).status).toBe(200)
      await api.stop()
    }
  })
})

describeRedis('3ds > Migration Guide > From In-Memory to Redis', () => {
  const start = serversOf(transactions())
  it('takes a start with REDIS_URL; test transactions work then, and stay', async () => {
    const memory = await start()
    await insert(memory)
    await memory.stop()
    const api = await start({ REDIS_URL: redis().url })
    expect((await api.get('/transactions')).body).toEqual([])
    const path = await insert(api)
    await api.stop()
    expect((await (await start({ REDIS_URL: redis().url })).get(path)).status).toBe(200)
  })
})

describeRedis('3ds > Migration Guide > Rollback Strategy', () => {
  const start = serversOf(transactions())
  it('takes a start without REDIS_URL, which leaves what is in Redis there', async () => {
    const api = await start({ REDIS_URL: redis().url })
    const path = await insert(api)
    await api.stop()
    const memory = await start()
    expect((await memory.get(path)).status).toBe(404)
    await memory.stop()
    expect((await (await start({ REDIS_URL: redis().url })).get(path)).status).toBe(200)
  })
})

describeRedis('3ds > Implementation Details > Connection Management', () => {
  const start = serversOf(transactions())
  it('serves many clients at once over one connection', async () => {
    const api = await start({ REDIS_URL: redis().url })
    const path = await insert(api)
    const others = await connections()
    const replies = await Promise.all(Array.from({ length: 64 }, () => api.get(path)))
    expect(replies.map(({ status }) => status)).toEqual(Array(64).fill(200))
    expect(await connections()).toBe(others)
  })
})

describeRedis('3ds > Monitoring > Key Metrics to Monitor', () => {
  const start = serversOf(transactions())
  it('tells how the connection, its latency, and the memory of Redis are', async () => {
    const api = await start({ REDIS_URL: redis().url })
    const number = expect.any(Number)
    expect((await api.health()).body).toMatchObject({
      checks: [
        {
          name: 'store',
          details: {
            connected: true,
            latencyMs: number,
            memory_usage: number,
            version: expect.any(String),
          },
        },
        {},
      ],
    })
  })
})

describeRedis('3ds > Troubleshooting > Debug Commands', () => {
  const start = serversOf(transactions())
  it('finds the transactions by redis-cli, as JSON that a person can read', async () => {
    const api = await start({ REDIS_URL: redis().url })
    const inserted = await api.get(await insert(api))
    expect(await redis().ask('PING')).toBe('PONG')
    const [rows = ''] = await keysOf('*:rows:transactions')
    const [row] = Object.values(Object(await redis().ask('HVALS', rows)))
    expect(String(row)).toContain(JSON.stringify(inserted.body))
  })
})

async function keysOf(pattern: string): Promise<readonly string[]> {
  return Object.values(Object(await redis().ask('KEYS', pattern))).map(String)
}

async function connections(): Promise<number> {
  return String(await redis().ask('CLIENT', 'LIST'))
    .trim()
    .split('\n').length
}
