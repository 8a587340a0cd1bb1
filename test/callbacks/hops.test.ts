// Mocks that send messages to themselves or to each other come to an end.
import { expect, it } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { silentLogger } from '../../runtime/logger.js'
import { openOrders, ordersDocument, type RunningOrders } from './orders.js'
import { endReceivers, startReceiver } from './receiver.js'

endReceivers()
const open = openOrders()

const order: JsonObject = { $ref: '#/components/schemas/Order' }
const told: JsonObject = {
  post: {
    requestBody: { content: { 'application/json': { schema: order } } },
    responses: { '204': { description: 'thanks' } },
  },
}

/** Orders of which others are told by what is itself an order, if it comes to a mock like this one. */
function telling(callbacks: JsonObject, webhook: JsonObject | undefined): JsonObject {
  const orderCreated = webhook ?? { on: [] }
  const document = ordersDocument({ 'x-persistence': { webhooks: { orderCreated } } })
  const copy = JSON.parse(JSON.stringify(document))
  copy.paths['/orders'].post.callbacks = callbacks
  return copy
}

const calling = telling(
  { first: { '{$request.body#/callbackUrl}': told }, second: { '{$request.body#/callbackUrl}': told } },
  undefined,
)

/** A mock, and what it warns of. */
async function listen(
  document: JsonObject,
): Promise<RunningOrders & { readonly warnings: readonly string[]; count(): Promise<number> }> {
  const warnings: string[] = []
  const log = { ...silentLogger, warn: (_fields: object, text: string) => warnings.push(text) }
  const orders = await open(document, { log })
  const count = async () => ((await orders.mock.send('listOrders')).body as Json[]).length
  return { ...orders, warnings, count }
}

const circles = 'messages go round in circles; no more are sent'
const many = 'messages cause many others; some are not sent'

it('a callback to the mock itself ends after three hops, with one line for each request there', async () => {
  const { app, mock, warnings, create, count } = await listen(calling)
  await create({ item: 'tea', callbackUrl: `${mock.url}/orders` })
  await app.webhooks.idle()
  expect(await count()).toBe(1 + 2 + 4 + 8)
  expect(warnings).toEqual(Array.from({ length: 8 }, () => circles))
})

it('webhooks of two mocks that cause each other end after three hops', async () => {
  const document = telling(
    {},
    {
      on: 'orders.create',
      to: '{{ entity.item }}/orders',
      body: { item: '{{ entity.callbackUrl }}', callbackUrl: '{{ entity.item }}' },
    },
  )
  const [here, there] = [await listen(document), await listen(document)]
  await here.create({ item: there.mock.url, callbackUrl: here.mock.url })
  // Each hop is handed over before the one that led to it is answered, from one mock to the other.
  for (let hop = 0; hop < 4; hop++) for (const { app } of [here, there]) await app.webhooks.idle()
  expect([await here.count(), await there.count()]).toEqual([2, 2])
  expect([here.warnings, there.warnings]).toEqual([[], [circles]])
})

it.each<[string | undefined, string | undefined]>([
  [undefined, '1'],
  ['0', '1'],
  ['2', '3'],
  ['3', undefined],
  ['12', undefined],
  ['-1', undefined],
  ['1, 1', undefined],
  ['nonsense', undefined],
  ['', undefined],
])('a request with %j hops behind it sends messages with %j', async (given, want) => {
  const receiver = await startReceiver()
  const { app, create } = await listen(calling)
  const headers = given === undefined ? {} : { 'x-mock-hops': given }
  await create({ item: 'tea', callbackUrl: receiver.url }, headers)
  await app.webhooks.idle()
  const got = receiver.received.map((one) => one.headers['x-mock-hops'])
  expect(got).toEqual(want === undefined ? [] : [want, want])
})

it.each<[string, { hops: string; want: number; warned: readonly string[] }]>([
  ['a client sends them all', { hops: '0', want: 12, warned: [] }],
  ['a message sends eight of them, and says so', { hops: '1', want: 8, warned: [many] }],
])('of twelve callbacks a request of %s', async (_, { hops, want, warned }) => {
  const receiver = await startReceiver()
  const callback = { '{$request.body#/callbackUrl}': told }
  const callbacks = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`told${n}`, callback]))
  const { app, create, warnings } = await listen(telling(callbacks, undefined))
  await create({ item: 'tea', callbackUrl: receiver.url }, { 'x-mock-hops': hops })
  await app.webhooks.idle()
  expect(receiver.received).toHaveLength(want)
  expect(warnings).toEqual(warned)
})

it.each<[string, number, readonly string[]]>([
  ['1', 202, ['2']],
  ['3', 400, []],
])('a webhook on demand of a request with %s hops behind it is answered %i', async (hops, status, want) => {
  const receiver = await startReceiver()
  const { app, mock } = await listen(calling)
  const response = await fetch(`${mock.url}/system/webhooks/report`, {
    method: 'POST',
    headers: { 'x-system-key': 'k', 'content-type': 'application/json', 'x-mock-hops': hops },
    body: JSON.stringify({ to: receiver.url }),
  })
  await app.webhooks.idle()
  expect(response.status).toBe(status)
  expect(receiver.received.map((one) => one.headers['x-mock-hops'])).toEqual(want)
})
