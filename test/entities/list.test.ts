// Lists: the same answers with and without an index, exact totals, flat or refused.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RecordQuery } from '../../runtime/entities/records.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { codeOf, openTestEntities, type TestEntities } from './open-test-entities.js'

const properties = { id: { type: 'integer' }, age: { type: 'integer' }, name: { type: 'string' } }

const rows: readonly JsonObject[] = [
  { name: 'b', age: 3, tags: ['x', 'y'] },
  { name: 'é', age: -1, tags: ['y'] },
  { name: 'a', age: 10 },
  { name: '\u{1F600}', age: 3, done: true },
  { name: '\uE000' },
  { age: 2.5, done: false, place: { city: 'Ulm' } },
]

const ids = async (entities: TestEntities, query?: RecordQuery) => {
  const { records, total } = await entities.reader('pets').list(query)
  return { ids: records.map((record) => record.value.id), total }
}

describe.each([
  ['with indexes', ['age', 'name', 'tags', 'done']],
  ['without indexes', []],
])('a list %s', (_kind, indexes) => {
  let entities: TestEntities
  beforeAll(async () => {
    entities = openTestEntities({
      pets: {
        generateKey: 'increment',
        indexes,
        schema: { properties: { ...properties, age: { type: 'number' } } },
      },
    })
    for (const row of rows) await entities.reader('pets').create(row)
  })

  const by = (property: string, descending = false) => ({ sort: [{ property, descending }] })
  const cases: readonly [string, { given: RecordQuery; want: readonly number[]; total?: number }][] = [
    ['is in order of insertion', { given: {}, want: [1, 2, 3, 4, 5, 6] }],
    ['is paged', { given: { offset: 2, limit: 2 }, want: [3, 4], total: 6 }],
    ['is empty past the end', { given: { offset: 9 }, want: [], total: 6 }],
    ['is only counted with limit 0', { given: { limit: 0 }, want: [], total: 6 }],
    ['filters numbers', { given: { where: { age: 3 } }, want: [1, 4] }],
    ['filters text', { given: { where: { name: 'a' } }, want: [3] }],
    ['takes text for a number where the schema says so', { given: { where: { age: '3' } }, want: [1, 4] }],
    ['filters booleans', { given: { where: { done: false } }, want: [6] }],
    ['does not take text for a boolean', { given: { where: { done: 'false' } }, want: [] }],
    ['finds what an array contains', { given: { where: { tags: 'y' } }, want: [1, 2] }],
    ['finds an array by all of it', { given: { where: { tags: ['x', 'y'] } }, want: [1] }],
    ['finds objects', { given: { where: { place: { city: 'Ulm' } } }, want: [6] }],
    ['finds what is absent by null', { given: { where: { age: null } }, want: [5] }],
    [
      'takes one of several values, in order of insertion',
      { given: { where: { age: { in: [10, 3, 3] } } }, want: [1, 3, 4] },
    ],
    ['takes none of no values', { given: { where: { age: { in: [] } } }, want: [] }],
    ['joins conditions', { given: { where: { age: 3, tags: 'x' } }, want: [1] }],
    ['pages what it filtered', { given: { where: { age: 3 }, offset: 1, limit: 1 }, want: [4], total: 2 }],
    ['sorts numbers by size, nothing last', { given: by('age'), want: [2, 6, 1, 4, 3, 5] }],
    ['sorts in exact reverse', { given: by('age', true), want: [5, 3, 4, 1, 6, 2] }],
    ['sorts text by UTF-8 bytes', { given: by('name'), want: [3, 1, 2, 5, 4, 6] }],
    ['sorts what it filtered', { given: { where: { age: 3 }, ...by('name', true) }, want: [4, 1] }],
    ['sorts booleans', { given: by('done'), want: [6, 4, 1, 2, 3, 5] }],
    [
      'sorts by several properties',
      {
        given: {
          sort: [
            { property: 'age', descending: true },
            { property: 'name', descending: false },
          ],
        },
        want: [5, 3, 1, 4, 6, 2],
      },
    ],
  ]
  it.each(cases)('%s', async (_title, { given, want, total = want.length }) => {
    expect(await ids(entities, given)).toEqual({ ids: want, total })
  })

  it.each(cases)(
    '%s, also after a write in the same transaction',
    async (_title, { given, want, total = want.length }) => {
      const rolledBack = new Error('rolled back')
      const work = entities.transaction(async (unit) => {
        const pets = unit.records('pets')
        await pets.create({ id: 100, name: 'gone', age: 3, tags: 'y' })
        await pets.delete(100)
        await pets.update(3, { name: 'a', age: 3 })
        await pets.update(3, { age: 10 })
        const page = await pets.list(given)
        expect({ ids: page.records.map((record) => record.value.id), total: page.total }).toEqual({
          ids: want,
          total,
        })
        throw rolledBack
      })
      await expect(work).rejects.toBe(rolledBack)
    },
  )
})

