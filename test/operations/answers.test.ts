// Answers at the edges: what HTTP cannot carry, keys that no URL can hold, media type ranges, far pages.
import type { JsonObject } from '@mockgen/runtime'
import { createMockApp, silentLogger } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { exampleDocument, openMock } from '../support/open-mock.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const item = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, length: { type: 'integer' } },
}
const content = { 'application/json': { schema: item } }

/** A collection below `path`, with a list that may be filtered. */
function collection(path: string): JsonObject {
  const list = {
    '200': { description: '', content: { 'application/json': { schema: { type: 'array', items: item } } } },
  }
  const parameters = [
    { name: 'page', in: 'query', schema: { type: 'integer' } },
    { name: 'constructor', in: 'query', schema: { type: 'string' } },
  ]
  return {
    openapi: '3.1.0',
    info: { title: 'Items', version: '1' },
    paths: {
      [path]: {
        get: { operationId: 'list', parameters, responses: list },
        post: {
          operationId: 'create',
          requestBody: { content },
          responses: { '201': { description: '', content } },
        },
      },
      [`${path}/{id}`]: { get: { operationId: 'read', responses: { '200': { description: '', content } } } },
      '/picture': {
        get: {
          operationId: 'picture',
          responses: { '200': { description: '', content: { 'image/*': {} } } },
        },
      },
    },
  }
}

async function start(path = '/items'): Promise<string> {
  const app = createMockApp({
    contract: collection(path),
    entities: {
      items: {
        schemas: [
          `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/post/requestBody/content/application~1json/schema`,
        ],
        key: 'id',
        generateKey: 'uuid',
      },
    },
    operations: {
      list: {
        method: 'get',
        path,
        action: 'list',
        entity: 'items',
        page: { page: 'page' },
        filters: { constructor: 'length' },
      },
      create: { method: 'post', path, action: 'create', entity: 'items' },
      read: { method: 'get', path: `${path}/{id}`, action: 'read', entity: 'items', key: 'id' },
      picture: { method: 'get', path: '/picture' },
    },
    log: silentLogger,
  })
  mock = await startMock(app)
  return mock.url
}

function create(url: string, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

describe('the Location of a new record', () => {
  it.each([['/日本'], ['/a b'], ['/ünï']])('is a URI that reads it below %s', async (path) => {
    const url = await start(path)
    const created = await create(url, path, { id: 'a/b' })
    expect(created.status).toBe(201)
    const location = created.headers.get('location') ?? ''
    expect(location).toMatch(/^[\x21-\x7e]+$/)
    expect((await fetch(url + location)).status).toBe(200)
  })

  it.each([[''], ['.'], ['..'], ['\ud800'], ['k'.repeat(2000)]])(
    'is never one for the key %j, which is refused',
    async (id) => {
      const url = await start()
      const refused = await create(url, '/items', { id })
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/body/id' }] })
      expect(await (await fetch(`${url}/items`)).json()).toEqual([])
    },
  )
})

describe('a list', () => {
  it('has nothing on a page farther than numbers count', async () => {
    const url = await start()
    await create(url, '/items', { id: 'a' })
    const far = await fetch(`${url}/items?page=9007199254740991`)
    expect(await far.json()).toEqual([])
  })

  it('does not take what every object has for a filter', async () => {
    const url = await start()
    await create(url, '/items', { id: 'a' })
    expect(await (await fetch(`${url}/items`)).json()).toEqual([{ id: 'a' }])
  })
})

describe('a media type range', () => {
  it('is answered with one of its types', async () => {
    const url = await start()
    expect((await fetch(`${url}/picture`)).headers.get('content-type')).toBe('image/png')
  })
})

describe('a hook', () => {
  it.each([
    ['a status that HTTP does not have', 99, {}],
    ['a header that HTTP does not allow', 201, { 'x-name': 'a\r\nb' }],
  ])('with %s stores nothing', async (_title, status, headers) => {
    const { app } = await openMock(exampleDocument('bookstore'), {
      handlers: {
        createAuthor: async (_ctx: never, next: () => Promise<unknown>) => {
          await next()
          return { status, headers, body: {} }
        },
      },
    })
    mock = await startMock(app)
    expect((await mock.send('createAuthor')).status).toBe(500)
    expect((await mock.send('listAuthors')).body).toMatchObject({ total: 0 })
  })

  it('that calls next twice creates nothing', async () => {
    const { app } = await openMock(exampleDocument('bookstore'), {
      handlers: {
        createAuthor: async (_ctx: never, next: () => Promise<unknown>) => {
          await next()
          return next()
        },
      },
    })
    mock = await startMock(app)
    expect((await mock.send('createAuthor')).status).toBe(500)
    expect((await mock.send('listAuthors')).body).toMatchObject({ total: 0 })
  })
})

describe('an app that cannot start', () => {
  it.each([
    ['a contract that is missing', 'missing.json'],
    ['a contract that is no JSON', 'answers.test.ts'],
  ])('says so for %s', (_title, file) => {
    const contract = new URL(file, import.meta.url)
    const definition = { contract, operations: {}, entities: {}, log: silentLogger }
    expect(() => createMockApp(definition)).toThrow(
      expect.objectContaining({ code: 'MOCK_CONTRACT_UNREADABLE' }),
    )
  })
})
