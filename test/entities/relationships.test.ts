// Foreign keys: what they must refer to, and what deleting the record they refer to does.
import { describe, expect, it } from 'vitest'
import type { RelationshipFacts } from '../../runtime/facts.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { codeOf, openTestEntities, type TestEntity } from './open-test-entities.js'

const integer = { type: 'integer' }
const numbered: TestEntity = { generateKey: 'increment', schema: { properties: { id: integer } } }

const shop = (
  relationship: Partial<RelationshipFacts> = {},
  books: TestEntity = {},
  store: Store = createMemoryStore(),
) =>
  openTestEntities(
    {
      authors: numbered,
      books: { ...numbered, relationships: { authorId: { entity: 'authors', ...relationship } }, ...books },
    },
    { store },
  )

describe('a foreign key', () => {
  it.each([[1], ['1']])('is accepted when a record has the key %j', async (authorId) => {
    const { reader } = shop()
    await reader('authors').create({})
    expect((await reader('books').create({ authorId })).value.authorId).toBe(authorId)
  })

  it.each([[{}], [{ authorId: null }]])('may be absent or null: %j', async (value) => {
    expect((await shop().reader('books').create(value)).value.id).toBe(1)
  })

  it('is refused, with its pointer, when it refers to nothing', async () => {
    const { reader } = shop()
    const missing = { code: 'MOCK_MISSING_REFERENCE', status: 422, errors: [{ pointer: '/body/authorId' }] }
    await expect(reader('books').create({ authorId: 1 })).rejects.toMatchObject(missing)
    await reader('books').create({ id: 1 })
    await expect(reader('books').update(1, { authorId: 1 })).rejects.toMatchObject(missing)
    expect((await reader('books').list()).total).toBe(1)
  })

  it.each([[{}], [{ authorId: null }]])(
    'is refused when it is required and the record is %j',
    async (value) => {
      const { reader } = shop({ required: true })
      await reader('authors').create({})
      expect(await codeOf(reader('books').create(value))).toBe('MOCK_MISSING_REFERENCE')
      await reader('books').create({ authorId: 1 })
      expect(await codeOf(reader('books').update(1, { authorId: null }))).toBe('MOCK_MISSING_REFERENCE')
    },
  )

  it('may refer to a record of the same transaction, and to the record itself', async () => {
    const entities = openTestEntities({
      staff: { ...numbered, relationships: { managerId: { entity: 'staff' } } },
    })
    await entities.transaction(async (unit) => {
      await unit.records('staff').create({ managerId: 1 })
      await unit.records('staff').create({ managerId: 1 })
    })
    expect((await entities.reader('staff').list()).total).toBe(2)
  })

  it('may not refer to a record that the transaction deletes', async () => {
    const entities = shop()
    await entities.reader('authors').create({})
    const work = entities.transaction(async (unit) => {
      await unit.records('authors').delete(1)
      await unit.records('books').create({ authorId: 1 })
    })
    expect(await codeOf(work)).toBe('MOCK_MISSING_REFERENCE')
    expect(await entities.reader('authors').read(1)).toBeDefined()
  })

  it('that completion makes up refers to some record, where there is one', async () => {
    const made = { schema: { properties: { id: integer, authorId: integer }, required: ['authorId'] } }
    const { reader } = shop({}, made)
    expect((await reader('books').create({})).value.authorId).toEqual(expect.any(Number))
    for (const id of [2_001, 2_002]) await reader('authors').create({ id })
    const { value } = await reader('books').create({})
    expect([2_001, 2_002]).toContain(value.authorId)
    expect(await codeOf(reader('authors').delete(Number(value.authorId)))).toBe('MOCK_REFERENCED')
  })

  it('finds a nested record in the scope that both share', async () => {
    const nested = { ...numbered, scope: ['projectId'] }
    const { reader } = openTestEntities({
      tasks: nested,
      notes: { ...nested, relationships: { taskId: { entity: 'tasks', onDelete: 'cascade' } } },
    })
    await reader('tasks').create({ id: 1 }, { scope: ['a'] })
    await reader('notes').create({ taskId: 1 }, { scope: ['a'] })
    const elsewhere = reader('notes').create({ taskId: 1 }, { scope: ['b'] })
    expect(await codeOf(elsewhere)).toBe('MOCK_MISSING_REFERENCE')
    await reader('tasks').delete(1, ['a'])
    expect((await reader('notes').list()).total).toBe(0)
  })

  it('to an entity that does not exist stops the start', () => {
    expect(() => shop({ entity: 'writers' })).toThrow('unknown entity "writers"')
  })

  it('confirmed in a transaction is refused where a hook can catch it', async () => {
    const entities = shop()
    await entities.transaction(
      async (unit) => {
        const books = unit.records('books')
        expect(await codeOf(books.create({ authorId: 1 }))).toBe('MOCK_MISSING_REFERENCE')
        await books.create({ title: 'without' })
      },
      { confirm: true },
    )
    const { records } = await entities.reader('books').list()
    expect(records.map((record) => record.value.title)).toEqual(['without'])
  })
})

