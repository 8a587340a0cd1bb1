// States of records: what requests may make of them, and what records do by themselves on the clock, on every engine.
import { describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import type { LifecycleFacts } from '../../runtime/facts.js'
import type { JsonObject } from '../../runtime/json.js'
import type { Store } from '../../runtime/store/store.js'
import { isDue } from '../../runtime/store/store.js'
import { onEveryStore } from './on-every-store.js'
import {
  codeOf,
  openTestEntities,
  type TestEntities,
  type TestEntity,
  testCatalog,
} from './open-test-entities.js'

const integer = { type: 'integer' }
const secondMs = 1_000
const numbered: TestEntity = {
  generateKey: 'increment',
  schema: { properties: { id: integer, at: integer, n: integer } },
  timestamps: { updated: 'at' },
  version: 'revision',
}
const process: LifecycleFacts = {
  field: 'status',
  initial: 'pending',
  transitions: [
    { from: ['pending'], to: 'running', afterMs: secondMs },
    {
      from: ['running'],
      to: 'failed',
      afterMs: 5 * secondMs,
      when: 'entity.?fail.orValue(false)',
      set: { error: 'asked for' },
    },
    {
      from: ['running'],
      to: 'completed',
      afterMs: 5 * secondMs,
      set: { result: 'done {{ entity.id }}', at2: '{{ timestamp }}' },
    },
    { from: ['pending', 'running'], to: 'cancelled', set: { reason: '{{ entity.why }}' } },
  ],
}
const jobs: TestEntity = { ...numbered, indexes: ['status'], lifecycle: process }

onEveryStore('a record with a lifecycle', (world) => {
  it('begins in the initial state, and in no other that a client asks for', async () => {
    const { reader } = openTestEntities({ jobs }, await newStore())
    expect((await reader('jobs').create({})).value.status).toBe('pending')
    expect((await reader('jobs').create({ status: 'pending' })).value.status).toBe('pending')
    expect((await reader('jobs').create({ status: null })).value.status).toBe('pending')
    expect(await codeOf(reader('jobs').create({ status: 'running' }))).toBe('MOCK_TRANSITION')
    expect(await codeOf(reader('jobs').create({ status: 5 }))).toBe('MOCK_TRANSITION')
    expect((await reader('jobs').list()).total).toBe(3)
  })

  it('begins in any declared state where it is a seed, also when clients cannot write it', async () => {
    const schema = {
      properties: { ...numbered.schema?.properties, status: { type: 'string', readOnly: true } },
    }
    const entities = openTestEntities({ jobs: { ...jobs, schema } }, await newStore())
    const { reader } = entities
    expect((await reader('jobs').create({ status: 'running' })).value.status).toBe('pending')
    expect((await reader('jobs').create({ status: 'running' }, { anyState: true })).value.status).toBe(
      'running',
    )
    expect(await codeOf(reader('jobs').create({ status: 'lost' }, { anyState: true }))).toBe(
      'MOCK_TRANSITION',
    )
    entities.time += 5 * secondMs
    expect((await reader('jobs').read(2))?.value.status).toBe('completed')
  })

  it('changes its state only as a transition allows, and says what it allows', async () => {
    const { reader } = openTestEntities({ jobs }, await newStore())
    await reader('jobs').create({})
    const refused = await reader('jobs')
      .update(1, { status: 'completed', n: 1 })
      .catch((error: unknown) => error)
    if (!(refused instanceof MockError)) throw refused
    expect(refused.code).toBe('MOCK_TRANSITION')
    for (const said of ['1', '"pending"', '"completed"', '"running", "cancelled"'])
      expect(refused.detail).toContain(said)
    expect(refused.errors).toMatchObject([{ pointer: '/body/status', keyword: 'lifecycle' }])
    expect((await reader('jobs').read(1))?.value).toMatchObject({ status: 'pending', revision: 1 })
    const moved = await reader('jobs').update(1, { status: 'cancelled', why: 'late' })
    expect(moved.value).toMatchObject({ status: 'cancelled', reason: 'late', revision: 2 })
    expect(await codeOf(reader('jobs').update(1, { status: 'pending' }))).toBe('MOCK_TRANSITION')
    expect((await reader('jobs').list({ where: { status: 'cancelled' } })).total).toBe(1)
    expect((await reader('jobs').list({ where: { status: 'pending' } })).total).toBe(0)
  })

  it.each<[string, JsonObject, 'replace' | 'merge']>([
    ['a replacement without a state', { n: 2 }, 'replace'],
    ['a change without a state', { n: 2 }, 'merge'],
    ['its own state', { n: 2, status: 'pending' }, 'merge'],
  ])('keeps its state by %s', async (_what, body, merge) => {
    const schema = {
      properties: { ...numbered.schema?.properties, status: { type: 'string', default: 'lost' } },
    }
    const { reader } = openTestEntities({ jobs: { ...jobs, schema } }, await newStore())
    await reader('jobs').create({})
    expect((await reader('jobs').update(1, body, { merge })).value).toMatchObject({ status: 'pending', n: 2 })
  })

  it('is not without a state by a request that takes it away', async () => {
    const { reader } = openTestEntities({ jobs }, await newStore())
    await reader('jobs').create({})
    expect(await codeOf(reader('jobs').update(1, { status: null }))).toBe('MOCK_TRANSITION')
  })

  it('begins with a state when it is from before, and then goes on', async () => {
    const given = await newStore()
    await openTestEntities({ jobs: numbered }, given).reader('jobs').create({})
    const entities = openTestEntities({ jobs }, given)
    expect(await codeOf(entities.reader('jobs').update(1, { status: 'running' }))).toBe('MOCK_TRANSITION')
    await entities.reader('jobs').update(1, { status: 'pending' })
    entities.time += secondMs
    expect((await entities.reader('jobs').read(1))?.value.status).toBe('running')
  })

  it('asks the changed record whether a condition holds', async () => {
    const gate: LifecycleFacts = {
      field: 'status',
      initial: 'draft',
      transitions: [
        { from: ['draft'], to: 'sent', when: 'entity.n > 10', set: { size: 'large' } },
        { from: ['draft'], to: 'sent', when: 'current.n > 1', set: { size: 'small' } },
      ],
    }
    const { reader } = openTestEntities({ jobs: { ...numbered, lifecycle: gate } }, await newStore())
    for (let i = 0; i < 3; i++) await reader('jobs').create({ n: 1 })
    expect(await codeOf(reader('jobs').update(1, { status: 'sent' }))).toBe('MOCK_TRANSITION')
    expect((await reader('jobs').update(1, { status: 'sent', n: 2 })).value.size).toBe('small')
    expect((await reader('jobs').update(2, { status: 'sent', n: 11 })).value.size).toBe('large')
    expect(await codeOf(reader('jobs').update(3, { status: 'sent', n: null }))).toBe('MOCK_EXPRESSION')
    expect((await reader('jobs').read(3))?.value).toMatchObject({ status: 'draft', n: 1, revision: 1 })
  })

  it('moves on by itself at the times that it was due, whenever somebody looks', async () => {
    const entities = openTestEntities({ jobs }, await newStore())
    const start = entities.time
    await entities.reader('jobs').create({})
    const look = async () => (await entities.reader('jobs').read(1))?.value
    entities.time = start + secondMs - 1
    expect(await look()).toEqual({ id: 1, status: 'pending', at: start, revision: 1 })
    entities.time = start + secondMs
    expect(await look()).toEqual({ id: 1, status: 'running', at: start + secondMs, revision: 2 })
    entities.time = start + 3_600 * secondMs
    expect(await look()).toEqual({
      id: 1,
      status: 'completed',
      at: start + 6 * secondMs,
      at2: new Date(start + 6 * secondMs).toISOString(),
      result: 'done 1',
      revision: 3,
    })
    expect(await dueRows(entities.store, entities.time)).toEqual([])
  })

  it.each<[string, (entities: TestEntities) => Promise<unknown>]>([
    ['a read', async ({ reader }) => expect((await reader('jobs').read(1))?.value.status).toBe('completed')],
    [
      'a list',
      async ({ reader }) => expect((await reader('jobs').list()).records[0]?.value.status).toBe('completed'),
    ],
    [
      'a filter',
      async ({ reader }) =>
        expect((await reader('jobs').list({ where: { status: 'completed' } })).total).toBe(1),
    ],
    [
      'a change',
      async ({ reader }) =>
        expect(await codeOf(reader('jobs').update(1, { status: 'running' }))).toBe('MOCK_TRANSITION'),
    ],
    [
      'a deletion',
      async ({ reader }) => expect((await reader('jobs').delete(1))?.value.status).toBe('completed'),
    ],
    [
      'a transaction',
      ({ transaction }) =>
        transaction(async (unit) =>
          expect((await unit.records('jobs').read(1))?.value.status).toBe('completed'),
        ),
    ],
  ])('has moved on for %s that is the first to come', async (_title, check) => {
    const entities = openTestEntities({ jobs }, await newStore())
    const start = entities.time
    await entities.reader('jobs').create({})
    entities.time = start + 3_600 * secondMs
    await check(entities)
  })

  it('takes the soonest way, of several at one time the first that is possible', async () => {
    const entities = openTestEntities({ jobs }, await newStore())
    const { reader } = entities
    for (const fail of [true, false]) await reader('jobs').create({ fail })
    entities.time += 6 * secondMs
    expect((await reader('jobs').read(1))?.value).toMatchObject({ status: 'failed', error: 'asked for' })
    expect((await reader('jobs').read(2))?.value).toMatchObject({ status: 'completed' })
  })

  it('waits where no condition holds, and goes on with the change that makes one hold', async () => {
    const waiting: LifecycleFacts = {
      field: 'status',
      initial: 'open',
      transitions: [
        { from: ['open'], to: 'paid', afterMs: secondMs, when: 'entity.n > 1' },
        { from: ['open'], to: 'late', afterMs: 10 * secondMs },
        { from: ['paid'], to: 'sent', afterMs: 2 * secondMs },
      ],
    }
    const entities = openTestEntities({ bills: { ...numbered, lifecycle: waiting } }, await newStore())
    const { reader } = entities
    const start = entities.time
    for (let i = 0; i < 2; i++) await reader('bills').create({ n: 1 })
    const states = async () =>
      (await reader('bills').list()).records.map(({ value }) => [value.status, value.at])
    entities.time = start + 4 * secondMs
    expect(await states()).toEqual([
      ['open', start],
      ['open', start],
    ])
    await reader('bills').update(1, { n: 1 })
    await reader('bills').update(1, { n: 2 })
    expect(await states()).toEqual([
      ['paid', start + 4 * secondMs],
      ['open', start],
    ])
    entities.time = start + 3_600 * secondMs
    expect(await states()).toEqual([
      ['sent', start + 6 * secondMs],
      ['late', start + 10 * secondMs],
    ])
  })

  it('keeps nobody from the space where an expression fails, and tries again with the next change', async () => {
    const shaky: LifecycleFacts = {
      field: 'status',
      initial: 'open',
      transitions: [
        { from: ['open'], to: 'bad', afterMs: secondMs, when: 'entity.missing.deeper == 1' },
        { from: ['open'], to: 'split', afterMs: secondMs, set: { share: '{{ 100 / entity.n }}' } },
      ],
    }
    const logged: object[] = []
    const given = await newStore()
    const entities = openTestEntities(
      { jobs: { ...numbered, lifecycle: shaky }, pets: numbered },
      {
        ...given,
        log: (fields) => logged.push(fields),
      },
    )
    const { reader } = entities
    await reader('jobs').create({})
    await reader('jobs').create({ n: 4 })
    await reader('pets').create({})
    entities.time += secondMs
    expect((await reader('pets').list()).total).toBe(1)
    expect((await reader('jobs').read(1))?.value.status).toBe('open')
    expect((await reader('jobs').read(2))?.value).toMatchObject({ status: 'split', share: 25 })
    expect(logged).toMatchObject([
      { entity: 'jobs', record: '1', to: 'bad' },
      { entity: 'jobs', record: '1', to: 'split' },
      { entity: 'jobs', record: '2', to: 'bad' },
    ])
    entities.time += 60 * secondMs
    await reader('jobs').list()
    expect(logged).toHaveLength(3)
    await reader('jobs').update(1, { n: 2 })
    expect((await reader('jobs').read(1))?.value).toMatchObject({
      status: 'split',
      share: 50,
      at: entities.time,
    })
  })

  it('does not move to what another record makes impossible', async () => {
    const naming: LifecycleFacts = {
      field: 'status',
      initial: 'open',
      transitions: [
        {
          from: ['open'],
          to: 'named',
          afterMs: secondMs,
          set: { name: '{{ entity.wish }}', owner: '{{ entity.?wanted }}' },
        },
        { from: ['named'], to: 'closed', afterMs: 10 * secondMs, set: { name: null } },
      ],
    }
    const names: TestEntity = {
      ...numbered,
      schema: { properties: { ...numbered.schema?.properties, name: { type: 'string', nullable: true } } },
      unique: ['name'],
      relationships: { owner: { entity: 'owners' } },
      lifecycle: naming,
    }
    const entities = openTestEntities({ names, owners: numbered }, await newStore())
    const { reader } = entities
    const start = entities.time
    await reader('names').create({ name: 'taken', wish: 'own' })
    for (const wish of ['taken', 'a', 'a', 'b']) await reader('names').create({ wish })
    await reader('names').create({ wish: 'c', wanted: 7 })
    const states = async () =>
      (await reader('names').list()).records.map(({ value: { status, name = null } }) => [status, name])
    entities.time = start + secondMs
    const want = [
      ['named', 'own'],
      ['open', null],
      ['named', 'a'],
      ['open', null],
      ['named', 'b'],
      ['open', null],
    ]
    // The first one gives its name away in the very commit that could have given it to the second.
    expect(await states()).toEqual([want[0], ['named', 'taken'], ...want.slice(2)])
    entities.time = start + 3_600 * secondMs
    expect((await states()).map(([status]) => status)).toEqual([
      'closed',
      'closed',
      'closed',
      'open',
      'closed',
      'open',
    ])
    await reader('names').update(4, { n: 1 })
    await reader('owners').create({ id: 7 })
    await reader('names').update(6, { n: 1 })
    expect((await states()).filter(([status]) => status === 'named')).toEqual([
      ['named', 'a'],
      ['named', 'c'],
    ])
  })

  it('goes round for as long as a clock is moved, and arrives where it would be', async () => {
    const light: LifecycleFacts = {
      field: 'colour',
      initial: 'red',
      transitions: [
        { from: ['red'], to: 'green', afterMs: 3 * secondMs },
        { from: ['green'], to: 'yellow', afterMs: 2 * secondMs },
        { from: ['yellow'], to: 'red', afterMs: secondMs },
      ],
    }
    const entities = openTestEntities({ lights: { ...numbered, lifecycle: light } }, await newStore())
    const { reader } = entities
    const start = entities.time
    await reader('lights').create({})
    entities.time = start + 6 * 10 * secondMs + 4 * secondMs
    const soon = (await reader('lights').read(1))?.value
    expect(soon).toMatchObject({ colour: 'green', at: start + 63 * secondMs, revision: 32 })
    const yearMs = 365 * 24 * 3_600 * secondMs
    entities.time = start + yearMs + 5 * secondMs + 500
    const late = (await reader('lights').read(1))?.value
    expect(late).toMatchObject({ colour: 'yellow', at: start + yearMs + 5 * secondMs })
    expect(Number(late?.revision)).toBeLessThan(200)
  })

  it('goes round by a condition, step by step, and from then on when there were too many', async () => {
    const counting = (end: number): LifecycleFacts => ({
      field: 'status',
      initial: 'running',
      transitions: [
        { from: ['running'], to: 'completed', afterMs: secondMs, when: `entity.n >= ${end}` },
        { from: ['running'], to: 'running', afterMs: secondMs, set: { n: '{{ entity.n + 1 }}' } },
      ],
    })
    const entities = openTestEntities(
      {
        short: { ...numbered, lifecycle: counting(100) },
        long: { ...numbered, lifecycle: counting(1_000_000) },
      },
      await newStore(),
    )
    const start = entities.time
    await entities.reader('short').create({ n: 0 })
    await entities.reader('long').create({ n: 0 })
    entities.time = start + 1_000_000 * secondMs
    const short = (await entities.reader('short').read(1))?.value
    expect(short).toMatchObject({ status: 'completed', n: 100, at: start + 101 * secondMs })
    expect((await entities.reader('long').read(1))?.value).toMatchObject({ status: 'running', n: 1_000 })
    entities.time += secondMs - 1
    expect((await entities.reader('long').read(1))?.value.n).toBe(1_000)
    entities.time += 1
    expect((await entities.reader('long').read(1))?.value.n).toBe(1_001)
  })

  it('expires rather than moves on at the same instant, and is given new time by moving on', async () => {
    const lifecycle: LifecycleFacts = {
      field: 'status',
      initial: 'open',
      transitions: [{ from: ['open'], to: 'used', afterMs: 10 * secondMs }],
    }
    const definitions = {
      never: { ...numbered, lifecycle, ttl: 10, ttlRefresh: 'never' },
      later: { ...numbered, lifecycle, ttl: 11, ttlRefresh: 'never' },
      renewed: { ...numbered, lifecycle, ttl: 11 },
    } as const
    const entities = openTestEntities(definitions, await newStore())
    const start = entities.time
    for (const name of entities.names) await entities.reader(name).create({})
    const states = async () =>
      Promise.all(entities.names.map(async (name) => (await entities.reader(name).read(1))?.value.status))
    entities.time = start + 10 * secondMs
    expect(await states()).toEqual([undefined, 'used', 'used'])
    entities.time = start + 20 * secondMs
    expect(await states()).toEqual([undefined, undefined, 'used'])
    entities.time = start + 21 * secondMs
    expect(await states()).toEqual([undefined, undefined, undefined])
    expect(await dueRows(entities.store, entities.time)).toEqual([])
  })

  it('stays as it is when the clock goes back, and moves on when it was to', async () => {
    const entities = openTestEntities({ jobs }, await newStore())
    const start = entities.time
    await entities.reader('jobs').create({})
    entities.time = start + secondMs
    expect((await entities.reader('jobs').read(1))?.value.status).toBe('running')
    entities.time = start - 3_600 * secondMs
    expect((await entities.reader('jobs').update(1, { n: 1 })).value.status).toBe('running')
    entities.time = start + 6 * secondMs - 1
    expect((await entities.reader('jobs').read(1))?.value.status).toBe('running')
    entities.time = start + 6 * secondMs
    expect((await entities.reader('jobs').read(1))?.value.status).toBe('completed')
  })

  it('may be one of a thousand that move on at once, and many may ask at once', async () => {
    const place = world()
    const servers = [
      openTestEntities({ jobs }, { store: await place.connect() }),
      openTestEntities({ jobs }, { store: await place.connect() }),
    ]
    const [one] = servers
    if (one === undefined) throw new Error('There is no server')
    for (let i = 0; i < 5; i++)
      await one.transaction(async (unit) => {
        for (let n = 0; n < 200; n++) await unit.records('jobs').create({ n })
      })
    for (const server of servers) server.time += 6 * secondMs
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        servers[i % 2]?.reader('jobs').list({ where: { status: 'completed' }, limit: 1_000 }),
      ),
    )
    expect(asked.map((page) => page?.total)).toEqual(Array(20).fill(1_000))
    expect(new Set(asked[0]?.records.map(({ value }) => value.at))).toEqual(new Set([one.time]))
    expect(new Set(asked[0]?.records.map(({ value }) => value.revision))).toEqual(new Set([3]))
  })

  it('moves on over a restart', async () => {
    const place = world()
    const before = openTestEntities({ jobs }, { store: await place.connect() })
    const start = before.time
    await before.reader('jobs').create({})
    const after = openTestEntities({ jobs }, { store: await place.restart() })
    const isKept = (await after.reader('jobs').list()).total === 1
    after.time = start + 3_600 * secondMs
    const found = (await after.reader('jobs').read(1))?.value
    if (isKept) expect(found).toMatchObject({ status: 'completed', at: start + 6 * secondMs })
    else expect(found).toBeUndefined()
  })

  it('moves on while a transaction works with it: the transaction sees it there', async () => {
    const entities = openTestEntities({ jobs }, await newStore())
    await entities.reader('jobs').create({})
    let tries = 0
    const changed = await entities.transaction(async (unit) => {
      const found = await unit.records('jobs').read(1)
      if (tries++ === 0) entities.time += secondMs
      await unit.records('jobs').update(1, { n: tries })
      return found?.value.status
    })
    expect([changed, tries]).toEqual(['running', 2])
    expect((await entities.reader('jobs').read(1))?.value).toMatchObject({
      status: 'running',
      n: 2,
      revision: 3,
    })
  })

  it('is not held up by changes that leave it in its state, its reference being cut loose among them', async () => {
    const owned: TestEntity = { ...jobs, relationships: { owner: { entity: 'owners', onDelete: 'nullify' } } }
    const entities = openTestEntities({ jobs: owned, owners: numbered }, await newStore())
    const { reader } = entities
    await reader('owners').create({})
    await reader('jobs').create({ owner: 1 })
    entities.time += secondMs - 2
    await reader('jobs').update(1, { n: 1 })
    entities.time += 1
    await reader('owners').delete(1)
    expect((await reader('jobs').read(1))?.value).toMatchObject({ status: 'pending', n: 1 })
    entities.time += 1
    expect((await reader('jobs').read(1))?.value).toMatchObject({ status: 'running', at: entities.time })
  })

  it('is not moved on by what its predecessor of the same key left behind', async () => {
    const entities = openTestEntities({ jobs }, await newStore())
    const { reader } = entities
    await reader('jobs').create({ id: 1 })
    entities.time += secondMs / 2
    await reader('jobs').delete(1)
    expect(await dueRows(entities.store, entities.time)).toEqual([])
    await reader('jobs').create({ id: 1 })
    entities.time += secondMs / 2
    expect((await reader('jobs').read(1))?.value.status).toBe('pending')
  })

  it('says when it moves on', async () => {
    const entities = openTestEntities({ jobs, pets: numbered }, await newStore())
    await entities.transaction(async (unit) => {
      const records = unit.records('jobs')
      expect(records.movesOnAt(await records.create({}))).toBe(entities.time + secondMs)
      expect(records.movesOnAt(await records.update(1, { status: 'running' }))).toBe(
        entities.time + 5 * secondMs,
      )
      expect(records.movesOnAt(await records.update(1, { status: 'cancelled', why: 'no' }))).toBeUndefined()
      const pets = unit.records('pets')
      expect(pets.movesOnAt(await pets.create({}))).toBeUndefined()
    })
  })

  it('makes identifiers that a seed repeats, and others each time', async () => {
    const lifecycle: LifecycleFacts = {
      field: 'status',
      initial: 'a',
      transitions: [
        { from: ['a'], to: 'b', afterMs: secondMs, set: { first: '{{ uuid() }}', second: '{{ uuid() }}' } },
        { from: ['b'], to: 'a', afterMs: secondMs },
      ],
    }
    const run = async (keySeed: number) => {
      const entities = openTestEntities(
        { jobs: { ...numbered, lifecycle } },
        { ...(await newStore()), keySeed },
      )
      await entities.reader('jobs').create({})
      const made: unknown[] = []
      for (let i = 0; i < 2; i++) {
        entities.time += 2 * secondMs
        const value = (await entities.reader('jobs').read(1))?.value
        made.push(value?.first, value?.second)
      }
      return made
    }
    const made = await run(7)
    expect(await run(7)).toEqual(made)
    expect(new Set([...made, ...(await run(8))]).size).toBe(8)
  })

  async function newStore(): Promise<{ readonly store: Store }> {
    return { store: await world().connect() }
  }
})

