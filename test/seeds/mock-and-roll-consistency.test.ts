// Mock-and-Roll: several changes as one, changes that must not cross, and batches.
import type { Json, JsonObject } from '@mockgen/runtime'
import { expect, it } from 'vitest'
import { textAt } from './support/client.js'
import {
  contract,
  inPath,
  integer,
  list,
  number,
  object,
  operation,
  ref,
  text,
  time,
} from './support/contracts.js'
import { apiKey as key, usersApi } from './support/mock-and-roll.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('mock-and-roll')

const ordersApi = (createOrder: Json) =>
  contract({
    title: 'Orders',
    persistence: {
      entities: {
        inventory: { key: 'product_id' },
        orders: { key: 'id' },
      },
    },
    paths: {
      '/orders': {
        post: operation('createOrder', {
          persistence: createOrder,
          body: object({ 'user_id!': text, 'product_id!': text, 'quantity!': integer, 'total!': number }),
          answers: { 201: {} },
        }),
        get: operation('listOrders', { answers: { 200: list(ref('Order')) } }),
      },
      '/inventory': {
        post: operation('createStock', { body: ref('Stock'), answers: { 201: ref('Stock') } }),
      },
      '/inventory/{product_id}': {
        parameters: inPath('product_id'),
        get: operation('readStock', { answers: { 200: ref('Stock') } }),
      },
    },
    schemas: {
      Order: object({ 'id!': text, 'user_id!': text, 'total!': number }),
      Stock: object({ 'product_id!': text, 'quantity!': { ...integer, minimum: 0 } }),
    },
  })

describeSection(
  'Atomic Operations',
  {
    camel: ordersApi({
      operations: [
        {
          entity: 'orders',
          action: 'create',
          data: { id: '{{ id }}', user_id: '{{ request.body.user_id }}', total: '{{ request.body.total }}' },
        },
        {
          entity: 'inventory',
          action: 'update',
          key: 'product_id',
          data: { quantity: '{{ current.quantity - request.body.quantity }}' },
        },
      ],
    }),
    snake: ordersApi({
      persistence: {
        atomic: true,
        operations: [
          {
            entity_name: 'orders',
            action: 'create',
            data: { id: '{{generated_id}}', user_id: '{{request.user_id}}', total: '{{request.total}}' },
          },
          {
            entity_name: 'inventory',
            action: 'update',
            key_field: 'product_id',
            data: { quantity: '{{current.quantity - request.quantity}}' },
          },
        ],
      },
    }),
  },
  (open) => {
    const order = { user_id: 'ada', product_id: 'book', quantity: 2, total: 19.98 }

    it('makes the order and takes its quantity from the stock', async () => {
      const api = open()
      await api.post('/inventory', { product_id: 'book', quantity: 5 })
      expect((await api.post('/orders', order)).status).toBe(201)
      expect((await api.get('/orders')).body).toEqual([
        { id: expect.any(String), user_id: 'ada', total: 19.98 },
      ])
      expect((await api.get('/inventory/book')).body).toEqual({ product_id: 'book', quantity: 3 })
    })

    it.each([
      ['more than there is', { quantity: 6 }, 400],
      ['what nobody has', { product_id: 'pen' }, 404],
    ])('keeps no order of %s, and says which step failed', async (_title, changes, status) => {
      const api = open()
      await api.post('/inventory', { product_id: 'book', quantity: 5 })
      const refused = await api.post('/orders', { ...order, ...changes })
      expect(refused.status).toBe(status)
      expect(JSON.stringify(refused.body)).toContain('operations/1')
      expect((await api.get('/orders')).body).toEqual([])
      expect((await api.get('/inventory/book')).body).toMatchObject({ quantity: 5 })
    })
  },
)

const versioned = {
  properties: { version: integer },
  replaced: object({ 'id!': text, 'version!': integer, 'updated_at!': time }),
}

describeSection(
  'Optimistic Locking',
  {
    camel: usersApi(
      {
        replaceUser: {
          entity: 'users',
          action: 'update',
          lock: { field: 'version', expected: '{{ request.body.version }}' },
          response: {
            status: 200,
            body: { id: '{user_id}', version: '{{ entity.version }}', updated_at: '{{ timestamp }}' },
          },
        },
      },
      versioned,
    ),
    snake: usersApi(
      {
        replaceUser: {
          persistence: {
            entity_name: 'users',
            action: 'update',
            optimistic_lock: { version_field: 'version', expected_version: '{{request.version}}' },
          },
          responses: [
            {
              response: {
                status_code: 200,
                body: { id: '{user_id}', version: '{{incremented_version}}', updated_at: '{{timestamp}}' },
              },
            },
          ],
        },
      },
      versioned,
    ),
  },
  (open) => {
    it('takes a change of the version that the client knows, and counts it', async () => {
      const api = open()
      const made = await api.post('/users', { name: 'Ada', email: 'ada@example.com' }, key)
      expect(made.body).toMatchObject({ version: 1 })
      const path = `/users/${textAt(made, 'id')}`
      const change = { name: 'Ada King', email: 'ada@example.com' }
      const changed = await api.put(path, { ...change, version: 1 })
      expect(changed).toMatchObject({ status: 200, body: { id: textAt(made, 'id'), version: 2 } })
      const stale = await api.put(path, { ...change, name: 'Eve', version: 1 })
      expect(stale).toMatchObject({ status: 409, body: { code: 'MOCK_VERSION' } })
      expect((await api.get(path)).body).toMatchObject({ name: 'Ada King', version: 2 })
    })

    it('lets one of several through that all know the same version', async () => {
      const api = open()
      const made = await api.post('/users', { name: 'Ada', email: 'ada@example.com' }, key)
      const path = `/users/${textAt(made, 'id')}`
      const body = { name: 'Eve', email: 'eve@example.com', version: 1 }
      const replies = await Promise.all(Array.from({ length: 8 }, () => api.put(path, body)))
      expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
      expect((await api.get(path)).body).toMatchObject({ version: 2 })
    })
  },
)

