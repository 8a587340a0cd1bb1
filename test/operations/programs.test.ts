// Single actions with declared options: the same engine as a step, answered as a bound operation is.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { frozenClock } from '../../runtime/clock.js'
import { json, program, response, type ShopOptions, startShop, type TestedOperation } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const order = { '200': response(json('Order')), '201': response(json('Order')) }
const orders = json({ type: 'array', items: { $ref: '#/components/schemas/Order' } })
const at = '/paths/~1tested/post/x-persistence'

async function start(tested: TestedOperation, options: ShopOptions = {}): Promise<StartedMock> {
  mock = await startShop({ ...options, operations: { tested: { responses: order, ...tested } } })
  return mock
}

function creating(options: object, rest: object = {}): TestedOperation {
  return { facts: { action: 'create', entity: 'orders', options, ...rest } }
}

function changing(options: object, rest: object = {}): TestedOperation {
  return {
    facts: { action: 'update', entity: 'orders', key: 'id', merge: 'merge', options, ...rest },
    method: 'patch',
    path: '/tested/{id}',
  }
}

describe('a create', () => {
  it('stores its data', async () => {
    const data = {
      note: '{{ request.body.name.upperAscii() }}',
      quantity: '{{ request.body.?many }}',
      status: 'open',
    }
    const shop = await start(creating({ data }))
    const { body } = await shop.send('tested', { body: { name: 'ann', ignored: true } })
    expect(body).toEqual({ id: expect.any(String), note: 'ANN', status: 'open' })
  })

  it('stores under its key', async () => {
    const shop = await start(creating({ key: '{{ request.body.code }}', data: { note: 'n' } }))
    expect(await shop.send('tested', { body: { code: 'c1' } })).toMatchObject({
      body: { id: 'c1', note: 'n' },
    })
    expect(await shop.send('tested', { body: { code: 'c1' } })).toMatchObject({
      status: 409,
      body: { code: 'MOCK_CONFLICT' },
    })
    expect(await shop.send('tested', { body: { code: [] } })).toMatchObject({
      status: 422,
      body: { code: 'MOCK_EXPRESSION', errors: [{ pointer: `${at}/key` }] },
    })
  })

  it('whose data is one expression keeps out what clients cannot write', async () => {
    const shop = await start(creating({ data: '{{ request.body }}' }))
    expect((await shop.send('tested', { body: { id: 'o1', placedBy: 'me' } })).body).toEqual({ id: 'o1' })
  })

  it('of what is no object is refused', async () => {
    const shop = await start(creating({ data: '{{ request.body.list }}' }))
    expect(await shop.send('tested', { body: { list: [] } })).toMatchObject({
      status: 422,
      body: { code: 'MOCK_EXPRESSION', errors: [{ pointer: `${at}/data` }] },
    })
  })

  it.each<[string, object, object, JsonObject]>([
    ['a missing property', { required: ['note'] }, {}, { pointer: '/body/note', keyword: 'required' }],
    [
      'a property that is null',
      { required: ['note'] },
      { note: null },
      { pointer: '/body/note', keyword: 'required' },
    ],
    [
      'one that breaks a constraint',
      { constraints: { note: { minLength: 3 } } },
      { note: 'no' },
      { pointer: '/body/note', keyword: 'minLength' },
    ],
    [
      'one that breaks a format',
      { constraints: { note: { format: 'email' } } },
      { note: 'no' },
      { pointer: '/body/note', keyword: 'format' },
    ],
  ])('refuses %s', async (_title, check, body, violation) => {
    const shop = await start(creating({ validate: [check] }))
    expect(await shop.send('tested', { body })).toMatchObject({
      status: 400,
      body: { code: 'MOCK_INVALID_REQUEST', errors: [violation] },
    })
    expect((await shop.send('listOrders')).body).toEqual([])
  })

  it('names the property of its data that breaks a rule', async () => {
    const shop = await start(
      creating({
        data: { note: '{{ request.body.text }}' },
        validate: [{ constraints: { note: { maxLength: 2 } } }],
      }),
    )
    const refused = await shop.send('tested', { body: { text: 'long' } })
    expect(refused.body).toMatchObject({ errors: [{ pointer: `${at}/data/note`, keyword: 'maxLength' }] })
  })

  it('refuses what its condition forbids, in its words', async () => {
    const first = { when: 'request.body.quantity > 0', message: 'nothing ordered' }
    const second = {
      when: 'request.body.quantity < 10',
      status: 400,
      message: 'too much: {{ request.body.quantity }}',
    }
    const shop = await start(creating({ validate: [first, second] }))
    expect(await shop.send('tested', { body: { quantity: 0 } })).toMatchObject({
      status: 422,
      body: { code: 'MOCK_REFUSED', detail: 'nothing ordered', errors: [{ pointer: `${at}/validate/0` }] },
    })
    expect(await shop.send('tested', { body: { quantity: 11 } })).toMatchObject({
      status: 400,
      body: { detail: 'too much: 11', errors: [{ pointer: `${at}/validate/1` }] },
    })
    expect((await shop.send('tested', { body: { quantity: 5 } })).status).toBe(201)
  })

  it('gives its record the life that it says', async () => {
    const entities = { orders: { ownTtl: true as const } }
    const data = { id: '{{ request.body.id }}' }
    const shop = await start(creating({ ttl: '{{ request.body.seconds }}', data }), { entities })
    expect((await shop.send('tested', { body: { id: 'o1', seconds: 60 } })).status).toBe(201)
    for (const seconds of [0, -1, 'soon', 1e12])
      expect(await shop.send('tested', { body: { id: 'o2', seconds } })).toMatchObject({
        status: 422,
        body: { code: 'MOCK_EXPRESSION', errors: [{ pointer: `${at}/ttl` }] },
      })
  })

  it('makes the same identifiers in every run of one seed', async () => {
    const made: unknown[] = []
    for (let run = 0; run < 2; run++) {
      const shop = await start(
        creating({ data: { note: '{{ uuid().substring(0, 8) }}', status: '{{ timestamp }}' } }),
        {
          seed: 7,
          clock: frozenClock(0),
        },
      )
      made.push((await shop.send('tested')).body, (await shop.send('tested')).body)
      await shop.close()
    }
    expect(made.slice(2)).toEqual(made.slice(0, 2))
    expect(made[0]).not.toEqual(made[1])
  })
})