describe('a lifecycle', () => {
  it.each<[string, Partial<LifecycleFacts>]>([
    ['an initial state in no transition', { initial: 'lost' }],
    ['a transition from nowhere', { transitions: [{ from: [], to: 'pending' }] }],
    ['a time before now', { transitions: [{ from: ['pending'], to: 'done', afterMs: -1 }] }],
    ['a time that is none', { transitions: [{ from: ['pending'], to: 'done', afterMs: Number.NaN }] }],
    ['a time beyond a hundred years', { transitions: [{ from: ['pending'], to: 'done', afterMs: 4e12 }] }],
    ['a state in the key', { field: 'id' }],
    ['a state that the server counts', { field: 'revision' }],
    ['a transition that sets the key', { transitions: [{ from: ['pending'], to: 'done', set: { id: 1 } }] }],
    [
      'a transition that sets the state',
      { transitions: [{ from: ['pending'], to: 'done', set: { status: 'x' } }] },
    ],
    [
      'a round in no time',
      {
        transitions: [
          { from: ['pending'], to: 'a', afterMs: 0 },
          { from: ['a'], to: 'b', afterMs: 0 },
          { from: ['b'], to: 'a', afterMs: 0 },
        ],
      },
    ],
  ])('with %s is refused', (_what, wrong) => {
    expect(() => testCatalog({ jobs: { ...jobs, lifecycle: { ...process, ...wrong } } })).toThrow('"jobs"')
  })

  it('is part of the layout by what happens by itself, and not by the rest', () => {
    const layout = (entity: TestEntity) => testCatalog({ jobs: entity }).layout
    const untimed: LifecycleFacts = { ...process, transitions: [{ from: ['pending'], to: 'done' }] }
    const slower: LifecycleFacts = {
      ...process,
      transitions: [{ from: ['pending'], to: 'done', afterMs: 1 }],
    }
    expect(layout({ ...numbered, lifecycle: untimed })).toBe(layout(numbered))
    const layouts = [numbered, { ...numbered, lifecycle: process }, { ...numbered, lifecycle: slower }].map(
      layout,
    )
    expect(new Set(layouts).size).toBe(3)
  })
})

async function dueRows(store: Store, now: number): Promise<readonly unknown[]> {
  const page = await store.list('test', now, { collection: '$due', offset: 0, limit: 2_000 })
  if (isDue(page)) throw new Error('Something is due')
  return page.rows.map(({ id, value }) => [id, JSON.parse(value)])
}
