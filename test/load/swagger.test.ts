// Swagger 2.0 documents: what they become, and that nothing is lost on the way.
import { describe, expect, it } from 'vitest'
import { load, summaryOf } from './folder.js'

const head = 'swagger: "2.0"\ninfo: { title: T, version: "1" }\n'

async function converted(text: string) {
  const { document } = (await load({ 'api.yaml': head + text })).document
  return JSON.parse(JSON.stringify(document))
}

/** The document's operation `post /a` with these lines of YAML in it, and these above `paths`. */
async function operation(lines: string, above = '') {
  const document = await converted(`${above}paths:\n  /a:\n    post:\n${lines.replace(/^/gm, '      ')}\n`)
  return document.paths['/a'].post
}

const ok = "responses: { '204': { description: ok } }"
const parameter = (text: string) => `${ok}\nparameters: [${text}]`
const string = { type: 'string' }
const strings = { type: 'array', items: string }

describe('parameters', () => {
  it.each<[string, { given: string; want: unknown }]>([
    [
      'keep their constraints in a schema',
      {
        given:
          '{ name: q, in: query, type: integer, minimum: 0, exclusiveMinimum: true, default: 5, description: D }',
        want: {
          name: 'q',
          in: 'query',
          description: 'D',
          schema: { type: 'integer', minimum: 0, exclusiveMinimum: true, default: 5 },
        },
      },
    ],
    [
      'are lists with commas by default',
      {
        given: '{ name: q, in: query, type: array, items: { type: string } }',
        want: { name: 'q', in: 'query', style: 'form', explode: false, schema: strings },
      },
    ],
    [
      'repeat with multi',
      {
        given: '{ name: q, in: query, type: array, items: { type: string }, collectionFormat: multi }',
        want: { name: 'q', in: 'query', style: 'form', explode: true, schema: strings },
      },
    ],
    [
      'have spaces with ssv',
      {
        given: '{ name: q, in: query, type: array, items: { type: string }, collectionFormat: ssv }',
        want: { name: 'q', in: 'query', style: 'spaceDelimited', explode: false, schema: strings },
      },
    ],
    [
      'have bars with pipes',
      {
        given: '{ name: q, in: query, type: array, items: { type: string }, collectionFormat: pipes }',
        want: { name: 'q', in: 'query', style: 'pipeDelimited', explode: false, schema: strings },
      },
    ],
    [
      'are simple lists in headers',
      {
        given: '{ name: X-Q, in: header, type: array, items: { type: string, maxLength: 3 } }',
        want: {
          name: 'X-Q',
          in: 'header',
          style: 'simple',
          schema: { type: 'array', items: { type: 'string', maxLength: 3 } },
        },
      },
    ],
    [
      'keep extensions, examples and nulls',
      {
        given:
          '{ name: q, in: query, type: string, x-nullable: true, x-example: a, x-own: 1, allowEmptyValue: true }',
        want: {
          name: 'q',
          in: 'query',
          allowEmptyValue: true,
          'x-own': 1,
          example: 'a',
          schema: { type: 'string', nullable: true },
        },
      },
    ],
  ])('%s', async (_, { given, want }) => {
    expect((await operation(parameter(given))).parameters).toEqual([want])
  })

  it('that are shared stay shared', async () => {
    const limit = '{ name: limit, in: query, type: integer }'
    const document = await converted(
      `parameters: { Limit: ${limit} }\npaths: { /a: { get: { parameters: [{ $ref: "#/parameters/Limit" }], ${ok} } } }\n`,
    )
    expect(document.paths['/a'].get.parameters).toEqual([{ $ref: '#/components/parameters/Limit' }])
    const want = { name: 'limit', in: 'query', schema: { type: 'integer' } }
    expect(document.components.parameters).toEqual({ Limit: want })
  })

  it.each<[string, { given: string; want: string }]>([
    [
      'tabs',
      { given: '{ name: q, in: query, type: array, items: {}, collectionFormat: tsv }', want: '8:84' },
    ],
    [
      'bars in a header',
      { given: '{ name: q, in: header, type: array, items: {}, collectionFormat: pipes }', want: '8:85' },
    ],
    [
      'repetition in a header',
      { given: '{ name: q, in: header, type: array, items: {}, collectionFormat: multi }', want: '8:85' },
    ],
    [
      'arrays in arrays',
      {
        given: '{ name: q, in: query, type: array, items: { type: array, items: { type: string } } }',
        want: '8:55',
      },
    ],
  ])('warn of %s', async (_, { given, want }) => {
    const text = `${head}paths:\n  /a:\n    post:\n      ${ok}\n\n      parameters: [${given}]\n`
    expect(await summaryOf(load({ 'api.yaml': text }))).toEqual([`MOCKGEN_SCHEMA api.yaml:${want}`])
  })
})

