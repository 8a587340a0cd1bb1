// Operations on records that two path parameters identify together.
import { createMockApp, type JsonObject, type OperationsFacts, silentLogger } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'

const user = {
  type: 'object',
  required: ['tenantId', 'id'],
  properties: { tenantId: { type: 'string' }, id: { type: 'integer' }, name: { type: 'string' } },
}
const content = { 'application/json': { schema: { $ref: '#/components/schemas/User' } } }
const sent = { required: ['tenantId'], properties: user.properties }
const requestBody = { content: { 'application/json': { schema: { type: 'object', ...sent } } } }
const answers = (status: string) => ({ [status]: { description: '', content } })
const item = '/tenants/{tenantId}/users/{id}'
const parameters = ['tenantId', 'id'].map((name) => ({
  name,
  in: 'path',
  required: true,
  schema: user.properties[name === 'id' ? 'id' : 'tenantId'],
}))
const contract: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Tenants', version: '1' },
  components: { schemas: { User: user } },
  paths: {
    '/users': {
      post: { operationId: 'createUser', requestBody, responses: answers('201') },
      put: { operationId: 'changeUser', requestBody, responses: answers('200') },
    },
    [item]: {
      parameters,
      get: { operationId: 'readUser', responses: answers('200') },
      put: {
        operationId: 'putUser',
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { ...answers('200'), ...answers('201') },
      },
      delete: { operationId: 'deleteUser', responses: { '204': { description: '' } } },
    },
  },
}
const key = ['tenantId', 'id']
const bound = { entity: 'users' } as const
const operations: OperationsFacts = {
  createUser: { ...bound, method: 'post', path: '/users', action: 'create' },
  changeUser: { ...bound, method: 'put', path: '/users', action: 'update', merge: 'merge' },
  readUser: { ...bound, method: 'get', path: item, action: 'read', key },
  putUser: { ...bound, method: 'put', path: item, action: 'update', merge: 'replace', upsert: true, key },
  deleteUser: { ...bound, method: 'delete', path: item, action: 'delete', key },
}

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

describe('a record that two path parameters identify', () => {
  it('is created, found at its Location, changed and deleted', async () => {
    const { send, url } = await start()
    const created = await send('createUser', { body: { tenantId: 'a/b', name: 'Ann' } })
    expect(created).toMatchObject({ status: 201, body: { tenantId: 'a/b', id: 1 } })
    const location = created.headers.get('location')
    expect(location).toBe('/tenants/a%2Fb/users/1')
    expect(await (await fetch(`${url}${location}`)).json()).toEqual(created.body)
    const path = { tenantId: 'a/b', id: 1 }
    expect((await send('changeUser', { body: { ...path, name: 'Bea' } })).status).toBe(200)
    expect((await send('readUser', { path })).body).toEqual({ ...path, name: 'Bea' })
    expect((await send('readUser', { path: { ...path, tenantId: 'a' } })).status).toBe(404)
    expect((await send('deleteUser', { path })).status).toBe(204)
    expect((await send('deleteUser', { path })).status).toBe(404)
  })

  it('is put under the key of its path', async () => {
    const { send } = await start()
    const path = { tenantId: 'a', id: 7 }
    const created = await send('putUser', { path, body: { name: 'Ann' } })
    expect(created).toMatchObject({ status: 201, body: { ...path, name: 'Ann' } })
    expect(created.headers.get('location')).toBe('/tenants/a/users/7')
    expect((await send('putUser', { path, body: { name: 'Bea' } })).status).toBe(200)
  })

  it.each<[string, { given: JsonObject; want: string }]>([
    ['cannot be told from others', { given: { tenantId: 'a' }, want: '/body/id' }],
    ['is in a part no URL can hold', { given: { tenantId: '..', id: 1 }, want: '/body/tenantId' }],
  ])('is refused where it %s', async (_title, { given, want }) => {
    const { send } = await start()
    const refused = await send(given.id === undefined ? 'changeUser' : 'createUser', { body: given })
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: want }] } })
  })
})

async function start(): Promise<StartedMock> {
  const users = { schemas: ['#/components/schemas/User'], key, generateKey: 'increment' } as const
  const app = createMockApp({ contract, operations, entities: { users }, log: silentLogger })
  mock = await startMock(app)
  return mock
}
