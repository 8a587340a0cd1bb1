import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { Context, Middleware } from 'koa'
import { describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { createErrorReply } from '../../runtime/http/error-reply.js'
import { MockKoa } from '../../runtime/http/mock-koa.js'
import type { Reply } from '../../runtime/http/reply.js'
import { silentLogger } from '../../runtime/logger.js'
import { open, received, serve } from './sockets.js'

const book: Reply = {
  status: 201,
  headers: { 'content-type': 'application/json', etag: '"1"' },
  body: '{"title":"Grüße"}',
}
const pass: Middleware = (_ctx, next) => next()

/** The mock over a real socket, with what it logged. */
async function mock(dispatch: (ctx: Context) => Reply | Promise<Reply>, ...middleware: Middleware[]) {
  const logged: object[] = []
  const onError = createErrorReply({ ...silentLogger, error: (fields) => logged.push(fields) })
  const app = new MockKoa({ dispatch: (exchange) => dispatch(exchange.koa()), onError })
  for (const item of middleware) app.use(item)
  return { ...(await serve(app.callback())), app, logged }
}

/** Status, headers but for the date, and body of a response. */
async function look(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init)
  const { date: _date, ...headers } = Object.fromEntries(response.headers)
  return { status: response.status, headers, body: await response.text() }
}

const replies: [string, Reply][] = [
  ['text', book],
  ['bytes', { status: 200, headers: { 'content-type': 'image/png' }, body: new Uint8Array([1, 2, 3]) }],
  ['an empty text', { status: 200, headers: { 'content-type': 'text/plain' }, body: '' }],
  ['no body', { status: 202, headers: { location: '/x' }, body: undefined }],
  ['204', { status: 204, headers: { 'x-a': '1' }, body: undefined }],
  ['304', { status: 304, headers: { etag: '"1"' }, body: undefined }],
  ['a status without a name', { status: 299, headers: {}, body: 'x' }],
  ['500', { status: 500, headers: { 'content-type': 'text/plain' }, body: 'x' }],
]

