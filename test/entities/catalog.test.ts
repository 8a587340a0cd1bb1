// The catalog: facts that it refuses, indexes that only find, and a layout that names how records stand in a store.
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { IndexRange, Store } from '../../runtime/store/store.js'
import { openTestEntities, type TestEntity, testCatalog } from './open-test-entities.js'

type Definitions = Readonly<Record<string, TestEntity>>

const text = { type: 'string' }
const users: TestEntity = { key: ['tenantId', 'id'] }
const refersTo = (entity: string): TestEntity => ({ relationships: { userId: { entity } } })

describe('facts that contradict themselves', () => {
  it.each<[string, { given: Definitions; want: string }]>([
    ['a reserved name', { given: { $pets: {} }, want: '"$pets"' }],
    ['no key', { given: { pets: { key: [] } }, want: 'no property' }],
    ['a key that repeats a property', { given: { pets: { key: ['a', 'a'] } }, want: 'repeats' }],
    ['a part of the key in the scope', { given: { pets: { key: ['a', 'id'], scope: ['a'] } }, want: '"a"' }],
    ['a part of the key that counts', { given: { pets: { key: ['a', 'id'], version: 'a' } }, want: '"a"' }],
    [
      'a part of the key that is a time',
      { given: { pets: { key: ['a', 'id'], timestamps: { created: 'a' } } }, want: '"a"' },
    ],
    ['a life that ends at once', { given: { pets: { ttl: 0 } }, want: 'ttl is 0' }],
    ['a life of no length', { given: { pets: { ttl: Number.NaN } }, want: 'ttl is NaN' }],
    ['a life without end', { given: { pets: { ttl: Number.POSITIVE_INFINITY } }, want: 'Infinity' }],
    ['nothing to refresh', { given: { pets: { ttlRefresh: 'access' } }, want: 'without ttl' }],
    ['an unknown target', { given: { pets: refersTo('users') }, want: 'unknown entity "users"' }],
    ['an unknown parent', { given: { pets: { parent: 'users', scope: ['a'] } }, want: '"users" is unknown' }],
    [
      'a parent that the scope does not name',
      { given: { users, pets: { parent: 'users', scope: ['userId'] } }, want: '2 values' },
    ],
    [
      'a reference by what is shared',
      {
        given: { users, pets: { relationships: { tenantId: { entity: 'users' } } } },
        want: '"tenantId" holds the last part',
      },
    ],
  ])('stop the start: %s', (_title, { given, want }) => {
    expect(() => testCatalog(given)).toThrow(want)
  })

  it('stop an entity whose schema cannot share what its reference needs', () => {
    const pets = refersTo('users')
    const schema = { properties: { tenantId: text } }
    expect(() => testCatalog({ users, pets }).get('pets')).toThrow('"tenantId"')
    expect(testCatalog({ users, pets: { ...pets, schema } }).get('pets').references).toHaveLength(1)
    expect(
      testCatalog({ users, pets: { ...pets, scope: ['tenantId'] } }).get('pets').references,
    ).toHaveLength(1)
  })

  it('are not seen in names that objects have anyway', () => {
    const definitions = Object.fromEntries([['__proto__', { key: ['constructor', 'toString'] }]])
    expect(testCatalog(definitions).get('__proto__').leadingKeys).toEqual(['constructor'])
  })
})

