// The details of a binding: keys, envelopes, paging, filters and sorting, read from the schemas.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import {
  crud,
  documentOf,
  entityOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  query,
  ref,
  text,
} from './documents.js'

const boolean: JsonObject = { type: 'boolean' }
const pet = object({
  'id!': integer,
  'name!': text,
  tag: text,
  createdAt: text,
  status: { type: 'string', enum: ['new', 'old'] },
  labels: list(text),
})

function read(paths: JsonObject, schemas: JsonObject = {}) {
  return readModel(documentOf(paths, schemas)).model
}

describe('keys', () => {
  const cases: readonly (readonly [string, { parameter: string; record: JsonObject; want: Json }])[] = [
    [
      'the property of the same name',
      { parameter: 'pet_id', record: { petId: text, id: text }, want: 'petId' },
    ],
    [
      'the property that the parameter names after the record',
      { parameter: 'petId', record: { name: text, id: text }, want: 'id' },
    ],
    ['in lower case too', { parameter: 'petid', record: { id: text }, want: 'id' }],
    [
      'the property that is named after the record',
      { parameter: 'id', record: { name: text, petId: text }, want: 'petId' },
    ],
    [
      'the property that ends the name of the parameter',
      { parameter: 'animal_number', record: { id: text, number: integer }, want: 'number' },
    ],
    ['the primary key', { parameter: 'pk', record: { id: integer }, want: 'id' }],
    ['nothing that is an object', { parameter: 'petId', record: { id: object({}) }, want: null }],
    ['not the name of a pet for petname', { parameter: 'petname', record: { name: text }, want: null }],
    [
      'nothing where one parameter means two',
      { parameter: 'id_or_slug', record: { id: text, slug: text }, want: null },
    ],
  ]
  test.each(cases)('are %s', (_title, { parameter, record, want }) => {
    const model = read(
      crud('/pets', parameter, object({ ...record, extra: text } as Record<string, JsonObject>)),
    )
    expect(entityOf(model, 'pets')?.key ?? null).toBe(want)
  })

  const made: readonly (readonly [string, { key: JsonObject; sent: JsonObject; want: string }])[] = [
    ['an integer counts up', { key: integer, sent: { name: text }, want: 'increment' }],
    ['a number is meant as an integer', { key: { type: 'number' }, sent: { name: text }, want: 'increment' }],
    [
      'a UUID is a UUID',
      { key: { type: 'string', format: 'uuid' }, sent: { 'id!': text, name: text }, want: 'uuid' },
    ],
    ['a text that clients cannot send is a UUID', { key: text, sent: { name: text }, want: 'uuid' }],
    [
      'a text that clients may leave out is a UUID',
      { key: text, sent: { id: text, name: text }, want: 'uuid' },
    ],
    [
      'a text that clients must send is theirs',
      { key: text, sent: { 'id!': text, name: text }, want: 'none' },
    ],
    [
      'a text that is read-only is a UUID',
      { key: { ...text, readOnly: true }, sent: { 'id!': text, name: text }, want: 'uuid' },
    ],
  ]
  test.each(made)('%s', (_title, { key, sent, want }) => {
    const record = object({ 'id!': key, name: text })
    const model = read({
      '/pets': { post: operation({ '201': record }, object(sent as Record<string, JsonObject>)) },
      '/pets/{id}': { get: operation({ '200': record }) },
    })
    expect(entityOf(model, 'pets')?.generateKey).toBe(want)
  })
})

