// Deliveries to real receivers: retries, order, limits, hostile answers, and the end.
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Deliveries } from '../../runtime/callbacks/delivery/deliveries.js'
import type { DeliveryReport, Message } from '../../runtime/callbacks/delivery/message.js'
import { waitBeforeNext } from '../../runtime/callbacks/delivery/retry.js'
import { chooseOutbox, type OutboxOptions } from '../../runtime/callbacks/outbox-settings.js'
import { systemClock } from '../../runtime/clock.js'
import { createIds } from '../../runtime/ids.js'
import { silentLogger } from '../../runtime/logger.js'
import { until } from '../support/redis-server.js'
import { quickly } from './orders.js'
import { endReceivers, startReceiver } from './receiver.js'

endReceivers()
const open: Deliveries[] = []
afterEach(async () => {
  for (const deliveries of open.splice(0)) await deliveries.close()
})

const full = 'too many messages are waiting; new ones are dropped'
const hostFull = 'too many messages are waiting for one host; new ones are dropped'
const roomy = 'there is room for messages again; some were dropped'

type Warn = (fields: object, text: string) => unknown

function deliver(options: OutboxOptions = {}, warn: Warn = () => undefined): Deliveries {
  const log = { ...silentLogger, warn }
  const settings = chooseOutbox({ ...quickly, ...options })
  const parts = { clock: systemClock, ids: createIds(), random: () => 0.5, log }
  const deliveries = new Deliveries({ ...settings, ...parts })
  open.push(deliveries)
  return deliveries
}

const message = (url: string, more: Partial<Message> = {}): Message => ({
  kind: 'webhook',
  name: 'told',
  sandbox: 'default',
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{"a":1}',
  hops: 1,
  ...more,
})

/** Hands a message over and waits for its end. */
async function sent(deliveries: Deliveries, url: string, more?: Partial<Message>): Promise<DeliveryReport> {
  const { id } = deliveries.add(message(url, more))
  await deliveries.idle()
  const report = deliveries.reports.find((known) => known.id === id)
  if (report === undefined) throw new Error('there is no report')
  return report
}

