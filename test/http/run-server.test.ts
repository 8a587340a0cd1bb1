import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { readAddress, runServer, type StartOptions } from '../../runtime/http/run-server.js'
import { open, received } from './sockets.js'

const script = fileURLToPath(new URL('served-process.ts', import.meta.url))
const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A server process; `says` waits for a text on its stdout, `end` for its exit code and all output. */
function run(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const closed = once(child, 'close')
  return {
    child,
    says: async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const found = pattern.exec(out)
        if (found !== null) return found
        await Promise.race([
          once(child.stdout, 'data'),
          closed.then(() => Promise.reject(new Error(`ended: ${err}`))),
        ])
      }
    },
    end: async () => {
      const [code] = await closed
      return { code, out, err }
    },
  }
}

const addressInUse = async () => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  return { other, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

const listening = /^Listening on http:\/\/127\.0\.0\.1:(\d+)\n/

describe('a server process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'answers what runs, closes the store and exits with 0 on %s',
    async (signal) => {
      const server = run()
      const port = Number((await server.says(listening))[1])
      const slow = await open(port)
      slow.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
      await server.says(/slow arrived/)
      const other = await open(port)
      other.write('GET /other HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n')
      await received(other, (text) => text.includes('hello'))
      server.child.kill(signal)
      expect(await received(slow)).toContain('slow answer')
      other.destroy()
      expect(await server.end()).toEqual({ code: 0, out: expect.stringMatching(/store closed\n$/), err: '' })
    },
  )

  it('exits at once on the second signal', async () => {
    const server = run()
    const port = Number((await server.says(listening))[1])
    const slow = await open(port)
    slow.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    await server.says(/slow arrived/)
    const idle = await open(port)
    server.child.kill('SIGTERM')
    // The first signal has been handled when the idle connection is closed.
    await received(idle)
    server.child.kill('SIGTERM')
    expect(await server.end()).toMatchObject({ code: 1, out: expect.not.stringContaining('store closed') })
  })

  it('exits with 1 and a sentence when the port is in use', async () => {
    const { other, port } = await addressInUse()
    const { code, out, err } = await run({ PORT: String(port) }).end()
    other.close()
    expect([code, out]).toEqual([1, 'store closed\n'])
    expect(err).toMatch(new RegExp(`^Port ${port} .* PORT\\.\\n$`))
    expect(err).not.toContain('--')
  })

  it('says what it serves when the app does', async () => {
    const server = run({ BANNER: 'Notes 1.0: 3 operations' })
    await server.says(/^Listening on http:\S+\nNotes 1\.0: 3 operations\n/)
    server.child.kill('SIGTERM')
    expect(await server.end()).toMatchObject({ code: 0 })
  })

  it('exits with 1 and a sentence when PORT is no port', async () => {
    const { code, err } = await run({ PORT: 'http' }).end()
    expect(code).toBe(1)
    expect(err).toMatch(/^PORT is "http"; .*\n$/)
  })

  it('exits with 1 when the store cannot be closed', async () => {
    const server = run({ BROKEN_STORE: '1' })
    await server.says(listening)
    server.child.kill('SIGTERM')
    expect(await server.end()).toMatchObject({ code: 1, err: expect.stringContaining('the disk is full') })
  })
})

describe('a refusal to start', () => {
  const names = { port: '--port', host: '--host' }
  const app = { callback: () => () => undefined, close: async () => undefined }

  it.each<[string, { given: StartOptions; env?: Record<string, string>; want: RegExp }]>([
    ['the flag that was used', { given: { host: 'no host', names }, want: /^--host is "no host"/ }],
    ['the variable that was used', { given: { names }, env: { PORT: 'x' }, want: /^PORT is "x"/ }],
    ['the variables where there are no flags', { given: { port: 70_000 }, want: /^PORT is "70000"/ }],
  ])('names %s', (_, { given, env = {}, want }) => {
    expect(() => readAddress(given, env)).toThrow(want)
  })

  it('names the flag to change for an address that cannot be used, and closes the app', async () => {
    const { other, port } = await addressInUse()
    let closes = 0
    const close = async () => void closes++
    const refused = runServer({ ...app, close }, { port, host: '127.0.0.1', names })
    await expect(refused).rejects.toThrow(
      new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use\\. .*--port\\.$`),
    )
    expect(closes).toBe(1)
    other.close()
    const elsewhere = runServer(app, { port: 0, host: '192.0.2.1', names })
    await expect(elsewhere).rejects.toThrow(/^192\.0\.2\.1 is not .*--host;/)
  })
})
