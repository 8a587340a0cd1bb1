// Which of the declared media types an answer has, and what stands in it.
import type { JsonObject } from '@mockgen/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { MockKoa } from '../../runtime/http/mock-koa.js'
import { serve } from '../http/sockets.js'
import { type AnsweringMock, openAnswers, responseOf, thing, things } from './open-answers.js'

/** A GET whose success has these contents. */
function offering(content: JsonObject): JsonObject {
  return { get: { responses: { '200': { description: '', content } } } }
}

const string = { schema: { type: 'string' } }
const plain = { schema: { type: 'object', required: ['a'], properties: { a: { const: 'plain' } } } }
const vendor = { schema: { type: 'object', required: ['b'], properties: { b: { const: 'vendor' } } } }

describe('an operation with several media types', () => {
  let mock: AnsweringMock
  beforeAll(async () => {
    const several = {
      'application/json': plain,
      'application/vnd.x.v2+json': vendor,
      'text/plain': string,
      'application/xml': string,
    }
    mock = await openAnswers({
      '/several': offering(several),
      '/one': offering({ 'application/json': plain }),
    })
  })

  it.each<[string, { given: string | undefined; want: string }]>([
    ['no Accept header', { given: undefined, want: 'application/json' }],
    ['anything', { given: '*/*', want: 'application/json' }],
    ['one of them', { given: 'application/vnd.x.v2+json', want: 'application/vnd.x.v2+json' }],
    ['the best quality', { given: 'application/json;q=0.2, text/plain;q=0.9', want: 'text/plain' }],
    ['all but one', { given: 'application/json;q=0, */*', want: 'application/vnd.x.v2+json' }],
    ['a range', { given: 'text/*', want: 'text/plain' }],
    ['what browsers want', { given: 'text/html,application/xml;q=0.9,*/*;q=0.8', want: 'application/json' }],
    ['an unknown vendor type', { given: 'application/vnd.y+json', want: 'application/json' }],
  ])('answers a client that accepts %s', async (_title, { given, want }) => {
    const answer = await mock.ask('GET', '/several', {
      headers: given === undefined ? {} : { accept: given },
    })
    expect(answer).toMatchObject({ status: 200, verdict: 'valid' })
    expect(answer.headers.get('content-type')).toBe(want)
    expect(answer.headers.get('vary')).toBe('Origin, Accept')
  })

  it('says nothing about Accept where there is no choice', async () => {
    expect((await mock.ask('GET', '/one')).headers.get('vary')).toBe('Origin')
  })

  it('refuses a client that accepts only what a mock cannot write, and says so', async () => {
    const refused = await mock.ask('GET', '/several', { headers: { accept: 'application/xml' } })
    expect(refused).toMatchObject({ status: 406, body: { code: 'MOCK_NOT_ACCEPTABLE' } })
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('application/xml is declared') })
  })
})

describe('XML', () => {
  it('alone is not acceptable, whoever asks, and nothing is stored', async () => {
    const xml = { '200': { description: '', content: { 'application/xml': { schema: thing } } } }
    const mock = await openAnswers(things({ replace: xml }))
    const body = { id: 'a', name: 'b' }
    await mock.ask('POST', '/things', { body })
    const refused = await mock.ask('PUT', '/things/a', { body: { ...body, name: 'c' } })
    expect(refused).toMatchObject({ status: 406, body: { code: 'MOCK_NOT_ACCEPTABLE' } })
    expect((await mock.ask('GET', '/things')).body).toEqual([body])
  })

  it('is answered where the contract has a text of it', async () => {
    const mock = await openAnswers({ '/x': offering({ 'application/xml': { example: '<a/>' } }) })
    expect(await mock.ask('GET', '/x')).toMatchObject({ status: 200, body: '<a/>', verdict: 'valid' })
  })

  it('of errors is never a reason to hide them', async () => {
    const refused = { description: '', content: { 'application/xml': { schema: thing } } }
    const mock = await openAnswers(things({ read: { '200': responseOf(thing), '404': refused } }))
    const answer = await mock.ask('GET', '/things/none', { headers: { accept: 'application/xml' } })
    expect(answer).toMatchObject({ status: 404, body: { code: 'MOCK_NOT_FOUND' } })
  })
})

