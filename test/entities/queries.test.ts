// Comparing, searching and counting: the same answers with and without an index, on every engine.
import { beforeAll, describe, expect, it } from 'vitest'
import type { RecordQuery, Records } from '../../runtime/entities/records.js'
import type { JsonObject } from '../../runtime/json.js'
import { onEveryStore } from './on-every-store.js'
import { codeOf, openTestEntities } from './open-test-entities.js'

const schema = {
  properties: {
    id: { type: 'integer' },
    age: { type: 'number' },
    name: { type: 'string' },
    done: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'integer' } },
  },
}

const rows: readonly JsonObject[] = [
  { name: 'b', age: 3, tags: [1, 2], note: 'Über den Wolken' },
  { name: 'é', age: -1, tags: [2] },
  { name: 'a', age: 10, done: true },
  { name: '\u{1F600}', age: 3, done: false },
  { name: '\uE000' },
  { age: -2.5, done: true, name: 'b' },
  { name: '', age: 0 },
  { name: 'b\0', age: 1e21 },
]

const range = (property: string, bounds: Readonly<Record<string, string | number>>): RecordQuery => ({
  compare: Object.entries(bounds).map(([operator, value]) => ({
    property,
    operator: operator as 'gt',
    value,
  })),
})
const sorted = (property: string, descending = false) => ({ sort: [{ property, descending }] })

const cases: readonly [string, { given: RecordQuery; want: readonly number[] }][] = [
  ['finds greater numbers', { given: range('age', { gt: 3 }), want: [3, 8] }],
  ['finds numbers from a bound', { given: range('age', { gte: 3 }), want: [1, 3, 4, 8] }],
  ['finds smaller numbers, negative ones too', { given: range('age', { lt: 0 }), want: [2, 6] }],
  ['finds numbers up to a bound', { given: range('age', { lte: 0 }), want: [2, 6, 7] }],
  ['finds numbers between bounds', { given: range('age', { gt: -1, lt: 10 }), want: [1, 4, 7] }],
  ['takes the number in a text', { given: range('age', { gt: '3' }), want: [3, 8] }],
  ['finds nothing between bounds that cross', { given: range('age', { gt: 5, lt: 5 }), want: [] }],
  ['compares no number with text', { given: range('age', { gt: 'x' }), want: [] }],
  ['finds greater text by its bytes', { given: range('name', { gt: 'b' }), want: [2, 4, 5, 8] }],
  ['finds smaller text', { given: range('name', { lt: 'b' }), want: [3, 7] }],
  ['finds text up to a bound', { given: range('name', { lte: 'b' }), want: [1, 3, 6, 7] }],
  ['finds text between bounds', { given: range('name', { gte: 'a', lt: '\uE000' }), want: [1, 2, 3, 6, 8] }],
  ['compares with all but one', { given: range('name', { ne: 'b' }), want: [2, 3, 4, 5, 7, 8] }],
  ['compares what is absent with ne only', { given: range('age', { ne: 3 }), want: [2, 3, 5, 6, 7, 8] }],
  ['finds the members of an array', { given: range('tags', { contains: 2 }), want: [1, 2] }],
  ['takes the member in a text', { given: range('tags', { contains: '1' }), want: [1] }],
  ['finds a part of a text, whatever its case', { given: range('note', { contains: 'DEN w' }), want: [1] }],
  [
    'joins comparisons and values',
    { given: { ...range('age', { gte: 0 }), where: { name: 'b' } }, want: [1] },
  ],
  [
    'sorts what it compared',
    { given: { ...range('age', { gt: -1 }), ...sorted('age') }, want: [7, 1, 4, 3, 8] },
  ],
  [
    'sorts in reverse what it compared',
    { given: { ...range('name', { lt: 'é' }), ...sorted('name', true) }, want: [8, 6, 1, 3, 7] },
  ],
  [
    'pages in reverse what it compared with open bounds',
    { given: { ...range('name', { lt: 'b\0' }), ...sorted('name', true), limit: 3 }, want: [6, 1, 3] },
  ],
  [
    'pages up to an open bound',
    { given: { ...range('name', { lt: 'b' }), ...sorted('name'), offset: 1, limit: 5 }, want: [3] },
  ],
  [
    'sorts by another property than it compared',
    { given: { ...range('age', { lt: 0 }), ...sorted('name') }, want: [6, 2] },
  ],
  [
    'searches text, whatever its case',
    { given: { search: { text: 'über', properties: ['name', 'note'] } }, want: [1] },
  ],
  [
    'searches numbers and members',
    { given: { search: { text: '10', properties: ['age', 'tags'] } }, want: [3] },
  ],
  [
    'searches among what it compared',
    { given: { ...range('age', { gt: 0 }), search: { text: 'B', properties: ['name'] } }, want: [1, 8] },
  ],
]

