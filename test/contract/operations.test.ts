import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { contractOf, documentOf, only, openFacts, random } from './contract-of.js'

const json = (schema: JsonObject) => ({ 'application/json': { schema } })

function operationWith(responses: JsonObject, more: JsonObject = {}) {
  return contractOf(documentOf({ paths: { '/x': { post: { responses, ...more } } } })).operation('post /x')
}

describe('responses of success', () => {
  const none = { description: '' }
  test.each<readonly [string, { given: JsonObject; prefer: readonly number[]; want: number }]>([
    [
      'the first preferred one that is declared',
      { given: { 200: none, 201: none }, prefer: [202, 201, 200], want: 201 },
    ],
    ['the first declared one', { given: { 404: none, 202: none, default: none }, prefer: [200], want: 202 }],
    ['a range takes the preferred status', { given: { '2XX': none }, prefer: [201], want: 201 }],
    ['a range in small letters', { given: { '2xx': none }, prefer: [], want: 200 }],
    ['a redirect when nothing else succeeds', { given: { 302: none, default: none }, prefer: [], want: 302 }],
    ['not the answer to a condition', { given: { 304: none, default: none }, prefer: [], want: 200 }],
    ['the default', { given: { default: none }, prefer: [204], want: 204 }],
    ['nothing declared', { given: {}, prefer: [], want: 200 }],
  ])('%s', (_, { given, prefer, want }) => {
    expect(operationWith(given).success(prefer).status).toBe(want)
  })

  test('a default response keeps its body', () => {
    const { bodies } = operationWith({
      default: { description: '', content: json({ type: 'integer' }) },
    }).success([])
    expect(bodies.map(({ mediaType }) => mediaType)).toEqual(['application/json'])
  })
})

describe('declared responses', () => {
  const operation = operationWith({
    404: { description: 'a' },
    '4XX': { description: 'b' },
    200: { description: '' },
  })

  test.each([
    [404, 404],
    [409, 409],
    [500, undefined],
  ])('for %i', (status, want) => {
    expect(operation.response(status)?.status).toBe(want)
  })

  test.each<readonly [JsonObject, 400 | 422]>([
    [{ 422: {} }, 422],
    [{ 422: {}, 400: {} }, 400],
    [{}, 400],
  ])('a body that breaks the schema under %j is %i', (responses, want) => {
    expect(operationWith(responses).invalidStatus).toBe(want)
  })

  test('headers have values that can be sent, through references', () => {
    const document = documentOf({
      components: { headers: { Limit: { required: true, schema: { type: 'integer', example: 60 } } } },
      paths: {
        '/x': {
          get: {
            responses: {
              200: {
                description: '',
                headers: {
                  'X-Limit': { $ref: '#/components/headers/Limit' },
                  'X-Tags': { required: true, example: ['a', 'b'] },
                  'X-Other': { schema: { type: 'string' } },
                  'Content-Type': { required: true, schema: { type: 'string' } },
                  ETag: { required: true, schema: { type: 'string' } },
                  'X-Text': { required: true, schema: { type: 'string', enum: ['a\r\nb: c'] } },
                },
              },
            },
          },
        },
      },
    })
    const { headers } = contractOf(document).operation('get /x').success([])
    const samples = [...headers.values()].map(({ name, required, sample }) => [
      name,
      required,
      sample(random()),
    ])
    expect(samples).toEqual([
      ['x-limit', true, '60'],
      ['x-tags', true, 'a,b'],
      ['x-other', false, expect.any(String)],
      ['etag', true, '"1"'],
      ['x-text', true, 'ab: c'],
    ])
    expect([headers.get('x-limit')?.allows('61'), headers.get('x-limit')?.allows('many')]).toEqual([
      true,
      false,
    ])
  })
})

describe('request bodies', () => {
  const operation = contractOf(
    documentOf({
      components: {
        requestBodies: {
          Pet: { required: true, content: { 'text/plain': {}, ...json({ type: 'integer' }) } },
        },
      },
      paths: { '/x': { post: { requestBody: { $ref: '#/components/requestBodies/Pet' }, responses: {} } } },
    }),
  ).operation('post /x')

  test('are found by Content-Type', () => {
    expect(operation.bodyRequired).toBe(true)
    expect(operation.requestBody('application/vnd.a+json; v=1')?.mediaType).toBe('application/json')
    expect(operation.requestBody('image/png')).toBeUndefined()
  })

  test('a sample prefers JSON', () => {
    expect(operation.sampleRequest(random())).toMatchObject({
      mediaType: 'application/json',
      body: expect.any(Number),
    })
  })

  test('what cannot be read by a schema is not held against it', () => {
    const content = { 'application/xml': { schema: { type: 'object', required: ['a'] } } }
    const xml = only(operationWith({}, { requestBody: { content } }).requestBodies)
    expect(xml.validate('<a/>')).toEqual([])
  })
})

describe('references of a document', () => {
  test('are followed through other references, encoded or not, and to path items', () => {
    const document = documentOf({
      schemas: {
        'A b': { type: 'object', properties: { part: { $ref: '#/components/schemas/C~1d' } } },
        'C/d': { type: 'object', properties: { deep: { type: 'integer' } } },
      },
      paths: {
        '/x': { $ref: '#/components/pathItems/X' },
        '/y': { post: { requestBody: { $ref: '#/paths/~1x/post/requestBody' }, responses: {} } },
      },
      components: {
        pathItems: {
          X: {
            parameters: [{ name: 'q', in: 'query', schema: { type: 'integer' } }],
            post: {
              requestBody: {
                content: json({ $ref: '#/components/schemas/A%20b/properties/part/properties/deep' }),
              },
              responses: {},
            },
          },
        },
      },
    })
    const facts = { x: { method: 'post', path: '/x' }, y: { method: 'post', path: '/y' } } as const
    const contract = openFacts(document, facts)
    for (const id of ['x', 'y']) {
      const body = only(contract.operation(id).requestBodies)
      expect(body.pointer).toBe('#/components/schemas/C~1d/properties/deep')
      expect(body.validate('a')).toHaveLength(1)
    }
    const raw = { path: {}, query: 'q=1', headers: {} }
    expect(contract.operation('x').decodeParameters(raw).query).toEqual({ q: 1 })
  })

  test('that run in a circle or lead nowhere constrain nothing', () => {
    const schemas = { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } }
    for (const $ref of [
      '#/components/schemas/A',
      '#/components/schemas/None',
      '#none',
      'https://example.com/x',
    ]) {
      const content = json({ $ref })
      const paths = { '/x': { post: { requestBody: { content }, responses: {} } } }
      const body = only(contractOf(documentOf({ schemas, paths })).operation('post /x').requestBodies)
      expect(body.validate({ a: 1 })).toEqual([])
    }
  })

  test('an operation that the contract does not have is a mistake of the caller', () => {
    expect(() => contractOf(documentOf({})).operation('nothing')).toThrow('nothing')
    expect(() => contractOf(documentOf({})).operation('constructor')).toThrow('constructor')
  })
})
