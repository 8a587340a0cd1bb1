// From schema pointers to the names of their types.
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { typePath } from '../../generator/render/types/type-path.js'

const book = {
  type: 'object',
  required: ['id', 'author'],
  properties: { id: {}, author: { type: 'object' }, tags: { type: 'array', items: {} } },
}
const json = (schema: JsonObject) => ({ content: { 'application/json': { schema } } })

const document: JsonObject = {
  openapi: '3.1.0',
  paths: {
    '/books': {
      post: {
        operationId: 'create book',
        requestBody: json({ type: 'object', properties: { book } }),
        responses: {
          201: json({
            type: 'object',
            required: ['data'],
            properties: { data: { type: 'array', items: book } },
          }),
          '4XX': { $ref: '#/components/responses/Failure' },
          default: json({ oneOf: [book, { type: 'string' }] }),
        },
      },
    },
  },
  components: {
    schemas: {
      Book: book,
      "it's": { type: 'string' },
      Alias: { $ref: '#/components/schemas/Book' },
      Maybe: { type: ['object', 'null'], properties: { book } },
      Either: { type: ['object', 'array'], properties: { book } },
      Circle: { $ref: '#/components/schemas/Circle' },
    },
    responses: { Failure: json(book) },
  },
}

const post = '#/paths/~1books/post'
const table: readonly (readonly [string, { given: string; want: string | undefined }])[] = [
  ['a component', { given: '#/components/schemas/Book', want: "components['schemas']['Book']" }],
  ['a quote in a name', { given: "#/components/schemas/it's", want: `components['schemas']["it's"]` }],
  [
    'a reference to a component',
    { given: '#/components/schemas/Alias', want: "components['schemas']['Book']" },
  ],
  [
    'a required property',
    { given: '#/components/schemas/Book/properties/author', want: "components['schemas']['Book']['author']" },
  ],
  [
    'items of an optional property',
    {
      given: '#/components/schemas/Book/properties/tags/items',
      want: "NonNullable<components['schemas']['Book']['tags']>[number]",
    },
  ],
  [
    'inside what may be null',
    {
      given: '#/components/schemas/Maybe/properties/book',
      want: "NonNullable<NonNullable<components['schemas']['Maybe']>['book']>",
    },
  ],
  [
    'items in a response',
    {
      given: `${post}/responses/201/content/application~1json/schema/properties/data/items`,
      want: "operations['create book']['responses'][201]['content']['application/json']['data'][number]",
    },
  ],
  [
    'a request body',
    {
      given: `${post}/requestBody/content/application~1json/schema/properties/book`,
      want: "NonNullable<NonNullable<operations['create book']['requestBody']>['content']['application/json']['book']>",
    },
  ],
  [
    'through a reference to a response',
    {
      given: `${post}/responses/4XX/content/application~1json/schema`,
      want: "components['responses']['Failure']['content']['application/json']",
    },
  ],
  [
    'inside a union',
    { given: `${post}/responses/default/content/application~1json/schema/oneOf/0`, want: undefined },
  ],
  ['inside one of several types', { given: '#/components/schemas/Either/properties/book', want: undefined }],
  ['a circle', { given: '#/components/schemas/Circle', want: undefined }],
  ['nowhere', { given: '#/components/schemas/Cat', want: undefined }],
  ['outside components and operations', { given: '#/info', want: undefined }],
]

describe('typePath', () => {
  test.each(table)('%s', (_title, { given, want }) => {
    expect(typePath(document, given)?.text).toBe(want)
  })
})
