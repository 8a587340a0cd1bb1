// An answer with related records is of one moment: what refers to something is not shown beside its absence.

import { expect, it } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { RowRef } from '../../runtime/store/store.js'
import { type ShopOptions, startShop } from './shop.js'

const relations = { product: { entity: 'products', property: 'productId' } }
const options: ShopOptions = {
  entities: { orders: { relationships: { productId: { entity: 'products', onDelete: 'cascade' } } } },
  operations: {
    withProducts: {
      method: 'get',
      path: '/with-products',
      facts: { action: 'list', entity: 'orders', expand: { relations } },
    },
    withProduct: {
      method: 'get',
      path: '/with-product/{id}',
      facts: { action: 'read', entity: 'orders', key: 'id', expand: { relations } },
    },
    removeProduct: {
      method: 'delete',
      path: '/removed/{id}',
      responses: { '204': { description: '' } },
      facts: { action: 'delete', entity: 'products', key: 'id' },
    },
  },
}

/** A shop with one order, whose product is removed by another server after the order was first looked at. */
async function openShops() {
  const store = createMemoryStore()
  const theirs = await startShop({ ...options, store })
  let happens = true
  const meanwhile = async <T>({ collection }: Pick<RowRef, 'collection'>, found: T): Promise<T> => {
    if (collection === 'orders' && happens) {
      happens = false
      await theirs.send('removeProduct', { path: { id: 'p' } })
    }
    return found
  }
  await theirs.send('createProduct', { body: { id: 'p', quantity: 1 } })
  await theirs.send('createOrder', { body: { id: 'o', productId: 'p' } })
  const ours = await startShop({
    ...options,
    store: {
      ...store,
      list: async (space, now, query) => meanwhile(query, await store.list(space, now, query)),
      read: async (space, now, refs) =>
        meanwhile(refs[0] ?? { collection: '' }, await store.read(space, now, refs)),
    },
  })
  return { ours, close: () => Promise.all([ours.close(), theirs.close()]) }
}

it('a list whose related record goes meanwhile is read again', async () => {
  const { ours, close } = await openShops()
  expect((await ours.send('withProducts')).body).toEqual([])
  await close()
})

it('a record whose related record goes meanwhile is read again', async () => {
  const { ours, close } = await openShops()
  expect((await ours.send('withProduct', { path: { id: 'o' } })).status).toBe(404)
  await close()
})
