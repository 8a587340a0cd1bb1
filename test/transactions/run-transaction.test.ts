// Transactions: all or nothing, checked against what they read, tried again when they lose, visible to themselves.
import { beforeEach, describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { createRandom } from '../../runtime/ids.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { ListQuery, Store, Write } from '../../runtime/store/store.js'
import type { Requirement } from '../../runtime/transactions/change.js'
import { KeyQueue } from '../../runtime/transactions/key-queue.js'
import { runTransaction } from '../../runtime/transactions/run-transaction.js'
import { type Settle, Space } from '../../runtime/transactions/space.js'
import type { Transaction } from '../../runtime/transactions/transaction.js'

const pet = (id: string) => ({ collection: 'pets', id })
const put = (id: string, value: string): Write => ({ write: 'put', ...pet(id), value })
const remove = (id: string): Write => ({ write: 'delete', ...pet(id) })
const everything: ListQuery = { collection: 'pets', offset: 0, limit: 100 }

let store: Store
let space: Space
let time: number
let queue: KeyQueue
let calls: string[]

const settleNothing: Settle = async () => {}

beforeEach(() => {
  store = counting(createMemoryStore())
  time = 1_000
  queue = new KeyQueue()
  space = new Space({ store, name: 'test', clock: { now: () => time }, settle: settleNothing })
})

function run<T>(work: (transaction: Transaction) => Promise<T>, confirm = false): Promise<T> {
  return runTransaction(space, { queue, random: createRandom(1), confirm }, work)
}

const write = (...writes: readonly Write[]) => run((tx) => tx.change({ requires: [], writes }))
const ids = async (query: Partial<ListQuery> = {}) =>
  (await space.list({ ...everything, ...query })).rows.map((row) => row.id)

describe('a transaction', () => {
  it('writes everything once the work is done', async () => {
    const result = await run(async (tx) => {
      await tx.change({ requires: [], writes: [put('a', '1')] })
      expect(await space.get(pet('a'))).toBeUndefined()
      await tx.change({ requires: [], writes: [put('b', '2')] })
      return 'result'
    })
    expect(result).toBe('result')
    expect(await ids()).toEqual(['a', 'b'])
  })

  it('writes nothing when the work throws', async () => {
    const failing = run(async (tx) => {
      await tx.change({ requires: [], writes: [put('a', '1')] })
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await ids()).toEqual([])
  })

  it('makes no commit when it only read', async () => {
    await write(put('a', '1'))
    calls = []
    expect(await run(async (tx) => (await tx.get(pet('a')))?.value)).toBe('1')
    expect(calls).toEqual(['read'])
  })

  it('sees what it wrote, and gives it its version with the commit', async () => {
    await write(put('a', '1'))
    const rows = await run(async (tx) => {
      await tx.get(pet('a'))
      await tx.change({ requires: [], writes: [put('a', '2'), put('b', '1')] })
      expect(await tx.get(pet('a'))).toMatchObject({ value: '2', version: undefined })
      await tx.change({ requires: [], writes: [remove('b')] })
      expect(await tx.get(pet('b'))).toBeUndefined()
      return [await tx.get(pet('a'))]
    })
    expect(rows[0]?.version).toBe((await space.get(pet('a')))?.version)
    expect(await ids()).toEqual(['a'])
  })

  it('reads a row once, so that it does not change under the work', async () => {
    await write(put('a', '1'))
    let attempts = 0
    await run(async (tx) => {
      if (attempts++ > 0) return
      await tx.get(pet('a'))
      await write(put('a', '2'))
      expect((await tx.get(pet('a')))?.value).toBe('1')
    })
  })

  it('runs again when a row that it read was changed before its commit', async () => {
    await write(put('a', '1'))
    let attempts = 0
    await run(async (tx) => {
      const row = await tx.get(pet('a'))
      if (attempts++ === 0) await write(put('a', '5'))
      await tx.change({ requires: [], writes: [put('a', String(Number(row?.value) + 1))] })
    })
    expect(attempts).toBe(2)
    expect((await space.get(pet('a')))?.value).toBe('6')
  })

  it('runs again when a row that it listed and then got was changed since', async () => {
    await write(put('a', '1'))
    let attempts = 0
    await run(async (tx) => {
      const { rows } = await tx.list(everything)
      if (attempts++ === 0) await write(put('a', '5'))
      expect(await tx.get(pet('a'))).toBe(rows[0])
      await tx.change({ requires: [], writes: [put('a', `${rows[0]?.value}!`)] })
    })
    expect((await space.get(pet('a')))?.value).toBe('5!')
  })

  it('gives up after ten retries, with nothing written', async () => {
    await write(put('a', '0'))
    let attempts = 0
    const losing = run(async (tx) => {
      await tx.get(pet('a'))
      await write(put('a', String(++attempts)))
      await tx.change({ requires: [], writes: [put('a', 'lost'), put('b', 'lost')] })
    })
    await expect(losing).rejects.toMatchObject({ code: 'MOCK_LOST_RACE' })
    expect(attempts).toBe(11)
    expect((await space.get(pet('a')))?.value).toBe('11')
    expect(await ids()).toEqual(['a'])
  })

  it('loses none of 64 concurrent increments', async () => {
    await write(put('a', '0'))
    const increments = Array.from({ length: 64 }, () =>
      run(async (tx) => {
        await tx.lock(pet('a'))
        const row = await tx.get(pet('a'))
        await tx.change({ requires: [], writes: [put('a', String(Number(row?.value) + 1))] })
      }),
    )
    calls = []
    await Promise.all(increments)
    expect((await space.get(pet('a')))?.value).toBe('64')
    expect(calls.filter((call) => call === 'commit')).toHaveLength(64)
    expect(queue.size).toBe(0)
  })

  it('loses none of 64 concurrent increments that take no lock', async () => {
    await write(put('a', '0'))
    const increments = Array.from({ length: 64 }, () =>
      run(async (tx) => {
        const row = await tx.get(pet('a'))
        await tx.change({ requires: [], writes: [put('a', String(Number(row?.value) + 1))] })
      }),
    )
    await Promise.all(increments)
    expect((await space.get(pet('a')))?.value).toBe('64')
  })

  it('refuses to change more than 1,000 rows', async () => {
    const rows = (count: number) => Array.from({ length: count }, (_, i) => put(`row${i}`, '1'))
    await expect(write(...rows(1_001))).rejects.toMatchObject({ code: 'MOCK_CONFLICT' })
    expect(await ids()).toEqual([])
    await write(...rows(1_000))
    expect((await space.list(everything)).total).toBe(1_000)
  })

  it('undoes only what a nested part wrote when that throws', async () => {
    await run(async (tx) => {
      await tx.change({ requires: [], writes: [put('a', '1')] })
      const nested = tx.nested(async () => {
        await tx.change({ requires: [refused('absent', 'x')], writes: [put('a', '2'), put('b', '1')] })
        throw new RangeError('no')
      })
      await expect(nested).rejects.toThrow(RangeError)
      expect((await tx.get(pet('a')))?.value).toBe('1')
      await tx.nested(() => tx.change({ requires: [], writes: [put('c', '1')] }))
    })
    expect(await ids()).toEqual(['a', 'c'])
  })
})

describe('a requirement', () => {
  it('refuses the transaction at its commit', async () => {
    const refusal = run(async (tx) => {
      await tx.change({ requires: [refused('present', 'x')], writes: [put('a', '1')] })
    })
    await expect(refusal).rejects.toMatchObject({ code: 'MOCK_CONFLICT' })
    expect(await ids()).toEqual([])
  })

  it('refuses the change itself when the transaction confirms, and the work can go on', async () => {
    await run(async (tx) => {
      const change = tx.change({ requires: [refused('present', 'x')], writes: [put('a', '1')] })
      await expect(change).rejects.toMatchObject({ code: 'MOCK_CONFLICT' })
      await tx.change({ requires: [refused('absent', 'x')], writes: [put('b', '1')] })
    }, true)
    expect(await ids()).toEqual(['b'])
  })

  it('is answered by the transaction’s own writes', async () => {
    await run(async (tx) => {
      await tx.change({ requires: [], writes: [put('a', '1')] })
      await tx.change({ requires: [refused('present', 'a')], writes: [put('b', '1')] })
      const again = tx.change({ requires: [refused('absent', 'a')], writes: [] })
      await expect(again).rejects.toMatchObject({ code: 'MOCK_CONFLICT' })
    })
    expect(await ids()).toEqual(['a', 'b'])
  })

  it('lets a unique value move between rows of one transaction', async () => {
    const email = { collection: 'pets', constraint: 'email', value: 'x' }
    await write(put('a', '1'), { write: 'claim', ...email, id: 'a' })
    await run(async (tx) => {
      await tx.change({ requires: [], writes: [{ write: 'release', ...email }] })
      await tx.change({
        requires: [{ check: { check: 'unique', ...email, holder: 'b' }, refuse: refuse }],
        writes: [put('b', '1'), { write: 'claim', ...email, id: 'b' }],
      })
      const third = tx.change({
        requires: [{ check: { check: 'unique', ...email, holder: 'c' }, refuse }],
        writes: [],
      })
      await expect(third).rejects.toMatchObject({ code: 'MOCK_CONFLICT' })
    })
    const held = await space.commit({ checks: [{ check: 'unique', ...email, holder: 'b' }], writes: [] })
    expect(held.ok).toBe(true)
  })
})

describe('a list inside a transaction', () => {
  const age = (value: string, id: string, kind: 'index' | 'unindex' = 'index'): Write => ({
    write: kind,
    ...pet(id),
    index: 'age',
    value,
  })
  beforeEach(() =>
    write(...['a', 'b', 'c', 'd'].flatMap((id) => [put(id, '1'), age(id < 'c' ? '1' : '2', id)])),
  )

  const cases: readonly [string, { given: Partial<ListQuery>; want: readonly string[]; total: number }][] = [
    ['adds its rows at the end', { given: {}, want: ['a*', 'c', 'd', 'new'], total: 4 }],
    ['begins with them in reverse', { given: { reverse: true }, want: ['new', 'd', 'c', 'a*'], total: 4 }],
    ['pages over both', { given: { offset: 2, limit: 2 }, want: ['d', 'new'], total: 4 }],
    ['pages backwards', { given: { offset: 1, limit: 2, reverse: true }, want: ['d', 'c'], total: 4 }],
    ['follows a value of an index', { given: byAge('2'), want: ['c', 'd', 'a*', 'new'], total: 4 }],
    ['follows what left a value', { given: byAge('1'), want: [], total: 0 }],
  ]
  it.each(cases)('%s', async (_title, { given, want, total }) => {
    await run(async (tx) => {
      await tx.get(pet('a'))
      await tx.get(pet('b'))
      await tx.change({ requires: [], writes: [put('a', '*'), age('1', 'a', 'unindex'), age('2', 'a')] })
      await tx.change({ requires: [], writes: [age('1', 'b', 'unindex'), remove('b')] })
      await tx.change({ requires: [], writes: [put('new', '1'), age('2', 'new')] })
      await tx.change({ requires: [], writes: [put('gone', '1'), age('2', 'gone')] })
      await tx.change({ requires: [], writes: [age('2', 'gone', 'unindex'), remove('gone')] })
      const page = await tx.list({ ...everything, ...given })
      const shown = page.rows.map((row) => (row.value === '*' ? `${row.id}*` : row.id))
      expect({ shown, total: page.total }).toEqual({ shown: want, total })
    })
  })
})

describe('what is due', () => {
  it('is settled before a call is answered', async () => {
    const due = (id: string, at: number | undefined): Write => ({ write: 'due', ...pet(id), at })
    const settled: string[] = []
    space = new Space({
      store,
      name: 'test',
      clock: { now: () => time },
      settle: async (settling, refs) => {
        for (const { id } of refs) {
          settled.push(id)
          expect((await settling.get(pet(id)))?.value).toBe('1')
          await settling.commit({ checks: [], writes: [remove(id), due(id, undefined)] })
        }
      },
    })
    await write(
      put('a', '1'),
      put('b', '1'),
      put('c', '1'),
      due('a', 1_500),
      due('b', 2_000),
      due('c', 3_000),
    )
    time = 2_000
    expect(await ids()).toEqual(['c'])
    expect(settled).toEqual(['a', 'b'])
    time = 3_000
    await write(put('d', '1'))
    expect(await space.get(pet('c'))).toBeUndefined()
  })
})

function byAge(value: string): Partial<ListQuery> {
  return { index: 'age', range: { from: value, to: value } }
}

function refuse(): MockError {
  return new MockError('MOCK_CONFLICT')
}

function refused(check: 'absent' | 'present', id: string): Requirement {
  return { check: { check, ...pet(id) }, refuse }
}

// The store itself, with its calls written down.
function counting(real: Store): Store {
  calls = []
  const noted = <A extends readonly unknown[], R>(name: string, call: (...args: A) => R) => {
    return (...args: A): R => {
      calls.push(name)
      return call(...args)
    }
  }
  return {
    ...real,
    read: noted('read', real.read),
    list: noted('list', real.list),
    commit: noted('commit', real.commit),
  }
}
