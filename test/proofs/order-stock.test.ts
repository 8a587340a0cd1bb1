// Orders that take from a stock, declared as a transaction: many clients and two servers sell what there is and no more, and an
// order whose last step fails has never been.
import { fileURLToPath } from 'node:url'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openMock } from '../support/open-mock.js'
import { describeEngines } from './engines.js'
import { openClients, type ShopClients, type ShopReply } from './shop-clients.js'

const document = fileURLToPath(new URL('./order-stock.yaml', import.meta.url))
const clients = 64
const stock = 20

describeEngines('orders on two servers', (engine) => {
  let mocks: readonly StartedMock[]
  let shop: ShopClients

  beforeEach(async () => {
    const stores = await engine.openPair()
    mocks = await Promise.all(
      stores.map(async (store) => startMock((await openMock(document, { store })).app)),
    )
    shop = openClients(
      mocks.map(({ url }) => url),
      clients,
    )
  })
  afterEach(async () => {
    shop.close()
    for (const mock of mocks) await mock.close()
  })

  const get = async (path: string) => (await shop.send(0, 'GET', path)).body
  const order = (client: number, productId: string, receipt = `r${client}`) =>
    shop.send(client, 'POST', '/orders', { productId, reference: `order ${client}`, receipt })

  it(`sell ${stock} of ${stock} to ${clients} clients who ask at once`, async () => {
    const replies = await Promise.all(Array.from({ length: clients }, (_, n) => order(n, 'book')))
    const sold = replies.filter(({ status }) => status === 201)
    expect(sold).toHaveLength(stock)
    expect(replies.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual(
      Array(clients - stock).fill('MOCK_REFUSED'),
    )
    expect(await get('/products/book')).toEqual({ id: 'book', stock: 0 })
    expect(await get('/products/pen')).toEqual({ id: 'pen', stock })
    const orders = await get('/orders?productId=book&limit=100')
    expect(orders.total).toBe(stock)
    expect(byId(orders.data)).toEqual(byId(sold.map(({ body }) => body)))
    expect(await get('/receipts?limit=100')).toHaveLength(stock)
  })

  it('leave no trace of an order whose third step fails', async () => {
    expect((await order(0, 'book', 'taken')).status).toBe(201)
    const before = await everything()
    const refused = await Promise.all(Array.from({ length: 8 }, (_, n) => order(n + 1, 'book', 'taken')))
    expect(refused.map(codeAndStep)).toEqual(
      Array(8).fill(['MOCK_DUPLICATE', '/paths/~1orders/post/x-persistence/operations/2']),
    )
    expect(await everything()).toEqual(before)
    // Their references are free, and nothing was counted twice.
    const again = await Promise.all(Array.from({ length: 8 }, (_, n) => order(n + 1, 'book', `free ${n}`)))
    expect(again.map(({ status }) => status)).toEqual(Array(8).fill(201))
    expect(await get('/products/book')).toEqual({ id: 'book', stock: stock - 9 })
    expect(await get('/orders?productId=book')).toMatchObject({ total: 9 })
  })

  const everything = () =>
    Promise.all(['/products/book', '/orders', '/orders?productId=book', '/receipts'].map(get))
})

function codeAndStep({ body }: ShopReply): readonly unknown[] {
  return [body.code, Array.isArray(body.errors) ? body.errors.at(-1)?.pointer : undefined]
}

function byId(records: unknown): readonly unknown[] {
  if (!Array.isArray(records)) throw new Error(`${JSON.stringify(records)} is no list of records`)
  return [...records].sort((one, other) => one.id - other.id)
}
