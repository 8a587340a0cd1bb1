// What operations declare: actions with their details, steps, rules, batches, and details of what is inferred.
import { describe, expect, test } from 'vitest'
import { explainModel } from '../../generator/read/explain.js'
import { readOrders } from './annotated-orders.js'
import { entityOf, factsOf, reasonOf } from './documents.js'

type Case = readonly [title: string, given: { readonly at: string; readonly says: string }, want: unknown]

const single: readonly Case[] = [
  [
    'data, checks and a life of its own',
    {
      at: 'post /orders',
      says: "{ entity: orders, action: create, ttl: 60, data: { total: '{{ request.body.total }}' }, validate: { required: [total], constraints: { email: { format: email } }, when: 'request.body.total > 0', status: 409, message: nothing to pay } }",
    },
    {
      action: 'create',
      declaredAt: '/paths/~1orders/post/x-persistence',
      options: {
        ttl: 60,
        data: { total: '{{ request.body.total }}' },
        validate: [
          {
            required: ['total'],
            constraints: { email: { format: 'email' } },
            when: 'request.body.total > 0',
            status: 409,
            message: 'nothing to pay',
          },
        ],
      },
    },
  ],
  [
    'several checks, in their order',
    {
      at: 'put /orders/{orderId}',
      says: "{ entity: orders, action: update, validate: [ { when: 'current.total > 0' }, { required: [total] } ] }",
    },
    { options: { validate: [{ when: 'current.total > 0' }, { required: ['total'] }] } },
  ],
  [
    'how it merges, and a lock',
    {
      at: 'put /orders/{orderId}',
      says: "{ entity: orders, action: update, merge: deep, lock: { field: version, expected: '{{ request.body.version }}' } }",
    },
    {
      merge: 'deep',
      options: { lock: { field: 'version', expected: '{{ request.body.version }}' } },
    },
  ],
  [
    'a lock by the entity tag',
    { at: 'put /orders/{orderId}', says: '{ entity: orders, action: update, lock: etag }' },
    { options: { lock: 'etag' } },
  ],
  [
    'a key in a header',
    {
      at: 'post /logout',
      says: '{ entity: orders, action: delete, key: \'{{ request.headers["x-order"] }}\' }',
    },
    { action: 'delete', options: { key: '{{ request.headers["x-order"] }}' } },
  ],
  [
    'a property of the body as the key',
    { at: 'post /checkout', says: '{ entity: orders, action: update, key: email }' },
    { action: 'update', options: { key: '{{ request.body.email }}' } },
  ],
  [
    "a property of the session's own record as the key",
    { at: 'post /logout', says: '{ entity: sessions, action: delete, key: token }' },
    { action: 'delete', options: { key: '{{ session.token }}' } },
  ],
  [
    'all records that a condition selects',
    {
      at: 'post /logout',
      says: "{ entity: sessions, action: delete, where: { userId: '{{ session.userId }}' } }",
    },
    { action: 'delete', options: { where: { userId: { eq: '{{ session.userId }}' } } } },
  ],
  [
    'conditions of each kind',
    {
      at: 'get /orders',
      says: '{ entity: orders, action: list, where: { status: [open, paid], total: { gte: 1, lt: 9 }, email: { eq: a } } }',
    },
    {
      options: {
        where: { status: { in: ['open', 'paid'] }, total: { gte: 1, lt: 9 }, email: { eq: 'a' } },
      },
    },
  ],
  [
    'an answer of its own',
    {
      at: 'post /orders',
      says: "{ entity: orders, action: create, response: { status: 202, headers: { X-Order: '{{ entity.id }}' }, body: { id: '{{ id }}' } } }",
    },
    {
      response: { status: 202, headers: { 'X-Order': '{{ entity.id }}' }, body: { id: '{{ id }}' } },
    },
  ],
  [
    'how records are counted',
    { at: 'get /statistics', says: '{ entity: orders, action: count, by: status }' },
    { action: 'count', entity: 'orders', by: 'status', output: '/total', counts: '' },
  ],
  [
    'paging, order, search and relations',
    {
      at: 'get /orders',
      says: "{ entity: orders, action: list, pagination: { defaultLimit: 5, maxLimit: 50 }, sort: ['-createdAt', total], search: [email], expand: [customer] }",
    },
    {
      page: { limit: 'limit', defaultLimit: 5, maxLimit: 50 },
      sort: { default: ['-createdAt', 'total'] },
      search: { parameter: 'q', properties: ['email'] },
      expand: {
        parameter: 'embed',
        relations: { customer: { entity: 'customers', property: 'customerId' } },
      },
    },
  ],
]

