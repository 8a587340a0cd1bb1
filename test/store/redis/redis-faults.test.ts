// What Redis refuses, and how the store says so: a code and a remedy, nothing written, nothing lost.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRedisStore, type RedisStoreOptions } from '../../../runtime/store/redis/redis-store.js'
import type { Store } from '../../../runtime/store/store.js'
import {
  connectAdmin,
  describeRedis,
  type RedisServer,
  startCluster,
  startRedis,
  stopAll,
} from '../../support/redis-server.js'
import { tempFolder } from '../../support/temp-folder.js'

const ref = { collection: 'pets', id: 'a' }
const putA = { checks: [], writes: [{ write: 'put', ...ref, value: '{}' }] } as const
const deleteA = { checks: [], writes: [{ write: 'delete', ...ref }] } as const

describeRedis('A Redis that refuses', () => {
  const servers: RedisServer[] = []
  const stores: Store[] = []
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
    await stopAll(servers.splice(0))
  })

  const start = async (...options: Parameters<typeof startRedis>) => {
    const server = await startRedis(...options)
    servers.push(server)
    return server
  }
  const open = (options: RedisStoreOptions) => {
    const store = createRedisStore({ waitMs: 500, ...options })
    stores.push(store)
    return store
  }
  const put = (store: Store) => store.commit('s', 0, putA)
  const read = (store: Store) => store.read('s', 0, [ref])

  describe('a password', () => {
    const secured = () =>
      start({ args: () => ['--requirepass', 's/ec:ret'], login: () => ({ password: 's/ec:ret' }) })

    it('is used when the URL has it', async () => {
      const { port } = await secured()
      const store = open({ url: `redis://:s%2Fec%3Aret@127.0.0.1:${port}` })
      expect(await put(store)).toEqual({ ok: true, version: 1 })
    })

    it.each([['redis://'], ['redis://:wrong@'], ['redis://ann:s%2Fec%3Aret@']])(
      'is missed in %s, without waiting for it to come',
      async (start) => {
        const { port } = await secured()
        const store = open({ url: `${start}127.0.0.1:${port}`, waitMs: 20_000 })
        await expect(put(store)).rejects.toMatchObject({ code: 'MOCK_STORE_CREDENTIALS' })
        expect(await store.health()).toMatchObject({
          status: 'unhealthy',
          details: { connected: false, code: 'MOCK_STORE_CREDENTIALS' },
        })
      },
    )
  })

  describe('a user', () => {
    const rights = '~{mockgen* ~mockgen:* +@read +@write +@scripting +@connection +info +cluster'

    it('needs no more rights than the remedy names', async () => {
      const server = await start()
      await server.ask('ACL', 'SETUSER', 'ann', 'on', '>secret', ...rights.split(' '))
      const store = open({ url: `redis://ann:secret@127.0.0.1:${server.port}` })
      expect(await put(store)).toEqual({ ok: true, version: 1 })
      expect(await store.spaces()).toEqual(['s'])
      expect(await store.health()).toMatchObject({
        status: 'healthy',
        details: { version: expect.any(String) },
      })
      await store.drop('s')
      expect(await server.ask('DBSIZE')).toBe(0)
    })

    it.each([['-zadd'], ['-hset'], ['-evalsha'], ['resetkeys'], ['-unlink']])(
      'with %s is refused before anything is written',
      async (less) => {
        const server = await start()
        await server.ask('ACL', 'SETUSER', 'ann', 'on', '>secret', ...rights.split(' '), less)
        const store = open({ url: `redis://ann:secret@127.0.0.1:${server.port}` })
        await expect(put(store)).rejects.toMatchObject({
          code: 'MOCK_STORE_FORBIDDEN',
          remedy: expect.stringContaining(rights),
        })
        expect(await server.ask('KEYS', '*s}*')).toEqual([])
      },
    )
  })

  describe('a database', () => {
    it('is the one of the URL, also after the connection was lost', async () => {
      const server = await start()
      const store = open({ url: `${server.url}/3`, waitMs: 5_000 })
      await put(store)
      await server.stop()
      await server.start()
      expect(await read(store)).toMatchObject([{ value: '{}' }])
      expect(String(await server.ask('INFO', 'keyspace'))).toMatch(/db3:(?!.*db0)/s)
    })

    it('that does not exist is refused', async () => {
      const server = await start()
      const store = open({ url: `${server.url}/99` })
      await expect(put(store)).rejects.toMatchObject({ code: 'MOCK_STORE_SETTING_INVALID' })
      expect(await server.ask('DBSIZE')).toBe(0)
    })
  })

  it('takes no writes without memory, but reads and deletes', async () => {
    const server = await start()
    const store = open({ url: server.url })
    await put(store)
    await server.ask('CONFIG', 'SET', 'maxmemory', 1)
    await expect(put(store)).rejects.toMatchObject({ code: 'MOCK_STORE_FULL' })
    const later = open({ url: server.url })
    expect(await read(later)).toMatchObject([{ value: '{}', version: 1 }])
    expect(await store.commit('s', 0, deleteA)).toEqual({ ok: true, version: 2 })
    await server.ask('CONFIG', 'SET', 'maxmemory', 0)
    expect(await put(store)).toEqual({ ok: true, version: 3 })
  })

  it('takes no writes on a replica, but reads', async () => {
    const primary = await start()
    const store = open({ url: primary.url })
    await put(store)
    const replica = await start({ args: () => ['--replicaof', '127.0.0.1', String(primary.port)] })
    await expect.poll(() => replica.ask('DBSIZE')).toBeGreaterThan(0)
    const other = open({ url: replica.url })
    await expect(put(other)).rejects.toMatchObject({ code: 'MOCK_STORE_READ_ONLY' })
    expect(await read(other)).toMatchObject([{ value: '{}' }])
  })

  it('takes no writes while it cannot save', async () => {
    const server = await start()
    const store = open({ url: server.url })
    await put(store)
    await server.ask('CONFIG', 'SET', 'save', '3600 1')
    rmSync(join(server.folder, String(server.port)), { recursive: true })
    await server.ask('BGSAVE')
    await expect.poll(async () => String(await server.ask('INFO', 'persistence'))).toContain('status:err')
    await expect(put(store)).rejects.toMatchObject({ code: 'MOCK_STORE_READ_ONLY' })
    expect(await read(store)).toMatchObject([{ value: '{}' }])
  })

  it('is busy with the script of somebody else', async () => {
    const server = await start({ args: () => ['--busy-reply-threshold', '20'] })
    const store = open({ url: server.url })
    await put(store)
    const other = connectAdmin({ port: server.port })
    const endless = other.eval('while true do end', 0).catch(() => undefined)
    await expect
      .poll(() => read(store).catch((error: unknown) => error))
      .toMatchObject({
        code: 'MOCK_STORE_UNAVAILABLE',
      })
    await server.ask('SCRIPT', 'KILL')
    await endless
    other.disconnect()
    expect(await read(store)).toMatchObject([{ value: '{}' }])
  })

  it('holds something else under a key of the store', async () => {
    const server = await start()
    const store = open({ url: server.url })
    await put(store)
    await server.ask('SET', '{mockgen:s}:1:index:pets:age', 'mine')
    const indexed = { write: 'index', ...ref, index: 'age', value: '1' } as const
    const change = { checks: [], writes: [{ write: 'put', ...ref, value: '[]' }, indexed] } as const
    await expect(store.commit('s', 0, change)).rejects.toMatchObject({ code: 'MOCK_STORE_DAMAGED' })
    expect(await read(store)).toMatchObject([{ value: '{}', version: 1 }])
  })

  it('does not answer', async () => {
    const server = await start()
    const store = open({ url: server.url, answerMs: 300 })
    await put(store)
    server.signal('SIGSTOP')
    await expect(put(store)).rejects.toMatchObject({ code: 'MOCK_STORE_INTERRUPTED' })
    expect(await store.health()).toMatchObject({ status: 'unhealthy', details: { connected: false } })
    server.signal('SIGCONT')
    await expect
      .poll(() => read(store).catch(() => undefined), { timeout: 10_000 })
      .toMatchObject([{ value: '{}' }])
  })

  it('is not there', async () => {
    const { url } = await start()
    await stopAll(servers.splice(0))
    const store = open({ url, waitMs: 200 })
    await expect(put(store)).rejects.toMatchObject({ code: 'MOCK_STORE_UNAVAILABLE' })
    expect(await store.health()).toMatchObject({ kind: 'redis', status: 'unhealthy' })
  })

  it('lets a named number of calls wait for it', async () => {
    const { url } = await start()
    await stopAll(servers.splice(0))
    const store = open({ url, waitMs: 20_000, maxWaitingCalls: 2 })
    const waiting = [read(store), read(store)].map((call) => call.catch((error: unknown) => error))
    await expect(read(store)).rejects.toThrow('maxWaitingCalls')
    await store.close()
    for (const call of waiting) expect(await call).toMatchObject({ code: 'MOCK_STORE_CLOSED' })
  })

  it('is of another kind than the URL says', async () => {
    const single = await start()
    const asCluster = open({ url: `redis+cluster://127.0.0.1:${single.port}` })
    await expect(put(asCluster)).rejects.toMatchObject({ code: 'MOCK_STORE_SETTING_INVALID' })
    servers.push(...(await startCluster()))
    const codes = servers.slice(1).map(({ url }) => put(open({ url })).catch(({ code }) => code))
    // One node of the three may have the keys by chance.
    expect(await Promise.all(codes)).toContain('MOCK_STORE_SETTING_INVALID')
  })

  describe('TLS', () => {
    const folder = tempFolder('redis-tls')
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]

    it('is spoken with rediss://, to a server whose authority is known', async () => {
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
      const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject]
      execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' })
      const ca = readFileSync(cert)
      const server = await start({
        args: (port) => [
          ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
          ...['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert],
        ],
        login: () => ({ tls: { ca } }),
      })
      const url = `rediss://127.0.0.1:${server.port}`
      expect(await put(open({ url, tls: { ca } }))).toEqual({ ok: true, version: 1 })
      await expect(put(open({ url }))).rejects.toMatchObject({ code: 'MOCK_STORE_SETTING_INVALID' })
    })
  })
})

describe('The options of the Redis store', () => {
  it.each([['nowhere'], ['redis://h/x']])('refuse the URL %s at once', (url) => {
    expect(() => createRedisStore({ url })).toThrow(
      expect.objectContaining({ code: 'MOCK_STORE_SETTING_INVALID' }),
    )
  })

  it.each([[''], ['a{b}'], ['ä'], ['x'.repeat(65)]])('refuse the prefix %j at once', (prefix) => {
    expect(() => createRedisStore({ url: 'redis://localhost', prefix })).toThrow(
      expect.objectContaining({ code: 'MOCK_STORE_SETTING_INVALID' }),
    )
  })

  it('let a store be closed that was never used', async () => {
    await createRedisStore({ url: 'redis://localhost' }).close()
  })
})
