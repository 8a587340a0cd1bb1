// Mock-and-Roll: endpoints that keep something, and create, read, update, delete and list on them.
import type { JsonObject } from '@mockgen/runtime'
import { expect, it } from 'vitest'
import { textAt } from './support/client.js'
import { apiKey as key, usersApi } from './support/mock-and-roll.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('mock-and-roll')

const ada = { name: 'Ada', email: 'ada@example.com' }

describeSection(
  'Enable Persistence in Endpoints',
  {
    camel: usersApi({
      createUser: {
        entity: 'users',
        action: 'create',
        response: {
          status: 201,
          body: {
            id: '{{ id }}',
            name: '{{ request.body.name }}',
            email: '{{ request.body.email }}',
            created_at: '{{ timestamp }}',
          },
        },
      },
    }),
    snake: usersApi({
      createUser: {
        persistence: { entity_name: 'users', action: 'create' },
        responses: [
          {
            response: {
              status_code: 201,
              body: {
                id: '{{random_uuid}}',
                name: '{{request.name}}',
                email: '{{request.email}}',
                created_at: '{{timestamp}}',
              },
            },
          },
        ],
      },
    }),
  },
  (open) => {
    it('keeps what is posted with an API key, and answers what it keeps', async () => {
      const api = open()
      await api.freeze()
      const made = await api.post('/users', ada, key)
      expect(made).toMatchObject({ status: 201, body: ada })
      const read = await api.get(`/users/${textAt(made, 'id')}`)
      expect(read).toMatchObject({ status: 200, body: made.body })
    })

    it('lets nobody in without an API key', async () => {
      const api = open()
      expect((await api.post('/users', ada)).status).toBe(401)
      expect((await api.get('/users')).body).toMatchObject({ total: 0 })
    })
  },
)

const createBlock: JsonObject = {
  persistence: { entity_name: 'users', action: 'create', key_field: 'id', auto_generate_id: true },
  responses: [
    {
      response: {
        status_code: 201,
        body: {
          id: '{{generated_id}}',
          name: '{{request.name}}',
          email: '{{request.email}}',
          created_at: '{{timestamp}}',
        },
      },
    },
  ],
}

describeSection(
  'CRUD Operations > Create (POST)',
  {
    camel: usersApi({
      createUser: {
        entity: 'users',
        action: 'create',
        key: 'id',
        generateKey: 'uuid',
        response: {
          status: 201,
          body: {
            id: '{{ id }}',
            name: '{{ request.body.name }}',
            email: '{{ request.body.email }}',
            created_at: '{{ timestamp }}',
          },
        },
      },
    }),
    snake: usersApi({ createUser: createBlock }),
  },
  (open) => {
    it('gives each user an id of its own, under which it is kept', async () => {
      const api = open()
      await api.freeze()
      const [one, other] = [await api.post('/users', ada, key), await api.post('/users', ada, key)]
      expect(one).toMatchObject({ status: 201, body: { ...ada, created_at: expect.any(String) } })
      expect(textAt(one, 'id')).not.toBe(textAt(other, 'id'))
      for (const made of [one, other]) {
        expect((await api.get(`/users/${textAt(made, 'id')}`)).body).toMatchObject(Object(made.body))
      }
    })

    it('keeps nothing of a body that the contract refuses', async () => {
      const api = open()
      const refused = await api.post('/users', { name: 'Ada' }, key)
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/body/email' }] } })
      expect((await api.get('/users')).body).toMatchObject({ total: 0 })
    })
  },
)

describeSection(
  'CRUD Operations > Read (GET)',
  {
    camel: usersApi({
      readUser: {
        entity: 'users',
        action: 'read',
        key: 'user_id',
        response: { status: 200, body: '{{ entity }}' },
      },
    }),
    snake: usersApi({
      readUser: {
        persistence: { entity_name: 'users', action: 'read', key_field: 'user_id' },
        responses: [{ response: { status_code: 200, body: '{{stored_entity}}' } }],
      },
    }),
  },
  (open) => {
    it('answers the stored user, and 404 where there is none', async () => {
      const api = open()
      const made = await api.post('/users', ada, key)
      const read = await api.get(`/users/${textAt(made, 'id')}`)
      expect(read).toMatchObject({ status: 200, body: made.body })
      expect((await api.get('/users/nobody')).status).toBe(404)
    })
  },
)

