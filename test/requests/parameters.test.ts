// Every style, explode, location and type: what a client encodes is what the operation gets, through HTTP.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { contractOf, documentOf, getWith, rawOf, refusal } from '../contract/contract-of.js'
import { ask, mockOf } from './support.js'

interface Style {
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly style: string
  readonly explode: boolean
}

const both = (place: Style['in'], style: string): readonly Style[] =>
  [true, false].map((explode) => ({ in: place, style, explode }))

/** What OpenAPI 3.1.1 defines (Parameter Object, "Style Values"), for each location. */
const styles: readonly Style[] = [
  ...both('path', 'simple'),
  ...both('path', 'label'),
  ...both('path', 'matrix'),
  ...both('query', 'form'),
  { in: 'query', style: 'spaceDelimited', explode: false },
  { in: 'query', style: 'pipeDelimited', explode: false },
  { in: 'query', style: 'deepObject', explode: true },
  ...both('header', 'simple'),
  ...both('cookie', 'form'),
]

// Headers and cookies are not percent-encoded by nature: what they may hold is less (RFC 9110, section 5.5).
const plainText = fc.stringMatching(/^[A-Za-z0-9_~-]{1,8}$/)
const anyText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => text.isWellFormed())
const textFor = ({ in: place }: Style) => (place === 'header' ? plainText : anyText)

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
)

/** Schemas with values of them, in the shapes that a style can carry. */
function shapesFor(style: Style): readonly (readonly [JsonObject, fc.Arbitrary<Json>])[] {
  const text = textFor(style)
  const isDeep = style.style === 'deepObject'
  const isList = ['spaceDelimited', 'pipeDelimited'].includes(style.style)
  const scalars: readonly (readonly [JsonObject, fc.Arbitrary<Json>])[] = [
    [{ type: 'string' }, text],
    [{ type: 'number' }, number.map((value) => value + 0)],
    [{ type: 'integer' }, fc.maxSafeInteger()],
    [{ type: 'boolean' }, fc.boolean()],
    [{ enum: [1, 2, 30] }, fc.constantFrom(1, 2, 30)],
    [{ type: ['integer', 'null'] }, fc.option(fc.integer(), { nil: null })],
  ]
  const lists: readonly (readonly [JsonObject, fc.Arbitrary<Json>])[] = [
    [{ type: 'array', items: { type: 'string' } }, fc.array(text, { minLength: 1, maxLength: 4 })],
    [{ type: 'array', items: { type: 'integer' } }, fc.array(fc.integer(), { minLength: 1, maxLength: 4 })],
    [{ type: 'array', items: { type: 'boolean' } }, fc.array(fc.boolean(), { minLength: 1, maxLength: 4 })],
  ]
  const properties = { a: { type: 'string' }, n: { type: 'integer' }, yes: { type: 'boolean' } }
  const object: readonly [JsonObject, fc.Arbitrary<Json>] = [
    { type: 'object', properties, required: ['a'] },
    fc.record({ a: text, n: fc.integer(), yes: fc.boolean() }, { requiredKeys: ['a'] }),
  ]
  const nested: readonly [JsonObject, fc.Arbitrary<Json>] = [
    {
      type: 'object',
      properties: {
        ...properties,
        in: { type: 'object', properties: { deep: { type: 'integer' } } },
        list: lists[0]?.[0] ?? {},
      },
    },
    fc.record({
      a: text,
      in: fc.record({ deep: fc.integer() }),
      list: fc.array(text, { minLength: 2, maxLength: 3 }),
    }),
  ]
  if (isDeep) return [object, nested]
  return isList ? [...lists, object] : [...scalars, ...lists, object]
}

const cases = styles.flatMap((style) =>
  shapesFor(style).map(([schema, values]) => {
    const title = `${style.in} ${style.style}${style.explode ? '*' : ''} ${JSON.stringify(schema).slice(0, 60)}`
    return [title, { parameter: { name: 'p', required: true, schema, ...style }, values }] as const
  }),
)

/** What a hook is given. */
type Arrived = Readonly<Record<'params' | 'query' | 'headers' | 'cookies', JsonObject>>