describe('a change', () => {
  it('sees what is stored', async () => {
    const shop = await start(changing({ data: { quantity: '{{ current.quantity + request.body.by }}' } }))
    await shop.send('createOrder', { body: { id: 'o1', quantity: 1, note: 'n' } })
    expect(await shop.send('tested', { path: { id: 'o1' }, body: { by: 2 } })).toMatchObject({
      status: 200,
      body: { id: 'o1', quantity: 3, note: 'n' },
    })
  })

  it('can tell what was stored before', async () => {
    const response = { body: { from: '{{ current.quantity }}', to: '{{ entity.quantity }}', id: '{id}' } }
    const shop = await start(changing({ data: { quantity: 5 } }, { response }))
    await shop.send('createOrder', { body: { id: 'o1', quantity: 1 } })
    const changed = await shop.send('tested', { path: { id: 'o1' }, body: {} })
    expect(changed.body).toEqual({ from: 1, to: 5, id: 'o1' })
  })

  it('of a record that is not there is 404', async () => {
    const shop = await start(changing({ data: { quantity: '{{ current.quantity }}' } }))
    expect(await shop.send('tested', { path: { id: 'o1' }, body: {} })).toMatchObject({
      status: 404,
      body: { code: 'MOCK_NOT_FOUND' },
    })
  })

  it('puts a record there or changes it', async () => {
    const data = { note: '{{ current == null ? "new" : "again" }}' }
    const shop = await start({ ...changing({ data }, { upsert: true, merge: 'replace' }), method: 'put' })
    expect(await shop.send('tested', { path: { id: 'o1' } })).toMatchObject({
      status: 201,
      body: { id: 'o1', note: 'new' },
    })
    expect(await shop.send('tested', { path: { id: 'o1' } })).toMatchObject({
      status: 200,
      body: { note: 'again' },
    })
  })

  const patches = {
    'application/json': { schema: {} },
    'application/merge-patch+json': { schema: {} },
    'application/json-patch+json': { schema: {} },
  }
  it.each<[string, string, object | undefined, unknown, JsonObject]>([
    ['properties', 'application/json', undefined, { note: 'm' }, { id: 'o1', note: 'm', lines: ['a'] }],
    ['a merge patch', 'application/merge-patch+json', undefined, { note: null }, { id: 'o1', lines: ['a'] }],
    [
      'a JSON patch',
      'application/json-patch+json',
      undefined,
      [{ op: 'add', path: '/lines/-', value: 'b' }],
      { id: 'o1', note: 'n', lines: ['a', 'b'] },
    ],
    [
      'a JSON patch, with options',
      'application/json-patch+json',
      { validate: [{ when: 'current.note == "n"' }] },
      [{ op: 'remove', path: '/note' }],
      { id: 'o1', lines: ['a'] },
    ],
  ])('takes %s as what the request says that it is', async (_title, type, options, body, want) => {
    const facts = {
      action: 'update',
      entity: 'orders',
      key: 'id',
      merge: 'merge',
      ...(options && { options }),
    }
    const shop = await start({
      facts,
      method: 'patch',
      path: '/tested/{id}',
      requestBody: { content: patches },
    })
    await shop.send('createOrder', { body: { id: 'o1', note: 'n', lines: ['a'] } })
    const changed = await fetch(`${shop.url}/tested/o1`, {
      method: 'PATCH',
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    })
    expect(await changed.json()).toEqual(want)
  })
})

