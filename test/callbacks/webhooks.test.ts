// Webhooks over HTTP: what sends them, where they go, what they say, and sending them on demand.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { onEveryStore } from '../support/on-every-store.js'
import { openOrders, ordersDocument, system } from './orders.js'
import { endReceivers, type Received, startReceiver } from './receiver.js'

endReceivers()
const open = openOrders()

const declared = (webhooks: JsonObject): JsonObject => ordersDocument({ 'x-persistence': { webhooks } })
const bodies = (received: readonly Received[]) => received.map(({ body }) => body)

onEveryStore('webhooks', (openStore) => {
  it('whose names and payloads say it plainly are sent for what happens to records', async () => {
    const receiver = await startReceiver()
    const { app, mock, create } = await open(undefined, {
      store: await openStore(),
      callbacks: { webhookUrl: receiver.url },
    })
    const created = await create({ item: 'tea' })
    await app.webhooks.idle()
    const orderId = String(created.id)
    const { body: changed } = await mock.send('changeOrder', { path: { orderId }, body: { total: 3 } })
    await app.webhooks.idle()
    await mock.send('removeOrder', { path: { orderId } })
    await app.webhooks.idle()
    expect(bodies(receiver.received)).toEqual([
      created,
      { type: 'order.updated', data: { object: changed } },
      { type: 'order.deleted', data: { object: changed } },
    ])
  })

  it('of one record arrive in the order of its changes', async () => {
    const receiver = await startReceiver()
    const { app, mock, create } = await open(undefined, {
      store: await openStore(),
      callbacks: { webhookUrl: receiver.url },
    })
    const orderId = String((await create({ item: 'tea' })).id)
    for (let total = 1; total <= 15; total++)
      await mock.send('changeOrder', { path: { orderId }, body: { total } })
    await app.webhooks.idle()
    const totals = bodies(receiver.received.slice(1)).map(
      (body) => (body as { data: { object: { total: number } } }).data.object.total,
    )
    expect(totals).toEqual(Array.from({ length: 15 }, (_, index) => index + 1))
  })
})

describe('a declaration', () => {
  it('says on what, where to, when and with what', async () => {
    const receiver = await startReceiver()
    const document = declared({
      report: {
        on: ['orders.create', 'orders.update'],
        to: '{{ entity.callbackUrl }}/reports',
        when: 'has(entity.total) && entity.total > 10',
        body: { sum: '{{ entity.total }}', did: '{{ action }}', by: '{{ request.method }}' },
      },
      orderCreated: { to: 'http://localhost:1/' },
    })
    const { app, mock, create } = await open(document)
    const url = receiver.url.replace('127.0.0.1', 'localhost')
    const { id } = await create({ item: 'tea', total: 5, callbackUrl: `${receiver.url}/no` })
    await mock.send('changeOrder', { path: { orderId: String(id) }, body: { total: 50, callbackUrl: url } })
    await app.webhooks.idle()
    expect(receiver.received.filter((one) => one.url === '/reports')).toMatchObject([
      { body: { sum: 50, did: 'update', by: 'PATCH' } },
    ])
  })

  it('may stand on the webhook, and false turns one off', async () => {
    const receiver = await startReceiver()
    const document = JSON.parse(JSON.stringify(ordersDocument()))
    document.webhooks.orderCreated.post['x-persistence'] = false
    document.webhooks.report.post['x-persistence'] = { on: 'orders.create', to: receiver.url }
    const { app, create } = await open(document)
    await create({ item: 'tea' })
    await app.webhooks.idle()
    expect(bodies(receiver.received)).toEqual([{ sum: 7 }])
    expect(app.webhooks.webhooks).toContainEqual({ name: 'orderCreated', method: 'POST', on: [] })
  })

  it('whose expression has no value sends nothing, and the request is answered', async () => {
    const { app, create } = await open(
      declared({
        report: { on: 'orders.create', to: '{{ entity.callbackUrl }}' },
        orderCreated: { on: [] },
      }),
    )
    expect(await create({ item: 'tea' })).toMatchObject({ item: 'tea' })
    expect(app.webhooks.deliveries).toEqual([])
  })

  it('cannot tell what is never answered', async () => {
    const receiver = await startReceiver()
    const { app, create } = await open(
      declared({
        report: {
          on: 'orders.create',
          to: receiver.url,
          body: { sum: '{{ entity.?secret.orValue("none") }}' },
        },
        orderCreated: { on: [] },
      }),
    )
    await create({ item: 'tea', secret: 'hidden' })
    await app.webhooks.idle()
    expect(bodies(receiver.received)).toEqual([{ sum: 'none' }])
  })
})