const accountsApi = (createAccount: Json) => {
  const collection = (name: string, schema: string) => ({
    get: operation(`list ${name}`, {
      persistence: { entity: name, action: 'list' },
      answers: { 200: list(ref(schema)) },
    }),
    post: operation(`create ${name}`, {
      persistence: { entity: name, action: 'create' },
      body: object({ 'email!': text }),
      answers: { 201: ref(schema) },
    }),
  })
  return contract({
    title: 'Accounts',
    persistence: {
      entities: {
        users: { unique: ['email'] },
        profiles: { unique: ['email'] },
        permissions: { unique: ['email'] },
      },
    },
    paths: {
      '/accounts': {
        post: operation('createAccount', {
          persistence: createAccount,
          body: object({ 'email!': text }),
          answers: { 201: {} },
        }),
      },
      '/users': collection('users', 'User'),
      '/profiles': collection('profiles', 'Profile'),
      '/permissions': collection('permissions', 'Permission'),
    },
    schemas: {
      User: object({ 'id!': text, 'email!': text }),
      Profile: object({ 'id!': text, 'email!': text }),
      Permission: object({ 'id!': text, 'email!': text }),
    },
  })
}

describeSection(
  'Transaction Rollback',
  {
    camel: accountsApi({
      onError: 'rollback',
      operations: [
        { entity: 'users', action: 'create' },
        { entity: 'profiles', action: 'create' },
        { entity: 'permissions', action: 'create' },
      ],
    }),
    snake: accountsApi({
      persistence: {
        transaction: true,
        rollback_on_error: true,
        operations: [
          { entity_name: 'users', action: 'create' },
          { entity_name: 'profiles', action: 'create' },
          { entity_name: 'permissions', action: 'create' },
        ],
      },
    }),
  },
  (open) => {
    const account = { email: 'ada@example.com' }

    it('makes all three', async () => {
      const api = open()
      expect((await api.post('/accounts', account)).status).toBe(201)
      for (const path of ['/users', '/profiles', '/permissions'])
        expect((await api.get(path)).body).toMatchObject([account])
    })

    it('leaves no trace of the first two when the third fails', async () => {
      const api = open()
      const only = await api.post('/permissions', account)
      const refused = await api.post('/accounts', account)
      expect(refused).toMatchObject({ status: 409, body: { code: 'MOCK_DUPLICATE' } })
      expect(JSON.stringify(refused.body)).toContain('operations/2')
      expect((await api.get('/users')).body).toEqual([])
      expect((await api.get('/profiles')).body).toEqual([])
      expect((await api.get('/permissions')).body).toEqual([only.body])
      // Their emails are free, too.
      for (const path of ['/users', '/profiles']) expect((await api.post(path, account)).status).toBe(201)
    })
  },
)

const manyApi = (createMany: Json) =>
  usersApi(
    {},
    {
      entity: { unique: ['email'] },
      paths: {
        '/users/batch': {
          post: operation('createMany', {
            persistence: createMany,
            body: object({ 'users!': { ...list(ref('NewUser')), minItems: 3, maxItems: 3 } }),
            answers: { 201: {} },
          }),
        },
      },
    },
  )

const batchOf = (data: (index: number) => Json): JsonObject => ({
  persistence: {
    batch_operation: true,
    entities: [0, 1, 2].map((n) => ({ entity_name: 'users', action: 'create', data: data(n) })),
  },
})

describeSection(
  'Batch Operations',
  {
    camel: manyApi({
      entity: 'users',
      action: 'create',
      batch: { items: '{{ request.body.users }}', onError: 'rollback' },
    }),
    snake: manyApi(
      batchOf((n) => ({ name: `{{request.users[${n}].name}}`, email: `{{request.users[${n}].email}}` })),
    ),
  },
  (open) => {
    const users = ['ada', 'eve', 'bob'].map((name) => ({ name, email: `${name}@example.com` }))

    it('makes all of them', async () => {
      const api = open()
      expect((await api.post('/users/batch', { users })).status).toBe(201)
      expect((await api.get('/users')).body).toMatchObject({ total: 3, users })
    })

    it('makes none of them when one cannot be', async () => {
      const api = open()
      const twice = [...users.slice(0, 2), { name: 'Bob', email: 'ada@example.com' }]
      expect(await api.post('/users/batch', { users: twice })).toMatchObject({
        status: 409,
        body: { code: 'MOCK_DUPLICATE' },
      })
      expect((await api.get('/users')).body).toMatchObject({ total: 0, users: [] })
    })
  },
)
