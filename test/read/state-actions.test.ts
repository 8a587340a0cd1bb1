// Actions that set a state: which ones are understood, and what they do.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { declareInference } from '../../generator/init/declare-inference.js'
import {
  actionsOf,
  boolean,
  crud,
  factsOf,
  integer,
  object,
  operation,
  read,
  reasonOf,
  ref,
  text,
} from './documents.js'
import { servePaths } from './serve-paths.js'

const components = {
  Order: object({
    'id!': text,
    item: text,
    status: { type: 'string', enum: ['open', 'paid', 'CANCELED'], readOnly: true },
    note: text,
    isArchived: boolean,
    starred: boolean,
    amount: integer,
  }),
}
const orders = crud('/orders', 'orderId', ref('Order'))
const at = (path: string, item: JsonObject): JsonObject => ({ ...orders, [path]: item })
const answering = operation({ '200': ref('Order') })
const setting = (model: ReturnType<typeof read>, method: string, path: string) => {
  const facts = factsOf(model, method, path)
  return facts?.action === 'update' ? facts.options?.data : undefined
}

describe('an action on an item sets', () => {
  test.each<readonly [string, { given: readonly [string, JsonObject]; want: JsonObject }]>([
    [
      'the value of an enumeration that its name means, however it is spelled',
      { given: ['/orders/{orderId}/cancel', answering], want: { status: 'CANCELED' } },
    ],
    [
      'it by a suffix, too',
      { given: ['/orders/{orderId}:pay', operation({ '204': null })], want: { status: 'paid' } },
    ],
    [
      'a boolean property',
      { given: ['/orders/{orderId}/archive', operation({ '204': null })], want: { isArchived: true } },
    ],
    [
      'the boolean to false where the name undoes it',
      { given: ['/orders/{orderId}/unarchive', answering], want: { isArchived: false } },
    ],
    ['what it marks', { given: ['/orders/{orderId}/mark-as-paid', answering], want: { status: 'paid' } }],
    [
      'it where the name has the noun of the record as well',
      { given: ['/orders/{orderId}/cancelOrder', answering], want: { status: 'CANCELED' } },
    ],
    [
      'what the request says of the record besides',
      {
        given: [
          '/orders/{orderId}/cancel',
          operation({ '200': ref('Order') }, object({ note: text, reason: text })),
        ],
        want: { note: '{{ request.?body.?note }}', status: 'CANCELED' },
      },
    ],
  ])('%s', (_title, { given: [path, post], want }) => {
    const model = read(at(path, { post }), components)
    expect(setting(model, 'post', path)).toEqual(want)
    expect(actionsOf(model)[`post ${path}`]).toBe('update orders')
  })

  test('a flag by PUT, and takes it back by DELETE', () => {
    const path = '/orders/{orderId}/star'
    const model = read(
      at(path, { put: operation({ '204': null }), delete: operation({ '204': null }) }),
      components,
    )
    expect(setting(model, 'put', path)).toEqual({ starred: true })
    expect(setting(model, 'delete', path)).toEqual({ starred: false })
  })
})

describe('an action on an item keeps nothing', () => {
  test.each<readonly [string, { given: readonly [string, JsonObject]; want: string }]>([
    [
      'where no property says what it changes',
      {
        given: ['/orders/{orderId}/merge', answering],
        want: 'an action on items of /orders, but no property of theirs says what "merge" would change',
      },
    ],
    [
      'where its name is no verb that we know',
      {
        given: ['/orders/{orderId}/frobnicate', answering],
        want: 'an action on items of /orders, but no property of theirs says what "frobnicate" would change',
      },
    ],
    [
      'where it answers something else than the record',
      {
        given: ['/orders/{orderId}/cancel', operation({ '200': object({ refund: integer }) })],
        want: 'an action on items of /orders, but it does not answer the record',
      },
    ],
    [
      'where the request must bring something else',
      {
        given: [
          '/orders/{orderId}/cancel',
          operation({ '200': ref('Order') }, object({ 'refund!': integer })),
        ],
        want: 'an action on items of /orders, but its request must have refund, which is no property of the record',
      },
    ],
  ])('%s', (_title, { given: [path, post], want }) => {
    const model = read(at(path, { post }), components)
    expect(factsOf(model, 'post', path)).toEqual({ method: 'post', path })
    expect(reasonOf(model, 'post', path)).toBe(want)
  })

  test('where several properties could be meant', () => {
    const path = '/orders/{orderId}/pay'
    const invoice = { type: 'string', enum: ['due', 'paid'] }
    const model = read(at(path, { post: answering }), {
      Order: object({ 'id!': text, item: text, billing: invoice, invoicing: invoice }),
    })
    expect(actionsOf(model)[`post ${path}`]).toBe('-')
  })
})

