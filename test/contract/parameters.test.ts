import { describe, expect, test } from 'vitest'
import type { RawParameters } from '../../runtime/contract/contract.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { contractOf, documentOf, getWith, random, rawOf, refusal } from './contract-of.js'

const strings = { type: 'array', items: { type: 'string' } }
const numbers = { type: 'array', items: { type: 'integer' } }
const color = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } } }

function decodeOne(
  parameter: JsonObject,
  raw: Partial<RawParameters>,
  schemas: JsonObject = {},
): Json | undefined {
  const groups = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const
  const found = getWith([parameter], schemas).decodeParameters(rawOf(raw))
  const place = Object.entries(groups).find(([name]) => name === parameter.in)
  if (place === undefined) throw new Error('a parameter is in path, query, header or cookie')
  return found[place[1]][String(parameter.name)]
}

type Case = readonly [string, { readonly given: JsonObject; readonly text: string; readonly want: Json }]

describe('styles of path parameters', () => {
  test.each<Case>([
    ['simple text', { given: { schema: { type: 'string' } }, text: 'a%2Fb', want: 'a/b' }],
    ['simple text keeps a plus', { given: { schema: { type: 'string' } }, text: 'a+b', want: 'a+b' }],
    ['simple number', { given: { schema: { type: 'integer' } }, text: '5', want: 5 }],
    ['simple array', { given: { schema: strings }, text: 'a,b%2Cc', want: ['a', 'b,c'] }],
    ['simple exploded array', { given: { schema: numbers, explode: true }, text: '1,2', want: [1, 2] }],
    ['simple object', { given: { schema: color }, text: 'R,100,G,200', want: { R: 100, G: 200 } }],
    [
      'simple exploded object',
      { given: { schema: color, explode: true }, text: 'R=100,G=200', want: { R: 100, G: 200 } },
    ],
    ['label text', { given: { schema: { type: 'integer' }, style: 'label' }, text: '.5', want: 5 }],
    ['label array', { given: { schema: numbers, style: 'label' }, text: '.3,4,5', want: [3, 4, 5] }],
    [
      'label array as older versions wrote it',
      { given: { schema: numbers, style: 'label' }, text: '.3.4.5', want: [3, 4, 5] },
    ],
    [
      'label exploded array',
      { given: { schema: numbers, style: 'label', explode: true }, text: '.3.4', want: [3, 4] },
    ],
    ['label object', { given: { schema: color, style: 'label' }, text: '.R,1,G,2', want: { R: 1, G: 2 } }],
    [
      'label exploded object',
      { given: { schema: color, style: 'label', explode: true }, text: '.R=1.G=2', want: { R: 1, G: 2 } },
    ],
    ['matrix text', { given: { schema: { type: 'integer' }, style: 'matrix' }, text: ';p=5', want: 5 }],
    ['matrix array', { given: { schema: numbers, style: 'matrix' }, text: ';p=3,4', want: [3, 4] }],
    [
      'matrix exploded array',
      { given: { schema: numbers, style: 'matrix', explode: true }, text: ';p=3;p=4', want: [3, 4] },
    ],
    [
      'matrix object',
      { given: { schema: color, style: 'matrix' }, text: ';p=R,1,G,2', want: { R: 1, G: 2 } },
    ],
    [
      'matrix exploded object',
      { given: { schema: color, style: 'matrix', explode: true }, text: ';R=1;G=2', want: { R: 1, G: 2 } },
    ],
  ])('%s', (_, { given, text, want }) => {
    expect(decodeOne({ name: 'p', in: 'path', required: true, ...given }, { path: { p: text } })).toEqual(
      want,
    )
  })
})

