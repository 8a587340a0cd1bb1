// Documents of OpenAPI 3.2 as mocks: what is left of them answers, in the project and on the wire.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMock } from '@mockgen/runtime/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { generate } from '../../generator/generate.js'
import { corpusFolder } from '../corpus/documents.js'
import { openMock } from '../support/open-mock.js'
import { folderWith } from './folder.js'

const api = `openapi: 3.2.0
info: { title: Flights, version: '1' }
paths:
  /flights:
    get:
      operationId: listFlights
      parameters:
        - name: criteria
          in: querystring
          content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { limit: { type: integer, minimum: 1 } } } } }
      responses:
        '200': { summary: Flights, content: { application/json: { $ref: '#/components/mediaTypes/Flights' } } }
    query: { operationId: findFlights, responses: { '200': { description: ok } } }
components:
  mediaTypes:
    Flights: { schema: { type: array, items: { type: object, properties: { id: { type: string } } } } }
`

async function generated(contract: string) {
  const output = mkdtempSync(join(tmpdir(), 'mockgen-load-'))
  onTestFinished(() => rmSync(output, { recursive: true, force: true }))
  const report = await generate({ contract, output, runtime: 'registry' })
  return { report, contract: JSON.parse(readFileSync(join(output, 'contract/openapi.json'), 'utf8')) }
}

