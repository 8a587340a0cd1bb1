// Requests that a mock makes up for tests: what they leave to the server.
import { createMockApp, silentLogger } from '@mockgen/runtime'
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
const post = (required: readonly string[]) => ({ post: { requestBody: body(required), responses: {} } })
const create = (path: string) => ({ method: 'post', path, action: 'create', entity: 'orders' }) as const

const app = createMockApp({
  contract: {
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1' },
    paths: { '/orders': post(['name']), '/imports': post(['name', 'id']), '/searches': post(['name']) },
  },
  operations: {
    createOrder: create('/orders'),
    importOrder: create('/imports'),
    search: { method: 'post', path: '/searches' },
  },
  entities: { orders: { schemas: [], key: 'id', generateKey: 'increment' } },
  log: silentLogger,
})
afterAll(() => app.close())

test.each([
  ['leaves the key of a new record to the server', 'createOrder', false],
  ['names the key where the document requires it', 'importOrder', true],
  ['names an id that is no key', 'search', true],
])('a sample %s', (_, operation, isNamed) => {
  const sample = app.sample(operation)
  expect(sample.body).toHaveProperty('name')
  expect(Object.hasOwn(Object(sample.body), 'id')).toBe(isNamed)
  expect(app.sample(operation)).toEqual(sample)
})
