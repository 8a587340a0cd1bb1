// Sandboxes over every engine: made when used, dropped, expired, with clocks of their own, shared by servers.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { advancedBy, frozen, released, running, setTo } from '../../runtime/sandboxes/clock-state.js'
import type { OpenSpace } from '../../runtime/sandboxes/open-space.js'
import type { Store } from '../../runtime/store/store.js'
import { codeOf, type TestEntity } from '../entities/open-test-entities.js'
import { onEveryStore } from '../support/on-every-store.js'
import { createTestClock, openSandboxes, type TestSandboxes } from './open-sandboxes.js'

const users: Readonly<Record<string, TestEntity>> = {
  users: { unique: ['email'], indexes: ['role'], timestamps: { created: 'createdAt' } },
}
const minute = 60_000
const hour = 60 * minute

onEveryStore('sandboxes', (openStore) => {
  let store: Store
  let opened: TestSandboxes
  beforeEach(async () => {
    store = await openStore()
    opened = openSandboxes(store, users)
  })
  afterEach(() => store.close())

  const create = (name: string, email: string, server = opened) =>
    server.sandboxes.get(name).use(async ({ entities }) => {
      const { value } = await entities.reader('users').create({ email, role: 'reader' })
      return value
    })
  const emails = (name: string, server = opened) =>
    server.sandboxes.get(name).use(async ({ entities }) => {
      const { records } = await entities.reader('users').list()
      return records.map(({ value }) => value.email)
    })

  describe('a sandbox', () => {
    it('is made when it is first used, and then listed', async () => {
      expect(await opened.sandboxes.list()).toEqual([])
      await create('one', 'a@x')
      const at = opened.wall.time
      expect(await opened.sandboxes.list()).toEqual([{ name: 'one', createdAt: at, usedAt: at }])
    })

    it('is made once, however many use it first', async () => {
      const fill = (space: OpenSpace) => seed(space, 'seed@x')
      const servers = [2, 3].map((number) => openSandboxes(store, users, { fill, seed: number }))
      const uses = Array.from({ length: 12 }, (_, i) => create('one', `${i}@x`, servers[i % 2]))
      await Promise.all(uses)
      const all = await emails('one', servers[0])
      expect([...all].sort()).toEqual([...Array.from({ length: 12 }, (_, i) => `${i}@x`), 'seed@x'].sort())
    })

    it('is gone when it is dropped, and begins anew with the seeds', async () => {
      const server = openSandboxes(store, users, { fill: (space) => seed(space, 'seed@x') })
      await create('one', 'a@x', server)
      await create('two', 'a@x', server)
      expect(await server.sandboxes.get('one').drop()).toBe(true)
      expect((await server.sandboxes.list()).map(({ name }) => name)).toEqual(['two'])
      expect(await server.sandboxes.get('one').drop()).toBe(false)
      expect(await emails('one', server)).toEqual(['seed@x'])
      expect(await emails('two', server)).toEqual(['seed@x', 'a@x'])
    })

    it('leaves nothing in the store when it is dropped', async () => {
      await create('one', 'a@x')
      await create('two', 'a@x')
      await opened.sandboxes.get('one').drop()
      expect((await store.spaces()).filter((name) => name.includes('/one/'))).toEqual([])
      expect((await store.spaces()).filter((name) => name.includes('/two/'))).toHaveLength(1)
    })

    it('is the same for two servers, also after one of them has replaced or dropped it', async () => {
      const other = openSandboxes(store, users, { seed: 2, fill: (space) => seed(space, 'seed@x') })
      await create('one', 'a@x')
      expect(await emails('one', other)).toEqual(['a@x'])
      await other.sandboxes.get('one').reset()
      expect(await emails('one')).toEqual(['seed@x'])
      await other.sandboxes.get('one').drop()
      await create('one', 'b@x', other)
      await create('one', 'c@x')
      expect(await emails('one')).toEqual(['seed@x', 'b@x', 'c@x'])
    })

    it('loses no write that was acknowledged after a reset, and keeps none from before it', async () => {
      const other = openSandboxes(store, users, { seed: 2 })
      for (let round = 0; round < 5; round++) {
        const resetting = other.sandboxes.get('one').reset()
        const during = Array.from({ length: 4 }, (_, i) => create('one', `during-${round}-${i}@x`))
        await Promise.all([resetting, ...during])
        await create('one', `after-${round}@x`)
        const found = await emails('one', other)
        expect(found).toContain(`after-${round}@x`)
        expect(found.filter((email) => String(email).startsWith(`after-${round - 1}`))).toEqual([])
      }
    })
  })

  describe('a sandbox that nobody uses', () => {
    const settings = { expireAfterMs: hour }

    it('expires, and the one that is used and the default one do not', async () => {
      const server = openSandboxes(store, users, { settings })
      for (const name of ['idle', 'busy', 'default']) await create(name, 'a@x', server)
      for (let passed = 0; passed < 2 * hour; passed += 20 * minute) {
        server.wall.time += 20 * minute
        await emails('busy', server)
      }
      expect((await server.sandboxes.list()).map(({ name }) => name).sort()).toEqual(['busy', 'default'])
      expect((await store.spaces()).some((name) => name.includes('/idle/'))).toBe(false)
      expect(await emails('idle', server)).toEqual([])
    })

    it('begins anew when it is used after its time, also before anybody has cleaned up', async () => {
      const server = openSandboxes(store, users, { settings })
      await create('one', 'a@x', server)
      server.wall.time += 2 * hour
      expect(await emails('one', server)).toEqual([])
    })

    it('is kept alive by any server that uses it', async () => {
      const wall = createTestClock()
      const [first, second] = [1, 2].map((number) =>
        openSandboxes(store, users, { settings, wall, seed: number }),
      )
      await create('one', 'a@x', first)
      for (let passed = 0; passed < 3 * hour; passed += 20 * minute) {
        wall.time += 20 * minute
        await emails('one', second)
      }
      await first?.sandboxes.sweep()
      expect(await emails('one', first)).toEqual(['a@x'])
    })

    it('does not care how its own clock is moved', async () => {
      const server = openSandboxes(store, users, { settings })
      await create('one', 'a@x', server)
      await server.sandboxes.get('one').changeClock(advancedBy(1_000 * hour))
      await server.sandboxes.sweep()
      expect(await emails('one', server)).toEqual(['a@x'])
    })
  })

  describe('the number of sandboxes', () => {
    it('is bounded, and those that expired make room', async () => {
      const server = openSandboxes(store, users, { settings: { maxSandboxes: 2, expireAfterMs: hour } })
      await create('one', 'a@x', server)
      await create('two', 'a@x', server)
      expect(await codeOf(create('three', 'a@x', server))).toBe('MOCK_SANDBOX_LIMIT')
      server.wall.time += 90 * minute
      await create('three', 'a@x', server)
      expect((await server.sandboxes.list()).map(({ name }) => name)).toEqual(['three'])
    })
  })

  describe('the clock', () => {
    const now = (name = 'one', server = opened) =>
      server.sandboxes.get(name).use(async ({ clock }) => clock.now())
    const start = Date.UTC(2030, 0, 1)
    const cases: readonly [string, { given: () => Promise<unknown>; want: [number, number] }][] = [
      ['runs with the one it is set by', { given: async () => undefined, want: [start, start + minute] }],
      ['is advanced', { given: () => change(advancedBy(hour)), want: [start + hour, start + hour + minute] }],
      ['goes back', { given: () => change(advancedBy(-hour)), want: [start - hour, start - hour + minute] }],
      ['is set', { given: () => change(setTo(5_000)), want: [5_000, 5_000 + minute] }],
      ['stands', { given: () => change(frozen), want: [start, start] }],
      ['stands where it is set', { given: () => change(frozen, setTo(7_000)), want: [7_000, 7_000] }],
      [
        'runs on from where it stood',
        { given: () => change(setTo(7_000), frozen, running), want: [7_000, 7_000 + minute] },
      ],
      ['is released', { given: () => change(setTo(7_000), frozen, released), want: [start, start + minute] }],
    ]
    it.each(cases)('%s', async (_title, { given, want }) => {
      await given()
      const before = await now()
      opened.clock.time += minute
      expect([before, await now()]).toEqual(want)
      expect(await now('two')).toBe(start + minute)
    })

    it('is the same for every server that uses the sandbox, with its very next request', async () => {
      const other = openSandboxes(store, users, { seed: 2, clock: opened.clock })
      await emails('one', other)
      await change(setTo(5_000), frozen)
      const record = await create('one', 'a@x', other)
      expect(record.createdAt).toBe(new Date(5_000).toISOString())
    })

    it('refuses times that no date-time can say', async () => {
      await expect(change(advancedBy(1e15))).rejects.toThrow(RangeError)
      await expect(change(advancedBy(Number.NaN))).rejects.toThrow(RangeError)
      expect(await now()).toBe(start)
    })

    async function change(...changes: readonly Parameters<TestChange>[0][]): Promise<void> {
      for (const one of changes) await opened.sandboxes.get('one').changeClock(one)
    }
    type TestChange = ReturnType<TestSandboxes['sandboxes']['get']>['changeClock']
  })

  describe('a contract that changed', () => {
    // A store in memory ends before its contract changes; here it outlives that, like the others.
    beforeEach(() => {
      store = { ...store, isVolatile: false }
      opened = openSandboxes(store, users)
    })

    it('finds the records that are there, by the indexes and constraints that are new', async () => {
      await create('one', 'a@x')
      await create('one', 'b@x')
      const renewed = openSandboxes(
        store,
        { users: { unique: ['email', ['role', 'email']], indexes: ['role', 'email'] } },
        { seed: 2 },
      )
      const found = await renewed.sandboxes
        .get('one')
        .use(({ entities }) => entities.reader('users').list({ where: { email: 'b@x' } }))
      expect(found.total).toBe(1)
      expect(await emails('one', renewed)).toEqual(['a@x', 'b@x'])
      expect(await codeOf(create('one', 'a@x', renewed))).toBe('MOCK_DUPLICATE')
    })

    it('keeps records of an entity that it no longer has, for a contract that has it again', async () => {
      await create('one', 'a@x')
      const without = openSandboxes(store, { things: {} }, { seed: 2 })
      await without.sandboxes
        .get('one')
        .use(({ entities }) => entities.reader('things').create({ name: 'new' }))
      const again = openSandboxes(store, users, { seed: 3 })
      expect(await emails('one', again)).toEqual(['a@x'])
    })

    it('names the records that break a new constraint, and keeps them', async () => {
      await create('one', 'a@x')
      await create('one', 'b@x')
      const renewed = openSandboxes(store, { users: { unique: ['role'] } }, { seed: 2 })
      expect(await emails('one', renewed)).toEqual(['a@x', 'b@x'])
      expect(renewed.warnings).toMatchObject([{ fields: { entity: 'users' } }])
    })
  })
})

async function seed({ entities }: OpenSpace, email: string): Promise<void> {
  await entities.reader('users').create({ email })
}