describe('an operation declares', () => {
  test.each(single)('%s', async (_title, { at, says }, want) => {
    const { model, warnings } = await readOrders({ [at]: says })
    const [method = '', path = ''] = at.split(' ')
    expect(warnings).toEqual([])
    expect(factsOf(model, method, path)).toMatchObject(Object(want))
  })

  test('one page for everything', async () => {
    const { model } = await readOrders({
      'get /orders': '{ entity: orders, action: list, pagination: false }',
    })
    expect(factsOf(model, 'get', '/orders')).not.toHaveProperty('page')
  })

  test('caching, idempotency and statuses, whatever it does', async () => {
    const { model } = await readOrders({
      'get /orders': '{ cache: { ttl: 60, keyPrefix: recent }, errors: { onNotFound: 410 } }',
      'post /orders': '{ idempotency: { required: true, ttl: 600, header: X-Key } }',
      'put /orders/{orderId}': '{ idempotency: false }',
    })
    expect(factsOf(model, 'get', '/orders')).toMatchObject({
      action: 'list',
      cache: { ttl: 60, keyPrefix: 'recent' },
      errors: { onNotFound: 410 },
    })
    expect(factsOf(model, 'post', '/orders')).toMatchObject({
      action: 'create',
      idempotency: { required: true, ttl: 600, header: 'X-Key' },
    })
    expect(factsOf(model, 'put', '/orders/{orderId}')).toMatchObject({ idempotency: false })
    expect(entityOf(model, 'orders')).toMatchObject({ cached: true })
    expect(reasonOf(model, 'get', '/orders')).toMatch(
      /^collection \/orders; .*x-persistence adds cache, errors$/,
    )
  })

  test('details of what is inferred, which stays inferred', async () => {
    const { model } = await readOrders({
      'get /orders': "{ where: { status: open }, sort: ['-createdAt'] }",
      'put /orders/{orderId}': '{ lock: etag }',
    })
    expect(factsOf(model, 'get', '/orders')).toMatchObject({
      action: 'list',
      options: { where: { status: { eq: 'open' } } },
      sort: { default: ['-createdAt'] },
    })
    expect(factsOf(model, 'put', '/orders/{orderId}')).toMatchObject({ options: { lock: 'etag' } })
    expect(entityOf(model, 'orders')?.indexes).toEqual(['status', 'createdAt'])
    expect(model.operations.find(({ id }) => id === 'get /orders')?.origin).toBe('inferred')
  })

  test('an answer alone, and keeps nothing', async () => {
    const { model } = await readOrders({
      'post /import': '{ response: { status: 200, body: { imported: 0 } } }',
    })
    expect(factsOf(model, 'post', '/import')).toEqual({
      method: 'post',
      path: '/import',
      action: 'program',
      rules: [{ steps: [], response: { status: 200, body: { imported: 0 } } }],
    })
  })
})

describe('what holds for the entity', () => {
  test('is carried over to it', async () => {
    const { model } = await readOrders({
      'post /orders':
        '{ entity: orders, action: create, key: email, generateKey: none, ttl: 60, validate: { unique: [customerId] }, relationships: { customerId: { entity: customers, onDelete: cascade } } }',
    })
    expect(entityOf(model, 'orders')).toMatchObject({
      key: 'email',
      generateKey: 'none',
      unique: ['customerId'],
      relationships: { customerId: { entity: 'customers', onDelete: 'cascade' } },
      ownTtl: true,
    })
  })

  test('comes from steps, too: what a lock compares counts the changes', async () => {
    const { model } = await readOrders({
      'post /checkout':
        "{ operations: [ { entity: orders, action: update, key: '{{ request.body.id }}', validate: { unique: [email] }, lock: { field: revision, expected: 1 }, data: { total: 1 } } ] }",
    })
    expect(entityOf(model, 'orders')).toMatchObject({ unique: ['email'], version: 'revision' })
  })
})

