// Every call to the disk made to fail, and the power lost at every call: what was acknowledged is there, nothing is half.
import { describe, expect, it, vi } from 'vitest'
import type { FsyncMode } from '../../../runtime/store/file/journal.js'
import type { Store } from '../../../runtime/store/store.js'
import { type Failure, type Kept, SimulatedDisk } from './simulated-disk.js'
import { commitPair, openSimulated, pairsIn } from './test-commits.js'

// Small enough that the run below compacts three or four times.
const minJournalBytes = 1_500
const pairs = 24

interface Outcome {
  readonly acknowledged: readonly number[]
  /** False when the drop was refused, or not reached. */
  readonly hasDropped: boolean
  /** What the store showed at the end; undefined when it was not open. */
  readonly shown: readonly number[] | undefined
}

describe('the file store on a disk that fails', () => {
  it.each(['ENOSPC', 'EIO'])(
    'shows all or nothing of each commit, whichever call fails with %s',
    async (code) => {
      const calls = await callsOfRun()
      expect(calls).toBeGreaterThan(60)
      for (let n = 1; n <= calls; n++) {
        const disk = new SimulatedDisk()
        disk.failure = (call) => (call === n ? code : undefined)
        const outcome = await run(disk)
        const restarted = await pairsAfterStart(disk)
        expect(restarted, `failed at call ${n}`).toEqual(expect.arrayContaining([...outcome.acknowledged]))
        // A refused commit is not shown. After a restart it may be there, when the failed sync has written it after all.
        if (outcome.shown !== undefined)
          expect(outcome.shown, `failed at call ${n}`).toEqual(outcome.acknowledged)
      }
    },
  )

  it('goes on when there is space again', async () => {
    const disk = new SimulatedDisk()
    const store = await openSimulated(disk)
    await commitPair(store, 1)
    disk.failure = (_, name) => (name === 'append' ? 'ENOSPC' : undefined)
    const refused = await Promise.allSettled([2, 3, 4].map((number) => commitPair(store, number)))
    for (const result of refused)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'MOCK_STORE_FULL' } })
    expect(await pairsIn(store)).toEqual([1])
    expect(await store.health()).toMatchObject({ status: 'degraded' })
    disk.failure = () => undefined
    await commitPair(store, 3)
    expect(await store.health()).toMatchObject({ status: 'healthy' })
    await store.close()
    expect(await pairsAfterStart(disk)).toEqual([1, 3])
  })

  it('takes no more commits, and still answers reads, when a sync failed or half a line cannot be cut off', async () => {
    const failures: readonly Failure[] = [
      (_, name) => (name === 'sync' ? 'EIO' : undefined),
      (_, name) => (name === 'append' || name === 'truncate' ? 'EIO' : undefined),
    ]
    for (const failure of failures) {
      const disk = new SimulatedDisk()
      const store = await openSimulated(disk)
      await commitPair(store, 1)
      disk.failure = failure
      await expect(commitPair(store, 2)).rejects.toMatchObject({ code: 'MOCK_STORE_FAILED' })
      disk.failure = () => undefined
      await expect(commitPair(store, 3)).rejects.toMatchObject({ code: 'MOCK_STORE_FAILED' })
      await expect(store.drop('test')).rejects.toMatchObject({ code: 'MOCK_STORE_FAILED' })
      expect(await pairsIn(store)).toEqual([1])
      expect(await store.health()).toMatchObject({ status: 'unhealthy' })
      await store.close()
      expect(await pairsAfterStart(disk)).toEqual([1])
    }
  })

  const starts: readonly [string, { given: string; want: string }][] = [
    ['a folder without rights', { given: 'EACCES', want: 'MOCK_STORE_FORBIDDEN' }],
    ['a read-only file system', { given: 'EROFS', want: 'MOCK_STORE_READ_ONLY' }],
    ['a full disk', { given: 'ENOSPC', want: 'MOCK_STORE_FULL' }],
    ['a quota that is used up', { given: 'EDQUOT', want: 'MOCK_STORE_FULL' }],
    ['a file in the place of the folder', { given: 'ENOTDIR', want: 'MOCK_STORE_NOT_A_FOLDER' }],
    ['a broken disk', { given: 'EIO', want: 'MOCK_STORE_IO' }],
  ]
  it.each(starts)('does not start in %s', async (_title, { given, want }) => {
    const disk = new SimulatedDisk()
    disk.failure = (_, name) => (name === 'create' || name === 'makeFolder' ? given : undefined)
    await expect(openSimulated(disk)).rejects.toMatchObject({ code: want, remedy: expect.any(String) })
  })
})

