// Two contracts compared: what a person would say has changed, and nothing else.
import type { Json, JsonObject } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { isBreaking } from '../../generator/changes/change.js'
import { compareContracts } from '../../generator/changes/compare-contracts.js'
import { describeChange } from '../../generator/changes/describe-change.js'
import { readModel } from '../../generator/read/read-model.js'
import { loaded } from '../plan/documents.js'

type Draft = { [key: string]: Draft } & { [key: string]: unknown }

const ref = { $ref: '#/components/schemas/Pet' }
const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } })
const answer = (schema: JsonObject): JsonObject => ({ description: 'ok', content: json(schema) })

/** Pets with owners: a component that refers to another one, which refers back. */
function pets(): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    paths: {
      '/pets': {
        get: {
          operationId: 'listPets',
          parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
          responses: { 200: answer({ type: 'array', items: ref }) },
        },
        post: {
          operationId: 'createPet',
          requestBody: { required: true, content: json(ref) },
          responses: { 201: answer(ref) },
        },
      },
      '/pets/{petId}': {
        parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'string' } }],
        get: { operationId: 'getPet', responses: { 200: answer(ref) } },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: 'object',
          required: ['name'],
          properties: {
            id: { type: 'string', readOnly: true },
            name: { type: 'string', maxLength: 50 },
            kind: { type: 'string', enum: ['cat', 'dog'] },
            owner: { $ref: '#/components/schemas/Owner' },
          },
        },
        Owner: {
          type: 'object',
          properties: { city: { type: 'string' }, pets: { type: 'array', items: ref } },
        },
      },
    },
  }
}

/** What changed after `edit`, a breaking change with `!` before it. */
function changed(edit: (document: Draft) => void): readonly string[] {
  const document: Draft = JSON.parse(JSON.stringify(pets()))
  edit(document)
  const after: JsonObject = JSON.parse(JSON.stringify(document))
  const present = loaded(after)
  const { changes, skipped } = compareContracts(pets(), {
    document: present,
    model: readModel(present).model,
  })
  expect(skipped).toBeUndefined()
  return changes.map((change) => `${isBreaking(change) ? '! ' : ''}${describeChange(change)}`)
}

const at = (document: Draft, ...path: readonly string[]): Draft =>
  path.reduce((value, key) => {
    const next = value[key]
    if (next === undefined) throw new Error(`no ${key}`)
    return next
  }, document)
const set = (document: Draft, path: readonly string[], value: Json): void => {
  Object.assign(at(document, ...path.slice(0, -1)), { [path.at(-1) ?? '']: value })
}
const pet = ['components', 'schemas', 'Pet']
const rename = (document: Draft, from: string, to: string) => {
  const paths = at(document, 'paths')
  set(document, ['paths', to], JSON.parse(JSON.stringify(paths[from])))
  delete paths[from]
}