describe('a media type', () => {
  let mock: AnsweringMock
  const item = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } }
  const event = {
    type: 'object',
    required: ['data', 'event'],
    properties: { data: { const: 'one\ntwo' }, event: { const: 'tick' } },
  }
  const types: readonly (readonly [string, JsonObject])[] = [
    ['image/png', {}],
    ['image/jpeg', {}],
    ['image/gif', {}],
    ['image/webp', {}],
    ['image/svg+xml', {}],
    ['application/pdf', {}],
    ['application/zip', {}],
    ['application/gzip', {}],
    ['application/octet-stream', {}],
    ['image/*', {}],
    ['*/*', { schema: item }],
    ['text/csv', string],
    ['text/html', string],
    ['application/yaml', { schema: item }],
    ['text/event-stream', { schema: item }],
    ['text/event-stream; charset=utf-8', { itemSchema: event }],
    ['application/x-ndjson', { schema: item }],
    ['application/jsonl', { schema: { type: 'array', minItems: 2, items: item } }],
    ['application/json-seq', { schema: item }],
    ['application/x-www-form-urlencoded', { schema: item }],
    ['application/json', {}],
  ]

  beforeAll(async () => {
    mock = await openAnswers(
      Object.fromEntries(types.map(([type, content], i) => [`/t${i}`, offering({ [type]: content })])),
    )
  })

  function ask(type: string, accept = '*/*') {
    const i = types.findIndex(([other]) => other === type)
    return mock.ask('GET', `/t${i}`, { headers: { accept } })
  }

  it.each<[string, string]>([
    ['image/png', '89504e470d0a1a0a'],
    ['image/jpeg', 'ffd8ff'],
    ['image/gif', '474946383961'],
    ['image/webp', '52494646'],
    ['application/pdf', '255044462d'],
    ['application/zip', '504b0506'],
    ['application/gzip', '1f8b08'],
    ['image/svg+xml', Buffer.from('<svg ').toString('hex')],
  ])('%s is a file that begins as such files do', async (type, signature) => {
    const answer = await ask(type)
    expect(answer).toMatchObject({ status: 200, verdict: 'valid' })
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.bytes.toString('hex').slice(0, signature.length)).toBe(signature)
  })

  it('that is a range is the one of its types that the client accepts', async () => {
    expect((await ask('image/*')).headers.get('content-type')).toBe('image/png')
    const gif = await ask('image/*', 'image/gif')
    expect(gif.headers.get('content-type')).toBe('image/gif')
    expect(gif.bytes.toString('latin1', 0, 3)).toBe('GIF')
    const any = await ask('*/*')
    expect(any.headers.get('content-type')).toBe('application/json')
    expect(any.body).toEqual({ n: expect.any(Number) })
  })

  it('of events is one event', async () => {
    expect((await ask('text/event-stream')).body).toMatch(/^data: \{"n":-?\d+\}\n\n$/)
    const lines = String((await ask('text/event-stream; charset=utf-8')).body).split('\n')
    expect(lines.sort()).toEqual(['', '', 'data: one', 'data: two', 'event: tick'])
  })

  it('of lines is a value a line', async () => {
    expect((await ask('application/x-ndjson')).bytes.toString()).toMatch(/^\{"n":-?\d+\}\n$/)
    const lines = (await ask('application/jsonl')).bytes.toString().trim().split('\n')
    expect(lines.map((line) => typeof JSON.parse(line).n)).toEqual(lines.map(() => 'number'))
    expect(lines.length).toBeGreaterThan(1)
    expect((await ask('application/json-seq')).bytes.toString()).toMatch(/^\W\{"n":-?\d+\}\n$/)
  })

  it.each(['text/csv', 'text/html', 'application/yaml', 'application/octet-stream', 'application/json'])(
    '%s has a body',
    async (type) => {
      const answer = await ask(type)
      expect(answer).toMatchObject({ status: 200, verdict: 'valid' })
      expect(answer.bytes.length).toBeGreaterThan(0)
    },
  )

  it('of forms is a form', async () => {
    expect((await ask('application/x-www-form-urlencoded')).body).toMatch(/^n=-?\d+$/)
  })
})

describe('a stored record', () => {
  it('is shown where the contract says only that anything may be answered', async () => {
    const any = (status: string) => ({ [status]: responseOf(thing, '*/*') })
    const mock = await openAnswers(things({ create: any('201'), read: any('200') }))
    const body = { id: 'a', name: 'mine' }
    expect(await mock.ask('POST', '/things', { body })).toMatchObject({ status: 201, body })
    expect(await mock.ask('GET', '/things/a', { at: '/things/{id}' })).toMatchObject({
      body,
      verdict: 'valid',
    })
  })

  it('is shown in each of the JSON types by the schema of that type', async () => {
    const short = {
      type: 'object',
      required: ['id'],
      additionalProperties: false,
      properties: { id: { type: 'string' } },
    }
    const content = { 'application/json': { schema: thing }, 'application/vnd.short+json': { schema: short } }
    const mock = await openAnswers(things({ read: { '200': { description: '', content } } }))
    await mock.ask('POST', '/things', { body: { id: 'a', name: 'mine' } })
    const read = (accept: string) => mock.ask('GET', '/things/a', { headers: { accept }, at: '/things/{id}' })
    expect(await read('application/json')).toMatchObject({
      body: { id: 'a', name: 'mine' },
      verdict: 'valid',
    })
    expect(await read('application/vnd.short+json')).toMatchObject({ body: { id: 'a' }, verdict: 'valid' })
  })
})

describe('Vary', () => {
  it('keeps what middleware had to say', async () => {
    const onError = () => ({ status: 500, headers: {}, body: undefined })
    const dispatch = () => ({ status: 200, headers: { vary: 'Accept' }, body: 'a' })
    const app = new MockKoa({ dispatch, onError })
    app.use(async (ctx, next) => {
      ctx.vary('Origin')
      await next()
    })
    const { url } = await serve(app.callback())
    expect((await fetch(url)).headers.get('vary')).toBe('Origin, Accept')
  })
})
