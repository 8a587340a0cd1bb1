// Answers that tell a record's key beside the rest of it.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import {
  actionsOf,
  entityOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  read,
  reasonOf,
  ref,
  text,
} from './documents.js'

const chart = { 'name!': text, kind: text, note: text }
const schemas = {
  Listed: object({ id: integer, ...chart, changedBy: text }),
  Shown: object({ ...chart, query: text }),
  Sent: object({ ...chart, external: text }),
}

const answer = (result: JsonObject, key: JsonObject = integer) =>
  object({ id: key, result, columns: list(text) })

interface Answers {
  readonly created?: JsonObject
  readonly shown?: JsonObject
  readonly changed?: JsonObject
}

function charts({ created, shown, changed }: Answers = {}): JsonObject {
  return {
    '/charts': {
      get: operation({ '200': object({ count: integer, result: list(ref('Listed')) }) }),
      post: operation({ '201': created ?? answer(ref('Sent')) }, ref('Sent')),
    },
    '/charts/{pk}': {
      get: operation({ '200': shown ?? answer(ref('Shown'), text) }),
      put: operation({ '200': changed ?? answer(ref('Sent')) }, ref('Sent')),
      delete: operation({ '200': object({ message: text }) }),
    },
  }
}

describe('a key beside the record', () => {
  const model = read(charts(), schemas)

  test('makes the operations that tell it stateful', () => {
    expect(actionsOf(model)).toEqual({
      'get /charts': 'list charts',
      'post /charts': 'create charts',
      'get /charts/{pk}': 'read charts',
      'put /charts/{pk}': 'update charts',
      'delete /charts/{pk}': 'delete charts',
    })
    for (const [method, path] of [
      ['post', '/charts'],
      ['get', '/charts/{pk}'],
      ['put', '/charts/{pk}'],
    ] as const)
      expect(factsOf(model, method, path)).toMatchObject({ output: '/result', outputKey: '/id' })
  })

  test('is the key of what lists answer', () => {
    expect(entityOf(model, 'charts')).toMatchObject({ key: 'id', generateKey: 'increment' })
    expect(entityOf(model, 'charts')?.schemas).toEqual([
      '#/components/schemas/Listed',
      '#/components/schemas/Sent',
      '#/components/schemas/Shown',
    ])
  })

  test('is told as a reason', () => {
    expect(reasonOf(model, 'post', '/charts')).toBe(
      'collection /charts; record in result, its key beside it in id',
    )
  })
})

test('an update may answer what was sent, without the key that its path has', () => {
  const model = read(charts({ changed: object({ result: ref('Sent') }) }), schemas)
  const facts = factsOf(model, 'put', '/charts/{pk}')
  expect(facts).toMatchObject({ action: 'update', output: '/result' })
  expect(facts).not.toHaveProperty('outputKey')
})

const elsewhere: readonly (readonly [string, JsonObject])[] = [
  ['the object has the key itself', answer(ref('Listed'))],
  ['several objects could be the rest', object({ id: integer, result: ref('Sent'), before: ref('Shown') })],
  [
    'more of the record stands beside it',
    object({ id: integer, name: text, kind: text, extra: ref('Sent') }),
  ],
  ['the object is a property of the record', object({ id: integer, name: object({ kind: text }) })],
  [
    'the object has little of the record',
    object({ id: integer, error: object({ note: text, a: text, b: text }) }),
  ],
  ['the key is no scalar', object({ id: list(integer), result: ref('Sent') })],
]
test.each(elsewhere)('there is none where %s', (_title, created) => {
  const facts = factsOf(read(charts({ created }), schemas), 'post', '/charts')
  expect(facts).not.toHaveProperty('outputKey')
})

const uuid: JsonObject = { ...text, format: 'uuid' }
test.each<[string, { listed: JsonObject; told: JsonObject; want: string | undefined }]>([
  ['a whole number as a number', { listed: integer, told: { type: 'number' }, want: '/id' }],
  ['a whole number as a text', { listed: integer, told: text, want: '/id' }],
  ['a text in the format that it is made in', { listed: text, told: uuid, want: '/id' }],
  ['no text as a number', { listed: text, told: integer, want: undefined }],
  ['no number as a whole one', { listed: { type: 'number' }, told: integer, want: undefined }],
  ['no number in a format of texts', { listed: integer, told: uuid, want: undefined }],
  ['no text in another format', { listed: uuid, told: { ...text, format: 'email' }, want: undefined }],
])('a key tells %s', (_title, { listed, told, want }) => {
  const Listed = object({ id: listed, ...chart, changedBy: text })
  const model = read(charts({ created: answer(ref('Sent'), told) }), { ...schemas, Listed })
  expect(Object(factsOf(model, 'post', '/charts')).outputKey).toBe(want)
})
