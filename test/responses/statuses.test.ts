// The status of an answer follows from what happened, as far as the contract has a word for it.
import { request } from 'node:http'
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, it } from 'vitest'
import { openAnswers, responseOf, thing, things } from './open-answers.js'

const shown = responseOf(thing)
const silent = { description: '' }
const body = { id: 'a', name: 'b' }

describe('a create', () => {
  it.each<[string, { given: JsonObject; want: number }]>([
    ['only 200', { given: { '200': shown }, want: 200 }],
    ['200 and 201', { given: { '200': shown, '201': shown }, want: 201 }],
    ['only 202', { given: { '202': silent }, want: 202 }],
    ['only 204', { given: { '204': silent }, want: 204 }],
    ['a range', { given: { '2XX': shown }, want: 201 }],
    ['only a default', { given: { default: shown }, want: 201 }],
  ])('in a document that declares %s', async (_title, { given, want }) => {
    const mock = await openAnswers(things({ create: given }))
    const created = await mock.ask('POST', '/things', { body })
    expect(created).toMatchObject({ status: want, verdict: 'valid' })
    expect((await mock.ask('GET', '/things')).body).toEqual([body])
  })
})

describe('a delete', () => {
  it.each<[string, { given: JsonObject; want: number }]>([
    ['204 and 200', { given: { '200': silent, '204': silent }, want: 204 }],
    ['only 200', { given: { '200': responseOf({ type: 'object' }) }, want: 200 }],
    ['only 202', { given: { '202': silent }, want: 202 }],
    ['a range', { given: { '2XX': silent }, want: 204 }],
    ['no response at all', { given: {}, want: 204 }],
  ])('in a document that declares %s', async (_title, { given, want }) => {
    const mock = await openAnswers(things({ remove: given }))
    await mock.ask('POST', '/things', { body })
    expect(await mock.ask('DELETE', '/things/a', { at: '/things/{id}' })).toMatchObject({ status: want })
    expect((await mock.ask('GET', '/things')).body).toEqual([])
  })
})

describe('an answer without content', () => {
  it.each(['204', '205', '304'])('%s has none, even where a contract describes some', async (status) => {
    const mock = await openAnswers({ '/x': { get: { responses: { [status]: shown, '400': silent } } } })
    const answer = await mock.ask('GET', '/x', { headers: { prefer: `code=${status}` } })
    expect(answer).toMatchObject({ status: Number(status), body: undefined })
    expect(answer.headers.get('content-type')).toBeNull()
  })
})

describe('a redirect', () => {
  it.each<[string, { given: JsonObject; want: RegExp }]>([
    [
      'an example',
      { given: { schema: { type: 'string' }, example: 'https://a.test/b' }, want: /^https:\/\/a\.test\/b$/ },
    ],
    ['any text', { given: { schema: { type: 'string' } }, want: /^\/$/ }],
    ['an absolute URL', { given: { schema: { type: 'string', format: 'uri' } }, want: /^https?:\/\/\S+$/ }],
  ])('leads somewhere where its Location is %s', async (_title, { given, want }) => {
    const redirect = { description: '', headers: { Location: given } }
    const mock = await openAnswers({ '/x': { get: { responses: { '302': redirect } } } })
    const answer = await mock.ask('GET', '/x')
    expect(answer).toMatchObject({ status: 302, verdict: 'valid' })
    expect(answer.headers.get('location')).toMatch(want)
  })
})

describe('HEAD, OPTIONS and other methods', () => {
  it('HEAD is the GET without its body', async () => {
    const mock = await openAnswers(things())
    await mock.ask('POST', '/things', { body })
    const get = await mock.ask('GET', '/things/a', { at: '/things/{id}' })
    const head = await mock.ask('HEAD', '/things/a', { at: '/things/{id}' })
    expect(head).toMatchObject({ status: 200, body: undefined })
    for (const name of ['content-length', 'content-type', 'etag'])
      expect(head.headers.get(name)).toBe(get.headers.get(name))
    expect((await mock.ask('HEAD', '/things/none')).status).toBe(404)
  })

  it('a declared HEAD and OPTIONS are their own', async () => {
    const marked = (value: string) => ({
      '200': { description: '', headers: { 'X-Of': { required: true, schema: { const: value } } } },
    })
    const mock = await openAnswers({
      '/x': {
        get: { responses: { '200': responseOf({ const: 'body' }) } },
        head: { responses: marked('head') },
        options: { responses: marked('options') },
      },
    })
    expect((await mock.ask('HEAD', '/x')).headers.get('x-of')).toBe('head')
    expect((await mock.ask('OPTIONS', '/x')).headers.get('x-of')).toBe('options')
  })

  it('OPTIONS tells the methods of all templates that fit, and of the server', async () => {
    const mock = await openAnswers({
      '/a/{id}': { get: { responses: { '200': silent } } },
      '/a/me': { patch: { responses: { '200': silent } } },
    })
    const options = await mock.ask('OPTIONS', '/a/me')
    expect(options.status).toBe(204)
    expect(options.headers.get('allow')).toBe('GET, HEAD, OPTIONS, PATCH')
    for (const method of ['DELETE', 'TRACE', 'PROPFIND']) {
      const refused = await mock.ask(method, '/a/me')
      expect(refused).toMatchObject({ status: 405, body: { code: 'MOCK_METHOD_NOT_ALLOWED' } })
      expect(refused.headers.get('allow')).toBe('GET, HEAD, OPTIONS, PATCH')
    }
  })

  it('OPTIONS about the server as a whole finds it alive', async () => {
    const { port } = new URL((await openAnswers(things())).url)
    const status = await new Promise((resolve, reject) => {
      request({ method: 'OPTIONS', path: '*', host: '127.0.0.1', port }, (response) => {
        resolve(response.resume().statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(204)
  })

  it('a declared TRACE answers', async () => {
    const mock = await openAnswers({ '/x': { trace: { responses: { '200': silent } } } })
    expect((await mock.ask('TRACE', '/x')).status).toBe(200)
  })
})

describe('304', () => {
  it.each<[string, { given: JsonObject; want: number }]>([
    ['the only response', { given: { '304': silent }, want: 304 }],
    ['a response beside an error', { given: { '304': silent, '404': silent }, want: 200 }],
    ['a response beside a redirect', { given: { '304': silent, '302': silent }, want: 302 }],
  ])('as %s', async (_title, { given, want }) => {
    const mock = await openAnswers({ '/x': { get: { operationId: 'x', responses: given } } })
    expect((await mock.ask('GET', '/x')).status).toBe(want)
  })
})