describe('a read', () => {
  const mine = {
    facts: { action: 'read', entity: 'orders', key: 'id', options: { where: { status: { eq: 'open' } } } },
    method: 'get',
    path: '/tested/{id}',
  }

  it('finds only what its where selects', async () => {
    const shop = await start(mine)
    await shop.send('createOrder', { body: { id: 'o1', status: 'open' } })
    await shop.send('createOrder', { body: { id: 'o2', status: 'closed' } })
    expect(await shop.send('tested', { path: { id: 'o1' } })).toMatchObject({
      status: 200,
      body: { id: 'o1' },
    })
    expect(await shop.send('tested', { path: { id: 'o2' } })).toMatchObject({
      status: 404,
      body: { code: 'MOCK_NOT_FOUND' },
    })
  })

  it('by the key that an expression gives', async () => {
    const facts = {
      action: 'read',
      entity: 'orders',
      key: 'id',
      options: { key: 'o{nr}' },
    }
    const shop = await start({ facts, method: 'get', path: '/tested/{nr}' })
    await shop.send('createOrder', { body: { id: 'o1' } })
    expect((await shop.send('tested', { path: { nr: '1' } })).body).toEqual({ id: 'o1' })
  })

  it('without a key finds the first one that its where selects', async () => {
    const step = {
      as: 'user',
      entity: 'users',
      action: 'read',
      where: { email: { eq: '{{ request.body.email }}' } },
    }
    const shop = await start({ facts: program([step], { response: { body: '{{ user.id }}' } }) })
    await shop.send('createUser', { body: { id: 'u1', email: 'a@b.test' } })
    expect((await shop.send('tested', { body: { email: 'a@b.test' } })).body).toBe('u1')
    expect((await shop.send('tested', { body: { email: 'c@d.test' } })).status).toBe(404)
  })
})