describe('styles of query parameters', () => {
  const spaced = { schema: strings, style: 'spaceDelimited', explode: false }
  const piped = { schema: strings, style: 'pipeDelimited', explode: false }
  const deep = {
    style: 'deepObject',
    schema: {
      type: 'object',
      properties: {
        a: { type: 'integer' },
        b: { type: 'object', properties: { c: { type: 'boolean' } } },
        tags: strings,
      },
    },
  }
  test.each<Case>([
    [
      'text with a plus and an escape',
      { given: { schema: { type: 'string' } }, text: 'q=a+b%2Bc', want: 'a b+c' },
    ],
    ['an escaped name', { given: { schema: { type: 'string' } }, text: '%71=a', want: 'a' }],
    ['form exploded array', { given: { schema: numbers }, text: 'q=1&q=2', want: [1, 2] }],
    ['form exploded array of one', { given: { schema: strings }, text: 'q=a,b', want: ['a,b'] }],
    [
      'form array',
      { given: { schema: strings, explode: false }, text: 'q=a,b%2Cc,d+e', want: ['a', 'b,c', 'd e'] },
    ],
    ['form empty array', { given: { schema: strings, explode: false }, text: 'q=', want: [] }],
    ['form exploded object', { given: { schema: color }, text: 'R=1&G=2&B=3', want: { R: 1, G: 2 } }],
    ['form object', { given: { schema: color, explode: false }, text: 'q=R,1,G,2', want: { R: 1, G: 2 } }],
    ['space separated array', { given: spaced, text: 'q=a%20b+c', want: ['a', 'b', 'c'] }],
    ['pipe separated array', { given: piped, text: 'q=a|b%7Cc', want: ['a', 'b|c'] }],
    ['pipe separated array, pipes escaped', { given: piped, text: 'q=a%7Cb', want: ['a', 'b'] }],
    ['deep object', { given: deep, text: 'q[a]=1&q[b][c]=true', want: { a: 1, b: { c: true } } }],
    ['deep object, brackets escaped', { given: deep, text: 'q%5Ba%5D=1', want: { a: 1 } }],
    ['deep object with a list', { given: deep, text: 'q[tags]=a&q[tags]=b', want: { tags: ['a', 'b'] } }],
    ['deep object with a list of one', { given: deep, text: 'q[tags]=a', want: { tags: ['a'] } }],
    ['deep object with list brackets', { given: deep, text: 'q[tags][]=a', want: { tags: ['a'] } }],
    [
      'deep object with numbered items',
      { given: deep, text: 'q[tags][0]=a&q[tags][1]=b', want: { tags: ['a', 'b'] } },
    ],
    [
      'JSON content',
      {
        given: { content: { 'application/json': { schema: { type: 'object' } } } },
        text: 'q=%7B%22a%22%3A1%7D',
        want: { a: 1 },
      },
    ],
    [
      'an allowed empty value',
      { given: { schema: { type: 'integer' }, allowEmptyValue: true }, text: 'q', want: '' },
    ],
  ])('%s', (_, { given, text, want }) => {
    expect(decodeOne({ name: 'q', in: 'query', ...given }, { query: text })).toEqual(want)
  })

  test('names like __proto__ are names', () => {
    const open = { type: 'object', additionalProperties: { type: 'string' } }
    const found = decodeOne(
      { name: 'q', in: 'query', style: 'deepObject', schema: open },
      { query: 'q[__proto__]=a' },
    )
    expect(Object.entries(found ?? {})).toEqual([['__proto__', 'a']])
    const own = getWith([{ name: '__proto__', in: 'query', schema: {} }]).decodeParameters(
      rawOf({ query: '__proto__=a' }),
    )
    expect(Object.entries(own.query)).toEqual([['__proto__', 'a']])
  })
})

describe('headers and cookies', () => {
  test.each<Case>([
    [
      'header text is not percent-decoded',
      { given: { in: 'header', schema: { type: 'string' } }, text: 'a%20b', want: 'a%20b' },
    ],
    ['header array', { given: { in: 'header', schema: numbers }, text: '1, 2', want: [1, 2] }],
    [
      'header object',
      { given: { in: 'header', schema: color, explode: true }, text: 'R=1,G=2', want: { R: 1, G: 2 } },
    ],
    ['cookie text', { given: { in: 'cookie', schema: { type: 'integer' } }, text: 'a=1; X-P=5', want: 5 }],
    [
      'cookie in quotes',
      { given: { in: 'cookie', schema: { type: 'string' } }, text: 'X-P="a b"', want: 'a b' },
    ],
    [
      'cookie array',
      { given: { in: 'cookie', schema: numbers, explode: false }, text: 'X-P=1,2', want: [1, 2] },
    ],
  ])('%s', (_, { given, text, want }) => {
    const headers = given.in === 'header' ? { 'x-p': text } : { cookie: text }
    expect(decodeOne({ name: 'X-P', ...given }, { headers })).toEqual(want)
  })

  test('Accept, Content-Type and Authorization are no parameters', () => {
    const ignored = ['Accept', 'content-type', 'Authorization'].map((name) => ({
      name,
      in: 'header',
      required: true,
      schema: { type: 'integer' },
    }))
    expect(getWith(ignored).decodeParameters(rawOf({})).headers).toEqual({})
  })
})

