// Credentials that the contract asks for: who is let in, and what the others are told.
import type { JsonObject } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientOf, codeOf, type NotesOptions, openNotes } from './notes.js'

const securitySchemes: JsonObject = {
  headerKey: { type: 'apiKey', in: 'header', name: 'X-Key' },
  queryKey: { type: 'apiKey', in: 'query', name: 'api key' },
  cookieKey: { type: 'apiKey', in: 'cookie', name: 'sid' },
  basic: { type: 'http', scheme: 'Basic' },
  bearer: { type: 'http', scheme: 'bearer' },
  digest: { type: 'http', scheme: 'Digest' },
  oauth: { type: 'oauth2', flows: {} },
  openId: { type: 'openIdConnect', openIdConnectUrl: 'https://example.com' },
  certificate: { type: 'mutualTLS' },
  'odd"\r\nname': { type: 'apiKey', in: 'header', name: 'x"\r\ny' },
}

let mock: StartedMock
const { get, send } = clientOf(() => mock.url)

afterEach(() => mock.close())

async function start(options: NotesOptions): Promise<void> {
  mock = await startMock(openNotes({ securitySchemes, ...options }))
}

describe('a security requirement', () => {
  it.each<
    readonly [
      title: string,
      given: {
        readonly security: NotesOptions['security']
        readonly headers?: Record<string, string>
        readonly query?: string
      },
      want: number,
    ]
  >([
    ['none', { security: [] }, 200],
    ['one that is absent', { security: [{ headerKey: [] }] }, 401],
    ['a key in a header', { security: [{ headerKey: [] }], headers: { 'x-key': 'a' } }, 200],
    ['an empty key', { security: [{ headerKey: [] }], headers: { 'x-key': ' ' } }, 401],
    ['a key in the query', { security: [{ queryKey: [] }], query: '?api+key=a%20b' }, 200],
    ['a key in the query that is empty', { security: [{ queryKey: [] }], query: '?api+key=' }, 401],
    ['a key in a cookie', { security: [{ cookieKey: [] }], headers: { cookie: 'a=1; sid=x' } }, 200],
    ['another cookie', { security: [{ cookieKey: [] }], headers: { cookie: 'asid=x' } }, 401],
    ['user and password', { security: [{ basic: [] }], headers: authorization('basic dTpw') }, 200],
    ['a user without colon', { security: [{ basic: [] }], headers: authorization('Basic dXA=') }, 401],
    ['no Base64', { security: [{ basic: [] }], headers: authorization('Basic u:p') }, 401],
    ['a token', { security: [{ bearer: [] }], headers: authorization('Bearer abc') }, 200],
    [
      'a token of a scheme in capitals',
      { security: [{ bearer: [] }], headers: authorization('BEARER abc') },
      200,
    ],
    ['no token', { security: [{ bearer: [] }], headers: authorization('Bearer ') }, 401],
    ['two tokens', { security: [{ bearer: [] }], headers: authorization('Bearer a b') }, 401],
    ['a token of another scheme', { security: [{ bearer: [] }], headers: authorization('Basic dTpw') }, 401],
    ['another scheme', { security: [{ digest: [] }], headers: authorization('Digest username="a"') }, 200],
    ['OAuth without a token', { security: [{ oauth: ['write'] }] }, 401],
    ['an OAuth token', { security: [{ oauth: ['write'] }], headers: authorization('Bearer abc') }, 200],
    ['an OpenID Connect token', { security: [{ openId: [] }], headers: authorization('Bearer abc') }, 200],
    ['a client certificate', { security: [{ certificate: [] }] }, 200],
    ['a scheme that is not declared', { security: [{ unknown: [] }] }, 200],
    ['nothing or something', { security: [{ bearer: [] }, {}] }, 200],
    ['the second of two', { security: [{ bearer: [] }, { headerKey: [] }], headers: { 'x-key': 'a' } }, 200],
    [
      'the Authorization header of one of two schemes',
      { security: [{ basic: [], oauth: [] }], headers: authorization('Bearer abc') },
      200,
    ],
    ['two schemes of Authorization, and none of them', { security: [{ basic: [], oauth: [] }] }, 401],
    [
      'two schemes of Authorization and a key, without the key',
      { security: [{ basic: [], oauth: [], headerKey: [] }], headers: authorization('Bearer abc') },
      401,
    ],
    ['one of two together', { security: [{ bearer: [], headerKey: [] }], headers: { 'x-key': 'a' } }, 401],
    [
      'two together',
      { security: [{ bearer: [], headerKey: [] }], headers: { 'x-key': 'a', ...authorization('Bearer a') } },
      200,
    ],
  ])('is met or not by %s', async (_title, { security, headers = {}, query = '' }, want) => {
    await start({ security: security ?? [] })
    const reply = await get(`/notes${query}`, headers)
    expect(reply.status).toBe(want)
    if (want === 401) expect(await codeOf(reply)).toBe('MOCK_UNAUTHENTICATED')
  })

  it('of an operation stands instead of that of the document', async () => {
    await start({ security: [{ bearer: [] }], contract: { listNotes: { security: [] } } })
    expect((await get('/notes')).status).toBe(200)
    expect((await get('/count')).status).toBe(401)
    expect((await get('/terms')).status).toBe(401)
  })

  it('is asked before anything else of the request is looked at', async () => {
    await start({ security: [{ bearer: [] }] })
    expect((await send('POST', '/notes', { wrong: true })).status).toBe(401)
    expect((await get('/notes?limit=x')).status).toBe(401)
    expect((await get('/nowhere')).status).toBe(404)
    expect((await fetch(`${mock.url}/notes`, { method: 'OPTIONS' })).status).toBe(204)
    expect((await fetch(`${mock.url}/system/health`)).status).toBe(200)
  })

  it('is not asked where security is turned off', async () => {
    await start({ security: [{ bearer: [] }], checkSecurity: false })
    expect((await get('/notes')).status).toBe(200)
  })

  it('is answered in the shape that the contract has for 401', async () => {
    const schema = { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] }
    const declared = { description: '', content: { 'application/json': { schema } } }
    await start({
      security: [{ bearer: [] }],
      contract: { getTerms: { responses: { 200: { description: '' }, 401: declared } } },
    })
    const reply = await get('/terms')
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="bearer"')
    expect(Object.keys(Object(await reply.json()))).toEqual(['reason'])
  })

  it('is told by a challenge for each scheme that would do', async () => {
    await start({
      security: [
        { bearer: [], headerKey: [] },
        { basic: [] },
        { 'odd"\r\nname': [] },
        { certificate: [], digest: [] },
      ],
    })
    const reply = await get('/notes')
    expect(reply.headers.get('www-authenticate')).toBe(
      [
        'Bearer realm="bearer"',
        'ApiKey realm="headerKey", in="header", name="X-Key"',
        'Basic realm="basic", charset="UTF-8"',
        'ApiKey realm="oddname", in="header", name="xy"',
        'digest realm="digest"',
      ].join(', '),
    )
  })
})

describe('requests of tests', () => {
  beforeEach(() =>
    start({
      security: [{ bearer: [], cookieKey: [], queryKey: [], headerKey: [] }],
      contract: { countNotes: { security: [{ basic: [] }] }, getTerms: { security: [{ digest: [] }] } },
    }),
  )

  it('carry credentials of nobody', async () => {
    for (const operation of ['listNotes', 'createNote', 'countNotes', 'getTerms'])
      expect([operation, (await mock.send(operation)).status]).toEqual([
        operation,
        operation === 'createNote' ? 201 : 200,
      ])
  })

  it('carry none where the test says so, and what the test gives itself', async () => {
    expect((await mock.send('listNotes', { credentials: false })).status).toBe(401)
    const empty: Record<string, object> = {
      token: { headers: { Authorization: 'Basic x' } },
      key: { headers: { 'X-Key': '' } },
      cookie: { headers: { Cookie: 'a=b' } },
      query: { query: { 'api key': '' } },
    }
    for (const [name, options] of Object.entries(empty))
      expect([name, (await mock.send('listNotes', options)).status]).toEqual([name, 401])
  })
})

function authorization(value: string): Record<string, string> {
  return { authorization: value }
}
