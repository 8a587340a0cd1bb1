// One document of each dialect, on the wire: what the dialect says about requests and answers is what the mock does.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const folder = tempFolder('mockgen-dialects')
const opened: StartedMock[] = []
afterAll(async () => {
  await Promise.all(opened.map((mock) => mock.close()))
})

async function mockOf(name: string, document: JsonObject): Promise<StartedMock> {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify({ info: { title: 'Test', version: '1' }, ...document }))
  const mock = await startMock((await openMock(file)).app)
  opened.push(mock)
  return mock
}

const ok = { description: 'ok' }

describe('Swagger 2.0', () => {
  let mock: StartedMock
  const pet = {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string' },
      name: { type: 'string', 'x-nullable': true },
      secret: { type: 'string', readOnly: true },
    },
  }
  const ref = { $ref: '#/definitions/Pet' }
  beforeAll(async () => {
    mock = await mockOf('swagger', {
      swagger: '2.0',
      basePath: '/api/v1',
      consumes: ['application/json'],
      produces: ['application/json'],
      definitions: { Pet: pet },
      paths: {
        '/pets': {
          get: {
            operationId: 'list',
            parameters: [
              {
                name: 'ids',
                in: 'query',
                type: 'array',
                items: { type: 'integer' },
                collectionFormat: 'pipes',
              },
              {
                name: 'tags',
                in: 'query',
                type: 'array',
                items: { type: 'string' },
                collectionFormat: 'multi',
              },
            ],
            responses: { 200: { ...ok, schema: { type: 'array', items: ref } } },
          },
          post: {
            operationId: 'create',
            parameters: [{ name: 'pet', in: 'body', required: true, schema: ref }],
            responses: { 201: { ...ok, schema: ref } },
          },
        },
        '/pets/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
          get: { operationId: 'read', responses: { 200: { ...ok, schema: ref } } },
        },
        '/upload': {
          post: {
            operationId: 'upload',
            consumes: ['multipart/form-data'],
            parameters: [
              { name: 'note', in: 'formData', type: 'string', required: true, maxLength: 3 },
              { name: 'file', in: 'formData', type: 'file' },
            ],
            responses: { 204: ok },
          },
        },
      },
    })
  })

  it('keeps records below its base path, with null where `x-nullable` allows it', async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ id: 'a', name: null })
    const created = await fetch(`${mock.url}/api/v1/pets`, { method: 'POST', headers, body })
    expect([created.status, created.headers.get('location')]).toEqual([201, '/api/v1/pets/a'])
    expect(await mock.send('read', { path: { id: 'a' } })).toMatchObject({ status: 200, violations: [] })
    expect((await mock.send('create', { body: { id: 1 } })).status).toBe(400)
  })

  it.each([
    ['?ids=1|2', 200],
    ['?ids=1|x', 400],
    ['?ids=1,2', 400],
    ['?tags=a&tags=b', 200],
  ])('reads collections in their format: %s is %i', async (query, want) => {
    expect((await fetch(`${mock.url}/pets${query}`)).status).toBe(want)
  })

  it('takes files and fields of a form', async () => {
    const upload = async (note: string) => {
      const form = new FormData()
      form.append('note', note)
      form.append('file', new Blob(['x']), 'x.txt')
      return (await fetch(`${mock.url}/upload`, { method: 'POST', body: form })).status
    }
    expect([await upload('abc'), await upload('abcd')]).toEqual([204, 400])
  })
})