describe('types of text', () => {
  const schemas = { Size: { type: 'integer', enum: [1, 2] } }
  test.each<readonly [string, { given: JsonObject; text: string; want: Json }]>([
    ['through a reference', { given: { $ref: '#/components/schemas/Size' }, text: '2', want: 2 }],
    [
      'through a nullable reference',
      { given: { $ref: '#/components/schemas/Size', nullable: true }, text: 'null', want: null },
    ],
    ['through allOf', { given: { allOf: [{ $ref: '#/components/schemas/Size' }] }, text: '1', want: 1 }],
    [
      'through oneOf, the narrower type first',
      { given: { oneOf: [{ type: 'string' }, { type: 'integer' }] }, text: '12', want: 12 },
    ],
    [
      'through oneOf, text where the number is not valid',
      { given: { anyOf: [{ type: 'string' }, { type: 'integer', maximum: 5 }] }, text: 'x', want: 'x' },
    ],
    ['text that must be text', { given: { type: 'string' }, text: '12', want: '12' }],
    ['a number', { given: { type: 'number' }, text: '-1.5e2', want: -150 }],
    ['a boolean', { given: { type: 'boolean' }, text: 'true', want: true }],
    ['an enum without a type', { given: { enum: ['a', 5] }, text: '5', want: 5 }],
    ['no schema at all', { given: {}, text: '5', want: '5' }],
  ])('%s', (_, { given, text, want }) => {
    expect(decodeOne({ name: 'q', in: 'query', schema: given }, { query: `q=${text}` }, schemas)).toEqual(
      want,
    )
  })

  test('a text or a list of texts is read as what came', () => {
    const parameter = { name: 'q', in: 'query', schema: { oneOf: [{ type: 'string' }, strings] } }
    expect(decodeOne(parameter, { query: 'q=a' })).toBe('a')
    expect(decodeOne(parameter, { query: 'q=a&q=b' })).toEqual(['a', 'b'])
  })
})

