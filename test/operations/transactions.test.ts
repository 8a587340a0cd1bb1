// Transactions of named steps: all of them or none, whoever else works on the same records.
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { onEveryStore } from '../support/on-every-store.js'
import { json, orderSteps, program, response, startShop } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const placeOrder = {
  facts: program(orderSteps),
  path: '/place',
  responses: { '201': response(json('Order')) },
}

onEveryStore('an order', (openStore) => {
  it('takes from the stock what it has, and is answered as the record that the contract shows', async () => {
    mock = await startShop({ operations: { placeOrder }, store: await openStore() })
    await mock.send('createProduct', { body: { id: 'p1', quantity: 5 } })
    const placed = await mock.send('placeOrder', { body: { productId: 'p1', quantity: 2 } })
    expect(placed).toMatchObject({ status: 201, body: { productId: 'p1', quantity: 2 }, violations: [] })
    const { id } = placed.body as { id: string }
    expect(placed.headers.get('location')).toBe(`/orders/${id}`)
    expect((await mock.send('readProduct', { path: { id: 'p1' } })).body).toEqual({ id: 'p1', quantity: 3 })
  })

  it('that the stock does not have leaves nothing behind and says which step refused, and why', async () => {
    mock = await startShop({ operations: { placeOrder }, store: await openStore() })
    await mock.send('createProduct', { body: { id: 'p1', quantity: 1 } })
    const refused = await mock.send('placeOrder', { body: { productId: 'p1', quantity: 2 } })
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'MOCK_REFUSED',
        detail: 'step 2 (products update): out of stock',
        errors: [
          {
            pointer: '/paths/~1place/post/x-persistence/operations/1/validate',
            message: 'out of stock',
            keyword: 'step',
          },
        ],
      },
    })
    expect((await mock.send('listOrders')).body).toEqual([])
    expect((await mock.send('readProduct', { path: { id: 'p1' } })).body).toMatchObject({ quantity: 1 })
  })

  it('sells to 64 clients at once what there is, and nothing more', async () => {
    const shop = await startShop({ operations: { placeOrder }, store: await openStore() })
    mock = shop
    await shop.send('createProduct', { body: { id: 'p1', quantity: 40 } })
    const send = () => shop.send('placeOrder', { body: { productId: 'p1', quantity: 1 } })
    const replies = await Promise.all(Array.from({ length: 64 }, send))
    const sold = replies.filter(({ status }) => status === 201).length
    const { quantity } = (await shop.send('readProduct', { path: { id: 'p1' } })).body as { quantity: number }
    expect(quantity).toBe(40 - sold)
    expect((await shop.send('listOrders')).body).toHaveLength(sold)
    expect(sold).toBe(40)
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(24)
  })
})

