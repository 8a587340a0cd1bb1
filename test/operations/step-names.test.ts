// What the names of expressions stand for from one step to the next, however the expressions are written.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { program, type ShopOptions, startShop } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

async function start(facts: Record<string, unknown>, options: ShopOptions = {}): Promise<StartedMock> {
  mock = await startShop({ ...options, operations: { tested: { facts } } })
  return mock
}

describe('an expression that begins with a line break', () => {
  it('sees the record of its own step', async () => {
    const shop = await start(
      program([
        { entity: 'products', action: 'read', key: 'a' },
        {
          entity: 'products',
          action: 'update',
          key: 'b',
          data: { quantity: '{{\ncurrent.quantity - 1\n}}' },
        },
      ]),
    )
    await shop.send('createProduct', { body: { id: 'a', quantity: 100 } })
    await shop.send('createProduct', { body: { id: 'b', quantity: 5 } })
    expect((await shop.send('tested', { body: {} })).status).toBe(200)
    expect(await shop.send('readProduct', { path: { id: 'b' } })).toMatchObject({ body: { quantity: 4 } })
  })

  it.each([
    ['a template', { data: { quantity: '{{\ncurrent.quantity - 1\n}}' } }],
    [
      'a condition',
      { data: { quantity: 4 }, validate: [{ when: 'request.body.n > 0 &&\ncurrent.quantity > 1\n' }] },
    ],
  ])('sees the stored record in %s of a bound operation', async (_title, options) => {
    const shop = await start({
      action: 'update',
      entity: 'products',
      merge: 'merge',
      options: { key: 'a', ...options },
    })
    await shop.send('createProduct', { body: { id: 'a', quantity: 5 } })
    expect(await shop.send('tested', { body: { n: 1 } })).toMatchObject({
      status: 200,
      body: { quantity: 4 },
    })
  })

  it('makes identifiers', async () => {
    const shop = await start(
      program([
        {
          entity: 'orders',
          action: 'create',
          data: { id: 'o', note: '{{ ("n-" +\nnanoid\n ()).substring(0, 9) }}' },
        },
      ]),
    )
    expect(await shop.send('tested', { body: {} })).toMatchObject({
      status: 200,
      body: { note: expect.stringMatching(/^n-/) },
    })
  })
})

describe('after a refused step', () => {
  const rest = {
    onError: 'continue',
    response: { body: { all: '{{ [id, entity.id, deleted] }}' } },
  }

  it('the names are what they were before it', async () => {
    const shop = await start(
      program(
        [
          { entity: 'products', action: 'delete', key: 'a' },
          { entity: 'users', action: 'create', data: { id: '{{ id }}', email: 'a@b.test' } },
        ],
        rest,
      ),
      { entities: { users: { unique: ['email'] } } },
    )
    await shop.send('createProduct', { body: { id: 'a', quantity: 5 } })
    await shop.send('createUser', { body: { id: 'u1', email: 'a@b.test' } })
    expect(await shop.send('tested', { body: {} })).toMatchObject({
      status: 200,
      body: { all: ['a', 'a', 1] },
    })
  })
})

describe('a list in a step', () => {
  const ids = Array.from({ length: 1_001 }, (_, i) => `p${i}`)
  const seeds = { products: ids.map((id) => ({ id, quantity: 1 })) }
  const listing = (rest: JsonObject = {}) =>
    program([{ as: 'all', entity: 'products', action: 'list', ...rest }], {
      response: { body: { shown: '{{ size(all) }}', of: '{{ total }}' } },
    })

  it('does not pass 1,000 records off as all of them', async () => {
    const shop = await start(listing(), { seeds })
    expect(await shop.send('tested', { body: {} })).toMatchObject({
      status: 400,
      body: { code: 'MOCK_SCAN_LIMIT', errors: [{ pointer: expect.stringMatching(/\/limit$/) }] },
    })
  })

  it('shows as many as its limit says', async () => {
    const shop = await start(listing({ limit: 1_000 }), { seeds })
    expect(await shop.send('tested', { body: {} })).toMatchObject({ body: { shown: 1_000, of: 1_001 } })
  })
})
