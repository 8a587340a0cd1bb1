// What a request brings against the record's own schema is refused where it speaks of the record: patches, steps, templates.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { program, startShop, type TestedOperation } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const schemas: JsonObject = {
  Item: {
    type: 'object',
    required: ['id', 'name', 'stock'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      name: { type: 'string' },
      stock: { type: 'integer', minimum: 0 },
      tags: { type: 'array', items: { type: 'string' } },
      home: { type: 'object', required: ['town'], properties: { town: { type: 'string' } } },
    },
    additionalProperties: false,
  },
}
const id = '00000000-0000-4000-8000-000000000001'
const items = { schemas: ['#/components/schemas/Item'], key: 'id', generateKey: 'uuid' } as const
const shown = {
  '200': {
    description: '',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
  },
}

const plain: Readonly<Record<string, TestedOperation>> = {
  createItem: { facts: { action: 'create', entity: 'items' }, path: '/items', responses: shown },
  readItem: {
    facts: { action: 'read', entity: 'items', key: 'id' },
    method: 'get',
    path: '/items/{id}',
    responses: shown,
  },
  listItems: {
    facts: { action: 'list', entity: 'items' },
    method: 'get',
    path: '/items',
    responses: {
      '200': {
        description: '',
        content: {
          'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
        },
      },
    },
  },
  changeItem: {
    facts: { action: 'update', entity: 'items', key: 'id', merge: 'merge' },
    method: 'patch',
    path: '/items/{id}',
    responses: shown,
    requestBody: {
      content: Object.fromEntries(
        ['application/json', 'application/merge-patch+json', 'application/json-patch+json'].map((type) => [
          type,
          { schema: {} },
        ]),
      ),
    },
  },
}

async function start(tested: Readonly<Record<string, TestedOperation>> = {}): Promise<StartedMock> {
  mock = await startShop({ schemas, entities: { items }, operations: { ...plain, ...tested } })
  await mock.send('createItem', { body: { id, name: 'A', stock: 5, home: { town: 'X' } } })
  return mock
}

function invalid(...pointers: readonly string[]) {
  return {
    status: 400,
    body: {
      code: 'MOCK_INVALID_REQUEST',
      errors: expect.arrayContaining(pointers.map((pointer) => expect.objectContaining({ pointer }))),
    },
  }
}

const kept = { name: 'A', stock: 5, home: { town: 'X' } }

describe('a JSON Patch that breaks the schema of the record is refused', () => {
  it.each<readonly [string, { readonly given: JsonObject; readonly want: string }]>([
    [
      'a number below the minimum',
      { given: { op: 'replace', path: '/stock', value: -4 }, want: '/body/stock' },
    ],
    ['another type', { given: { op: 'replace', path: '/name', value: 7 }, want: '/body/name' }],
    ['another type where nothing was', { given: { op: 'add', path: '/tags', value: 5 }, want: '/body/tags' }],
    ['a wrong item', { given: { op: 'add', path: '/tags', value: ['a', 5] }, want: '/body/tags/1' }],
    ['an unknown property', { given: { op: 'add', path: '/secret', value: 5 }, want: '/body/secret' }],
    ['without a required property', { given: { op: 'remove', path: '/name' }, want: '/body/name' }],
    [
      'without a required property inside',
      { given: { op: 'remove', path: '/home/town' }, want: '/body/home/town' },
    ],
  ])('%s', async (_title, { given, want }) => {
    const shop = await start()
    const answer = await shop.send('changeItem', {
      path: { id },
      headers: { 'content-type': 'application/json-patch+json' },
      body: [given],
    })
    expect(answer).toMatchObject(invalid(want))
    expect((await shop.send('readItem', { path: { id } })).body).toEqual({ id, ...kept })
  })
})