onEveryStore('a query', (world) => {
  describe.each([
    ['with indexes', ['age', 'name', 'done'], true],
    ['without indexes', [], true],
    ['with indexes that do not sort', ['age', 'name', 'done'], false],
  ])('%s', (_kind, indexes, orderedIndexes) => {
    let records: Records
    beforeAll(async () => {
      const entities = openTestEntities(
        { pets: { generateKey: 'increment', indexes, schema } },
        { store: await world().connect(), catalog: { orderedIndexes } },
      )
      records = entities.reader('pets')
      for (const row of rows) await records.create(row)
    })

    it.each(cases)('%s', async (_title, { given, want }) => {
      const page = await records.list(given)
      expect(page.records.map(({ value }) => value.id)).toEqual(want)
      const isPage = given.limit !== undefined
      if (!isPage) expect(page.total).toBe(want.length)
      expect((await records.count(given)).total).toBe(page.total)
    })

    const counts: readonly [string, string, RecordQuery, JsonObject][] = [
      ['numbers', 'age', {}, { '-2.5': 1, '-1': 1, '0': 1, '3': 2, '10': 1, '1e+21': 1 }],
      ['text', 'name', {}, { '': 1, a: 1, b: 2, 'b\0': 1, é: 1, '\uE000': 1, '\u{1F600}': 1 }],
      ['booleans', 'done', {}, { false: 1, true: 2 }],
      ['what it compares', 'age', range('age', { gte: 0, lt: 10 }), { '0': 1, '3': 2 }],
      ['what it filters by another property', 'age', { where: { name: 'b' } }, { '3': 1, '-2.5': 1 }],
    ]
    it.each(counts)('counts %s by their values', async (_kind, by, query, want) => {
      const counted = await records.count(query, by)
      expect(counted.by).toEqual(want)
      expect(counted.total).toBe((await records.list(query)).total)
    })
  })

  it('counts names that objects have already, and names of properties that are none', async () => {
    const entities = openTestEntities(
      { pets: { indexes: ['kind'], schema: { properties: { kind: { type: 'string' } } } } },
      { store: await world().connect() },
    )
    const records = entities.reader('pets')
    for (const kind of ['__proto__', 'constructor', '__proto__']) await records.create({ kind })
    const { by = {} } = await records.count({}, 'kind')
    expect(Object.entries(by)).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
    ])
    expect(await records.count({}, '__proto__')).toEqual({ total: 3, by: {} })
  })

  it('counts in a scope and refuses one whose parent is not there', async () => {
    const entities = openTestEntities(
      {
        owners: {},
        pets: { scope: ['ownerId'], parent: 'owners', indexes: ['age'], schema },
      },
      { store: await world().connect() },
    )
    for (const id of ['x', 'y']) await entities.reader('owners').create({ id })
    const pets = entities.reader('pets')
    for (const age of [1, 2, 2]) await pets.create({ age }, { scope: ['x'] })
    await pets.create({ age: 2 }, { scope: ['y'] })
    expect(await pets.count({ scope: ['x'] }, 'age')).toEqual({ total: 3, by: { '1': 1, '2': 2 } })
    expect(await pets.count({ scope: ['x'], ...range('age', { gt: 1 }) })).toEqual({ total: 2 })
    expect(await pets.count({}, 'age')).toEqual({ total: 4, by: { '1': 1, '2': 3 } })
    expect(await codeOf(pets.count({ scope: ['z'] }))).toBe('MOCK_NOT_FOUND')
  })

  it('compares and counts after a write in the same transaction', async () => {
    const entities = openTestEntities(
      { pets: { generateKey: 'increment', indexes: ['age'], schema } },
      { store: await world().connect() },
    )
    for (const age of [1, 2, 3]) await entities.reader('pets').create({ age })
    await entities.transaction(async (unit) => {
      const pets = unit.records('pets')
      await pets.create({ age: 5 })
      await pets.delete(3)
      const { records } = await pets.list({ ...range('age', { gt: 1 }), ...sorted('age', true) })
      expect(records.map(({ value }) => value.age)).toEqual([5, 2])
      expect(await pets.count({}, 'age')).toEqual({ total: 3, by: { '1': 1, '2': 1, '5': 1 } })
    })
  })
})

describe('a query over more records than are searched', () => {
  let records: Records
  beforeAll(async () => {
    const entities = openTestEntities({
      pets: { generateKey: 'increment', indexes: ['age', 'name'], schema },
    })
    for (let part = 0; part < 11; part++)
      await entities.transaction(async (unit) => {
        for (let i = 0; i < 999; i++) await unit.records('pets').create({ age: i, name: `n${i % 7}` })
      })
    records = entities.reader('pets')
  })

  it('is answered by an ordered index that compares', async () => {
    const page = await records.list({ ...range('name', { lt: 'n6' }), ...sorted('name', true), limit: 1 })
    expect(page.total).toBe(10_989 - 11 * 142)
    expect(page.records[0]?.value.name).toBe('n5')
    expect((await records.count(range('age', { gt: 500, lte: 600 }))).total).toBe(1_100)
    expect((await records.list({ ...range('age', { gte: 990 }), limit: 1 })).total).toBe(99)
  })

  it('is counted by the values of an index', async () => {
    const { total, by } = await records.count({}, 'name')
    expect([total, by?.n6, by?.n0]).toEqual([10_989, 1_562, 1_573])
  })

  it.each([
    ['a search', { search: { text: 'n6', properties: ['name'] } }],
    ['what a text contains', range('name', { contains: '6' })],
    ['all but one value', range('name', { ne: 'n6' })],
    ['a comparison that leaves too many', range('age', { gte: 1 })],
  ])('is refused for %s', async (_title, query) => {
    expect(await codeOf(records.list(query))).toBe('MOCK_SCAN_LIMIT')
  })
})
