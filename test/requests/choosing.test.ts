// Operations that share a method and a path: each request goes to the one whose request it is.
import { describe, expect, it } from 'vitest'
import { answering, ask, json, mockOf } from './support.js'

const inPath = (name: string, schema: object) => ({ name, in: 'path', required: true, schema: { ...schema } })
const text = { type: 'string' }
const takes = (properties: object, required: readonly string[] = []) => ({
  requestBody: {
    content: { 'application/json': { schema: { type: 'object', properties: { ...properties }, required } } },
  },
})

describe('operations that share a path', () => {
  it.each([
    ['a uuid', '/files/00000000-0000-4000-8000-000000000000', 'byId'],
    ['a number', '/files/17', 'byNumber'],
    ['any other text', '/files/notes.txt', 'byName'],
  ])('are told apart by their path parameters: %s', async (_, path, want) => {
    const mock = await mockOf({
      paths: {
        '/files/{name}': { get: answering('byName', { parameters: [inPath('name', text)] }) },
        '/files/{id}': {
          get: answering('byId', { parameters: [inPath('id', { type: 'string', format: 'uuid' })] }),
        },
        '/files/{number}': {
          get: answering('byNumber', { parameters: [inPath('number', { type: 'integer' })] }),
        },
      },
    })
    expect(await ask(mock, path)).toBe(want)
  })

  it.each([
    ['/items?action=lock', 'lock'],
    ['/items?action=move&to=x', 'move'],
    ['/items?action=unknown', 'list'],
    ['/items', 'list'],
    ['/items?search=a%20b', 'search'],
  ])('are told apart by the query in their path key: %s', async (path, want) => {
    const mock = await mockOf({
      paths: {
        '/items': { get: answering('list') },
        '/items?action=lock': { get: answering('lock') },
        '/items?action=move#more': { get: answering('move') },
        '/items?search={words}': {
          get: answering('search', { parameters: [inPath('words', { type: 'string', minLength: 3 })] }),
        },
      },
    })
    expect(await ask(mock, path)).toBe(want)
  })

  it.each([
    ['what both allow', '/links', 'plain'],
    ['what only one requires', '/links?fields=a', 'fields'],
    ['a name that only one declares', '/links?fields=a&other=b', 'plain'],
  ])('are told apart by their query: %s', async (_, path, want) => {
    const fields = { name: 'fields', in: 'query', required: true, schema: text }
    const mock = await mockOf({
      paths: {
        '/links': {
          get: answering('plain', {
            parameters: [
              { ...fields, required: false },
              { name: 'other', in: 'query', schema: text },
            ],
          }),
        },
        '/links#fields': { get: answering('fields', { parameters: [fields] }) },
      },
    })
    expect(await ask(mock, path)).toBe(want)
  })

  const byBody = {
    paths: {
      '/files/{id}': { put: answering('update', takes({ name: text, link: {} })) },
      '/files/{id}#share': { put: answering('share', takes({ link: { type: 'object' } }, ['link'])) },
      '/files/{id}#hide': { put: answering('hide', takes({ link: { type: 'null' } }, ['link'])) },
    },
  }

  it.each([
    [{ name: 'a' }, 'update'],
    [{ link: {} }, 'share'],
    [{ link: null }, 'hide'],
    [{ link: {}, name: 'a' }, 'update'],
    [{ link: 5 }, 'update'],
    [{}, 'update'],
  ])('are told apart by the body that fits: %j', async (body, want) => {
    expect(await ask(await mockOf(byBody), '/files/1', json('PUT', body))).toBe(want)
  })

  it('refuse a request in the words of the one that fits best', async () => {
    const mock = await mockOf(byBody)
    expect(await ask(mock, '/files/1', json('PUT', { name: 5 }))).toEqual([400, '/body/name type'])
    expect(await ask(mock, '/files/1', { ...json('PUT', {}), body: '{' })).toEqual([400, '/body json'])
    const xml = { method: 'PUT', headers: { 'content-type': 'application/xml' }, body: '<a/>' }
    expect(await ask(mock, '/files/1', xml)).toEqual([415])
  })

  it('read a body once, whatever its size', async () => {
    const mock = await mockOf(byBody)
    const large = json('PUT', { name: 'a'.repeat(100_000) })
    expect(await ask(mock, '/files/1', large)).toBe('update')
    expect(await ask(mock, '/files/1', json('PUT', { name: 'a'.repeat(2_000_000) }))).toEqual([413])
  })

  it('are reached by name in tests and by a header, also where nothing tells them apart', async () => {
    const mock = await mockOf({
      paths: {
        '/cookies': { get: answering('first') },
        '/cookies#é/second': { get: answering('é/second') },
        '/cookies?kind=third': { get: answering('third') },
      },
    })
    for (const id of ['first', 'é/second', 'third']) {
      expect(await mock.send(id)).toMatchObject({ status: 200, body: id })
    }
    const headers = { 'x-mock-operation': encodeURIComponent('é/second') }
    expect(await ask(mock, '/cookies', { headers })).toBe('é/second')
    expect(await ask(mock, '/cookies', { headers: { 'x-mock-operation': 'none' } })).toBe('first')
  })
})

describe('a path', () => {
  it('with a fragment has only the parameters before it', async () => {
    const mock = await mockOf({ paths: { '/a/{id}#{mode}': { get: answering('only') } } })
    expect(await ask(mock, '/a/1')).toBe('only')
  })

  it('with a parameter in its query takes it from there', async () => {
    const mock = await mockOf({
      paths: {
        '/a?n={number}': {
          get: answering('only', { parameters: [inPath('number', { type: 'integer' })] }),
        },
      },
    })
    expect(await ask(mock, '/a?n=5')).toBe('only')
    expect(await ask(mock, '/a?n=x')).toEqual([400, '/path/number type'])
    expect(await ask(mock, '/a')).toEqual([400, '/path/number required'])
  })

  it.each([
    ['malformed escapes in a parameter', '/files/%ZZ', [400, '/path/id encoding']],
    ['malformed escapes that no path has', '/nothing%', [400, '/path encoding']],
    ['escapes that are no UTF-8', '/files/%FF', [400, '/path/id encoding']],
    ['an escaped slash, which stays in its segment', '/files/a%2Fb', 'only'],
    ['empty segments', '//files/1', [404]],
    ['a semicolon', '/files/1;x=2', 'only'],
    ['NUL', '/files/%00', 'only'],
  ])('with %s', async (_, path, want) => {
    const mock = await mockOf({
      paths: { '/files/{id}': { get: answering('only', { parameters: [inPath('id', text)] }) } },
    })
    expect(await ask(mock, path)).toEqual(want)
  })

  it('is found below the base path of any server', async () => {
    const servers = [
      { url: 'https://api.test/v{version}/', variables: { version: { default: '2' } } },
      { url: '/base' },
    ]
    const mock = await mockOf({ servers, paths: { '/a/{id}': { get: answering('only') } } })
    for (const path of ['/a/1', '/v2/a/1', '/base/a/1', '/base/a/1/']) {
      expect(await ask(mock, path)).toBe('only')
    }
    expect(await ask(mock, '/v3/a/1')).toEqual([404])
  })
})