describe('a list', () => {
  const facts = { action: 'list', entity: 'orders', filters: { note: 'note' }, page: { limit: 'limit' } }
  const parameters = ['note', 'min', 'limit'].map((name) => ({
    name,
    in: 'query',
    schema: { type: name === 'note' ? 'string' : 'integer' },
  }))

  async function startList(where: JsonObject): Promise<StartedMock> {
    const tested = {
      facts: { ...facts, options: { where } },
      method: 'get',
      parameters,
      responses: { '200': response(orders) },
    }
    const shop = await start(tested)
    for (const [id, quantity, note] of [
      ['a', 1, 'x'],
      ['b', 2, 'x'],
      ['c', 3, 'y'],
    ])
      await shop.send('createOrder', { body: { id, quantity, note } })
    return shop
  }

  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['a comparison', { quantity: { gte: 2 } }, {}, ['b', 'c']],
    ['a range', { quantity: { gt: 1, lt: 3 } }, {}, ['b']],
    ['one of several values', { id: { in: ['a', 'c', 'd'] } }, {}, ['a', 'c']],
    ['a value of the request', { quantity: { gte: '{{ request.query.?min }}' } }, { min: 3 }, ['c']],
    [
      'a value that the request does not have',
      { quantity: { gte: '{{ request.query.?min }}' } },
      {},
      ['a', 'b', 'c'],
    ],
    ['a comparison beside filters of the request', { quantity: { gte: 2 } }, { note: 'x' }, ['b']],
    ['a comparison and a page', { quantity: { gte: 1 } }, { limit: 2 }, ['a', 'b']],
  ])('selects by %s', async (_title, where, query, want) => {
    const shop = await startList(where)
    const { body } = await shop.send('tested', { query })
    expect((body as { id: string }[]).map(({ id }) => id)).toEqual(want)
  })

  it('without the value that must equal is an error', async () => {
    const shop = await startList({ note: { eq: '{{ request.query.?note }}' } })
    expect(await shop.send('tested')).toMatchObject({
      status: 422,
      body: {
        code: 'MOCK_EXPRESSION',
        errors: [{ pointer: '/paths/~1tested/get/x-persistence/where/note' }],
      },
    })
  })

  it('of a step has its order and its length', async () => {
    const step = { as: 'found', entity: 'orders', action: 'list', sort: ['-quantity'], limit: 2 }
    const body = { ids: '{{ found.map(o, o.id) }}', total: '{{ total }}', more: '{{ hasMore }}' }
    const shop = await start({ facts: program([step], { response: { body } }) })
    for (const id of ['a', 'b', 'c'])
      await shop.send('createOrder', { body: { id, quantity: id.charCodeAt(0) } })
    expect((await shop.send('tested')).body).toEqual({ ids: ['c', 'b'], total: 3, more: true })
  })
})

describe('a count', () => {
  const counts = json({
    type: 'object',
    required: ['total', 'open', 'closed', 'lost'],
    properties: Object.fromEntries(
      ['total', 'open', 'closed', 'lost'].map((name) => [name, { type: 'integer' }]),
    ),
  })
  async function startCount(facts: JsonObject, content = counts): Promise<StartedMock> {
    const shop = await start({
      facts: { action: 'count', entity: 'orders', ...facts },
      method: 'get',
      responses: { '200': response(content) },
    })
    for (const [i, status] of ['open', 'open', 'closed'].entries())
      await shop.send('createOrder', { body: { id: `o${i}`, status } })
    return shop
  }

  it.each<[string, JsonObject, JsonObject, unknown]>([
    ['the number', {}, json({ type: 'integer' }), 3],
    ['the number where it stands', { output: '/data/n' }, { 'application/json': {} }, { data: { n: 3 } }],
    [
      'the numbers by value',
      { by: 'status', counts: '/by', output: '/n' },
      { 'application/json': {} },
      { by: { open: 2, closed: 1 }, n: 3 },
    ],
    [
      'them as properties, with none as zero',
      { by: 'status', counts: '', output: '/total' },
      counts,
      { total: 3, open: 2, closed: 1, lost: 0 },
    ],
    ['what it selects', { options: { where: { status: { eq: 'open' } } } }, json({ type: 'integer' }), 2],
    [
      'a declared answer',
      { by: 'status', response: { body: '{{ counts.open + total }}' } },
      { 'application/json': {} },
      5,
    ],
  ])('answers %s', async (_title, facts, content, want) => {
    const shop = await startCount(facts, content)
    expect(await shop.send('tested')).toMatchObject({ status: 200, body: want, violations: [] })
  })
})