describe('a delivery', () => {
  it('brings method, headers and body, and names itself', async () => {
    const receiver = await startReceiver()
    const report = await sent(deliver(), `${receiver.url}/hook?x=1`, { method: 'PUT', body: '{"a":"ü"}' })
    expect(report).toMatchObject({ state: 'delivered', status: 204, attempts: 1 })
    const [came] = receiver.received
    expect(came).toMatchObject({ method: 'PUT', url: '/hook?x=1', text: '{"a":"ü"}' })
    expect(came?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '10',
      'webhook-id': report.id,
      'x-mock-hops': '1',
      'user-agent': expect.stringMatching(/^mockgen\//),
    })
    expect(came?.headers['webhook-signature']).toBeUndefined()
  })

  it('is signed as Standard Webhooks wants it, where there is a secret', async () => {
    const receiver = await startReceiver()
    const key = Buffer.from('a key of some bytes')
    await sent(deliver({ webhookSecret: `whsec_${key.toString('base64')}` }), receiver.url)
    const { headers, text } = one(receiver.received)
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
    const want = createHmac('sha256', key).update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${want}`)
    expect(Math.abs(Number(headers['webhook-timestamp']) - systemClock.now() / 1000)).toBeLessThan(60)
  })

  it.each([408, 429, 500, 502, 503])('comes again after a %i, under the same id', async (status) => {
    const receiver = await startReceiver((_came, response, count) => {
      if (count < 3) response.writeHead(status).end()
    })
    expect(await sent(deliver(), receiver.url)).toMatchObject({ state: 'delivered', attempts: 3 })
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(1)
  })

  it.each([400, 401, 404, 410, 422])('does not come again after a %i', async (status) => {
    const receiver = await startReceiver((_came, response) => response.writeHead(status).end())
    expect(await sent(deliver(), receiver.url)).toMatchObject({ state: 'failed', status, attempts: 1 })
  })

  it('is given up after as many attempts as were chosen', async () => {
    const receiver = await startReceiver((_came, response) => response.writeHead(500).end())
    const report = await sent(deliver({ attempts: 4 }), receiver.url)
    expect(report).toMatchObject({ state: 'failed', status: 500, attempts: 4 })
    expect(receiver.received).toHaveLength(4)
  })

  it('comes again to a receiver that is down', async () => {
    const { port } = await startReceiver()
    const free = await freePort()
    expect(free).not.toBe(port)
    const report = await sent(deliver({ attempts: 2 }), `http://127.0.0.1:${free}/`)
    expect(report).toMatchObject({
      state: 'failed',
      attempts: 2,
      error: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('does not follow a redirect', async () => {
    const other = await startReceiver()
    const receiver = await startReceiver((_came, response) =>
      response.writeHead(302, { location: other.url }).end(),
    )
    expect(await sent(deliver(), receiver.url)).toMatchObject({ state: 'failed', status: 302, attempts: 1 })
    expect(other.received).toEqual([])
  })

  it('waits no longer for an answer than it was told', async () => {
    const receiver = await startReceiver(() => new Promise(() => undefined))
    const report = await sent(deliver({ attempts: 2, timeoutMs: 50 }), receiver.url)
    expect(report).toMatchObject({ state: 'failed', attempts: 2, error: 'no answer in 50 ms' })
  })

  it('reads an answer that never ends up to a point, and counts it', async () => {
    const receiver = await startReceiver((_came, response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
      return new Promise(() => undefined)
    })
    expect(await sent(deliver(), receiver.url)).toMatchObject({ state: 'delivered', status: 200 })
  })

  it.each<[string, string]>([
    ['answers nonsense', 'this is no HTTP\r\n\r\n'],
    ['hangs up', ''],
    ['changes the protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
    ['answers half a head', 'HTTP/1.1 200 OK\r\nX-A: '],
  ])('fails with a receiver that %s', async (_what, text) => {
    const port = await rawServer(text)
    const report = await sent(deliver({ attempts: 2 }), `http://127.0.0.1:${port}/`)
    expect(report).toMatchObject({ state: 'failed', attempts: 2 })
  })

  it('says how many messages led to it, whatever its contract says', async () => {
    const receiver = await startReceiver()
    await sent(deliver(), receiver.url, { hops: 2, headers: { 'x-mock-hops': '0' } })
    expect(one(receiver.received).headers['x-mock-hops']).toBe('2')
  })

  it('has no headers that HTTP does not allow', async () => {
    const receiver = await startReceiver()
    const report = await sent(deliver(), receiver.url, { headers: { 'x-a': 'b\r\nx-injected: 1' } })
    expect(report).toMatchObject({ state: 'failed', attempts: 1 })
    expect(receiver.received).toEqual([])
  })
})

describe('an address', () => {
  it('is the one that was checked, wherever the name leads to later', async () => {
    const receiver = await startReceiver()
    const asked: string[] = []
    const deliveries = deliver({
      hosts: ['hooks.example.test', 'localhost'],
      // A name that leads to an allowed address once, and to metadata ever after.
      resolveHost: async (hostname) => {
        asked.push(hostname)
        return [{ address: asked.length === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]
      },
    })
    const url = `http://hooks.example.test:${receiver.port}/`
    expect(await sent(deliveries, url)).toMatchObject({ state: 'delivered' })
    expect(await sent(deliveries, url)).toMatchObject({ state: 'failed', attempts: 1 })
    expect(asked).toEqual(['hooks.example.test', 'hooks.example.test'])
    expect(receiver.received).toHaveLength(1)
    expect(receiver.received[0]?.headers.host).toBe(`hooks.example.test:${receiver.port}`)
  })

  it('is passed over when another one of the host is allowed', async () => {
    const receiver = await startReceiver()
    const deliveries = deliver({
      hosts: ['hooks.example.test'],
      resolveHost: async () => [
        { address: '169.254.169.254', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    })
    const report = await sent(deliveries, `http://hooks.example.test:${receiver.port}/`)
    expect(report).toMatchObject({ state: 'delivered' })
  })

  it('that is not allowed is never asked for', async () => {
    const asked: string[] = []
    const deliveries = deliver({
      resolveHost: async (name) => {
        asked.push(name)
        return []
      },
    })
    for (const url of ['http://169.254.169.254/', 'http://evil.test/', 'file:///etc/passwd', 'nonsense', ''])
      expect(await sent(deliveries, url)).toMatchObject({ state: 'refused', attempts: 0 })
    expect(asked).toEqual([])
  })
})

describe('many deliveries', () => {
  it('about one thing arrive in order, though the first ones fail at first', async () => {
    let failures = 3
    const arrived: unknown[] = []
    const receiver = await startReceiver((came, response) => {
      if (failures-- > 0) response.writeHead(503).end()
      else arrived.push(came.body)
    })
    const deliveries = deliver()
    for (let n = 1; n <= 20; n++) deliveries.add(message(receiver.url, { body: String(n), about: 'order 1' }))
    await deliveries.idle()
    expect(arrived).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('about other things do not wait for one that hangs', async () => {
    const hanging = await startReceiver(() => new Promise(() => undefined))
    const receiver = await startReceiver()
    const deliveries = deliver({ attempts: 1, timeoutMs: 60_000 })
    for (let n = 1; n <= 40; n++) deliveries.add(message(hanging.url))
    deliveries.add(message(receiver.url))
    expect(await receiver.got(1)).toHaveLength(1)
  })

  it('are dropped, the newest first, when too many are waiting', async () => {
    let answer: () => void = () => undefined
    const receiver = await startReceiver(() => new Promise<void>((resolve) => (answer = resolve)))
    const warnings: string[] = []
    const deliveries = deliver({ maxWaiting: 2 }, (_fields, text) => warnings.push(text))
    const states = [1, 2, 3, 4].map(() => deliveries.add(message(receiver.url, { about: 'one' })).state)
    expect(states).toEqual(['waiting', 'waiting', 'dropped', 'dropped'])
    expect(warnings).toEqual([full])
    await receiver.got(1)
    answer()
    await receiver.got(2)
    answer()
    await deliveries.idle()
    expect(receiver.received).toHaveLength(2)
  })

  it('that are dropped are told once until the queue is half empty, and then how many they were', async () => {
    const answers: (() => void)[] = []
    const receiver = await startReceiver(() => new Promise<void>((resolve) => answers.push(resolve)))
    const told: [string, unknown][] = []
    const deliveries = deliver({ maxWaiting: 5 }, (fields, text) => told.push([text, fields]))
    const add = () => deliveries.add(message(receiver.url, { about: 'one' })).state
    const answerNext = async (count: number) => {
      await receiver.got(count)
      answers.shift()?.()
      await until(async () => states(deliveries, 'delivered') === count)
    }
    for (let n = 0; n < 4; n++) add()
    // At the border of the queue: each that ends lets one in, and the next one is dropped.
    for (let count = 1; count <= 5; count++) {
      expect(add()).toBe('dropped')
      await answerNext(count)
      expect(add()).toBe('waiting')
    }
    expect(told).toMatchObject([[hostFull, { waiting: 4 }]])
    await answerNext(6)
    await answerNext(7)
    expect(told.slice(1)).toMatchObject([[roomy, { dropped: 5 }]])
    for (let n = 0; n < 3; n++) add()
    expect(told.slice(2)).toMatchObject([[hostFull, { waiting: 4 }]])
  })

  it('for one silent host leave a quarter of the queue to others', async () => {
    const silent = await startReceiver(() => new Promise(() => undefined))
    const receiver = await startReceiver()
    const deliveries = deliver({ maxWaiting: 100, closeWaitMs: 1 })
    for (let n = 0; n < 200; n++) deliveries.add(message(silent.url))
    expect([states(deliveries, 'waiting'), states(deliveries, 'dropped')]).toEqual([75, 125])
    const others = Array.from({ length: 26 }, () => deliveries.add(message(receiver.url)).state)
    expect(others.filter((state) => state === 'waiting')).toHaveLength(25)
    await receiver.got(25)
    expect(deliveries.add(message(receiver.url)).state).toBe('waiting')
    expect(deliveries.add(message(silent.url))).toMatchObject({
      state: 'dropped',
      error: 'too many messages are waiting for this host',
    })
  })

  it('are bounded by what they keep in memory, whatever part of them is long', async () => {
    const receiver = await startReceiver(() => new Promise(() => undefined))
    const deliveries = deliver({ closeWaitMs: 1 })
    const long = 'x'.repeat(4 * 1_048_576)
    const added = Array.from({ length: 10 }, (_, n) =>
      deliveries.add(message(receiver.url, { about: `${n} ${long}` })),
    )
    expect(added.filter(({ state }) => state === 'waiting')).toHaveLength(5)
    const other = await startReceiver(() => new Promise(() => undefined))
    expect(deliveries.add(message(other.url, { about: long })).state).toBe('waiting')
  })

  it('that are refused for the length of their URL do not keep all of it', () => {
    const { state, url } = deliver().add(message(`http://localhost/${'x'.repeat(1_000_000)}`))
    expect([state, url.length < 10_000]).toEqual(['refused', true])
  })

  it('are remembered, the last thousand, the newest first', async () => {
    const deliveries = deliver()
    for (let n = 0; n < 1_010; n++) deliveries.add(message('http://evil.test/', { name: `n${n}` }))
    expect(deliveries.reports).toHaveLength(1_000)
    expect(deliveries.reports[0]?.name).toBe('n1009')
  })
})

describe('the end', () => {
  it('waits for what runs', async () => {
    let answer: () => void = () => undefined
    const receiver = await startReceiver(() => new Promise<void>((resolve) => (answer = resolve)))
    const deliveries = deliver({ closeWaitMs: 10_000 })
    deliveries.add(message(receiver.url))
    await receiver.got(1)
    const end = deliveries.close()
    answer()
    await end
    expect(deliveries.reports[0]).toMatchObject({ state: 'delivered' })
  })

  it('gives up what hangs and what waits to be tried again, and says so', async () => {
    const hanging = await startReceiver(() => new Promise(() => undefined))
    const failing = await startReceiver((_came, response) => response.writeHead(503).end())
    const warnings: string[] = []
    const deliveries = deliver({ closeWaitMs: 20, firstRetryMs: 60_000 }, (_fields, text) =>
      warnings.push(text),
    )
    deliveries.add(message(hanging.url))
    deliveries.add(message(failing.url))
    await hanging.got(1)
    await until(async () => deliveries.reports.some(({ status }) => status === 503))
    await deliveries.close()
    expect(deliveries.reports.map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(warnings).toContain('messages were not delivered before the end')
    expect(deliveries.add(message(failing.url)).state).toBe('dropped')
  })
})

describe('the end of a full queue', () => {
  it('sends what waited for a message that is not tried again any more', async () => {
    const receiver = await startReceiver((_came, response, count) => {
      if (count === 1) response.writeHead(503).end()
    })
    const deliveries = deliver({ firstRetryMs: 60_000, closeWaitMs: 60_000 })
    deliveries.add(message(receiver.url, { about: 'one' }))
    await until(async () => deliveries.reports.some(({ status }) => status === 503))
    deliveries.add(message(receiver.url, { about: 'one' }))
    await deliveries.close()
    expect(deliveries.reports.map(({ state }) => state)).toEqual(['delivered', 'failed'])
  })

  it('comes in time though nobody answers, and counts what is lost', async () => {
    const receiver = await startReceiver(() => new Promise(() => undefined))
    const told: [string, unknown][] = []
    const deliveries = deliver({ closeWaitMs: 50 }, (fields, text) => told.push([text, fields]))
    for (let n = 0; n < 2_000; n++) deliveries.add(message(receiver.url))
    await receiver.got(8)
    await deliveries.close()
    expect(receiver.received).toHaveLength(8)
    expect(told.filter(([text]) => text !== 'a message could not be delivered')).toMatchObject([
      [hostFull, { waiting: 750 }],
      [roomy, { dropped: 1_250 }],
      ['messages were not delivered before the end', { messages: 750 }],
    ])
  })

  it('is the reason that later messages are told', async () => {
    const deliveries = deliver()
    await deliveries.close()
    const late = deliveries.add(message('http://localhost:1/'))
    expect(late).toMatchObject({ state: 'dropped', error: 'the mock was closed' })
  })
})

describe('the wait before the next attempt', () => {
  const policy = { attempts: 5, firstRetryMs: 500 }
  const at = { now: Date.UTC(2030, 0, 1), random: () => 1 }
  const answered = (status: number, retryAfter?: string) =>
    ({ kind: 'answered', status, retryAfter }) as const

  it.each<[string, Parameters<typeof waitBeforeNext>[0], number, number | undefined]>([
    ['grows', answered(500), 1, 500],
    ['by four', answered(500), 2, 2_000],
    ['each time', answered(500), 4, 32_000],
    ['until there is none', answered(500), 5, undefined],
    ['is what the receiver asks for', answered(429, '7'), 1, 7_000],
    ['up to a minute', answered(503, '3600'), 1, 60_000],
    ['also as a date', answered(503, 'Tue, 01 Jan 2030 00:00:09 GMT'), 1, 9_000],
    ['but no shorter', answered(429, '0'), 2, 2_000],
    ['whatever nonsense it asks for', answered(429, 'soon'), 1, 500],
    ['is the same without an answer', { kind: 'failed', error: 'x', isFinal: false }, 1, 500],
    ['is none for what will not change', { kind: 'failed', error: 'x', isFinal: true }, 1, undefined],
    ['is none for a mistake', answered(400, '7'), 1, undefined],
  ])('%s', (_what, attempt, made, want) => {
    expect(waitBeforeNext(attempt, made, policy, at)).toBe(want)
  })

  it('is spread between half of it and all of it', () => {
    expect(waitBeforeNext(answered(500), 1, policy, { ...at, random: () => 0 })).toBe(250)
  })
})

describe('settings', () => {
  it.each<[string, OutboxOptions]>([
    ['no host', { hosts: ['http://a.test'] }],
    ['no URL', { webhookUrl: 'a.test/hook' }],
    ['a URL of another kind', { webhookUrl: 'ftp://a.test/hook' }],
    ['credentials in a URL', { webhookUrl: 'http://me:secret@a.test/hook' }],
    ['no attempts', { attempts: 0 }],
    ['a negative time', { timeoutMs: -1 }],
  ])('with %s stop the start', (_what, options) => {
    expect(() => chooseOutbox(options)).toThrow(expect.objectContaining({ code: 'MOCK_SETTING_INVALID' }))
  })

  it('allow the host of the URL that webhooks go to, and no other one for it', () => {
    const { rules } = chooseOutbox({ webhookUrl: 'https://hooks.example.test/a' })
    const refusal = (url: string) => rules.refusalOf(new URL(url))
    expect(refusal('https://hooks.example.test/b')).toBeUndefined()
    expect(refusal('http://localhost:1/')).toBeUndefined()
    expect(refusal('https://example.test/')).toContain('MOCK_CALLBACK_HOSTS')
  })
})

function states(deliveries: Deliveries, wanted: DeliveryReport['state']): number {
  return deliveries.reports.filter(({ state }) => state === wanted).length
}

function one<Item>(items: readonly Item[]): Item {
  const [only] = items
  if (only === undefined) throw new Error('nothing came')
  return only
}

/** A server that sends the same text to everybody and hangs up. */
async function rawServer(text: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  rawServers.push(server)
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const rawServers: ReturnType<typeof createServer>[] = []
afterEach(() => {
  for (const server of rawServers.splice(0)) server.close()
})

async function freePort(): Promise<number> {
  const port = await rawServer('')
  await new Promise<void>((resolve) => rawServers.pop()?.close(() => resolve()))
  return port
}
