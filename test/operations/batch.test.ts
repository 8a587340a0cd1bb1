// Steps that are done for each of several: batches, all or nothing, or each by itself.
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { json, program, response, startShop } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const batch = { entity: 'products', action: 'create', forEach: '{{ request.body }}', at: '' }
const list = json({ type: 'array', items: { $ref: '#/components/schemas/Product' } })
const responses = { '201': response(list) }

describe('a batch', () => {
  it('creates a record for each item and answers them in order', async () => {
    mock = await startShop({ operations: { all: { facts: program([batch]), responses } } })
    const items = [
      { id: 'b', quantity: 1 },
      { id: 'a', quantity: 2 },
    ]
    expect(await mock.send('all', { body: items })).toMatchObject({
      status: 201,
      body: items,
      violations: [],
    })
    expect((await mock.send('listProducts')).body).toEqual(items)
  })

  it('answers them where the contract has a place for them', async () => {
    const schema = {
      type: 'object',
      required: ['created'],
      properties: { created: { type: 'array', items: { $ref: '#/components/schemas/Product' } } },
    }
    mock = await startShop({
      operations: { all: { facts: program([batch]), responses: { '200': response(json(schema)) } } },
    })
    const items = [{ id: 'b', quantity: 1 }]
    expect(await mock.send('all', { body: items })).toMatchObject({ status: 200, body: { created: items } })
  })

  it('stores nothing when one item is refused, and says which one', async () => {
    mock = await startShop({ operations: { all: { facts: program([batch]), responses } } })
    const items = [
      { id: 'a', quantity: 1 },
      { id: 'a', quantity: 2 },
    ]
    expect(await mock.send('all', { body: items })).toMatchObject({
      status: 409,
      body: {
        code: 'MOCK_CONFLICT',
        detail: expect.stringMatching(/^item 2 \(products create\): /),
        errors: [{ pointer: '/paths/~1tested/post/x-persistence', keyword: 'step' }],
      },
    })
    expect((await mock.send('listProducts')).body).toEqual([])
  })

  it('that continues stores the others and reports every item', async () => {
    mock = await startShop({ operations: { all: { facts: program([batch], { onError: 'continue' }) } } })
    const items = [
      { id: 'a', quantity: 1 },
      { id: 'a', quantity: 2 },
      { id: 'c', quantity: 3 },
    ]
    expect((await mock.send('all', { body: items })).body).toMatchObject({
      results: [
        { step: 1, item: 1, status: 'done', result: { id: 'a' } },
        { step: 1, item: 2, status: 'failed', error: { code: 'MOCK_CONFLICT' } },
        { step: 1, item: 3, status: 'done', result: { id: 'c' } },
      ],
    })
    expect((await mock.send('listProducts')).body).toHaveLength(2)
  })

  it('changes and removes by what each item says', async () => {
    const steps = [
      {
        entity: 'products',
        action: 'update',
        forEach: '{{ request.body.change }}',
        data: { id: '{{ item.id }}', quantity: '{{ item.by + index }}' },
        key: '{{ item.id }}',
      },
      { entity: 'products', action: 'delete', forEach: '{{ request.body.remove }}', key: '{{ item }}' },
    ]
    mock = await startShop({ operations: { all: { facts: program(steps) } } })
    for (const id of ['a', 'b', 'c']) await mock.send('createProduct', { body: { id, quantity: 1 } })
    const body = {
      change: [
        { id: 'a', by: 10 },
        { id: 'b', by: 20 },
      ],
      remove: ['c'],
    }
    expect((await mock.send('all', { body })).status).toBe(200)
    expect((await mock.send('listProducts')).body).toEqual([
      { id: 'a', quantity: 10 },
      { id: 'b', quantity: 21 },
    ])
  })

  it('leaves items out for which its condition does not hold', async () => {
    const some = { ...batch, as: 'made', when: 'item.quantity > 1' }
    mock = await startShop({
      operations: { all: { facts: program([some], { response: { body: '{{ made.map(m, m != null) }}' } }) } },
    })
    const body = [
      { id: 'a', quantity: 1 },
      { id: 'b', quantity: 2 },
    ]
    expect((await mock.send('all', { body })).body).toEqual([false, true])
  })

  it.each([
    ['of more than 1,000', Array.from({ length: 1001 }, () => ({})), 400, 'MOCK_INVALID_REQUEST'],
    ['of what is no list', { id: 'a' }, 422, 'MOCK_EXPRESSION'],
  ])('%s is refused', async (_title, body, status, code) => {
    mock = await startShop({ operations: { all: { facts: program([batch]), responses } } })
    const errors = [{ pointer: '/paths/~1tested/post/x-persistence/forEach' }]
    expect(await mock.send('all', { body })).toMatchObject({ status, body: { code, errors } })
  })

  it('of nothing does nothing', async () => {
    mock = await startShop({ operations: { all: { facts: program([batch]), responses } } })
    expect(await mock.send('all', { body: [] })).toMatchObject({ body: [] })
  })
})
