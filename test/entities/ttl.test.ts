// Records that live for a time: gone for everybody at one instant of the clock, with what depends on them, on every engine.
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { isDue } from '../../runtime/store/store.js'
import { onEveryStore } from './on-every-store.js'
import { codeOf, openTestEntities, type TestEntities, type TestEntity } from './open-test-entities.js'

const integer = { type: 'integer' }
const numbered: TestEntity = { generateKey: 'increment', schema: { properties: { id: integer } } }
const minuteMs = 60_000
const sessions: TestEntity = { ...numbered, ttl: 60, unique: ['token'], indexes: ['user'] }
const referring = (onDelete: 'cascade' | 'restrict' | 'nullify', entity = 'sessions'): TestEntity => ({
  ...numbered,
  relationships: { session: { entity, onDelete } },
})

onEveryStore('a record with a lifetime', (world) => {
  it('is there until the instant at which it expires, and then for nobody', async () => {
    const entities = openTestEntities({ sessions, items: referring('restrict') }, await newStore())
    const { reader } = entities
    await reader('sessions').create({ token: 't', user: 'u' })
    entities.time += minuteMs - 1
    expect(await reader('sessions').read(1)).toBeDefined()
    expect((await reader('sessions').list({ where: { user: 'u' } })).total).toBe(1)
    expect(await codeOf(reader('sessions').create({ token: 't' }))).toBe('MOCK_DUPLICATE')
    await reader('items').create({ session: 1 })
    entities.time += 1
    expect((await reader('sessions').list({ where: { user: 'u' } })).total).toBe(0)
    expect((await reader('sessions').list()).total).toBe(0)
    expect(await reader('sessions').read(1)).toBeUndefined()
    expect(await codeOf(reader('items').create({ session: 1 }))).toBe('MOCK_MISSING_REFERENCE')
    expect(await codeOf(reader('sessions').update(1, {}))).toBe('MOCK_NOT_FOUND')
    expect((await reader('sessions').create({ token: 't' })).value.id).toBe(2)
  })

  it.each<[string, (entities: TestEntities) => Promise<unknown>]>([
    ['a read', async ({ reader }) => expect(await reader('sessions').read(1)).toBeUndefined()],
    ['a list', async ({ reader }) => expect((await reader('sessions').list()).total).toBe(0)],
    ['a unique check', ({ reader }) => reader('sessions').create({ token: 't' })],
    [
      'a reference check',
      async ({ reader }) =>
        expect(await codeOf(reader('items').create({ session: 1 }))).toBe('MOCK_MISSING_REFERENCE'),
    ],
    ['a deletion', async ({ reader }) => expect(await reader('sessions').delete(1)).toBeUndefined()],
  ])('is gone for %s that is the first to come', async (_title, check) => {
    const entities = openTestEntities({ sessions, items: referring('restrict') }, await newStore())
    await entities.reader('sessions').create({ token: 't' })
    entities.time += minuteMs
    await check(entities)
  })

  it('says when it expires, where anybody can read it', async () => {
    const { store } = await newStore()
    const entities = openTestEntities({ 'a/b': { ...sessions, scope: ['s'] } }, { store })
    const created = entities.time
    await entities.reader('a/b').create({}, { scope: ['x y'] })
    const at = async () => expiryRows(store, entities.time)
    expect(await at()).toEqual([['a%2Fb/x%20y/1', { expires: created + minuteMs }]])
    entities.time += 5
    await entities.reader('a/b').update(1, {}, { scope: ['x y'] })
    expect(await at()).toEqual([['a%2Fb/x%20y/1', { expires: created + 5 + minuteMs }]])
    await entities.reader('a/b').delete(1, ['x y'])
    expect(await at()).toEqual([])
  })

  const refreshes = [
    ['never', { write: false, read: false, list: false, reference: false }],
    ['write', { write: true, read: false, list: false, reference: false }],
    ['access', { write: true, read: true, list: false, reference: false }],
  ] as const
  it.each(refreshes)('lives on with ttlRefresh %s by %j', async (ttlRefresh, want) => {
    const uses: Record<keyof typeof want, (entities: TestEntities) => Promise<unknown>> = {
      write: ({ reader }) => reader('sessions').update(1, { n: 1 }),
      read: ({ reader }) => reader('sessions').read(1),
      list: ({ reader }) => reader('sessions').list({ where: { user: 'u' } }),
      reference: ({ reader }) => reader('items').create({ session: 1 }),
    }
    for (const [use, extended] of Object.entries(want)) {
      const definitions = { sessions: { ...sessions, ttlRefresh }, items: referring('cascade') }
      const entities = openTestEntities(definitions, await newStore())
      await entities.reader('sessions').create({ user: 'u' })
      entities.time += minuteMs - 1
      await Object.entries(uses).find(([name]) => name === use)?.[1](entities)
      entities.time += 1
      const { total } = await entities.reader('sessions').list()
      expect({ use, total }).toEqual({ use, total: extended ? 1 : 0 })
    }
  })

  it('is extended at the last moment, and not at the instant itself', async () => {
    const entities = openTestEntities({ sessions }, await newStore())
    const { reader } = entities
    await reader('sessions').create({})
    entities.time += minuteMs - 1
    await reader('sessions').update(1, {})
    entities.time += minuteMs - 1
    expect(await reader('sessions').read(1)).toBeDefined()
    entities.time += 1
    expect(await codeOf(reader('sessions').update(1, {}))).toBe('MOCK_NOT_FOUND')
  })

  it('is either extended or gone when both are tried at once', async () => {
    const place = world()
    const definitions = { sessions: { ...sessions, ttlRefresh: 'access' } as const }
    const early = openTestEntities(definitions, { store: await place.connect() })
    const late = openTestEntities(definitions, { store: await place.connect() })
    for (let round = 1; round <= 10; round++) {
      await early.reader('sessions').create({})
      late.time = early.time + minuteMs
      early.time += minuteMs - 1
      const extend =
        round % 2 === 0 ? early.reader('sessions').read(round) : early.reader('sessions').update(round, {})
      const [extended] = await Promise.allSettled([extend, late.reader('sessions').list()])
      const isExtended = extended.status === 'fulfilled' && extended.value !== undefined
      expect((await late.reader('sessions').read(round)) !== undefined).toBe(isExtended)
      early.time += 10 * minuteMs
      expect((await early.reader('sessions').list()).total).toBe(0)
    }
  })

  it('does not lose its version, or a race, by being read', async () => {
    const definitions = { sessions: { ...sessions, ttlRefresh: 'access', version: 'revision' } as const }
    const entities = openTestEntities(definitions, await newStore())
    const { reader, transaction } = entities
    const { version } = await reader('sessions').create({})
    expect((await reader('sessions').read(1))?.version).toBe(version)
    expect((await reader('sessions').read(1))?.version).toBe(version)
    const reading = Array.from({ length: 30 }, () => reader('sessions').read(1))
    const writing = Array.from({ length: 10 }, (_, n) => reader('sessions').update(1, { n }))
    const looking = Array.from({ length: 10 }, () =>
      transaction(async (unit) => unit.records('sessions').read(1)),
    )
    const found = await Promise.all([...reading, ...writing, ...looking])
    expect(found.every((record) => record?.value.id === 1)).toBe(true)
    expect((await reader('sessions').read(1))?.value.revision).toBe(11)
  })

  it('lives on by a read whose transaction comes to nothing', async () => {
    const entities = openTestEntities({ sessions: { ...sessions, ttlRefresh: 'access' } }, await newStore())
    await entities.reader('sessions').create({})
    entities.time += minuteMs - 1
    const work = entities.transaction(async (unit) => {
      await unit.records('sessions').read(1)
      throw new RangeError('no')
    })
    await expect(work).rejects.toThrow(RangeError)
    entities.time += minuteMs - 1
    expect((await entities.reader('sessions').list()).total).toBe(1)
  })

  it('takes along what cascades, through chains and circles, and cuts loose what does not', async () => {
    const entities = openTestEntities(
      {
        sessions: { ...sessions, relationships: { last: { entity: 'pages', onDelete: 'cascade' } } },
        pages: { ...referring('cascade'), ttl: 3_600 },
        notes: { ...numbered, relationships: { page: { entity: 'pages', onDelete: 'cascade' } } },
        logs: { ...referring('nullify'), version: 'revision' },
        bills: referring('restrict'),
      },
      await newStore(),
    )
    const { reader } = entities
    await reader('sessions').create({})
    await reader('pages').create({ session: 1 })
    await reader('sessions').update(1, { last: 1 })
    await reader('notes').create({ page: 1 })
    await reader('logs').create({ session: 1 })
    await reader('bills').create({ session: 1 })
    entities.time += minuteMs
    for (const name of ['notes', 'pages', 'sessions']) expect((await reader(name).list()).total).toBe(0)
    expect((await reader('logs').read(1))?.value).toEqual({ id: 1, revision: 2 })
    expect((await reader('bills').read(1))?.value).toEqual({ id: 1, session: 1 })
    expect(await expiryRows(entities.store, entities.time)).toEqual([])
  })

  it('takes along more than one commit holds', async () => {
    const definitions = {
      sessions,
      items: { ...referring('cascade'), unique: ['name'] },
      parts: { ...numbered, relationships: { item: { entity: 'items', onDelete: 'cascade' } } },
      logs: referring('nullify'),
    } as const
    const entities = openTestEntities(definitions, await newStore())
    const { reader } = entities
    await reader('sessions').create({})
    await fill(entities, 'items', 1_200, (n) => ({ session: 1, name: `${n}` }))
    await fill(entities, 'parts', 30, () => ({ item: 7 }))
    await fill(entities, 'logs', 500, () => ({ session: 1 }))
    entities.time += minuteMs
    const totals: Record<string, number> = {}
    for (const name of entities.names) totals[name] = (await reader(name).list({ limit: 0 })).total
    expect(totals).toEqual({ sessions: 0, items: 0, parts: 0, logs: 500 })
    const logs = (await reader('logs').list()).records
    expect(logs.some(({ value }) => 'session' in value)).toBe(false)
    expect((await reader('items').create({ name: '3' })).value.id).toBe(1_201)
    expect(await expiryRows(entities.store, entities.time)).toEqual([])
  })

  it('may be one of a thousand that expire at once, and many may ask at once', async () => {
    const entities = openTestEntities({ sessions, pets: numbered }, await newStore())
    await entities.reader('pets').create({})
    await fill(entities, 'sessions', 1_000, () => ({ user: 'u' }))
    entities.time += minuteMs
    const asked = await Promise.all([
      ...Array.from({ length: 20 }, () => entities.reader('sessions').list({ where: { user: 'u' } })),
      ...Array.from({ length: 20 }, () => entities.reader('pets').list()),
    ])
    expect(asked.map(({ total }) => total)).toEqual([...Array(20).fill(0), ...Array(20).fill(1)])
    expect(await expiryRows(entities.store, entities.time)).toEqual([])
  })

  it('expires while a transaction works with it: the transaction sees it gone', async () => {
    const definitions = {
      sessions: { ...sessions, ttlRefresh: 'never' } as const,
      items: referring('cascade'),
    }
    const entities = openTestEntities(definitions, await newStore())
    await entities.reader('sessions').create({})
    let tries = 0
    const work = entities.transaction(async (unit) => {
      const session = await unit.records('sessions').read(1)
      if (tries++ === 0) entities.time += minuteMs
      await unit.records('items').create({ session: 1 })
      return session
    })
    expect(await codeOf(work)).toBe('MOCK_MISSING_REFERENCE')
    expect((await entities.reader('items').list()).total).toBe(0)
  })

  it('obeys a clock that goes back: what is gone stays gone, all else lives as long as it says', async () => {
    const entities = openTestEntities({ sessions }, await newStore())
    const { reader } = entities
    const start = entities.time
    await reader('sessions').create({})
    entities.time += minuteMs / 2
    await reader('sessions').create({})
    entities.time = start + minuteMs
    expect((await reader('sessions').list()).records.map(({ value }) => value.id)).toEqual([2])
    entities.time = start - minuteMs
    expect((await reader('sessions').list()).total).toBe(1)
    await reader('sessions').create({})
    entities.time = start
    expect((await reader('sessions').list()).records.map(({ value }) => value.id)).toEqual([2])
    entities.time = start + 1.5 * minuteMs
    expect((await reader('sessions').list()).total).toBe(0)
  })

  it('keeps its time over a restart', async () => {
    const place = world()
    const before = openTestEntities({ pets: numbered, sessions }, { store: await place.connect() })
    await before.reader('pets').create({})
    await before.reader('sessions').create({})
    const after = openTestEntities({ pets: numbered, sessions }, { store: await place.restart() })
    const { total: survived } = await after.reader('pets').list()
    expect((await after.reader('sessions').list()).total).toBe(survived)
    after.time += minuteMs - 1
    expect((await after.reader('sessions').list()).total).toBe(survived)
    after.time += 1
    expect((await after.reader('sessions').list()).total).toBe(0)
    expect((await after.reader('pets').list()).total).toBe(survived)
  })

  it('may be given a life of its own, which what extends lives gives it again', async () => {
    const own: TestEntity = { ...numbered, ownTtl: true, indexes: ['user'] }
    const definitions = { none: own, same: { ...own, ttl: 60, ttlRefresh: 'access' } } as const
    const { store } = await newStore()
    const entities = openTestEntities(definitions, { store })
    const start = entities.time
    for (const name of entities.names) {
      await entities.reader(name).create({}, { ttlMs: 10_000 })
      await entities.reader(name).create({})
    }
    expect(await expiryRows(store, start)).toEqual([
      ['none/1', { expires: start + 10_000, ttl: 10_000 }],
      ['same/1', { expires: start + 10_000, ttl: 10_000 }],
      ['same/2', { expires: start + minuteMs }],
    ])
    const ids = async (name: string) =>
      (await entities.reader(name).list()).records.map(({ value }) => value.id)
    entities.time = start + 9_999
    for (const name of entities.names) await entities.reader(name).read(1)
    entities.time = start + 10_000
    expect([await ids('none'), await ids('same')]).toEqual([[2], [1, 2]])
    await entities.reader('same').update(1, { user: 'u' })
    entities.time = start + 19_999
    expect((await entities.reader('same').list({ where: { user: 'u' } })).total).toBe(1)
    entities.time = start + 20_000
    expect([await ids('none'), await ids('same')]).toEqual([[2], [2]])
    entities.time = start + minuteMs
    expect([await ids('none'), await ids('same')]).toEqual([[2], []])
  })

  it.each(['write', 'never'] as const)(
    'is given another life by a change that says so, with ttlRefresh %s',
    async (ttlRefresh) => {
      const entities = openTestEntities(
        { sessions: { ...sessions, ttlRefresh, ownTtl: true } },
        await newStore(),
      )
      const { reader } = entities
      const start = entities.time
      await reader('sessions').create({})
      entities.time = start + 1
      await reader('sessions').update(1, {}, { ttlMs: 5 })
      entities.time = start + 3
      await reader('sessions').update(1, { n: 1 })
      const end = ttlRefresh === 'write' ? start + 8 : start + 6
      entities.time = end - 1
      expect(await reader('sessions').read(1)).toBeDefined()
      entities.time = end
      expect(await reader('sessions').read(1)).toBeUndefined()
      expect(await expiryRows(entities.store, end)).toEqual([])
    },
  )

  it('is refused a life that is none', async () => {
    const { reader } = openTestEntities({ sessions: { ...sessions, ownTtl: true } }, await newStore())
    await reader('sessions').create({})
    for (const ttlMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 3.2e12]) {
      expect(await codeOf(reader('sessions').create({}, { ttlMs }))).toBe('MOCK_INVALID_REQUEST')
      expect(await codeOf(reader('sessions').update(1, {}, { ttlMs }))).toBe('MOCK_INVALID_REQUEST')
    }
    expect((await reader('sessions').list()).total).toBe(1)
  })

  it('keeps a life of its own through many reads and changes at once, on two servers', async () => {
    const place = world()
    const definitions = {
      sessions: { ...sessions, ttlRefresh: 'access', ownTtl: true, version: 'revision' },
    } as const
    const clock = { time: Date.UTC(2030, 0, 1) }
    const one = openTestEntities(definitions, { store: await place.connect(), clock })
    const other = openTestEntities(definitions, { store: await place.connect(), clock })
    await one.reader('sessions').create({}, { ttlMs: 1_000 })
    for (let round = 1; round <= 5; round++) {
      clock.time += 999
      const uses = [one, other].flatMap(({ reader }) => [
        ...Array.from({ length: 10 }, () => reader('sessions').read(1)),
        reader('sessions').update(1, { round }),
      ])
      expect((await Promise.all(uses)).every((record) => record?.value.id === 1)).toBe(true)
    }
    expect((await one.reader('sessions').read(1))?.value.revision).toBe(11)
    clock.time += 1_000
    expect(await one.reader('sessions').read(1)).toBeUndefined()
  })

  it('is extended by the transaction that changes and then reads it, at the first try', async () => {
    const entities = openTestEntities(
      { sessions: { ...sessions, ttlRefresh: 'access', ownTtl: true } },
      await newStore(),
    )
    await entities.reader('sessions').create({}, { ttlMs: 1_000 })
    let tries = 0
    entities.time += 998
    await entities.transaction(async (unit) => {
      tries++
      await unit.records('sessions').update(1, { n: 1 })
      entities.time += 1
      return unit.records('sessions').read(1)
    })
    expect(tries).toBe(1)
    entities.time += 998
    expect(await entities.reader('sessions').read(1)).toBeDefined()
  })

  async function newStore(): Promise<{ readonly store: Store }> {
    return { store: await world().connect() }
  }
})

