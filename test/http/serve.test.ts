import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { ClientGone } from '../../runtime/http/client-gone.js'
import { readBody } from '../../runtime/http/read-body.js'
import { readAddress } from '../../runtime/http/run-server.js'
import { type Address, listen, type RunningServer } from '../../runtime/http/serve.js'
import { open, received } from './sockets.js'

const local: Address = { port: 0, host: '127.0.0.1' }

async function start(listener: RequestListener, address = local): Promise<RunningServer> {
  const server = await listen({ callback: () => listener }, address)
  onTestFinished(() => server.close())
  return server
}

describe('a listening server', () => {
  it('answers at its url', async () => {
    const server = await start((_request, response) => response.end('hello'))
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    expect(await (await fetch(server.url)).text()).toBe('hello')
  })

  it('has a url that clients can use when it listens everywhere', async () => {
    const server = await start((_request, response) => response.end('hello'), { port: 0, host: '0.0.0.0' })
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
  })

  it('says that the port is in use', async () => {
    const server = await start(() => undefined)
    const second = listen({ callback: () => () => undefined }, { ...local, port: server.port })
    await expect(second).rejects.toMatchObject({
      code: 'MOCK_PORT_IN_USE',
      message: expect.stringContaining('PORT'),
    })
  })

  it('says that the host is none of this machine', async () => {
    const server = listen({ callback: () => () => undefined }, { port: 0, host: '192.0.2.1' })
    await expect(server).rejects.toMatchObject({ code: 'MOCK_HOST_INVALID' })
  })
})

describe('a client that sends too slowly', () => {
  it.each([
    ['its headers', 'POST / HTTP/1.1\r\nHost: a'],
    ['its body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'],
    ['its chunks', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
  ])('%s is told 408', async (_, sent) => {
    let rejected: unknown
    const listener: RequestListener = (request, response) => {
      readBody(request).then(
        () => response.end('read'),
        (error: unknown) => {
          rejected = error
        },
      )
    }
    const server = await listen({ callback: () => listener, requestTimeoutMs: 200 }, local)
    onTestFinished(() => server.close())
    const socket = await open(server.port)
    const answer = received(socket)
    socket.write(sent)
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(rejected === undefined || rejected instanceof ClientGone).toBe(true)
    expect((await fetch(server.url)).status).toBe(200)
  })
})

describe('a client that asks before it sends its body', () => {
  const ask = 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: '
  const echo: RequestListener = (request, response) => {
    readBody(request, 10).then(
      () => response.end('read'),
      (error: unknown) => response.writeHead(error instanceof MockError ? error.status : 500).end(),
    )
  }

  async function startLimited(): Promise<RunningServer> {
    const server = await listen({ callback: () => echo, bodyLimitBytes: 10 }, local)
    onTestFinished(() => server.close())
    return server
  }

  it('is told to go on when the body is small enough', async () => {
    const socket = await open((await startLimited()).port)
    const continued = received(socket, (text) => text.includes('\r\n\r\n'))
    socket.write(`${ask}2\r\n\r\n`)
    expect(await continued).toContain('HTTP/1.1 100 Continue')
    const answered = received(socket, (text) => text.includes('read'))
    socket.write('{}')
    expect(await answered).toContain('HTTP/1.1 200')
  })

  it('is told at once that the body is too large', async () => {
    const socket = await open((await startLimited()).port)
    const answered = received(socket)
    socket.write(`${ask}11\r\n\r\n`)
    const text = await answered
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    expect(text).toMatch(/^connection: close\r$/im)
  })
})

describe('closing', () => {
  it('finishes the requests that run, refuses new connections and closes idle ones', async () => {
    let arrived: (finish: () => void) => void = () => undefined
    const slowRequest = new Promise<() => void>((resolve) => {
      arrived = resolve
    })
    const server = await start((request, response) => {
      if (request.url === '/slow') arrived(() => response.end('done'))
      else response.end('quick')
    })
    const idle = await open(server.port)
    const idleClosed = once(idle, 'close')
    idle.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await received(idle, (text) => text.includes('quick'))
    const slow = await open(server.port)
    slow.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    const finish = await slowRequest
    const closed = server.close()
    await idleClosed
    await expect(fetch(server.url)).rejects.toThrow()
    finish()
    // Ends only when the server closes the connection, long before it would for being idle.
    expect(await received(slow)).toContain('done')
    await closed
  })

  it('is the same end for every caller', async () => {
    const server = await start(() => undefined)
    expect(server.close()).toBe(server.close())
    await server.close()
  })
})

describe('the address', () => {
  it.each<[string, { env: Record<string, string>; want: Address }]>([
    ['is local by default', { env: {}, want: { port: 3000, host: '127.0.0.1' } }],
    [
      'comes from the environment',
      { env: { PORT: '8080', HOST: '0.0.0.0' }, want: { port: 8080, host: '0.0.0.0' } },
    ],
    ['ignores empty variables', { env: { PORT: '', HOST: ' ' }, want: { port: 3000, host: '127.0.0.1' } }],
    ['may be IPv6', { env: { HOST: '::1' }, want: { port: 3000, host: '::1' } }],
  ])('%s', (_, { env, want }) => {
    expect(readAddress({}, env)).toEqual(want)
  })

  it('prefers options', () => {
    expect(readAddress({ port: 0, host: 'localhost' }, { PORT: '1', HOST: 'x' })).toEqual({
      port: 0,
      host: 'localhost',
    })
  })

  it.each([
    ['PORT', '80a', 'MOCK_PORT_INVALID'],
    ['PORT', '65536', 'MOCK_PORT_INVALID'],
    ['PORT', '-1', 'MOCK_PORT_INVALID'],
    ['HOST', 'http://x', 'MOCK_HOST_INVALID'],
  ])('refuses %s=%s', (name, value, code) => {
    expect(() => readAddress({}, { [name]: value })).toThrow(expect.objectContaining({ code }))
  })
})