describe('deleting a record', () => {
  it('answers it, and undefined where there is none', async () => {
    const { reader } = shop()
    await reader('authors').create({ name: 'A' })
    expect((await reader('authors').delete(1))?.value).toEqual({ id: 1, name: 'A' })
    expect(await reader('authors').delete(1)).toBeUndefined()
    expect((await reader('authors').list()).total).toBe(0)
  })

  it('is refused by default while others refer to it', async () => {
    const { reader } = shop()
    await reader('authors').create({})
    await reader('books').create({ authorId: 1 })
    expect(await codeOf(reader('authors').delete(1))).toBe('MOCK_REFERENCED')
    await reader('books').update(1, { authorId: null })
    expect(await reader('authors').delete(1)).toBeDefined()
  })

  it('sees the references that its own transaction made and removed', async () => {
    const entities = shop()
    await entities.reader('authors').create({})
    const referring = entities.transaction(async (unit) => {
      await unit.records('books').create({ authorId: 1 })
      await unit.records('authors').delete(1)
    })
    expect(await codeOf(referring)).toBe('MOCK_REFERENCED')
    await entities.reader('books').create({ authorId: 1 })
    await entities.transaction(async (unit) => {
      await unit.records('books').delete(1)
      await unit.records('authors').delete(1)
    })
    expect((await entities.reader('authors').list()).total).toBe(0)
  })

  it.each(['restrict', 'cascade'] as const)(
    'with %s never leaves a reference that is made beside it',
    async (onDelete) => {
      const entities = shop({ onDelete })
      const { reader } = entities
      for (let round = 1; round <= 20; round++) {
        await reader('authors').create({})
        await Promise.allSettled([
          reader('books').create({ authorId: round }),
          reader('authors').delete(round),
          reader('books').create({ authorId: round }),
        ])
      }
      const authors = new Set((await reader('authors').list()).records.map((record) => record.value.id))
      const books = (await reader('books').list()).records.map((record) => record.value.authorId)
      expect(books.filter((authorId) => authorId !== undefined && !authors.has(authorId))).toEqual([])
    },
  )

  it.each([
    ['restrict', { authors: 1, books: 1 }],
    ['cascade', { authors: 0, books: 0 }],
    ['nullify', { authors: 0, books: 1 }],
  ] as const)('with %s notices a reference that is made just before its commit', async (onDelete, want) => {
    const store = createMemoryStore()
    let beforeCommit = async () => {}
    const interrupted: Store = {
      ...store,
      commit: async (...args) => {
        await beforeCommit()
        return store.commit(...args)
      },
    }
    const beside = shop({ onDelete }, {}, store)
    const { reader } = shop({ onDelete }, {}, interrupted)
    await reader('authors').create({})
    beforeCommit = async () => {
      beforeCommit = async () => {}
      await beside.reader('books').create({ authorId: 1 })
    }
    const deletion = reader('authors').delete(1)
    if (onDelete === 'restrict') expect(await codeOf(deletion)).toBe('MOCK_REFERENCED')
    await deletion.catch(() => undefined)
    const left = {
      authors: (await reader('authors').list()).total,
      books: (await reader('books').list()).total,
    }
    expect(left).toEqual(want)
    expect((await reader('books').list({ where: { authorId: 1 } })).total).toBe(want.authors)
  })

  it('takes along what cascades, through chains and circles', async () => {
    const entities = openTestEntities({
      a: { ...numbered, relationships: { c: { entity: 'c', onDelete: 'cascade' } } },
      b: { ...numbered, relationships: { a: { entity: 'a', onDelete: 'cascade' } }, unique: ['name'] },
      c: { ...numbered, relationships: { b: { entity: 'b', onDelete: 'cascade' } }, indexes: ['name'] },
    })
    await entities.transaction(async (unit) => {
      await unit.records('a').create({})
      await unit.records('b').create({ a: 1, name: 'x' })
      await unit.records('b').create({ a: 1, name: 'y' })
      await unit.records('c').create({ b: 2, name: 'z' })
      await unit.records('a').update(1, { c: 1 })
    })
    await entities.reader('a').delete(1)
    for (const name of ['a', 'b', 'c']) expect((await entities.reader(name).list()).total).toBe(0)
    expect((await entities.reader('c').list({ where: { name: 'z' } })).total).toBe(0)
    expect((await entities.reader('b').create({ name: 'x' })).value.id).toBe(3)
  })

  it('is allowed when what restricts it is deleted with it, in whichever order they are found', async () => {
    const entities = openTestEntities({
      users: numbered,
      orders: {
        ...numbered,
        relationships: {
          userId: { entity: 'users', onDelete: 'restrict' },
          cartId: { entity: 'carts', onDelete: 'cascade' },
        },
      },
      carts: { ...numbered, relationships: { userId: { entity: 'users', onDelete: 'cascade' } } },
    })
    await entities.reader('users').create({})
    await entities.reader('carts').create({ userId: 1 })
    await entities.reader('orders').create({ userId: 1, cartId: 1 })
    await entities.reader('users').delete(1)
    expect((await entities.reader('orders').list()).total).toBe(0)
  })

  it('leaves everything as it was when something far down forbids it', async () => {
    const entities = openTestEntities({
      a: numbered,
      b: { ...numbered, relationships: { a: { entity: 'a', onDelete: 'cascade' } } },
      c: { ...numbered, relationships: { b: { entity: 'b', onDelete: 'restrict' } } },
    })
    await entities.reader('a').create({})
    await entities.reader('b').create({ a: 1 })
    await entities.reader('c').create({ b: 1 })
    expect(await codeOf(entities.reader('a').delete(1))).toBe('MOCK_REFERENCED')
    for (const name of ['a', 'b', 'c']) expect((await entities.reader(name).list()).total).toBe(1)
  })

  it('cuts references loose with nullify: null where the schema allows it, else absent', async () => {
    const entities = openTestEntities({
      authors: numbered,
      books: {
        ...numbered,
        version: 'revision',
        relationships: {
          first: { entity: 'authors', onDelete: 'nullify' },
          second: { entity: 'authors', onDelete: 'nullify' },
        },
        schema: { properties: { id: integer, first: { ...integer, nullable: true }, second: integer } },
      },
    })
    await entities.reader('authors').create({})
    await entities.reader('books').create({ first: 1, second: 1, title: 'T' })
    await entities.reader('authors').delete(1)
    const book = await entities.reader('books').read(1)
    expect(book?.value).toEqual({ id: 1, first: null, title: 'T', revision: 2 })
  })

  it('is refused when it would take more than 1,000 records along', async () => {
    const { reader, transaction } = shop({ onDelete: 'cascade' })
    await reader('authors').create({})
    for (let part = 0; part < 3; part++)
      await transaction(async (unit) => {
        for (let i = 0; i < 400; i++) await unit.records('books').create({ authorId: 1 })
      })
    expect(await codeOf(reader('authors').delete(1))).toBe('MOCK_CONFLICT')
    expect((await reader('books').list({ limit: 0 })).total).toBe(1_200)
  })
})

describe('a record that is due', () => {
  it('goes with what cascades before anybody can see it, and restrict does not hold it', async () => {
    const store = createMemoryStore()
    const entities = openTestEntities(
      {
        sessions: { ...numbered, unique: ['token'] },
        items: { ...numbered, relationships: { session: { entity: 'sessions', onDelete: 'cascade' } } },
        logs: { ...numbered, relationships: { session: { entity: 'sessions' } } },
      },
      { store },
    )
    await entities.reader('sessions').create({ token: 't' })
    await entities.reader('items').create({ session: 1 })
    await entities.reader('logs').create({ session: 1 })
    const due = { write: 'due', collection: 'sessions', id: '1', at: entities.time + 1_000 } as const
    const gone = { write: 'due', collection: 'elsewhere', id: '1', at: entities.time + 1_000 } as const
    await store.commit('test', entities.time, { checks: [], writes: [due, gone] })
    expect(await entities.reader('sessions').read(1)).toBeDefined()
    entities.time += 1_000
    expect((await entities.reader('items').list()).total).toBe(0)
    expect(await entities.reader('sessions').read(1)).toBeUndefined()
    expect((await entities.reader('sessions').create({ token: 't' })).value.id).toBe(2)
  })
})
