// Rules: the first whose condition holds is carried out, with its own records and its own answer.
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { json, response, startShop } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const large = {
  when: 'request.body.quantity > 100',
  steps: [{ as: 'order', entity: 'orders', action: 'create', data: { note: 'large' } }],
  response: {
    status: 202,
    headers: { 'X-Queue': 'large-{{ request.body.quantity }}' },
    body: { queued: '{{ order.note }}' },
  },
}
const refused = { when: 'request.body.quantity < 1', steps: [], response: { status: 403 } }
const usual = { steps: [{ entity: 'orders', action: 'create' }] }

function startRules(rules: readonly object[], settings = {}): Promise<StartedMock> {
  const responses = { '201': response(json('Order')), '403': response(undefined) }
  return startShop({ settings, operations: { order: { facts: { action: 'program', rules }, responses } } })
}

describe('rules', () => {
  it('answer by the first whose condition holds', async () => {
    mock = await startRules([large, refused, usual])
    const queued = await mock.send('order', { body: { quantity: 101 } })
    expect(queued).toMatchObject({ status: 202, body: { queued: 'large' } })
    expect(queued.headers.get('x-queue')).toBe('large-101')
    expect((await mock.send('listOrders')).body).toMatchObject([{ note: 'large' }])
  })

  it('end with the one that has no condition', async () => {
    mock = await startRules([large, refused, usual])
    const placed = await mock.send('order', { body: { id: 'o1', quantity: 3 } })
    expect(placed).toMatchObject({ status: 201, body: { id: 'o1', quantity: 3 }, violations: [] })
    expect(placed.headers.get('location')).toBe('/orders/o1')
  })

  it('may only answer, as refusals are answered', async () => {
    mock = await startRules([large, refused, usual])
    const answer = await mock.send('order', { body: { quantity: 0 } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'MOCK_REFUSED', status: 403 } })
    expect((await mock.send('listOrders')).body).toEqual([])
  })

  it('of which none holds refuse the request', async () => {
    mock = await startRules([large, refused])
    expect(await mock.send('order', { body: { quantity: 3 } })).toMatchObject({
      status: 422,
      body: {
        code: 'MOCK_REFUSED',
        errors: [{ pointer: '/paths/~1tested/post/x-persistence', keyword: 'step' }],
      },
    })
  })

  it('keep what they stored also when they answer with an error', async () => {
    const attempt = { as: 'tried', entity: 'orders', action: 'create', data: { note: 'tried' } }
    mock = await startRules([
      { steps: [attempt], response: { status: 402, body: { attempt: '{{ tried.note }}' } } },
    ])
    expect(await mock.send('order')).toMatchObject({ status: 402, body: { attempt: 'tried' } })
    expect((await mock.send('listOrders')).body).toHaveLength(1)
  })

  it('name themselves when their condition has no value', async () => {
    mock = await startRules([usual, { when: 'request.body.missing == 1', steps: [] }].toReversed())
    expect(await mock.send('order', { body: {} })).toMatchObject({
      status: 422,
      body: {
        code: 'MOCK_EXPRESSION',
        errors: [{ pointer: '/paths/~1tested/post/x-persistence/rules/0/when' }],
      },
    })
  })

  it('see the method, parameters, headers and the listed environment', async () => {
    process.env.MOCK_TEST_REGION = 'north'
    process.env.MOCK_TEST_SECRET = 'hidden'
    const body = {
      method: '{{ request.method }}',
      id: '{id}',
      path: '{{ request.path.id }}',
      query: '{{ request.query.limit }}',
      header: '{{ request.headers["x-tenant"] }}',
      region: '{{ env.MOCK_TEST_REGION }}',
      secret: '{{ has(env.MOCK_TEST_SECRET) }}',
    }
    try {
      mock = await startShop({
        settings: { env: ['MOCK_TEST_REGION', 'MOCK_TEST_UNSET'] },
        operations: {
          show: {
            method: 'get',
            path: '/show/{id}',
            facts: { action: 'program', rules: [{ steps: [], response: { body } }] },
            parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
          },
        },
      })
      const shown = await mock.send('show', {
        path: { id: 'x' },
        query: { limit: 3 },
        headers: { 'X-Tenant': 't1' },
      })
      expect(shown.body).toEqual({
        method: 'GET',
        id: 'x',
        path: 'x',
        query: 3,
        header: 't1',
        region: 'north',
        secret: false,
      })
    } finally {
      delete process.env.MOCK_TEST_REGION
      delete process.env.MOCK_TEST_SECRET
    }
  })
})
