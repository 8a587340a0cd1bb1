// Requests that a mock makes up for tests: what they leave to the server.
import { createMockApp, type JsonObject, silentLogger } from '@mockgen/runtime'
import { afterAll, expect, test } from 'vitest'

const body = (required: readonly string[]) => ({
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required,
        properties: { id: { type: 'integer', example: 47 }, name: { type: 'string' } },
      },
    },
  },
})
const created = { 201: { description: 'the order', content: { 'application/json': {} } } }
const post = (required: readonly string[], responses: JsonObject = created) => ({
  post: { requestBody: body(required), responses },
})
const create = (path: string) => ({ method: 'post', path, action: 'create', entity: 'orders' }) as const

// An example that spells the envelope as a client library would, so that there is no record in it.
const order = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } }
const envelope = {
  post: {
    requestBody: {
      content: {
        'application/json': {
          example: { orders: [{ name: 'Rex' }] },
          schema: { type: 'object', properties: { Orders: { type: 'array', minItems: 1, items: order } } },
        },
      },
    },
    responses: created,
  },
}

const app = createMockApp({
  contract: {
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1' },
    paths: {
      '/orders': post(['name']),
      '/imports': post(['name', 'id']),
      '/searches': post(['name']),
      '/batches': envelope,
      '/silent': post(['name'], { 204: { description: 'done' } }),
    },
  },
  operations: {
    createOrder: create('/orders'),
    importOrder: create('/imports'),
    createBatch: { ...create('/batches'), inputItems: '/Orders' },
    createSilently: create('/silent'),
    search: { method: 'post', path: '/searches' },
  },
  entities: { orders: { schemas: [], key: 'id', generateKey: 'increment' } },
  log: silentLogger,
})
afterAll(() => app.close())

test.each([
  ['leaves the key of a new record to the server', 'createOrder', false],
  ['names the key where the document requires it', 'importOrder', true],
  ['names the key where no answer would tell it', 'createSilently', true],
  ['names an id that is no key', 'search', true],
])('a sample %s', (_, operation, isNamed) => {
  const sample = app.sample(operation)
  expect(sample.body).toHaveProperty('name')
  expect(Object.hasOwn(Object(sample.body), 'id')).toBe(isNamed)
  expect(app.sample(operation)).toEqual(sample)
})

test('a sample of a write has a record, whatever the example of the document has', () => {
  const { body } = app.sample('createBatch')
  expect(body).toEqual({ Orders: expect.arrayContaining([expect.any(Object)]) })
  expect(body).not.toHaveProperty('Orders.0.id')
})
