// Records that several of their own properties identify together.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { codeOf, openTestEntities, type TestEntity } from './open-test-entities.js'

const text = { type: 'string' }
const integer = { type: 'integer' }
const users: TestEntity = {
  key: ['tenantId', 'id'],
  generateKey: 'increment',
  schema: { properties: { tenantId: text, id: integer } },
}

describe('a record with a key of two properties', () => {
  it('is found, changed and deleted by both', async () => {
    const records = openTestEntities({ users }).reader('users')
    await records.create({ tenantId: 'a', id: 1, name: 'Ann' })
    await records.create({ tenantId: 'b', id: 1, name: 'Bob' })
    expect((await records.read(['b', 1]))?.value.name).toBe('Bob')
    await records.update(['b', '1'], { name: 'Bea', tenantId: 'a', id: 7 })
    expect((await records.read(['b', 1]))?.value).toEqual({ tenantId: 'b', id: 1, name: 'Bea' })
    await records.update(['b', 1], { name: 'Ben' }, { merge: 'replace' })
    expect((await records.read(['b', 1]))?.value).toEqual({ tenantId: 'b', id: 1, name: 'Ben' })
    await records.delete(['a', 1])
    expect(await records.read(['a', 1])).toBeUndefined()
    expect((await records.list()).total).toBe(1)
  })

  it('conflicts only with one that agrees in both', async () => {
    const records = openTestEntities({ users }).reader('users')
    await records.create({ tenantId: 'a', id: 1 })
    await records.create({ tenantId: 'a', id: 2 })
    expect(await codeOf(records.create({ tenantId: 'a', id: 1 }))).toBe('MOCK_CONFLICT')
  })

  it.each<[string, readonly [JsonObject, JsonObject]]>([
    [
      'where one part ends',
      [
        { tenantId: 'a/b', id: 'c' },
        { tenantId: 'a', id: 'b/c' },
      ],
    ],
    [
      'nothing from a part',
      [
        { tenantId: '', id: 'a' },
        { tenantId: 'a', id: '' },
      ],
    ],
    [
      'their order',
      [
        { tenantId: 'a', id: 'b' },
        { tenantId: 'b', id: 'a' },
      ],
    ],
    [
      'escapes from what they stand for',
      [
        { tenantId: '%2F', id: 'a' },
        { tenantId: '/', id: 'a' },
      ],
    ],
  ])('tells %s', async (_title, [one, other]) => {
    const records = openTestEntities({ users: { key: ['tenantId', 'id'] } }).reader('users')
    await records.create({ ...one, name: 'one' })
    await records.create({ ...other, name: 'other' })
    expect((await records.read([String(one.tenantId), String(one.id)]))?.value.name).toBe('one')
    expect((await records.read([String(other.tenantId), String(other.id)]))?.value.name).toBe('other')
  })

  it('gets its last part made, counted beside the others', async () => {
    const records = openTestEntities({ users }).reader('users')
    const keys: unknown[] = []
    for (const tenantId of ['a', 'a', 'b', 'a']) keys.push((await records.create({ tenantId })).value.id)
    expect(keys).toEqual([1, 2, 1, 3])
    await records.create({ tenantId: 'b', id: 9 })
    expect((await records.create({ tenantId: 'b' })).value).toEqual({ tenantId: 'b', id: 10 })
  })

  it.each<[string, { given: JsonObject; want: object }]>([
    ['is missing', { given: { id: 1 }, want: { pointer: '/body/tenantId', keyword: 'required' } }],
    [
      'is null',
      { given: { id: 1, tenantId: null }, want: { pointer: '/body/tenantId', keyword: 'required' } },
    ],
    ['is no key', { given: { id: 1, tenantId: [] }, want: { pointer: '/body/tenantId', keyword: 'type' } }],
  ])('is refused when a leading part %s', async (_title, { given, want }) => {
    const records = openTestEntities({ users }).reader('users')
    await expect(records.create(given)).rejects.toMatchObject({
      code: 'MOCK_INVALID_REQUEST',
      status: 400,
      errors: [want],
    })
  })

  it('takes its key from the path where an upsert creates it', async () => {
    const records = openTestEntities({ users }).reader('users')
    await records.create({ name: 'Ann', tenantId: 'other' }, { key: ['a', '5'] })
    expect((await records.read(['a', 5]))?.value).toEqual({ tenantId: 'a', id: 5, name: 'Ann' })
    expect((await records.create({ tenantId: 'a' })).value.id).toBe(6)
  })

  it('lives in a scope as well', async () => {
    const nested = {
      ...users,
      scope: ['region'],
      indexes: ['name'],
      schema: { properties: { name: text, id: integer } },
    }
    const { reader } = openTestEntities({ users: nested })
    const scope = ['eu']
    await reader('users').create({ tenantId: 'a', name: 'Ann' }, { scope })
    await reader('users').create({ tenantId: 'a', name: 'Ann' }, { scope: ['us'] })
    await reader('users').create({ tenantId: 'b', name: 'Bob' }, { scope })
    expect((await reader('users').list({ scope })).total).toBe(2)
    const found = await reader('users').list({ scope, where: { name: 'Ann' } })
    expect(found.records.map(({ value }) => value)).toEqual([{ tenantId: 'a', id: 1, name: 'Ann' }])
    const sorted = await reader('users').list({ scope, sort: [{ property: 'name', descending: true }] })
    expect(sorted.records.map(({ value }) => value.name)).toEqual(['Bob', 'Ann'])
    expect((await reader('users').read(['a', 1], ['us']))?.value.name).toBe('Ann')
  })

  it.each([['a'], [['a']], [['a', 1, 2]]])('is not found by %j: the caller is told', async (key) => {
    const records = openTestEntities({ users }).reader('users')
    await expect(records.read(key)).rejects.toThrow('[tenantId, id]')
    await expect(records.create({}, { key })).rejects.toThrow(TypeError)
  })
})

