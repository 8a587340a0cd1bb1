// Changing records: what a replacement keeps and a merge leaves, and what no client can write.
import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { codeOf, openTestEntities, type TestEntities } from './open-test-entities.js'

const text = { type: 'string' }
const old: JsonObject = {
  id: 1,
  owner: 'o',
  name: 'Rex',
  secret: 's',
  status: 'sold',
  nested: { a: 1, b: { c: 2 } },
  tags: ['x'],
  note: 'n',
}

let entities: TestEntities

beforeEach(async () => {
  entities = openTestEntities({
    pets: {
      scope: ['ownerId'],
      scopeProperties: { ownerId: 'owner' },
      timestamps: { created: 'createdAt', updated: 'updatedAt' },
      version: 'revision',
      schema: {
        properties: {
          name: text,
          secret: { ...text, readOnly: true, default: 's' },
          status: { ...text, default: 'new' },
          note: { ...text, nullable: true },
          nested: { properties: { n: { type: ['string', 'null'] } } },
        },
        required: ['name'],
      },
    },
  })
  await entities.reader('pets').create(old, { scope: ['o'] })
  entities.time += 1_000
})

const created = '2030-01-01T00:00:00.000Z'
const updated = '2030-01-01T00:00:01.000Z'
const kept = { id: 1, owner: 'o', secret: 's', createdAt: created, updatedAt: updated, revision: 2 }

const update = async (value: JsonObject, merge?: 'replace' | 'merge') =>
  (await entities.reader('pets').update(1, value, { scope: ['o'], ...(merge && { merge }) })).value

describe('a replacement', () => {
  const cases: readonly [string, { given: JsonObject; want: JsonObject }][] = [
    [
      'drops what is not sent, except what clients cannot write',
      { given: { name: 'Max' }, want: { ...kept, name: 'Max', status: 'new' } },
    ],
    [
      'takes what is required and not sent from the old record',
      { given: { note: 'm' }, want: { ...kept, name: 'Rex', status: 'new', note: 'm' } },
    ],
    [
      'ignores the key, the scope, timestamps, the version and readOnly properties',
      {
        given: { id: 9, owner: 'p', secret: 'x', createdAt: 'x', updatedAt: 'x', revision: 9, name: 'Max' },
        want: { ...kept, name: 'Max', status: 'new' },
      },
    ],
    [
      'replaces nested objects as a whole',
      {
        given: { name: 'Max', nested: { n: 'x' } },
        want: { ...kept, name: 'Max', status: 'new', nested: { n: 'x' } },
      },
    ],
  ]
  it.each(cases)('%s', async (_title, { given, want }) => {
    expect(await update(given, 'replace')).toEqual(want)
    expect((await entities.reader('pets').read(1, ['o']))?.value).toEqual(want)
    expect(await entities.reader('pets').read(9, ['o'])).toBeUndefined()
  })
})

describe('a merge', () => {
  const whole = { ...old, ...kept }
  const cases: readonly [string, { given: JsonObject; want: JsonObject }][] = [
    ['changes what is sent', { given: { name: 'Max' }, want: { ...whole, name: 'Max' } }],
    [
      'merges nested objects',
      { given: { nested: { b: { d: 3 } } }, want: { ...whole, nested: { a: 1, b: { c: 2, d: 3 } } } },
    ],
    ['replaces arrays', { given: { tags: [] }, want: { ...whole, tags: [] } }],
    [
      'removes with null',
      {
        given: { tags: null, nested: { a: null } },
        want: omit({ ...whole, nested: { b: { c: 2 } } }, 'tags'),
      },
    ],
    [
      'stores null where the schema allows it',
      {
        given: { note: null, nested: { n: null } },
        want: { ...whole, note: null, nested: { a: 1, b: { c: 2 }, n: null } },
      },
    ],
    ['keeps what is required', { given: { name: null }, want: whole }],
    [
      'ignores what clients cannot write',
      { given: { id: 9, owner: 'p', secret: 'x', revision: 9 }, want: whole },
    ],
  ]
  it.each(cases)('%s', async (_title, { given, want }) => {
    expect(await update(given)).toEqual(want)
  })

  it('takes a property that is called like the prototype for a property', async () => {
    const patch: JsonObject = JSON.parse('{"__proto__":{"polluted":1},"constructor":"c"}')
    expect(JSON.stringify(await update(patch))).toContain('"__proto__":{"polluted":1},"constructor":"c"')
    const removal: JsonObject = JSON.parse('{"__proto__":null}')
    expect(JSON.stringify(await update(removal))).not.toContain('__proto__')
  })

  it('replaces as a whole what is nested too deeply to walk', async () => {
    const depth = 2_000
    const patch: JsonObject = JSON.parse(`${'{"a":'.repeat(depth)}null${'}'.repeat(depth)}`)
    expect(JSON.stringify((await update({ tags: patch })).tags)).toBe(JSON.stringify(patch))
  })
})

