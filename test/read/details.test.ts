// Keys and envelopes, read from the schemas.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import {
  boolean,
  crud,
  declaring,
  entityOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  pet,
  read,
  ref,
  text,
} from './documents.js'

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
      'the id where the name of the parameter says nothing',
      { parameter: 'thing', record: { name: text, id: text }, want: 'id' },
    ],
    [
      'else the only slug, name, key, code or uuid',
      { parameter: 'identifier', record: { title: text, slug: text }, want: 'slug' },
    ],
    [
      'nothing where there are two of them',
      { parameter: 'identifier', record: { name: text, slug: text }, want: null },
    ],
    [
      'nothing where the only one is no scalar',
      { parameter: 'identifier', record: { name: object({ first: text }) }, want: null },
    ],
    ['not the id for a username', { parameter: 'username', record: { id: text, login: text }, want: null }],
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

  const typed = (parameter: JsonObject | null, name = 'petIdentifier', segment = `{${name}}`): JsonObject => {
    const declared = { name, in: 'path', required: true, ...(parameter && { schema: parameter }) }
    return {
      '/pets': { post: operation({ '201': ref('Pet') }, ref('Pet')) },
      [`/pets/${segment}`]: { get: operation({ '200': ref('Pet') }, null, { parameters: [declared] }) },
    }
  }
  const guessed: readonly (readonly [string, { given: JsonObject; want: Json }])[] = [
    ['of the same type are taken', { given: typed(integer), want: 'id' }],
    ['of several types are taken', { given: typed({ anyOf: [integer, text] }), want: 'id' }],
    ['without a schema are taken', { given: typed(null), want: 'id' }],
    ['of another type are not', { given: typed(text), want: null }],
    [
      'that share their segment with a word are not',
      { given: typed(integer, 'petIdentifier', 'pet-{petIdentifier}'), want: null },
    ],
  ]
  test.each(guessed)('whose parameters say nothing, %s', (_title, { given, want }) => {
    expect(entityOf(read(given), 'pets')?.key ?? null).toBe(want)
  })

  test('that one operation names are not guessed for another', () => {
    const model = read({
      ...crud('/pets', 'petId', ref('Pet')),
      '/pets/{ref}': { patch: operation({ '200': ref('Pet') }, ref('Pet')) },
    })
    expect(factsOf(model, 'delete', '/pets/{petId}')).toMatchObject({ action: 'delete' })
    expect(factsOf(model, 'patch', '/pets/{ref}')).not.toHaveProperty('action')
  })

  test('that are declared are what the parameter of an item holds', () => {
    const record = object({ 'token!': text, label: text })
    const given = crud('/apikeys', 'apiKeyId', record)
    const model = read(given, {}, declaring({ apikeys: { key: 'token' } }))
    expect(factsOf(model, 'get', '/apikeys/{apiKeyId}')).toMatchObject({ action: 'read', key: 'apiKeyId' })
    expect(factsOf(read(given, {}), 'get', '/apikeys/{apiKeyId}')).not.toHaveProperty('action')
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

describe('changes', () => {
  const open: readonly (readonly [string, JsonObject])[] = [
    ['an object', { type: 'object' }],
    ['anything', {}],
    ['a map', { type: 'object', additionalProperties: text }],
  ]
  const given = (method: string, body: JsonObject, answers: JsonObject = { '200': ref('Pet') }) => ({
    ...crud('/pets', 'petId', ref('Pet')),
    '/pets/{petId}': {
      get: operation({ '200': ref('Pet') }),
      [method]: operation(answers as Record<string, JsonObject>, body),
    },
  })

  for (const method of ['patch', 'put']) {
    test.each(open)(`with ${method} and a body that may be %s merge`, (_title, body) => {
      expect(factsOf(read(given(method, body)), method, '/pets/{petId}')).toEqual({
        method,
        path: '/pets/{petId}',
        action: 'update',
        entity: 'pets',
        key: 'petId',
        merge: 'merge',
      })
    })
  }

  test('with a body of something else than the record are none', () => {
    for (const body of [object({ amount: integer }), text]) {
      expect(factsOf(read(given('patch', body)), 'patch', '/pets/{petId}')).not.toHaveProperty('action')
    }
  })

  test('by POST are none when the body may be anything: that is an action', () => {
    expect(factsOf(read(given('post', { type: 'object' })), 'post', '/pets/{petId}')).not.toHaveProperty(
      'action',
    )
  })
})
