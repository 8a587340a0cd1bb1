// The Prefer header (RFC 7240), as users of stateless mock servers know it, and as RFC 7240 itself has it.
import type { JsonObject } from '@mockgen/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AnsweringMock, openAnswers, responseOf, thing, things } from './open-answers.js'

const problem = {
  type: 'object',
  required: ['status', 'message'],
  properties: { status: { type: 'integer' }, message: { type: 'string' } },
}
const examples = {
  cat: { value: { id: 'cat', name: 'Tom' } },
  mouse: { summary: 'small', value: { id: 'mouse', name: 'Jerry' } },
}
const read: JsonObject = {
  '200': { description: '', content: { 'application/json': { schema: thing, examples } } },
  '404': responseOf(problem),
  '422': {
    description: '',
    content: { 'application/json': { schema: problem, example: { status: 1, message: 'no' } } },
  },
  '500': { description: '' },
  '5XX': responseOf(problem),
}

describe('a preferred answer', () => {
  let mock: AnsweringMock
  beforeAll(async () => {
    mock = await openAnswers({
      ...things({ read, create: { '201': responseOf(thing), '409': responseOf(problem) } }),
      '/static': { get: { responses: read } },
    })
    await mock.ask('POST', '/things', { body: { id: 'a', name: 'mine' } })
  })

  const ask = (prefer: string, path = '/things/a') =>
    mock.ask('GET', path, { headers: { prefer }, at: path === '/static' ? path : '/things/{id}' })

  it.each<[string, { given: string; want: JsonObject }]>([
    ['a status', { given: 'code=404', want: { status: 404, body: { status: 404, message: 'Not Found' } } }],
    [
      'a status with an example',
      { given: 'code=422', want: { status: 422, body: { status: 1, message: 'no' } } },
    ],
    [
      'a status of a range',
      { given: 'code=503', want: { status: 503, body: { status: 503, message: 'Service Unavailable' } } },
    ],
    ['a status in quotes', { given: 'code="404"', want: { status: 404 } }],
    ['the first of two', { given: 'code=404, code=422', want: { status: 404 } }],
    ['an example', { given: 'example=mouse', want: { status: 200, body: { id: 'mouse', name: 'Jerry' } } }],
    ['both', { given: 'code=200, example="cat"', want: { status: 200, body: { id: 'cat', name: 'Tom' } } }],
    ['both, with semicolons', { given: 'code=200; example=cat', want: { body: { id: 'cat', name: 'Tom' } } }],
    ['the first example', { given: 'code=200', want: { body: { id: 'cat', name: 'Tom' } } }],
  ])('has %s', async (_title, { given, want }) => {
    for (const path of ['/things/a', '/static']) {
      expect(await ask(given, path)).toMatchObject({ ...want, verdict: 'valid' })
    }
  })

  it('says what it follows', async () => {
    const answer = await ask('code=200, example=cat, wait=5')
    expect(answer.headers.get('preference-applied')).toBe('code=200, example="cat"')
    expect(answer.headers.get('vary')).toBe('Origin, Prefer')
    expect((await ask('wait=5')).headers.get('preference-applied')).toBeNull()
  })

  it('of an error without content is a problem document', async () => {
    const answer = await ask('code=500')
    expect(answer).toMatchObject({
      status: 500,
      body: { type: 'about:blank', title: 'Internal Server Error', status: 500 },
    })
  })

  it('made up is valid and another one each time', async () => {
    for (const path of ['/things/a', '/static']) {
      const answers = [
        await ask('dynamic=true', path),
        await ask('dynamic=true', path),
        await ask('dynamic=true', path),
      ]
      expect(answers.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid'])
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(3)
    }
    expect(await ask('dynamic=true, code=404')).toMatchObject({ status: 404, verdict: 'valid' })
  })

  it('made up with a seed is the same in the next run', async () => {
    const run = async () => {
      const seeded = await openAnswers({ '/static': { get: { responses: read } } }, {}, { seed: 7 })
      const bodies = []
      for (let i = 0; i < 3; i++)
        bodies.push((await seeded.ask('GET', '/static', { headers: { prefer: 'dynamic=true' } })).body)
      return bodies
    }
    const first = await run()
    expect(await run()).toEqual(first)
    expect(new Set(first.map((body) => JSON.stringify(body))).size).toBe(3)
  })

  it.each([
    ['a status that the contract does not have', 'code=418', '422'],
    ['a status that is none', 'code=4040', '200 to 599'],
    ['an example that the contract does not have', 'example=dog', '"cat", "mouse"'],
    ['an example of a response without any', 'code=404, example=cat', 'no examples'],
  ])('is refused for %s', async (_title, prefer, detail) => {
    expect(await ask(prefer)).toMatchObject({
      status: 400,
      body: { code: 'MOCK_PREFERENCE', detail: expect.stringContaining(detail) },
    })
  })

  it('changes nothing', async () => {
    const body = { id: 'b', name: 'new' }
    for (const prefer of ['code=201', 'code=409', 'dynamic=true'])
      await mock.ask('POST', '/things', { body, headers: { prefer } })
    expect((await mock.ask('GET', '/things')).body).toEqual([{ id: 'a', name: 'mine' }])
    expect(await ask('dynamic=false')).toMatchObject({ body: { id: 'a', name: 'mine' } })
  })

  it('is not given to a request that breaks the contract', async () => {
    const refused = await mock.ask('POST', '/things', { body: { id: 1 }, headers: { prefer: 'code=201' } })
    expect(refused).toMatchObject({ status: 400, body: { code: 'MOCK_INVALID_REQUEST' } })
  })

  it('of an error is readable whatever the client accepts', async () => {
    const answer = await mock.ask('GET', '/static', { headers: { prefer: 'code=404', accept: 'image/png' } })
    expect(answer).toMatchObject({ status: 404, body: { status: 404 } })
  })
})

describe('a change whose client prefers', () => {
  const shown = responseOf(thing)
  const silent = { description: '' }
  const body = { id: 'a', name: 'n' }
  const replace = { '200': shown, '204': silent }
  const create = { '201': shown, '202': silent }

  it.each<[string, { given: string; want: JsonObject; applied: string | null }]>([
    [
      'the least',
      { given: 'return=minimal', want: { status: 204, body: undefined as never }, applied: 'return=minimal' },
    ],
    [
      'the record',
      { given: 'return=representation', want: { status: 200, body }, applied: 'return=representation' },
    ],
    ['something else', { given: 'return=everything', want: { status: 200, body }, applied: null }],
    ['to wait', { given: 'wait=10', want: { status: 200, body }, applied: null }],
  ])('%s', async (_title, { given, want, applied }) => {
    const mock = await openAnswers(things({ replace }))
    await mock.ask('POST', '/things', { body: { ...body, name: 'old' } })
    const put = await mock.ask('PUT', '/things/a', { body, headers: { prefer: given }, at: '/things/{id}' })
    expect(put).toMatchObject({ ...want, verdict: 'valid' })
    expect(put.headers.get('preference-applied')).toBe(applied)
    const stored = await mock.ask('GET', '/things/a')
    expect(stored.body).toEqual(body)
    expect(put.headers.get('etag')).toBe(stored.headers.get('etag'))
  })

  it('the least, where the contract has no word for it, gets what the contract has', async () => {
    const mock = await openAnswers(things())
    const created = await mock.ask('POST', '/things', { body, headers: { prefer: 'return=minimal' } })
    expect(created).toMatchObject({ status: 201, body, verdict: 'valid' })
    expect(created.headers.get('preference-applied')).toBeNull()
  })

  it('not to wait is told so, where the contract knows that', async () => {
    const mock = await openAnswers(things({ create }))
    const accepted = await mock.ask('POST', '/things', { body, headers: { prefer: 'respond-async' } })
    expect(accepted).toMatchObject({ status: 202, body: undefined, verdict: 'valid' })
    expect(accepted.headers.get('location')).toBe('/things/a')
    expect(accepted.headers.get('preference-applied')).toBe('respond-async')
    const usual = await mock.ask('POST', '/things', { body: { ...body, id: 'b' } })
    expect(usual.status).toBe(201)
  })
})