describe('envelopes', () => {
  test('are found in requests and answers', () => {
    const wrapped = object({ 'user!': ref('User') })
    const model = read(
      {
        '/users': {
          get: operation({ '200': object({ users: list(ref('User')), count: integer }) }),
          post: operation({ '201': wrapped }, object({ user: object({ email: text }) })),
        },
        '/users/{id}': {
          get: operation({ '200': wrapped }),
          patch: operation({ '200': wrapped }, object({ user: object({ email: text }) })),
          delete: operation({ '200': wrapped }),
        },
      },
      { User: object({ 'id!': integer, email: text }) },
    )
    expect(entityOf(model, 'users')).toMatchObject({ schemas: ['#/components/schemas/User'], key: 'id' })
    expect(factsOf(model, 'get', '/users')).toMatchObject({
      items: '/users',
      page: { answer: { total: '/count' } },
    })
    expect(factsOf(model, 'post', '/users')).toMatchObject({ input: '/user', output: '/user' })
    expect(factsOf(model, 'get', '/users/{id}')).toMatchObject({ output: '/user' })
    expect(factsOf(model, 'patch', '/users/{id}')).toMatchObject({
      input: '/user',
      output: '/user',
      merge: 'merge',
    })
    expect(factsOf(model, 'delete', '/users/{id}')).toMatchObject({ output: '/user' })
  })

  test('are not taken for the record although they have an id and a total', () => {
    const record = object({ 'id!': integer, title: text, body: text })
    const model = read({
      '/posts': {
        get: operation({ '200': object({ id: text, result: list(record) }) }),
        post: operation({ '201': object({ id: text, result: record }) }, object({ title: text, body: text })),
      },
      '/posts/{id}': { get: operation({ '200': object({ id: text, result: record }) }) },
    })
    expect(factsOf(model, 'get', '/posts/{id}')).toMatchObject({ output: '/result' })
    expect(factsOf(model, 'get', '/posts')).toMatchObject({ items: '/result' })
    expect(entityOf(model, 'posts')?.generateKey).toBe('increment')
  })

  test('a record with one object in it is no envelope', () => {
    const record = object({ 'id!': integer, name: text, owner: object({ id: integer, email: text }) })
    const model = read(crud('/pets', 'petId', record))
    expect(factsOf(model, 'get', '/pets/{petId}')).toEqual({
      method: 'get',
      path: '/pets/{petId}',
      action: 'read',
      entity: 'pets',
      key: 'petId',
    })
  })

  test('an array of items that the schema does not name holds the records', () => {
    const model = read({
      ...crud('/pets', 'petId', pet),
      '/pets': {
        get: operation({ '200': object({ data: { type: 'array', items: { $dynamicRef: '#item' } } }) }),
        post: operation({ '201': pet }, pet),
      },
    })
    expect(factsOf(model, 'get', '/pets')).toMatchObject({ action: 'list', items: '/data' })
  })

  test('a delete that answers a receipt has no output', () => {
    const paths = crud('/pets', 'petId', pet)
    const receipt = operation({ '200': object({ 'id!': integer, 'deleted!': boolean }) })
    const item = { ...(paths['/pets/{petId}'] as JsonObject), delete: receipt }
    const facts = factsOf(read({ ...paths, '/pets/{petId}': item }), 'delete', '/pets/{petId}')
    expect(facts).toMatchObject({ action: 'delete' })
    expect(facts).not.toHaveProperty('output')
  })

  test('every schema under which a record is answered is known, its own first', () => {
    const model = read(
      {
        '/pets': {
          get: operation({ '200': list(ref('PetSummary')) }),
          post: operation({ '201': { allOf: [ref('Pet')] } }, ref('Pet')),
        },
        '/pets/{id}': { get: operation({ '200': ref('Pet') }) },
      },
      { Pet: pet, PetSummary: object({ 'id!': integer, name: text }) },
    )
    expect(entityOf(model, 'pets')?.schemas).toEqual([
      '#/components/schemas/Pet',
      '#/components/schemas/PetSummary',
    ])
  })

  test('a schema that is written in place is named by its pointer', () => {
    const model = read(crud('/pets', 'petId', pet))
    expect(entityOf(model, 'pets')?.schemas[0]).toBe(
      '#/paths/~1pets~1{petId}/get/responses/200/content/application~1json/schema',
    )
  })
})

