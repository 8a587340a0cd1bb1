// Records whose key the client chooses, and changes by other methods than PUT and PATCH, in documents without a declaration.
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, it } from 'vitest'
import { openAnswers, responseOf, thing, things } from '../responses/open-answers.js'

const silent = { description: '' }
const shown = responseOf(thing)
const problem = responseOf({ type: 'object' }, 'application/problem+json')
const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
const at = '/things/{id}'

describe('a PUT that declares 201 and 200', () => {
  const open = () =>
    openAnswers(things({ replace: { '200': shown, '201': shown, '409': problem, '412': problem } }))

  it('creates with the key of its path, and then replaces', async () => {
    const mock = await open()
    const put = (name: string) => mock.ask('PUT', '/things/mine', { at, body: { id: 'mine', name } })
    const created = await put('one')
    expect(created).toMatchObject({ status: 201, verdict: 'valid', body: { id: 'mine', name: 'one' } })
    expect(await put('two')).toMatchObject({
      status: 200,
      verdict: 'valid',
      body: { id: 'mine', name: 'two' },
    })
    expect((await mock.ask('GET', '/things')).body).toEqual([{ id: 'mine', name: 'two' }])
  })

  it('takes the key of its path, whatever the body says', async () => {
    const mock = await open()
    const put = (id: string) => mock.ask('PUT', '/things/mine', { at, body: { id, name: 'n' } })
    const record = { id: 'mine', name: 'n' }
    expect(await put('yours')).toMatchObject({ status: 201, verdict: 'valid', body: record })
    expect(await put('yours')).toMatchObject({ status: 200, verdict: 'valid', body: record })
    expect((await mock.ask('GET', '/things')).body).toEqual([record])
  })

  it('creates only what is not there where the client says so', async () => {
    const mock = await open()
    const put = () =>
      mock.ask('PUT', '/things/mine', {
        at,
        headers: { 'if-none-match': '*' },
        body: { id: 'mine', name: 'n' },
      })
    expect([(await put()).status, (await put()).status]).toEqual([201, 412])
  })

  it('is beside a POST, which refuses a key that is taken', async () => {
    const mock = await open()
    const body = { id: 'mine', name: 'n' }
    await mock.ask('PUT', '/things/mine', { at, body })
    expect(await mock.ask('POST', '/things', { body })).toMatchObject({
      status: 409,
      body: { code: 'MOCK_CONFLICT' },
    })
  })

  it('of 16 clients at once creates one record, and answers 201 once', async () => {
    const mock = await open()
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        mock.ask('PUT', '/things/mine', { at, body: { id: 'mine', name: `n${i}` } }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(15).fill(200), 201])
    expect((await mock.ask('GET', '/things')).body).toHaveLength(1)
  })
})

describe('an update by POST', () => {
  const partial = {
    content: { 'application/json': { schema: { type: 'object', properties: { name: { type: 'string' } } } } },
  }
  const { '/things': collection, '/things/{id}': item } = things()
  const { get: read } = Object(item) as { get: JsonObject }
  const paths: JsonObject = {
    '/things': collection ?? {},
    '/things/{id}': { parameters, get: read, post: { requestBody: partial, responses: { '200': shown } } },
  }

  it('changes what it names, and nothing that is not there', async () => {
    const mock = await openAnswers(paths)
    await mock.ask('POST', '/things', { body: { id: 'a', name: 'one' } })
    const changed = await mock.ask('POST', '/things/a', { at, body: { name: 'two' } })
    expect(changed).toMatchObject({ status: 200, verdict: 'valid', body: { id: 'a', name: 'two' } })
    expect((await mock.ask('GET', '/things/a', { at })).body).toEqual({ id: 'a', name: 'two' })
    expect((await mock.ask('POST', '/things/b', { at, body: { name: 'x' } })).status).toBe(404)
    expect((await mock.ask('GET', '/things')).body).toHaveLength(1)
  })
})

describe('a soft 200', () => {
  // Errors of some APIs are a success with a body that says otherwise; the contract then has no status for them.
  const soft = (schema: JsonObject) => ({ '200': responseOf(schema) })
  const outcome = {
    oneOf: [
      thing,
      {
        type: 'object',
        required: ['error'],
        properties: { error: { type: 'string' } },
        additionalProperties: false,
      },
    ],
  }

  it('is the status of every operation of a document that knows no other', async () => {
    const mock = await openAnswers(
      things({
        create: soft(thing),
        read: soft(thing),
        replace: soft(thing),
        remove: soft({ type: 'object' }),
      }),
    )
    const body = { id: 'a', name: 'n' }
    expect(await mock.ask('POST', '/things', { body })).toMatchObject({ status: 200, verdict: 'valid' })
    expect(await mock.ask('PUT', '/things/a', { at, body })).toMatchObject({ status: 200, verdict: 'valid' })
    expect(await mock.ask('DELETE', '/things/a', { at })).toMatchObject({ status: 200, verdict: 'valid' })
    expect((await mock.ask('GET', '/things/a', { at })).status).toBe(404)
  })

  it('that may also be an error shows the record where there is one', async () => {
    const mock = await openAnswers(things({ read: soft(outcome) }))
    const body = { id: 'a', name: 'n' }
    await mock.ask('POST', '/things', { body })
    expect(await mock.ask('GET', '/things/a', { at })).toMatchObject({ status: 200, body, verdict: 'valid' })
    expect((await mock.ask('GET', '/things/none', { at })).status).toBe(404)
  })
})

describe('a document without a word for a change', () => {
  it.each<[string, JsonObject]>([
    ['no responses at all', {}],
    ['only a default', { default: silent }],
  ])('%s changes all the same', async (_title, responses) => {
    const mock = await openAnswers({
      ...things({ replace: responses, create: responses, remove: responses }),
    })
    const body = { id: 'a', name: 'n' }
    expect((await mock.ask('POST', '/things', { body })).status).toBeLessThan(300)
    expect((await mock.ask('PUT', '/things/a', { at, body: { ...body, name: 'm' } })).status).toBeLessThan(
      300,
    )
    expect((await mock.ask('GET', '/things')).body).toEqual([{ id: 'a', name: 'm' }])
    expect((await mock.ask('DELETE', '/things/a', { at })).status).toBeLessThan(300)
    expect((await mock.ask('GET', '/things')).body).toEqual([])
  })
})
