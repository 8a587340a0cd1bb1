// No client is answered what another one asked: kept answers, whether anybody checks the credentials or not.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../runtime/index.js'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import { clientOf, type NotesOptions, openNotes } from './notes.js'

const securitySchemes: JsonObject = {
  bearer: { type: 'http', scheme: 'bearer' },
  headerKey: { type: 'apiKey', in: 'header', name: 'X-Key' },
  cookieKey: { type: 'apiKey', in: 'cookie', name: 'sid' },
  queryKey: { type: 'apiKey', in: 'query', name: 'key' },
  password: { type: 'http', scheme: 'basic' },
}
const cache = { ttl: 100 }

let mock: StartedMock
const { get, send } = clientOf(() => mock.url)

afterEach(() => mock.close())

async function start(options: NotesOptions = {}) {
  const app = openNotes({ securitySchemes, entities: { notes: { cached: true } }, ...options })
  mock = await startMock(app)
  return app
}

describe('a cached answer', () => {
  const isHit = async (headers: Record<string, string>, path = '/notes') =>
    (await get(path, headers)).headers.get('x-cache') === 'HIT'

  it.each<[string, { body: Json; want: boolean }]>([
    ['all headers', { body: { b: '{{ request.headers }}' }, want: false }],
    ['one header', { body: { b: '{{ request.headers["x-who"] }}' }, want: false }],
    ['one header after a line break', { body: { b: '{{\nrequest.headers["x-who"]\n}}' }, want: false }],
    ['the whole request', { body: { b: '{{ request }}' }, want: false }],
    ['a header of a request by another name', { body: '{{ cel.bind(r, request, r.headers) }}', want: false }],
    ['the query', { body: { b: '{{ request.query }}' }, want: true }],
  ])('that shows %s is of requests with the same headers or not', async (_title, { body, want }) => {
    await start({ operations: { listNotes: { cache, response: { body } } } })
    const one = await get('/notes', { 'x-who': 'one' })
    const two = await get('/notes', { 'x-who': 'two' })
    expect([one.status, two.headers.get('x-cache') === 'HIT']).toEqual([200, want])
    if (!want) expect(await two.text()).not.toBe(await one.text())
    expect(await isHit({ 'x-who': 'one' })).toBe(true)
  })

  it('that a hook may have made of all headers is of requests with the same ones', async () => {
    const listNotes = (ctx: { readonly koa: { get(name: string): string } }) => ({
      status: 200,
      headers: {},
      body: [{ id: 'a', text: ctx.koa.get('x-who') }],
    })
    await start({ operations: { listNotes: { cache } }, handlers: { listNotes } })
    const texts = await Promise.all(
      ['one', 'two'].map(async (who) => (await get('/notes', { 'x-who': who })).text()),
    )
    expect(texts[0]).not.toBe(texts[1])
  })

  it.each<[string, { headers: (who: string) => Record<string, string> }]>([
    ['tokens', { headers: (who) => ({ authorization: `Bearer ${who}` }) }],
    ['keys in a header', { headers: (who) => ({ 'x-key': who }) }],
    ['keys in a cookie', { headers: (who) => ({ cookie: `sid=${who}` }) }],
  ])('is not given to others: %s', async (_title, { headers }) => {
    await start({
      operations: { listNotes: { cache } },
      security: [{ bearer: [] }, { headerKey: [] }, { cookieKey: [] }],
    })
    expect(await isHit(headers('one'))).toBe(false)
    expect(await isHit(headers('two'))).toBe(false)
    expect(await isHit(headers('one'))).toBe(true)
  })

  it('does not keep a record from living on by being read', async () => {
    const app = await start({
      operations: { getNote: { cache } },
      entities: { notes: { cached: true, ttl: 10, ttlRefresh: 'access' } },
    })
    const sandbox = app.sandboxes.get(undefined)
    await sandbox.changeClock((state, baseMs) => ({ ...state, frozenAt: baseMs }))
    await send('PUT', '/notes/a', { text: 'one' })
    for (let i = 0; i < 3; i++) {
      expect((await get('/notes/a')).status).toBe(200)
      await sandbox.changeClock(advancedBy(6_000))
    }
    expect((await get('/notes/a')).status).toBe(200)
  })
})

describe('an Idempotency-Key', () => {
  it.each<[string, { given: (who: string) => { headers?: Record<string, string>; query?: string } }]>([
    ['tokens', { given: (who) => ({ headers: { authorization: `Bearer ${who}` } }) }],
    ['keys in a header', { given: (who) => ({ headers: { 'x-key': who } }) }],
    ['keys in a cookie', { given: (who) => ({ headers: { cookie: `sid=${who}` } }) }],
    ['keys in the query', { given: (who) => ({ query: `?key=${who}` }) }],
  ])('is of one client, though nobody looks its credentials up: %s', async (_title, { given }) => {
    await start({ security: [{ bearer: [] }, { headerKey: [] }, { cookieKey: [] }, { queryKey: [] }] })
    const post = async (who: string) => {
      const { headers = {}, query = '' } = given(who)
      const sent = await send(
        'POST',
        `/notes${query}`,
        { text: 'one' },
        { ...headers, 'idempotency-key': 'z' },
      )
      return [sent.status, sent.headers.get('idempotent-replayed')]
    }
    expect([await post('one'), await post('two'), await post('one')]).toEqual([
      [201, null],
      [201, null],
      [201, 'true'],
    ])
  })
})

describe('accounts of one login', () => {
  const facts = {
    settings: { security: { password: { entity: 'sessions', key: 'user', password: 'password' } } },
    operations: { login: { idempotency: false } },
    contract: { login: { security: [] } },
  } as const
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })

  it.each([
    ['first', { given: 'ada:one', want: 200 }],
    ['second', { given: 'ada:two', want: 200 }],
    ['neither', { given: 'ada:six', want: 401 }],
  ])('are told apart by their passwords: %s', async (_title, { given, want }) => {
    await start({ ...facts, security: [{ password: [] }] })
    for (const password of ['one', 'two'])
      await send('POST', '/sessions', { token: password, user: 'ada', password })
    expect((await get('/notes', basic(given))).status).toBe(want)
  })
})
