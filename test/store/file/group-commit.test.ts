// What others see while a commit is on its way to the disk.
import { beforeEach, describe, expect, it } from 'vitest'
import { type Check, isDue, type Store, type Write } from '../../../runtime/store/store.js'
import { SimulatedDisk } from './simulated-disk.js'
import { openSimulated } from './test-commits.js'

const collection = 'pets'
let disk: SimulatedDisk
let store: Store
// The disk holds each sync back until `letGo`.
let letGo: () => void

beforeEach(async () => {
  disk = new SimulatedDisk()
  store = await openSimulated(disk)
  await commit(
    [],
    [put('old', '1'), { write: 'claim', collection, constraint: 'name', value: 'x', id: 'old' }],
  )
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  disk.beforeSync = () => held
})

describe('a commit that is being written', () => {
  it('is not visible before it is durable, and answered only then', async () => {
    let isAnswered = false
    const writing = commit([], [put('a', '1')]).then(() => {
      isAnswered = true
    })
    await turns()
    expect(await ids()).toEqual(['old'])
    expect(isAnswered).toBe(false)
    letGo()
    await writing
    expect(await ids()).toEqual(['old', 'a'])
  })

  it('counts for the checks of the next ones, which are written together', async () => {
    const first = commit([], [put('a', '1')])
    await turns()
    const next = [
      commit([{ check: 'present', collection, id: 'a' }], [put('b', '1')]),
      commit([{ check: 'version', collection, id: 'a', version: 2 }], [put('a', '2')]),
      commit([{ check: 'absent', collection, id: 'c' }], [put('c', '1')]),
    ]
    await turns()
    const syncs = disk.calls.filter((call) => call === 'sync').length
    letGo()
    expect(await Promise.all([first, ...next])).toEqual(
      [2, 3, 4, 5].map((version) => ({ ok: true, version })),
    )
    expect(disk.calls.filter((call) => call === 'sync').length - syncs).toBe(2)
  })

  const waiting: readonly [string, { given: Check; write: Write; want: boolean }][] = [
    ['absent', { given: { check: 'absent', collection, id: 'a' }, write: put('a', '1'), want: false }],
    [
      'present',
      {
        given: { check: 'present', collection, id: 'old' },
        write: { write: 'delete', collection, id: 'old' },
        want: false,
      },
    ],
    [
      'unique',
      {
        given: { check: 'unique', collection, constraint: 'name', value: 'x' },
        write: { write: 'release', collection, constraint: 'name', value: 'x' },
        want: true,
      },
    ],
    [
      'count',
      {
        given: { check: 'count', collection, index: 'age', range: { from: '5' }, count: 0 },
        write: { write: 'index', collection, index: 'age', value: '7', id: 'old' },
        want: false,
      },
    ],
    [
      'count elsewhere',
      {
        given: { check: 'count', collection, index: 'age', range: { from: '5' }, count: 0 },
        write: { write: 'index', collection, index: 'age', value: '3', id: 'old' },
        want: true,
      },
    ],
  ]
  it.each(waiting)('decides a check of %s', async (_title, { given, write, want }) => {
    const first = commit([], [write])
    const second = commit([given], [put('z', '1')])
    await turns()
    letGo()
    expect((await first).ok).toBe(true)
    expect((await second).ok).toBe(want)
  })

  it('makes something due for the next one', async () => {
    const first = commit([], [{ write: 'due', collection, id: 'old', at: 5 }])
    const second = store.commit('test', 5, { checks: [], writes: [put('z', '1')] })
    await turns()
    letGo()
    await first
    expect(await second).toEqual({ due: [{ collection, id: 'old' }] })
  })

  it('takes all that came behind it with it when it fails', async () => {
    const first = commit([], [put('a', '1')])
    await turns()
    const next = commit([{ check: 'present', collection, id: 'a' }], [put('b', '1')])
    const dropped = store.drop('test')
    disk.failure = (_, name) => (name === 'sync' ? 'EIO' : undefined)
    letGo()
    for (const work of [first, next, dropped])
      await expect(work).rejects.toMatchObject({ code: 'MOCK_STORE_FAILED' })
    expect(await ids()).toEqual(['old'])
  })
})

describe('a drop that is being written', () => {
  it('comes before the commits behind it', async () => {
    const dropped = store.drop('test')
    const next = commit([{ check: 'absent', collection, id: 'old' }], [put('new', '1')])
    await turns()
    expect(await ids()).toEqual(['old'])
    letGo()
    await dropped
    expect(await next).toEqual({ ok: true, version: 1 })
    expect(await ids()).toEqual(['new'])
  })
})

describe('many callers', () => {
  const callers = 64
  const turnsOfEach = 20

  // Where the disk takes no time beside the callers' work, they fall into two groups, of which one is always on its way.
  it('are all answered, and what they wrote is there in the order of their answers', async () => {
    letGo()
    const answered: number[] = []
    const call = async (caller: number) => {
      for (let turn = 0; turn < turnsOfEach; turn++) {
        const result = await commit([], [put(`${caller}.${turn}`, '1')])
        if (result.ok) answered.push(result.version)
      }
    }
    await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)))
    expect(answered).toEqual(Array.from({ length: callers * turnsOfEach }, (_, i) => i + 2))
    await store.close()
    store = await openSimulated(disk)
    expect(await ids()).toHaveLength(100)
    const all = await store.list('test', 0, { collection, offset: 0, limit: 0 })
    expect(all).toMatchObject({ total: callers * turnsOfEach + 1 })
  })

  it('are all answered when the disk fails under them: what succeeded is there, what was refused is not', async () => {
    letGo()
    const acknowledged = ['old']
    const call = async (caller: number) => {
      for (let turn = 0; turn < turnsOfEach; turn++) {
        const id = `${caller}.${turn}`
        await commit([], [put(id, '1')])
        acknowledged.push(id)
      }
    }
    const calls = Array.from({ length: callers }, (_, caller) => call(caller))
    const before = disk.calls.length
    disk.failure = (number) => (number > before + 20 ? 'EIO' : undefined)
    const results = await Promise.allSettled(calls)
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    expect(acknowledged.length).toBeGreaterThan(callers)
    const all = await store.list('test', 0, { collection, offset: 0, limit: 10_000 })
    if (isDue(all)) throw new Error('Nothing should be due')
    expect(all.rows.map((row) => row.id).sort()).toEqual(acknowledged.sort())
  })
})

describe('close', () => {
  it('waits for what was called before, and for its sync', async () => {
    const writing = commit([], [put('a', '1')])
    const closing = store.close()
    await expect(commit([], [put('b', '1')])).rejects.toMatchObject({ code: 'MOCK_STORE_CLOSED' })
    letGo()
    expect((await writing).ok).toBe(true)
    await closing
    const reopened = await openSimulated(disk)
    expect(await reopened.read('test', 0, [{ collection, id: 'a' }])).toMatchObject([{ value: '1' }])
  })
})

function put(id: string, value: string): Write {
  return { write: 'put', collection, id, value }
}

async function commit(checks: readonly Check[], writes: readonly Write[]) {
  const result = await store.commit('test', 0, { checks, writes })
  if (isDue(result)) throw new Error('Nothing should be due')
  return result
}

async function ids(): Promise<readonly string[]> {
  const page = await store.list('test', 0, { collection, offset: 0, limit: 100 })
  return isDue(page) ? [] : page.rows.map((row) => row.id)
}

// Lets everything happen that does not wait for the disk.
async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}
