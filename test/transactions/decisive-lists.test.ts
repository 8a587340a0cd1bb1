// What a transaction listed or counted is so when it commits, and one moment's when it only reads.
import { expect, it } from 'vitest'
import type { EntityTransaction } from '../../runtime/entities/entities.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Commit } from '../../runtime/store/store.js'
import { openTestEntities } from '../entities/open-test-entities.js'

/** Rooms and their bookings, and somebody else who does something once, after the first look of the first try. */
async function openRooms(meanwhile: (unit: EntityTransaction) => Promise<unknown>) {
  const store = createMemoryStore()
  const commits: Commit[] = []
  const noted: typeof store = {
    ...store,
    commit: (space, now, commit) => {
      commits.push(commit)
      return store.commit(space, now, commit)
    },
  }
  const definitions = { rooms: {}, bookings: { indexes: ['room'] } }
  const ours = openTestEntities(definitions, { store: noted })
  const theirs = openTestEntities(definitions, { store })
  await theirs.reader('rooms').create({ id: 'a', size: 5 })
  await theirs.reader('bookings').create({ id: 'first', room: 'b', size: 5 })
  let happens = true
  const happen = async () => {
    if (happens) await theirs.transaction(meanwhile)
    happens = false
  }
  return { ours, happen, commits }
}

const book = (unit: EntityTransaction) => unit.records('bookings').create({ room: 'a', size: 1 })

type Look = (unit: EntityTransaction) => Promise<number>

const looks: readonly (readonly [string, Look])[] = [
  ['a count of everything', async (unit) => (await unit.records('bookings').count()).total - 1],
  [
    'a count by an index',
    async (unit) => (await unit.records('bookings').count({ where: { room: 'a' } })).total,
  ],
  [
    'a list by an index',
    async (unit) => (await unit.records('bookings').list({ where: { room: 'a' } })).records.length,
  ],
  ['a list of everything', async (unit) => (await unit.records('bookings').list()).records.length - 1],
  [
    'a search without an index',
    async (unit) => (await unit.records('bookings').list({ where: { size: 1 } })).records.length,
  ],
]

it.each(looks)('a write that rests on %s is made only while it is so', async (_, look) => {
  const { ours, happen } = await openRooms(book)
  const isBooked = await ours.transaction(async (unit) => {
    const booked = await look(unit)
    await happen()
    if (booked === 0) await book(unit)
    return booked > 0
  })
  expect(isBooked).toBe(true)
  expect((await ours.reader('bookings').list()).total).toBe(2)
})

it('a write that rests on what listed records say is made only while they say so', async () => {
  const { ours, happen } = await openRooms((unit) =>
    unit.records('rooms').update('a', { size: 0 }, { merge: 'merge' }),
  )
  const free = await ours.transaction(async (unit) => {
    const [room] = (await unit.records('rooms').list()).records
    await happen()
    if (room?.value.size === 5) await book(unit)
    return room?.value.size
  })
  expect(free).toBe(0)
  expect((await ours.reader('bookings').list()).total).toBe(1)
})

it('two lists of work that only reads are of one time', async () => {
  const { ours, happen } = await openRooms(async (unit) => {
    await unit.records('rooms').update('a', { size: 4 }, { merge: 'merge' })
    await unit.records('bookings').update('first', { size: 6 }, { merge: 'merge' })
  })
  const sum = await ours.transaction(async (unit) => {
    const [room] = (await unit.records('rooms').list()).records
    await happen()
    const [booking] = (await unit.records('bookings').list()).records
    return Number(room?.value.size) + Number(booking?.value.size)
  })
  expect(sum).toBe(10)
})

it('one list alone asks the store nothing more, and a transaction without lists checks none', async () => {
  const { ours, commits } = await openRooms(async () => undefined)
  await ours.transaction((unit) => unit.records('rooms').list())
  await ours.transaction((unit) => unit.records('rooms').list({ where: { size: 5 } }))
  expect(commits).toEqual([])
  await ours.transaction((unit) => unit.records('rooms').create({ id: 'c' }))
  expect(commits[0]?.checks.map(({ check }) => check)).toEqual(['absent'])
})

it('a record that is found to be changed does not hold up others who change another one', async () => {
  const { ours, happen } = await openRooms((unit) =>
    unit.records('bookings').create({ id: 'second', room: 'b', size: 1 }),
  )
  let tries = 0
  await ours.transaction(async (unit) => {
    tries++
    const bookings = unit.records('bookings')
    const [found] = (await bookings.list({ where: { room: 'b' }, limit: 1 }, { toChange: true })).records
    await happen()
    await bookings.update(String(found?.value.id), { size: 7 }, { merge: 'merge' })
  })
  expect(tries).toBe(1)
})