describe.each([
  ['without middleware', []],
  ['with middleware', [pass]],
])('a mock %s', (_, middleware) => {
  it.each(replies)('sends %s', async (_name, reply) => {
    const { url } = await mock(() => reply, ...middleware)
    const response = await look(url)
    const hasLength = reply.status !== 204 && reply.status !== 304
    const length = hasLength ? { 'content-length': String(Buffer.byteLength(reply.body ?? '')) } : {}
    expect(response.headers).toMatchObject({ ...reply.headers, ...length })
    expect(response.headers['transfer-encoding']).toBe(undefined)
    expect([response.status, response.body]).toEqual([reply.status, Buffer.from(reply.body ?? '').toString()])
    if (!hasLength) expect(response.headers['content-length']).toBe(undefined)
  })

  it('sends HEAD the headers and no body', async () => {
    const { port, url } = await mock(async () => book, ...middleware)
    const socket = await open(port)
    socket.end('HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const text = await received(socket)
    expect(text).toMatch(/\r\n\r\n$/)
    const { headers } = await look(url, { method: 'HEAD' })
    expect(headers).toMatchObject({ ...book.headers, 'content-length': '19' })
  })

  it('answers a MockError as a problem', async () => {
    const { url, logged } = await mock(
      () => {
        throw new MockError('MOCK_NOT_FOUND', { headers: { 'x-why': 'gone' } })
      },
      ...middleware,
    )
    const response = await look(url)
    expect([response.status, JSON.parse(response.body).code]).toEqual([404, 'MOCK_NOT_FOUND'])
    expect(response.headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-why': 'gone' })
    expect(logged).toEqual([])
  })

  it('answers ctx.throw with its status and message', async () => {
    const { url } = await mock(async (ctx) => ctx.throw(418, 'short and stout'), ...middleware)
    const response = await look(url)
    expect([response.status, JSON.parse(response.body).detail]).toEqual([418, 'short and stout'])
  })

  it.each<[string, unknown]>([
    ['an error', new Error('secret')],
    ['something that is no error', 'secret'],
    ['undefined', undefined],
  ])('hides and reports a bug that throws %s', async (_name, thrown) => {
    const { url, app, logged } = await mock(() => Promise.reject(thrown), ...middleware)
    const emitted = once(app, 'error')
    const response = await look(url)
    expect([response.status, JSON.parse(response.body).code]).toEqual([500, 'MOCK_INTERNAL'])
    expect(response.body).not.toContain('secret')
    expect(logged).toHaveLength(1)
    expect((await emitted)[0]).toBeInstanceOf(Error)
  })

  it('answers 500 when a header cannot be sent', async () => {
    const { url } = await mock(
      () => ({ ...book, headers: { location: 'a\r\nSet-Cookie: b' } }),
      ...middleware,
    )
    const response = await look(url)
    expect([response.status, response.headers['set-cookie']]).toEqual([500, undefined])
  })

  it('answers 500 when the status cannot be sent', async () => {
    const { url } = await mock(() => ({ ...book, status: 1 }), ...middleware)
    expect((await look(url)).status).toBe(500)
  })

  it('lets the dispatcher set headers and cookies on the context', async () => {
    const { url } = await mock(
      (ctx) => {
        ctx.set('X-Own', 'yes')
        ctx.cookies.set('a', 'b')
        return book
      },
      ...middleware,
    )
    const { status, headers } = await look(url)
    expect([status, headers['x-own'], headers['set-cookie'], headers.etag]).toEqual([
      201,
      'yes',
      'a=b; path=/; httponly',
      '"1"',
    ])
  })

  it('leaves the response alone when the dispatcher writes it itself', async () => {
    const { url } = await mock(
      (ctx) => {
        ctx.respond = false
        ctx.res.end('raw')
        return book
      },
      ...middleware,
    )
    expect(await look(url)).toMatchObject({ status: 404, body: 'raw' })
  })

  it('takes a client that goes away for no error', async () => {
    let answer: (reply: Reply) => void = () => undefined
    const { port, url, logged } = await mock(
      (ctx) => (ctx.path === '/slow' ? new Promise<Reply>((resolve) => (answer = resolve)) : book),
      ...middleware,
    )
    const socket = await open(port)
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    await look(url)
    socket.resetAndDestroy()
    await once(socket, 'close')
    await look(url)
    answer(book)
    expect((await look(url)).status).toBe(201)
    expect(logged).toEqual([])
  })
})

describe.each([
  ['without middleware', []],
  ['with middleware', [pass]],
])('cookies of a mock %s', (_, middleware) => {
  it('are as many as are set', async () => {
    const { url } = await mock(
      (ctx) => {
        ctx.cookies.set('a', '1')
        ctx.cookies.set('b', '2', { path: '/books' })
        return book
      },
      ...middleware,
    )
    const cookies = (await fetch(url)).headers.getSetCookie()
    expect(cookies).toEqual(['a=1; path=/; httponly', 'b=2; path=/books; httponly'])
  })
})

describe('middleware around a mock', () => {
  it('runs in order, before and after the mock', async () => {
    const trace: string[] = []
    const step =
      (name: string): Middleware =>
      async (_ctx, next) => {
        trace.push(`${name} in`)
        await next()
        trace.push(`${name} out`)
      }
    const { url } = await mock(
      () => {
        trace.push('mock')
        return book
      },
      step('a'),
      step('b'),
    )
    await look(url)
    expect(trace).toEqual(['a in', 'b in', 'mock', 'b out', 'a out'])
  })

  it('sees the answer after next', async () => {
    const seen: unknown[] = []
    const { url } = await mock(
      () => book,
      async (ctx, next) => {
        seen.push(ctx.status)
        await next()
        seen.push(ctx.status, ctx.body, ctx.type, ctx.response.get('etag'), ctx.length)
      },
    )
    await look(url)
    expect(seen).toEqual([404, 201, book.body, 'application/json', '"1"', 19])
  })

  it.each<[string, { change: (ctx: Context) => void; want: object }]>([
    [
      'status',
      {
        change: (ctx) => {
          ctx.status = 418
        },
        want: { status: 418, body: book.body },
      },
    ],
    ['headers', { change: (ctx) => ctx.set('X-A', '1'), want: { headers: { 'x-a': '1' } } }],
    [
      'body',
      {
        change: (ctx) => {
          ctx.body = { other: 'ü' }
        },
        want: { body: '{"other":"ü"}', headers: { 'content-length': '14' } },
      },
    ],
    [
      'body to a stream',
      {
        change: (ctx) => {
          ctx.body = Readable.from(['x', 'y'])
        },
        want: { body: 'xy' },
      },
    ],
    [
      'body to nothing',
      {
        change: (ctx) => {
          ctx.status = 204
        },
        want: { status: 204, body: '' },
      },
    ],
  ])('changes the %s', async (_, { change, want }) => {
    const { url } = await mock(
      () => book,
      async (ctx, next) => {
        await next()
        change(ctx)
      },
    )
    const { headers, ...rest } = await look(url)
    expect({ ...rest, headers }).toMatchObject(want)
  })

  it('answers without the mock', async () => {
    const { url } = await mock(
      () => book,
      (ctx) => {
        ctx.body = 'mine'
      },
    )
    expect(await look(url)).toMatchObject({ status: 200, body: 'mine' })
  })

  it('answers 404 when it does nothing', async () => {
    const { url } = await mock(
      () => book,
      () => undefined,
    )
    expect((await look(url)).status).toBe(404)
  })

  it('keeps its headers on refusals of the mock, and sees their status', async () => {
    const seen: number[] = []
    const { url } = await mock(
      () => {
        throw new MockError('MOCK_CONFLICT')
      },
      async (ctx, next) => {
        ctx.set('Access-Control-Allow-Origin', '*')
        await next()
        seen.push(ctx.status)
      },
    )
    const { status, headers } = await look(url)
    expect([status, headers['access-control-allow-origin'], seen]).toEqual([409, '*', [409]])
  })

  it('may throw: its headers are dropped and the error is answered', async () => {
    const { url, logged } = await mock(
      () => book,
      async (ctx, next) => {
        ctx.set('X-A', '1')
        await next()
        throw ctx.query.bug ? new Error('secret') : new MockError('MOCK_CONFLICT')
      },
    )
    const refusal = await look(url)
    expect([refusal.status, refusal.headers['x-a'], refusal.headers.etag]).toEqual([
      409,
      undefined,
      undefined,
    ])
    const bug = await look(`${url}?bug=1`)
    expect([bug.status, bug.body.includes('secret'), logged.length]).toEqual([500, false, 1])
  })

  it('reports a stream that breaks inside the answer', async () => {
    const { url, app } = await mock(
      () => book,
      (ctx) => {
        ctx.body = Readable.from(
          (async function* () {
            yield 'x'
            throw new Error('broken')
          })(),
        )
      },
    )
    const emitted = once(app, 'error')
    await expect(look(url)).rejects.toThrow()
    expect((await emitted)[0]).toMatchObject({ message: 'broken' })
  })

  it('cannot call next twice', async () => {
    const { url } = await mock(
      () => book,
      async (_ctx, next) => {
        await next()
        await next()
      },
    )
    expect((await look(url)).status).toBe(500)
  })
})

describe('what the mock relies on in Koa', () => {
  const app = new MockKoa({ dispatch: () => book, onError: () => book })

  // Fields of Koa's that are not documented, or whose meaning could change; the tests above prove the behaviour.
  it('has the parts', () => {
    const ctx = Object.create(app.context)
    expect([app.middleware, app.silent]).toEqual([[], true])
    expect(typeof app.createContext).toBe('function')
    expect(typeof Object.getPrototypeOf(Object.getPrototypeOf(ctx)).onerror).toBe('function')
    expect(Object.hasOwn(app.context, 'onerror')).toBe(true)
  })

  it('adds itself once, last, however often callback is called', () => {
    app.callback()
    app.use(pass)
    app.callback()
    expect(app.middleware).toHaveLength(2)
    expect(app.middleware[0]).toBe(pass)
  })
})