describe('what a request does', () => {
  it('in a hook is told, once it is committed, as one change for each record', async () => {
    const receiver = await startReceiver()
    type Orders = {
      create(value: object): Promise<{ id: string }>
      update(key: string, value: object): Promise<object>
      delete(key: string): Promise<object>
    }
    type Context = {
      entities: { orders: Orders }
      transaction(work: () => Promise<unknown>): Promise<unknown>
      reply(status: number): unknown
    }
    const { app, mock } = await open(undefined, {
      callbacks: { webhookUrl: receiver.url },
      handlers: {
        ping: async ({ entities: { orders }, transaction, reply }: Context) => {
          const kept = await orders.create({ item: 'kept' })
          await orders.update(kept.id, { total: 2 })
          const gone = await orders.create({ item: 'gone' })
          await orders.delete(gone.id)
          await transaction(async () => {
            await orders.create({ item: 'undone' })
            throw new Error('no')
          }).catch(() => undefined)
          return reply(204)
        },
      },
    })
    expect((await mock.send('ping')).status).toBe(204)
    await app.webhooks.idle()
    expect(bodies(receiver.received)).toMatchObject([{ item: 'kept', total: 2 }])
  })

  it('to many records at once is told of each', async () => {
    const receiver = await startReceiver()
    const document = JSON.parse(JSON.stringify(ordersDocument()))
    document.paths['/orders'].delete = {
      operationId: 'clearOrders',
      responses: { '204': { description: 'gone' } },
      'x-persistence': { entity: 'orders', action: 'delete', where: { item: 'tea' } },
    }
    const { app, mock, create } = await open(document, { callbacks: { webhookUrl: receiver.url } })
    for (const item of ['tea', 'milk', 'tea']) await create({ item })
    await app.webhooks.idle()
    await mock.send('clearOrders')
    await app.webhooks.idle()
    expect(bodies(receiver.received.slice(3))).toMatchObject([
      { type: 'order.deleted', data: { object: { item: 'tea' } } },
      { type: 'order.deleted', data: { object: { item: 'tea' } } },
    ])
  })

  it('in steps is told of every entity that somebody wants to know about', async () => {
    const receiver = await startReceiver()
    const document = JSON.parse(JSON.stringify(ordersDocument()))
    document.paths['/ping'].post['x-persistence'] = {
      operations: [
        { entity: 'orders', action: 'create', data: { item: 'one' }, as: 'one' },
        { entity: 'orders', action: 'create', data: { item: 'two' }, when: 'false' },
        { entity: 'orders', action: 'update', key: '{{ one.id }}', data: { total: 4 } },
      ],
      response: { status: 204 },
    }
    const { app, mock } = await open(document, { callbacks: { webhookUrl: receiver.url } })
    expect((await mock.send('ping')).status).toBe(204)
    await app.webhooks.idle()
    expect(bodies(receiver.received)).toMatchObject([{ item: 'one', total: 4 }])
  })

  it('is not told when nothing says where to', async () => {
    const { app, create } = await open()
    await create({ item: 'tea' })
    expect(app.webhooks.deliveries).toEqual([])
  })
})

describe('on demand', () => {
  it('a webhook is sent with an example, or with a body that the contract allows', async () => {
    const receiver = await startReceiver()
    const orders = await open(undefined, { callbacks: { webhookUrl: receiver.url } })
    const first = await system(orders, 'POST', '/webhooks/report')
    expect(first).toMatchObject({ status: 202, body: { kind: 'webhook', name: 'report', state: 'waiting' } })
    await orders.app.webhooks.idle()
    orders.app.webhooks.send('report', { body: { sum: 7, more: true } })
    await orders.app.webhooks.idle()
    expect(bodies(receiver.received)).toEqual([{ sum: 7 }, { sum: 7, more: true }])
  })

  it('to a URL that the request names, when its host is allowed', async () => {
    const receiver = await startReceiver()
    const orders = await open()
    await system(orders, 'POST', '/webhooks/report', { to: `${receiver.url}/x` })
    await system(orders, 'POST', '/webhooks/report', { to: 'http://169.254.169.254/' })
    await orders.app.webhooks.idle()
    expect(receiver.received).toMatchObject([{ url: '/x' }])
    const { body } = await system(orders, 'GET', '/webhooks')
    expect(body.deliveries).toMatchObject([{ state: 'refused' }, { state: 'delivered', status: 204 }])
  })

  it.each<[string, string, JsonObject | undefined, number]>([
    ['a name that is none', '/webhooks/reports', undefined, 404],
    ['no target', '/webhooks/report', undefined, 409],
    [
      'a body that the contract does not allow',
      '/webhooks/report',
      { body: { sum: 8 }, to: 'http://localhost:1' },
      400,
    ],
    ['a member that is unknown', '/webhooks/report', { payload: 1 }, 400],
  ])('%s is refused', async (_what, path, body, status) => {
    const orders = await open()
    expect((await system(orders, 'POST', path, body)).status).toBe(status)
    expect(orders.app.webhooks.deliveries).toEqual([])
  })

  it('the webhooks and what sends them are listed', async () => {
    const { body } = await system(await open(), 'GET', '/webhooks')
    expect(body).toEqual({
      webhooks: [
        { name: 'orderCreated', method: 'POST', on: ['orders.create'] },
        { name: 'order.updated', method: 'POST', on: ['orders.update'] },
        { name: 'order_deleted', method: 'POST', on: ['orders.delete'] },
        { name: 'report', method: 'POST', on: [] },
      ],
      deliveries: [],
    })
  })

  it('the deliveries are those of the sandbox', async () => {
    const receiver = await startReceiver()
    const orders = await open(undefined, { callbacks: { webhookUrl: receiver.url } })
    await orders.create({ item: 'tea' }, { 'x-mock-sandbox': 'other' })
    await orders.app.webhooks.idle()
    expect(orders.app.webhooks.deliveries).toMatchObject([{ sandbox: 'other', state: 'delivered' }])
    expect((await system(orders, 'GET', '/webhooks')).body.deliveries).toEqual([])
  })
})