describe('a merge patch that breaks the schema of the record is refused', () => {
  it.each<readonly [string, { readonly given: JsonObject; readonly want: string }]>([
    ['another type', { given: { name: 7 }, want: '/body/name' }],
    ['an unknown property', { given: { secret: 7 }, want: '/body/secret' }],
    ['null for what is required', { given: { name: null }, want: '/body/name' }],
  ])('%s', async (_title, { given, want }) => {
    const shop = await start()
    const answer = await shop.send('changeItem', {
      path: { id },
      headers: { 'content-type': 'application/merge-patch+json' },
      body: given,
    })
    expect(answer).toMatchObject(invalid(want))
  })
})

it('a patch may remove what is optional', async () => {
  const shop = await start()
  const answer = await shop.send('changeItem', {
    path: { id },
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { home: null },
  })
  expect(answer).toMatchObject({ status: 200, body: { id, name: 'A', stock: 5 } })
})

describe('a step stores what the request brings, or nothing', () => {
  const create = { entity: 'items', action: 'create' }
  it.each<
    readonly [string, { readonly step: JsonObject; readonly body: unknown; readonly want: readonly string[] }]
  >([
    ['without data', { step: create, body: { name: 7, stock: -3 }, want: ['/body/name', '/body/stock'] }],
    ['with an unknown property', { step: create, body: { name: 'A', secret: 1 }, want: ['/body/secret'] }],
    [
      'its input',
      { step: { ...create, input: '/one' }, body: { one: { name: 7 } }, want: ['/body/one/name'] },
    ],
    [
      'a template of the body',
      { step: { ...create, data: '{{ request.body }}' }, body: { name: 7 }, want: ['/body/name'] },
    ],
    [
      'a template of a part',
      {
        step: { ...create, data: '{{ request.body.one }}' },
        body: { one: { name: 7 } },
        want: ['/body/one/name'],
      },
    ],
    [
      'a property of the body under another name',
      {
        step: { ...create, data: { name: '{{ request.body.title }}' } },
        body: { title: 7 },
        want: ['/body/title'],
      },
    ],
    [
      'each item of a list',
      {
        step: { ...create, forEach: '{{ request.body }}' },
        body: [{ name: 'A' }, { name: 5 }],
        want: ['/body/1/name'],
      },
    ],
    [
      'each item of a list inside',
      {
        step: { ...create, forEach: '{{ request.body.all }}', data: { name: '{{ item.title }}' } },
        body: { all: [{ title: 'A' }, { title: 5 }] },
        want: ['/body/all/1/title'],
      },
    ],
    ['a key against its format', { step: create, body: { id: 'z', name: 'A' }, want: ['/body/id'] }],
  ])('%s', async (_title, { step, body, want }) => {
    const shop = await start({ tested: { facts: program([step]) } })
    expect(await shop.send('tested', { body })).toMatchObject(invalid(...want))
    expect((await shop.send('listItems')).body).toHaveLength(1)
  })

  it('and what a change brings', async () => {
    const step = { entity: 'items', action: 'update', key: '{{ request.path.id }}' }
    const shop = await start({ tested: { facts: program([step]), method: 'patch', path: '/tested/{id}' } })
    expect(await shop.send('tested', { path: { id }, body: { name: 7 } })).toMatchObject(
      invalid('/body/name'),
    )
    expect((await shop.send('tested', { path: { id }, body: { name: 'B' } })).status).toBe(200)
  })

  it('with the constraints of its declaration told in the same place', async () => {
    const step = {
      entity: 'items',
      action: 'create',
      forEach: '{{ request.body }}',
      validate: [{ constraints: { name: { minLength: 3 } }, required: ['stock'] }],
    }
    const shop = await start({ tested: { facts: program([step]) } })
    const body = [{ name: 'long', stock: 1 }, { name: 'A' }]
    expect(await shop.send('tested', { body })).toMatchObject(invalid('/body/1/name', '/body/1/stock'))
  })
})

it('a create with a wrong key stores nothing, so that no answer has to make one up', async () => {
  const shop = await start()
  const answer = await shop.send('createItem', { body: { id: 'not-a-uuid', name: 'q', stock: 1 } })
  expect(answer).toMatchObject(invalid('/body/id'))
})

