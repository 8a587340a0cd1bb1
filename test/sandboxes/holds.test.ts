// Holding a space while it is copied: whose clock counts, and whose turn it is.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Holds } from '../../runtime/sandboxes/hold.js'
import type { Sandbox } from '../../runtime/sandboxes/sandbox.js'
import { isDue, type RowRef, type Store } from '../../runtime/store/store.js'
import type { TestEntity } from '../entities/open-test-entities.js'
import { onEveryStore } from '../support/on-every-store.js'
import { until } from '../support/redis-server.js'
import { createTestClock, hurriedMs, openSandboxes } from './open-sandboxes.js'

const users: Readonly<Record<string, TestEntity>> = { users: {} }
const stateRef: RowRef = { collection: '$space', id: 'state' }
const noRandom = () => 0

/** Time that a test moves, and how often somebody looked at it. */
function createTestTime() {
  const time = { ms: 0, looks: 0 }
  const monotonicMs = () => {
    time.looks++
    return time.ms
  }
  return { time, monotonicMs }
}

onEveryStore('a hold', (openStore) => {
  let store: Store
  beforeEach(async () => {
    store = await openStore()
  })
  afterEach(() => store.close())

  const open = (options: Parameters<typeof openSandboxes>[2]) =>
    openSandboxes(store, users, options).sandboxes.get('one')
  // In memory nothing else would ever have a turn.
  const write = async (box: Sandbox) => {
    await nextTurn()
    await box.use(({ entities }) => entities.reader('users').create({}))
  }
  const spaceOf = async () => (await store.spaces()).find((name) => name.startsWith('test/one/')) ?? ''

  it('is kept however far the clocks of two servers are apart', { timeout: 60_000 }, async () => {
    const [behind, ahead] = [createTestClock(), createTestClock()]
    ahead.time += 6_000
    const saver = open({ seed: 1, wall: behind })
    const writer = open({ seed: 2, wall: ahead })
    for (let i = 0; i < 300; i++) await write(writer)
    let isOver = false
    const writing = (async () => {
      while (!isOver) await write(writer)
    })()
    try {
      for (const name of ['a', 'b', 'c']) await saver.snapshots.save(name)
    } finally {
      isOver = true
      await writing
    }
    expect(await saver.snapshots.list()).toHaveLength(3)
  })

  it('that was to last until a far day ends all the same when nobody renews it', async () => {
    const writer = open({ monotonicMs: hurriedMs() })
    await write(writer)
    const space = await spaceOf()
    const rows = await store.read(space, 0, [stateRef])
    const [row] = isDue(rows) ? [] : rows
    const held = { ...JSON.parse(row?.value ?? ''), hold: { by: 'x', until: 9e15 } }
    await store.commit(space, 0, {
      checks: [],
      writes: [{ write: 'put', ...stateRef, value: JSON.stringify(held) }],
    })
    await write(writer)
    expect(await writer.use(({ entities }) => entities.reader('users').list())).toMatchObject({ total: 2 })
  })

  it('lasts as long as it is renewed, and then as long as whoever waits has seen it unchanged', async () => {
    const { time, monotonicMs } = createTestTime()
    const own = createTestTime()
    const writer = open({ monotonicMs })
    await write(writer)
    const hold = await new Holds({ store, random: noRandom, monotonicMs: own.monotonicMs }).take(
      await spaceOf(),
      'owner',
    )
    let isWritten = false
    const writing = write(writer).then(() => {
      isWritten = true
    })
    const seen = async () => {
      const { looks } = time
      await until(async () => time.looks > looks + 2)
    }
    for (let renewal = 0; renewal < 3; renewal++) {
      await seen()
      time.ms += 4_000
      own.time.ms += 4_000
      await hold?.keep()
    }
    await seen()
    // A clock that is changed meanwhile renews nothing.
    time.ms += 4_000
    await openSandboxes(store, users, { seed: 3 })
      .sandboxes.get('one')
      .changeClock(() => ({ offsetMs: 1 }))
    await seen()
    expect(isWritten).toBe(false)
    time.ms += 1_000
    await writing
    expect(await hold?.end()).toBe(false)
  })

  it('that follows another one at once lets those write who wait', { timeout: 60_000 }, async () => {
    const [saver, other] = [open({ seed: 1 }), open({ seed: 2 })]
    for (let i = 0; i < 300; i++) await write(saver)
    const written = [0, 0]
    let isOver = false
    const writing = [saver, other].map(async (box, i) => {
      while (!isOver) {
        await write(box)
        written[i] = (written[i] ?? 0) + 1
      }
    })
    const saves = 10
    try {
      for (let i = 0; i < saves; i++) await saver.snapshots.save('one')
    } finally {
      isOver = true
      await Promise.all(writing)
    }
    expect(Math.min(...written)).toBeGreaterThanOrEqual(saves)
  })

  it('is looked at once for all who wait', async () => {
    const { time, monotonicMs } = createTestTime()
    let reads = 0
    const counting: Store = {
      ...store,
      read: (space, now, refs) => {
        if (refs.length === 1 && refs[0]?.id === stateRef.id) reads++
        return store.read(space, now, refs)
      },
    }
    const writer = openSandboxes(counting, users, { monotonicMs }).sandboxes.get('one')
    await write(writer)
    const hold = await new Holds({ store, random: noRandom }).take(await spaceOf(), 'owner')
    const writing = Array.from({ length: 50 }, () => write(writer))
    await until(async () => time.looks > 10)
    const before = { reads, looks: time.looks }
    await until(async () => time.looks > before.looks + 20)
    expect(reads - before.reads).toBeLessThanOrEqual(time.looks - before.looks + 1)
    await hold?.end()
    await Promise.all(writing)
  })
})
