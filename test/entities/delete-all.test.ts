// Deleting all that a query selects, with what depends on it.
import { describe, expect, it } from 'vitest'
import { onEveryStore } from './on-every-store.js'
import { codeOf, openTestEntities, type TestEntities } from './open-test-entities.js'

const schema = { properties: { id: { type: 'integer' }, age: { type: 'integer' }, name: { type: 'string' } } }

const fill = async (
  { transaction }: TestEntities,
  name: string,
  count: number,
  row: (i: number) => object,
) => {
  for (let first = 0; first < count; first += 400)
    await transaction(async (unit) => {
      for (let i = first; i < Math.min(count, first + 400); i++)
        await unit.records(name).create({ id: i, ...row(i) })
    })
}

onEveryStore('deleting all', (world) => {
  const open = async () => {
    const entities = openTestEntities(
      {
        pets: { indexes: ['age'], schema },
        toys: { relationships: { pet: { entity: 'pets', onDelete: 'cascade' } } },
        bills: { relationships: { pet: { entity: 'pets', onDelete: 'restrict' } } },
        trees: { relationships: { under: { entity: 'trees', onDelete: 'restrict' } } },
        leaves: { ttl: 60 },
      },
      { store: await world().connect() },
    )
    return entities
  }

  it('removes what the query selects and what depends on it, whatever its page', async () => {
    const entities = await open()
    const { reader } = entities
    await fill(entities, 'pets', 20, (i) => ({ age: i, name: i % 2 === 0 ? 'even' : 'odd' }))
    for (const pet of [4, 6, 7]) await reader('toys').create({ pet })
    const query = {
      compare: [{ property: 'age', operator: 'lt', value: 8 }] as const,
      where: { name: 'even' },
    }
    expect(await reader('pets').deleteAll({ ...query, limit: 1, offset: 2 })).toBe(4)
    expect((await reader('pets').list()).total).toBe(16)
    expect((await reader('toys').list()).records.map(({ value }) => value.pet)).toEqual([7])
    expect(await reader('pets').deleteAll(query)).toBe(0)
  })

  it('is undone with the transaction, and forbidden by those who refer', async () => {
    const { reader, transaction, ...entities } = await open()
    await fill({ reader, transaction, ...entities } as TestEntities, 'pets', 5, () => ({}))
    await reader('bills').create({ pet: 3 })
    expect(await codeOf(reader('pets').deleteAll({}))).toBe('MOCK_REFERENCED')
    expect((await reader('pets').list()).total).toBe(5)
    const failing = transaction(async (unit) => {
      await unit.records('bills').deleteAll({})
      expect(await unit.records('pets').deleteAll({})).toBe(5)
      expect((await unit.records('pets').list()).total).toBe(0)
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect((await reader('pets').list()).total).toBe(5)
    expect((await reader('bills').list()).total).toBe(1)
  })

  it('takes records that refer to each other', async () => {
    const { reader } = await open()
    await reader('trees').create({ id: 1 })
    await reader('trees').create({ id: 2, under: 1 })
    await reader('trees').update(1, { under: 2 })
    expect(await reader('trees').deleteAll({})).toBe(2)
  })

  it('takes more than one transaction outside of one, and is refused inside', async () => {
    const entities = await open()
    const { reader, transaction } = entities
    await fill(entities, 'pets', 1_300, (i) => ({ age: i % 2 }))
    await fill(entities, 'toys', 300, () => ({ pet: 1_299 }))
    await fill(entities, 'leaves', 700, () => ({}))
    expect(await codeOf(transaction((unit) => unit.records('pets').deleteAll({})))).toBe('MOCK_CONFLICT')
    expect((await reader('pets').list({ limit: 0 })).total).toBe(1_300)
    expect(await reader('pets').deleteAll({ where: { age: 1 } })).toBe(650)
    expect((await reader('toys').list({ limit: 0 })).total).toBe(0)
    expect(await reader('pets').deleteAll({})).toBe(650)
    expect(await reader('leaves').deleteAll({})).toBe(700)
    expect((await reader('leaves').list()).total).toBe(0)
  })
})

describe('deleting many at once', () => {
  it('counts those that others take along, and takes the newest first', async () => {
    const entities = openTestEntities({
      trees: { relationships: { under: { entity: 'trees', onDelete: 'restrict' } }, schema },
      files: { relationships: { in: { entity: 'files', onDelete: 'cascade' } }, schema },
    })
    const under = (i: number) => (i === 0 ? {} : { under: i - 1, in: i - 1 })
    await fill(entities, 'trees', 2_500, under)
    expect(await entities.reader('trees').deleteAll({})).toBe(2_500)
    await fill(entities, 'files', 900, (i) => (i < 450 ? {} : { in: i - 450 }))
    expect(await entities.reader('files').deleteAll({})).toBe(900)
  })

  it('is refused where one record takes too many along, and keeps it', async () => {
    const entities = openTestEntities({
      pets: {},
      toys: { relationships: { pet: { entity: 'pets', onDelete: 'cascade' } } },
    })
    await fill(entities, 'pets', 2, () => ({}))
    await fill(entities, 'toys', 1_001, () => ({ pet: 0 }))
    expect(await codeOf(entities.reader('pets').deleteAll({}))).toBe('MOCK_CONFLICT')
    expect((await entities.reader('pets').list()).records.map(({ value }) => value.id)).toEqual([0])
    expect((await entities.reader('toys').list({ limit: 0 })).total).toBe(1_001)
  })

  it('of a scope without its parent is refused', async () => {
    const { reader } = openTestEntities({ owners: {}, pets: { scope: ['owner'], parent: 'owners' } })
    expect(await codeOf(reader('pets').deleteAll({ scope: ['x'] }))).toBe('MOCK_NOT_FOUND')
  })
})