describe('a transaction', () => {
  const shelve = {
    as: 'shelved',
    entity: 'products',
    action: 'create',
    data: { id: '{{ request.body.id }}', quantity: 0 },
  }

  it('of three steps leaves no trace of two when the third one fails', async () => {
    const note = { entity: 'orders', action: 'create', data: { note: '{{ shelved.id }}' } }
    const third = { entity: 'users', action: 'update', key: 'nobody', data: { email: 'a@b.test' } }
    mock = await startShop({ operations: { all: { facts: program([shelve, note, third]) } } })
    const refused = await mock.send('all', { body: { id: 'p1' } })
    expect(refused).toMatchObject({
      status: 404,
      body: {
        code: 'MOCK_NOT_FOUND',
        detail: expect.stringMatching(/^step 3 \(users update\): /),
        errors: [{ pointer: '/paths/~1tested/post/x-persistence/operations/2', keyword: 'step' }],
      },
    })
    expect((await mock.send('listProducts')).body).toEqual([])
    expect((await mock.send('listOrders')).body).toEqual([])
  })

  it('says which step was refused by the store', async () => {
    mock = await startShop({ operations: { all: { facts: program([shelve, shelve]) } } })
    const refused = await mock.send('all', { body: { id: 'p1' } })
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'MOCK_CONFLICT', errors: [{ pointer: expect.stringMatching(/operations\/1$/) }] },
    })
    expect((await mock.send('listProducts')).body).toEqual([])
  })

  it('says which step violates a unique constraint that only the store knows', async () => {
    const entities = { users: { unique: ['email'] } }
    const signUp = { entity: 'users', action: 'create', data: { email: '{{ request.body.email }}' } }
    mock = await startShop({ entities, operations: { all: { facts: program([shelve, signUp]) } } })
    await mock.send('createUser', { body: { id: 'u1', email: 'a@b.test' } })
    const refused = await mock.send('all', { body: { id: 'p1', email: 'a@b.test' } })
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'MOCK_DUPLICATE', detail: expect.stringMatching(/^step 2 \(users create\)/) },
    })
    expect((await mock.send('listProducts')).body).toEqual([])
  })

  it('stores nothing when an expression has no value', async () => {
    const broken = {
      entity: 'orders',
      action: 'create',
      data: { total: '{{ 1 / (request.body.quantity - 1) }}' },
    }
    mock = await startShop({ operations: { all: { facts: program([shelve, broken]) } } })
    const refused = await mock.send('all', { body: { id: 'p1', quantity: 1 } })
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'MOCK_EXPRESSION',
        errors: [{ pointer: '/paths/~1tested/post/x-persistence/operations/1/data/total' }],
      },
    })
    expect((await mock.send('listProducts')).body).toEqual([])
  })

  it('stores nothing when its answer cannot be made', async () => {
    const answer = { body: { who: '{{ request.body.missing }}' } }
    mock = await startShop({ operations: { all: { facts: program([shelve], { response: answer }) } } })
    const refused = await mock.send('all', { body: { id: 'p1' } })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/paths/~1tested/post/x-persistence/response/body/who' }] },
    })
    expect((await mock.send('listProducts')).body).toEqual([])
  })

  it('leaves a step out whose condition does not hold, and its name is null', async () => {
    const first = { ...shelve, when: 'request.body.shelve' }
    const second = {
      entity: 'orders',
      action: 'create',
      data: { note: '{{ shelved == null ? "none" : shelved.id }}' },
    }
    mock = await startShop({
      operations: { all: { facts: program([first, second]), responses: { '201': response(json('Order')) } } },
    })
    expect((await mock.send('all', { body: { id: 'p1', shelve: false } })).body).toMatchObject({
      note: 'none',
    })
    expect((await mock.send('all', { body: { id: 'p1', shelve: true } })).body).toMatchObject({ note: 'p1' })
  })

  it('sees in each step what the ones before did', async () => {
    const steps = [
      shelve,
      {
        entity: 'products',
        action: 'update',
        key: '{{ shelved.id }}',
        data: { quantity: '{{ entity.quantity + 7 }}' },
      },
      { as: 'all', entity: 'products', action: 'list', where: { quantity: { gte: 7 } } },
      { as: 'many', entity: 'products', action: 'count' },
      { entity: 'products', action: 'delete', key: '{{ id }}' },
    ]
    const answer = {
      body: {
        all: '{{ all }}',
        many: '{{ many }}',
        entity: '{{ entity }}',
        total: '{{ total }}',
        more: '{{ hasMore }}',
      },
    }
    mock = await startShop({ operations: { all: { facts: program(steps, { response: answer }) } } })
    const product = { id: 'p1', quantity: 7 }
    expect((await mock.send('all', { body: { id: 'p1' } })).body).toEqual({
      all: [product],
      many: 1,
      entity: product,
      total: 1,
      more: false,
    })
    expect((await mock.send('listProducts')).body).toEqual([])
  })

  it('knows the key of a record before it is there', async () => {
    const steps = [{ as: 'order', entity: 'orders', action: 'create', data: { note: 'no. {{ id }}' } }]
    const answer = { body: { id: '{{ id }}', note: '{{ order.note }}' } }
    const entities = { orders: { generateKey: 'nanoid' as const } }
    const schemas = {
      Order: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'string' }, note: { type: 'string' } },
      },
    }
    mock = await startShop({
      entities,
      schemas,
      operations: { all: { facts: program(steps, { response: answer }) } },
    })
    const { id, note } = (await mock.send('all')).body as { id: string; note: string }
    expect(note).toBe(`no. ${id}`)
    expect((await mock.send('readOrder', { path: { id } })).body).toEqual({ id, note })
  })

  it('sets what clients cannot write, where its data names it', async () => {
    const steps = [
      {
        as: 'order',
        entity: 'orders',
        action: 'create',
        data: { placedBy: '{{ request.headers["x-user"] }}' },
      },
    ]
    mock = await startShop({
      operations: { all: { facts: program(steps), responses: { '201': response(json('Order')) } } },
    })
    const placed = await mock.send('all', { headers: { 'x-user': 'ann' } })
    expect(placed.body).toMatchObject({ placedBy: 'ann' })
    const { id } = placed.body as { id: string }
    const changed = await mock.send('changeOrder', { path: { id }, body: { id, placedBy: 'bob' } })
    expect(changed.body).toMatchObject({ placedBy: 'ann' })
  })
})

