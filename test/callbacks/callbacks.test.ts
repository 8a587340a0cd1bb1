// Callbacks over HTTP: sent once, after the commit, with what the contract allows, on every engine.
import { describe, expect, it } from 'vitest'
import { onEveryStore } from '../support/on-every-store.js'
import { openOrders, ordersDocument } from './orders.js'
import { endReceivers, startReceiver } from './receiver.js'

endReceivers()
const open = openOrders()

onEveryStore('callbacks', (openStore) => {
  it('are sent when the record can be read', async () => {
    const { app, mock, create } = await open(undefined, { store: await openStore() })
    const read: unknown[] = []
    const receiver = await startReceiver(async ({ body }) => {
      const { data } = body as { data: { object: { id: string } } }
      read.push((await mock.send('readOrder', { path: { orderId: data.object.id } })).body)
    })
    const created = await create({ item: 'tea', callbackUrl: receiver.url })
    await receiver.got(1)
    await app.webhooks.idle()
    expect(receiver.received[0]).toMatchObject({
      method: 'POST',
      url: '/events',
      body: { type: 'order.created', data: { object: created } },
    })
    expect(read).toEqual([created])
  })

  it('of 64 requests at once are 64', async () => {
    const receiver = await startReceiver()
    const { app, create } = await open(undefined, { store: await openStore() })
    const orders = await Promise.all(
      Array.from({ length: 64 }, (_, n) => create({ item: `tea ${n}`, callbackUrl: receiver.url })),
    )
    await app.webhooks.idle()
    const told = receiver.received.map(
      ({ body }) => (body as { data: { object: { id: string } } }).data.object.id,
    )
    expect(told.toSorted()).toEqual(orders.map(({ id }) => String(id)).toSorted())
  })

  it('are not sent again with an answer that is', async () => {
    const receiver = await startReceiver()
    const { app, create } = await open(undefined, { store: await openStore() })
    const key = { 'idempotency-key': 'once' }
    const order = { item: 'tea', callbackUrl: receiver.url }
    const [first, second] = [await create(order, key), await create(order, key)]
    await app.webhooks.idle()
    expect(second).toEqual(first)
    expect(receiver.received).toHaveLength(1)
  })

  it('are not sent when everything is rolled back', async () => {
    const receiver = await startReceiver()
    const { app, mock } = await open(undefined, {
      store: await openStore(),
      handlers: {
        createOrder: async (_ctx: unknown, next: () => Promise<unknown>) => {
          await next()
          throw new Error('no')
        },
      },
    })
    const { status } = await mock.send('createOrder', { body: { item: 'tea', callbackUrl: receiver.url } })
    await app.webhooks.idle()
    expect([status, app.webhooks.deliveries, receiver.received]).toEqual([500, [], []])
  })
})

describe('a callback', () => {
  it('of a refused request is not sent', async () => {
    const receiver = await startReceiver()
    const { app, mock } = await open()
    const { status } = await mock.send('createOrder', { body: { item: '', callbackUrl: receiver.url } })
    expect([status, app.webhooks.deliveries]).toEqual([400, []])
  })

  it('of a hook that answers an error is not sent', async () => {
    const receiver = await startReceiver()
    const { app, mock } = await open(undefined, {
      handlers: {
        createOrder: (ctx: { reply(status: number, body: unknown): unknown }) => ctx.reply(409, {}),
      },
    })
    await mock.send('createOrder', { body: { item: 'tea', callbackUrl: receiver.url } })
    expect(app.webhooks.deliveries).toEqual([])
  })

  it('without a URL is not sent', async () => {
    const { app, create } = await open()
    await create({ item: 'tea' })
    expect(app.webhooks.deliveries).toEqual([])
  })

  it('to a host that is not allowed is refused, and the request is answered', async () => {
    const { app, create } = await open()
    const created = await create({ item: 'tea', callbackUrl: 'http://169.254.169.254' })
    expect(created).toMatchObject({ item: 'tea' })
    expect(app.webhooks.deliveries).toMatchObject([
      { state: 'refused', attempts: 0, url: 'http://169.254.169.254/events' },
    ])
  })

  it('tells nothing that is never answered', async () => {
    const receiver = await startReceiver()
    const { app, create } = await open()
    await create({ item: 'tea', secret: 'hidden', callbackUrl: receiver.url })
    await app.webhooks.idle()
    expect(receiver.received).toHaveLength(1)
    expect(receiver.received[0]?.text).not.toContain('hidden')
  })

  it('of an operation that keeps nothing has a body, headers and a query by its contract', async () => {
    const receiver = await startReceiver()
    const { app, mock } = await open()
    await mock.send('ping', { query: { url: `${receiver.url}/pong?a=1` } })
    await app.webhooks.idle()
    expect(receiver.received).toMatchObject([{ url: '/pong?a=1&v=2', headers: { 'x-pong': 'pong' } }])
    expect(receiver.received[0]?.body).toEqual({ at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) })
  })

  it('has its reference followed', async () => {
    const receiver = await startReceiver()
    const document = JSON.parse(JSON.stringify(ordersDocument()))
    const { post } = document.paths['/ping']
    document.components.callbacks = { Pong: post.callbacks.pong }
    post.callbacks.pong = { $ref: '#/components/callbacks/Pong' }
    const { app, mock } = await open(document)
    await mock.send('ping', { query: { url: receiver.url } })
    await app.webhooks.idle()
    expect(receiver.received).toHaveLength(1)
  })

  it.each<[string, number]>([
    ['pingFailed', 0],
    ['paymentFailed', 0],
    ['payment.failed.v1', 0],
    ['PAYMENT_FAILED_EVENT', 0],
    ['paymentfailed', 0],
    ['failedPayment', 0],
    ['onFailure', 0],
    ['onError', 0],
    ['onHTTPErrorCallback', 0],
    ['errors', 0],
    ['failoverStarted', 1],
    ['errorRateReport', 1],
    ['failureRateChanged', 1],
    ['', 1],
  ])('with the name "%s" is sent after success %i times', async (name, want) => {
    const receiver = await startReceiver()
    const text = JSON.stringify(ordersDocument()).replace('"pong":', `"${name}":`)
    const { app, mock } = await open(JSON.parse(text))
    await mock.send('ping', { query: { url: receiver.url } })
    await app.webhooks.idle()
    expect(app.webhooks.deliveries).toHaveLength(want)
  })

  it('is still on its way when the mock ends, and does not hold it up', async () => {
    const receiver = await startReceiver(() => new Promise(() => undefined))
    const { app, create } = await open(undefined, { callbacks: { closeWaitMs: 20 } })
    await create({ item: 'tea', callbackUrl: receiver.url })
    await receiver.got(1)
    await app.webhooks.close()
    expect(app.webhooks.deliveries).toMatchObject([{ state: 'failed' }])
  })
})
