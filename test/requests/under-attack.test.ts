// A server under attack: requests that nothing has asked before, bodies that never end and lengths that lie leave it small and
// quick for everybody else.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../architecture/source-files.js'
import { open, received } from '../http/sockets.js'
import { type RunningProgram, startProgram } from '../support/start-program.js'

/** What is kept of a request shows in the full form only (`ATTACKS=full`); the short one shows answers and hangs. */
const scale = process.env.ATTACKS === 'full' ? 20 : 1
const timeoutMs = 30_000 * scale
const filler = 'x'.repeat(6_000)
/** Of the old generation; a server that kept what it is sent would run out of it. */
const heapMb = 128
const allowedGrowthMb = 80
const body = 'x'.repeat(2 * 1024 * 1024)
let server: RunningProgram

beforeAll(async () => {
  const file = join(root, 'examples/bookstore/openapi.yaml')
  server = await startProgram(process.execPath, ['--import', 'tsx', 'test/fuzz/fuzzed-server.ts', file], {
    cwd: root,
    env: {
      TSX_TSCONFIG_PATH: 'test/tsconfig.json',
      LOG_LEVEL: 'silent',
      NODE_OPTIONS: `--max-old-space-size=${heapMb}`,
    },
  })
})
afterAll(() => server.stop('SIGKILL'))

const residentMb = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024

/** Sends `count` requests, eight at a time, and tells how often each status came. */
async function flood(count: number, request: (i: number) => Promise<Response>) {
  const statuses: Record<string, number> = {}
  let next = 0
  const client = async () => {
    while (next < count) {
      // A server may close the connection on a client that sends too much, before that has read the answer.
      const status = await request(next++).then(
        async (answer) => {
          await answer.arrayBuffer()
          return answer.status
        },
        () => 'closed',
      )
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 8 }, client))
  return statuses
}

const json = (content: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: content,
})

describe('memory does not grow with', () => {
  const deep = '['.repeat(100_000)
  it.each<[string, number, (i: number) => Promise<Response>, readonly string[]]>([
    ['paths that are not there', 300, (i) => fetch(`${server.url}/none-${i}/${filler}`), ['404']],
    ['keys that are not there', 300, (i) => fetch(`${server.url}/books/none-${i}-${filler}`), ['404', '400']],
    ['queries', 300, (i) => fetch(`${server.url}/books?q${i}=${filler}`), ['200', '400']],
    [
      'headers',
      300,
      (i) =>
        fetch(`${server.url}/books`, {
          headers: {
            [`x-${i}`]: 'x',
            'if-none-match': `"${i}${filler}"`,
            accept: `a/b;q=0.${i}, */*`,
          },
        }),
      ['200'],
    ],
    ['bodies that are too large', 20, () => fetch(`${server.url}/books`, json(body)), ['413', 'closed']],
    ['bodies that are too deep', 40, () => fetch(`${server.url}/books`, json(deep)), ['400']],
    [
      'bodies that are refused',
      300,
      (i) => fetch(`${server.url}/books`, json(`{"p${i}":${i}}`)),
      ['400', '422'],
    ],
    [
      'methods',
      100,
      (i) => fetch(`${server.url}/books`, { method: ['PROPFIND', 'PURGE', 'LOCK'][i % 3] ?? '' }),
      ['405'],
    ],
    [
      'names of sandboxes that are none',
      200,
      (i) => fetch(`${server.url}/books`, { headers: { 'x-mock-sandbox': `no name ${i}` } }),
      ['400'],
    ],
  ])(
    '%s',
    async (_title, count, request, want) => {
      await flood(count, request)
      const before = residentMb()
      const statuses = await flood(count * scale, (i) => request(count + i))
      expect(want).toEqual(expect.arrayContaining(Object.keys(statuses)))
      expect(residentMb() - before).toBeLessThan(allowedGrowthMb)
      expect((await fetch(`${server.url}/books`)).status).toBe(200)
    },
    timeoutMs,
  )
})

describe('everybody else is served while', () => {
  it.each<[string, (i: number) => string]>([
    ['bodies never end', () => 'Content-Length: 1000000\r\n\r\n{"title":"'],
    ['chunks never end', () => 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"tit\r\n'],
    ['headers never end', (i) => `X-Slow-${i}: `],
    ['lengths promise more than they send', () => 'Content-Length: 900000\r\n\r\n{}'],
  ])('%s', async (_title, rest) => {
    const head = 'POST /books HTTP/1.1\r\nHost: a.test\r\nContent-Type: application/json\r\n'
    const sockets = await Promise.all(
      Array.from({ length: 100 }, () => open(Number(new URL(server.url).port))),
    )
    for (const [i, socket] of sockets.entries()) socket.write(head + rest(i))
    const started = performance.now()
    expect((await fetch(`${server.url}/books`)).status).toBe(200)
    // Generous beside the second that is promised: test machines are shared.
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(sockets.every((socket) => !socket.destroyed)).toBe(true)
    for (const socket of sockets) socket.destroy()
  })

  it('lengths promise less than they send', async () => {
    const socket = await open(Number(new URL(server.url).port))
    const answer = received(socket, (text) => (text.match(/HTTP\/1\.1 \d/g) ?? []).length > 1)
    // The rest is read as another request, and is none.
    socket.write(
      'POST /books HTTP/1.1\r\nHost: a.test\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}GET-is-none\r\n\r\n',
    )
    const statuses = [...(await answer).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
    expect(statuses[0]).toMatch(/^4/)
    // Or the connection is closed without a word.
    expect(['400', undefined]).toContain(statuses[1])
    expect((await fetch(`${server.url}/books`)).status).toBe(200)
  })
})
