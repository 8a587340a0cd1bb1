// The judge itself: what it lets pass, and that each kind of wrong answer is found, with its place in the document.
import { describe, expect, it } from 'vitest'
import { type HttpAnswer, openIndependentContract } from '../support/independent-contract.js'

const document = {
  openapi: '3.0.3',
  info: { title: 'Judged', version: '1' },
  paths: {
    '/pets': {
      get: {
        responses: {
          200: {
            description: 'pets',
            headers: {
              'X-Total-Count': { required: true, schema: { type: 'integer' } },
              Location: { schema: { type: 'string', format: 'uri' } },
              'X-Ids': { schema: { type: 'array', items: { type: 'integer' } } },
              'X:Y': { required: true, schema: { type: 'string' } },
            },
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Pet' } },
              'text/plain': { schema: { type: 'integer' } },
              'text/csv': { schema: { type: 'string', minLength: 3 } },
              'text/html': { schema: { type: 'object' } },
              'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/Pet' } },
            },
          },
          204: { description: 'none' },
          '4XX': {
            description: 'wrong',
            content: { 'application/json': { schema: { type: 'object', required: ['code'] } } },
          },
        },
      },
      head: { responses: { 200: { description: 'pets', content: { 'application/json': {} } } } },
      delete: { responses: { 404: { description: 'none' } } },
    },
  },
  components: {
    schemas: {
      Pet: {
        allOf: [
          { type: 'object', required: ['id', 'secret'] },
          {
            properties: {
              id: { type: 'integer' },
              secret: { type: 'string', writeOnly: true },
              tag: { type: 'string', nullable: true, pattern: '^\\_' },
              broken: { type: 'string', pattern: '(' },
            },
          },
        ],
      },
    },
  },
}

const json = { 'content-type': 'application/json; charset=utf-8', 'x-total-count': '1' }
const form = 'application/x-www-form-urlencoded'
const problem = { 'content-type': 'application/problem+json' }
const pet = '/components/schemas/Pet'

interface Case {
  readonly given: HttpAnswer
  readonly method?: string
  /** The verdict, then `where` of the first finding. */
  readonly want: readonly string[]
}

const answer = (status: number, headers: Record<string, string>, body?: unknown): HttpAnswer => ({
  status,
  headers: new Headers(headers),
  body,
})

const at = (path: string) => `/paths/~1pets/get/responses/${path}`

describe('the independent judge', () => {
  it.each<[string, Case]>([
    [
      'allows what is declared, without what is writeOnly',
      { given: answer(200, json, { id: 1 }), want: ['valid'] },
    ],
    ['allows null where it is nullable', { given: answer(200, json, { id: 1, tag: null }), want: ['valid'] }],
    [
      'refuses a wrong type',
      { given: answer(200, json, { id: 'one' }), want: ['broken', `${pet}/allOf/1/properties/id/type`] },
    ],
    [
      'refuses what breaks a pattern',
      {
        given: answer(200, json, { id: 1, tag: 'x' }),
        want: ['broken', `${pet}/allOf/1/properties/tag/pattern`],
      },
    ],
    [
      'refuses what is missing',
      { given: answer(200, json, {}), want: ['broken', `${pet}/allOf/0/required`] },
    ],
    ['refuses JSON that is empty', { given: answer(200, json), want: ['broken', at('200/content')] }],
    [
      'refuses a media type that is not declared',
      {
        given: answer(200, { ...json, 'content-type': 'image/gif' }, 'x'),
        want: ['broken', at('200/content')],
      },
    ],
    [
      'reads plain text by its schema',
      { given: answer(200, { ...json, 'content-type': 'text/plain' }, '7'), want: ['valid'] },
    ],
    [
      'refuses plain text of another type',
      {
        given: answer(200, { ...json, 'content-type': 'text/plain' }, 'seven'),
        want: ['broken', at('200/content/text~1plain/schema')],
      },
    ],
    [
      'refuses other text that breaks its schema',
      {
        given: answer(200, { ...json, 'content-type': 'text/csv' }, 'a'),
        want: ['broken', at('200/content/text~1csv/schema')],
      },
    ],
    [
      'says nothing of text whose schema is an object',
      { given: answer(200, { ...json, 'content-type': 'text/html' }, '<p>'), want: ['valid'] },
    ],
    [
      'reads the fields of a form by their schemas',
      { given: answer(200, { ...json, 'content-type': form }, 'id=1&tag=_2'), want: ['valid'] },
    ],
    [
      'refuses a field of another type',
      {
        given: answer(200, { ...json, 'content-type': form }, 'id=one'),
        want: ['broken', `${pet}/allOf/1/properties/id/type`],
      },
    ],
    [
      'misses a required header',
      {
        given: answer(200, { 'content-type': 'application/json' }, { id: 1 }),
        want: ['broken', at('200/headers/X-Total-Count')],
      },
    ],
    [
      'reads headers by their schema',
      { given: answer(200, { ...json, 'x-ids': '1, 2' }, { id: 1 }), want: ['valid'] },
    ],
    [
      'refuses a header of another type',
      {
        given: answer(200, { ...json, 'x-ids': '1, b' }, { id: 1 }),
        want: ['broken', at('200/headers/X-Ids/schema')],
      },
    ],
    [
      'refuses a header of another format',
      {
        given: answer(200, { ...json, location: '/pets/1' }, { id: 1 }),
        want: ['broken', at('200/headers/Location/schema')],
      },
    ],
    [
      'refuses a body where none is declared',
      { given: answer(204, json, { id: 1 }), want: ['broken', at('204/content')] },
    ],
    [
      'refuses a status that is not declared',
      { given: answer(201, json, { id: 1 }), want: ['broken', '/paths/~1pets/get/responses'] },
    ],
    ['finds a status by its range', { given: answer(422, json, { code: 1 }), want: ['valid'] }],
    [
      'does not take a problem for the declared error',
      { given: answer(422, problem, { type: 'urn:x' }), want: ['broken', at('4XX/content')] },
    ],
    [
      'sets errors apart that nobody declared',
      { given: answer(503, problem, { type: 'urn:x' }), want: ['own error'] },
    ],
    [
      'refuses other errors that nobody declared',
      { given: answer(503, json, { id: 1 }), want: ['broken', '/paths/~1pets/get/responses'] },
    ],
    [
      'refuses a body of HEAD',
      {
        method: 'HEAD',
        given: answer(200, json, { id: 1 }),
        want: ['broken', '/paths/~1pets/head/responses/200/content'],
      },
    ],
    [
      'cannot judge success where none is declared',
      { method: 'DELETE', given: answer(204, {}), want: ['undeclared'] },
    ],
  ])('%s', async (_, { given, method = 'GET', want }) => {
    const contract = openIndependentContract(document)
    const { verdict, findings } = await contract.judge(method, '/pets', given)
    contract.close()
    expect([verdict, ...findings.slice(0, 1).map(({ where }) => where)]).toEqual(want)
  })

  it('says what it cannot read, and where', async () => {
    const contract = openIndependentContract(document)
    await contract.judge('GET', '/pets', answer(200, json, { id: 1 }))
    expect(contract.unreadable()).toMatchObject([
      { pointer: `${pet}/allOf/1/properties/broken/pattern` },
      { pointer: at('200/headers/X:Y') },
    ])
    contract.close()
  })
})
