// Mock-and-Roll: what its records may be, refer to and depend on, and how long they live.
import type { Json, JsonObject } from '@mockgen/runtime'
import { expect, it } from 'vitest'
import { textAt } from './support/client.js'
import { contract, inPath, list, object, operation, ref, text, time } from './support/contracts.js'
import { apiKey as key, usersApi } from './support/mock-and-roll.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('mock-and-roll')

const ada = { name: 'Ada', email: 'ada@example.com' }

const postsApi = (createPost: Json) =>
  usersApi(
    {},
    {
      paths: {
        '/users/{user_id}/posts': {
          parameters: inPath('user_id'),
          post: operation('createPost', {
            persistence: createPost,
            body: object({ 'title!': text, 'content!': text }),
            answers: { 201: ref('Post') },
          }),
          get: operation('listPosts', { answers: { 200: list(ref('Post')) } }),
        },
      },
      schemas: {
        Post: object({ 'id!': text, 'user_id!': text, 'title!': text, 'content!': text, created_at: time }),
      },
    },
  )

describeSection(
  'Entity Relationships',
  {
    camel: postsApi({
      entity: 'posts',
      action: 'create',
      relationships: { user_id: { entity: 'users', field: 'user_id', required: true } },
      data: {
        user_id: '{user_id}',
        title: '{{ request.body.title }}',
        content: '{{ request.body.content }}',
        created_at: '{{ timestamp }}',
      },
      response: { status: 201, body: '{{ entity }}' },
    }),
    snake: postsApi({
      persistence: {
        entity_name: 'posts',
        action: 'create',
        relationships: { user_id: { entity: 'users', field: 'user_id', required: true } },
      },
      responses: [
        {
          response: {
            status_code: 201,
            body: {
              id: '{{generated_id}}',
              user_id: '{user_id}',
              title: '{{request.title}}',
              content: '{{request.content}}',
              created_at: '{{timestamp}}',
            },
          },
        },
      ],
    }),
  },
  (open) => {
    const post = { title: 'One', content: 'Words' }

    it('keeps a post with the user whose path it was sent to', async () => {
      const api = open()
      const user = textAt(await api.post('/users', ada, key), 'id')
      const other = textAt(await api.post('/users', ada, key), 'id')
      const made = await api.post(`/users/${user}/posts`, post)
      expect(made).toMatchObject({ status: 201, body: { ...post, user_id: user } })
      expect((await api.get(`/users/${user}/posts`)).body).toEqual([made.body])
      expect((await api.get(`/users/${other}/posts`)).body).toEqual([])
    })

    it('keeps no post of nobody, and says who is missing', async () => {
      const api = open()
      const refused = await api.post('/users/nobody/posts', post)
      expect(refused).toMatchObject({ status: 404, body: { code: 'MOCK_NOT_FOUND' } })
      expect(textAt(refused, 'detail')).toContain('"nobody" in users')
    })

    it('lets the posts go with their user', async () => {
      const api = open()
      const user = textAt(await api.post('/users', ada, key), 'id')
      await api.post(`/users/${user}/posts`, post)
      expect((await api.delete(`/users/${user}`)).status).toBe(204)
      expect((await api.get(`/users/${user}/posts`)).status).toBe(404)
    })
  },
)

const restricting = (relationship: JsonObject) =>
  postsApi({ entity: 'posts', action: 'create', relationships: { user_id: relationship } })

describeSection(
  'Entity Relationships',
  {
    camel: restricting({ entity: 'users', field: 'user_id', required: true, onDelete: 'restrict' }),
    snake: restricting({ entity: 'users', field: 'user_id', required: true, on_delete: 'restrict' }),
  },
  (open) => {
    it('keeps a user who has posts, where the relation says so', async () => {
      const api = open()
      const user = textAt(await api.post('/users', ada, key), 'id')
      await api.post(`/users/${user}/posts`, { title: 'One', content: 'Words' })
      expect(await api.delete(`/users/${user}`)).toMatchObject({
        status: 409,
        body: { code: 'MOCK_REFERENCED' },
      })
      expect((await api.get(`/users/${user}/posts`)).body).toHaveLength(1)
    })
  },
)