describe('OpenAPI 3.1', () => {
  const schemas = {
    // A tree whose leaves are of the kind that the schema around it names.
    Tree: {
      $id: 'https://mock.test/tree',
      $dynamicAnchor: 'node',
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: { $dynamicRef: '#node' } } },
    },
    StrictTree: {
      $id: 'https://mock.test/strict-tree',
      $dynamicAnchor: 'node',
      $ref: 'https://mock.test/tree',
      unevaluatedProperties: false,
    },
    Sibling: { $ref: '#/components/schemas/Short', minLength: 2 },
    Short: { type: 'string', maxLength: 3 },
    Open: {
      allOf: [{ properties: { a: { type: 'integer' } } }],
      properties: { b: { const: 'only' } },
      unevaluatedProperties: false,
    },
    Several: { type: ['integer', 'null'] },
    Tuple: { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false },
    Conditional: {
      type: 'object',
      if: { properties: { kind: { const: 'a' } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { required: ['left'] },
      else: { required: ['right'] },
    },
  }
  let mock: StartedMock
  beforeAll(async () => {
    const paths = Object.keys(schemas).map((name): [string, JsonObject] => {
      const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } }
      return [
        `/${name}`,
        {
          post: {
            operationId: name,
            requestBody: { required: true, content },
            responses: { 200: { ...ok, content } },
          },
        },
      ]
    })
    mock = await mockOf('newest', {
      openapi: '3.1.0',
      paths: Object.fromEntries(paths),
      components: { schemas },
    })
  })

  it.each<[keyof typeof schemas, unknown, number]>([
    ['Tree', { children: [{ x: 1, name: 'n' }] }, 200],
    ['StrictTree', { children: [{ name: 'n', children: [] }] }, 200],
    ['StrictTree', { children: [{ x: 1, name: 'n' }] }, 400],
    ['StrictTree', { children: [{ children: [{ x: 1 }] }] }, 400],
    ['Sibling', 'ab', 200],
    ['Sibling', 'a', 400],
    ['Sibling', 'abcd', 400],
    ['Open', { a: 1, b: 'only' }, 200],
    ['Open', { a: 1, c: 1 }, 400],
    ['Open', { b: 'other' }, 400],
    ['Several', null, 200],
    ['Several', 1, 200],
    ['Several', 'x', 400],
    ['Tuple', [1, 'a'], 200],
    ['Tuple', [1, 'a', 2], 400],
    ['Conditional', { kind: 'a', left: 1 }, 200],
    ['Conditional', { kind: 'a', right: 1 }, 400],
    ['Conditional', { right: 1 }, 200],
  ])('%s: %j is %i', async (name, body, want) => {
    expect((await mock.send(name, { body })).status).toBe(want)
  })

  it.each(Object.keys(schemas))('%s is answered as it says', async (name) => {
    expect(await mock.send(name)).toMatchObject({ status: 200, violations: [] })
  })
})

describe('a document', () => {
  it('of webhooks alone serves nothing, and is healthy', async () => {
    const webhooks = { changed: { post: { operationId: 'changed', responses: { 200: ok } } } }
    const mock = await mockOf('webhooks', { openapi: '3.1.0', webhooks })
    expect((await fetch(`${mock.url}/changed`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${mock.url}/system/health/live`)).status).toBe(200)
  })

  it('of components alone serves nothing, too', async () => {
    const mock = await mockOf('components', { openapi: '3.1.0', components: { schemas: { A: {} } } })
    expect((await fetch(mock.url)).status).toBe(404)
  })

  it('whose operations say nothing answers all of them', async () => {
    const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
    const bare = { openapi: '3.1.0', paths: { '/a': Object.fromEntries(methods.map((one) => [one, {}])) } }
    const mock = await mockOf('bare', bare)
    for (const method of methods.filter((one) => one !== 'trace')) {
      const { status } = await fetch(`${mock.url}/a`, { method: method.toUpperCase() })
      expect([method, status < 300]).toEqual([method, true])
    }
    expect((await fetch(`${mock.url}/a`, { method: 'REPORT' })).status).toBe(405)
  })

  it('whose answers have no schemas answers all of them', async () => {
    const content = { 'application/json': {}, 'text/plain': {} }
    const responses = { 200: { ...ok, content } }
    const mock = await mockOf('schemaless', {
      openapi: '3.0.3',
      paths: { '/a': { get: { responses }, post: { requestBody: { content }, responses } } },
    })
    for (const accept of ['application/json', 'text/plain', '*/*']) {
      const answer = await fetch(`${mock.url}/a`, { headers: { accept } })
      expect([accept, answer.status]).toEqual([accept, 200])
    }
    const headers = { 'content-type': 'application/json' }
    const posted = (body: string) => fetch(`${mock.url}/a`, { method: 'POST', headers, body })
    expect([(await posted('[1]')).status, (await posted('[1')).status]).toEqual([200, 400])
  })

  it('whose schemas contain themselves answers with values that end', async () => {
    const person = {
      type: 'object',
      required: ['id', 'friends'],
      properties: {
        id: { type: 'string' },
        friends: { type: 'array', items: { $ref: '#/components/schemas/Person' } },
        boss: { anyOf: [{ $ref: '#/components/schemas/Person' }, { type: 'null' }] },
        all: { type: 'object', additionalProperties: { $ref: '#/components/schemas/Person' } },
      },
    }
    const schema = { $ref: '#/components/schemas/Person' }
    const responses = { 200: { ...ok, content: { 'application/json': { schema } } } }
    const mock = await mockOf('recursive', {
      openapi: '3.1.0',
      paths: { '/a': { get: { operationId: 'a', responses } } },
      components: { schemas: { Person: person } },
    })
    for (const prefer of ['', 'dynamic=true', 'dynamic=true, seed=7']) {
      const answer = await mock.send('a', { headers: { prefer } })
      expect(answer).toMatchObject({ status: 200, violations: [] })
      expect(JSON.stringify(answer.body).length).toBeLessThan(20_000)
    }
  })
})
