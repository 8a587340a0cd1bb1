// Transactions that fight for the same row: who comes next goes on from what the one before committed, and is never wrong about it.
import { beforeEach, describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { createRandom } from '../../runtime/ids.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { KeyQueue } from '../../runtime/transactions/key-queue.js'
import { runTransaction } from '../../runtime/transactions/run-transaction.js'
import { Space } from '../../runtime/transactions/space.js'
import type { Transaction } from '../../runtime/transactions/transaction.js'

const now = 1_000
const stock = { collection: 'stock', id: 'a' }

let store: Store
let calls: string[] = []
let run: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>

beforeEach(async () => {
  store = counting(createMemoryStore())
  run = openProcess(store)
  await run((tx) => tx.change({ requires: [], writes: [{ write: 'put', ...stock, value: '10' }] }))
  calls = []
})

describe('transactions in line for a row', () => {
  it('read it once for all of them when nobody else changes it', async () => {
    await Promise.all(Array.from({ length: 8 }, () => run(lockedDecrement)))
    expect(calls).toEqual(['read', ...Array.from({ length: 8 }, () => 'commit')])
    expect(await quantity()).toBe(2)
  })

  it('make no commit that must fail when they read it before their turn', async () => {
    const attempts: number[] = []
    await Promise.all(
      Array.from({ length: 8 }, () =>
        run(async (tx) => {
          attempts.push(tx.attempt)
          await tx.get(stock)
          await lockedDecrement(tx)
        }),
      ),
    )
    expect(await quantity()).toBe(2)
    expect(calls.filter((call) => call === 'commit')).toHaveLength(8)
    expect(attempts.filter((attempt) => attempt > 0)).toHaveLength(7)
  })

  it('read it themselves once another process has written to the space', async () => {
    await outside('20')
    await run(lockedDecrement)
    calls = []
    await Promise.all(Array.from({ length: 8 }, () => run(lockedDecrement)))
    expect(calls.filter((call) => call === 'read')).toHaveLength(8)
    expect(await quantity()).toBe(11)
  })

  it('lose nothing when another process changes it between two of them', async () => {
    const other = openProcess(store)
    const both = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? run : other)(lockedDecrement))
    await Promise.all(both)
    expect(await quantity()).toBe(2)
  })

  it('are not refused for what another process has changed since', async () => {
    const order = (tx: Transaction) =>
      changeLocked(tx, (quantity) => {
        if (quantity === 0) throw new MockError('MOCK_CONFLICT')
        return String(quantity - 1)
      })
    const selling = run((tx) => changeLocked(tx, () => '0'))
    // The order is in line and gets the row of the sale; meanwhile the stock is filled up.
    const ordering = run(order)
    afterNextCommit(() => outside('5'))
    await Promise.all([selling, ordering])
    expect(await quantity()).toBe(4)
  })

  it('that only read do not answer what another process has changed since', async () => {
    const changing = run(lockedDecrement)
    const reading = run(async (tx) => {
      await tx.lock(stock)
      return (await tx.get(stock))?.value
    })
    afterNextCommit(() => outside('5'))
    await changing
    expect(await reading).toBe('5')
  })
})

async function lockedDecrement(tx: Transaction): Promise<void> {
  await changeLocked(tx, (quantity) => String(quantity - 1))
}

async function changeLocked(tx: Transaction, change: (quantity: number) => string): Promise<void> {
  await tx.lock(stock)
  const row = await tx.get(stock)
  const value = change(Number(row?.value))
  await tx.change({ requires: [], writes: [{ write: 'put', ...stock, value }] })
}

async function quantity(): Promise<number> {
  return Number((await openSpace(store).get(stock))?.value)
}

// What another process writes, in the store itself.
async function outside(value: string): Promise<void> {
  await store.commit('test', now, { checks: [], writes: [{ write: 'put', ...stock, value }] })
}

let next: (() => Promise<void>) | undefined

function afterNextCommit(work: () => Promise<void>): void {
  next = work
}

function openProcess(shared: Store): typeof run {
  const space = openSpace(shared)
  const options = { queue: new KeyQueue(), random: createRandom(1) }
  return (work) => runTransaction(space, options, work)
}

function openSpace(shared: Store): Space {
  return new Space({ store: shared, name: 'test', clock: { now: () => now }, settle: async () => {} })
}

// The store itself, with its calls written down and room for what happens right after a commit.
function counting(real: Store): Store {
  return {
    ...real,
    read(...args) {
      calls.push('read')
      return real.read(...args)
    },
    async commit(...args) {
      calls.push('commit')
      const result = await real.commit(...args)
      const work = next
      next = undefined
      await work?.()
      return result
    },
  }
}
