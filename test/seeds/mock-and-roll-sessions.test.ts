// Mock-and-Roll: sessions that a login creates, that protected operations need, and that end.
import type { Json, JsonObject } from '@mockgen/runtime'
import { expect, it } from 'vitest'
import { type SeedClient, textAt } from './support/client.js'
import { contract, list, object, operation, ref, text, time } from './support/contracts.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('mock-and-roll')

interface SessionBlocks {
  readonly login: Json
  readonly profile: Json
  readonly logout: Json
  /** `x-persistence` of the security scheme. */
  readonly scheme: JsonObject
}

const sessionsApi = ({ login, profile, logout, scheme }: SessionBlocks) =>
  contract({
    title: 'Accounts',
    paths: {
      '/auth/login': {
        post: operation('login', {
          persistence: login,
          body: object({ 'username!': text, 'password!': text }),
          answers: { 200: ref('Session'), 401: object({ 'error!': text }) },
        }),
      },
      '/api/profile': {
        get: operation('profile', {
          persistence: profile,
          security: [{ session_auth: [] }],
          answers: { 200: object({ 'user!': text, 'permissions!': list(text) }) },
        }),
      },
      '/auth/logout': {
        post: operation('logout', {
          persistence: logout,
          body: object({ 'session_id!': text }),
          answers: { 200: object({ 'message!': text }) },
        }),
      },
    },
    schemas: {
      Session: object({
        'session_id!': text,
        'user_id!': text,
        'expires_at!': time,
        'permissions!': list(text),
      }),
    },
    securitySchemes: {
      session_auth: { type: 'apiKey', in: 'header', name: 'X-Session-Id', 'x-persistence': scheme },
    },
  })

const spellings = {
  camel: sessionsApi({
    login: {
      rules: [
        {
          when: 'request.body.username == "admin" && request.body.password == "secret123"',
          entity: 'sessions',
          action: 'create',
          ttl: 86400,
          data: {
            user_id: 'admin',
            expires_at: '{{ plusSeconds(now, 86400) }}',
            permissions: ['read', 'write', 'admin'],
          },
          response: { status: 200, body: '{{ entity }}' },
        },
        { response: { status: 401, body: { error: 'Invalid credentials' } } },
      ],
    },
    profile: {
      entity: 'sessions',
      action: 'read',
      key: 'session_id',
      response: {
        status: 200,
        body: { user: '{{ session.user_id }}', permissions: '{{ session.permissions }}' },
      },
    },
    logout: {
      entity: 'sessions',
      action: 'delete',
      key: 'session_id',
      response: { status: 200, body: { message: 'Logged out successfully' } },
    },
    scheme: { entity: 'sessions', key: 'session_id' },
  }),
  snake: sessionsApi({
    login: {
      persistence: { entity_name: 'sessions', action: 'create', ttl: 86400 },
      responses: [
        {
          body_conditions: { username: 'admin', password: 'secret123' },
          response: {
            status_code: 200,
            body: {
              session_id: '{{generated_id}}',
              user_id: 'admin',
              expires_at: '{{timestamp_plus_seconds(86400)}}',
              permissions: ['read', 'write', 'admin'],
            },
          },
        },
        { response: { status_code: 401, body: { error: 'Invalid credentials' } } },
      ],
    },
    profile: {
      persistence: { entity_name: 'sessions', action: 'read', key_field: 'session_id' },
      responses: [
        {
          response: {
            status_code: 200,
            body: { user: '{{session_data.user_id}}', permissions: '{{session_data.permissions}}' },
          },
        },
      ],
    },
    logout: {
      persistence: { entity_name: 'sessions', action: 'delete', key_field: 'session_id' },
      responses: [{ response: { status_code: 200, body: { message: 'Logged out successfully' } } }],
    },
    scheme: { entity_name: 'sessions', key_field: 'session_id' },
  }),
}

const admin = { username: 'admin', password: 'secret123' }
const profileOf = (api: SeedClient, session: string) => api.get('/api/profile', { 'x-session-id': session })

describeSection('Session Creation', spellings, (open) => {
  it('logs in who knows the password, for 24 hours', async () => {
    const api = open()
    await api.freeze()
    const session = await api.post('/auth/login', admin)
    expect(session).toMatchObject({
      status: 200,
      body: { user_id: 'admin', permissions: ['read', 'write', 'admin'] },
    })
    const again = await api.post('/auth/login', admin)
    expect(textAt(again, 'session_id')).not.toBe(textAt(session, 'session_id'))
    await api.advance(86_399)
    expect((await profileOf(api, textAt(session, 'session_id'))).status).toBe(200)
    await api.advance(1)
    expect((await profileOf(api, textAt(session, 'session_id'))).status).toBe(401)
  })

  it('tells when the session ends, by the clock of the sandbox', async () => {
    const api = open()
    await api.freeze()
    const first = Date.parse(textAt(await api.post('/auth/login', admin), 'expires_at'))
    await api.advance(60)
    const second = Date.parse(textAt(await api.post('/auth/login', admin), 'expires_at'))
    expect(second - first).toBe(60_000)
    expect(first).toBeGreaterThan(Date.now() + 86_000_000)
  })

  it.each([
    ['a wrong password', { username: 'admin', password: 'secret' }],
    ['another user', { username: 'eve', password: 'secret123' }],
  ])('lets nobody in with %s', async (_title, body) => {
    const api = open()
    expect(await api.post('/auth/login', body)).toMatchObject({
      status: 401,
      body: { error: 'Invalid credentials' },
    })
  })
})

describeSection('Session Validation', spellings, (open) => {
  it('answers who is logged in', async () => {
    const api = open()
    const session = textAt(await api.post('/auth/login', admin), 'session_id')
    expect(await profileOf(api, session)).toMatchObject({
      status: 200,
      body: { user: 'admin', permissions: ['read', 'write', 'admin'] },
    })
  })

  it('is 401 for a session that nobody has, for none, and for one of another sandbox', async () => {
    const api = open()
    const elsewhere = textAt(await open().post('/auth/login', admin), 'session_id')
    expect(await profileOf(api, 'nobody')).toMatchObject({
      status: 401,
      body: { code: 'MOCK_UNAUTHENTICATED' },
    })
    expect((await api.get('/api/profile')).status).toBe(401)
    expect((await profileOf(api, elsewhere)).status).toBe(401)
  })
})

describeSection('Session Cleanup', spellings, (open) => {
  it('ends the session that is named, and no other', async () => {
    const api = open()
    const [one, other] = [
      textAt(await api.post('/auth/login', admin), 'session_id'),
      textAt(await api.post('/auth/login', admin), 'session_id'),
    ]
    expect(await api.post('/auth/logout', { session_id: one })).toMatchObject({
      status: 200,
      body: { message: 'Logged out successfully' },
    })
    expect((await profileOf(api, one)).status).toBe(401)
    expect((await profileOf(api, other)).status).toBe(200)
    expect((await api.post('/auth/logout', { session_id: one })).status).toBe(404)
  })
})
