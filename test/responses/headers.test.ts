// Headers that the contract declares: true where something true is known, there where they are required.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'
import { openAnswers, responseOf, thing, things } from './open-answers.js'

const body = { id: 'a b', name: 'n' }
const time = Date.parse('2030-01-01T00:00:00Z')
const clock = { now: () => time }

function withHeaders(headers: JsonObject, schema: JsonObject = thing): JsonObject {
  return { ...responseOf(schema), headers }
}

const text = { schema: { type: 'string' } }
const integer = { schema: { type: 'integer' } }
const list = { type: 'array', items: { type: 'string' } }

describe('a required header', () => {
  it.each<[string, { given: JsonObject; want: RegExp | null }]>([
    ['with an example', { given: { ...text, example: 'e' }, want: /^e$/ }],
    ['with an example in its schema', { given: { schema: { type: 'string', example: 's' } }, want: /^s$/ }],
    ['of an enum', { given: { schema: { enum: ['only'] } }, want: /^only$/ }],
    ['of numbers', { given: { schema: { type: 'integer', minimum: 7, maximum: 7 } }, want: /^7$/ }],
    [
      'that is a list',
      {
        given: { schema: { type: 'array', items: { const: 'x' }, minItems: 2, maxItems: 2 } },
        want: /^x,x$/,
      },
    ],
    [
      'described by content',
      { given: { content: { 'application/json': { schema: { const: { a: 1 } } } } }, want: /^\{"a":1\}$/ },
    ],
    [
      'whose example has a line break',
      { given: { ...text, example: 'a\r\nset-cookie: b=c' }, want: /^aset-cookie: b=c$/ },
    ],
    ['without a schema', { given: {}, want: /^\S+$/ }],
  ])('%s is in every answer', async (_title, { given, want }) => {
    const headers = { 'X-Odd': { required: true, ...given } }
    const mock = await openAnswers({
      ...things({ create: { '201': withHeaders(headers) } }),
      '/static': { get: { responses: { '200': withHeaders(headers) } } },
    })
    for (const answer of [await mock.ask('POST', '/things', { body }), await mock.ask('GET', '/static')]) {
      expect(answer.findings).toEqual([])
      expect(answer.headers.get('x-odd')).toMatch(want ?? /never/)
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
  })

  it('of an error is there too', async () => {
    const missing = { ...responseOf({ type: 'object' }), headers: { 'X-Error': { required: true, ...text } } }
    const mock = await openAnswers(things({ read: { '200': responseOf(thing), '404': missing } }))
    const answer = await mock.ask('GET', '/things/none', { at: '/things/{id}' })
    expect(answer).toMatchObject({ status: 404, verdict: 'valid' })
    expect(answer.headers.get('x-error')).not.toBeNull()
  })

  it.each([
    'Content-Length',
    'Content-Encoding',
    'Transfer-Encoding',
    'Connection',
    'Trailer',
    'Content Type',
    'X:Y',
    '__proto__',
  ])('called %s breaks nothing', async (name) => {
    const headers = { [name]: { required: true, schema: { type: 'string' }, example: 'gzip' } }
    const mock = await openAnswers({
      '/x': { get: { responses: { '200': withHeaders(headers, { const: 'body' }) } } },
    })
    const answer = await fetch(`${mock.url}/x`)
    expect([answer.status, await answer.json()]).toEqual([200, 'body'])
  })
})

describe('an optional header', () => {
  const headers = { 'X-Example': { ...text, example: 'e' }, 'X-Silent': text }

  it('comes with an answer that is an example, if it has an example itself', async () => {
    const mock = await openAnswers({ '/x': { get: { responses: { '200': withHeaders(headers) } } } })
    const answer = await mock.ask('GET', '/x')
    expect([answer.headers.get('x-example'), answer.headers.get('x-silent')]).toEqual(['e', null])
  })

  it('stays away from what is stored, of which it would not be true', async () => {
    const mock = await openAnswers(things({ create: { '201': withHeaders(headers) } }))
    const answer = await mock.ask('POST', '/things', { body })
    expect([answer.headers.get('x-example'), answer.headers.get('x-silent')]).toEqual([null, null])
  })
})

describe('Location', () => {
  const create = (schema: JsonObject, more: JsonObject = {}) => ({
    create: { '201': withHeaders({ Location: { schema, ...more } }) },
  })
  const servers = { servers: [{ url: 'https://api.test/v{n}/', variables: { n: { default: '2' } } }] }

  it.each<[string, { given: JsonObject; want: (url: string) => string }]>([
    ['a relative reference by default', { given: { type: 'string' }, want: () => '/things/a%20b' }],
    [
      'a relative reference where the schema says so',
      { given: { type: 'string', format: 'uri-reference' }, want: () => '/things/a%20b' },
    ],
    [
      'a URL where the schema says so',
      { given: { type: 'string', format: 'uri' }, want: (url) => `${url}/things/a%20b` },
    ],
    [
      'a URL where the example is one',
      { given: { type: 'string', example: 'https://a.test/1' }, want: (url) => `${url}/things/a%20b` },
    ],
  ])('is %s', async (_title, { given, want }) => {
    const mock = await openAnswers(things(create(given)))
    const created = await mock.ask('POST', '/things', { body })
    expect(created).toMatchObject({ status: 201, verdict: 'valid' })
    expect(created.headers.get('location')).toBe(want(mock.url))
  })

  it('keeps the base path of the request', async () => {
    const mock = await openAnswers(things(), servers)
    const created = await mock.ask('POST', '/v2/things', { body, at: '/things' })
    expect(created.headers.get('location')).toBe('/v2/things/a%20b')
    expect((await mock.ask('GET', '/v2/things/a%20b')).body).toEqual(body)
    const again = await mock.ask('POST', '/things', { body: { ...body, id: 'c' } })
    expect(again.headers.get('location')).toBe('/things/c')
  })

  it('takes no host from a header that names none', async () => {
    const mock = await openAnswers(things(create({ type: 'string', format: 'uri' })))
    const created = await mock.ask('POST', '/things', { body, headers: { host: 'evil.test/path?' } })
    expect(created.headers.get('location')).toBe('/things/a%20b')
  })
})

describe('the id of a request', () => {
  it.each(['X-Request-Id', 'x-correlator', 'X-Correlation-ID', 'Idempotency-Key'])(
    '%s comes back',
    async (name) => {
      const headers = { [name]: { schema: { type: 'string', pattern: '^[a-z0-9-]+$' } } }
      const mock = await openAnswers(
        things({ list: { '200': withHeaders(headers, { type: 'array', items: thing }) } }),
      )
      const ask = (sent: Record<string, string>) => mock.ask('GET', '/things', { headers: sent })
      expect((await ask({ [name]: 'abc-1' })).headers.get(name)).toBe('abc-1')
      expect((await ask({})).headers.get(name)).toBeNull()
      // The schema decides what may come back.
      expect((await ask({ [name]: 'A B' })).headers.get(name)).toBeNull()
    },
  )

  it('comes back with errors', async () => {
    const headers = { 'X-Request-Id': { required: true, ...text } }
    const read = { '200': responseOf(thing), '404': { ...responseOf({ type: 'object' }), headers } }
    const mock = await openAnswers(things({ read }))
    const missing = await mock.ask('GET', '/things/none', { headers: { 'x-request-id': 'r' } })
    expect(missing.headers.get('x-request-id')).toBe('r')
  })

  it('is nothing that means something else in an answer', async () => {
    const headers = { 'X-Internal': text, ETag: text, Location: text }
    const mock = await openAnswers({ '/x': { get: { responses: { '200': withHeaders(headers) } } } })
    const answer = await mock.ask('GET', '/x', { headers: { 'x-internal': 'a', location: 'b' } })
    expect([answer.headers.get('x-internal'), answer.headers.get('location')]).toEqual([null, null])
  })
})

describe('rate limits', () => {
  const inHour = time / 1_000 + 3_600

  it.each<[string, { given: JsonObject; want: Record<string, readonly string[]> }]>([
    [
      'in three headers, reset at a time',
      {
        given: {
          'X-RateLimit-Limit': { ...integer, example: 60 },
          'X-RateLimit-Remaining': integer,
          'X-RateLimit-Reset': integer,
        },
        want: {
          'x-ratelimit-limit': ['60', '60'],
          'x-ratelimit-remaining': ['59', '58'],
          'x-ratelimit-reset': [String(inHour), String(inHour)],
        },
      },
    ],
    [
      'reset after seconds, as the example has it',
      {
        given: { 'X-Rate-Limit-Reset': { ...integer, example: 30 } },
        want: { 'x-rate-limit-reset': ['3600', '3600'] },
      },
    ],
    [
      'reset at a date',
      {
        given: { 'X-RateLimit-Reset': { schema: { type: 'string', format: 'date-time' } } },
        want: { 'x-ratelimit-reset': ['2030-01-01T01:00:00Z', '2030-01-01T01:00:00Z'] },
      },
    ],
    [
      'in structured fields',
      {
        given: { RateLimit: text, 'RateLimit-Policy': text },
        want: {
          ratelimit: ['"default";r=999;t=3600', '"default";r=998;t=3600'],
          'ratelimit-policy': ['"default";q=1000;w=3600', '"default";q=1000;w=3600'],
        },
      },
    ],
  ])('are counted %s', async (_title, { given, want }) => {
    const mock = await openAnswers(
      { '/x': { get: { responses: { '200': withHeaders(given) } } } },
      {},
      { clock },
    )
    const answers = [await mock.ask('GET', '/x'), await mock.ask('GET', '/x')]
    for (const [name, values] of Object.entries(want)) {
      expect(answers.map((answer) => answer.headers.get(name))).toEqual(values)
    }
    expect(answers.map(({ verdict }) => verdict)).toEqual(['valid', 'valid'])
  })

  it('never fall below zero, are counted for each sandbox, and are used up where the answer is 429', async () => {
    const headers = {
      'X-RateLimit-Limit': { ...integer, example: 2 },
      'X-RateLimit-Remaining': integer,
      'Retry-After': integer,
    }
    const responses = { '200': withHeaders(headers), '429': withHeaders(headers) }
    const mock = await openAnswers({ '/x': { get: { responses } } }, {}, { clock })
    const remaining = async (sent: Record<string, string> = {}) =>
      (await mock.ask('GET', '/x', { headers: sent })).headers.get('x-ratelimit-remaining')
    expect([await remaining(), await remaining(), await remaining()]).toEqual(['1', '0', '0'])
    expect(await remaining({ 'x-mock-sandbox': 'other' })).toBe('1')
    const refused = await mock.ask('GET', '/x', {
      headers: { prefer: 'code=429', 'x-mock-sandbox': 'third' },
    })
    expect(refused).toMatchObject({ status: 429, verdict: 'valid' })
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('files and cookies', () => {
  it('a file has a name with the end of its type', async () => {
    const file = {
      description: '',
      content: { 'application/pdf': {} },
      headers: { 'Content-Disposition': text },
    }
    const mock = await openAnswers({ '/x': { get: { responses: { '200': file } } } })
    expect((await mock.ask('GET', '/x')).headers.get('content-disposition')).toBe(
      'attachment; filename="mock.pdf"',
    )
  })

  it.each<[string, { given: JsonObject; want: readonly string[] }]>([
    [
      'the items of a list',
      { given: { schema: list, example: ['a=1; Path=/', 'b=2'] }, want: ['a=1; Path=/', 'b=2'] },
    ],
    [
      'the properties of an object',
      {
        given: { schema: { type: 'object' }, explode: true, example: { a: '1; Path=/', b: 2 } },
        want: ['a=1; Path=/', 'b=2'],
      },
    ],
    [
      'the lines of a text',
      { given: { content: { 'text/plain': { example: 'a=1, 2\r\nb=2\n' } } }, want: ['a=1, 2', 'b=2'] },
    ],
    ['one text', { given: { ...text, example: 'a=1; Path=/' }, want: ['a=1; Path=/'] }],
    ['one text whatever stands in it', { given: { ...text, example: 'a=1\nb=2' }, want: ['a=1b=2'] }],
    [
      'one of several examples',
      { given: { ...text, examples: { a: { value: 'a=1' }, b: { value: 'b=1' } } }, want: ['a=1'] },
    ],
  ])('cookies are %s, each in a header of its own', async (_, { given, want }) => {
    const responses = { '200': withHeaders({ 'Set-Cookie': given }) }
    const mock = await openAnswers({ '/x': { get: { responses } } })
    expect((await mock.ask('GET', '/x')).headers.getSetCookie()).toEqual(want)
  })

  it('cookies of a list reach the client through middleware, too, and stay away where a hook sets another one', async () => {
    const responses = { '200': withHeaders({ 'Set-Cookie': { schema: list, example: ['a=1', 'b=2'] } }) }
    const paths = {
      '/x': { get: { operationId: 'x', responses } },
      '/y': { get: { operationId: 'y', responses } },
    }
    const document = { openapi: '3.1.0', info: { title: 'Cookies', version: '1' }, paths }
    const file = join(tempFolder('mockgen-cookies'), 'api.json')
    writeFileSync(file, JSON.stringify(document))
    const { app } = await openMock(file, {
      handlers: { y: async () => ({ status: 200, headers: { 'set-cookie': 'own=1' }, body: undefined }) },
    })
    app.use(async (_ctx, next) => next())
    const mock = await startMock(app)
    onTestFinished(() => mock.close())
    const cookies = async (id: string) => (await mock.send(id)).headers.getSetCookie()
    expect([await cookies('x'), await cookies('y')]).toEqual([['a=1', 'b=2'], ['own=1']])
  })
})

describe('Last-Modified', () => {
  const stamped = {
    ...thing,
    properties: { ...thing.properties, updatedAt: { type: 'string', format: 'date-time' } },
    'x-persistence': { entity: 'things', timestamps: { updated: 'updatedAt' } },
  }
  const schemas = { components: { schemas: { Thing: stamped } } }
  const ref = { $ref: '#/components/schemas/Thing' }
  const read = { '200': withHeaders({ 'Last-Modified': text }, ref), '304': { description: '' } }

  it('is when the record was changed, and If-Modified-Since asks for it', async () => {
    const paths = things({ create: { '201': responseOf(ref) }, read })
    const mock = await openAnswers(paths, schemas, { clock })
    await mock.ask('POST', '/things', { body: { id: 'a', name: 'n' } })
    const ask = (headers: Record<string, string> = {}) =>
      mock.ask('GET', '/things/a', { headers, at: '/things/{id}' })
    const shown = await ask()
    expect(shown.headers.get('last-modified')).toBe('Tue, 01 Jan 2030 00:00:00 GMT')
    expect((await ask({ 'if-modified-since': 'Tue, 01 Jan 2030 00:00:00 GMT' })).status).toBe(304)
    expect((await ask({ 'if-modified-since': 'Mon, 31 Dec 2029 23:59:59 GMT' })).status).toBe(200)
    expect((await ask({ 'if-modified-since': 'yesterday' })).status).toBe(200)
    // An entity tag says it better (RFC 9110, section 13.1.3).
    const both = { 'if-none-match': '"other"', 'if-modified-since': 'Tue, 01 Jan 2030 00:00:00 GMT' }
    expect((await ask(both)).status).toBe(200)
  })

  it('is what If-Unmodified-Since is held against, before a change too', async () => {
    const mock = await openAnswers(things({ create: { '201': responseOf(ref) }, read }), schemas, { clock })
    const ask = (method: string, headers: Record<string, string>, body?: unknown) =>
      mock.ask(method, '/things/a', { headers, at: '/things/{id}', ...(body !== undefined && { body }) })
    const record = { id: 'a', name: 'n' }
    await mock.ask('POST', '/things', { body: record })
    const before = { 'if-unmodified-since': 'Mon, 31 Dec 2029 23:59:59 GMT' }
    const at = { 'if-unmodified-since': 'Tue, 01 Jan 2030 00:00:00 GMT' }
    for (const [method, body] of [['GET'], ['PUT', record], ['DELETE']] as const)
      expect([method, (await ask(method, before, body)).status]).toEqual([method, 412])
    // An entity tag says it better, and a date that cannot be read says nothing (RFC 9110, section 13.1.4).
    expect((await ask('GET', { ...before, 'if-match': '*' })).status).toBe(200)
    expect((await ask('PUT', { 'if-unmodified-since': 'yesterday' }, record)).status).toBe(200)
    expect((await ask('PUT', at, record)).status).toBe(200)
    expect((await ask('DELETE', at)).status).toBe(204)
  })
})
