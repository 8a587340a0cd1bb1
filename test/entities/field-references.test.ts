// Foreign keys that hold a unique property of the other record instead of its key.
import { expect, it } from 'vitest'
import type { Entities } from '../../runtime/entities/entities.js'
import { MockError } from '../../runtime/errors.js'
import { onEveryStore } from './on-every-store.js'
import { codeOf, openTestEntities, testCatalog } from './open-test-entities.js'

const toUser = (onDelete: 'cascade' | 'restrict' | 'nullify', required = false) => ({
  entity: 'users',
  field: 'email',
  onDelete,
  required,
})

const definitions = {
  users: { unique: ['email', ['tenant', 'name']], schema: { properties: { id: { type: 'integer' } } } },
  notes: { relationships: { author: toUser('cascade') } },
  posts: { relationships: { author: toUser('nullify') } },
  bills: { relationships: { payer: toUser('restrict') } },
  staff: {
    unique: ['mail'],
    relationships: { boss: { entity: 'staff', field: 'mail', onDelete: 'restrict' as const } },
  },
} as const

onEveryStore('a foreign key by a unique property', (world) => {
  const open = async () => {
    const entities = openTestEntities(definitions, { store: await world().connect() })
    for (const [id, email] of ['a@x', 'b@x'].entries()) await entities.reader('users').create({ id, email })
    return entities
  }
  const idsOf = async (entities: Entities, name: string) =>
    (await entities.reader(name).list()).records.map(({ value }) => value.id)

  it('must name a record, when it is created and when it is changed', async () => {
    const { reader } = await open()
    expect(await codeOf(reader('notes').create({ id: 1, author: 'c@x' }))).toBe('MOCK_MISSING_REFERENCE')
    await reader('notes').create({ id: 1, author: 'a@x' })
    expect(await codeOf(reader('notes').update(1, { author: 'c@x' }))).toBe('MOCK_MISSING_REFERENCE')
    await reader('notes').update(1, { author: 'b@x', text: 'hi' })
    await reader('notes').update(1, { author: null })
    expect((await reader('notes').read(1))?.value).toEqual({ id: 1, text: 'hi' })
  })

  it('is refused with its property and the entity that it should name', async () => {
    const { reader } = await open()
    const refused = await reader('notes')
      .create({ author: 'c@x' })
      .catch((error: unknown) => error)
    if (!(refused instanceof MockError)) throw refused
    expect(refused.errors).toEqual([
      {
        pointer: '/body/author',
        keyword: 'reference',
        message: 'refers to no record of "users" by its "email"',
      },
    ])
  })

  it('may name a record of the same transaction, and none that it has deleted', async () => {
    const entities = await open()
    await entities.transaction(async (unit) => {
      await unit.records('users').create({ id: 5, email: 'new@x' })
      await unit.records('notes').create({ id: 1, author: 'new@x' })
    })
    const gone = entities.transaction(async (unit) => {
      await unit.records('users').delete(0)
      await unit.records('notes').create({ author: 'a@x' })
    })
    expect(await codeOf(gone)).toBe('MOCK_MISSING_REFERENCE')
    expect(await idsOf(entities, 'notes')).toEqual([1])
  })

  it('may name its own record', async () => {
    const { reader } = await open()
    await reader('staff').create({ id: 1, mail: 'm', boss: 'm' })
    expect(await codeOf(reader('staff').create({ id: 2, mail: 'n', boss: 'o' }))).toBe(
      'MOCK_MISSING_REFERENCE',
    )
    expect(await codeOf(reader('staff').update(1, { mail: 'p' }))).toBe('MOCK_REFERENCED')
    await reader('staff').update(1, { mail: 'p', boss: 'p' })
    expect(await reader('staff').delete(1)).toBeDefined()
  })

  it('goes, loses its value, or forbids that the record goes', async () => {
    const entities = await open()
    const { reader } = entities
    await reader('notes').create({ id: 1, author: 'a@x' })
    await reader('notes').create({ id: 2, author: 'b@x' })
    await reader('posts').create({ id: 1, author: 'a@x' })
    await reader('bills').create({ id: 1, payer: 'a@x' })
    expect(await codeOf(reader('users').delete(0))).toBe('MOCK_REFERENCED')
    await reader('bills').delete(1)
    await reader('users').delete(0)
    expect(await idsOf(entities, 'notes')).toEqual([2])
    expect((await reader('posts').read(1))?.value).toEqual({ id: 1 })
  })

  it('keeps the value that it holds from changing', async () => {
    const { reader, transaction } = await open()
    await reader('posts').create({ id: 1, author: 'a@x' })
    const refused = await reader('users')
      .update(0, { email: 'z@x' })
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'MOCK_REFERENCED', detail: expect.stringContaining('"author"') })
    await reader('users').update(0, { name: 'Ann' })
    await reader('users').update(1, { email: 'z@x' })
    await transaction(async (unit) => {
      await unit.records('posts').update(1, { author: 'z@x' })
      await unit.records('users').update(0, { email: 'y@x' })
    })
    expect((await reader('users').read(0))?.value.email).toBe('y@x')
  })

  it('lets nobody refer to a value that is changed or deleted at the same moment', async () => {
    const { reader } = await open()
    const rounds = Array.from({ length: 12 }, (_, i) => i)
    await Promise.allSettled(
      rounds.flatMap((i) => [
        reader('notes').create({ id: i, author: 'a@x' }),
        reader('users').update(0, { email: i % 2 === 0 ? 'q@x' : 'a@x' }),
      ]),
    )
    const { email } = (await reader('users').read(0))?.value ?? {}
    const { records } = await reader('notes').list()
    expect(records.every(({ value }) => value.author === email)).toBe(true)
  })

  it('goes with a record that expires', async () => {
    const store = await world().connect()
    const entities = openTestEntities({ ...definitions, users: { ...definitions.users, ttl: 10 } }, { store })
    const { reader } = entities
    await reader('users').create({ id: 1, email: 'a@x' })
    await reader('users').create({ id: 2 })
    await reader('notes').create({ id: 1, author: 'a@x' })
    await reader('posts').create({ id: 1, author: 'a@x' })
    await reader('bills').create({ id: 1, payer: 'a@x' })
    entities.time += 10_000
    expect((await reader('notes').list()).total).toBe(0)
    expect((await reader('posts').read(1))?.value).toEqual({ id: 1 })
    expect((await reader('bills').read(1))?.value).toEqual({ id: 1, payer: 'a@x' })
    expect((await reader('users').list()).total).toBe(0)
  })

  it('that completion makes up names a record that exists', async () => {
    const schema = { properties: { author: { type: 'string' } }, required: ['author'] }
    const { reader } = openTestEntities(
      { ...definitions, notes: { ...definitions.notes, schema } },
      { store: await world().connect() },
    )
    await reader('users').create({ id: 1, email: 'a@x' })
    expect((await reader('notes').create({})).value.author).toBe('a@x')
  })
})

it('is a bug in the facts when the property is not unique by itself', () => {
  const facts = (field: string) => () =>
    testCatalog({
      users: definitions.users,
      notes: { relationships: { author: { entity: 'users', field } } },
    })
  expect(facts('name')).toThrow('unique')
  expect(facts('email')).not.toThrow()
  expect(facts('id')).not.toThrow()
})
