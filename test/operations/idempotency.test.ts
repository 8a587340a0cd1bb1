// Idempotency-Key over HTTP: a request that is sent again is answered again and carried out once, on every engine.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import type { Store } from '../../runtime/store/store.js'
import { describeEngines } from '../proofs/engines.js'
import { clientOf, codeOf, type NotesOptions, openNotes, read, tagOf } from './notes.js'

const key = { 'idempotency-key': 'a-key' }

describeEngines('Idempotency-Key', (engine) => {
  const running: StartedMock[] = []
  const { get, send } = clientOf(() => running[0]?.url ?? '')
  const post = (text: string, headers: Record<string, string> = key) =>
    send('POST', '/notes', { text }, headers)

  afterEach(async () => {
    for (const mock of running.splice(0)) await mock.close()
  })

  it('answers a repeated request byte for byte, and carries it out once', async () => {
    await start()
    const first = await post('one')
    const again = await post('one')
    expect([first.status, again.status]).toEqual([201, 201])
    expect(await again.text()).toBe(await first.text())
    expect(tagOf(again)).toBe(tagOf(first))
    expect(headersOf(again)).toEqual({ ...headersOf(first), 'idempotent-replayed': 'true' })
    expect(first.headers.has('idempotent-replayed')).toBe(false)
    expect(await count()).toBe(1)
  })

  it('answers a repeated PATCH as it did, though the record has changed since', async () => {
    await start()
    const path = `/notes/${await read(await post('one', {}), 'id')}`
    const first = await send('PATCH', path, { text: 'two' }, key)
    await send('PATCH', path, { text: 'three' })
    const again = await send('PATCH', path, { text: 'two' }, key)
    expect([tagOf(again), await again.text()]).toEqual([tagOf(first), await first.text()])
    expect(await (await get(path)).json()).toMatchObject({ text: 'three' })
  })

  it('refuses the key for another request', async () => {
    await start()
    await post('one')
    for (const other of [await post('two'), await send('POST', '/notes?x=1', { text: 'one' }, key)])
      expect([other.status, await codeOf(other)]).toEqual([422, 'MOCK_KEY_REUSED'])
    expect(await count()).toBe(1)
  })

  it('keeps the keys of operations and sandboxes apart', async () => {
    await start()
    expect((await post('one')).status).toBe(201)
    expect((await send('POST', '/sessions', { token: 'a' }, key)).status).toBe(201)
    expect((await post('two', { ...key, 'x-mock-sandbox': 'other' })).status).toBe(201)
  })

  it('means nothing to PUT, DELETE and where it is turned off', async () => {
    await start({ operations: { login: { idempotency: false } } })
    await send('PUT', '/notes/a', { text: 'one' }, key)
    expect(await (await send('PUT', '/notes/a', { text: 'two' }, key)).json()).toMatchObject({ text: 'two' })
    expect((await send('DELETE', '/notes/a', undefined, key)).status).toBe(204)
    expect((await send('DELETE', '/notes/a', undefined, key)).status).toBe(404)
    await send('POST', '/sessions', { token: 'a' }, key)
    expect((await send('POST', '/sessions', { token: 'a' }, key)).status).toBe(409)
  })

  it('is taken from the header, for the time and by the methods that are declared', async () => {
    await start({
      settings: { idempotency: { header: 'X-Request-Id', ttl: 60 } },
      operations: { putNote: { idempotency: { required: true } }, login: { idempotency: { ttl: 5 } } },
    })
    const id = { 'x-request-id': '7' }
    await post('one', id)
    expect((await post('one', id)).headers.get('idempotent-replayed')).toBe('true')
    expect((await post('one', key)).headers.get('idempotent-replayed')).toBeNull()
    const without = await send('PUT', '/notes/a', { text: 'one' })
    expect([without.status, await codeOf(without)]).toEqual([400, 'MOCK_KEY_REQUIRED'])
    expect((await send('PUT', '/notes/a', { text: 'one' }, id)).status).toBe(201)
    expect((await send('PUT', '/notes/a', { text: 'one' }, id)).status).toBe(201)
  })

  it.each([
    ['quoted', { given: '"a b"', want: 201 }],
    ['quoted, with quotes inside', { given: String.raw`"a \" \\"`, want: 201 }],
    ['of 255 characters', { given: 'a'.repeat(255), want: 201 }],
    ['of 256 characters', { given: 'a'.repeat(256), want: 400 }],
    ['that is empty', { given: '""', want: 400 }],
    ['with a space', { given: 'a b', want: 400 }],
    ['that never ends', { given: '"a', want: 400 }],
    ['of two', { given: 'a, b', want: 400 }],
  ])('may be one %s or not', async (_title, { given, want }) => {
    await start()
    expect((await post('one', { 'idempotency-key': given })).status).toBe(want)
    expect((await post('one', { 'idempotency-key': given })).status).toBe(want)
    expect(await count()).toBe(want === 201 ? 1 : 0)
  })

  it('is the same key quoted and bare', async () => {
    await start()
    await post('one')
    expect((await post('one', { 'idempotency-key': '"a-key"' })).headers.get('idempotent-replayed')).toBe(
      'true',
    )
  })

  it('keeps refusals: what was wrong then is answered again', async () => {
    await start()
    const lost = await send('PATCH', '/notes/a', { text: 'two' }, key)
    await send('PUT', '/notes/a', { text: 'one' })
    const again = await send('PATCH', '/notes/a', { text: 'two' }, key)
    expect([lost.status, again.status]).toEqual([404, 404])
    expect(await again.text()).toBe(await lost.text())
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })

  it('frees the key when the request fails', async () => {
    let calls = 0
    await start({
      handlers: {
        createNote: async (_ctx: unknown, next: () => Promise<unknown>) => {
          calls += 1
          const answer = await next()
          if (calls === 1) throw new Error('not yet')
          return calls === 2 ? { status: 503, headers: {}, body: undefined } : answer
        },
      },
    })
    expect([(await post('one')).status, (await post('one')).status, (await post('one')).status]).toEqual([
      500, 503, 201,
    ])
    expect((await post('one')).headers.get('idempotent-replayed')).toBe('true')
    expect(calls).toBe(3)
  })

  it('is answered 409 while the first request is still running, by every server', async () => {
    const gate = openGate()
    const [one, other] = await engine.openPair()
    await start({ store: one, handlers: { createNote: gate.hook } })
    await start({ store: other, handlers: { createNote: gate.hook } })
    const first = post('one')
    await gate.isReached
    for (const mock of running) {
      const early = await clientOf(() => mock.url).send('POST', '/notes', { text: 'one' }, key)
      expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1'])
      expect(await codeOf(early)).toBe('MOCK_IN_PROGRESS')
      const other = await clientOf(() => mock.url).send('POST', '/notes', { text: 'two' }, key)
      expect(other.status).toBe(422)
    }
    gate.open()
    const answer = await (await first).text()
    for (const mock of running) {
      const late = await clientOf(() => mock.url).send('POST', '/notes', { text: 'one' }, key)
      expect([late.status, await late.text()]).toEqual([201, answer])
    }
    expect(await count()).toBe(1)
  })

  it('carries 64 duplicates out once, on two servers', async () => {
    for (const store of await engine.openPair()) await start({ store })
    const urls = Array.from({ length: 64 }, (_, i) => running[i % 2]?.url ?? '')
    const replies = await Promise.all(
      urls.map((url) => clientOf(() => url).send('POST', '/notes', { text: 'one' }, key)),
    )
    const answered = replies.filter(({ status }) => status === 201)
    expect(answered.length).toBeGreaterThan(0)
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(64 - answered.length)
    expect(new Set(await Promise.all(answered.map((reply) => reply.text()))).size).toBe(1)
    expect(answered.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1)
    expect(await count()).toBe(1)
  })

  it('is taken over from who does not end, who then writes nothing', async () => {
    const gate = openGate()
    await start({ idempotencyLeaseMs: 1, handlers: { createNote: gate.hook } })
    const slow = post('one')
    await gate.isReached
    gate.letOthersThrough()
    let taken = await post('one')
    while (taken.status === 409) taken = await post('one')
    expect(taken.status).toBe(201)
    gate.open()
    expect((await slow).status).toBe(409)
    expect(await count()).toBe(1)
    expect(await (await post('one')).text()).toBe(await taken.text())
  })

  it('is answered to a client that went away and comes back', async () => {
    const gate = openGate()
    await start({ handlers: { createNote: gate.hook } })
    const leaving = new AbortController()
    const { url } = running[0] ?? { url: '' }
    const first = fetch(`${url}/notes`, {
      method: 'POST',
      headers: { ...key, 'content-type': 'application/json' },
      body: '{"text":"one"}',
      signal: leaving.signal,
    })
    await gate.isReached
    leaving.abort()
    await expect(first).rejects.toThrow()
    gate.open()
    let again = await post('one')
    while (again.status === 409) again = await post('one')
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    expect(await count()).toBe(1)
  })

  it('carries a request out once whose answer is too long to be kept, and says so', async () => {
    const text = 'x'.repeat(1_048_576)
    await start({
      handlers: {
        createNote: async (_ctx: unknown, next: () => Promise<{ readonly body: object }>) => {
          const answer = await next()
          return { ...answer, body: { ...answer.body, text } }
        },
      },
    })
    expect((await post('one')).status).toBe(201)
    const again = await post('one')
    expect([again.status, await codeOf(again)]).toEqual([409, 'MOCK_CONFLICT'])
    expect(await count()).toBe(1)
  })

  it('answers bytes as they were', async () => {
    const body = Uint8Array.from([0, 255, 10, 128])
    await start({
      handlers: { createNote: () => ({ status: 201, headers: { 'content-type': 'image/png' }, body }) },
    })
    const first = await post('one')
    const again = await post('one')
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect([first, again].map(({ headers }) => headers.get('content-type'))).toEqual([
      'image/png',
      'image/png',
    ])
    for (const reply of [first, again]) expect(new Uint8Array(await reply.arrayBuffer())).toEqual(body)
  })

  it('is forgotten after its time by the clock of the sandbox, and by a reset', async () => {
    const app = await start()
    const sandbox = app.sandboxes.get(undefined)
    await sandbox.changeClock((state, baseMs) => ({ ...state, frozenAt: baseMs }))
    await post('one')
    await sandbox.changeClock(advancedBy(86_400_000 - 1))
    expect((await post('one')).headers.get('idempotent-replayed')).toBe('true')
    await sandbox.changeClock(advancedBy(1))
    expect((await post('two')).status).toBe(201)
    expect(await count()).toBe(2)
    await sandbox.reset()
    expect((await post('three')).headers.get('idempotent-replayed')).toBeNull()
    expect(await count()).toBe(1)
  })

  async function start(options: NotesOptions & { readonly store?: Store } = {}) {
    const app = openNotes({ store: await engine.open(), ...options })
    running.push(await startMock(app))
    return app
  }

  async function count(): Promise<number> {
    return Number(await (await get('/count')).text())
  }
})

function headersOf({ headers }: Response): Record<string, string> {
  const { date: _now, ...rest } = Object.fromEntries(headers)
  return rest
}

// A hook that waits inside its transaction until the test lets it go on.
function openGate() {
  let open = (): void => undefined
  let reached = (): void => undefined
  const isOpen = new Promise<void>((resolve) => {
    open = resolve
  })
  const isReached = new Promise<void>((resolve) => {
    reached = resolve
  })
  let waits = true
  return {
    open: () => open(),
    isReached,
    letOthersThrough: () => {
      waits = false
    },
    hook: async (_ctx: unknown, next: () => Promise<unknown>) => {
      reached()
      if (waits) await isOpen
      return next()
    },
  }
}
