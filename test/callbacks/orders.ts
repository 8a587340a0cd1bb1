// A contract with a callback and webhooks: orders that somebody is told about.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MockAppOptions, MockDefinition } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import type { MockApp } from '../../runtime/mock-app.js'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const order = { $ref: '#/components/schemas/Order' }
const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } })
const answers = (status: string, schema: JsonObject) => ({
  [status]: { description: 'fine', content: json(schema) },
})
const told = (schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  post: {
    requestBody: { content: json(schema) },
    responses: { '204': { description: 'thanks' } },
    ...more,
  },
})
const id = { name: 'orderId', in: 'path', required: true, schema: { type: 'string' } }

/** What a webhook or callback says about an order. */
export const orderEvent: JsonObject = {
  type: 'object',
  required: ['type', 'data'],
  properties: {
    type: { enum: ['order.created', 'order.updated', 'order.deleted'] },
    data: { type: 'object', required: ['object'], properties: { object: order } },
  },
}

/** The document, with other parts at its root. */
export function ordersDocument(root: JsonObject = {}): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: {
      '/orders': {
        get: {
          operationId: 'listOrders',
          responses: answers('200', { type: 'array', items: order }),
        },
        post: {
          operationId: 'createOrder',
          requestBody: { required: true, content: json(order) },
          responses: answers('201', order),
          callbacks: { orderEvent: { '{$request.body#/callbackUrl}/events': told(orderEvent) } },
        },
      },
      '/orders/{orderId}': {
        parameters: [id],
        get: { operationId: 'readOrder', responses: answers('200', order) },
        patch: {
          operationId: 'changeOrder',
          requestBody: { content: json({ type: 'object' }) },
          responses: answers('200', order),
        },
        delete: { operationId: 'removeOrder', responses: { '204': { description: 'gone' } } },
      },
      '/ping': {
        post: {
          operationId: 'ping',
          parameters: [{ name: 'url', in: 'query', schema: { type: 'string' } }],
          responses: { '204': { description: 'fine' } },
          callbacks: {
            pong: {
              '$request.query.url': told(
                {
                  type: 'object',
                  required: ['at'],
                  properties: { at: { type: 'string', format: 'date-time' } },
                },
                {
                  parameters: [
                    { name: 'X-Pong', in: 'header', required: true, schema: { const: 'pong' } },
                    { name: 'v', in: 'query', required: true, schema: { const: 2 } },
                  ],
                },
              ),
            },
          },
        },
      },
    },
    webhooks: {
      orderCreated: told(order),
      'order.updated': told(orderEvent),
      order_deleted: told(orderEvent),
      report: told({ type: 'object', required: ['sum'], properties: { sum: { const: 7 } } }),
    },
    components: {
      schemas: {
        Order: {
          type: 'object',
          required: ['id', 'item'],
          properties: {
            id: { type: 'string', format: 'uuid', readOnly: true },
            item: { type: 'string', minLength: 1 },
            total: { type: 'integer' },
            callbackUrl: { type: 'string' },
            secret: { type: 'string', writeOnly: true },
          },
        },
      },
    },
    ...root,
  }
}

/** Short waits, so that nobody sleeps in tests. */
export const quickly = { firstRetryMs: 1, closeWaitMs: 500 }

export interface RunningOrders {
  readonly app: MockApp
  readonly mock: StartedMock
  /** Creates an order; its body. */
  create(value: JsonObject, headers?: Readonly<Record<string, string>>): Promise<JsonObject>
}

/** Opens mocks of documents, and closes them after each test. */
export function openOrders(): (
  document?: JsonObject,
  options?: MockAppOptions & Pick<MockDefinition, 'handlers'>,
) => Promise<RunningOrders> {
  const folder = tempFolder('mockgen-callbacks')
  const running: StartedMock[] = []
  let written = 0
  afterEach(async () => {
    for (const mock of running.splice(0)) await mock.close()
  })
  return async (document = ordersDocument(), { callbacks, ...options } = {}) => {
    const file = join(folder, `${++written}.json`)
    writeFileSync(file, JSON.stringify(document))
    const { app } = await openMock(file, {
      callbacks: { ...quickly, ...callbacks },
      systemKey: 'k',
      ...options,
    })
    const mock = await startMock(app)
    running.push(mock)
    return {
      app,
      mock,
      create: async (value, headers = {}) => {
        const { body } = await mock.send('createOrder', { body: value, headers })
        return body as JsonObject
      },
    }
  }
}

/** Asks a system endpoint; its status and body. */
export async function system(
  { mock }: RunningOrders,
  method: string,
  path: string,
  body?: Json,
): Promise<{ readonly status: number; readonly body: JsonObject }> {
  const response = await fetch(`${mock.url}/system${path}`, {
    method,
    headers: { 'x-system-key': 'k', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as JsonObject }
}
