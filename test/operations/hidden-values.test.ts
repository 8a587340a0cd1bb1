// Properties that are writeOnly are never answered, whatever a declaration answers and whatever a client asks for.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { json, program, response, startShop, type TestedOperation } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const schemas: JsonObject = {
  Account: {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string' },
      email: { type: 'string' },
      password: { type: 'string', writeOnly: true },
      card: {
        type: 'object',
        properties: { last4: { type: 'string' }, cvv: { type: 'string', writeOnly: true } },
      },
    },
  },
}
const accounts = { schemas: ['#/components/schemas/Account'], key: 'id', generateKey: 'uuid' } as const
const account = { id: 'u1', email: 'a@b.c', password: 'hunter2', card: { last4: '1111', cvv: '737' } }
const seen = { id: 'u1', email: 'a@b.c', card: { last4: '1111' } }
const plain: Readonly<Record<string, TestedOperation>> = {
  createAccount: {
    facts: { action: 'create', entity: 'accounts' },
    path: '/accounts',
    responses: { '201': response(json('Account')) },
  },
  changeAccount: {
    facts: { action: 'update', entity: 'accounts', key: 'id', merge: 'merge' },
    method: 'patch',
    path: '/accounts/{id}',
    responses: { '200': response(json('Account')) },
    requestBody: {
      content: { 'application/json': { schema: {} }, 'application/json-patch+json': { schema: {} } },
    },
  },
  peek: {
    facts: program([{ entity: 'accounts', action: 'read', key: 'u1', as: 'found' }], {
      response: { body: '{{ found.password }}' },
    }),
    path: '/peek',
  },
}

async function start(tested: Readonly<Record<string, TestedOperation>> = {}): Promise<StartedMock> {
  mock = await startShop({ schemas, entities: { accounts }, operations: { ...plain, ...tested } })
  await mock.send('createAccount', { body: account })
  return mock
}

const read = { entity: 'accounts', action: 'read', key: 'u1', as: 'account' }
const list = { entity: 'accounts', action: 'list', as: 'all' }

describe('a declared answer', () => {
  it.each<readonly [string, { readonly given: unknown; readonly step?: JsonObject; readonly want: unknown }]>(
    [
      ['shows a record', { given: '{{ entity }}', want: seen }],
      ['shows a step by its name', { given: { it: '{{ account }}' }, want: { it: seen } }],
      ['shows a part of a record', { given: '{{ entity.card }}', want: seen.card }],
      ['shows a list', { given: '{{ entities }}', step: list, want: [seen] }],
      ['shows a list by its name', { given: '{{ all }}', step: list, want: [seen] }],
      [
        'shows a mapped list',
        { given: '{{ all.map(one, {"one": one}) }}', step: list, want: [{ one: seen }] },
      ],
      [
        'shows the report of steps',
        { given: '{{ steps }}', want: [expect.objectContaining({ result: seen })] },
      ],
      [
        'shows what is written into a text',
        { given: 'it: {{ entity }}', want: `it: ${JSON.stringify(seen)}` },
      ],
      [
        'shows what its author names',
        { given: '{{ entity.password + entity.card.cvv }}', want: 'hunter2737' },
      ],
    ],
  )('%s without what is never answered', async (_title, { given, step = read, want }) => {
    const shop = await start({
      tested: { facts: program([step], { response: { body: given as JsonObject } }) },
    })
    expect((await shop.send('tested', { body: {} })).body).toEqual(want)
  })

  it('of a bound operation shows a record without it, and what it was before', async () => {
    const shop = await start({
      tested: {
        facts: {
          action: 'update',
          entity: 'accounts',
          key: 'id',
          merge: 'merge',
          response: {
            body: { now: '{{ entity }}', before: '{{ current }}' },
            headers: { 'x-all': '{{ entity }}' },
          },
        },
        method: 'patch',
        path: '/tested/{id}',
      },
    })
    const answer = await shop.send('tested', { path: { id: 'u1' }, body: { email: 'x' } })
    expect(answer.body).toEqual({ now: { ...seen, email: 'x' }, before: seen })
    expect(answer.headers.get('x-all')).toBe(JSON.stringify({ ...seen, email: 'x' }))
  })

  it('leaves conditions and data everything', async () => {
    const copy = {
      entity: 'accounts',
      action: 'create',
      data: { id: 'u2', password: '{{ account.password }}' },
    }
    const shop = await start({
      tested: { facts: program([read, copy], { response: { body: '{{ entity.password }}' } }) },
    })
    expect((await shop.send('tested', { body: {} })).body).toBe('hunter2')
  })
})

