// A whole mock on a Redis that refuses: a start error or a 503, the remedy in the log, nothing lost and nothing overwritten.
import { startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import { type OpenStoreOptions, openStore } from '../../runtime/store/open-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { describeRedis, startRedis, stopAll, until } from '../support/redis-server.js'
import { closeAll, closers, rememberingLog } from './outage.js'

const author = (number: number) => ({ name: `author ${number}`, email: `a${number}@example.com` })

describeRedis('On a Redis that refuses, a mock', () => {
  afterEach(closeAll)

  const startServer = async (...options: Parameters<typeof startRedis>) => {
    const server = await startRedis(...options)
    closers.push(() => stopAll([server]))
    return server
  }
  const open = async (url: string, options: OpenStoreOptions = {}) => {
    const log = rememberingLog()
    const store = openStore(url, log, options)
    const { app } = await openMock(exampleDocument('bookstore'), { store, log })
    closers.push(() => app.close())
    return { app, store, log }
  }
  const start = async (url: string) => {
    const opened = await open(url)
    await opened.app.ready()
    const mock = await startMock(opened.app)
    closers.push(() => mock.close())
    return { ...opened, mock }
  }

  it.each<[string, { readonly given: (port: number) => string; readonly want: RegExp }]>([
    [
      'a password that is missing',
      { given: (port) => `redis://127.0.0.1:${port}`, want: /redis:\/\/user:password@host/ },
    ],
    [
      'a wrong password',
      { given: (port) => `redis://:hush@127.0.0.1:${port}`, want: /redis:\/\/user:password@host/ },
    ],
    [
      'a user without rights',
      { given: (port) => `redis://ann:hush@127.0.0.1:${port}`, want: /ACL SETUSER name/ },
    ],
    [
      'a user without the prefix',
      { given: (port) => `redis://bob:hush@127.0.0.1:${port}`, want: /~mockgen:\*/ },
    ],
    [
      'a database that is not there',
      { given: (port) => `redis://:secret@127.0.0.1:${port}/99`, want: /raise databases/ },
    ],
    [
      'a server that is no cluster',
      { given: (port) => `redis+cluster://:secret@127.0.0.1:${port}`, want: /use redis:/ },
    ],
  ])('does not start with %s, and says what to do', async (_what, { given, want }) => {
    const server = await startServer({
      args: () => ['--requirepass', 'secret'],
      login: () => ({ password: 'secret' }),
    })
    await server.ask('ACL', 'SETUSER', 'ann', 'on', '>hush', '~*', '+@all', '-evalsha')
    await server.ask('ACL', 'SETUSER', 'bob', 'on', '>hush', '~{mockgen*', '+@all')
    for (const onConnectionFailure of ['fail', 'fallback'] as const) {
      const { app } = await open(given(server.port), { onConnectionFailure })
      const refusal = await app.ready().catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: 'MOCK_STORE_UNUSABLE', message: expect.stringMatching(want) })
      expect(String(refusal)).not.toMatch(/secret|hush/)
    }
    expect(await server.ask('DBSIZE')).toBe(0)
  })

  it('with `fail` does not start without Redis, names its address, and names the other choice', async () => {
    const { url } = await startServer()
    await closeAll()
    const { app } = await open(url.replace('//', '//:hush@'))
    await expect(app.ready()).rejects.toMatchObject({
      code: 'MOCK_STORE_UNUSABLE',
      message: expect.stringMatching(
        new RegExp(`^${url} did not answer .*MOCK_ON_CONNECTION_FAILURE=fallback`),
      ),
    })
  })

  it('with `fail` waits at the start for a Redis that is starting too', async () => {
    const server = await startServer()
    await server.stop()
    const { app, log } = await open(server.url)
    const ready = app.ready()
    await until(async () => log.codes.has('MOCK_STORE_UNAVAILABLE'))
    await server.start()
    await ready
  })

  it('with `fallback` starts without Redis, degraded', async () => {
    const server = await startServer()
    await server.stop()
    const { app, store } = await open(server.url, { onConnectionFailure: 'fallback' })
    await app.ready()
    expect(store.isDegraded?.()).toBe(true)
    const mock = await startMock(app)
    closers.push(() => mock.close())
    expect((await mock.send('createAuthor', { body: author(1) })).status).toBe(201)
    expect(await (await fetch(`${mock.url}/system/health`)).json()).toMatchObject({ status: 'degraded' })
    await server.start()
    await until(async () => !store.isDegraded?.())
    const { mock: second } = await start(server.url)
    expect((await second.send('listAuthors')).body).toEqual((await mock.send('listAuthors')).body)
  })

  it('without memory reads and removes, refuses to write, and loses nothing', async () => {
    const server = await startServer()
    const { mock, log } = await start(server.url)
    const created = await Promise.all([1, 2, 3].map((i) => mock.send('createAuthor', { body: author(i) })))
    const [first = '', second = ''] = created.map(({ body }) => idOf(body))
    await server.ask('CONFIG', 'SET', 'maxmemory', 1)
    const refused = await mock.send('createAuthor', { body: author(4) })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(JSON.stringify(refused.body)).toContain('nothing was changed')
    expect(messageOf(log, 'maxmemory')).toContain('raise maxmemory')
    expect((await mock.send('getAuthor', { path: { authorId: first } })).body).toEqual(created[0]?.body)
    // It takes no memory to give some back.
    expect((await mock.send('deleteAuthor', { path: { authorId: second } })).status).toBe(204)
    await server.ask('CONFIG', 'SET', 'maxmemory', 0)
    expect((await mock.send('createAuthor', { body: author(2) })).status).toBe(201)
    expect((await mock.send('createAuthor', { body: author(4) })).status).toBe(201)
    expect(emailsOf((await mock.send('listAuthors', { query: { limit: 100 } })).body)).toEqual(
      [1, 3, 2, 4].map((i) => author(i).email),
    )
  })

  it('on a replica reads, and refuses to write', async () => {
    const primary = await startServer()
    const { mock } = await start(primary.url)
    const { body } = await mock.send('createAuthor', { body: author(1) })
    const replica = await startServer({ args: () => ['--replicaof', '127.0.0.1', String(primary.port)] })
    await until(async () => Number(await replica.ask('DBSIZE')) > 0)
    const { mock: reader, log } = await start(replica.url)
    expect(messageOf(log, 'replica')).toContain('name the primary')
    expect((await reader.send('getAuthor', { path: { authorId: idOf(body) } })).body).toEqual(body)
    for (const refused of [
      await reader.send('createAuthor', { body: author(2) }),
      await reader.send('deleteAuthor', { path: { authorId: idOf(body) } }),
    ])
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(emailsOf((await mock.send('listAuthors')).body)).toEqual([author(1).email])
  })

  it('whose password changes while it runs answers 503, says why, and goes on when it fits again', async () => {
    const server = await startServer()
    const { mock, log } = await start(server.url)
    const { body } = await mock.send('createAuthor', { body: author(1) })
    const read = () => mock.send('getAuthor', { path: { authorId: idOf(body) } })
    await server.ask('CONFIG', 'SET', 'requirepass', 'secret')
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await until(async () => log.codes.has('MOCK_STORE_CREDENTIALS'))
    expect((await read()).status).toBe(503)
    expect(messageOf(log, 'asks for a password')).toContain('put them into the URL')
    await server.ask('CONFIG', 'SET', 'requirepass', '')
    await until(async () => (await read()).status === 200)
    expect((await read()).body).toEqual(body)
  })

  it('names a damaged record in the log and in health, and goes on with all others', async () => {
    const server = await startServer()
    const { mock, log } = await start(server.url)
    const created = await Promise.all([1, 2, 3].map((i) => mock.send('createAuthor', { body: author(i) })))
    const [first = '', second = '', third = ''] = created.map(({ body }) => idOf(body))
    const keys = await server.ask('KEYS', '*rows*authors*')
    const [rows = ''] = Array.isArray(keys) ? keys.map(String) : []
    expect(await server.ask('HSET', rows, second, 'garbage')).toBe(0)
    const read = (authorId: string) => mock.send('getAuthor', { path: { authorId } })
    expect((await read(second)).status).toBeGreaterThanOrEqual(500)
    expect(messageOf(log, 'not what was written')).toContain(`authors/${second}`)
    for (const id of [first, third]) expect((await read(id)).status).toBe(200)
    for (const query of [{}, { sort: 'name' }]) {
      const { status, body } = await mock.send('listAuthors', { query })
      expect([status, emailsOf(body)]).toEqual([200, [1, 3].map((i) => author(i).email)])
    }
    expect((await mock.send('createAuthor', { body: author(4) })).status).toBe(201)
    const health = await fetch(`${mock.url}/system/health`)
    expect([health.status, await health.json()]).toMatchObject([
      200,
      {
        status: 'degraded',
        checks: [{ details: { damaged: expect.stringContaining(second) } }, { name: 'sandboxes' }],
      },
    ])
  })
})

function idOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string') return body.id
  throw new Error(`There is no id in ${JSON.stringify(body)}`)
}

function emailsOf(body: unknown): readonly string[] {
  return [...JSON.stringify(body).matchAll(/"email":"([^"]+)"/g)].map(([, email = '']) => email)
}

function messageOf({ messages }: { readonly messages: ReadonlySet<string> }, part: string): string {
  const found = [...messages].find((message) => message.includes(part))
  if (found === undefined) throw new Error(`"${part}" is not in ${[...messages].join('\n')}`)
  return found
}
