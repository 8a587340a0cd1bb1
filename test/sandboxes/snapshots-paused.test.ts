// A process that stands still in the middle of its work, at any call, while others work: it finds out, and nothing is torn.
import { describe, expect, it } from 'vitest'
import type { Snapshots } from '../../runtime/sandboxes/snapshots/snapshots.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { TestEntity } from '../entities/open-test-entities.js'
import { hurriedMs, openSandboxes, type TestSandboxes } from './open-sandboxes.js'
import { pausedStore } from './paused-store.js'

const pairs: Readonly<Record<string, TestEntity>> = {
  lefts: { generateKey: 'none' },
  rights: { generateKey: 'none' },
}
/** More than one page of each. */
const pairsAtFirst = 150

/** Two servers, one of which stands still after its call number `at` while the other does something. */
async function openServers(at: number, meanwhile: (other: TestSandboxes) => Promise<void>) {
  const store = createMemoryStore()
  const other = openSandboxes(store, pairs, { seed: 1, monotonicMs: hurriedMs() })
  let calls = 0
  const paused = pausedStore(store, async (call) => {
    calls = call
    if (call === at) await meanwhile(other)
  })
  await makePairs(other, 0, pairsAtFirst)
  const stopped = openSandboxes(paused, pairs, { seed: 2, wall: other.wall })
  return { stopped, other, wasStopped: () => calls >= at }
}

async function makePairs({ sandboxes }: TestSandboxes, first: number, count: number): Promise<void> {
  await sandboxes.get('box').use(({ entities }) =>
    entities.transaction(async (unit) => {
      for (let i = first; i < first + count; i++) {
        await unit.records('lefts').create({ id: `${i}` })
        await unit.records('rights').create({ id: `${i}` })
      }
    }),
  )
}

async function sizes({ sandboxes }: TestSandboxes): Promise<readonly number[]> {
  const of = async (entity: string) => {
    const { total } = await sandboxes.get('box').use(({ entities }) => entities.reader(entity).list())
    return total
  }
  return [await of('lefts'), await of('rights')]
}

async function exportedSizes(snapshots: Snapshots): Promise<readonly number[]> {
  const { entities } = await snapshots.export('one')
  return [entities.lefts?.length ?? 0, entities.rights?.length ?? 0]
}