describeSection(
  'CRUD Operations > Update (PUT)',
  {
    camel: usersApi({
      replaceUser: {
        entity: 'users',
        action: 'update',
        key: 'user_id',
        merge: 'replace',
        response: {
          status: 200,
          body: {
            id: '{user_id}',
            name: '{{ request.body.name }}',
            email: '{{ request.body.email }}',
            updated_at: '{{ timestamp }}',
          },
        },
      },
    }),
    snake: usersApi({
      replaceUser: {
        persistence: {
          entity_name: 'users',
          action: 'update',
          key_field: 'user_id',
          merge_strategy: 'replace',
        },
        responses: [
          {
            response: {
              status_code: 200,
              body: {
                id: '{user_id}',
                name: '{{request.name}}',
                email: '{{request.email}}',
                updated_at: '{{timestamp}}',
              },
            },
          },
        ],
      },
    }),
  },
  (open) => {
    it('replaces the user: what is not sent again is gone', async () => {
      const api = open()
      await api.freeze()
      const made = await api.post('/users', { ...ada, nickname: 'Countess' }, key)
      const id = textAt(made, 'id')
      await api.advance(60)
      const changed = await api.put(`/users/${id}`, { name: 'Ada King', email: 'king@example.com' })
      const want = { id, name: 'Ada King', email: 'king@example.com' }
      expect(changed).toMatchObject({ status: 200, body: want })
      const read = await api.get(`/users/${id}`)
      expect(read.body).toEqual({
        ...want,
        created_at: textAt(made, 'created_at'),
        updated_at: textAt(changed, 'updated_at'),
      })
      expect(Date.parse(textAt(changed, 'updated_at')) - Date.parse(textAt(made, 'created_at'))).toBe(60_000)
    })

    it('makes nobody: an unknown user is 404', async () => {
      const api = open()
      expect((await api.put('/users/nobody', ada)).status).toBe(404)
      expect((await api.get('/users')).body).toMatchObject({ total: 0 })
    })
  },
)

describeSection(
  'CRUD Operations > Delete (DELETE)',
  {
    camel: usersApi({
      deleteUser: { entity: 'users', action: 'delete', key: 'user_id', response: { status: 204 } },
    }),
    snake: usersApi({
      deleteUser: {
        persistence: { entity_name: 'users', action: 'delete', key_field: 'user_id' },
        responses: [{ response: { status_code: 204 } }],
      },
    }),
  },
  (open) => {
    it('removes the user and nobody else', async () => {
      const api = open()
      const [one, other] = [await api.post('/users', ada, key), await api.post('/users', ada, key)]
      const gone = `/users/${textAt(one, 'id')}`
      expect(await api.delete(gone)).toMatchObject({ status: 204, body: undefined })
      expect([(await api.get(gone)).status, (await api.delete(gone)).status]).toEqual([404, 404])
      expect((await api.get('/users')).body).toMatchObject({ total: 1, users: [other.body] })
    })
  },
)

describeSection(
  'CRUD Operations > List (GET)',
  {
    camel: usersApi({
      listUsers: {
        entity: 'users',
        action: 'list',
        pagination: { defaultLimit: 10, maxLimit: 100 },
        response: {
          status: 200,
          body: {
            users: '{{ entities }}',
            total: '{{ total }}',
            pagination: {
              limit: '{{ request.query.limit }}',
              offset: '{{ request.query.offset }}',
              has_more: '{{ hasMore }}',
            },
          },
        },
      },
    }),
    snake: usersApi({
      listUsers: {
        persistence: {
          entity_name: 'users',
          action: 'list',
          pagination: { enabled: true, default_limit: 10, max_limit: 100 },
        },
        responses: [
          {
            response: {
              status_code: 200,
              body: {
                users: '{{entity_list}}',
                total: '{{entity_count}}',
                pagination: {
                  limit: '{{request.limit}}',
                  offset: '{{request.offset}}',
                  has_more: '{{has_more_entities}}',
                },
              },
            },
          },
        ],
      },
    }),
  },
  (open) => {
    it('answers a page, how many there are, and whether there are more', async () => {
      const api = open()
      const made = []
      for (let n = 0; n < 12; n++)
        made.push((await api.post('/users', { ...ada, name: `User ${n}` }, key)).body)
      const page = (query: string) => api.get(`/users${query}`)
      expect((await page('')).body).toEqual({
        users: made.slice(0, 10),
        total: 12,
        pagination: { limit: 10, offset: 0, has_more: true },
      })
      expect((await page('?limit=5&offset=5')).body).toEqual({
        users: made.slice(5, 10),
        total: 12,
        pagination: { limit: 5, offset: 5, has_more: true },
      })
      expect((await page('?limit=100&offset=10')).body).toEqual({
        users: made.slice(10),
        total: 12,
        pagination: { limit: 100, offset: 10, has_more: false },
      })
    })
  },
)