describe('an update', () => {
  it('is refused where there is no record', async () => {
    const pets = entities.reader('pets')
    expect(await codeOf(pets.update(2, {}, { scope: ['o'] }))).toBe('MOCK_NOT_FOUND')
    expect(await codeOf(pets.update(1, {}, { scope: ['other'] }))).toBe('MOCK_NOT_FOUND')
  })

  it('answers the version of its commit, which every change raises', async () => {
    const pets = entities.reader('pets')
    const first = await pets.update(1, { name: 'A' }, { scope: ['o'] })
    const second = await pets.update(1, { name: 'B' }, { scope: ['o'] })
    expect(first.version).toBeLessThan(second.version ?? 0)
    expect((await pets.read(1, ['o']))?.version).toBe(second.version)
  })

  it('loses no change of 32 that come at once', async () => {
    const changes = Array.from({ length: 32 }, () =>
      entities.transaction(async (unit) => {
        const pets = unit.records('pets')
        const record = await pets.read(1, ['o'])
        await pets.update(1, { count: Number(record?.value.count ?? 0) + 1 }, { scope: ['o'] })
      }),
    )
    await Promise.all(changes)
    expect((await entities.reader('pets').read(1, ['o']))?.value).toMatchObject({ count: 32, revision: 33 })
  })

  it('waits for others on the same record, so that each of 32 commits once', async () => {
    const store = createMemoryStore()
    let commits = 0
    const counting: Store = {
      ...store,
      commit: (...args) => {
        commits++
        return store.commit(...args)
      },
    }
    const pets = openTestEntities({ pets: { version: 'revision' } }, { store: counting }).reader('pets')
    await pets.create({ id: 1 })
    await Promise.all(Array.from({ length: 32 }, (_, i) => pets.update(1, { name: `${i}` })))
    expect((await pets.read(1))?.value.revision).toBe(33)
    expect(commits).toBe(33)
  })

  it('is undone with everything else when the work throws', async () => {
    const failing = entities.transaction(async (unit) => {
      await unit.records('pets').update(1, { name: 'Max' }, { scope: ['o'] })
      await unit.records('pets').create({ name: 'New' }, { scope: ['o'] })
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow(RangeError)
    const { records, total } = await entities.reader('pets').list()
    expect({ total, name: records[0]?.value.name }).toEqual({ total: 1, name: 'Rex' })
  })
})

describe('a clock that stands still', () => {
  it('stamps every change alike, while versions and order go on', async () => {
    const { reader, time } = openTestEntities({
      pets: {
        generateKey: 'increment',
        timestamps: { created: 'createdAt', updated: 'updatedAt' },
        version: 'revision',
        indexes: ['updatedAt'],
        schema: { properties: { updatedAt: text } },
      },
    })
    const at = new Date(time).toISOString()
    for (let i = 0; i < 3; i++) await reader('pets').create({})
    await reader('pets').update(1, {})
    await reader('pets').update(1, {})
    const { records } = await reader('pets').list({ sort: [{ property: 'updatedAt', descending: false }] })
    expect(records.map(({ value }) => value)).toEqual([
      { id: 1, createdAt: at, updatedAt: at, revision: 3 },
      { id: 2, createdAt: at, updatedAt: at, revision: 1 },
      { id: 3, createdAt: at, updatedAt: at, revision: 1 },
    ])
  })
})

describe('changes that a hook starts at once', () => {
  it('are made one after another', async () => {
    const { reader, transaction } = openTestEntities({
      pets: {
        generateKey: 'increment',
        indexes: ['name'],
        unique: ['tag'],
        schema: { properties: { name: text } },
      },
    })
    await transaction(async (unit) => {
      const pets = unit.records('pets')
      await Promise.all([{ tag: 'x' }, { tag: 'y' }, { tag: 'z' }].map((value) => pets.create(value)))
      await Promise.all([{ name: 'a' }, { tag: 'w' }, { name: 'b' }].map((value) => pets.update(1, value)))
    })
    const { records } = await reader('pets').list()
    expect(records.map(({ value }) => value.id)).toEqual([1, 2, 3])
    expect(records[0]?.value).toEqual({ id: 1, tag: 'w', name: 'b' })
    expect((await reader('pets').list({ where: { name: 'a' } })).total).toBe(0)
    expect((await reader('pets').list({ where: { name: 'b' } })).total).toBe(1)
  })

  it('are committed although nobody waited for them, and refused once the transaction is over', async () => {
    const { reader, transaction } = openTestEntities({ pets: {} })
    const pets = await transaction(async (unit) => {
      void unit.records('pets').create({ id: 1 })
      return unit.records('pets')
    })
    expect((await reader('pets').list()).total).toBe(1)
    await expect(pets.create({ id: 2 })).rejects.toThrow('over')
  })
})

function omit(value: JsonObject, property: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== property))
}