describe('a program', () => {
  test('has steps with names, conditions and members', async () => {
    const { model, warnings } = await readOrders({
      'post /checkout':
        "{ operations: [ { as: order, entity: orders, action: create }, { when: 'order.total > 0', entity: items, action: update, forEach: '{{ request.body.lines }}', key: '{{ item.sku }}', data: { stock: '{{ current.stock - item.quantity }}' } }, { as: rest, entity: items, action: list, sort: ['-stock'], limit: 5 } ], onError: continue, response: { status: 201, body: { order: '{{ order }}', rest: '{{ rest }}' } } }",
    })
    expect(warnings).toEqual([])
    expect(factsOf(model, 'post', '/checkout')).toEqual({
      method: 'post',
      path: '/checkout',
      declaredAt: '/paths/~1checkout/post/x-persistence',
      action: 'program',
      rules: [
        {
          steps: [
            { as: 'order', entity: 'orders', action: 'create' },
            {
              when: 'order.total > 0',
              forEach: '{{ request.body.lines }}',
              entity: 'items',
              action: 'update',
              key: '{{ item.sku }}',
              data: { stock: '{{ current.stock - item.quantity }}' },
            },
            { as: 'rest', entity: 'items', action: 'list', sort: ['-stock'], limit: 5 },
          ],
          onError: 'continue',
          response: { status: 201, body: { order: '{{ order }}', rest: '{{ rest }}' } },
        },
      ],
    })
    const row = explainModel(model).find(({ id }) => id === 'post /checkout')
    expect(row).toMatchObject({ action: 'program', entity: 'orders, items' })
    expect(row?.reason).toBe('x-persistence; 3 steps: orders create, items update, items list')
  })

  test('has a batch, whose members are what is stored', async () => {
    const { model } = await readOrders({
      'post /import':
        "{ entity: orders, action: create, batch: { items: '{{ request.body }}', onError: continue } }",
    })
    expect(factsOf(model, 'post', '/import')).toMatchObject({
      rules: [
        {
          steps: [
            { forEach: '{{ request.body }}', entity: 'orders', action: 'create', data: '{{ item }}', at: '' },
          ],
          onError: 'continue',
        },
      ],
    })
    expect(reasonOf(model, 'post', '/import')).toBe('x-persistence; orders create for each item')
  })

  test('has rules, each with its persistence and its answer', async () => {
    const { model } = await readOrders({
      'post /checkout':
        "{ rules: [ { when: 'request.body.total > 9', entity: orders, action: create, response: { status: 202 } }, { operations: [ { entity: items, action: create, data: { sku: a } } ] }, ] }",
    })
    expect(factsOf(model, 'post', '/checkout')).toMatchObject({
      rules: [
        {
          when: 'request.body.total > 9',
          steps: [{ entity: 'orders', action: 'create', at: '' }],
          response: { status: 202 },
        },
        { steps: [{ entity: 'items', action: 'create', data: { sku: 'a' } }] },
      ],
    })
    expect(reasonOf(model, 'post', '/checkout')).toBe('x-persistence; 2 rules')
  })

  test('may be about entities without a schema', async () => {
    const { model } = await readOrders({
      entities: 'audit: { }',
      'post /checkout':
        "{ operations: [ { as: entry, entity: audit, action: create, data: { who: '{{ request.body.email }}' } } ], response: { body: '{{ entry.who }}' } }",
    })
    expect(entityOf(model, 'audit')).toEqual({ schemas: [], key: 'id', generateKey: 'uuid' })
  })

  test('may create what only other operations show', async () => {
    const { model } = await readOrders({
      'post /orders':
        "{ operations: [ { as: order, entity: orders, action: create }, { entity: items, action: create, data: { sku: '{{ order.id }}' } } ] }",
    })
    expect(factsOf(model, 'get', '/orders/{orderId}')).toMatchObject({ action: 'read', entity: 'orders' })
    expect(entityOf(model, 'orders')).toMatchObject({ schemas: ['#/components/schemas/Order'], key: 'id' })
  })

  test('alone describes what it stores', async () => {
    const { model } = await readOrders({
      'post /checkout': '{ rules: [ { entity: baskets, action: create } ] }',
    })
    expect(entityOf(model, 'baskets')).toMatchObject({ schemas: ['#/components/schemas/Order'], key: 'id' })
  })
})