describe('the file store on a machine that loses power', () => {
  it.each<Kept>(['nothing', 'half', 'everything'])(
    'has every acknowledged commit when %s of what was not synced survives',
    async (kept) => {
      const calls = await callsOfRun()
      for (let n = 1; n <= calls; n++) {
        const disk = new SimulatedDisk()
        disk.failure = (call) => (call >= n ? 'EIO' : undefined)
        const { acknowledged } = await run(disk)
        const restarted = await pairsAfterStart(disk.copyAfterPowerLoss(kept))
        expect(restarted, `lost at call ${n}`).toEqual(expect.arrayContaining([...acknowledged]))
      }
    },
  )

  it.each<Kept>(['nothing', 'half'])(
    'has with never the first of the commits when %s of what was not synced survives, and starts',
    async (kept) => {
      const calls = await callsOfRun('never')
      for (let n = 1; n <= calls; n++) {
        const disk = new SimulatedDisk()
        disk.failure = (call) => (call >= n ? 'EIO' : undefined)
        await run(disk, 'never')
        const restarted = await pairsAfterStart(disk.copyAfterPowerLoss(kept))
        expect(restarted, `lost at call ${n}`).toEqual([...restarted.keys()])
      }
    },
  )

  it('has with everysec what was acknowledged a second ago', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const disk = new SimulatedDisk()
      const store = await openSimulated(disk, { fsync: 'everysec' })
      await commitPair(store, 1)
      expect(await pairsAfterStart(disk.copyAfterPowerLoss('nothing'))).toEqual([])
      await vi.advanceTimersByTimeAsync(1_000)
      await commitPair(store, 2)
      expect(await pairsAfterStart(disk.copyAfterPowerLoss('nothing'))).toEqual([1])
      await store.close()
      expect(await pairsAfterStart(disk.copyAfterPowerLoss('nothing'))).toEqual([1, 2])
    } finally {
      vi.useRealTimers()
    }
  })
})

async function callsOfRun(fsync: FsyncMode = 'always'): Promise<number> {
  const disk = new SimulatedDisk()
  const { acknowledged, hasDropped } = await run(disk, fsync)
  expect(acknowledged).toHaveLength(pairs)
  expect(hasDropped).toBe(true)
  expect(disk.calls.filter((call) => call === 'rename').length).toBeGreaterThan(4)
  return disk.calls.length
}

// Two commits at a time and a drop, with compactions; what is refused is left out.
async function run(disk: SimulatedDisk, fsync: FsyncMode = 'always'): Promise<Outcome> {
  const acknowledged: number[] = []
  let hasDropped = false
  const store = await openSimulated(disk, { fsync, minJournalBytes }).catch(() => undefined)
  if (store === undefined) return { acknowledged, hasDropped, shown: undefined }
  const attempt = async (number: number) => {
    await commitPair(store, number)
    acknowledged.push(number)
  }
  await commitPair(store, 100, 'dropped').catch(() => undefined)
  for (let number = 0; number < pairs; number += 2) {
    await Promise.allSettled([attempt(number), attempt(number + 1)])
    if (number === pairs / 2)
      hasDropped = await store.drop('dropped').then(
        () => true,
        () => false,
      )
  }
  acknowledged.sort((a, b) => a - b)
  const shown = await pairsIn(store)
  if (hasDropped) expect(await store.spaces()).not.toContain('dropped')
  await store.close().catch(() => undefined)
  return { acknowledged, hasDropped, shown }
}

async function pairsAfterStart(disk: SimulatedDisk): Promise<readonly number[]> {
  disk.failure = () => undefined
  const store: Store = await openSimulated(disk, { minJournalBytes })
  const numbers = await pairsIn(store)
  // It can be written again, and what is written is there at the next start.
  await commitPair(store, 1_000)
  await store.close()
  const again = await openSimulated(disk)
  expect(await pairsIn(again)).toEqual([...numbers, 1_000])
  await again.close()
  return numbers
}
