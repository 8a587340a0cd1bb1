import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePattern } from '../../runtime/contract/patterns/patterns.js'
import { samplePattern } from '../../runtime/contract/samples/sample-pattern.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { bodiesOf, contractOf, documentOf, only, random } from './contract-of.js'

function sampleOf(schema: Json, schemas: JsonObject = {}, openapi = '3.1.0'): Json | undefined {
  const { response } = bodiesOf(schema, { schemas, openapi })
  return response.sample(random())
}

describe('samples', () => {
  test.each<readonly [string, { given: Json; want: Json }]>([
    ['take the example of the schema', { given: { type: 'string', example: 'a', default: 'b' }, want: 'a' }],
    ['take the first of the examples', { given: { type: 'integer', examples: [5, 6] }, want: 5 }],
    ['take the default', { given: { type: 'integer', default: 7 }, want: 7 }],
    ['take the constant', { given: { const: { a: 1 } }, want: { a: 1 } }],
    ['take the first value of an enum', { given: { enum: ['x', 'y'] }, want: 'x' }],
    ['prefer a value to null', { given: { enum: [null, 'y'] }, want: 'y' }],
    ['leave an example that is not valid', { given: { type: 'integer', example: 'a', enum: [3] }, want: 3 }],
    [
      'keep the valid parts around an example that is not',
      {
        given: {
          type: 'object',
          required: ['a', 'b'],
          properties: {
            a: { type: 'integer', example: 'x', enum: [1] },
            b: { type: 'string', example: 'y' },
          },
        },
        want: { a: 1, b: 'y' },
      },
    ],
    [
      'set the property of the discriminator',
      {
        given: {
          oneOf: [{ $ref: '#/components/schemas/Cat' }],
          discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
        },
        want: { kind: 'cat' },
      },
    ],
    [
      'name an extension as its base wants',
      { given: { $ref: '#/components/schemas/Dog' }, want: { kind: 'hound' } },
    ],
  ])('%s', (_, { given, want }) => {
    const kind = { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } }
    const base = {
      ...kind,
      discriminator: { propertyName: 'kind', mapping: { hound: '#/components/schemas/Dog' } },
    }
    const schemas = { Cat: kind, Base: base, Dog: { allOf: [{ $ref: '#/components/schemas/Base' }] } }
    expect(sampleOf(given, schemas)).toEqual(want)
  })

  const tree = {
    type: 'object',
    required: ['kids'],
    properties: { kids: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  }
  const chain = {
    type: 'object',
    required: ['next'],
    properties: { next: { anyOf: [{ $ref: '#/components/schemas/Chain' }, { type: 'null' }] } },
  }
  test.each<readonly [string, Json]>([
    ['a string of a length', { type: 'string', minLength: 50, maxLength: 52 }],
    ['a string of a pattern', { type: 'string', pattern: '^IS[0-9a-fA-F]{32}$' }],
    ['a pattern and a length', { type: 'string', pattern: '^[a-z]+$', minLength: 20, maxLength: 22 }],
    ...[
      'date-time',
      'date',
      'time',
      'duration',
      'email',
      'hostname',
      'ipv4',
      'ipv6',
      'uri',
      'uri-reference',
    ].map((format) => [`the format ${format}`, { type: 'string', format }] as const),
    ...['uri-template', 'uuid', 'byte', 'binary', 'password', 'regex', 'json-pointer'].map(
      (format) => [`the format ${format}`, { type: 'string', format }] as const,
    ),
    ['an integer between bounds', { type: 'integer', minimum: 5, maximum: 6 }],
    ['an integer below nothing', { type: 'integer', maximum: -5 }],
    ['a multiple below a bound', { type: 'integer', multipleOf: 3, maximum: 1 }],
    ['exclusive bounds', { type: 'integer', exclusiveMinimum: 5, exclusiveMaximum: 7 }],
    ['a fraction between bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 }],
    ['a multiple', { type: 'integer', multipleOf: 7, minimum: 100 }],
    ['a fractional multiple', { type: 'number', multipleOf: 0.01, minimum: 1 }],
    ['a number of items', { type: 'array', items: { type: 'string' }, minItems: 3, maxItems: 3 }],
    ['unique items', { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 }],
    ['contained items', { type: 'array', contains: { const: 'x' }, minContains: 2 }],
    [
      'leading items',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 },
    ],
    ['required properties without a schema', { type: 'object', required: ['a', 'b'] }],
    [
      'a number of free properties',
      { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 3 },
    ],
    [
      'properties of a pattern',
      {
        type: 'object',
        patternProperties: { '^x-': { type: 'integer' } },
        additionalProperties: false,
        minProperties: 1,
      },
    ],
    ['names of a pattern', { type: 'object', propertyNames: { pattern: '^[a-z]{3}$' }, minProperties: 2 }],
    ['dependent properties', { type: 'object', required: ['a'], dependentRequired: { a: ['b'] } }],
    [
      'parts of allOf',
      {
        allOf: [
          { type: 'object', required: ['a'] },
          { properties: { a: { type: 'integer', minimum: 3 } } },
          { properties: { a: { maximum: 3 } } },
        ],
      },
    ],
    ['one of overlapping branches', { oneOf: [{ type: 'integer' }, { type: 'number' }, { type: 'string' }] }],
    [
      'what a condition asks for',
      {
        type: 'object',
        required: ['a'],
        properties: { a: { enum: ['x', 'y'] } },
        if: { properties: { a: { const: 'x' } } },
        // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
        then: { required: ['b'] },
        else: { required: ['c'] },
      },
    ],
    ['not what is excluded', { type: 'integer', minimum: 1, maximum: 3, not: { enum: [1, 2] } }],
    ['a recursive list', { $ref: '#/components/schemas/Tree' }],
    ['a recursive chain that ends in null', { $ref: '#/components/schemas/Chain' }],
    ['several types', { type: ['null', 'integer'] }],
    [
      'one of objects that are alike',
      {
        oneOf: [
          { type: 'object', properties: { horse: { type: 'string' } } },
          { type: 'object', properties: { wheels: { type: 'integer' } } },
        ],
      },
    ],
    [
      'one of lists that an empty one is all of',
      {
        oneOf: [
          { type: 'array', items: { type: 'object' } },
          { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
          { type: 'array', items: { type: 'string' } },
        ],
      },
    ],
    [
      'a closed object',
      { type: 'object', properties: { a: { type: 'string' } }, unevaluatedProperties: false },
    ],
  ])('are valid for %s', (_, schema) => {
    const schemas = { Tree: tree, Chain: chain }
    const { response } = bodiesOf(schema, { schemas, openapi: '3.1.0' })
    for (let seed = 0; seed < 20; seed++) {
      const value = response.sample(random(seed)) ?? null
      expect({ seed, value, violations: response.validate(value) }).toEqual({ seed, value, violations: [] })
    }
  })

  test('are the same for the same seed and differ between seeds', () => {
    const schema = {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string', format: 'uuid' } },
    }
    const { response } = bodiesOf(schema)
    expect(response.sample(random(3))).toEqual(response.sample(random(3)))
    expect(response.sample(random(3))).not.toEqual(response.sample(random(4)))
  })

  test('of a request leave out what is readOnly, of a response what is writeOnly', () => {
    const schema = {
      type: 'object',
      required: ['id', 'secret'],
      properties: {
        id: { type: 'integer', readOnly: true, example: 1 },
        secret: { type: 'string', writeOnly: true, example: 's' },
      },
    }
    const { request, response } = bodiesOf(schema)
    expect(request.sample(random())).toEqual({ secret: 's' })
    expect(response.sample(random())).toEqual({ id: 1 })
  })

  test('show of an example only what its direction may show', () => {
    const properties = {
      id: { type: 'integer', readOnly: true },
      secret: { type: 'string', writeOnly: true },
    }
    const { request, response } = bodiesOf({
      type: 'object',
      properties,
      example: { id: 1, secret: 's', more: 2 },
    })
    expect(request.sample(random())).toEqual({ secret: 's', more: 2 })
    expect(response.sample(random())).toEqual({ id: 1, more: 2 })
  })

  test('keep properties that only a branch of a sealed object knows', () => {
    const branch = { required: ['card'], properties: { card: { type: 'string' } } }
    const example = { card: 'a' }
    const sealed = { type: 'object', unevaluatedProperties: false, anyOf: [branch, { required: ['bank'] }] }
    expect(sampleOf({ ...sealed, example })).toEqual(example)
    expect(sampleOf(sealed)).toEqual({ card: expect.any(String) })
  })

  test('text is plausible for the name of its property', () => {
    const properties = {
      email: { type: 'string' },
      homePage: { type: 'string' },
      avatar_url: { type: 'string' },
    }
    const value = sampleOf({ type: 'object', required: Object.keys(properties), properties })
    expect(value).toEqual({
      email: expect.stringMatching(/^[a-z.]+@example\.com$/),
      homePage: expect.any(String),
      avatar_url: expect.stringMatching(/^https:\/\/example\.com\//),
    })
  })

  test('a schema that nothing satisfies still ends', () => {
    const endless = {
      type: 'object',
      required: ['next'],
      properties: { next: { $ref: '#/components/schemas/Endless' } },
    }
    expect(sampleOf({ $ref: '#/components/schemas/Endless' }, { Endless: endless })).toBeTypeOf('object')
    expect(sampleOf({ type: 'object', required: ['a'], properties: { a: false } })).toBeTypeOf('object')
  })
})

describe('samples of media types', () => {
  function sampleFor(content: JsonObject): Json | undefined {
    const document = documentOf({
      components: { examples: { Named: { value: { id: 7 } } } },
      paths: { '/x': { get: { responses: { 200: { description: '', content } } } } },
    })
    return only(contractOf(document).operation('get /x').success([]).bodies).sample(random())
  }
  const schema = { type: 'object', required: ['id'], properties: { id: { type: 'integer', enum: [1] } } }

  test.each<readonly [string, { given: JsonObject; want: Json | undefined }]>([
    ['take the example', { given: { 'application/json': { example: [1] } }, want: [1] }],
    [
      'follow a referenced example',
      {
        given: { 'application/json': { examples: { a: { $ref: '#/components/examples/Named' } } } },
        want: { id: 7 },
      },
    ],
    [
      'leave an example that its schema refuses',
      { given: { 'application/json': { schema, example: { id: 'x' } } }, want: { id: 1 } },
    ],
    [
      'take the first example that its schema allows',
      {
        given: { 'application/json': { schema, examples: { a: { value: 1 }, b: { value: { id: 1 } } } } },
        want: { id: 1 },
      },
    ],
    [
      'have nothing for JSON without schema and example',
      { given: { 'application/json': {} }, want: undefined },
    ],
    ['give text for text', { given: { 'text/plain': { example: 'hello' } }, want: 'hello' }],
    ['give text for bytes', { given: { 'image/png': { schema: { type: 'object' } } }, want: 'mock' }],
  ])('%s', (_, { given, want }) => {
    expect(sampleFor(given)).toEqual(want)
  })
})

describe('text of a pattern', () => {
  test.each([
    '^[A-Z]{3}-\\d{4}$',
    '^(?:foo|bar)+$',
    '^\\S+@\\S+\\.\\w{2,}$',
    '[^a-z]',
    '^(?=a)[a-c]{3}$',
    '^[\\w.+-]+$',
    '^\\p{Lu}\\p{L}*$',
    '^#(?:[0-9a-f]{3}){1,2}$',
    '^\\x41\\u0042\\t?$',
    '^v?\\d+(\\.\\d+){0,2}(-[a-z]+)?$',
    '^$',
    'plain',
  ])('%s', (source) => {
    for (let seed = 0; seed < 20; seed++) {
      const text = samplePattern([source], { min: 0, max: 1000 }, random(seed))
      expect(text !== undefined && compilePattern(source)?.test(text)).toBe(true)
    }
  })

  test.each(['(a)\\1', '(', '[', '*a', 'a{2'])('%s is given up or matched', (source) => {
    const text = samplePattern([source], { min: 0, max: 100 }, random())
    if (text !== undefined) expect(compilePattern(source)?.test(text)).toBe(true)
  })

  test('never throws, whatever the pattern is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme-ascii' }),
          fc.stringMatching(/^[\^$(){}[\]|*+?.\\wdsabc0-9-]{0,20}$/),
        ),
        (source) => {
          const text = samplePattern([source], { min: 0, max: 50 }, random())
          if (text !== undefined) expect(compilePattern(source)?.test(text)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('is bounded', () => {
    const text = samplePattern(['^((a{1000}){1000}){1000}'], { min: 0, max: 500_000 }, random()) ?? ''
    expect(text.length).toBeLessThanOrEqual(20_000)
  })
})

test('an object that is given as its JSON text is meant, also where the schema lets texts pass', () => {
  const schema = { properties: { Name: { type: 'string' } } }
  const content = { 'application/json': { schema, example: '{ "Name": "My Docs" }' } }
  const post = { requestBody: { content }, responses: { 204: { description: 'made' } } }
  const contract = contractOf(documentOf({ paths: { '/folders': { post } } }))
  expect(contract.operation('post /folders').sampleRequest(random()).body).toEqual({ Name: 'My Docs' })
})
