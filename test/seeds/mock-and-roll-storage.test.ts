// Mock-and-Roll: what records begin as, how they are found, kept in the cache, and what happens where something is wrong.
import type { Json, JsonObject } from '@mockgen/runtime'
import { expect, it } from 'vitest'
import { type SeedReply, textAt } from './support/client.js'
import { contract, inPath, integer, list, number, object, operation, ref, text } from './support/contracts.js'
import { apiKey as key, usersApi } from './support/mock-and-roll.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('mock-and-roll')

const ada = { name: 'Ada', email: 'ada@example.com' }

describeSection(
  'Manual Cache Control',
  {
    camel: usersApi({
      readUser: { entity: 'users', action: 'read', cache: { ttl: 300, keyPrefix: 'user_cache' } },
    }),
    snake: usersApi({
      readUser: {
        persistence: {
          entity_name: 'users',
          action: 'read',
          cache: { enabled: true, ttl: 300, key_prefix: 'user_cache' },
        },
      },
    }),
  },
  (open) => {
    const cacheOf = ({ headers }: SeedReply) => [headers.get('x-cache'), headers.get('age')]

    it('gives an answer again for five minutes, and says how old it is', async () => {
      const api = open()
      await api.freeze()
      const made = await api.post('/users', ada, key)
      const path = `/users/${textAt(made, 'id')}`
      expect(cacheOf(await api.get(path))).toEqual(['MISS', null])
      await api.advance(299)
      const again = await api.get(path)
      expect(cacheOf(again)).toEqual(['HIT', '299'])
      expect(again.body).toEqual(made.body)
      await api.advance(1)
      expect(cacheOf(await api.get(path))).toEqual(['MISS', null])
    })

    it('never gives what was before a change', async () => {
      const api = open()
      const path = `/users/${textAt(await api.post('/users', ada, key), 'id')}`
      await api.get(path)
      await api.put(path, { ...ada, name: 'Ada King' })
      const fresh = await api.get(path)
      expect([cacheOf(fresh)[0], fresh.body]).toEqual(['MISS', expect.objectContaining({ name: 'Ada King' })])
      await api.delete(path)
      expect((await api.get(path)).status).toBe(404)
    })

    it('is counted under its prefix', async () => {
      const api = open()
      const path = `/users/${textAt(await api.post('/users', ada, key), 'id')}`
      for (let n = 0; n < 3; n++) await api.get(path)
      const stats = await api.app.cache.stats(api.app.sandboxes.get(api.sandbox))
      expect(stats.prefixes).toEqual({ user_cache: { hits: 2, misses: 1, entries: 1 } })
    })
  },
)

const users = [
  { id: 'user_001', name: 'Admin User', email: 'admin@example.com', role: 'admin' },
  { id: 'user_002', name: 'Test User', email: 'test@example.com', role: 'user' },
]
const products = [{ id: 'prod_001', name: 'Sample Product', price: 99.99, inventory: 100 }]

const seededApi = (root: JsonObject) => {
  const User = object({ 'id!': text, 'name!': text, 'email!': text, 'role!': text })
  const listed = (entity: string, schema: string) =>
    operation(`list ${entity}`, {
      persistence: { entity, action: 'list' },
      answers: { 200: list(ref(schema)) },
    })
  const Product = object({ 'id!': text, 'name!': text, 'price!': number, 'inventory!': integer })
  return contract({
    title: 'Shop',
    persistence: root,
    paths: {
      '/users': { get: listed('users', 'User') },
      '/users/{id}': {
        parameters: inPath('id'),
        get: operation('readUser', { answers: { 200: ref('User') } }),
        delete: operation('deleteUser', { answers: { 204: null } }),
      },
      '/products': { get: listed('products', 'Product') },
    },
    schemas: { User, Product },
  })
}

describeSection(
  'Initial Data Setup',
  {
    camel: seededApi({ seed: { users, products } }),
    snake: seededApi({ data_seeding: { enabled: true, entities: { users, products } } }),
  },
  (open) => {
    it('is there from the beginning, in every sandbox', async () => {
      for (const api of [open(), open()]) {
        expect((await api.get('/users')).body).toEqual(users)
        expect((await api.get('/products')).body).toEqual(products)
        expect((await api.get('/users/user_002')).body).toEqual(users[1])
        expect((await api.delete('/users/user_001')).status).toBe(204)
        expect((await api.get('/users')).body).toEqual(users.slice(1))
      }
    })
  },
)

const foundApi = (readUser: Json) =>
  usersApi(
    { readUser },
    {
      properties: { role: text },
      paths: {
        '/search': {
          get: operation('findUsers', {
            persistence: { entity: 'users', action: 'list' },
            query: { email: text, role: text },
            answers: { 200: list(ref('User')) },
          }),
        },
      },
    },
  )

describeSection(
  'Key Naming Convention',
  {
    camel: foundApi({ entity: 'users', action: 'read', key: 'user_id', indexes: ['email', 'role'] }),
    snake: foundApi({
      persistence: {
        entity_name: 'users',
        action: 'read',
        key_pattern: 'myapi:users:{user_id}',
        index_patterns: { by_email: 'myapi:users:email:{email}', by_role: 'myapi:users:role:{role}' },
      },
    }),
  },
  (open) => {
    it('finds users by their key and by what is indexed', async () => {
      const api = open()
      const people = [
        { name: 'Ada', email: 'ada@example.com', role: 'admin' },
        { name: 'Eve', email: 'eve@example.com', role: 'user' },
        { name: 'Bob', email: 'bob@example.com', role: 'user' },
      ]
      const made = []
      for (const person of people) made.push(await api.post('/users', person, key))
      const [first, ...others] = made
      expect((await api.get('/search?email=ada@example.com')).body).toEqual([first?.body])
      expect((await api.get('/search?role=user')).body).toEqual(others.map(({ body }) => body))
      expect((await api.get('/search?role=user&email=ada@example.com')).body).toEqual([])
      for (const reply of made)
        expect((await api.get(`/users/${textAt(reply, 'id')}`)).body).toEqual(reply.body)
    })
  },
)

const strictApi = (declarations: Record<'readUser' | 'createUser', Json>, root: JsonObject = {}) =>
  usersApi(declarations, { root })

const handled = {
  error_handling: {
    on_connection_failure: 'fallback_response',
    on_data_not_found: 'return_404',
    on_validation_error: 'return_400',
  },
}

describeSection(
  'Error Handling',
  {
    camel: strictApi(
      {
        readUser: { entity: 'users', action: 'read', errors: { onNotFound: 404, onValidationError: 400 } },
        createUser: {
          entity: 'users',
          action: 'create',
          validate: { constraints: { name: { minLength: 2 } } },
          errors: { onNotFound: 404, onValidationError: 400 },
        },
      },
      { errors: { onConnectionFailure: 'fallback' } },
    ),
    snake: strictApi({
      readUser: { persistence: { entity_name: 'users', action: 'read', ...handled } },
      createUser: {
        persistence: {
          entity_name: 'users',
          action: 'create',
          validation: { field_constraints: { name: { min_length: 2 } } },
          ...handled,
        },
      },
    }),
  },
  (open) => {
    it('answers 404 where there is nothing, and 400 where something is not valid', async () => {
      const api = open()
      expect((await api.get('/users/nobody')).status).toBe(404)
      expect((await api.post('/users', { ...ada, name: 'A' }, key)).status).toBe(400)
      expect((await api.post('/users', { name: 'Ada' }, key)).status).toBe(400)
      expect((await api.get('/users')).body).toMatchObject({ total: 0 })
    })
  },
)
