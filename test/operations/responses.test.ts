// Answers made from expressions, and the usual ones for what a declaration leaves out.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { json, program, response, startShop, type TestedOperation } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const create = { action: 'create', entity: 'orders' }
const created = { '201': response(json('Order')) }

async function start(
  operation: Partial<TestedOperation> & { facts: Record<string, unknown> },
): Promise<StartedMock> {
  mock = await startShop({ operations: { tested: { responses: created, ...operation } } })
  return mock
}

describe('a declared response', () => {
  it('has its body instead of the record, and the headers that the record would have had', async () => {
    const shop = await start({
      facts: { ...create, response: { body: { order: '{{ entity.id }}', at: '{{ timestamp }}' } } },
    })
    const sent = await shop.send('tested', { body: { id: 'o1' } })
    expect(sent).toMatchObject({ status: 201, body: { order: 'o1', at: expect.stringMatching(/^\d{4}-/) } })
    expect(sent.headers.get('location')).toBe('/orders/o1')
    expect(sent.headers.get('content-type')).toBe('application/json')
  })

  it('without a body shows the record as the contract does', async () => {
    const shop = await start({ facts: { ...create, response: { headers: { 'X-Order': '{{ id }}' } } } })
    const sent = await shop.send('tested', { body: { id: 'o1' } })
    expect(sent).toMatchObject({ status: 201, body: { id: 'o1' }, violations: [] })
    expect(sent.headers.get('x-order')).toBe('o1')
  })

  it('has the status that it says, declared or not', async () => {
    const responses = { ...created, '203': response(json('Order')) }
    const shop = await start({ facts: { ...create, response: { status: 203 } }, responses })
    expect(await shop.send('tested', { body: { id: 'o1' } })).toMatchObject({
      status: 203,
      body: { id: 'o1' },
    })
    await shop.close()
    const other = await start({ facts: { ...create, response: { status: 299 } } })
    expect(await other.send('tested', { body: { id: 'o1' } })).toMatchObject({
      status: 299,
      body: { id: 'o1' },
    })
  })

  it('is in the media type that the contract has for its status, if the client accepts it', async () => {
    const vendor = { 'application/vnd.shop+json': { schema: {} } }
    const shop = await start({
      facts: { ...create, response: { body: [1] } },
      responses: { '201': response(vendor) },
    })
    const sent = await shop.send('tested', { body: {} })
    expect(sent.headers.get('content-type')).toBe('application/vnd.shop+json')
    expect((await shop.send('tested', { headers: { accept: 'image/png' }, body: {} })).status).toBe(406)
    expect((await shop.send('listOrders')).body).toHaveLength(1)
  })

  it('is text where the contract has text', async () => {
    const text = { 'text/plain': { schema: { type: 'string' } } }
    const facts = { ...create, response: { body: 'order {{ id }}' } }
    const shop = await start({ facts, responses: { '201': response(text) } })
    const sent = await shop.send('tested', { body: { id: 'o1' } })
    expect(sent.body).toBe('order o1')
    expect(sent.headers.get('content-type')).toBe('text/plain')
  })

  it.each([
    ['a line break', 'a\r\nset-cookie: b=c'],
    ['a character beyond Latin-1', '日本'],
  ])('does not let %s into a header, and stores nothing', async (_title, note) => {
    const facts = { ...create, response: { headers: { 'X-Note': '{{ request.body.note }}' } } }
    const shop = await start({ facts })
    const refused = await shop.send('tested', { body: { note } })
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'MOCK_EXPRESSION',
        errors: [{ pointer: '/paths/~1tested/post/x-persistence/response/headers/X-Note' }],
      },
    })
    expect(refused.headers.get('set-cookie')).toBeNull()
    expect((await shop.send('listOrders')).body).toEqual([])
  })

  it.each([
    ['Location', '/orders/a%20b%2F%3Fc%C3%A9'],
    ['Content-Location', '/orders/a%20b%2F%3Fc%C3%A9'],
    ['Link', '</orders/a%20b%2F%3Fc%C3%A9>; rel="self"'],
  ])('has path parameters in the URL of %s percent-encoded, and nowhere else', async (name, want) => {
    const url = name === 'Link' ? '</orders/{id}>; rel="self"' : '/orders/{id}'
    const encoded = `/orders/{{ urlEncode(request.path.id) }}`
    const headers = { [name]: url, 'X-Id': 'is {id}', 'X-Url': encoded }
    const shop = await start({
      path: '/tested/{id}',
      facts: { ...create, response: { headers } },
    })
    const sent = await shop.send('tested', { path: { id: 'a b/?c\u00e9' }, body: { id: 'o1' } })
    expect(sent.status).toBe(201)
    expect(sent.headers.get(name)).toBe(want)
    expect(sent.headers.get('x-id')).toBe('is a b/?c\u00e9')
    expect(sent.headers.get('x-url')).toBe('/orders/a%20b%2F%3Fc%C3%A9')
  })

  it('leaves out a header whose value is null', async () => {
    const shop = await start({
      facts: {
        ...create,
        response: { headers: { 'X-Note': '{{ request.body.?note }}', 'X-Null': '{{ null }}' } },
      },
    })
    const sent = await shop.send('tested', { body: {} })
    expect([sent.headers.get('x-note'), sent.headers.get('x-null')]).toEqual([null, null])
  })
})