describe('a process that stands still, after any of its calls,', () => {
  it('for longer than its hold lasts, saves a snapshot of one moment all the same', async () => {
    for (let at = 1; ; at++) {
      const { stopped, other, wasStopped } = await openServers(at, async (server) => {
        await makePairs(server, pairsAtFirst, 1)
      })
      const { snapshots } = stopped.sandboxes.get('box')
      await snapshots.save('one')
      const [lefts = 0, rights = 0] = await exportedSizes(other.sandboxes.get('box').snapshots)
      expect(lefts, `call ${at}`).toBe(rights)
      expect([pairsAtFirst, pairsAtFirst + 1], `call ${at}`).toContain(lefts)
      if (!wasStopped()) break
      expect(await sizes(other), `call ${at}`).toEqual([pairsAtFirst + 1, pairsAtFirst + 1])
    }
  })

  it.each(['restore', 'export'] as const)(
    'does not %s a part of a snapshot that is deleted meanwhile',
    async (method) => {
      for (let at = 1; ; at++) {
        const { stopped, other, wasStopped } = await openServers(at, async ({ sandboxes }) => {
          await sandboxes.get('box').snapshots.delete('one')
        })
        await other.sandboxes.get('box').snapshots.save('one')
        await makePairs(other, pairsAtFirst, 1)
        const { snapshots } = stopped.sandboxes.get('box')
        const result: unknown = await (method === 'export'
          ? exportedSizes(snapshots)
          : snapshots.restore('one')
        ).then(
          (done) => (method === 'export' ? done : 'restored'),
          (error) => error.code,
        )
        const whole = [pairsAtFirst, pairsAtFirst]
        if (method === 'export')
          expect(['MOCK_SNAPSHOT_NOT_FOUND', whole], `call ${at}`).toContainEqual(result)
        else {
          expect(['MOCK_SNAPSHOT_NOT_FOUND', 'restored'], `call ${at}`).toContain(result)
          const want = result === 'restored' ? whole : [pairsAtFirst + 1, pairsAtFirst + 1]
          expect(await sizes(other), `call ${at}`).toEqual(want)
        }
        if (!wasStopped()) break
      }
    },
  )

  it.each(['restore', 'export'] as const)(
    'takes all of a snapshot that is replaced meanwhile: %s',
    async (method) => {
      for (let at = 1; ; at++) {
        const { stopped, other, wasStopped } = await openServers(at, async (server) => {
          await server.sandboxes.get('box').snapshots.save('one')
        })
        const { snapshots } = other.sandboxes.get('box')
        await snapshots.save('one')
        await makePairs(other, pairsAtFirst, 1)
        const stoppedSnapshots = stopped.sandboxes.get('box').snapshots
        if (method === 'restore') await stoppedSnapshots.restore('one')
        const found = method === 'restore' ? await sizes(other) : await exportedSizes(stoppedSnapshots)
        const wanted = [pairsAtFirst, pairsAtFirst + 1].map((size) => [size, size])
        expect(wanted, `call ${at}`).toContainEqual(found)
        if (!wasStopped()) break
      }
    },
  )

  it('is overtaken by a restore of another process, and neither mixes the two worlds', async () => {
    for (let at = 1; ; at++) {
      const { stopped, other, wasStopped } = await openServers(at, async ({ sandboxes }) => {
        await sandboxes.get('box').snapshots.restore('one')
      })
      await other.sandboxes.get('box').snapshots.save('one')
      await makePairs(other, pairsAtFirst, 10)
      await stopped.sandboxes.get('box').snapshots.save('two')
      const { entities } = await other.sandboxes.get('box').snapshots.export('two')
      const [lefts = 0, rights = 0] = [entities.lefts?.length, entities.rights?.length]
      expect(lefts, `call ${at}`).toBe(rights)
      expect([pairsAtFirst, pairsAtFirst + 10], `call ${at}`).toContain(lefts)
      if (!wasStopped()) break
      expect(await sizes(stopped), `call ${at}`).toEqual([pairsAtFirst, pairsAtFirst])
    }
  })

  it('restores so that all others agree about which world there is, and keep what they write in the new one', async () => {
    const [old, restored] = [pairsAtFirst + 10, pairsAtFirst]
    for (let at = 1; ; at++) {
      let seen = old
      const { stopped, other, wasStopped } = await openServers(at, async (server) => {
        const newcomer = openSandboxes(server.store, pairs, { seed: 3, wall: server.wall })
        const [known = 0] = await sizes(server)
        const [found = 0] = await sizes(newcomer)
        expect(found, `call ${at}`).toBe(known)
        seen = known
        await makePairs(server, 1_000, 1)
      })
      await other.sandboxes.get('box').snapshots.save('one')
      await makePairs(other, pairsAtFirst, 10)
      await stopped.sandboxes.get('box').snapshots.restore('one')
      expect([old, restored], `call ${at}`).toContain(seen)
      const want = wasStopped() && seen === restored ? restored + 1 : restored
      expect(await sizes(other), `call ${at}`).toEqual([want, want])
      if (!wasStopped()) break
    }
  })

  it('finds what a sweep of another process has kept or dropped', async () => {
    for (let at = 1; ; at++) {
      const { stopped, other, wasStopped } = await openServers(at, async ({ sandboxes, wall }) => {
        wall.time += 9 * 60_000
        await sandboxes.get('box').use(async () => undefined)
        await sandboxes.sweep()
      })
      const { snapshots } = stopped.sandboxes.get('box')
      await snapshots.save('one')
      await makePairs(other, pairsAtFirst, 1)
      await snapshots.restore('one')
      expect(await sizes(other), `call ${at}`).toEqual([pairsAtFirst, pairsAtFirst])
      if (!wasStopped()) break
    }
  })
})