it('a record that the system endpoints put under a wrong key is refused', async () => {
  mock = await startShop({ schemas, entities: { items }, operations: plain, systemKey: 'open-sesame' })
  const put = (key: string) =>
    fetch(`${mock?.url}/system/data/items/${key}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-system-key': 'open-sesame' },
      body: JSON.stringify({ name: 'A', stock: 1 }),
    })
  const refused = await put('not-a-uuid')
  expect([refused.status, await refused.json()]).toMatchObject([400, { errors: [{ pointer: '/body/id' }] }])
  expect((await put(id)).status).toBe(201)
})

it('an answer whose schema refuses a key shows it all the same', async () => {
  const narrow = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: { type: 'string', format: 'uuid' }, name: { type: 'string' } },
  }
  const users = { schemas: ['#/components/schemas/User'], key: 'id', generateKey: 'uuid' } as const
  const readNarrow = {
    facts: { action: 'read', entity: 'users', key: 'id' },
    method: 'get',
    path: '/narrow/{id}',
    responses: { '200': { description: '', content: { 'application/json': { schema: narrow } } } },
  }
  mock = await startShop({ entities: { users }, operations: { readNarrow } })
  await mock.send('createUser', { body: { id: 'u1' } })
  const { body } = await mock.send('readNarrow', { path: { id: 'u1' } })
  expect(body).toEqual({ id: 'u1', name: expect.any(String) })
})

describe('a batch that does what it can', () => {
  const step = { entity: 'items', action: 'create', forEach: '{{ request.body }}' }

  it('refuses the request that is no list, and one that is too long', async () => {
    const shop = await start({ tested: { facts: program([step], { onError: 'continue' }) } })
    expect((await shop.send('tested', { body: {} })).status).toBe(422)
    const body = Array.from({ length: 1_001 }, () => ({ name: 'A' }))
    expect((await shop.send('tested', { body })).status).toBe(400)
    expect((await shop.send('listItems')).body).toHaveLength(1)
  })

  it('counts steps and items from one', async () => {
    const shop = await start({ tested: { facts: program([step], { onError: 'continue' }) } })
    const { body } = await shop.send('tested', { body: [{ name: 'A' }, { name: 5 }] })
    expect(body).toMatchObject({
      results: [
        { step: 1, item: 1, status: 'done' },
        {
          step: 1,
          item: 2,
          status: 'failed',
          error: { detail: expect.stringMatching(/^item 2 /), errors: [{ pointer: '/body/1/name' }, {}] },
        },
      ],
    })
  })
})

describe('defaults of the request body', () => {
  const requestBody = {
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            olderThanSeconds: { type: 'integer', default: 60 },
            inner: { type: 'object', properties: { deep: { type: 'string', default: 'd' } } },
          },
        },
      },
    },
  }

  it('reach expressions', async () => {
    const response = { body: { all: '{{ request.body }}', one: '{{ request.body.olderThanSeconds }}' } }
    const shop = await start({ tested: { facts: program([], { response }), requestBody } })
    expect((await shop.send('tested', { body: { inner: {} } })).body).toEqual({
      all: { olderThanSeconds: 60, inner: { deep: 'd' } },
      one: 60,
    })
  })

  it('are not what a PATCH changes', async () => {
    const response = { body: '{{ request.body }}' }
    const shop = await start({ tested: { facts: program([], { response }), requestBody, method: 'patch' } })
    expect((await shop.send('tested', { body: { inner: {} } })).body).toEqual({ inner: {} })
  })
})

it('optionals are equal when what they hold is', async () => {
  const body = [
    '{{ optional.of(1) == optional.of(1) }}',
    '{{ optional.of({"a": [1]}) == optional.of({"a": [1]}) }}',
    '{{ optional.of(1) == optional.of(2) }}',
    '{{ optional.none() == optional.none() }}',
    '{{ optional.none() == optional.of(1) }}',
  ]
  const shop = await start({ tested: { facts: program([], { response: { body } }) } })
  expect((await shop.send('tested', { body: {} })).body).toEqual([true, true, false, true, false])
})
