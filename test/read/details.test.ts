// Keys and envelopes, read from the schemas.
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