describe('what a client encodes', () => {
  it.each(cases)('is what is decoded: %s', (_, { parameter, values }) => {
    const operation = getWith([parameter])
    fc.assert(
      fc.property(values, (value) => {
        const group = { p: value }
        const given = { path: {}, query: {}, headers: {}, cookies: {}, [groups[parameter.in]]: group }
        const decoded = operation.decodeParameters(operation.encodeParameters(given))
        expect(decoded[groups[parameter.in]]).toEqual(group)
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  const groups = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const

  it('arrives unchanged over HTTP', async () => {
    const parameters = styles.flatMap((style, i) =>
      shapesFor(style)
        .filter(
          ([schema]) =>
            schema.type !== undefined &&
            !(style.explode && style.style === 'form' && schema.type === 'object'),
        )
        .slice(0, 1)
        .map(([schema, values]) => ({
          declared: { name: `p${i}`, required: true, schema, ...style },
          values,
        })),
    )
    const inPath = parameters.filter(({ declared }) => declared.in === 'path')
    const path = `/x${inPath.map(({ declared }) => `/{${declared.name}}`).join('')}`
    const list = parameters.map(({ declared }) => declared)
    const content = { 'application/json': { schema: {} } }
    const answer = { 200: { description: '', content } }
    const mock = await mockOf(
      { paths: { [path]: { get: { operationId: 'x', parameters: list, responses: answer } } } },
      {
        x: ({ params, query, headers, cookies }: Arrived) => ({
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: { path: params, query, headers, cookies },
        }),
      },
    )
    const samples = fc.sample(
      fc.record(Object.fromEntries(parameters.map(({ declared, values }) => [declared.name, values]))),
      {
        numRuns: 25,
        seed: 1,
      },
    )
    const operation = contractOf(
      documentOf({ paths: { [path]: { get: { parameters: list, responses: {} } } } }),
    ).operation(`get ${path}`)
    for (const values of samples) {
      const given = { path: {}, query: {}, headers: {}, cookies: {} }
      for (const { declared } of parameters) {
        Object.assign(given[groups[declared.in]], { [declared.name]: values[declared.name] })
      }
      const raw = operation.encodeParameters(given)
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => raw.path[name] ?? '')
      const headers = Object.entries(raw.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ])
      expect(await ask(mock, `${filled}?${raw.query}`, { headers })).toEqual(given)
    }
  })
})

type Case = readonly [string, { readonly schema: JsonObject; readonly query: string; readonly want: Json }]

describe('a query parameter', () => {
  const deep = (schema: JsonObject) => ({ style: 'deepObject', schema })
  const open = { type: 'object', additionalProperties: { type: 'integer' } }
  const items = {
    type: 'object',
    properties: {
      items: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
    },
  }
  it.each<Case>([
    [
      'reads positions in any order',
      {
        schema: deep(items),
        query: 'q[items][1][n]=2&q[items][0][n]=1',
        want: { items: [{ n: 1 }, { n: 2 }] },
      },
    ],
    [
      'closes gaps between positions',
      {
        schema: deep(items),
        query: 'q[items][7][n]=2&q[items][3][n]=1',
        want: { items: [{ n: 1 }, { n: 2 }] },
      },
    ],
    ['keeps numbers that are names', { schema: deep(open), query: 'q[0]=1&q[1]=2', want: { 0: 1, 1: 2 } }],
    [
      'reads free properties by their schema',
      { schema: { schema: open }, query: 'a=1&b=2', want: { a: 1, b: 2 } },
    ],
    ['reads exponents', { schema: { schema: { type: 'number' } }, query: 'q=1e3', want: 1000 }],
    [
      'reads null',
      { schema: { schema: { type: ['string', 'null'], enum: ['a', null] } }, query: 'q=null', want: null },
    ],
    [
      'prefers a number among types',
      { schema: { schema: { type: ['integer', 'string'] } }, query: 'q=5', want: 5 },
    ],
    ['is empty text', { schema: { schema: { type: 'string' } }, query: 'q=', want: '' }],
    [
      'is an empty array',
      {
        schema: { schema: { type: 'array', items: { type: 'string' } }, explode: false },
        query: 'q',
        want: [],
      },
    ],
    [
      'has reserved characters as they are',
      {
        schema: { schema: { type: 'string' }, allowReserved: true },
        query: "q=a/b:c?d@e!$'()*;",
        want: "a/b:c?d@e!$'()*;",
      },
    ],
  ])('%s', (_, { schema, query, want }) => {
    const operation = getWith([{ name: 'q', in: 'query', ...schema }])
    expect(operation.decodeParameters(rawOf({ query })).query).toEqual({ q: want })
  })

  it.each<
    readonly [
      string,
      { readonly schema: JsonObject; readonly query: string; readonly want: readonly string[] },
    ]
  >([
    ['hexadecimal digits', { schema: { type: 'integer' }, query: 'q=0x10', want: ['/query/q type'] }],
    ['spaces around a number', { schema: { type: 'integer' }, query: 'q=%201', want: ['/query/q type'] }],
    ['a plus before a number', { schema: { type: 'integer' }, query: 'q=%2B1', want: ['/query/q type'] }],
    ['a number without end', { schema: { type: 'number' }, query: 'q=1e999', want: ['/query/q type'] }],
    ['a boolean in capitals', { schema: { type: 'boolean' }, query: 'q=True', want: ['/query/q type'] }],
    ['nothing for a number', { schema: { type: 'integer' }, query: 'q=', want: ['/query/q type'] }],
    ['a number that is not listed', { schema: { enum: [1, 2] }, query: 'q=3', want: ['/query/q enum'] }],
  ])('refuses %s', (_, { schema, query, want }) => {
    expect(refusal(getWith([{ name: 'q', in: 'query', schema }]), { query })).toEqual(want)
  })
})