describe('a count by states', () => {
  it('knows those in which there is no record', async () => {
    const lifecycle = { field: 'status', initial: 'open', transitions: [{ from: ['open'], to: 'closed' }] }
    const facts = { action: 'count', entity: 'orders', by: 'status', output: '/n', counts: '/by' }
    const responses = { '200': response({ 'application/json': {} }) }
    const shop = await start({ facts, method: 'get', responses }, { entities: { orders: { lifecycle } } })
    await shop.send('createOrder', { body: { id: 'o1' } })
    expect((await shop.send('tested')).body).toEqual({ n: 1, by: { open: 1, closed: 0 } })
  })
})

describe('a delete', () => {
  async function startDelete(
    options: object,
    rest: object = {},
    responses: JsonObject = { '204': response(undefined) },
    path = '/tested',
  ): Promise<StartedMock> {
    const shop = await start({
      facts: { action: 'delete', entity: 'orders', options, ...rest },
      method: 'delete',
      path,
      responses,
      parameters: [{ name: 'below', in: 'query', schema: { type: 'integer' } }],
    })
    for (const quantity of [1, 2, 3])
      await shop.send('createOrder', { body: { id: `o${quantity}`, quantity } })
    return shop
  }

  it('removes all that its where selects and says how many', async () => {
    const schema = json({
      type: 'object',
      required: ['message', 'cleaned'],
      properties: { cleaned: { type: 'integer' }, message: { type: 'string' } },
    })
    const shop = await startDelete(
      { where: { quantity: { lt: '{{ request.query.below }}' } } },
      {},
      { '200': response(schema) },
    )
    const removed = await shop.send('tested', { query: { below: 3 } })
    expect(removed).toMatchObject({ status: 200, body: { cleaned: 2 }, violations: [] })
    expect((await shop.send('listOrders')).body).toMatchObject([{ id: 'o3' }])
  })

  it('tells its answer how many there were', async () => {
    const answer = { response: { status: 200, body: { gone: '{{ deleted }}' } } }
    const shop = await startDelete({ where: { quantity: { gte: 2 } } }, answer)
    expect((await shop.send('tested')).body).toEqual({ gone: 2 })
  })

  it('removes nothing when a comparison has no value', async () => {
    const shop = await startDelete({ where: { quantity: { lt: '{{ request.query.?below }}' } } })
    expect(await shop.send('tested')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/paths/~1tested/delete/x-persistence/where/quantity/lt' }] },
    })
    expect((await shop.send('listOrders')).body).toHaveLength(3)
  })

  it('of one record may depend on it', async () => {
    const options = { validate: [{ when: 'current.quantity > 1', status: 409, message: 'in use' }] }
    const shop = await startDelete(options, { key: 'id' }, { '204': response(undefined) }, '/tested/{id}')
    expect(await shop.send('tested', { path: { id: 'o1' } })).toMatchObject({
      status: 409,
      body: { detail: 'in use' },
    })
    expect((await shop.send('tested', { path: { id: 'o2' } })).status).toBe(204)
    expect((await shop.send('tested', { path: { id: 'o2' } })).status).toBe(404)
  })

  it('finds only what its where selects', async () => {
    const shop = await startDelete(
      { where: { quantity: { eq: 1 } } },
      { key: 'id' },
      { '204': response(undefined) },
      '/tested/{id}',
    )
    expect((await shop.send('tested', { path: { id: 'o2' } })).status).toBe(404)
    expect((await shop.send('tested', { path: { id: 'o1' } })).status).toBe(204)
  })
})

describe('the statuses that an operation declares', () => {
  it('stand instead of the usual ones', async () => {
    const shop = await start({
      ...changing({ validate: [{ required: ['note'] }] }),
      facts: {
        ...changing({ validate: [{ required: ['note'] }] }).facts,
        errors: { onNotFound: 410, onValidationError: 422 },
      },
    })
    expect((await shop.send('tested', { path: { id: 'o1' }, body: { note: 'n' } })).status).toBe(410)
    await shop.send('createOrder', { body: { id: 'o1' } })
    expect((await shop.send('tested', { path: { id: 'o1' }, body: {} })).status).toBe(422)
  })
})
