// OpenAPI 3.2: what has a counterpart in 3.1 is written as that, what has none is named.
import { describe, expect, it } from 'vitest'
import { diagnosticsOf, load, summaryOf } from './folder.js'

const head = 'openapi: 3.2.0\ninfo: { title: T, version: "1" }\n'
const api = (text: string) => ({ 'api.yaml': head + text })

async function simplified(text: string) {
  const { document } = (await load(api(text))).document
  return JSON.parse(JSON.stringify(document))
}

const answering = (media: string, more = '') =>
  `paths:\n  /a:\n    get:\n      operationId: a\n      responses: { '200': { description: ok, content: ${media} } }\n${more}`
const contentOf = async (text: string) => (await simplified(text)).paths['/a'].get.responses['200'].content

describe('OpenAPI 3.2', () => {
  it('is 3.1 for what comes after', async () => {
    expect(await simplified('$self: https://example.com/api.yaml\npaths: { /a: { get: {} } }\n')).toEqual({
      openapi: '3.1.1',
      info: { title: 'T', version: '1' },
      paths: { '/a': { get: { operationId: 'getA' } } },
    })
  })

  it.each<[string, { given: string; want: unknown }]>([
    [
      'media types that are shared',
      {
        given: answering(
          '{ application/json: { $ref: "#/components/mediaTypes/M" } }',
          'components: { mediaTypes: { M: { schema: { type: string } } } }\n',
        ),
        want: { 'application/json': { schema: { type: 'string' } } },
      },
    ],
    [
      'examples as data and as text',
      {
        given: answering(
          '{ application/json: { examples: { a: { dataValue: 1, serializedValue: "1" }, b: { serializedValue: "[2]" }, c: { value: 3 } } }, text/csv: { examples: { d: { serializedValue: "[4]" } } } }',
        ),
        want: {
          'application/json': { examples: { a: { value: 1 }, b: { value: [2] }, c: { value: 3 } } },
          'text/csv': { examples: { d: { value: '[4]' } } },
        },
      },
    ],
  ])('knows %s', async (_, { given, want }) => {
    expect(await contentOf(given)).toEqual(want)
  })

  it('knows a form as query string, summaries of responses and references to its own name', async () => {
    const document = await simplified(`$self: https://example.com/api.yaml
paths:
  /a:
    get:
      operationId: a
      parameters: [{ name: q, in: querystring, content: { application/x-www-form-urlencoded: { schema: { $ref: "https://example.com/api.yaml#/components/schemas/S" } } } }]
      responses: { '204': { summary: Done } }
components: { schemas: { S: { type: object } } }
`)
    const { parameters, responses } = document.paths['/a'].get
    const schema = { $ref: '#/components/schemas/S' }
    expect(parameters).toEqual([{ name: 'q', in: 'query', style: 'form', explode: true, schema }])
    expect(responses['204']).toEqual({ description: 'Done' })
  })

  const parameters = (text: string) => `paths: { /a: { get: { parameters: [${text}] } } }\n`
  const parametersOf = async (text: string) => (await simplified(parameters(text))).paths['/a'].get.parameters

  it.each<[string, { given: string; want: object }]>([
    [
      'JSON',
      {
        given: '{ name: q, in: querystring, content: { application/json: { schema: { type: array } } } }',
        want: {
          in: 'query',
          'x-querystring': true,
          content: { 'application/json': { schema: { type: 'array' } } },
        },
      },
    ],
    [
      'text',
      {
        given: '{ name: q, in: querystring, content: { text/plain: {} } }',
        want: { in: 'query', 'x-querystring': true, content: { 'text/plain': {} } },
      },
    ],
    [
      'a form with its examples',
      {
        given:
          '{ name: q, in: querystring, content: { application/x-www-form-urlencoded: { examples: { a: { dataValue: { b: 1 } } } } } }',
        want: { in: 'query', style: 'form', explode: true, schema: {}, examples: { a: { value: { b: 1 } } } },
      },
    ],
  ])('reads query strings that are %s', async (_, { given, want }) => {
    expect(await parametersOf(given)).toEqual([{ name: 'q', ...want }])
    expect(await diagnosticsOf(load(api(parameters(given))))).toEqual([])
  })

  // Everything that 3.2 has and 3.1 has not, in the order of the specification.
  const operation = (fields: string) => `paths: { /a: { get: { operationId: a, ${fields} } } }\n`
  it.each<[string, { given: string; want?: string }]>([
    ['$self', { given: '$self: https://example.com/a\npaths: {}\n' }],
    ['names of servers', { given: 'servers: [{ url: /v1, name: one }]\npaths: {}\n' }],
    ['shared media types', { given: 'paths: {}\ncomponents: { mediaTypes: { M: { schema: {} } } }\n' }],
    ['the method QUERY', { given: 'paths: { /a: { query: { operationId: a } } }\n', want: '3:16' }],
    [
      'further methods',
      {
        given: 'paths: { /a: { get: {}, additionalOperations: { COPY: { operationId: a } } } }\n',
        want: '3:49',
      },
    ],
    [
      'query strings as forms',
      {
        given: parameters('{ name: q, in: querystring, content: { application/x-www-form-urlencoded: {} } }'),
      },
    ],
    [
      'query strings as forms in styles',
      {
        given: parameters(
          '{ name: q, in: querystring, content: { application/x-www-form-urlencoded: { encoding: {} } } }',
        ),
        want: '3:112',
      },
    ],
    [
      'query strings as JSON',
      { given: parameters('{ name: q, in: querystring, content: { application/vnd.a+json: {} } }') },
    ],
    [
      'query strings as something else',
      { given: parameters('{ name: q, in: querystring, content: { application/xml: {} } }'), want: '3:75' },
    ],
    [
      'query strings as something else that are shared',
      {
        given:
          'paths: {}\ncomponents: { parameters: { P: { name: q, in: querystring, content: { application/xml: {} } } } }\n',
        want: '4:71',
      },
    ],
    ['the style cookie', { given: parameters('{ name: q, in: cookie, style: cookie, schema: {} }') }],
    [
      'allowReserved anywhere',
      { given: parameters('{ name: q, in: header, allowReserved: true, schema: {} }') },
    ],
    ['summaries of responses', { given: operation('responses: { "200": { summary: ok } }') }],
    ['streams of JSON', { given: answering('{ application/jsonl: { itemSchema: { type: object } } }') }],
    ['streams of events', { given: answering('{ text/event-stream: { itemSchema: { type: object } } }') }],
    ['streams of parts', { given: answering('{ multipart/mixed: { itemSchema: {} } }'), want: '7:76' }],
    [
      'encodings by position',
      { given: answering('{ multipart/mixed: { prefixEncoding: [] } }'), want: '7:76' },
    ],
    ['encodings of items', { given: answering('{ multipart/mixed: { itemEncoding: {} } }'), want: '7:76' }],
    [
      'encodings inside of encodings',
      {
        given: answering('{ multipart/form-data: { schema: {}, encoding: { a: { encoding: {} } } } }'),
        want: '7:109',
      },
    ],
    [
      'examples as data',
      { given: parameters('{ name: q, in: query, schema: {}, examples: { a: { dataValue: 1 } } }') },
    ],
    ['examples as text', { given: answering('{ text/csv: { examples: { a: { serializedValue: "1" } } } }') }],
    [
      'tags in tags',
      { given: 'tags: [{ name: a, summary: A, kind: nav }, { name: b, parent: a }]\npaths: {}\n' },
    ],
    [
      'a branch for all other values',
      {
        given:
          'paths: {}\ncomponents: { schemas: { A: { type: object }, S: { oneOf: [{ $ref: "#/components/schemas/A" }], discriminator: { propertyName: k, defaultMapping: A } } } }\n',
      },
    ],
    [
      'kinds of XML nodes',
      { given: 'paths: {}\ncomponents: { schemas: { A: { xml: { nodeType: cdata } } } }\n' },
    ],
    [
      'fields of security schemes',
      {
        given:
          'paths: {}\ncomponents: { securitySchemes: { S: { type: oauth2, deprecated: true, oauth2MetadataUrl: https://a.test, flows: { deviceAuthorization: { deviceAuthorizationUrl: https://a.test, tokenUrl: https://a.test, scopes: {} } } } } }\n',
      },
    ],
    [
      'security schemes by URI',
      {
        given: `security: [{ "#/components/securitySchemes/S": [] }]\n${operation('security: []')}components: { securitySchemes: { S: { type: http, scheme: bearer } } }\n`,
      },
    ],
    [
      'security schemes of other documents',
      { given: operation('security: [{ "https://example.com/s.yaml#/S": [] }]'), want: '3:52' },
    ],
  ])('%s work, or are named with their place', async (_, { given, want }) => {
    const found = await diagnosticsOf(load(api(given)))
    expect(found.map(({ severity }) => severity)).toEqual(want === undefined ? [] : ['warning'])
    const named = want === undefined ? [] : [`MOCKGEN_UNSUPPORTED api.yaml:${want}`]
    expect(await summaryOf(load(api(given)))).toEqual(named)
  })
})
