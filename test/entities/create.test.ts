// Creating records: keys, completion, timestamps, versions, and what is refused.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { codeOf, openTestEntities, type TestEntity } from './open-test-entities.js'

const integer = { type: 'integer' }
const text = { type: 'string' }
const withId = (schema: JsonObject) => ({ schema: { properties: { id: schema } } })

describe('a generated key', () => {
  const cases: readonly [string, { given: TestEntity; want: unknown }][] = [
    ['is a UUID', { given: { generateKey: 'uuid' }, want: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
    ['is a ULID', { given: { generateKey: 'ulid' }, want: expect.stringMatching(/^[0-9A-Z]{26}$/) }],
    ['is a nanoid', { given: { generateKey: 'nanoid' }, want: expect.stringMatching(/^[\w-]{21}$/) }],
    ['counts from 1', { given: { generateKey: 'increment' }, want: 1 }],
    ['counts in text for a string', { given: { generateKey: 'increment', ...withId(text) }, want: '1' }],
    [
      'counts where the schema wants a number',
      { given: { generateKey: 'uuid', ...withId(integer) }, want: 1 },
    ],
    [
      'ignores a readOnly key of the body',
      { given: withId({ ...text, readOnly: true }), want: expect.not.stringMatching('mine') },
    ],
  ]
  it.each(cases)('%s', async (_title, { given, want }) => {
    const { reader } = openTestEntities({ pets: given })
    const sent = given.schema?.properties?.id?.readOnly === true ? { id: 'mine' } : {}
    const { value } = await reader('pets').create(sent)
    expect(value.id).toEqual(want)
    const key = value.id
    if (typeof key !== 'string' && typeof key !== 'number') throw new Error('There should be a key')
    expect((await reader('pets').read(key))?.value).toEqual(value)
  })

  it('must come from the request where none is generated', async () => {
    const pets = openTestEntities({ pets: { generateKey: 'none' } }).reader('pets')
    await expect(pets.create({})).rejects.toMatchObject({
      code: 'MOCK_INVALID_REQUEST',
      errors: [{ pointer: '/body/id', keyword: 'required' }],
    })
    expect((await pets.create({ id: 'mine' })).value.id).toBe('mine')
  })

  it('fits the pattern of its schema, and is sampled again while it is taken', async () => {
    const schema = { ...text, pattern: '^KEY-[0-9]$' }
    const definition = { schema: { properties: { id: schema }, required: ['id'] } }
    const pets = openTestEntities({ pets: definition }).reader('pets')
    const keys = new Set<unknown>()
    for (let i = 0; i < 8; i++) keys.add((await pets.create({})).value.id)
    expect(keys.size).toBe(8)
    for (const key of keys) expect(key).toMatch(/^KEY-[0-9]$/)
    for (let i = 0; i < 10; i++) await pets.create({ id: `KEY-${i}` }).catch(() => undefined)
    expect(await codeOf(pets.create({}))).toBe('MOCK_CONFLICT')
  })

  it('is looked for again when a replayed seed meets the records of an earlier run', async () => {
    const store = createMemoryStore()
    const first = openTestEntities({ pets: {} }, { store }).reader('pets')
    for (let i = 0; i < 20; i++) await first.create({})
    const second = openTestEntities({ pets: {} }, { store }).reader('pets')
    await second.create({})
    expect((await second.list()).total).toBe(21)
  })
})

describe('an incremented key', () => {
  const numbered = { pets: { generateKey: 'increment', ...withId(integer) } } as const

  it('is never given out again, also not after the last record was deleted', async () => {
    const pets = openTestEntities(numbered).reader('pets')
    await pets.create({})
    await pets.create({})
    await pets.delete(2)
    expect((await pets.create({})).value.id).toBe(3)
  })

  it('goes past the keys that clients bring', async () => {
    const pets = openTestEntities(numbered).reader('pets')
    await pets.create({ id: 7 })
    await pets.create({ id: 3 })
    expect((await pets.create({})).value.id).toBe(8)
    await pets.create({ id: Number.MAX_SAFE_INTEGER })
    expect((await pets.create({})).value.id).toBe(9)
  })

  it('is unique under 64 concurrent creates, each of which commits once', async () => {
    const store = createMemoryStore()
    let commits = 0
    const counting = {
      ...store,
      commit: (...args: Parameters<typeof store.commit>) => {
        commits++
        return store.commit(...args)
      },
    }
    const pets = openTestEntities(numbered, { store: counting }).reader('pets')
    const created = await Promise.all(Array.from({ length: 64 }, () => pets.create({})))
    const keys = created.map((record) => record.value.id)
    expect(keys).toEqual(Array.from({ length: 64 }, (_, i) => i + 1))
    expect(commits).toBe(64)
  })

  it('counts in each scope by itself', async () => {
    const pets = openTestEntities({ pets: { ...numbered.pets, scope: ['ownerId'] } }).reader('pets')
    await pets.create({}, { scope: ['a'] })
    expect((await pets.create({}, { scope: ['a'] })).value.id).toBe(2)
    expect((await pets.create({}, { scope: ['b'] })).value.id).toBe(1)
  })
})

describe('a key of the client', () => {
  it('is honoured, and conflicts when it exists', async () => {
    const pets = openTestEntities({ pets: {} }).reader('pets')
    expect((await pets.create({ id: 'mine', name: 'Rex' })).value).toEqual({ id: 'mine', name: 'Rex' })
    expect(await codeOf(pets.create({ id: 'mine' }))).toBe('MOCK_CONFLICT')
    expect((await pets.create({ id: 'body' }, { key: 'path' })).value.id).toBe('path')
  })

  it('takes the type of its schema, and is found by its text', async () => {
    const pets = openTestEntities({ pets: withId(integer) }).reader('pets')
    expect((await pets.create({}, { key: '5' })).value.id).toBe(5)
    expect((await pets.read('5'))?.value.id).toBe(5)
    expect((await pets.read(5))?.value.id).toBe(5)
    expect(await pets.read('05')).toBeUndefined()
  })

  it.each([[{}], [[]], [true]])('is refused when it is %j', async (id) => {
    const pets = openTestEntities({ pets: {} }).reader('pets')
    expect(await codeOf(pets.create({ id }))).toBe('MOCK_INVALID_REQUEST')
  })

  it.each(['a/b', 'a%2Fb', '', '%', ' ', '../x', '__proto__', 'ä', '\u{1F600}', '\uD800', '\uD801'])(
    'may be %j',
    async (id) => {
      const pets = openTestEntities({ pets: {} }).reader('pets')
      for (const other of ['a', 'b', 'x', '\uDFFF']) await pets.create({ id: other })
      await pets.create({ id })
      expect((await pets.read(id))?.value.id).toBe(id)
      expect((await pets.list()).total).toBe(5)
    },
  )
})

describe('completion', () => {
  const schema = {
    properties: { name: text, status: { ...text, default: 'new' }, secret: { ...text, readOnly: true } },
    required: ['name', 'secret'],
  }

  it('keeps what is sent, adds defaults and what is required, and stores it', async () => {
    const pets = openTestEntities({ pets: { schema } }).reader('pets')
    const { value } = await pets.create({ name: 'Rex', secret: 'mine', extra: [1] })
    expect(value).toMatchObject({
      name: 'Rex',
      status: 'new',
      extra: [1],
      secret: expect.stringMatching('made'),
    })
    expect((await pets.read(String(value.id)))?.value).toEqual(value)
  })

  it('makes the same data from the same seed, and other data for another record', async () => {
    const make = async (seed: number) => {
      const pets = openTestEntities({ pets: { schema } }, { seed }).reader('pets')
      return [(await pets.create({ id: 'a' })).json, (await pets.create({ id: 'b' })).value.name]
    }
    expect(await make(1)).toEqual(await make(1))
    expect((await make(1))[0]).not.toBe((await make(2))[0])
    const [, name] = await make(1)
    expect((await make(1))[0]).not.toContain(`"${name}"`)
  })

  it('sets timestamps and the version in the way of their schemas, whatever is sent', async () => {
    const definition = {
      timestamps: { created: 'createdAt', updated: 'changed' },
      version: 'revision',
      schema: { properties: { createdAt: { ...text, format: 'date-time' }, changed: integer } },
    }
    const pets = openTestEntities({ pets: definition }).reader('pets')
    const { value } = await pets.create({ createdAt: 'x', changed: 1, revision: 9 })
    expect(value).toMatchObject({
      createdAt: '2030-01-01T00:00:00.000Z',
      changed: Date.UTC(2030, 0, 1),
      revision: 1,
    })
  })

  it('fills the scope’s properties from the scope', async () => {
    const definition = {
      scope: ['ownerId', 'houseId'],
      scopeProperties: { ownerId: 'owner' },
      schema: { properties: { owner: integer } },
    }
    const pets = openTestEntities({ pets: definition }).reader('pets')
    const { value } = await pets.create({ owner: 99 }, { scope: ['7', 'h'] })
    expect(value.owner).toBe(7)
    expect(value).not.toHaveProperty('houseId')
  })
})

describe('a unique constraint', () => {
  const unique = { unique: ['email', ['tenant', 'handle']] }

  const cases: readonly [string, { given: readonly JsonObject[]; want: 'accepted' | 'refused' }][] = [
    ['refuses a second equal value', { given: [{ email: 'a' }, { email: 'a' }], want: 'refused' }],
    ['accepts other values', { given: [{ email: 'a' }, { email: 'b' }], want: 'accepted' }],
    ['tells numbers from text', { given: [{ email: '1' }, { email: 1 }], want: 'accepted' }],
    ['lets null and absence repeat', { given: [{ email: null }, { email: null }, {}, {}], want: 'accepted' }],
    [
      'refuses an equal combination',
      {
        given: [
          { tenant: 1, handle: 'x' },
          { tenant: 1, handle: 'x' },
        ],
        want: 'refused',
      },
    ],
    [
      'accepts half of a combination',
      {
        given: [{ tenant: 1, handle: 'x' }, { tenant: 1, handle: 'y' }, { tenant: 1 }, { tenant: 1 }],
        want: 'accepted',
      },
    ],
  ]
  it.each(cases)('%s', async (_title, { given, want }) => {
    const pets = openTestEntities({ pets: unique }).reader('pets')
    const create = async () => {
      for (const value of given) await pets.create(value)
      return 'accepted'
    }
    expect(await create().catch((error) => (error.code === 'MOCK_DUPLICATE' ? 'refused' : error))).toBe(want)
  })

  it('lets one of many equal creates win', async () => {
    const pets = openTestEntities({ pets: unique }).reader('pets')
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => pets.create({ email: 'a' })))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('frees the value with a change or a deletion', async () => {
    const pets = openTestEntities({ pets: unique }).reader('pets')
    await pets.create({ id: 1, email: 'a' })
    await pets.update(1, { email: 'b' })
    await pets.create({ id: 2, email: 'a' })
    expect(await codeOf(pets.update(1, { email: 'a' }))).toBe('MOCK_DUPLICATE')
    await pets.delete(2)
    await pets.update(1, { email: 'a' })
    expect((await pets.read(1))?.value.email).toBe('a')
  })

  it('names the properties', async () => {
    const pets = openTestEntities({ pets: { unique: [['a/b', 'c']] } }).reader('pets')
    await pets.create({ 'a/b': 1, c: 1 })
    await expect(pets.create({ 'a/b': 1, c: 1 })).rejects.toMatchObject({
      errors: [
        { pointer: '/body/a~1b', keyword: 'unique' },
        { pointer: '/body/c', keyword: 'unique' },
      ],
    })
  })
})

describe('names that objects have anyway', () => {
  it('are properties and entities like any other', async () => {
    const definition = { unique: ['constructor'], indexes: ['__proto__'] }
    const { reader } = openTestEntities(Object.fromEntries([['__proto__', definition]]))
    const records = reader('__proto__')
    await records.create({ id: 1 })
    await records.create({ id: 2 })
    await records.create(JSON.parse('{"id":3,"__proto__":"x","constructor":"y"}'))
    const found = await records.list({ where: JSON.parse('{"__proto__":"x"}') })
    expect(found.records.map((record) => record.value.id)).toEqual([3])
    expect(await codeOf(records.create({ constructor: 'y' }))).toBe('MOCK_DUPLICATE')
  })
})

describe('a counter that somebody damaged', () => {
  it.each(['', 'x', '-1', '1e400', '9007199254740993'])('gives no key out again: %j', async (value) => {
    const store = createMemoryStore()
    const { reader } = openTestEntities({ pets: withId(integer) }, { store })
    await reader('pets').create({})
    const counters = await store.list('test', 0, { collection: '$counters', offset: 0, limit: 1 })
    const [counter] = 'due' in counters ? [] : counters.rows
    const put = { write: 'put', collection: '$counters', id: counter?.id ?? '', value } as const
    await store.commit('test', 0, { checks: [], writes: [put] })
    await expect(reader('pets').create({})).rejects.toMatchObject({ code: 'MOCK_STORE_DAMAGED' })
  })
})