describe('operations', () => {
  test.each<[string, { given: (document: Draft) => void; want: readonly string[] }]>([
    ['nothing is told of a contract that is the same', { given: () => {}, want: [] }],
    [
      'words that mean nothing to a mock are no change',
      { given: (document) => set(document, ['info', 'description'], 'Better'), want: [] },
    ],
    [
      'one that is gone is removed',
      {
        given: (document) => delete at(document, 'paths', '/pets/{petId}').get,
        want: ['! operation getPet (GET /pets/{petId}) was removed'],
      },
    ],
    [
      'one with another id at its place is renamed',
      {
        given: (document) => set(document, ['paths', '/pets', 'post', 'operationId'], 'addPet'),
        want: ['! operation createPet is called addPet (POST /pets)'],
      },
    ],
    [
      'other names between the braces of a path rename parameters, and move nothing',
      {
        given: (document) => {
          rename(document, '/pets/{petId}', '/pets/{id}')
          set(
            document,
            ['paths', '/pets/{id}', 'parameters'],
            [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          )
        },
        want: ['! parameters of getPet have other names: /pets/{id}, formerly /pets/{petId}'],
      },
    ],
    [
      'another method moves one',
      {
        given: (document) => {
          const item = at(document, 'paths', '/pets')
          set(document, ['paths', '/pets', 'put'], JSON.parse(JSON.stringify(item.post)))
          delete item.post
        },
        want: expect.arrayContaining(['! operation createPet is PUT /pets and was POST /pets']),
      },
    ],
  ])('%s', (_title, { given, want }) => {
    expect(changed(given)).toEqual(want)
  })
})

describe('requests, answers and records', () => {
  test.each<[string, { given: (document: Draft) => void; want: readonly string[] }]>([
    [
      'a new required property breaks requests and records, and no answer',
      {
        given: (document) => {
          set(document, [...pet, 'properties', 'age'], { type: 'integer' })
          set(document, [...pet, 'required'], ['name', 'age'])
        },
        want: [
          '! request of createPet: body /age is new and required',
          '! entity pets: /age is new and required',
          'response of listPets, createPet, getPet: 200 /*/age is new and required',
        ],
      },
    ],
    [
      'a type below a reference that goes in circles is told once for each direction',
      {
        given: (document) =>
          set(document, ['components', 'schemas', 'Owner', 'properties', 'city'], { type: 'integer' }),
        want: [
          '! request of createPet: body /owner/city is integer and was string',
          '! response of listPets, createPet, getPet: 200 /*/owner/city is integer and was string',
          '! entity pets: /owner/city is integer and was string',
        ],
      },
    ],
    [
      'a value that an enum lost breaks who sends it, one that it gained who reads it',
      {
        given: (document) => set(document, [...pet, 'properties', 'kind', 'enum'], ['cat', 'fish']),
        want: [
          '! request of createPet: body /kind may no longer be "dog", may also be "fish"',
          '! response of listPets, createPet, getPet: 200 /*/kind may no longer be "dog", may also be "fish"',
          '! entity pets: /kind may no longer be "dog", may also be "fish"',
        ],
      },
    ],
    [
      'a limit breaks only what it narrows',
      {
        given: (document) => set(document, [...pet, 'properties', 'name', 'maxLength'], 20),
        want: [
          '! request of createPet: body /name has maxLength 20 and had maxLength 50',
          '! entity pets: /name has maxLength 20 and had maxLength 50',
          'response of listPets, createPet, getPet: 200 /*/name has maxLength 20 and had maxLength 50',
        ],
      },
    ],
    [
      'what is readOnly is no part of requests',
      {
        given: (document) => delete at(document, ...pet, 'properties').id,
        want: expect.not.arrayContaining([expect.stringMatching(/^! request/)]),
      },
    ],
    [
      'a parameter that is required now breaks requests, and new statuses nothing',
      {
        given: (document) => {
          set(
            document,
            ['paths', '/pets', 'get', 'parameters'],
            [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer' } }],
          )
          set(document, ['paths', '/pets', 'get', 'responses', '429'], { description: 'Later' })
        },
        want: ['! request of listPets: query /limit is required now', 'response of listPets: 429 is new'],
      },
    ],
    [
      'a unique constraint is told with its entity',
      {
        given: (document) => set(document, [...pet, 'x-persistence'], { entity: 'pets', unique: ['name'] }),
        want: ['! entity pets: unique name holds now'],
      },
    ],
    [
      'another title is told, because stores know a mock by it',
      {
        given: (document) => set(document, ['info', 'title'], 'Animals'),
        want: ['! stores know the mock as "Animals", formerly as "Pets"'],
      },
    ],
  ])('%s', (_title, { given, want }) => {
    expect(changed(given)).toEqual(want)
  })
})

describe('a former contract that cannot be understood', () => {
  test.each<[string, JsonObject]>([
    ['because it is empty', {}],
    ['because its parts are of other types', { paths: { '/pets': { get: 7 } }, components: 'none' }],
    [
      'because its declarations are wrong',
      { ...pets(), 'x-persistence': { entities: { nothing: { unique: 7 } } } },
    ],
  ])('is no fault, %s', (_title, former) => {
    const present = loaded(pets())
    const compare = () => compareContracts(former, { document: present, model: readModel(present).model })
    expect(compare).not.toThrow()
  })
})