describe('the answer of a program without a declared response', () => {
  const order = { as: 'order', entity: 'orders', action: 'create', data: { id: 'o1' } }
  const product = { as: 'product', entity: 'products', action: 'create', data: { id: 'p1', quantity: 1 } }
  const ref = (schema: string) => ({ $ref: `#/components/schemas/${schema}` })
  const object = (properties: JsonObject) =>
    json({ type: 'object', required: Object.keys(properties), properties })

  it.each<[string, JsonObject, unknown]>([
    ['the record whose schema it has, whichever step made it', json('Order'), { id: 'o1' }],
    [
      'the record in the envelope that has its schema',
      object({ data: ref('Order') }),
      { data: { id: 'o1' } },
    ],
    [
      'the results in the properties that are called as the steps are',
      object({ order: ref('Order'), product: ref('Product') }),
      { order: { id: 'o1' }, product: { id: 'p1', quantity: 1 } },
    ],
    ['the last record where the schema says nothing', { 'application/json': {} }, { id: 'p1', quantity: 1 }],
  ])('is %s', async (_title, content, want) => {
    const shop = await start({ facts: program([order, product]), responses: { '201': response(content) } })
    expect(await shop.send('tested')).toMatchObject({ status: 201, body: want, violations: [] })
  })

  it('has no body where the contract has none', async () => {
    const shop = await start({ facts: program([order]), responses: { '204': response(undefined) } })
    expect(await shop.send('tested')).toMatchObject({ status: 204, body: undefined })
  })

  it('does not show what is never answered', async () => {
    const user = { entity: 'users', action: 'create', data: { id: 'u1', password: 'secret' } }
    const shop = await start({ facts: program([user]), responses: { '201': response(json('User')) } })
    expect((await shop.send('tested')).body).toEqual({ id: 'u1' })
  })

  it.each([
    ['updates', { action: 'update', key: 'o1', data: { note: 'n' } }, 200],
    ['removes', { action: 'delete', key: 'o1' }, 204],
    ['creates or changes an existing', { action: 'upsert', key: 'o1', data: { note: 'n' } }, 200],
    ['creates or changes a new', { action: 'upsert', key: 'o2', data: { note: 'n' } }, 201],
  ])('that %s record has its status', async (_title, step, status) => {
    const responses = {
      '200': response(json('Order')),
      '201': response(json('Order')),
      '204': response(undefined),
    }
    const shop = await start({ facts: program([{ entity: 'orders', ...step }]), responses })
    await shop.send('createOrder', { body: { id: 'o1' } })
    expect(await shop.send('tested')).toMatchObject({ status })
  })

  it('is the number that was counted', async () => {
    const count = { entity: 'orders', action: 'count' }
    const shop = await start({
      facts: program([count]),
      responses: { '200': response(object({ total: { type: 'integer' } })) },
    })
    await shop.send('createOrder', { body: { id: 'o1' } })
    expect((await shop.send('tested')).body).toEqual({ total: 1 })
  })
})

describe('the answer to a start of long-running work', () => {
  const lifecycle = {
    field: 'status',
    initial: 'pending',
    transitions: [{ from: ['pending'], to: 'done', afterMs: 1_500 }],
  }
  it.each([
    ['a bound operation', create],
    ['a program', program([{ entity: 'orders', action: 'create', data: { note: 'n' } }])],
    ['a declared response', { ...create, response: { body: { id: '{{ id }}' } } }],
  ])('of %s says where it can be read and when to look again', async (_title, facts) => {
    const responses = { '200': response(json('Order')), '202': response(json('Order')) }
    mock = await startShop({
      entities: { orders: { lifecycle } },
      operations: { tested: { facts, responses } },
    })
    const accepted = await mock.send('tested', { body: {} })
    const { id } = accepted.body as { id: string }
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('location')).toBe(`/orders/${id}`)
    expect(accepted.headers.get('retry-after')).toBe('2')
  })
})