describe('lists', () => {
  function listed(
    parameters: readonly JsonObject[],
    answer: JsonObject = list(pet),
    record: JsonObject = pet,
  ) {
    const model = read({
      '/pets': {
        get: operation({ '200': answer }, null, { parameters }),
        post: operation({ '201': record }, record),
      },
      '/pets/{id}': { get: operation({ '200': record }) },
    })
    return { facts: factsOf(model, 'get', '/pets'), entity: entityOf(model, 'pets') }
  }

  const paging: readonly (readonly [string, { given: readonly JsonObject[]; want: Json }])[] = [
    [
      'offset and limit',
      {
        given: [query('offset', integer), query('limit', { ...integer, default: 10, maximum: 50 })],
        want: { offset: 'offset', limit: 'limit', defaultLimit: 10, maxLimit: 50 },
      },
    ],
    [
      'page and size',
      {
        given: [query('page', integer), query('per_page', integer)],
        want: { page: 'page', limit: 'per_page' },
      },
    ],
    [
      'pages counted from 0',
      {
        given: [query('pageNumber', { ...integer, minimum: 0 })],
        want: { page: 'pageNumber', firstPage: 0 },
      },
    ],
    [
      'deep object names',
      {
        given: [query('page[number]', integer), query('page[size]', integer)],
        want: { page: 'page[number]', limit: 'page[size]' },
      },
    ],
    [
      'a maximum above what the runtime allows',
      { given: [query('limit', { ...integer, maximum: 5000 })], want: { limit: 'limit', maxLimit: 1000 } },
    ],
  ]
  test.each(paging)('are paged by %s', (_title, { given, want }) => {
    expect(listed(given).facts).toMatchObject({ page: want })
  })

  test('are not paged by a text', () => {
    expect(listed([query('page', text), query('limit', boolean)]).facts).not.toHaveProperty('page')
  })

  test('are not paged by a property of the record', () => {
    const sized = object({ 'id!': integer, name: text, size: integer })
    expect(listed([query('size', integer)], list(sized), sized).facts).toMatchObject({
      filters: { size: 'size' },
    })
  })

  test('hold no more than their array may', () => {
    const { facts } = listed([query('limit', { ...integer, default: 500 })], { ...list(pet), maxItems: 100 })
    expect(facts).toMatchObject({ page: { maxLimit: 100, defaultLimit: 100 } })
  })

  test('tell about the page beside the array or one level deeper', () => {
    const answer = object({
      data: list(pet),
      total: text,
      meta: object({ total: integer, count: integer, has_more: boolean, page: integer, totalPages: integer }),
      page: object({ size: integer, number: integer }),
    })
    expect(listed([], answer).facts).toMatchObject({
      items: '/data',
      page: {
        answer: {
          total: '/meta/total',
          count: '/meta/count',
          hasMore: '/meta/has_more',
          page: '/meta/page',
          pages: '/meta/totalPages',
          limit: '/page/size',
        },
      },
    })
  })

  const filters: readonly (readonly [string, { given: JsonObject; want: Json }])[] = [
    ['a property of the same name', { given: query('created_at', text), want: { created_at: 'createdAt' } }],
    ['one of several values', { given: query('status', list(text)), want: { status: 'status' } }],
    ['an entry of an array', { given: query('labels', text), want: { labels: 'labels' } }],
    ['nothing of another type', { given: query('name', integer), want: null }],
    [
      'nothing that selects otherwise',
      { given: query('status', { type: 'string', enum: ['new', 'all'] }), want: null },
    ],
    ['nothing the record does not have', { given: query('q', text), want: null }],
  ]
  test.each(filters)('are filtered by %s', (_title, { given, want }) => {
    const { facts } = listed([given])
    expect((facts && 'filters' in facts && facts.filters) || null).toEqual(want)
  })

  const sorts: readonly (readonly [string, { given: readonly JsonObject[]; want: Json }])[] = [
    [
      'enumerated properties',
      {
        given: [query('sort', { type: 'string', enum: ['name', 'created'] })],
        want: { parameter: 'sort', properties: { name: 'name', created: 'createdAt' } },
      },
    ],
    [
      'properties with a direction',
      {
        given: [query('sort_by', { type: 'string', enum: ['name', '-name', 'tag:desc'] })],
        want: { parameter: 'sort_by', properties: { name: 'name', tag: 'tag' } },
      },
    ],
    [
      'a direction beside',
      {
        given: [
          query('sort', { type: 'string', enum: ['name'] }),
          query('order', { type: 'string', enum: ['asc', 'desc'] }),
        ],
        want: { parameter: 'sort', direction: 'order', properties: { name: 'name' } },
      },
    ],
    [
      'any scalar property',
      {
        given: [query('orderBy', text)],
        want: {
          parameter: 'orderBy',
          properties: { id: 'id', name: 'name', tag: 'tag', createdAt: 'createdAt', status: 'status' },
        },
      },
    ],
    [
      'nothing when a value means something else',
      { given: [query('sort', { type: 'string', enum: ['name', 'popularity'] })], want: null },
    ],
  ]
  test.each(sorts)('are sorted by %s', (_title, { given, want }) => {
    const { facts } = listed(given)
    expect((facts && 'sort' in facts && facts.sort) || null).toEqual(want)
  })

  test('index what they filter and sort by, arrays and the key excepted', () => {
    const given = [
      query('labels', text),
      query('tag', text),
      query('id', integer),
      query('sort', { type: 'string', enum: ['name'] }),
    ]
    expect(listed(given).entity?.indexes).toEqual(['tag', 'name'])
  })
})
