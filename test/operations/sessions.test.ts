// Sessions: credentials that are looked up among records, which expire, end and are refreshed, on every engine.
import type { JsonObject } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import type { AnyHandler } from '../../runtime/handler.js'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import { onEveryStore } from '../support/on-every-store.js'
import { clientOf, codeOf, type NotesOptions, openNotes } from './notes.js'

const securitySchemes: JsonObject = {
  token: { type: 'http', scheme: 'bearer' },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  password: { type: 'http', scheme: 'basic' },
}

const looksUp: NonNullable<NonNullable<NotesOptions['settings']>['security']> = {
  token: { entity: 'sessions', key: 'token' },
  key: { entity: 'sessions', key: 'apiKey' },
  password: { entity: 'sessions', key: 'user', password: 'password' },
}

onEveryStore('sessions', (openStore) => {
  let mock: StartedMock
  let advance: (ms: number) => Promise<unknown>
  const { get, send } = clientOf(() => mock.url)

  afterEach(() => mock.close())

  async function start(
    security: readonly JsonObject[],
    refresh?: 'access' | 'never',
    handlers?: NonNullable<NotesOptions['handlers']>,
  ): Promise<void> {
    const app = openNotes({
      store: await openStore(),
      securitySchemes,
      security,
      settings: { security: looksUp },
      ...(handlers && { handlers }),
      contract: { login: { security: [] } },
      entities: { sessions: { ttl: 60, ...(refresh && { ttlRefresh: refresh }) } },
    })
    const sandbox = app.sandboxes.get(undefined)
    advance = (ms) => sandbox.changeClock(advancedBy(ms))
    mock = await startMock(app)
    await sandbox.changeClock((state, baseMs) => ({ ...state, frozenAt: baseMs }))
    const login = { token: 'secret', apiKey: 'k1', user: 'ada', password: 'pass:word' }
    expect((await send('POST', '/sessions', login)).status).toBe(201)
  }

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  it('let in who logged in, until the logout', async () => {
    await start([{ token: [] }])
    expect((await get('/notes', bearer('secret'))).status).toBe(200)
    const wrong = await get('/notes', bearer('wrong'))
    expect([wrong.status, wrong.headers.get('www-authenticate'), await codeOf(wrong)]).toEqual([
      401,
      'Bearer realm="token", error="invalid_token"',
      'MOCK_UNAUTHENTICATED',
    ])
    const missing = await get('/notes')
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="token"'])
    expect((await send('DELETE', '/sessions/secret', undefined, bearer('secret'))).status).toBe(204)
    expect((await get('/notes', bearer('secret'))).status).toBe(401)
  })

  it('are of one sandbox', async () => {
    await start([{ token: [] }])
    expect((await get('/notes', { ...bearer('secret'), 'x-mock-sandbox': 'other' })).status).toBe(401)
  })

  it('end at their time', async () => {
    await start([{ token: [] }])
    await advance(59_999)
    expect((await get('/notes', bearer('secret'))).status).toBe(200)
    await advance(1)
    expect((await get('/notes', bearer('secret'))).status).toBe(401)
  })

  it.each([
    ['by their key', 'token', bearer('secret')],
    ['by another property', 'key', { 'x-key': 'k1' }],
  ])('last as long as they are used, where that is declared, found %s', async (_title, scheme, given) => {
    await start([{ [scheme]: [] }], 'access')
    for (let i = 0; i < 3; i++) {
      await advance(59_999)
      expect((await get('/notes', given)).status).toBe(200)
    }
    await advance(60_000)
    expect((await get('/notes', given)).status).toBe(401)
  })

  it.each([
    ['a known key', { given: { 'x-key': 'k1' }, want: 200 }],
    ['an unknown key', { given: { 'x-key': 'k2' }, want: 401 }],
    ['user and password', { given: { authorization: basic('ada:pass:word') }, want: 200 }],
    ['another password', { given: { authorization: basic('ada:pass') }, want: 401 }],
    ['an empty password', { given: { authorization: basic('ada:') }, want: 401 }],
    ['another user', { given: { authorization: basic('eve:pass:word') }, want: 401 }],
    [
      'an unknown key beside a known user',
      { given: { 'x-key': 'k2', authorization: basic('ada:pass:word') }, want: 200 },
    ],
  ])('are found by other properties, too: %s', async (_title, { given, want }) => {
    await start([{ key: [] }, { password: [] }])
    expect((await get('/notes', given)).status).toBe(want)
  })

  it('are told to hooks, and so is that there is none', async () => {
    const seen: unknown[] = []
    const listNotes: AnyHandler = (ctx, next) => {
      seen.push(ctx.session?.user)
      return next()
    }
    await start([{ token: [] }, {}], undefined, { listNotes })
    await get('/notes', bearer('secret'))
    await get('/notes')
    expect(seen).toEqual(['ada', undefined])
  })

  it('are not needed where the contract lets everybody in', async () => {
    await start([{ token: [] }, {}])
    expect((await get('/notes', bearer('wrong'))).status).toBe(200)
  })

  it('keep the Idempotency-Keys of their owners apart', async () => {
    await start([{ token: [] }])
    await send('POST', '/sessions', { token: 'second' })
    const post = (token: string) =>
      send('POST', '/notes', { text: 'one' }, { ...bearer(token), 'idempotency-key': 'a' })
    const replayed = async (token: string) => (await post(token)).headers.get('idempotent-replayed')
    expect([await replayed('secret'), await replayed('second'), await replayed('secret')]).toEqual([
      null,
      null,
      'true',
    ])
  })
})

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
