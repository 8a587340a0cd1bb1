// Records that have others of their kind in them: the outermost one is what an operation is about.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { actionsOf, factsOf, list, object, operation, read, ref, text } from './documents.js'

const cat = { 'id!': text, 'name!': text, colour: text, birthday: text, note: text }

const schemas = {
  Cat: object(cat),
  /** A cat, with cats in it that are told by the very schema of the record. */
  FullCat: object({ ...cat, mother: ref('Cat'), kittens: list(ref('Cat')) }),
  /** Less than a list tells of a cat, and again one in it. */
  ShortCat: object({ 'id!': text, name: text, colour: text, mother: ref('Cat') }),
  SameCat: object({ ...cat, mother: ref('SameCat') }),
}

const enveloped = (schema: JsonObject) => object({ data: schema, requestId: text })

/** Cats of which lists answer `Cat`; `one` is what is answered about one of them. */
function cats(one: JsonObject, sent: JsonObject = ref('Cat'), listed: JsonObject = ref('Cat')): JsonObject {
  return {
    '/cats': { get: operation({ '200': list(listed) }), post: operation({ '201': one }, sent) },
    '/cats/{id}': {
      get: operation({ '200': one }),
      put: operation({ '200': one }, sent),
      delete: operation({ '200': one }),
    },
  }
}

const places: readonly (readonly [string, { given: JsonObject; want: string | undefined }])[] = [
  ['a cat with a mother', { given: ref('FullCat'), want: undefined }],
  ['a cat with a mother in an envelope', { given: enveloped(ref('FullCat')), want: '/data' }],
  ['a cat with less of it, and a mother', { given: enveloped(ref('ShortCat')), want: '/data' }],
  ['a cat whose mother has its schema', { given: enveloped(ref('SameCat')), want: '/data' }],
  [
    'a cat in two envelopes',
    { given: object({ data: object({ cat: ref('FullCat') }), requestId: text }), want: '/data/cat' },
  ],
  [
    'the exact schema beside an envelope of something else',
    { given: object({ meta: object({ etag: text, next: text }), cat: ref('Cat') }), want: '/cat' },
  ],
  [
    'the exact schema beside a cat that is told along with it',
    { given: object({ mother: ref('FullCat'), cat: ref('Cat') }), want: '/cat' },
  ],
  [
    'an envelope that tells the key as well',
    { given: object({ id: text, etag: text, cat: ref('Cat') }), want: '/cat' },
  ],
]

describe('the record in an answer', () => {
  test.each(places)('is the outermost one: %s', (_title, { given, want }) => {
    const model = read(cats(given), schemas)
    expect(actionsOf(model)).toMatchObject({ 'get /cats/{id}': 'read cats', 'post /cats': 'create cats' })
    for (const [method, path] of [
      ['post', '/cats'],
      ['get', '/cats/{id}'],
      ['put', '/cats/{id}'],
    ] as const)
      expect(factsOf(model, method, path)).toHaveProperty(
        want === undefined ? 'entity' : 'output',
        want ?? 'cats',
      )
    if (want === undefined) expect(factsOf(model, 'get', '/cats/{id}')).not.toHaveProperty('output')
    expect(factsOf(model, 'delete', '/cats/{id}')).toHaveProperty('output', want ?? '')
  })

  test('is found where lists tell more than reading does', () => {
    const model = read(cats(enveloped(ref('ShortCat')), ref('Cat'), ref('FullCat')), schemas)
    expect(factsOf(model, 'get', '/cats/{id}')).toHaveProperty('output', '/data')
  })
})

describe('the record in a request', () => {
  test.each([
    ['with a mother', 'FullCat'],
    ['with less of it, and a mother', 'ShortCat'],
    ['with a mother of its schema', 'SameCat'],
  ])('in an envelope is the outermost one: a cat %s', (_title, name) => {
    const model = read(cats(ref('Cat'), object({ data: ref(name) })), schemas)
    expect(factsOf(model, 'post', '/cats')).toHaveProperty('input', '/data')
    expect(factsOf(model, 'put', '/cats/{id}')).toHaveProperty('input', '/data')
  })
})

describe('the array of records', () => {
  test.each([
    ['of a list', object({ data: list(ref('FullCat')), best: object({ cats: list(ref('Cat')) }) }), '/data'],
    ['in two envelopes', object({ data: object({ cats: list(ref('FullCat')) }) }), '/data/cats'],
  ])('%s is not one inside of a record', (_title, answer, want) => {
    const paths = { ...cats(ref('Cat')), '/cats': { get: operation({ '200': answer }) } }
    const post = { post: operation({ '201': ref('Cat') }, ref('Cat')) }
    const model = read({ ...paths, '/cats': { ...paths['/cats'], ...post } }, schemas)
    expect(factsOf(model, 'get', '/cats')).toHaveProperty('items', want)
  })

  test('is none where one record in an envelope has records in it', () => {
    const paths = cats(ref('Cat'))
    const best = operation({ '200': enveloped(ref('FullCat')) })
    const post = operation({ '201': ref('Cat') }, ref('Cat'))
    const model = read({ ...paths, '/cats': { get: best, post } }, schemas)
    expect(actionsOf(model)).toMatchObject({ 'get /cats': '-', 'get /cats/{id}': 'read cats' })
  })
})