describe('a reference to a record with a key of two properties', () => {
  const orders: TestEntity = {
    generateKey: 'increment',
    relationships: { userId: { entity: 'users', onDelete: 'cascade' } },
    schema: { properties: { id: integer, tenantId: text, userId: integer } },
  }

  it('finds the one that shares the leading part', async () => {
    const { reader } = openTestEntities({ users, orders })
    await reader('users').create({ tenantId: 'a' })
    await reader('orders').create({ tenantId: 'a', userId: 1 })
    expect(await codeOf(reader('orders').create({ tenantId: 'b', userId: 1 }))).toBe('MOCK_MISSING_REFERENCE')
    expect(await codeOf(reader('orders').update(1, { tenantId: 'b' }))).toBe('MOCK_MISSING_REFERENCE')
    await reader('users').delete(['a', 1])
    expect((await reader('orders').list()).total).toBe(0)
  })

  it('refers to nothing while the leading part is absent', async () => {
    const { reader } = openTestEntities({ users, orders })
    await reader('orders').create({ userId: 1 })
    expect(await codeOf(reader('orders').update(1, { tenantId: 'a' }))).toBe('MOCK_MISSING_REFERENCE')
  })

  it('may share the leading part by its own key or its scope', async () => {
    const notes: TestEntity = { ...orders, key: ['tenantId', 'id'] }
    const logs: TestEntity = { ...orders, scope: ['tenantId'], schema: { properties: { id: integer } } }
    const { reader } = openTestEntities({ users, notes, logs })
    await reader('users').create({ tenantId: 'a' })
    await reader('notes').create({ tenantId: 'a', userId: 1 })
    await reader('logs').create({ userId: 1 }, { scope: ['a'] })
    expect(await codeOf(reader('logs').create({ userId: 1 }, { scope: ['b'] }))).toBe(
      'MOCK_MISSING_REFERENCE',
    )
    await reader('users').delete(['a', 1])
    for (const name of ['notes', 'logs']) expect((await reader(name).list()).total).toBe(0)
  })

  it('is what holds nested records together, too', async () => {
    const posts: TestEntity = { generateKey: 'increment', scope: ['tenantId', 'userId'], parent: 'users' }
    const { reader } = openTestEntities({ users, posts })
    await reader('users').create({ tenantId: 'a' })
    await reader('posts').create({}, { scope: ['a', 1] })
    expect(await codeOf(reader('posts').create({}, { scope: ['a', 2] }))).toBe('MOCK_NOT_FOUND')
    await reader('users').delete(['a', 1])
    expect((await reader('posts').list()).total).toBe(0)
  })

  it('is never taken from a key that it is part of: what would be cut loose is kept', async () => {
    const tenants: TestEntity = { schema: { properties: { id: text } } }
    const members: TestEntity = {
      ...users,
      relationships: { tenantId: { entity: 'tenants', onDelete: 'nullify' } },
    }
    const { reader } = openTestEntities({ tenants, members })
    await reader('tenants').create({ id: 'a' })
    await reader('members').create({ tenantId: 'a' })
    expect(await codeOf(reader('tenants').delete('a'))).toBe('MOCK_REFERENCED')
    expect((await reader('members').read(['a', 1]))?.value).toEqual({ tenantId: 'a', id: 1 })
  })
})
