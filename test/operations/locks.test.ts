// Optimistic locks and preconditions of declared changes.
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { onEveryStore } from '../support/on-every-store.js'
import { json, program, response, startShop } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const versioned = { orders: { version: 'version' } }
const path = '/tested/{id}'
const responses = { '200': response(json('Order')) }
const byField = {
  action: 'update',
  entity: 'orders',
  key: 'id',
  merge: 'merge',
  options: { lock: { field: 'version', expected: '{{ request.body.?version }}' } },
}
const byTag = { ...byField, options: { lock: 'etag' } }

describe('a lock by a field', () => {
  it.each([
    ['as a number', 1],
    ['as text', '1'],
  ])('lets the version through that is stored, %s', async (_title, version) => {
    mock = await startShop({
      entities: versioned,
      operations: { change: { facts: byField, method: 'patch', path, responses } },
    })
    await mock.send('createOrder', { body: { id: 'o1' } })
    const changed = await mock.send('change', { path: { id: 'o1' }, body: { note: 'n', version } })
    expect(changed).toMatchObject({ status: 200, body: { note: 'n', version: 2 } })
  })

  it('refuses another one and says which', async () => {
    mock = await startShop({
      entities: versioned,
      operations: { change: { facts: byField, method: 'patch', path, responses } },
    })
    await mock.send('createOrder', { body: { id: 'o1' } })
    expect(await mock.send('change', { path: { id: 'o1' }, body: { note: 'n', version: 2 } })).toMatchObject({
      status: 409,
      body: {
        code: 'MOCK_VERSION',
        detail: '"version" is 1, and 2 was expected',
        errors: [{ pointer: '/paths/~1tested~1{id}/patch/x-persistence/lock' }],
      },
    })
    expect((await mock.send('readOrder', { path: { id: 'o1' } })).body).toEqual({ id: 'o1', version: 1 })
  })

  it('refuses a request that expects none', async () => {
    mock = await startShop({
      entities: versioned,
      operations: { change: { facts: byField, method: 'patch', path, responses } },
    })
    await mock.send('createOrder', { body: { id: 'o1' } })
    expect(await mock.send('change', { path: { id: 'o1' }, body: { note: 'n' } })).toMatchObject({
      status: 400,
      body: { code: 'MOCK_INVALID_REQUEST' },
    })
  })

  it('also keeps a record from being removed', async () => {
    const facts = {
      action: 'delete',
      entity: 'orders',
      key: 'id',
      options: { lock: { field: 'version', expected: '{{ request.query.version }}' } },
    }
    const parameters = [{ name: 'version', in: 'query', schema: { type: 'integer' } }]
    mock = await startShop({
      entities: versioned,
      operations: {
        remove: { facts, method: 'delete', path, parameters, responses: { '204': response(undefined) } },
      },
    })
    await mock.send('createOrder', { body: { id: 'o1' } })
    expect((await mock.send('remove', { path: { id: 'o1' }, query: { version: 7 } })).status).toBe(409)
    expect((await mock.send('remove', { path: { id: 'o1' }, query: { version: 1 } })).status).toBe(204)
  })
})

