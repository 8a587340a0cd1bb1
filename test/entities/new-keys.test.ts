// Keys that are made before their record is: creating it then is as if it had no key yet.
import { expect, it } from 'vitest'
import type { GenerateKey } from '../../runtime/facts.js'
import { onEveryStore } from './on-every-store.js'
import { codeOf, openTestEntities, type TestEntity } from './open-test-entities.js'

const kinds: readonly (readonly [GenerateKey, TestEntity])[] = [
  ['uuid', {}],
  ['ulid', {}],
  ['nanoid', {}],
  ['increment', { schema: { properties: { id: { type: 'integer' } } } }],
  ['uuid', { schema: { properties: { id: { type: 'string', pattern: '^KEY-[0-9]$' } }, required: ['id'] } }],
]

onEveryStore('a new key', (world) => {
  const open = async (entity: TestEntity, keySeed?: number) =>
    openTestEntities(
      { pets: entity },
      { store: await world().connect(), ...(keySeed !== undefined && { keySeed }) },
    )

  it.each(kinds)('of kind %s is what creating would have made', async (generateKey, entity) => {
    const keys: unknown[] = []
    for (const isBefore of [true, false]) {
      const { transaction } = await open({ ...entity, generateKey }, 7)
      await transaction(async (unit) => {
        const pets = unit.records('pets')
        for (let i = 0; i < 3; i++) {
          const key = isBefore ? await pets.newKey() : undefined
          const { value } = await pets.create({ n: i }, { ...(key !== undefined && { key }) })
          if (key !== undefined) expect(value.id).toBe(key)
          keys.push(value.id)
        }
      })
    }
    expect(keys.slice(0, 3)).toEqual(keys.slice(3))
    expect(new Set(keys).size).toBe(3)
  })

  const counted: TestEntity = {
    generateKey: 'increment',
    schema: { properties: { id: { type: 'integer' } } },
  }

  it('may be used in any order, once, and leaves no gap', async () => {
    const { transaction, reader } = await open(counted)
    await transaction(async (unit) => {
      const pets = unit.records('pets')
      const [first, second] = [await pets.newKey(), await pets.newKey()]
      await pets.create({}, { key: second })
      await pets.create({}, { key: first })
      await pets.create({})
    })
    expect((await reader('pets').list()).records.map(({ value }) => value.id)).toEqual([2, 1, 3])
    const twice = transaction(async (unit) => {
      const key = await unit.records('pets').newKey()
      await unit.records('pets').create({}, { key })
      await unit.records('pets').create({}, { key })
    })
    expect(await codeOf(twice)).toBe('MOCK_CONFLICT')
  })

  it('of work that was undone is one that a client brings', async () => {
    const { transaction, reader } = await open(counted)
    await transaction(async (unit) => {
      const pets = unit.records('pets')
      let key: string | number = 0
      const nested = unit.nested(async () => {
        key = await pets.newKey()
        throw new RangeError('no')
      })
      await expect(nested).rejects.toThrow(RangeError)
      await pets.create({}, { key })
      await pets.create({})
    })
    expect((await reader('pets').list()).records.map(({ value }) => value.id)).toEqual([1, 2])
  })

  it('is one of its scope and of the first parts of its key', async () => {
    const { transaction } = await open({ ...counted, scope: ['owner'], key: ['shelf', 'id'] })
    const keys = await transaction(async (unit) => {
      const pets = unit.records('pets')
      await pets.create({ shelf: 'a' }, { scope: ['x'] })
      const made = (scope: string, shelf: string) => pets.newKey({ scope: [scope], value: { shelf } })
      return [await made('x', 'a'), await made('x', 'b'), await made('y', 'a'), await made('x', 'a')]
    })
    expect(keys).toEqual([2, 1, 1, 3])
  })

  it('is refused where keys are not made, and outside of transactions', async () => {
    const { transaction, reader } = await open({ generateKey: 'none' })
    expect(await codeOf(transaction((unit) => unit.records('pets').newKey()))).toBe('MOCK_INVALID_REQUEST')
    await expect(reader('pets').newKey()).rejects.toThrow(TypeError)
  })
})
