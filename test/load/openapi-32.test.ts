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

  it.each<[string, { given: string; want: string }]>([
    ['the method QUERY', { given: 'paths: { /a: { query: { operationId: a } } }\n', want: '3:16' }],
    [
      'further methods',
      {
        given: 'paths: { /a: { get: {}, additionalOperations: { COPY: { operationId: a } } } }\n',
        want: '3:49',
      },
    ],
    [
      'streams',
      { given: answering('{ application/jsonl: { itemSchema: { type: object } } }'), want: '7:78' },
    ],
    [
      'query strings that are no forms',
      {
        given:
          'paths: { /a: { get: { parameters: [{ name: q, in: querystring, content: { application/json: {} } }] } } }\n',
        want: '3:36',
      },
    ],
    [
      'cookies of their own style',
      {
        given:
          'paths: { /a: { get: { parameters: [{ name: q, in: cookie, style: cookie, schema: {} }] } } }\n',
        want: '3:66',
      },
    ],
  ])('leaves out %s and says so', async (_, { given, want }) => {
    const found = await diagnosticsOf(load(api(given)))
    expect(found.map(({ severity }) => severity)).toEqual(['warning'])
    expect(await summaryOf(load(api(given)))).toEqual([`MOCKGEN_UNSUPPORTED api.yaml:${want}`])
  })
})