onEveryStore('a lock by entity tag', (openStore) => {
  it('asks for If-Match, and lets one of two through who read the same version', async () => {
    const shop = await startShop({
      operations: { change: { facts: byTag, method: 'patch', path, responses } },
      store: await openStore(),
    })
    mock = shop
    await shop.send('createOrder', { body: { id: 'o1' } })
    const change = (headers: Record<string, string>) =>
      shop.send('change', { path: { id: 'o1' }, headers, body: { note: 'n' } })
    expect(await change({})).toMatchObject({ status: 428, body: { code: 'MOCK_PRECONDITION_REQUIRED' } })
    const etag = (await shop.send('readOrder', { path: { id: 'o1' } })).headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    const both = await Promise.all([change({ 'if-match': etag }), change({ 'if-match': etag })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
  })
})

describe('a lock of what may not be there yet', () => {
  const put = (lock: unknown) => ({
    operations: {
      put: {
        facts: { ...byField, merge: 'replace', upsert: true, options: { lock } },
        method: 'put',
        path,
        responses: { ...responses, '201': response(json('Order')) },
      },
    },
    entities: versioned,
  })

  it('refuses the version of a record that is gone, and creates where none is expected', async () => {
    mock = await startShop(put(byField.options.lock))
    expect(await mock.send('put', { path: { id: 'o1' }, body: { id: 'o1', version: 3 } })).toMatchObject({
      status: 409,
      body: { code: 'MOCK_VERSION' },
    })
    expect((await mock.send('put', { path: { id: 'o1' }, body: { id: 'o1' } })).status).toBe(201)
  })

  it('by entity tag is asked for before the record is', async () => {
    mock = await startShop(put('etag'))
    const send = (headers: Record<string, string>) =>
      mock?.send('put', { path: { id: 'o1' }, headers, body: { id: 'o1' } })
    expect(await send({})).toMatchObject({ status: 428, body: { code: 'MOCK_PRECONDITION_REQUIRED' } })
    expect(await send({ 'if-match': '"x"' })).toMatchObject({ status: 412 })
    expect(await send({ 'if-none-match': '*' })).toMatchObject({ status: 201 })
    expect(await send({ 'if-none-match': '*' })).toMatchObject({ status: 412 })
  })
})

describe('a precondition that nothing compares', () => {
  const where = { note: { eq: 'x' } }
  const data = { note: 'changed' }
  const facts: Readonly<Record<string, Record<string, unknown>>> = {
    'a unit of several steps': program([
      { entity: 'orders', action: 'update', key: 'o1', data },
      { entity: 'products', action: 'create', data: { quantity: 1 } },
    ]),
    'removing by a where': { action: 'delete', entity: 'orders', options: { where } },
    'a step that removes by a where': program([{ entity: 'orders', action: 'delete', where }]),
    'a create': { action: 'create', entity: 'orders' },
    'a declared create': { action: 'create', entity: 'orders', options: { data } },
  }

  it.each(
    Object.keys(facts).flatMap((title) => [
      [title, 'if-match', '"nonsense"'] as const,
      [title, 'if-none-match', '*'] as const,
    ]),
  )('keeps %s from happening: %s', async (title, header, value) => {
    mock = await startShop({ operations: { tested: { facts: facts[title] ?? {} } } })
    await mock.send('createOrder', { body: { id: 'o1', note: 'x' } })
    expect(await mock.send('tested', { headers: { [header]: value }, body: { id: 'o2' } })).toMatchObject({
      status: 412,
      body: { code: 'MOCK_PRECONDITION' },
    })
    expect((await mock.send('listOrders')).body).toEqual([{ id: 'o1', note: 'x' }])
  })
})

describe('If-Match without a lock', () => {
  it.each([
    ['a plain change', 'changeOrder'],
    ['a declared change', 'change'],
    ['a program of one step', 'program'],
  ])('counts for %s', async (_title, operation) => {
    const step = { entity: 'orders', action: 'update', key: '{{ request.path.id }}', data: { note: 'n' } }
    mock = await startShop({
      operations: {
        change: { facts: { ...byField, options: { data: { note: 'n' } } }, method: 'patch', path, responses },
        program: { facts: program([step]), path: '/program/{id}', responses },
      },
    })
    await mock.send('createOrder', { body: { id: 'o1' } })
    const sent = { path: { id: 'o1' }, headers: { 'if-match': '"other"' }, body: { id: 'o1', note: 'n' } }
    expect(await mock.send(operation, sent)).toMatchObject({
      status: 412,
      body: { code: 'MOCK_PRECONDITION' },
    })
    expect((await mock.send(operation, { ...sent, headers: { 'if-match': '*' } })).status).toBe(200)
    expect(
      (await mock.send(operation, { ...sent, path: { id: 'o2' }, headers: { 'if-match': '*' } })).status,
    ).toBe(404)
  })
})

describe('the entity tag of a program', () => {
  const key = '{{ request.path.id }}'
  const change = { entity: 'orders', action: 'update', key, data: { note: '{{ request.body.note }}' } }
  const look = { entity: 'orders', action: 'read', key }
  const count = { as: 'others', entity: 'products', action: 'count' }
  it.each([
    ['that changes a record', 'change', { facts: program([change]), method: 'patch' }],
    ['that reads a record', 'look', { facts: program([look]), method: 'get' }],
    ['that looks at others as well', 'look', { facts: program([count, look]), method: 'get' }],
    [
      'that answers by a template',
      'look',
      { facts: program([look], { response: { body: { note: '{{ entity.note }}', at: 1 } } }), method: 'get' },
    ],
  ])('%s is good for If-Match until the record changes', async (_title, asked, tested) => {
    const operations = {
      change: { facts: program([change]), method: 'patch', path, responses },
      [asked]: { ...tested, path, responses },
    }
    mock = await startShop({ operations })
    await mock.send('createOrder', { body: { id: 'o1', note: 'one' } })
    const target = { path: { id: 'o1' } }
    const etag =
      (
        await mock.send(asked, { ...target, ...(asked === 'change' && { body: { note: 'two' } }) })
      ).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9.]+-[0-9a-f]{8}(-[\w-]+)?"$/)
    const conditional = { ...target, headers: { 'if-match': etag }, body: { note: 'three' } }
    expect(await mock.send('change', conditional)).toMatchObject({ status: 200, body: { note: 'three' } })
    expect(await mock.send('change', conditional)).toMatchObject({ status: 412 })
    expect((await mock.send('readOrder', target)).body).toMatchObject({ note: 'three' })
  })
})
