// What only the server may say is ignored at every depth of a request, and names of kinds that nobody knows are refused.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const folder = tempFolder('server-owned')
const json = (schema: object) => ({ content: { 'application/json': { schema } } })

async function start(name: string, document: object): Promise<StartedMock> {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(document))
  return startMock((await openMock(file)).app)
}

describe('a readOnly property inside of a record', () => {
  const account = { $ref: '#/components/schemas/Account' }
  const answer = { description: 'ok', ...json(account) }
  const one = { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }] }
  const schemas = {
    Account: {
      type: 'object',
      properties: {
        id: { type: 'integer', readOnly: true },
        email: { type: 'string' },
        owner: { $ref: '#/components/schemas/Owner' },
        lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
      },
    },
    Owner: {
      type: 'object',
      properties: { name: { type: 'string' }, since: { type: 'integer', readOnly: true } },
    },
    Line: {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'integer', readOnly: true }, sku: { type: 'string' } },
    },
  }
  let mock: StartedMock
  beforeAll(async () => {
    mock = await start('accounts.json', {
      openapi: '3.0.3',
      info: { title: 'Accounts', version: '1' },
      paths: {
        '/accounts': {
          post: { operationId: 'create', requestBody: json(account), responses: { 201: answer } },
        },
        '/accounts/{id}': {
          ...one,
          get: { operationId: 'read', responses: { 200: answer } },
          put: { operationId: 'replace', requestBody: json(account), responses: { 200: answer } },
          patch: { operationId: 'change', requestBody: json(account), responses: { 200: answer } },
        },
      },
      components: { schemas },
    })
  })
  afterAll(() => mock.close())

  // biome-ignore lint/suspicious/noExplicitAny: answers of the mock, read as a client without types does.
  const send = async (id: string, options: object): Promise<any> => (await mock.send(id, options)).body

  test('is ignored when it is created, in objects and lists', async () => {
    const sent = { owner: { name: 'Ada', since: 77 }, lines: [{ sku: 's', id: 777_777 }] }
    const body = await send('create', { body: sent })
    expect(body.owner).toEqual({ name: 'Ada' })
    expect(body.lines).toEqual([{ sku: 's', id: expect.any(Number) }])
    expect(body.lines[0].id).not.toBe(777_777)
  })

  test.each(['replace', 'change'])('stays as it was (%s)', async (operation) => {
    const created = await send('create', { body: { email: 'a', lines: [{ sku: 's' }, { sku: 't' }] } })
    const [first, second] = created.lines
    const path = { id: created.id }
    // What was read may be sent back, in another order; what is new gets an id of its own.
    const lines = [{ ...second, sku: 'u' }, first, { sku: 'new', id: 777_777 }]
    const body = await send(operation, { path, body: { lines } })
    expect(body.lines.slice(0, 2)).toEqual([{ ...second, sku: 'u' }, first])
    expect(body.lines[2].id).not.toBe(777_777)
    expect(await send('read', { path })).toEqual(body)
  })
})

describe('the discriminator of Swagger 2.0', () => {
  const schema = { $ref: '#/definitions/Pet' }
  const child = { allOf: [schema] }
  let mock: StartedMock
  beforeAll(async () => {
    mock = await start('pets.json', {
      swagger: '2.0',
      info: { title: 'Pets', version: '1' },
      consumes: ['application/json'],
      paths: {
        '/check': {
          post: {
            operationId: 'check',
            parameters: [{ name: 'body', in: 'body', required: true, schema }],
            responses: { 204: { description: 'ok' } },
          },
        },
      },
      definitions: {
        Pet: {
          type: 'object',
          discriminator: 'kind',
          required: ['kind'],
          properties: { kind: { type: 'string' } },
        },
        Cat: child,
        Bird: { ...child, 'x-ms-discriminator-value': '#bird' },
        Owl: { allOf: [{ $ref: '#/definitions/Bird' }], 'x-ms-discriminator-value': '#owl' },
      },
    })
  })
  afterAll(() => mock.close())

  test.each([
    ['Pet', 204],
    ['Cat', 204],
    ['#bird', 204],
    ['#owl', 204],
    ['Dog', 400],
  ])('allows %s: %i', async (kind, status) => {
    expect(await mock.send('check', { body: { kind } })).toMatchObject({ status })
  })
})