describe('what decoding refuses', () => {
  const operation = getWith([
    { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
    { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10, default: 5 } },
    {
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      schema: { type: 'object', properties: { a: { type: 'integer' } } },
    },
    { name: 'X-Trace', in: 'header', required: true, schema: { type: 'string' } },
    { name: 'session', in: 'cookie', schema: { type: 'string', minLength: 2 } },
    { name: 'json', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
  ])

  test.each<readonly [string, { given: Partial<RawParameters>; want: readonly string[] }]>([
    [
      'names every violation of every parameter',
      {
        given: { path: { id: 'x' }, query: 'limit=11&filter[a]=x', headers: { cookie: 'session=a' } },
        want: [
          '/cookies/session minLength',
          '/headers/X-Trace required',
          '/path/id type',
          '/query/filter/a type',
          '/query/limit maximum',
        ],
      },
    ],
    [
      'malformed percent-encoding',
      { given: { path: { id: '%E0%A4' }, headers: { 'x-trace': 'a' } }, want: ['/path/id encoding'] },
    ],
    [
      'a parameter that came twice',
      {
        given: { path: { id: '1' }, query: 'limit=1&limit=2', headers: { 'x-trace': 'a' } },
        want: ['/query/limit duplicate'],
      },
    ],
    [
      'a text and JSON that came twice',
      {
        given: {
          path: { id: '1' },
          query: 'json={}&json={}',
          headers: { 'x-trace': 'a', cookie: 'session=ab; session=ab' },
        },
        want: ['/cookies/session duplicate', '/query/json duplicate'],
      },
    ],
    [
      'integers that a number cannot hold',
      {
        given: {
          path: { id: '9007199254740993' },
          query: 'limit=-9223372036854775807',
          headers: { 'x-trace': 'a' },
        },
        want: ['/path/id precision', '/query/limit precision'],
      },
    ],
    [
      'JSON that is nested very deeply',
      {
        given: {
          path: { id: '1' },
          query: `json=${'{"a":'.repeat(300)}1${'}'.repeat(300)}`,
          headers: { 'x-trace': 'a' },
        },
        want: ['/query/json content'],
      },
    ],
    [
      'content that is not JSON',
      {
        given: { path: { id: '1' }, query: 'json={', headers: { 'x-trace': 'a' } },
        want: ['/query/json content'],
      },
    ],
    [
      'numbers in other notations than JSON',
      { given: { path: { id: '0x1' }, headers: { 'x-trace': 'a' } }, want: ['/path/id type'] },
    ],
  ])('%s', (_, { given, want }) => {
    expect(refusal(operation, given)).toEqual(want)
  })

  test.each([
    ['9007199254740991', 9007199254740991],
    ['-9007199254740992', -9007199254740992],
    ['9223372036854775807', 'text'],
    ['9223372036854776000', 9223372036854776000],
    ['0.12345678901234567890', 0.12345678901234568],
    ['1e3', 1000],
  ])('%s is a number only where nothing of it is lost', (text, want) => {
    const parameter = { name: 'id', in: 'path', required: true }
    const raw = { path: { id: text } }
    const number = getWith([{ ...parameter, schema: { type: 'number' } }])
    if (want === 'text') expect(refusal(number, raw)).toEqual(['/path/id precision'])
    else expect(number.decodeParameters(rawOf(raw)).path).toEqual({ id: want })
    const either = getWith([{ ...parameter, schema: { type: ['number', 'string'] } }])
    expect(either.decodeParameters(rawOf(raw)).path).toEqual({ id: want === 'text' ? text : want })
  })

  test('defaults stand in for what is absent, and unknown parameters are ignored', () => {
    const raw = { path: { id: '1' }, query: 'other=1', headers: { 'x-trace': 'a', 'x-other': 'b' } }
    expect(operation.decodeParameters(rawOf(raw))).toEqual({
      path: { id: 1 },
      query: { limit: 5 },
      headers: { 'X-Trace': 'a' },
      cookies: {},
    })
  })
})

describe('declarations', () => {
  test("an operation's parameter replaces its path item's, and references are followed", () => {
    const operation = contractOf(
      documentOf({
        components: { parameters: { Limit: { name: 'limit', in: 'query', schema: { type: 'string' } } } },
        paths: {
          '/x': {
            parameters: [
              { $ref: '#/components/parameters/Limit' },
              { name: 'q', in: 'query', schema: { type: 'integer' } },
            ],
            get: { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }], responses: {} },
          },
        },
      }),
    ).operation('get /x')
    expect(operation.decodeParameters(rawOf({ query: 'limit=1&q=2' })).query).toEqual({ limit: 1, q: 2 })
  })

  test('a path parameter that nobody declares is text', () => {
    const operation = contractOf(documentOf({ paths: { '/x/{id}': { get: { responses: {} } } } })).operation(
      'get /x/{id}',
    )
    expect(operation.decodeParameters(rawOf({ path: { id: 'a%20b' } })).path).toEqual({ id: 'a b' })
  })

  const styles: readonly JsonObject[] = [
    { in: 'path', style: 'simple' },
    { in: 'path', style: 'label' },
    { in: 'path', style: 'matrix' },
    { in: 'query', style: 'form' },
    { in: 'query', style: 'spaceDelimited' },
    { in: 'query', style: 'pipeDelimited' },
    { in: 'query', style: 'deepObject' },
    { in: 'header', style: 'simple' },
    { in: 'cookie', style: 'form', explode: false },
  ]
  const shapes: readonly JsonObject[] = [{ type: 'number' }, numbers, color]
  const every = styles.flatMap((style) =>
    [true, false].flatMap((explode) =>
      shapes.map((schema) => ({ name: 'p', required: true, schema, explode, ...style })),
    ),
  )

  test.each(every.map((parameter) => [JSON.stringify(parameter), parameter] as const))(
    'what is encoded decodes again: %s',
    (_, parameter) => {
      const operation = getWith([parameter])
      const { parameters } = operation.sampleRequest(random())
      expect(operation.decodeParameters(operation.encodeParameters(parameters))).toEqual(parameters)
    },
  )

  test.each<readonly [string, JsonObject]>([
    ['text', { type: 'string' }],
    ['lists', { type: 'array', items: { type: 'string' } }],
    ['objects', { type: 'object', properties: { name: { type: 'string' } } }],
  ])('samples of %s in a path are never empty: it would be another path', (_, schema) => {
    const empty = schema.type === 'string' ? '' : schema.type === 'array' ? [] : {}
    const operation = getWith([{ name: 'p', in: 'path', required: true, schema, example: empty }])
    const { path } = operation.encodeParameters(operation.sampleRequest(random()).parameters)
    expect(path.p).toMatch(/./)
  })
})