describe('a list of nested records', () => {
  let entities: TestEntities
  beforeAll(async () => {
    entities = openTestEntities({
      pets: { generateKey: 'increment', scope: ['a', 'b'], indexes: ['name'], schema: { properties } },
    })
    const scopes = [
      ['x', 'y'],
      ['x', 'z'],
      ['x y', ''],
      ['x', 'y'],
    ]
    for (const [i, scope] of scopes.entries())
      await entities.reader('pets').create({ name: `n${9 - i}` }, { scope })
  })

  const cases: readonly [string, { given: RecordQuery; want: readonly unknown[] }][] = [
    ['is that of its scope', { given: { scope: ['x', 'y'] }, want: ['n9', 'n6'] }],
    ['is found in a scope of any text', { given: { scope: ['x y', ''] }, want: ['n7'] }],
    ['is empty in another scope', { given: { scope: ['y', 'x'] }, want: [] }],
    [
      'is sorted in its scope',
      { given: { scope: ['x', 'y'], sort: [{ property: 'name', descending: false }] }, want: ['n6', 'n9'] },
    ],
    ['is filtered in its scope', { given: { scope: ['x', 'y'], where: { name: 'n6' } }, want: ['n6'] }],
    ['does not find what is elsewhere', { given: { scope: ['x', 'y'], where: { name: 'n8' } }, want: [] }],
    ['goes over all scopes without one', { given: {}, want: ['n9', 'n8', 'n7', 'n6'] }],
    ['is filtered over all scopes', { given: { where: { name: 'n8' } }, want: ['n8'] }],
    [
      'is sorted over all scopes',
      { given: { sort: [{ property: 'name', descending: false }] }, want: ['n6', 'n7', 'n8', 'n9'] },
    ],
  ]
  it.each(cases)('%s', async (_title, { given, want }) => {
    const { records } = await entities.reader('pets').list(given)
    expect(records.map((record) => record.value.name)).toEqual(want)
  })

  it('is a programming error with a scope of another length', async () => {
    await expect(entities.reader('pets').list({ scope: ['x'] })).rejects.toThrow(TypeError)
    await expect(entities.reader('pets').read(1)).rejects.toThrow(TypeError)
  })
})

describe('a list of many records', () => {
  let entities: TestEntities
  beforeAll(async () => {
    const schema = { properties: { ...properties, size: { type: 'integer' } } }
    entities = openTestEntities({ pets: { generateKey: 'increment', indexes: ['age', 'size'], schema } })
    for (let part = 0; part < 11; part++)
      await entities.transaction(async (unit) => {
        for (let i = 0; i < 999; i++)
          await unit.records('pets').create({ age: i % 100, size: 1, name: `${i}` })
      })
  })

  it('is answered by an index however many there are', async () => {
    expect((await ids(entities, { where: { size: 1 }, limit: 1 })).total).toBe(10_989)
    expect(
      (await ids(entities, { sort: [{ property: 'age', descending: true }], offset: 10_000, limit: 1 }))
        .total,
    ).toBe(10_989)
  })

  it('is searched below the smallest index', async () => {
    const found = await ids(entities, { where: { size: 1, age: 5, name: '105' } })
    expect(found.total).toBe(11)
  })

  it('answers 1,000 records at most', async () => {
    expect((await ids(entities, { limit: 5_000 })).ids).toHaveLength(1_000)
  })

  it.each([
    ['name', { where: { name: '5' } }],
    ['name', { where: { size: 1, name: '5' } }],
    ['name', { sort: [{ property: 'name', descending: false }] }],
  ])('is refused when it takes an index on %s', async (property, query) => {
    expect(await codeOf(ids(entities, query))).toBe('MOCK_SCAN_LIMIT')
    await expect(ids(entities, query)).rejects.toThrow(`"${property}"`)
  })
})

describe('an index', () => {
  const value = fc.oneof(
    fc.constantFrom<Json>(0, -0, 1, -1, 0.5, 1e300, -1e300, 5e-324, true, false, '', 'a', '0', null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.string({ unit: 'binary', maxLength: 3 }),
  )

  it('gives the same order and the same matches as a scan, through updates and deletions', async () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.option(value, { nil: undefined })), {
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(steps, value, fc.boolean(), async (changes, wanted, descending) => {
        const schema = { properties: { v: { type: ['string', 'number', 'boolean'], nullable: true } } }
        const entities = openTestEntities({
          indexed: { generateKey: 'none', indexes: ['v'], schema },
          scanned: { generateKey: 'none', schema },
        })
        for (const [id, v] of changes) {
          for (const name of entities.names) {
            const records = entities.reader(name)
            const known = (await records.read(id)) !== undefined
            if (!known) await records.create({ id, ...(v !== undefined && { v }) })
            else if (v === undefined) await records.delete(id)
            else await records.update(id, { v }, { merge: 'replace' })
          }
        }
        for (const query of [
          { sort: [{ property: 'v', descending }] },
          { where: { v: wanted } },
          { where: { v: { in: [wanted, 1] } } },
        ]) {
          const [indexed, scanned] = await Promise.all(
            entities.names.map((name) => entities.reader(name).list(query)),
          )
          expect(indexed?.records.map(({ json }) => json)).toEqual(scanned?.records.map(({ json }) => json))
          expect(indexed?.total).toBe(scanned?.total)
        }
      }),
      { numRuns: 100 },
    )
  })
})
