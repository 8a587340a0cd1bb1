// What stands beside records in a sandbox: kept values end with the records, counters of identifiers do not.
import { expect, it } from 'vitest'
import { printSnapshot } from '../../runtime/sandboxes/snapshots/snapshot-document.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createTestClock, openSandboxes } from './open-sandboxes.js'

const ref = { collection: '$answers', id: 'a' }

async function keptIn(box: ReturnType<ReturnType<typeof openSandboxes>['sandboxes']['get']>) {
  const [kept] = await box.use(({ entities }) => entities.readKept([ref]))
  return kept?.value
}

it('kept values are in no snapshot, and a restored sandbox has none', async () => {
  const box = openSandboxes(createMemoryStore(), { pets: {} }).sandboxes.get(undefined)
  await box.use(({ entities }) =>
    entities.transaction(async (unit) => {
      await unit.records('pets').create({ id: 1 })
      await unit.kept.put(ref.collection, ref.id, 'secret', { expiresAt: Date.UTC(2031, 0, 1) })
    }),
  )
  expect(await keptIn(box)).toBe('secret')
  await box.snapshots.save('one')
  expect(printSnapshot(await box.snapshots.export('one'))).not.toContain('secret')
  expect(await keptIn(box)).toBe('secret')
  await box.snapshots.restore('one')
  expect(await keptIn(box)).toBeUndefined()
  expect(await box.use(({ entities }) => entities.reader('pets').read(1))).toBeDefined()
})

it('kept values end when the records are indexed anew, but what was answered once', async () => {
  const store = { ...createMemoryStore(), isVolatile: false }
  const clock = createTestClock()
  const before = openSandboxes(store, { pets: {} }, { clock }).sandboxes.get(undefined)
  await before.use(({ entities }) =>
    entities.transaction(async (unit) => {
      await unit.records('pets').create({ id: 1 })
      await unit.kept.put(ref.collection, ref.id, 'x')
      await unit.kept.put('$idempotency', 'k', 'y', { expiresAt: clock.time + 10 })
    }),
  )
  const after = openSandboxes(store, { pets: { indexes: ['name'] } }, { seed: 2, clock }).sandboxes.get(
    undefined,
  )
  const kept = () =>
    after.use(({ entities }) => entities.readKept([ref, { collection: '$idempotency', id: 'k' }]))
  expect(await after.use(({ entities }) => entities.reader('pets').read(1))).toBeDefined()
  expect((await kept()).map((one) => one?.value)).toEqual([undefined, 'y'])
  await after.snapshots.save('one')
  expect(printSnapshot(await after.snapshots.export('one'))).not.toContain('$idempotency')
  clock.time += 10
  expect(await kept()).toEqual([undefined, undefined])
})

it('the counter of identifiers goes through a document, so that none is given out again', async () => {
  const { snapshots } = openSandboxes(createMemoryStore(), { pets: {} }).sandboxes.get(undefined)
  await snapshots.import('one', {
    format: 'mockgen-snapshot',
    version: 1,
    counters: { $ids: 3 },
    entities: { pets: [{ id: 'p' }] },
  })
  expect((await snapshots.export('one')).counters).toEqual({ $ids: 3 })
})

it('a document resolves references by a unique property', async () => {
  const world = {
    users: { unique: ['email'] },
    notes: { relationships: { author: { entity: 'users', field: 'email' } } },
  }
  const box = openSandboxes(createMemoryStore(), world).sandboxes.get(undefined)
  await box.use(({ entities }) =>
    entities.transaction(async (unit) => {
      await unit.records('users').create({ id: 1, email: 'a@x' })
      await unit.records('notes').create({ id: 1, author: 'a@x' })
    }),
  )
  await box.snapshots.save('one')
  const document = await box.snapshots.export('one')
  expect(document.unresolved).toBeUndefined()
  await box.snapshots.import('two', document)
  const dangling = { ...document, entities: { ...document.entities, users: [{ id: 1, email: 'b@x' }] } }
  await expect(box.snapshots.import('three', dangling)).rejects.toMatchObject({
    code: 'MOCK_SNAPSHOT_INVALID',
    errors: [expect.objectContaining({ pointer: '/body/entities/notes/0/author', keyword: 'reference' })],
  })
  await box.snapshots.restore('two')
  const change = box.use(({ entities }) => entities.reader('users').update(1, { email: 'z@x' }))
  await expect(change).rejects.toMatchObject({ code: 'MOCK_REFERENCED' })
})