describe('OpenAPI 3.2 as a mock', () => {
  it('serves the operations that 3.1 could have, with their media types and query strings', async () => {
    const file = join(folderWith({ 'api.yaml': api }), 'api.yaml')
    const { app } = await openMock(file)
    const mock = await startMock(app)
    try {
      const answers = await Promise.all(
        ['/flights?limit=5', '/flights?limit=0', '/none'].map((path) => fetch(new URL(path, mock.url))),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 400, 404])
      expect(await answers[0]?.json()).toEqual(expect.arrayContaining([{ id: expect.any(String) }]))
    } finally {
      await mock.close()
    }
    expect((await generated(file)).contract.openapi).toBe('3.1.1')
  })

  it('holds a value without a known name against the branch of `defaultMapping`, and generates types without it', async () => {
    const branch = (name: string) =>
      `{ type: object, required: [${name}], properties: { k: { type: string }, ${name}: { type: integer } } }`
    const schema =
      '{ oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }], discriminator: { propertyName: k, defaultMapping: B } }'
    const text = `openapi: 3.2.0
info: { title: Kinds, version: '1' }
paths:
  /check:
    post:
      operationId: check
      requestBody: { content: { application/json: { schema: ${schema} } } }
      responses: { '204': { description: ok } }
components: { schemas: { A: ${branch('a')}, B: ${branch('b')} } }
`
    const file = join(folderWith({ 'api.yaml': text }), 'api.yaml')
    const mock = await startMock((await openMock(file)).app)
    onTestFinished(() => mock.close())
    const send = async (body: object) => {
      const { status, body: answer } = await mock.send('check', { body })
      return [status, JSON.stringify(answer) ?? '']
    }
    expect((await send({ k: 'zz', b: 1 }))[0]).toBe(204)
    const [status, errors] = await send({ k: 'zz', a: 1 })
    expect(status).toBe(400)
    expect(errors).toContain('/body/b')
    expect(errors).not.toContain('oneOf')
    expect((await generated(file)).report.warnings).toEqual([])
  })

  async function mockOf(paths: string, more = '') {
    const text = `openapi: 3.2.0\ninfo: { title: New, version: '1' }\npaths:\n${paths}${more}`
    const mock = await startMock((await openMock(join(folderWith({ 'api.yaml': text }), 'api.yaml'))).app)
    onTestFinished(() => mock.close())
    return mock
  }
  const taking = (parameter: string) =>
    mockOf(
      `  /find: { get: { operationId: find, parameters: [${parameter}], responses: { '204': { description: ok } } } }\n`,
    )
  const schema = '{ schema: { type: object, required: [n], properties: { n: { type: integer } } } }'

  it.each<[string, { given: string; parameter: string; want: readonly [number, string?] }]>([
    ['JSON', { given: '?%7B%22n%22:1%7D', parameter: `application/json: ${schema}`, want: [204] }],
    [
      'wrong JSON',
      { given: '?{"n":"x+y"}', parameter: `application/json: ${schema}`, want: [400, '/query/q/n type'] },
    ],
    ['no JSON', { given: '?n=1', parameter: `application/json: ${schema}`, want: [400, '/query/q content'] }],
    ['nothing', { given: '', parameter: `application/json: ${schema}`, want: [400, '/query/q required'] }],
    [
      'broken escapes',
      { given: '?%7', parameter: `application/json: ${schema}`, want: [400, '/query/q encoding'] },
    ],
    [
      'a text',
      { given: '?a+b=%20c&d', parameter: 'text/plain: { schema: { const: "a+b= c&d" } }', want: [204] },
    ],
    ['any text', { given: '?<a/>', parameter: `application/xml: ${schema}`, want: [204] }],
    ['a form', { given: '?n=1', parameter: `application/x-www-form-urlencoded: ${schema}`, want: [204] }],
  ])('reads a query string that is %s', async (_, { given, parameter, want }) => {
    const mock = await taking(`{ name: q, in: querystring, required: true, content: { ${parameter} } }`)
    const answer = await fetch(`${mock.url}/find${given}`)
    const text = await answer.text()
    const body: { errors?: { pointer: string; keyword: string }[] } = text === '' ? {} : JSON.parse(text)
    const errors = (body.errors ?? []).map(({ pointer, keyword }) => `${pointer} ${keyword}`)
    expect([answer.status, ...errors]).toEqual(want)
    expect((await mock.send('find')).status).toBe(204)
  })

  it.each<[string, { given: string; parameter: string; want: number }]>([
    ['escapes nothing', { given: 'c=%41', parameter: 'schema: { const: "%41" }', want: 204 }],
    [
      'escapes nothing that is no escape',
      { given: 'c=100%', parameter: 'schema: { const: "100%" }', want: 204 },
    ],
    [
      'has a cookie for each item',
      { given: 'c=a; c=b', parameter: 'schema: { const: [a, b], type: array }', want: 204 },
    ],
    [
      'has a cookie for each property',
      {
        given: 'r=1; g=2',
        parameter: 'schema: { type: object, required: [g], properties: { g: { const: 2, type: integer } } }',
        want: 204,
      },
    ],
    ['is checked', { given: 'c=x', parameter: 'schema: { type: integer }', want: 400 }],
  ])('the style cookie %s', async (_, { given, parameter, want }) => {
    const mock = await taking(`{ name: c, in: cookie, style: cookie, required: true, ${parameter} }`)
    expect((await fetch(`${mock.url}/find`, { headers: { cookie: given } })).status).toBe(want)
    expect((await mock.send('find')).status).toBe(204)
  })

  it.each<[string, RegExp]>([
    ['application/jsonl', /^\{"n":\d+\}\n$/],
    ['text/event-stream', /^data: \{"n":\d+\}\n\n$/],
  ])('answers %s with what its `itemSchema` describes', async (mediaType, want) => {
    const item =
      'itemSchema: { type: object, required: [n], properties: { n: { type: integer, minimum: 0 } } }'
    const content = `{ ${mediaType}: { ${item}, schema: { type: array } } }`
    const mock = await mockOf(
      `  /all: { get: { operationId: all, responses: { '200': { content: ${content} } } } }\n`,
    )
    const answer = await fetch(`${mock.url}/all`)
    expect([answer.status, answer.headers.get('content-type')?.startsWith(mediaType)]).toEqual([200, true])
    expect(await answer.text()).toMatch(want)
  })

  it('asks for the credentials of a scheme that is named by its URI', async () => {
    const security = "security: [{ '#/components/securitySchemes/S': [] }]"
    const flows =
      '{ deviceAuthorization: { deviceAuthorizationUrl: https://a.test, tokenUrl: https://a.test, scopes: {} } }'
    const mock = await mockOf(
      `  /mine: { get: { operationId: mine, ${security}, responses: { '204': { description: ok } } } }\n`,
      `components: { securitySchemes: { S: { type: oauth2, flows: ${flows} } } }\n`,
    )
    expect((await fetch(`${mock.url}/mine`)).status).toBe(401)
    expect((await fetch(`${mock.url}/mine`, { headers: { authorization: 'Bearer t' } })).status).toBe(204)
  })

  const documents = ['oai/tags-example.oas32.yaml', 'ogen/additional_operations.yml']
  it.skipIf(corpusFolder === undefined).each(documents)('generates and starts %s', async (path) => {
    const file = join(corpusFolder ?? '', path)
    const { report } = await generated(file)
    expect(report.warnings.every(({ place }) => place !== undefined)).toBe(true)
    const mock = await startMock((await openMock(file)).app)
    expect((await fetch(new URL('/none', mock.url))).status).toBe(404)
    await mock.close()
  })
})