describe('bodies', () => {
  const pet = '{ name: pet, in: body, required: true, description: D, schema: { $ref: "#/definitions/Pet" } }'
  const above = `consumes: [application/json, text/json]\ndefinitions: { Pet: { type: object } }\nparameters: { Pet: ${pet} }\n`
  const schema = { $ref: '#/components/schemas/Pet' }

  it('have the media types of the operation, or those of the document', async () => {
    expect((await operation(parameter(pet), above)).requestBody).toEqual({
      required: true,
      description: 'D',
      content: { 'application/json': { schema }, 'text/json': { schema } },
    })
    const own = await operation(`consumes: [application/merge-patch+json]\n${parameter(pet)}`, above)
    expect(Object.keys(own.requestBody.content)).toEqual(['application/merge-patch+json'])
    expect((await operation(parameter('{ name: b, in: body, schema: {} }'))).requestBody).toEqual({
      content: { 'application/json': { schema: {} } },
    })
  })

  it('may be shared, and stand on the path', async () => {
    const document = await converted(
      `${above}paths: { /a: { parameters: [{ $ref: "#/parameters/Pet" }], post: { ${ok} }, put: { consumes: [a/b], ${ok} } } }\n`,
    )
    expect(Object.keys(document.paths['/a'].post.requestBody.content)).toEqual([
      'application/json',
      'text/json',
    ])
    expect(Object.keys(document.paths['/a'].put.requestBody.content)).toEqual(['a/b'])
    expect(document.paths['/a'].parameters).toBeUndefined()
  })

  it('are forms with the encoding of each list', async () => {
    const fields = [
      '{ name: note, in: formData, type: string, required: true, description: N, x-faker: word }',
      '{ name: a, in: formData, type: array, items: { type: string } }',
      '{ name: b, in: formData, type: array, items: { type: string }, collectionFormat: multi }',
    ]
    expect((await operation(parameter(fields.join(', ')))).requestBody).toEqual({
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            properties: {
              note: { type: 'string', description: 'N', 'x-faker': 'word' },
              a: strings,
              b: strings,
            },
            required: ['note'],
          },
          encoding: { a: { style: 'form', explode: false }, b: { style: 'form', explode: true } },
        },
      },
    })
  })

  it('are multipart where there are files', async () => {
    const file = '{ name: f, in: formData, type: file }'
    const { content } = (await operation(`consumes: [application/json]\n${parameter(file)}`)).requestBody
    const schema = { type: 'object', properties: { f: { type: 'string', format: 'binary' } } }
    expect(content).toEqual({ 'multipart/form-data': { schema } })
    const vendor = 'multipart/vnd.specific+form-data;version=1.0'
    const named = await operation(`consumes: ["${vendor}"]\n${parameter(file)}`)
    expect(Object.keys(named.requestBody.content)).toEqual([vendor])
  })

  it('take the fields of the path and of shared parameters, each once', async () => {
    const document = await converted(
      `parameters: { N: { name: n, in: formData, type: string } }\npaths:\n  /a:\n    parameters:\n      - $ref: "#/parameters/N"\n      - { name: m, in: formData, type: string }\n    post:\n      parameters: [{ name: m, in: formData, type: integer }]\n      ${ok}\n`,
    )
    const { schema } = document.paths['/a'].post.requestBody.content['application/x-www-form-urlencoded']
    expect(schema.properties).toEqual({ n: string, m: { type: 'integer' } })
  })
})

