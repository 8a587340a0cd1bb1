// Requests that break the contract: each gets its status and a pointer, none is a 5xx, and nothing is stored.
import { request } from 'node:http'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleDocument, openMock } from '../support/open-mock.js'

let mock: StartedMock

beforeAll(async () => {
  const { app } = await openMock(exampleDocument('bookstore'), { bodyLimitBytes: 2000 })
  mock = await startMock(app)
})

afterAll(() => mock.close())

interface Given {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Want {
  readonly status: number
  readonly code?: string
  readonly pointers?: readonly string[]
  readonly allow?: string
}

const json = { 'content-type': 'application/json' }
const authors = { method: 'POST', path: '/authors', headers: json }

const cases: readonly (readonly [string, Given, Want])[] = [
  ['an unknown path', { path: '/publishers' }, { status: 404, code: 'MOCK_NO_ROUTE' }],
  [
    'an unknown method',
    { method: 'DELETE', path: '/authors' },
    { status: 405, code: 'MOCK_METHOD_NOT_ALLOWED', allow: 'GET, HEAD, OPTIONS, POST' },
  ],
  [
    'a record that does not exist',
    { path: '/authors/00000000-0000-4000-8000-000000000000' },
    { status: 404, code: 'MOCK_NOT_FOUND' },
  ],
  [
    'a path parameter of the wrong format',
    { path: '/authors/1' },
    { status: 400, pointers: ['/path/authorId'] },
  ],
  [
    'a path parameter that is no percent-encoding',
    { path: '/authors/%E0%A4%A' },
    { status: 400, pointers: ['/path/authorId'] },
  ],
  [
    'query parameters of the wrong type',
    { path: '/books?limit=many&offset=-1' },
    { status: 400, pointers: ['/query/offset', '/query/limit'] },
  ],
  ['a sort that is not offered', { path: '/books?sort=isbn' }, { status: 400, pointers: ['/query/sort'] }],
  [
    'a media type that nobody answers',
    { path: '/authors', headers: { accept: 'image/png' } },
    { status: 406, code: 'MOCK_NOT_ACCEPTABLE' },
  ],
  [
    'a body of another media type',
    { ...authors, headers: { 'content-type': 'text/csv' }, body: 'name,email' },
    { status: 415, code: 'MOCK_UNSUPPORTED_MEDIA_TYPE' },
  ],
  [
    'a body without a media type',
    { ...authors, headers: {}, body: '{}' },
    { status: 415, code: 'MOCK_UNSUPPORTED_MEDIA_TYPE' },
  ],
  [
    'a body that is too large',
    { ...authors, body: JSON.stringify({ name: 'a'.repeat(3000), email: 'a@example.com' }) },
    { status: 413, code: 'MOCK_BODY_TOO_LARGE' },
  ],
  [
    'a body that is no JSON',
    { ...authors, body: '{"name": ' },
    { status: 400, code: 'MOCK_BAD_REQUEST', pointers: ['/body'] },
  ],
  ['no body where one is required', { ...authors }, { status: 400, pointers: ['/body'] }],
  ['a body of another type', { ...authors, body: '[]' }, { status: 400, pointers: ['/body'] }],
  [
    'missing properties, all of them',
    { ...authors, body: '{}' },
    { status: 400, pointers: ['/body/name', '/body/email'] },
  ],
  [
    'properties that break their schema, all of them',
    { ...authors, body: '{"name":"","email":"none","country":"DEU"}' },
    { status: 400, pointers: ['/body/name', '/body/email', '/body/country'] },
  ],
  [
    'a property that the schema does not know',
    { ...authors, body: '{"name":"A","email":"a@example.com","__proto__":{"a":1}}' },
    { status: 400, pointers: ['/body/__proto__'] },
  ],
]

describe('a request that breaks the contract', () => {
  it.each(cases)('is refused for %s', async (_title, given, want) => {
    const reply = await send(given)
    expect(reply.status).toBe(want.status)
    if (want.allow !== undefined) expect(reply.allow).toBe(want.allow)
    const problem = JSON.parse(reply.body)
    if (want.code !== undefined) expect(problem.code).toBe(want.code)
    if (want.pointers !== undefined) {
      const pointers = problem.errors.map((error: { pointer: string }) => error.pointer)
      expect(pointers.sort()).toEqual([...want.pointers].sort())
    }
  })

  it('stores nothing', async () => {
    for (const [, given] of cases) await send(given)
    const { body } = await send({ path: '/authors' })
    expect(JSON.parse(body)).toEqual({ data: [], total: 0 })
  })
})

// Sent by node:http, because fetch refuses some of these requests by itself.
function send({
  method = 'GET',
  path,
  headers = {},
  body,
}: Given): Promise<{ status: number; body: string; allow: string | undefined }> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const sent = request(`${mock.url}${path}`, { method, headers: { ...headers, ...length } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text, allow: response.headers.allow }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
