// Keys that one seed makes the same in every run, and that no restart and no other process gives out twice.
import { describe, expect, it } from 'vitest'
import type { KeyValue } from '../../runtime/entities/records.js'
import type { GenerateKey } from '../../runtime/facts.js'
import { seededKey } from '../../runtime/ids.js'
import type { Store } from '../../runtime/store/store.js'
import { onEveryStore } from './on-every-store.js'
import { openTestEntities, type TestEntities, type TestEntity } from './open-test-entities.js'

const forms = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  ulid: /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  nanoid: /^[\w-]{21}$/,
} as const
const kinds = ['uuid', 'ulid', 'nanoid'] as const
const counted = { schema: { properties: { id: { type: 'integer' } } } }

describe('seededKey', () => {
  const parts = { seed: 1, place: 'pets', count: 1, now: Date.UTC(2030, 0, 1) }

  it.each(kinds)('makes a valid %s, the same from the same parts', (kind) => {
    expect(seededKey(kind, parts)).toMatch(forms[kind])
    expect(seededKey(kind, parts)).toBe(seededKey(kind, parts))
  })

  it.each(kinds)('makes another %s from another seed, place or number', (kind) => {
    const keys = new Set<string>()
    for (const seed of [0, 1, -1, 0.5]) {
      for (const place of ['', 'a', 'a/1', 'b'])
        for (let count = 1; count <= 50; count++) keys.add(seededKey(kind, { ...parts, seed, place, count }))
    }
    expect(keys.size).toBe(4 * 4 * 50)
  })

  it('keeps the time in front of a ULID', () => {
    const later = { ...parts, now: parts.now + 1 }
    expect(seededKey('ulid', parts) < seededKey('ulid', later)).toBe(true)
    expect(seededKey('uuid', parts)).toBe(seededKey('uuid', later))
  })
})

describe('keys of one seed', () => {
  it.each(kinds)('are the same %s in two runs, whatever else is created', async (generateKey) => {
    const definitions = { pets: { generateKey }, shops: { generateKey } }
    const quiet = openTestEntities(definitions, { keySeed: 7 })
    const busy = openTestEntities(definitions, { keySeed: 7 })
    const mixed = Promise.all(Array.from({ length: 5 }, () => busy.reader('shops').create({})))
    const keys = await create(quiet, 'pets', 5)
    expect(await create(busy, 'pets', 5)).toEqual(keys)
    await mixed
    expect(keys[0]).toMatch(forms[generateKey])
    expect(await create(openTestEntities(definitions, { keySeed: 8 }), 'pets', 5)).not.toEqual(keys)
  })

  it('differ between scopes and between leading key parts', async () => {
    const nested = openTestEntities({ pets: { scope: ['owner'] } }, { keySeed: 7 })
    const composite = openTestEntities({ pets: { key: ['owner', 'id'] } }, { keySeed: 7 })
    const keys = new Set<unknown>()
    for (const owner of ['a', 'b']) {
      keys.add((await nested.reader('pets').create({}, { scope: [owner] })).value.id)
      keys.add((await composite.reader('pets').create({ owner })).value.id)
    }
    expect(keys.size).toBe(2)
  })

  it('pass by the keys that clients brought', async () => {
    const expected = await create(openTestEntities({ pets: {} }, { keySeed: 7 }), 'pets', 3)
    const entities = openTestEntities({ pets: {} }, { keySeed: 7 })
    await entities.reader('pets').create({ id: expected[0] ?? '' })
    expect(await create(entities, 'pets', 2)).toEqual(expected.slice(1))
  })

  it('go on as they would have where the counters were copied', async () => {
    const first = openTestEntities({ pets: {} }, { keySeed: 7 })
    await create(first, 'pets', 3)
    const copy = openTestEntities({ pets: {} }, { keySeed: 7 })
    await copyCollection(first.store, copy.store, '$counters')
    expect(await create(copy, 'pets', 2)).toEqual(await create(first, 'pets', 2))
  })
})

onEveryStore('a key that was given out', (world) => {
  const ways: readonly [string, { entity: TestEntity; keySeed?: number }][] = [
    ['increment', { entity: { ...counted, generateKey: 'increment' } }],
    ...kinds.map((generateKey: GenerateKey): [string, { entity: TestEntity; keySeed: number }] => [
      `${generateKey} with a seed`,
      { entity: { generateKey }, keySeed: 7 },
    ]),
  ]

  it.each(ways)(
    'by %s is not given out again: deleted, restarted, by another process',
    async (_way, made) => {
      const { entity, ...seeded } = made
      const place = world()
      const open = (store: Store) => openTestEntities({ pets: entity }, { store, ...seeded })
      const one = open(await place.connect())
      const given = [...(await create(one, 'pets', 3))]
      for (const key of given) await one.reader('pets').delete(key)
      given.push(...(await create(one, 'pets', 2)))
      const two = open(await place.connect())
      const both = await Promise.all([one, two].map((entities) => createAtOnce(entities, 8)))
      given.push(...both.flat())
      expect(new Set(given).size).toBe(given.length)
      const records = (await one.reader('pets').list()).total
      const again = open(await place.restart())
      // Memory keeps nothing, its counters as little as its records.
      const hasForgotten = (await again.reader('pets').list()).total < records
      const later = await create(again, 'pets', 3)
      expect(later.some((key) => given.includes(key))).toBe(hasForgotten)
    },
  )

  it('depends on nothing but how many were given out before', async () => {
    const place = world()
    const definitions = { pets: {}, shops: {} }
    const [one, two] = await Promise.all([
      place.connect().then((store) => openTestEntities(definitions, { store, keySeed: 7 })),
      place.connect().then((store) => openTestEntities(definitions, { store, keySeed: 7, seed: 2 })),
    ])
    const made = await Promise.all([createAtOnce(one, 6), createAtOnce(two, 6)])
    const alone = await create(openTestEntities(definitions, { keySeed: 7 }), 'pets', 12)
    expect(made.flat().sort()).toEqual([...alone].sort())
  })
})

async function create({ reader }: TestEntities, name: string, count: number): Promise<readonly KeyValue[]> {
  const keys: KeyValue[] = []
  for (let i = 0; i < count; i++) keys.push(keyOf((await reader(name).create({})).value.id))
  return keys
}

async function createAtOnce({ reader }: TestEntities, count: number): Promise<readonly KeyValue[]> {
  const made = await Promise.all(Array.from({ length: count }, () => reader('pets').create({})))
  return made.map(({ value }) => keyOf(value.id))
}

function keyOf(value: unknown): KeyValue {
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new TypeError('There should be a key')
}

async function copyCollection(from: Store, to: Store, collection: string): Promise<void> {
  const page = await from.list('test', 0, { collection, offset: 0, limit: 100 })
  if ('due' in page) throw new Error('Something is due')
  const writes = page.rows.map(({ id, value }) => ({ write: 'put', collection, id, value }) as const)
  await to.commit('test', 0, { checks: [], writes })
}