test('a declaration says the same as inference', () => {
  const path = '/orders/{orderId}/cancel'
  const body = object({ note: text })
  const paths = at(path, { post: operation({ '200': ref('Order') }, body) })
  const inferred = read(paths, components)
  const { root, operations } = declareInference(inferred)
  const declared = operations.find((operation) => operation.path === path)
  expect(declared?.declaration).toEqual({
    entity: 'orders',
    action: 'update',
    merge: 'merge',
    data: { note: '{{ request.?body.?note }}', status: 'CANCELED' },
  })
  const annotations = Object.entries(paths).map(([key, item]) => [
    key,
    Object.fromEntries(
      Object.entries(item as JsonObject).map(([method, value]) => {
        const found = operations.find((one) => one.path === key && one.method === method)
        return [method, { ...(value as JsonObject), 'x-persistence': found?.declaration ?? false }]
      }),
    ),
  ])
  const again = read(Object.fromEntries(annotations), components, { 'x-persistence': root })
  expect(JSON.stringify(again.operations.map(({ facts }) => facts))).toBe(
    JSON.stringify(inferred.operations.map(({ facts }) => facts)),
  )
})

describe('over HTTP', () => {
  let mock: StartedMock | undefined
  afterEach(() => mock?.close())

  const cancel = 'post /orders/{orderId}/cancel'
  const star = '/orders/{orderId}/star'
  const parameters = [{ name: 'orderId', in: 'path', required: true, schema: text }]
  const paths = {
    ...orders,
    '/orders/{orderId}/cancel': {
      parameters,
      post: operation({ '200': ref('Order'), '404': null }, object({ note: text, reason: text })),
    },
    [star]: { parameters, put: operation({ '204': null }), delete: operation({ '204': null }) },
  }
  const create = async (running: StartedMock) => {
    const { body } = await running.send('post /orders', { body: { id: 'o1', item: 'tea', note: 'mine' } })
    return { path: { orderId: (body as JsonObject).id ?? '' } }
  }

  test('the record is changed, and answered where it is read', async () => {
    mock = await servePaths(paths, components)
    const about = await create(mock)
    const cancelled = await mock.send(cancel, { ...about, body: { reason: 'too late' } })
    expect(cancelled).toMatchObject({ status: 200, body: { item: 'tea', status: 'CANCELED', note: 'mine' } })
    expect(cancelled.body).not.toHaveProperty('reason')
    const { body } = await mock.send('get /orders/{orderId}', about)
    expect(body).toMatchObject({ status: 'CANCELED', note: 'mine' })
  })

  test('what the request says of the record is kept, with a body or without one', async () => {
    mock = await servePaths(paths, components)
    const about = await create(mock)
    const noted = await mock.send(cancel, { ...about, body: { note: 'too late' } })
    expect(noted).toMatchObject({ status: 200, body: { note: 'too late' } })
    const repeated = await fetch(`${mock.url}/orders/${String(about.path.orderId)}/cancel`, {
      method: 'POST',
    })
    expect(repeated.status).toBe(200)
    expect(await repeated.json()).toMatchObject({ status: 'CANCELED', note: 'too late' })
  })

  test('a flag is set, set again, and taken back; there is none of a record that is not there', async () => {
    mock = await servePaths(paths, components)
    const about = await create(mock)
    for (const [id, want] of [
      [`put ${star}`, true],
      [`put ${star}`, true],
      [`delete ${star}`, false],
    ] as const) {
      expect((await mock.send(id, about)).status).toBe(204)
      expect((await mock.send('get /orders/{orderId}', about)).body).toMatchObject({ starred: want })
    }
    expect((await mock.send(cancel, { path: { orderId: 'none' } })).status).toBe(404)
  })
})