describe('a transaction that continues after errors', () => {
  const steps = [
    { as: 'first', entity: 'products', action: 'create', data: { id: 'p1', quantity: 1 } },
    { as: 'second', entity: 'products', action: 'create', data: { id: 'p1', quantity: 2 } },
    { as: 'third', entity: 'users', action: 'create', when: 'second != null', data: { id: 'u1' } },
    { as: 'fourth', entity: 'orders', action: 'create', data: { id: 'o1', note: '{{ second.id }}' } },
    { as: 'fifth', entity: 'orders', action: 'create', data: { id: 'o2', note: '{{ first.id }}' } },
  ]
  const reports = [
    {
      step: 1,
      as: 'first',
      entity: 'products',
      action: 'create',
      status: 'done',
      result: { id: 'p1', quantity: 1 },
    },
    { step: 2, as: 'second', status: 'failed', error: { code: 'MOCK_CONFLICT', status: 409 } },
    { step: 3, as: 'third', status: 'skipped' },
    { step: 4, as: 'fourth', status: 'failed', error: { code: 'MOCK_EXPRESSION', status: 422 } },
    { step: 5, as: 'fifth', status: 'done', result: { id: 'o2', note: 'p1' } },
  ]
  const continuing = program(steps, { onError: 'continue' })

  it('does what can be done and reports every step', async () => {
    mock = await startShop({ operations: { all: { facts: continuing } } })
    expect(await mock.send('all')).toMatchObject({ status: 200, body: { results: reports } })
    expect((await mock.send('listProducts')).body).toEqual([{ id: 'p1', quantity: 1 }])
    expect((await mock.send('listOrders')).body).toMatchObject([{ id: 'o2' }])
  })

  it('answers 207 where the contract has it and a step failed', async () => {
    const responses = {
      '200': response({ 'application/json': { schema: {} } }),
      '207': response({ 'application/json': { schema: {} } }),
    }
    mock = await startShop({ operations: { all: { facts: continuing, responses } } })
    expect(await mock.send('all')).toMatchObject({ status: 207, body: { results: reports } })
    const well = program(steps.slice(0, 1), { onError: 'continue' })
    await mock.close()
    mock = await startShop({ operations: { all: { facts: well, responses } } })
    expect(await mock.send('all')).toMatchObject({ status: 200 })
  })

  it('gives its reports to the response that is declared', async () => {
    const answer = {
      status: 200,
      body: { failed: '{{ steps.filter(s, s.status == "failed").map(s, s.step) }}' },
    }
    mock = await startShop({
      operations: { all: { facts: program(steps, { onError: 'continue', response: answer }) } },
    })
    expect((await mock.send('all')).body).toEqual({ failed: [2, 4] })
  })
})
