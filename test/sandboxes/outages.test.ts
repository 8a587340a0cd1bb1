// Sandboxes of a server that goes on in memory while Redis is away, beside a server whose line is never cut.
import { expect, it } from 'vitest'
import type { Sandbox } from '../../runtime/sandboxes/sandbox.js'
import type { Store } from '../../runtime/store/store.js'
import { StoreError } from '../../runtime/store-error.js'
import type { TestEntity } from '../entities/open-test-entities.js'
import { FallbackScene } from '../store/fallback-scene.js'
import { describeRedis } from '../support/redis-server.js'
import {
  createTestClock,
  type OpenSandboxesOptions,
  openSandboxes,
  type TestSandboxes,
} from './open-sandboxes.js'

const users: Readonly<Record<string, TestEntity>> = { users: { unique: ['email'] } }
/** The same records under another contract: whoever has it writes them again. */
const indexedUsers: Readonly<Record<string, TestEntity>> = { users: { unique: ['email'], indexes: ['role'] } }

/** More than the first page of what is copied. */
const many = 250

const away = 'MOCK_STORE_UNAVAILABLE'
const hour = 3_600_000

describeRedis('While Redis is away for one of two servers', () => {
  const scene = new FallbackScene()

  /** The server that goes on in memory. */
  const openA = (options: OpenSandboxesOptions = {}, definitions = users, store: Store = scene.store) =>
    openSandboxes(store, definitions, { seed: 1, ...options })
  /** The server that always has Redis. */
  const openB = (options: OpenSandboxesOptions = {}) =>
    openSandboxes(scene.other, users, { seed: 2, ...options })

  /** The store, with an outage that begins before it reads the second page of users, and is over by then when it `passes`. */
  const withOutage = (store: Store, passes: boolean): Store => {
    let pages = 0
    const wrap = (inner: Store): Store => ({
      ...inner,
      async list(space, now, query) {
        if (query.collection === 'users' && ++pages === 2) {
          await scene.goAway()
          if (passes) await scene.comeBack()
        }
        return inner.list(space, now, query)
      },
      steady: () => wrap(inner.steady?.() ?? inner),
    })
    return wrap(store)
  }

  it('ends no sandbox that the other one uses', async () => {
    const shared = { wall: createTestClock(), settings: { expireAfterMs: 3_000 } }
    const a = openA(shared)
    const b = openB(shared)
    await create(a, 'first')
    for (let i = 0; i < 20; i++) {
      shared.wall.time += 250
      await create(b, `later ${i}`)
    }
    await scene.goAway()
    expect(await emails(a)).toContain('first')
    await scene.comeBack()
    expect(await emails(b)).toHaveLength(21)
    expect(await emails(a)).toHaveLength(21)
  })

  it('ends no sandbox afterwards that it has used itself for all that time', async () => {
    const a = openA({ settings: { expireAfterMs: 3_000 } })
    await create(a, 'before')
    await scene.goAway()
    for (let i = 0; i < 5; i++) {
      a.wall.time += 2_000
      await create(a, `meanwhile ${i}`)
    }
    await scene.comeBack()
    await a.sandboxes.sweep()
    expect(await emails(a)).toHaveLength(6)
    expect(await emails(openB())).toHaveLength(6)
  })

  it('drops nothing in a sweep', async () => {
    const b = openB()
    await create(b, 'theirs')
    const [space = ''] = await spacesOf('w')
    // It knows a part of the space, and nothing of who refers to it.
    await scene.store.read(space, 0, [{ collection: 'users', id: 'none' }])
    await scene.store.list(space, 0, { collection: 'users', offset: 0, limit: 10 })
    await scene.goAway()
    const a = openA()
    a.wall.time += hour
    await a.sandboxes.sweep()
    await scene.comeBack()
    expect(await emails(b)).toEqual(['theirs'])
  })

  it.each<[string, (sandbox: Sandbox) => Promise<unknown>]>([
    ['reset', (sandbox) => sandbox.reset()],
    ['drop', (sandbox) => sandbox.drop()],
    ['expire', (sandbox) => sandbox.expire()],
    ['save', (sandbox) => sandbox.snapshots.save('new')],
    ['save in place of another', (sandbox) => sandbox.snapshots.save('good')],
    ['restore', (sandbox) => sandbox.snapshots.restore('good')],
    ['export', (sandbox) => sandbox.snapshots.export('good')],
    ['import', async (sandbox) => sandbox.snapshots.import('good', emptyDocument)],
    ['delete', (sandbox) => sandbox.snapshots.delete('good')],
  ])('refuses to %s, and changes nothing', async (_title, decide) => {
    const a = openA({ settings: { expireAfterMs: 3_000 } })
    const b = openB()
    await createMany(b)
    await b.sandboxes.get('w').snapshots.save('good')
    await create(b, 'after the snapshot')
    await emails(a)
    await a.sandboxes.get('w').snapshots.list()
    const before = await scene.other.spaces()
    await scene.goAway()
    a.wall.time += hour
    expect(await codeOf(decide(a.sandboxes.get('w')))).toBe(away)
    await scene.comeBack()
    expect(await scene.other.spaces()).toEqual(before)
    expect(await emails(b)).toHaveLength(many + 1)
    expect((await b.sandboxes.get('w').snapshots.list()).map(({ name }) => name)).toEqual(['good'])
    await b.sandboxes.get('w').snapshots.restore('good')
    expect(await emails(b)).toHaveLength(many)
  })

  for (const passes of [false, true]) {
    const when = passes ? 'comes and goes' : 'begins'

    it(`gives up a rebuild when the outage ${when} in the middle, and loses nothing`, async () => {
      await createMany(openB())
      const a = openA({}, indexedUsers, withOutage(scene.store, passes))
      expect(await codeOf(emails(a))).toBe(away)
      if (!passes) await scene.comeBack()
      expect(await emails(a)).toHaveLength(many)
      expect(await scene.store.health()).toMatchObject({ status: 'healthy', details: { connected: true } })
      expect(scene.logged).toEqual([])
    })

    it(`gives up a restore when the outage ${when} in the middle, and loses nothing`, async () => {
      const b = openB()
      await createMany(b)
      await b.sandboxes.get('w').snapshots.save('good')
      await create(b, 'after the snapshot')
      const a = openA({}, users, withOutage(scene.store, passes))
      expect(await codeOf(a.sandboxes.get('w').snapshots.restore('good'))).toBe(away)
      if (!passes) await scene.comeBack()
      expect(await emails(b)).toHaveLength(many + 1)
      await a.sandboxes.get('w').snapshots.restore('good')
      expect(await emails(b)).toHaveLength(many)
      expect(scene.logged).toEqual([])
    })

    it(`gives up a snapshot when the outage ${when} in the middle`, async () => {
      await createMany(openB())
      const a = openA({}, users, withOutage(scene.store, passes))
      expect(await codeOf(a.sandboxes.get('w').snapshots.save('new'))).toBe(away)
      if (!passes) await scene.comeBack()
      expect(await a.sandboxes.get('w').snapshots.list()).toEqual([])
      expect(await create(a, 'afterwards')).toBe('afterwards')
    })
  }

  it('makes a sandbox that there is not yet, for all', async () => {
    await scene.goAway()
    const a = openA()
    await create(a, 'meanwhile')
    await scene.comeBack()
    const b = openB()
    expect(await emails(b)).toEqual(['meanwhile'])
    await create(b, 'theirs')
    expect(await emails(a)).toEqual(['meanwhile', 'theirs'])
    expect(scene.logged).toEqual([])
  })

  it('says what is lost of a sandbox that the others have already, and goes on in theirs', async () => {
    const b = openB()
    await create(b, 'theirs')
    await scene.goAway()
    const a = openA()
    await createMany(a)
    await scene.comeBack()
    expect(scene.logged).toMatchObject([
      { sandbox: 'w', space: expect.stringMatching(/^test\/w\/server1-/), records: many },
    ])
    expect(rowsOf(scene.logged[0])).toHaveLength(100)
    expect(rowsOf(scene.logged[0])?.every((row) => row.startsWith('users/'))).toBe(true)
    expect((await scene.store.health()).details?.notApplied).toBeGreaterThan(0)
    expect(await emails(a)).toEqual(['theirs'])
    await create(a, 'mine')
    expect(await emails(b)).toEqual(['theirs', 'mine'])
    expect(await spacesOf('w')).toHaveLength(1)
    expect(scene.logged).toHaveLength(1)
  })

  it('loses no record without saying so when others make the sandbox while it is written to', async () => {
    await scene.goAway()
    const a = openA()
    await create(a, 'early')
    const b = openB()
    await create(b, 'theirs')
    const mended = scene.comeBack()
    const created: string[] = []
    for (let i = 0; i < 50; i++) created.push(await create(a, `mine ${i}`))
    await mended
    const there = new Set(await emails(b))
    expect(await emails(a)).toEqual([...there])
    const reported = scene.logged.flatMap((line) => rowsOf(line) ?? []).length
    expect(created.filter((email) => !there.has(email)).length + 1).toBe(reported)
  })

  it('begins no sandbox as a part of a snapshot', async () => {
    const b = openB()
    for (let i = 0; i < 3; i++) await create(b, `user ${i}`, 'default')
    await b.sandboxes.get('default').snapshots.save('base')
    const a = openA({ settings: { beginAs: 'base' } })
    await a.sandboxes.get('default').snapshots.list()
    await scene.goAway()
    expect(await codeOf(emails(a))).toBe(away)
    await scene.comeBack()
    expect(await emails(a)).toHaveLength(3)
  })

  const spacesOf = async (sandbox: string) =>
    (await scene.other.spaces()).filter((name) => name.startsWith(`test/${sandbox}/`))
})

const emptyDocument = { format: 'mockgen-snapshot', version: 1, entities: {} }

function create({ sandboxes }: TestSandboxes, email: string, sandbox = 'w'): Promise<string> {
  return sandboxes.get(sandbox).use(async ({ entities }) => {
    await entities.reader('users').create({ email })
    return email
  })
}

async function createMany(server: TestSandboxes): Promise<void> {
  await server.sandboxes.get('w').use(({ entities }) =>
    entities.transaction(async (unit) => {
      for (let i = 0; i < many; i++) await unit.records('users').create({ email: `user ${i}` })
    }),
  )
}

function emails({ sandboxes }: TestSandboxes): Promise<readonly unknown[]> {
  return sandboxes.get('w').use(async ({ entities }) => {
    const { records } = await entities.reader('users').list({ limit: 1_000 })
    return records.map(({ value }) => value.email)
  })
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const [{ status, ...outcome }] = await Promise.allSettled([work])
  const reason: unknown = 'reason' in outcome ? outcome.reason : undefined
  return reason instanceof StoreError ? reason.code : status
}

function rowsOf(line: object | undefined): readonly string[] | undefined {
  return line !== undefined && 'rows' in line && Array.isArray(line.rows) ? line.rows.map(String) : undefined
}
