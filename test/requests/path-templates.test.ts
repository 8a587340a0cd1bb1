// Path keys as real documents spell them, from the request to the record: suffixes, several parameters in a segment, trailing
// slashes, fragments and queries, and pairs of templates that fit the same path.
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, it } from 'vitest'
import { answering, ask, json, mockOf } from './support.js'

const text = { type: 'string' }
const thing = {
  type: 'object',
  required: ['id'],
  properties: { id: text, name: text, state: { enum: ['idle', 'active'] } },
}
const content = { 'application/json': { schema: thing } }
const shown = { description: '', content }
const listed = {
  description: '',
  content: { 'application/json': { schema: { type: 'array', items: thing } } },
}
const inPath = (...names: readonly string[]) =>
  names.map((name) => ({ name, in: 'path', required: true, schema: text }))
const requestBody = { required: true, content }

/** A collection at `path` whose items are at `item`, with all five operations. */
function collection(path: string, item: string, parameters = inPath('id')): JsonObject {
  return {
    [path]: {
      get: { operationId: 'list', responses: { 200: listed } },
      post: { operationId: 'create', requestBody, responses: { 201: shown } },
    },
    [item]: {
      parameters,
      get: { operationId: 'read', responses: { 200: shown, 404: { description: '' } } },
      put: { operationId: 'replace', requestBody, responses: { 200: shown } },
      delete: { operationId: 'remove', responses: { 204: { description: '' } } },
    },
  }
}

/** Creates, reads, changes, lists and removes a record by the paths that a client would use. */
async function live(paths: JsonObject, list: string, item: (id: string) => string): Promise<void> {
  const mock = await mockOf({ paths })
  const created = await fetch(mock.url + list, json('POST', { id: 'a.b', name: 'one' }))
  expect(created.status).toBe(201)
  expect(created.headers.get('location')).toBe(item('a.b'))
  expect(await ask(mock, item('a.b'))).toEqual({ id: 'a.b', name: 'one' })
  expect(await ask(mock, item('a.b'), json('PUT', { id: 'a.b', name: 'two' }))).toMatchObject({ name: 'two' })
  expect(await ask(mock, list)).toEqual([{ id: 'a.b', name: 'two' }])
  expect(await ask(mock, item('a.b'), { method: 'DELETE' })).toEqual([204])
  expect(await ask(mock, item('a.b'))).toEqual([404])
}

describe('records live below', () => {
  it.each<[string, { list: string; item: string; at: (id: string) => string }]>([
    ['a suffix', { list: '/things.json', item: '/things/{id}.json', at: (id) => `/things/${id}.json` }],
    [
      'a suffix of items alone',
      { list: '/things', item: '/things/{id}.json', at: (id) => `/things/${id}.json` },
    ],
    ['trailing slashes', { list: '/things/', item: '/things/{id}/', at: (id) => `/things/${id}/` }],
    [
      'names that are no identifiers',
      { list: '/my things', item: '/my things/{id}', at: (id) => `/my%20things/${id}` },
    ],
  ])('%s', async (_, { list, item, at }) => {
    await live(collection(list, item), encodeURI(list), at)
  })
})

describe('a custom method', () => {
  it.each(['activate', 'undelete'])('{id}:%s does not take the item of its name', async (verb) => {
    const mock = await mockOf({
      paths: {
        ...collection('/things', '/things/{id}'),
        [`/things/{id}:${verb}`]: { post: answering('verb', { parameters: inPath('id') }) },
      },
    })
    await ask(mock, '/things', json('POST', { id: '7' }))
    expect(await ask(mock, `/things/7:${verb}`, { method: 'POST' })).toBe('verb')
    expect(await ask(mock, '/things/7')).toEqual({ id: '7' })
    expect(await ask(mock, '/things')).toEqual([{ id: '7' }])
  })
})

describe('several parameters in one segment', () => {
  it('are decoded apart, each by its own schema', async () => {
    const parameters = [
      { name: 'page', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'format', in: 'path', required: true, schema: { enum: ['png', 'jpg'] } },
    ]
    const mock = await mockOf({
      paths: {
        '/pages/{page}.{format}': { get: answering('page', { parameters }) },
        '/compare/{base}...{head}': { get: answering('compare', { parameters: inPath('base', 'head') }) },
      },
    })
    expect(await ask(mock, '/pages/12.png')).toBe('page')
    expect(await ask(mock, '/pages/x.png')).toEqual([400, '/path/page type'])
    expect(await ask(mock, '/pages/12.gif')).toEqual([400, '/path/format enum'])
    expect(await ask(mock, '/pages/12')).toEqual([404])
    expect(await ask(mock, '/compare/main...dev%2Fx')).toBe('compare')
    expect(await ask(mock, '/compare/main..dev')).toEqual([404])
  })
})

describe('templates that fit the same path', () => {
  it('take the one that says more, and the other for everything else', async () => {
    const mock = await mockOf({
      paths: {
        '/{kind}/list': { get: answering('any', { parameters: inPath('kind') }) },
        '/things/{id}': { get: answering('item', { parameters: inPath('id') }) },
        '/things/list': { get: answering('exact') },
      },
    })
    expect(await ask(mock, '/things/list')).toBe('exact')
    expect(await ask(mock, '/other/list')).toBe('any')
    expect(await ask(mock, '/things/7')).toBe('item')
  })

  it('are the same records where only the name of the parameter differs', async () => {
    const { '/things': root, '/things/{id}': item } = collection('/things', '/things/{id}')
    const { parameters: _, delete: remove, ...others } = Object(item)
    const mock = await mockOf({
      paths: {
        '/things': root ?? {},
        '/things/{id}': { parameters: inPath('id'), ...others },
        '/things/{thingId}': { parameters: inPath('thingId'), delete: remove },
      },
    })
    await ask(mock, '/things', json('POST', { id: '7' }))
    expect(await ask(mock, '/things/7')).toEqual({ id: '7' })
    expect(await ask(mock, '/things/7', { method: 'DELETE' })).toEqual([204])
    expect(await ask(mock, '/things/7')).toEqual([404])
  })
})

describe('a suffix', () => {
  it('of a parent is not looked for in the paths of what stands below it', async () => {
    const toys = { type: 'array', items: { type: 'object', required: ['id'], properties: { id: text } } }
    const toy = { 'application/json': { schema: toys.items } }
    const mock = await mockOf({
      paths: {
        ...collection('/things.json', '/things/{id}.json'),
        '/things/{id}/toys.json': {
          parameters: inPath('id'),
          get: {
            operationId: 'listToys',
            responses: { 200: { description: '', content: { 'application/json': { schema: toys } } } },
          },
          post: {
            operationId: 'createToy',
            requestBody: { content: toy },
            responses: { 201: { description: '', content: toy } },
          },
        },
      },
    })
    for (const id of ['a', 'b']) await ask(mock, '/things.json', json('POST', { id }))
    expect((await fetch(`${mock.url}/things/a/toys.json`, json('POST', { id: 'x' }))).status).toBe(201)
    expect(await ask(mock, '/things/a/toys.json')).toEqual([{ id: 'x' }])
    expect(await ask(mock, '/things/b/toys.json')).toEqual([])
    expect(await ask(mock, '/things/none/toys.json')).toEqual([404])
  })
})
