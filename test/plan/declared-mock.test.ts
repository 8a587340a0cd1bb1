// From a declaration to a mock over HTTP: keys of several properties, and records that expire.
import { createMockApp, type JsonObject, silentLogger } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import { isObject } from '../../runtime/json.js'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import { loaded, tenantsDocument } from './documents.js'

let mock: StartedMock
let advance: (ms: number) => Promise<unknown>

afterEach(() => mock.close())

async function start(contract: JsonObject): Promise<void> {
  const { model } = readModel(loaded(contract))
  const operations = Object.fromEntries(model.operations.map(({ id, facts }) => [id, facts]))
  const entities = Object.fromEntries(model.entities.map(({ name, facts }) => [name, facts]))
  const app = createMockApp({ contract, operations, entities, log: silentLogger })
  const sandbox = app.sandboxes.get(undefined)
  advance = (ms) => sandbox.changeClock(advancedBy(ms))
  mock = await startMock(app)
  await sandbox.changeClock((state, baseMs) => ({ ...state, frozenAt: baseMs }))
}

/** The paths with what their operations do declared on them, so that they join operations elsewhere. */
function declaredPaths({ paths = {} }: JsonObject): JsonObject {
  const actions = new Map(
    Object.entries({
      listUsers: 'list',
      createUser: 'create',
      readUser: 'read',
      changeUser: 'update',
      deleteUser: 'delete',
    }),
  )
  return JSON.parse(JSON.stringify(paths), (_name, value) => {
    const action = isObject(value) ? actions.get(String(value.operationId)) : undefined
    return action === undefined ? value : { ...value, 'x-persistence': { entity: 'users', action } }
  })
}

const create = (tenantId: string, name: string) =>
  mock.send('createUser', { path: { tenantId }, body: { name } })
const statusOf = async (tenantId: string, id: number) =>
  (await mock.send('readUser', { path: { tenantId, id } })).status
const list = async (tenantId: string, query = {}) =>
  (await mock.send('listUsers', { path: { tenantId }, query })).body

describe('a record with a key of several properties', () => {
  test('is created below its tenant, whatever the body says, and found at its Location', async () => {
    await start(tenantsDocument())
    const made = await mock.send('createUser', {
      path: { tenantId: 'a/b' },
      body: { name: 'Ann', tenantId: 'c' },
    })
    expect(made).toMatchObject({ status: 201, violations: [] })
    expect(made.body).toEqual({ tenantId: 'a/b', id: 1, name: 'Ann' })
    const location = made.headers.get('location')
    expect(location).toBe('/tenants/a%2Fb/users/1')
    expect(await (await fetch(`${mock.url}${location}`)).json()).toEqual(made.body)
  })

  test('is numbered, listed, changed and deleted apart from those of other tenants', async () => {
    await start(tenantsDocument())
    for (const [tenantId, name] of [
      ['a', 'Ann'],
      ['b', 'Ann'],
      ['a', 'Bea'],
    ] as const) {
      expect((await create(tenantId, name)).status).toBe(201)
    }
    expect((await create('a', 'Ann')).status).toBe(409)
    const ann = { tenantId: 'a', id: 1, name: 'Ann' }
    const bea = { tenantId: 'a', id: 2, name: 'Bea' }
    const other = { tenantId: 'b', id: 1, name: 'Ann' }
    expect([await list('a'), await list('b'), await list('c')]).toEqual([[ann, bea], [other], []])
    expect(await list('a', { name: 'Bea' })).toEqual([bea])
    const path = { tenantId: 'a', id: 1 }
    const changed = await mock.send('changeUser', { path, body: { name: 'Eve', tenantId: 'b' } })
    expect(changed).toMatchObject({ status: 200, body: { ...path, name: 'Eve' }, violations: [] })
    expect((await mock.send('deleteUser', { path })).status).toBe(204)
    for (const operation of ['readUser', 'changeUser', 'deleteUser'])
      expect((await mock.send(operation, { path })).status).toBe(404)
    expect(await statusOf('b', 2)).toBe(404)
    expect([await list('a'), await list('b')]).toEqual([[bea], [other]])
  })

  test('brings its tenant in the body where the path does not hold it', async () => {
    const contract = tenantsDocument()
    const paths = declaredPaths(contract)
    const schema = { $ref: '#/components/schemas/User' }
    const content = { 'application/json': { schema } }
    const sent = {
      type: 'object',
      required: ['name'],
      properties: { name: {}, tenantId: { type: 'string' } },
    }
    const signUp = {
      operationId: 'signUp',
      'x-persistence': { entity: 'users', action: 'create' },
      requestBody: { content: { 'application/json': { schema: sent } } },
      responses: { 201: { description: 'ok', content } },
    }
    await start({ ...contract, paths: { ...paths, '/sign-up': { post: signUp } } })
    await create('a', 'Ann')
    const made = await mock.send('signUp', { body: { tenantId: 'a', name: 'Bea' } })
    expect(made).toMatchObject({ status: 201, body: { tenantId: 'a', id: 2 } })
    expect(made.headers.get('location')).toBe('/tenants/a/users/2')
    const refused = await mock.send('signUp', { body: { name: 'Cid' } })
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/body/tenantId' }] } })
  })
})

describe('a record that a declaration gives a time to live', () => {
  test.each([
    [undefined, { changed: 200, read: 404 }],
    ['write', { changed: 200, read: 404 }],
    ['access', { changed: 200, read: 200 }],
    ['never', { changed: 404, read: 404 }],
  ] as const)('is gone at its instant; refreshed by %s', async (ttlRefresh, want) => {
    await start(tenantsDocument(ttlRefresh === undefined ? {} : { ttlRefresh }))
    for (const name of ['changed', 'read', 'left']) await create('a', name)
    await advance(59_999)
    await mock.send('changeUser', { path: { tenantId: 'a', id: 1 }, body: { name: 'Eve' } })
    expect([await statusOf('a', 2), await list('a')]).toMatchObject([200, { length: 3 }])
    await advance(1)
    expect({ changed: await statusOf('a', 1), read: await statusOf('a', 2) }).toEqual(want)
    expect(await statusOf('a', 3)).toBe(404)
    expect((await create('a', 'left')).status).toBe(201)
  })
})
