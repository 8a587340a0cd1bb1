// 3DS: a Redis that is away, refuses or is looked into by somebody else.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeRedis, until } from '../support/redis-server.js'
import { insert, newTransaction, pathOf, transactions, transactionsInSnake } from './support/3ds.js'
import { ownRedis, serversOf } from './support/servers.js'

describeRedis('3ds > Features > Error Handling', () => {
  const startRedis = ownRedis()
  describe.each([
    ['camel', serversOf(transactions({ root: { errors: { onConnectionFailure: 'fallback' } } }))],
    [
      'snake',
      serversOf(transactionsInSnake({ root: { error_handling: { on_connection_failure: 'fallback' } } })),
    ],
  ])('in %s', (_spelling, start) => {
    it('goes on in memory while Redis is away, says so, and hands over what it kept', async () => {
      const redis = await startRedis()
      const api = await start({ REDIS_URL: redis.url })
      const before = await insert(api)
      await redis.stop()
      const during = await api.post('/transactions', newTransaction)
      expect([during.status, during.headers.get('x-mock-degraded')]).toEqual([201, 'true'])
      expect((await api.health()).body).toMatchObject({ status: 'degraded' })
      await redis.start()
      await until(async () => (await api.get(before)).headers.get('x-mock-degraded') === null)
      const other = await start({ REDIS_URL: redis.url })
      for (const path of [before, pathOf(during)]) expect((await other.get(path)).status).toBe(200)
    })
  })
})

describeRedis('3ds > Implementation Details > Error Recovery', () => {
  const startRedis = ownRedis()
  const start = serversOf(transactions())

  it('answers 503 while Redis is away, and has everything acknowledged, and nothing else, afterwards', async () => {
    const redis = await startRedis()
    const api = await start({ REDIS_URL: redis.url })
    const path = await insert(api)
    await redis.stop()
    const refused = await api.post('/transactions', newTransaction)
    expect(refused).toMatchObject({ status: 503, body: { code: 'MOCK_UNAVAILABLE' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await api.health()).toMatchObject({ status: 503, body: { status: 'unhealthy' } })
    await redis.start()
    await until(async () => (await api.get(path)).status === 200)
    expect((await api.get('/transactions')).body).toHaveLength(1)
    expect((await api.health()).status).toBe(200)
  })
})

describeRedis('3ds > Security Considerations > Data Privacy', () => {
  const startRedis = ownRedis()
  const start = serversOf(transactions())
  const cardNumber = '4000000000001091'

  it.each<readonly [string, { given: Record<string, string>; want: boolean }]>([
    ['as they are without a key', { given: {}, want: true }],
    ['encrypted with MOCK_ENCRYPTION_KEY', { given: { MOCK_ENCRYPTION_KEY: 'a'.repeat(64) }, want: false }],
  ])('card numbers reach Redis and its disk %s', async (_title, { given, want }) => {
    const redis = await startRedis()
    const api = await start({ REDIS_URL: redis.url, ...given })
    const path = await insert(api)
    expect((await api.get(path)).body).toMatchObject(newTransaction)
    expect(filesBelow(redis.folder).some((text) => text.includes(cardNumber))).toBe(want)
  })
})

describeRedis('3ds > Troubleshooting > Common Issues', () => {
  const startRedis = ownRedis()
  const start = serversOf(transactions())

  it('says at the start that Redis cannot be reached, and where it was looked for', async () => {
    const redis = await startRedis()
    await redis.stop()
    await expect(start({ REDIS_URL: redis.url })).rejects.toMatchObject({
      code: 'MOCK_STORE_UNUSABLE',
      message: expect.stringContaining(redis.url),
    })
  })

  it('goes on with the other transactions when something else has spoiled one in Redis', async () => {
    const redis = await startRedis()
    const api = await start({ REDIS_URL: redis.url })
    const [spoiled, whole] = [await insert(api), await insert(api)]
    const [rows] = Object.values(Object(await redis.ask('KEYS', '*:rows:transactions'))).map(String)
    const ids = Object.values(Object(await redis.ask('HKEYS', String(rows)))).map(String)
    const id = ids.find((each) => spoiled.endsWith(each))
    await redis.ask('HSET', String(rows), String(id), 'no transaction')
    expect(await api.get(spoiled)).toMatchObject({ status: 503, body: { code: 'MOCK_UNAVAILABLE' } })
    expect((await api.get(whole)).status).toBe(200)
    expect((await api.health()).body).toMatchObject({ status: 'degraded' })
  })
})

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
}