describe('responses', () => {
  const response = (text: string) => `responses: { '200': ${text} }`

  it.each<[string, { given: string; want: unknown }]>([
    [
      'have the media types of the operation',
      {
        given: `produces: [a/b, c/d]\n${response('{ description: D, schema: { type: string } }')}`,
        want: { description: 'D', content: { 'a/b': { schema: string }, 'c/d': { schema: string } } },
      },
    ],
    [
      'are JSON where nothing is produced',
      {
        given: `produces: []\n${response('{ description: D, schema: { type: string } }')}`,
        want: { description: 'D', content: { 'application/json': { schema: string } } },
      },
    ],
    [
      'may be files',
      {
        given: response('{ description: D, schema: { type: file } }'),
        want: {
          description: 'D',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
      },
    ],
    ['may be empty', { given: response('{ description: D }'), want: { description: 'D' } }],
    [
      'have examples by media type',
      {
        given: `produces: [a/b]\n${response('{ description: D, schema: { type: string }, examples: { a/b: x, c/d: y } }')}`,
        want: {
          description: 'D',
          content: { 'a/b': { schema: string, example: 'x' }, 'c/d': { schema: string, example: 'y' } },
        },
      },
    ],
    [
      'have headers',
      {
        given: response(
          '{ description: D, headers: { X-A: { type: integer, description: H, minimum: 1 } } }',
        ),
        want: {
          description: 'D',
          headers: { 'X-A': { description: 'H', schema: { type: 'integer', minimum: 1 } } },
        },
      },
    ],
  ])('%s', async (_, { given, want }) => {
    expect((await operation(given)).responses['200']).toEqual(want)
  })

  it('that are shared stay shared, unless the operation produces something else', async () => {
    const above = 'responses: { R: { description: R, schema: { type: string } } }\n'
    const shared = response('{ $ref: "#/responses/R" }')
    expect((await operation(shared, above)).responses['200']).toEqual({ $ref: '#/components/responses/R' })
    expect((await operation(`produces: [a/b]\n${shared}`, above)).responses['200']).toEqual({
      description: 'R',
      content: { 'a/b': { schema: string } },
    })
  })
})

describe('schemas', () => {
  it.each<[string, { given: string; want: unknown }]>([
    ['nulls', { given: '{ type: string, x-nullable: true }', want: { type: 'string', nullable: true } }],
    [
      'nulls beside a reference',
      {
        given: '{ $ref: "#/definitions/B", x-nullable: true }',
        want: { allOf: [{ $ref: '#/components/schemas/B' }], nullable: true },
      },
    ],
    ['null among types', { given: '{ type: [string, "null"] }', want: { type: 'string', nullable: true } }],
    [
      'several types',
      {
        given: '{ type: [string, integer], title: T }',
        want: { anyOf: [string, { type: 'integer' }], title: 'T' },
      },
    ],
    [
      'references deep inside',
      {
        given: '{ type: array, items: { properties: { b: { $ref: "#/definitions/B/properties/x" } } } }',
        want: {
          type: 'array',
          items: { properties: { b: { $ref: '#/components/schemas/B/properties/x' } } },
        },
      },
    ],
    [
      'references into operations',
      {
        given: '{ $ref: "#/paths/~1a/post/parameters/0/schema" }',
        want: { $ref: '#/paths/~1a/post/requestBody/content/application~1json/schema' },
      },
    ],
    [
      'names that are no property of a map',
      {
        given: '{ type: object, properties: { x-nullable: { type: string }, type: { type: string } } }',
        want: { type: 'object', properties: { 'x-nullable': string, type: string } },
      },
    ],
    [
      'data, which is left alone',
      {
        given: '{ type: object, default: { x-nullable: true, $ref: "#/definitions/B" } }',
        want: { type: 'object', default: { 'x-nullable': true, $ref: '#/definitions/B' } },
      },
    ],
  ])('convert %s', async (_, { given, want }) => {
    const document = await converted(
      `definitions:\n  A: ${given}\n  B: { type: object, properties: { x: { type: string } } }\npaths: { /a: { post: { ${ok}, parameters: [{ name: b, in: body, schema: {} }] } } }\n`,
    )
    expect(document.components.schemas.A).toEqual(want)
  })

  it('are told apart by a discriminator, whose values extensions may name', async () => {
    const document = await converted(
      `definitions:
  Animal: { type: object, discriminator: kind, required: [kind], properties: { kind: { type: string } } }
  Cat: { allOf: [{ $ref: "#/definitions/Animal" }], x-discriminator-value: cat }
  Dog: { allOf: [{ $ref: "#/definitions/Animal" }] }
paths: {}
`,
    )
    const discriminator = { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } }
    expect(document.components.schemas.Animal.discriminator).toEqual(discriminator)
  })
})

describe('the rest', () => {
  it('becomes servers and security schemes', async () => {
    const document = await converted(`host: api.example.com
basePath: /v1
schemes: [https, http]
securityDefinitions:
  basic: { type: basic, description: D }
  key: { type: apiKey, in: query, name: k }
  oauth: { type: oauth2, flow: accessCode, authorizationUrl: https://a, tokenUrl: https://t, scopes: { r: R } }
security: [{ basic: [] }]
paths: {}
x-own: 1
`)
    expect(document).toEqual({
      openapi: '3.0.4',
      info: { title: 'T', version: '1' },
      servers: [{ url: 'https://api.example.com/v1' }, { url: 'http://api.example.com/v1' }],
      security: [{ basic: [] }],
      paths: {},
      'x-own': 1,
      components: {
        securitySchemes: {
          basic: { type: 'http', scheme: 'basic', description: 'D' },
          key: { type: 'apiKey', in: 'query', name: 'k' },
          oauth: {
            type: 'oauth2',
            flows: {
              authorizationCode: { authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { r: 'R' } },
            },
          },
        },
      },
    })
  })

  it('keeps its places', async () => {
    const text = `${head}paths:
  /a:
    post:
      parameters:
        - { name: b, in: body, schema: { type: object } }
        - { name: q, in: query, type: string }
      responses:
        '200': { description: ok, schema: { type: string } }
definitions:
  A: { type: string }
`
    const { document } = await load({ 'api.yaml': text })
    const places = [
      '/paths/~1a/post/requestBody/content/application~1json/schema/type',
      '/paths/~1a/post/parameters/0/schema',
      '/paths/~1a/post/responses/200/content/application~1json/schema/type',
      '/components/schemas/A/type',
      '/paths/~1a/post/operationId',
    ].map((pointer) => document.locate(pointer))
    expect(places.map((place) => `${place?.line}:${place?.column}`)).toEqual([
      '7:48',
      '8:11',
      '10:51',
      '12:14',
      '5:5',
    ])
  })
})