describeSection(
  'Data Validation',
  {
    camel: usersApi({
      createUser: {
        entity: 'users',
        action: 'create',
        validate: {
          required: ['name', 'email'],
          unique: ['email'],
          constraints: { name: { minLength: 1, maxLength: 100 }, email: { format: 'email' } },
        },
      },
    }),
    snake: usersApi({
      createUser: {
        persistence: {
          entity_name: 'users',
          action: 'create',
          validation: {
            required_fields: ['name', 'email'],
            unique_fields: ['email'],
            field_constraints: { name: { min_length: 1, max_length: 100 }, email: { format: 'email' } },
          },
        },
      },
    }),
  },
  (open) => {
    it.each([
      ['no name', { given: { email: 'a@example.com' }, want: '/name' }],
      ['no email', { given: { name: 'Ada' }, want: '/email' }],
      ['an empty name', { given: { name: '', email: 'a@example.com' }, want: '/name' }],
      ['a name of 101 characters', { given: { name: 'x'.repeat(101), email: 'a@b.test' }, want: '/name' }],
      ['an email that is none', { given: { name: 'Ada', email: 'nobody' }, want: '/email' }],
    ])('keeps nothing of a body with %s, and points at it', async (_title, { given, want }) => {
      const api = open()
      const refused = await api.post('/users', given, key)
      expect([400, 422]).toContain(refused.status)
      expect(refused.body).toMatchObject({ errors: [{ pointer: expect.stringContaining(want) }] })
      expect((await api.get('/users')).body).toMatchObject({ total: 0 })
    })

    it('keeps an email once, and names the constraint and the field', async () => {
      const api = open()
      expect((await api.post('/users', ada, key)).status).toBe(201)
      const second = await api.post('/users', { ...ada, name: 'Eve' }, key)
      expect(second).toMatchObject({
        status: 409,
        body: { code: 'MOCK_DUPLICATE', errors: [{ pointer: '/body/email', keyword: 'unique' }] },
      })
      expect((await api.get('/users')).body).toMatchObject({ total: 1 })
    })

    it('gives an email free with its user', async () => {
      const api = open()
      const made = await api.post('/users', ada, key)
      await api.delete(`/users/${textAt(made, 'id')}`)
      expect((await api.post('/users', ada, key)).status).toBe(201)
    })
  },
)

const eventsApi = (createEvent: Json) => {
  const body = object({ 'type!': text, note: text })
  const listed = (persistence: JsonObject) =>
    operation(`list ${persistence.entity}`, {
      persistence,
      answers: { 200: list(object({ type: text, note: text })) },
    })
  return contract({
    title: 'Events',
    paths: {
      '/events': {
        post: operation('createEvent', {
          persistence: createEvent,
          body,
          answers: { 201: object({ 'message!': text }) },
        }),
      },
      '/events/important': { get: listed({ entity: 'important_events', action: 'list' }) },
      '/events/regular': { get: listed({ entity: 'regular_events', action: 'list' }) },
    },
  })
}

describeSection(
  'Conditional Persistence',
  {
    camel: eventsApi({
      rules: [
        {
          when: 'request.body.type == "important"',
          entity: 'important_events',
          action: 'create',
          response: { status: 201, body: { message: 'Important event stored' } },
        },
        {
          entity: 'regular_events',
          action: 'create',
          response: { status: 201, body: { message: 'Regular event stored' } },
        },
      ],
    }),
    snake: eventsApi({
      responses: [
        {
          body_conditions: { type: 'important' },
          persistence: { entity_name: 'important_events', action: 'create' },
          response: { status_code: 201, body: { message: 'Important event stored' } },
        },
        {
          persistence: { entity_name: 'regular_events', action: 'create' },
          response: { status_code: 201, body: { message: 'Regular event stored' } },
        },
      ],
    }),
  },
  (open) => {
    it('keeps an event where its type says, and answers accordingly', async () => {
      const api = open()
      const send = async (type: string) => (await api.post('/events', { type, note: `a ${type} one` })).body
      expect(await send('important')).toEqual({ message: 'Important event stored' })
      expect(await send('other')).toEqual({ message: 'Regular event stored' })
      expect((await api.get('/events/important')).body).toMatchObject([
        { type: 'important', note: 'a important one' },
      ])
      expect((await api.get('/events/regular')).body).toMatchObject([{ type: 'other', note: 'a other one' }])
    })

    it('keeps nothing of an event without a type', async () => {
      const api = open()
      expect((await api.post('/events', { note: 'none' })).status).toBe(400)
      for (const kind of ['important', 'regular']) expect((await api.get(`/events/${kind}`)).body).toEqual([])
    })
  },
)

const sessionsApi = (createSession: Json) =>
  contract({
    title: 'Sessions',
    paths: {
      '/sessions': {
        post: operation('createSession', {
          persistence: createSession,
          body: object({ 'user!': text }),
          answers: { 201: ref('Session') },
        }),
        get: operation('listSessions', { answers: { 200: list(ref('Session')) } }),
      },
      '/sessions/{session_id}': {
        parameters: inPath('session_id'),
        get: operation('readSession', { answers: { 200: ref('Session') } }),
      },
    },
    schemas: { Session: object({ 'session_id!': text, 'user!': text }) },
  })

describeSection(
  'TTL (Time To Live)',
  {
    camel: sessionsApi({ entity: 'sessions', action: 'create', ttl: 3600, key: 'session_id' }),
    snake: sessionsApi({
      persistence: { entity_name: 'sessions', action: 'create', ttl: 3600, key_field: 'session_id' },
    }),
  },
  (open) => {
    it('keeps a session for an hour and no longer', async () => {
      const api = open()
      await api.freeze()
      const made = await api.post('/sessions', { user: 'ada' })
      const path = `/sessions/${textAt(made, 'session_id')}`
      await api.advance(3_599)
      const later = await api.post('/sessions', { user: 'eve' })
      expect(await api.get(path)).toMatchObject({ status: 200, body: made.body })
      await api.advance(1)
      expect((await api.get(path)).status).toBe(404)
      expect((await api.get('/sessions')).body).toEqual([later.body])
    })
  },
)