describe('a lifetime', () => {
  it('is not brought back by a read that its deletion overtakes', async () => {
    const store = createMemoryStore()
    let afterRead = async () => {}
    const interrupted: Store = {
      ...store,
      read: async (...args) => {
        const rows = await store.read(...args)
        await afterRead()
        return rows
      },
    }
    const definitions = { sessions: { ...sessions, ttlRefresh: 'access' } } as const
    const { reader, time } = openTestEntities(definitions, { store: interrupted })
    const beside = openTestEntities(definitions, { store })
    await reader('sessions').create({})
    afterRead = async () => {
      afterRead = async () => {}
      await beside.reader('sessions').delete(1)
    }
    expect(await reader('sessions').read(1)).toBeUndefined()
    expect(await expiryRows(store, time + minuteMs)).toEqual([])
  })

  it('adds nothing to records without one', async () => {
    const { reader, store } = openTestEntities({ pets: numbered })
    await reader('pets').create({})
    await reader('pets').delete(1)
    expect(await expiryRows(store, 0)).toEqual([])
  })

  it('of its own is for entities that say so', async () => {
    const { reader } = openTestEntities({ sessions, pets: numbered })
    await expect(reader('sessions').create({}, { ttlMs: 5 })).rejects.toThrow('ownTtl')
    await expect(reader('pets').create({}, { ttlMs: 5 })).rejects.toThrow('ownTtl')
  })

  it.each([996, 997, 998, 999, 1_000])(
    'ends where one commit just holds, or not, %i dependents',
    async (count) => {
      const entities = openTestEntities({ sessions, items: referring('cascade') })
      await entities.reader('sessions').create({})
      await fill(entities, 'items', count, () => ({ session: 1 }))
      entities.time += minuteMs
      expect((await entities.reader('items').list({ limit: 0 })).total).toBe(0)
      expect((await entities.reader('sessions').list()).total).toBe(0)
    },
  )

  it('ends with the record, not with the next of the same key', async () => {
    const entities = openTestEntities({ sessions: { ...sessions, ttlRefresh: 'never' } })
    const { reader } = entities
    await reader('sessions').create({ id: 1 })
    entities.time += minuteMs / 2
    await reader('sessions').delete(1)
    await reader('sessions').create({ id: 1 })
    entities.time += minuteMs - 1
    expect(await reader('sessions').read(1)).toBeDefined()
    entities.time += 1
    expect(await reader('sessions').read(1)).toBeUndefined()
  })
})

async function fill(
  { transaction }: TestEntities,
  name: string,
  count: number,
  make: (n: number) => Record<string, string | number>,
): Promise<void> {
  const perTransaction = 200
  for (let done = 0; done < count; done += perTransaction)
    await transaction(async (unit) => {
      for (let n = done; n < Math.min(count, done + perTransaction); n++)
        await unit.records(name).create(make(n))
    })
}

async function expiryRows(store: Store, now: number): Promise<readonly (readonly [string, unknown])[]> {
  const page = await store.list('test', now, { collection: '$due', offset: 0, limit: 2_000 })
  if (isDue(page)) throw new Error('Something is due')
  return page.rows.map(({ id, value }) => [id, JSON.parse(value)])
}
