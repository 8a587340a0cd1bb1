// What records have still to do by themselves survives whatever writes them again: another contract, a snapshot, a copy.
import { expect, it } from 'vitest'
import type { LifecycleFacts } from '../../runtime/facts.js'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import type { Sandbox } from '../../runtime/sandboxes/sandbox.js'
import type { Store } from '../../runtime/store/store.js'
import { openSandboxes } from '../sandboxes/open-sandboxes.js'
import { onEveryStore } from './on-every-store.js'
import type { TestEntity } from './open-test-entities.js'

const secondMs = 1_000
const integer = { type: 'integer' }
const plain: TestEntity = {
  generateKey: 'increment',
  schema: { properties: { id: integer, at: integer } },
  timestamps: { updated: 'at' },
}
const lifecycle: LifecycleFacts = {
  field: 'status',
  initial: 'pending',
  transitions: [
    { from: ['pending'], to: 'running', afterMs: 2 * secondMs },
    { from: ['running'], to: 'completed', afterMs: 5 * secondMs },
  ],
}
const jobs: TestEntity = { ...plain, lifecycle, ownTtl: true }

onEveryStore('a record that is to move on', (world) => {
  it('begins its time when its contract first says so, and keeps it when it changes otherwise', async () => {
    const store = asKept(await world().connect())
    const before = openSandboxes(store, { jobs: { ...plain, ttl: 60 } })
    await before.sandboxes.get(undefined).use(async ({ entities }) => {
      for (const status of ['pending', 'running', 'completed'])
        await entities.reader('jobs').create({ status })
    })
    const began = before.clock.time
    const timed = openSandboxes(store, { jobs: { ...jobs, ttl: 60 } }, { clock: before.clock, seed: 2 })
    before.clock.time = began + 10 * secondMs
    expect(await statesIn(timed.sandboxes.get(undefined))).toEqual(['pending', 'running', 'completed'])
    before.clock.time = began + 12 * secondMs
    expect(await statesIn(timed.sandboxes.get(undefined))).toEqual(['running', 'running', 'completed'])
    const indexed = openSandboxes(
      store,
      { jobs: { ...jobs, ttl: 60, indexes: ['status'] } },
      { clock: before.clock, seed: 3 },
    )
    before.clock.time = began + 14 * secondMs
    expect(await statesIn(indexed.sandboxes.get(undefined))).toEqual(['running', 'running', 'completed'])
    before.clock.time = began + 15 * secondMs
    expect(await statesIn(indexed.sandboxes.get(undefined))).toEqual(['running', 'completed', 'completed'])
    before.clock.time = began + 17 * secondMs
    expect(await statesIn(indexed.sandboxes.get(undefined))).toEqual(['completed', 'completed', 'completed'])
    // What never changed by itself expires as it was to, and moving on has extended the others.
    before.clock.time = began + 60 * secondMs
    expect(await statesIn(indexed.sandboxes.get(undefined))).toEqual(['completed', 'completed'])
  })

  it('forgets its time when its contract no longer has one', async () => {
    const store = asKept(await world().connect())
    const before = openSandboxes(store, { jobs })
    await before.sandboxes.get(undefined).use(async ({ entities }) => {
      await entities.reader('jobs').create({})
      await entities.reader('jobs').create({}, { ttlMs: secondMs })
    })
    const after = openSandboxes(store, { jobs: plain }, { clock: before.clock, seed: 2 })
    before.clock.time += 60 * secondMs
    expect(await statesIn(after.sandboxes.get(undefined))).toEqual(['pending', 'pending'])
  })

  it.each([
    ['a snapshot', async () => undefined],
    [
      'a snapshot that was exported and imported as a document',
      async ({ snapshots }: Sandbox) => {
        const document = await snapshots.export('begun')
        expect(document).toMatchObject({
          version: 2,
          lives: { jobs: { 1: { entered: expect.any(String) }, 2: { ttlMs: 30 * secondMs } } },
        })
        await snapshots.delete('begun')
        await snapshots.import('begun', JSON.parse(JSON.stringify(document)))
        expect(await snapshots.export('begun')).toEqual(document)
      },
    ],
  ])('goes on from %s as it would have gone on from there', async (_title, passOn) => {
    const store = await world().connect()
    const { sandboxes, clock } = openSandboxes(store, { jobs })
    const sandbox = sandboxes.get(undefined)
    await sandbox.use(async ({ entities }) => {
      await entities.reader('jobs').create({})
      await entities.reader('jobs').create({}, { ttlMs: 30 * secondMs })
    })
    clock.time += secondMs
    await sandbox.snapshots.save('begun')
    await passOn(sandbox)
    await sandbox.changeClock(advancedBy(60 * secondMs))
    expect(await statesIn(sandbox)).toEqual(['completed'])
    await sandbox.snapshots.restore('begun')
    expect(await statesIn(sandbox)).toEqual(['pending', 'pending'])
    clock.time += secondMs
    expect(await statesIn(sandbox)).toEqual(['running', 'running'])
    await sandbox.use(async ({ entities }) => void (await entities.reader('jobs').update(2, {})))
    clock.time += 30 * secondMs - 1
    expect(await statesIn(sandbox)).toEqual(['completed', 'completed'])
    // The life of its own was begun anew by moving on, five seconds after the update.
    clock.time += 5 * secondMs
    expect(await statesIn(sandbox)).toEqual(['completed', 'completed'])
    clock.time += 1
    expect(await statesIn(sandbox)).toEqual(['completed'])
  })
})

// What memory holds is never read by another contract; here it is.
function asKept(store: Store): Store {
  return store.isVolatile === true ? { ...store, isVolatile: false } : store
}

function statesIn(sandbox: Sandbox): Promise<readonly unknown[]> {
  return sandbox.use(async (space) => {
    await space.refresh()
    return (await space.entities.reader('jobs').list()).records.map(({ value }) => value.status)
  })
}
