// How much one transaction changes is counted in records, and not in what is kept beside them.
import { expect, it } from 'vitest'
import { program, startShop } from '../operations/shop.js'

const step = { entity: 'orders', action: 'create', forEach: '{{ request.body }}' }
const items = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `o${i}` }))

it('a thousand records with a time to live are one transaction, and can be removed by one', async () => {
  const tested = { facts: program([step]) }
  const clear = {
    facts: program([{ entity: 'orders', action: 'delete', where: { id: { in: '{{ request.body }}' } } }]),
    path: '/clear',
  }
  const mock = await startShop({
    entities: {
      orders: { ttl: 60 },
      products: { relationships: { shelf: { entity: 'orders', onDelete: 'cascade' } } },
    },
    operations: { tested, clear },
  })
  try {
    expect((await mock.send('tested', { body: items(1_000) })).status).toBe(200)
    const ids = items(1_000).map(({ id }) => id)
    expect((await mock.send('clear', { body: ids })).status).toBe(200)
    expect((await mock.send('listOrders')).body).toEqual([])
  } finally {
    await mock.close()
  }
})

it('more than a thousand records are refused', async () => {
  const mock = await startShop({
    operations: { tested: { facts: program([step, { ...step, entity: 'products' }]) } },
  })
  try {
    const body = items(501).map((item) => ({ ...item, quantity: 1 }))
    expect(await mock.send('tested', { body })).toMatchObject({
      status: 409,
      body: { code: 'MOCK_CONFLICT' },
    })
    expect((await mock.send('listOrders')).body).toEqual([])
  } finally {
    await mock.close()
  }
})