it('a report shows records without it', async () => {
  const shop = await start({ tested: { facts: program([read], { onError: 'continue' }) } })
  expect((await shop.send('tested', { body: {} })).body).toMatchObject({ results: [{ result: seen }] })
  expect(JSON.stringify((await shop.send('tested', { body: {} })).body)).not.toMatch(/hunter2|737/)
})

it('an answer whose schema says nothing shows records without it', async () => {
  const shop = await start({ tested: { facts: program([read]) } })
  expect((await shop.send('tested', { body: {} })).body).toEqual(seen)
})

describe('a JSON Patch', () => {
  it.each<readonly [string, JsonObject]>([
    ['copies', { op: 'copy', from: '/password', path: '/email' }],
    ['moves', { op: 'move', from: '/password', path: '/email' }],
    ['tests', { op: 'test', path: '/password', value: 'hunter2' }],
    ['copies something inside', { op: 'copy', from: '/card/cvv', path: '/email' }],
  ])('%s nothing that is never answered', async (_title, operation) => {
    const shop = await start()
    const send = (body: readonly JsonObject[]) =>
      shop.send('changeAccount', {
        path: { id: 'u1' },
        headers: { 'content-type': 'application/json-patch+json' },
        body,
      })
    expect(await send([operation])).toMatchObject({ status: 400, body: { code: 'MOCK_INVALID_REQUEST' } })
    expect((await shop.send('peek', { body: {} })).body).toBe('hunter2')
  })

  it('copies a record without it, and leaves what is stored', async () => {
    const shop = await start()
    const body = [{ op: 'copy', from: '', path: '/copy' }]
    const answer = await shop.send('changeAccount', {
      path: { id: 'u1' },
      headers: { 'content-type': 'application/json-patch+json' },
      body,
    })
    expect(answer.body).toEqual({ ...seen, copy: seen })
    expect((await shop.send('peek', { body: {} })).body).toBe('hunter2')
  })

  it('sets and removes it', async () => {
    const shop = await start()
    const send = (body: readonly JsonObject[]) =>
      shop.send('changeAccount', {
        path: { id: 'u1' },
        headers: { 'content-type': 'application/json-patch+json' },
        body,
      })
    expect((await send([{ op: 'replace', path: '/password', value: 'new' }])).status).toBe(200)
    expect((await shop.send('peek', { body: {} })).body).toBe('new')
  })
})

it('a list is not sorted by it', async () => {
  const sort = { parameter: 'sort', properties: { email: 'email', password: 'password' } }
  const shop = await start({
    listed: {
      facts: { action: 'list', entity: 'accounts', sort },
      method: 'get',
      path: '/accounts',
      parameters: [{ name: 'sort', in: 'query', schema: { type: 'string' } }],
      responses: {
        '200': response(json({ type: 'array', items: { $ref: '#/components/schemas/Account' } })),
      },
    },
  })
  expect((await shop.send('listed', { query: { sort: '-email' } })).status).toBe(200)
  expect(await shop.send('listed', { query: { sort: 'password' } })).toMatchObject({
    status: 400,
    body: { code: 'MOCK_INVALID_REQUEST', errors: [{ pointer: '/query/sort' }] },
  })
})
