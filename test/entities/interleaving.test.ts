// What must hold under any interleaving of several servers: values stay unique, references lead somewhere, nothing is lost.
import { expect, it } from 'vitest'
import { createRandom, type Random } from '../../runtime/ids.js'
import type { Json } from '../../runtime/json.js'
import { onEveryStore, type World } from './on-every-store.js'
import { openTestEntities, type TestEntities, type TestEntity } from './open-test-entities.js'

const integer = { type: 'integer' }
const numbered: TestEntity = { generateKey: 'increment', schema: { properties: { id: integer } } }
const rounds = 15

onEveryStore('two servers at once', (world) => {
  it.each(['restrict', 'cascade', 'nullify'] as const)(
    'leave no reference to what is gone with onDelete %s',
    async (onDelete) => {
      const servers = await open(world(), {
        authors: numbered,
        books: { ...numbered, relationships: { authorId: { entity: 'authors', onDelete } } },
        notes: { ...numbered, relationships: { bookId: { entity: 'books', onDelete: 'cascade' } } },
      })
      const [one] = servers
      const random = createRandom(rounds)
      for (let round = 1; round <= rounds; round++) {
        await one.reader('authors').create({ id: round })
        const { value } = await one.reader('books').create({ authorId: round })
        await race(random, [
          () => pick(servers, random).reader('books').create({ authorId: round }),
          () => pick(servers, random).reader('authors').delete(round),
          () => pick(servers, random).reader('books').create({ authorId: round }),
          () =>
            pick(servers, random)
              .reader('notes')
              .create({ bookId: Number(value.id) }),
          () => pick(servers, random).reader('books').update(Number(value.id), { authorId: round, n: 1 }),
        ])
      }
      const authors = new Set(await column(one, 'authors', 'id'))
      const books = new Set(await column(one, 'books', 'id'))
      const referred = (await column(one, 'books', 'authorId')).filter((id) => id !== null)
      expect(referred.filter((id) => !authors.has(id))).toEqual([])
      expect((await column(one, 'notes', 'bookId')).filter((id) => !books.has(id))).toEqual([])
      for (const id of authors) {
        const found = await one.reader('books').list({ where: { authorId: id } })
        expect(found.total).toBe(referred.filter((author) => author === id).length)
      }
    },
  )

  it('keep a pair unique, with null as often as anybody likes', async () => {
    const servers = await open(world(), { users: { ...numbered, unique: [['tenant', 'handle']] } })
    const random = createRandom(rounds)
    for (let round = 0; round < rounds; round++) {
      const equal = { tenant: 1, handle: round }
      const outcomes = await race(random, [
        ...Array.from({ length: 4 }, () => () => pick(servers, random).reader('users').create(equal)),
        () => pick(servers, random).reader('users').create({ tenant: 1, handle: null }),
        () => pick(servers, random).reader('users').create({ handle: round }),
      ])
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(3)
      expect(outcomes.filter((outcome) => outcome === 'MOCK_DUPLICATE')).toHaveLength(3)
    }
  })

  it('pass a unique value on from one record to another only once', async () => {
    const servers = await open(world(), { users: { ...numbered, unique: ['email'] } })
    const [one] = servers
    const random = createRandom(rounds)
    for (let round = 0; round < rounds; round++) {
      const holder = (await one.reader('users').create({ email: 'held' })).value.id
      await race(random, [
        () => pick(servers, random).reader('users').delete(Number(holder)),
        () => pick(servers, random).reader('users').create({ email: 'held' }),
        () => pick(servers, random).reader('users').create({ email: 'held' }),
      ])
      const held = (await column(one, 'users', 'email')).filter((email) => email === 'held')
      expect(held.length).toBeLessThanOrEqual(1)
      for (const { value } of (await one.reader('users').list()).records)
        await one.reader('users').delete(Number(value.id))
    }
  })

  it('lose no change of one record, and count each in its version', async () => {
    const servers = await open(world(), { stock: { ...numbered, version: 'revision' } })
    const [one] = servers
    await one.reader('stock').create({ left: 40 })
    const take = (server: TestEntities) =>
      server.transaction(async (unit) => {
        const stock = unit.records('stock')
        const left = Number((await stock.read(1))?.value.left)
        if (left > 0) await stock.update(1, { left: left - 1 })
        return left > 0
      })
    const taken = await Promise.all(
      servers.flatMap((server) => Array.from({ length: 25 }, () => take(server))),
    )
    expect(taken.filter(Boolean)).toHaveLength(40)
    expect((await one.reader('stock').read(1))?.value).toEqual({ id: 1, left: 0, revision: 41 })
  })
})

type Servers = readonly [TestEntities, TestEntities]

async function open(world: World, definitions: Readonly<Record<string, TestEntity>>): Promise<Servers> {
  const clock = { time: Date.UTC(2030, 0, 1) }
  return [
    openTestEntities(definitions, { store: await world.connect(), clock }),
    openTestEntities(definitions, { store: await world.connect(), clock, seed: 2 }),
  ]
}

function pick(servers: Servers, random: Random): TestEntities {
  return random() < 0.5 ? servers[0] : servers[1]
}

/** Starts everything at once, in some order, and answers what became of each: `done`, or the code of its refusal. */
async function race(random: Random, work: readonly (() => Promise<unknown>)[]): Promise<readonly string[]> {
  const shuffled = work
    .map((start) => ({ start, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ start }) => start())
  const outcomes = await Promise.allSettled(shuffled)
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') return 'done'
    const { reason } = outcome
    if (reason instanceof Error && 'code' in reason) return String(reason.code)
    throw reason
  })
}

async function column({ reader }: TestEntities, entity: string, property: string): Promise<readonly Json[]> {
  return (await reader(entity).list()).records.map(({ value }) => value[property] ?? null)
}