describe('a catalog without ordered indexes', () => {
  const definitions: Definitions = {
    owners: { schema: { properties: { id: text } } },
    pets: {
      indexes: ['name', 'tags'],
      scope: ['ownerId'],
      parent: 'owners',
      relationships: { friendId: { entity: 'owners', onDelete: 'cascade' } },
      schema: { properties: { name: text, tags: { type: 'array' } } },
    },
  }

  it('asks the store for single values only, and finds and sorts the same', async () => {
    const ranges: (IndexRange | undefined)[] = []
    const answers: unknown[][] = []
    for (const orderedIndexes of [true, false]) {
      const store = orderedIndexes ? createMemoryStore() : watching(ranges)
      const { reader } = openTestEntities(definitions, { store, catalog: { orderedIndexes } })
      for (const id of ['o1', 'o2']) await reader('owners').create({ id })
      for (const name of ['c', 'a', 'b'])
        for (const owner of ['o1', 'o2'])
          await reader('pets').create(
            { id: name, name, tags: [name, 'x'], friendId: 'o2' },
            { scope: [owner] },
          )
      const scope = ['o1']
      const lists = [
        await reader('pets').list({ scope }),
        await reader('pets').list({ scope, where: { name: 'a' } }),
        await reader('pets').list({ scope, where: { name: { in: ['a', 'c'] } } }),
        await reader('pets').list({ scope, where: { tags: 'b' } }),
        await reader('pets').list({ scope, sort: [{ property: 'name', descending: false }] }),
        await reader('pets').list({ scope, sort: [{ property: 'name', descending: true }], limit: 2 }),
        await reader('pets').list({ where: { name: 'a' }, sort: [{ property: 'name', descending: false }] }),
      ]
      await reader('owners').delete('o1')
      answers.push([
        ...lists.map(({ records, total }) => [total, ...records.map(({ json }) => json)]),
        (await reader('pets').list()).total,
      ])
    }
    expect(answers[1]).toEqual(answers[0])
    expect(ranges.length).toBeGreaterThan(10)
    expect(ranges.filter((range) => range?.from === undefined || range.from !== range.to)).toEqual([])
  })

  it('tells that it cannot sort what it cannot scan', async () => {
    const entities = openTestEntities(definitions, { catalog: { orderedIndexes: false } })
    await entities.reader('owners').create({ id: 'o' })
    for (let part = 0; part < 21; part++)
      await entities.transaction(async (unit) => {
        for (let i = 0; i < 500; i++) await unit.records('pets').create({}, { scope: ['o'] })
      })
    const sorted = entities
      .reader('pets')
      .list({ scope: ['o'], sort: [{ property: 'name', descending: false }] })
    await expect(sorted).rejects.toMatchObject({ code: 'MOCK_SCAN_LIMIT', message: /sort/ })
  })
})

describe('the layout of a catalog', () => {
  const pets: TestEntity = { indexes: ['name', 'age'], unique: ['tag', ['a', 'b']], scope: ['s'] }
  const base: Definitions = { pets, shops: { relationships: { petId: { entity: 'shops' } } } }
  const layout = (definitions: Definitions, options = {}) => testCatalog(definitions, options).layout

  it('is a short text, the same whatever the order of facts', () => {
    expect(layout(base)).toMatch(/^[0-9a-f]{16}$/)
    const { shops = {} } = base
    expect(layout({ shops, pets: { ...pets, indexes: ['age', 'name'], unique: [['a', 'b'], 'tag'] } })).toBe(
      layout(base),
    )
  })

  it.each<[string, Definitions]>([
    [
      'what a deletion does',
      { ...base, shops: { relationships: { petId: { entity: 'shops', onDelete: 'cascade' } } } },
    ],
    ['how keys are made', { ...base, pets: { ...pets, generateKey: 'ulid' } }],
    ['timestamps and versions', { ...base, pets: { ...pets, version: 'v', timestamps: { created: 'c' } } }],
  ])('does not depend on %s', (_title, other) => {
    expect(layout(other)).toBe(layout(base))
  })

  it.each<[string, Definitions]>([
    ['another entity', { ...base, more: {} }],
    ['another key', { ...base, pets: { ...pets, key: 'name' } }],
    ['a longer key', { ...base, pets: { ...pets, key: ['a', 'id'] } }],
    ['another scope', { ...base, pets: { ...pets, scope: ['t'] } }],
    ['a parent', { ...base, pets: { ...pets, parent: 'shops' } }],
    ['another unique constraint', { ...base, pets: { ...pets, unique: ['tag'] } }],
    ['two constraints for one of two', { ...base, pets: { ...pets, unique: ['tag', 'a', 'b'] } }],
    ['another index', { ...base, pets: { ...pets, indexes: ['name'] } }],
    ['an index of another kind', { ...base, pets: { ...pets, schema: { properties: { name: text } } } }],
    ['another reference', { ...base, shops: { relationships: { otherId: { entity: 'shops' } } } }],
    ['another target', { ...base, more: {}, shops: { relationships: { petId: { entity: 'more' } } } }],
    ['a lifetime', { ...base, pets: { ...pets, ttl: 60 } }],
  ])('changes with %s', (_title, other) => {
    expect(layout(other)).not.toBe(layout(base))
  })

  it('changes when indexes no longer sort', () => {
    const sorted = { pets: { ...pets, schema: { properties: { name: text } } } }
    expect(layout(sorted, { orderedIndexes: false })).not.toBe(layout(sorted))
  })
})

/** A memory store that notes every range it is asked for. */
function watching(ranges: (IndexRange | undefined)[]): Store {
  const store = createMemoryStore()
  return {
    ...store,
    list(space, now, query) {
      if (query.index !== undefined) ranges.push(query.range)
      return store.list(space, now, query)
    },
    commit(space, now, commit) {
      for (const check of commit.checks) if (check.check === 'count') ranges.push(check.range)
      return store.commit(space, now, commit)
    },
  }
}
