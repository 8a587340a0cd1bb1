// Snapshots of a sandbox over every engine: saved, listed, restored, deleted, and gone with their sandbox.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { advancedBy, frozen, setTo } from '../../runtime/sandboxes/clock-state.js'
import { Holds } from '../../runtime/sandboxes/hold.js'
import type { OpenSpace } from '../../runtime/sandboxes/open-space.js'
import type { Store } from '../../runtime/store/store.js'
import { codeOf, type TestEntity } from '../entities/open-test-entities.js'
import { onEveryStore } from '../support/on-every-store.js'
import { openSandboxes, type TestSandboxes } from './open-sandboxes.js'

const shop: Readonly<Record<string, TestEntity>> = {
  users: { unique: ['email'], indexes: ['role'] },
  orders: { generateKey: 'increment', relationships: { userId: { entity: 'users', onDelete: 'cascade' } } },
  sessions: { ttl: 60 },
}
const minute = 60_000

onEveryStore('snapshots', (openStore) => {
  let store: Store
  let opened: TestSandboxes
  beforeEach(async () => {
    store = await openStore()
    opened = openSandboxes(store, shop)
  })
  afterEach(() => store.close())

  const sandbox = (name?: string, server = opened) => server.sandboxes.get(name)
  const create = (entity: string, value: JsonObject, name?: string, server = opened) =>
    sandbox(name, server).use(async ({ entities }) => {
      const record = await entities.reader(entity).create(value)
      return record.value
    })
  const all = (entity: string, name?: string, server = opened) =>
    sandbox(name, server).use(async ({ entities }) => {
      const { records } = await entities.reader(entity).list({ limit: 1_000 })
      return records.map(({ value }) => value)
    })
  const emails = async (name?: string, server = opened) => {
    const users = await all('users', name, server)
    return users.map(({ email }) => email)
  }
  const spaces = async () => (await store.spaces()).filter((name) => name !== 'test')

  describe('a saved snapshot', () => {
    it('is listed with its description, its time and the number of its records', async () => {
      await create('users', { id: 'a', email: 'a@x' })
      await create('orders', { userId: 'a' })
      const saved = await sandbox().snapshots.save('one', { description: 'a user who ordered' })
      opened.wall.time += minute
      await sandbox().snapshots.save('two')
      const createdAt = opened.wall.time - minute
      expect(saved).toEqual({ name: 'one', description: 'a user who ordered', createdAt, records: 2 })
      expect(await sandbox().snapshots.list()).toEqual([
        saved,
        { name: 'two', createdAt: createdAt + minute, records: 2 },
      ])
    })

    it('takes the place of one of the same name, and keeps no space of it', async () => {
      await create('users', { email: 'a@x' })
      await sandbox().snapshots.save('one')
      await create('users', { email: 'b@x' })
      await sandbox().snapshots.save('one')
      expect((await sandbox().snapshots.list()).map(({ records }) => records)).toEqual([2])
      expect(await spaces()).toHaveLength(2)
    })

    it('is refused when there are too many, or when its name or description cannot be one', async () => {
      const snapshotLimits = { ...opened.sandboxes.settings.snapshotLimits, maxSnapshots: 2 }
      const server = openSandboxes(store, shop, { settings: { snapshotLimits }, seed: 2 })
      const { snapshots } = sandbox('few', server)
      await snapshots.save('one')
      await snapshots.save('two')
      expect(await codeOf(snapshots.save('three'))).toBe('MOCK_SNAPSHOT_LIMIT')
      await snapshots.save('two')
      await snapshots.delete('one')
      await snapshots.save('three')
      expect((await snapshots.list()).map(({ name }) => name)).toEqual(['two', 'three'])
      for (const name of ['', 'a b', '../x', 'a/b', 'ä', 'x'.repeat(65)])
        expect(await codeOf(snapshots.save(name)), name).toBe('MOCK_SNAPSHOT_NAME')
      const description = 'x'.repeat(1_001)
      expect(await codeOf(snapshots.save('two', { description }))).toBe('MOCK_INVALID_REQUEST')
      expect(await spaces()).toHaveLength(3)
    })

    it('is one too many for only one of those who come at once', async () => {
      const snapshotLimits = { ...opened.sandboxes.settings.snapshotLimits, maxSnapshots: 3 }
      const server = openSandboxes(store, shop, { settings: { snapshotLimits }, seed: 2 })
      const { snapshots } = sandbox('few', server)
      const saves = Array.from({ length: 6 }, (_, i) => snapshots.save(`s${i}`).then(() => 'saved', codeIn))
      expect((await Promise.all(saves)).filter((result) => result === 'saved')).toHaveLength(3)
      expect(await snapshots.list()).toHaveLength(3)
      expect(await spaces()).toHaveLength(4)
    })
  })

  describe('restoring', () => {
    it('brings back records, their order, counters, unique values and references', async () => {
      await create('users', { id: 'b', email: 'b@x', role: 'reader' })
      await create('users', { id: 'a', email: 'a@x', role: 'reader' })
      await create('orders', { userId: 'a' })
      await sandbox().snapshots.save('one')
      await sandbox().use(({ entities }) => entities.reader('users').delete('a'))
      await create('users', { id: 'c', email: 'a@x', role: 'writer' })
      await create('orders', { userId: 'b' })

      await sandbox().snapshots.restore('one')
      expect(await emails()).toEqual(['b@x', 'a@x'])
      expect(await all('orders')).toEqual([{ id: 1, userId: 'a' }])
      expect(await codeOf(create('users', { email: 'a@x' }))).toBe('MOCK_DUPLICATE')
      expect(await create('orders', { userId: 'b' })).toEqual({ id: 2, userId: 'b' })
      await sandbox().use(async ({ entities }) => {
        const { total } = await entities.reader('users').list({ where: { role: 'reader' } })
        expect(total).toBe(2)
        await entities.reader('users').delete('a')
      })
      expect(await all('orders')).toEqual([{ id: 2, userId: 'b' }])
    })

    it('brings back the clock, and when records expire', async () => {
      await create('sessions', { id: 's' })
      await sandbox().changeClock(advancedBy(minute / 2))
      await sandbox().changeClock(frozen)
      await sandbox().snapshots.save('half')
      await sandbox().changeClock(advancedBy(minute))
      expect(await all('sessions')).toEqual([])
      await sandbox().changeClock(setTo(0))

      await sandbox().snapshots.restore('half')
      const now = opened.clock.time + minute / 2
      expect(await sandbox().readClock()).toEqual({ offsetMs: minute / 2, frozenAt: now })
      expect(await sandbox().use(async ({ clock }) => clock.now())).toBe(now)
      expect(await all('sessions')).toEqual([{ id: 's' }])
      await sandbox().changeClock(advancedBy(minute / 2 - 1))
      expect(await all('sessions')).toEqual([{ id: 's' }])
      await sandbox().changeClock(advancedBy(1))
      expect(await all('sessions')).toEqual([])
    })

    it('can be done again and again, and leaves no space behind', async () => {
      await create('users', { email: 'a@x' })
      await sandbox().snapshots.save('one')
      for (const email of ['b@x', 'c@x', 'd@x']) {
        await create('users', { email })
        await sandbox().snapshots.restore('one')
        expect(await emails()).toEqual(['a@x'])
      }
      expect(await spaces()).toHaveLength(2)
    })

    it('takes the snapshot of the default sandbox where the sandbox has none of that name', async () => {
      await create('users', { email: 'default@x' })
      await sandbox().snapshots.save('one')
      await create('users', { email: 'a@x' }, 'a')
      await sandbox('a').snapshots.restore('one')
      expect(await emails('a')).toEqual(['default@x'])
      await create('users', { email: 'a@x' }, 'a')
      await sandbox('a').snapshots.save('one')
      await sandbox().snapshots.delete('one')
      await sandbox('a').snapshots.restore('one')
      expect(await emails('a')).toEqual(['default@x', 'a@x'])
      expect(await codeOf(sandbox('b').snapshots.restore('one'))).toBe('MOCK_SNAPSHOT_NOT_FOUND')
      expect(await codeOf(sandbox().snapshots.export('one'))).toBe('MOCK_SNAPSHOT_NOT_FOUND')
    })

    it('indexes the records of an older contract as the contract of today says', async () => {
      await create('users', { id: 'a', email: 'a@x', handle: 'h' })
      await create('users', { id: 'b', email: 'b@x', handle: 'h' })
      await create('sessions', { id: 's' })
      await sandbox().snapshots.save('old')
      const today = { users: { unique: ['handle'], indexes: ['email'] }, sessions: {} }
      const server = openSandboxes(store, today, { seed: 2 })
      await sandbox(undefined, server).snapshots.restore('old')
      await sandbox(undefined, server).use(async ({ entities }) => {
        const { records } = await entities.reader('users').list({ where: { email: 'b@x' } })
        expect(records.map(({ value }) => value.id)).toEqual(['b'])
        expect(await codeOf(entities.reader('users').create({ email: 'c@x', handle: 'h' }))).toBe(
          'MOCK_DUPLICATE',
        )
      })
      server.clock.time += 2 * minute
      expect(await all('sessions', undefined, server)).toEqual([{ id: 's' }])
      const told = server.warnings.map(({ fields }) => JSON.stringify(fields))
      expect(told).toContainEqual(expect.stringMatching(/"entity":"users".*"b["\W]/))
    })
  })

  describe('deleting', () => {
    it('removes a snapshot and its space, once', async () => {
      await sandbox().snapshots.save('one')
      expect(await sandbox().snapshots.delete('one')).toBe(true)
      expect(await sandbox().snapshots.delete('one')).toBe(false)
      expect(await sandbox().snapshots.list()).toEqual([])
      expect(await codeOf(sandbox().snapshots.restore('one'))).toBe('MOCK_SNAPSHOT_NOT_FOUND')
      expect(await spaces()).toHaveLength(1)
    })

    it('takes the snapshots of a sandbox along when it is dropped or expires, and no others', async () => {
      for (const name of ['a', 'b', 'ab']) await sandbox(name).snapshots.save('one')
      await sandbox('a').snapshots.save('two')
      expect(await sandbox('a').drop()).toBe(true)
      expect(await sandbox('a').snapshots.list()).toEqual([])
      expect(await spaces()).toHaveLength(4)
      opened.wall.time += opened.sandboxes.settings.expireAfterMs / 2
      await create('users', { email: 'a@x' }, 'b')
      opened.wall.time += opened.sandboxes.settings.expireAfterMs / 1.5
      expect((await opened.sandboxes.list()).map(({ name }) => name)).toEqual(['b'])
      expect(await sandbox('ab').snapshots.list()).toEqual([])
      expect(await sandbox('b').snapshots.list()).toHaveLength(1)
      expect(await spaces()).toHaveLength(2)
    })

    it('loses no space when a sandbox is dropped while it is saved and restored', async () => {
      const { snapshots } = sandbox('a')
      await snapshots.save('one')
      for (let round = 0; round < 10; round++) {
        const work = [
          snapshots.save(`s${round}`),
          snapshots.restore('one'),
          sandbox('a').drop(),
          snapshots.save('one'),
        ]
        await Promise.all(work.map((step) => Promise.resolve(step).catch(expectNotFound)))
      }
      await sandbox('a').drop()
      opened.wall.time += 11 * minute
      await opened.sandboxes.sweep()
      expect(await spaces()).toEqual([])
    })
  })

  describe('a sandbox that begins as a snapshot', () => {
    it('has what it holds, its clock included, and goes back to it when it is reset', async () => {
      await create('users', { email: 'base@x' })
      await sandbox().changeClock(setTo(0))
      await sandbox().snapshots.save('base')
      const fill = ({ entities }: OpenSpace) =>
        entities
          .reader('users')
          .create({ email: 'seed@x' })
          .then(() => undefined)
      const server = openSandboxes(store, shop, { settings: { beginAs: 'base' }, fill, seed: 2 })
      expect(await emails('a', server)).toEqual(['base@x'])
      expect(await sandbox('a', server).use(async ({ clock }) => clock.now())).toBe(0)
      await create('users', { email: 'a@x' }, 'a', server)
      await sandbox('a', server).reset()
      expect(await emails('a', server)).toEqual(['base@x'])
      await sandbox().snapshots.delete('base')
      expect(await codeOf(emails('b', server))).toBe('MOCK_SANDBOX_BEGINNING')
    })
  })

  describe('a hold', () => {
    it('ends by itself when its owner is gone, whose copy then counts for nothing', async () => {
      await create('users', { email: 'a@x' })
      const [space = ''] = await spaces()
      let [ms, passing] = [0, 0]
      const monotonicMs = () => {
        ms += passing
        return ms
      }
      const vanished = await new Holds({ store, monotonicMs, random: () => 0 }).take(space, 'vanished')
      const waiting = openSandboxes(store, shop, { monotonicMs, seed: 2 })
      let isDone = false
      const blocked = create('users', { email: 'b@x' }, undefined, waiting).then(() => {
        isDone = true
      })
      expect(await emails()).toEqual(['a@x'])
      expect(isDone).toBe(false)
      passing = 1_000
      await blocked
      expect(await emails()).toEqual(['a@x', 'b@x'])
      expect(await vanished?.end()).toBe(false)
      await expect(vanished?.keep()).rejects.toThrow('has ended')
    })
  })

  it('keeps 10,000 records, page by page', { timeout: 60_000 }, async () => {
    const records = 10_000
    await sandbox().use(async ({ entities }) => {
      for (let first = 0; first < records; first += 500)
        await entities.transaction(async (unit) => {
          for (let i = first; i < first + 500; i++)
            await unit.records('users').create({ id: `${i}`, email: `${i}@x`, role: i % 2 ? 'odd' : 'even' })
        })
    })
    expect((await sandbox().snapshots.save('big')).records).toBe(records)
    await sandbox().reset()
    await sandbox().snapshots.restore('big')
    await sandbox().use(async ({ entities }) => {
      const reader = entities.reader('users')
      expect((await reader.list({ where: { role: 'odd' } })).total).toBe(records / 2)
      const page = await reader.list({ offset: 5_432, limit: 2 })
      expect(page.records.map(({ value }) => value.id)).toEqual(['5432', '5433'])
      expect(await codeOf(reader.create({ email: '7@x' }))).toBe('MOCK_DUPLICATE')
    })
  })
})

function codeIn(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function expectNotFound(error: unknown): void {
  expect(codeIn(error)).toBe('MOCK_SNAPSHOT_NOT_FOUND')
}
