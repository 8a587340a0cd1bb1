// What a transaction tells a client was so at one time, also when it wrote nothing, and when it refuses.
import { expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { createRandom } from '../../runtime/ids.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Commit, Write } from '../../runtime/store/store.js'
import { KeyQueue } from '../../runtime/transactions/key-queue.js'
import { runTransaction } from '../../runtime/transactions/run-transaction.js'
import { Space } from '../../runtime/transactions/space.js'
import type { Transaction } from '../../runtime/transactions/transaction.js'

const account = (id: string) => ({ collection: 'accounts', id })
const put = (id: string, value: string): Write => ({ write: 'put', ...account(id), value })
const enter = (id: string): Write => ({ write: 'index', ...account(id), index: 'open', value: 'yes' })
const openOnes = {
  collection: 'accounts',
  index: 'open',
  range: { from: 'yes', to: 'yes' },
  offset: 0,
  limit: 9,
}

/** A space with two accounts that hold 10 together, where something happens after the first look of the first try. */
async function openAccounts(meanwhile: readonly Write[]) {
  const store = createMemoryStore()
  const commits: Commit[] = []
  const noted = {
    ...store,
    commit: (space: string, now: number, commit: Commit) => {
      commits.push(commit)
      return store.commit(space, now, commit)
    },
  }
  const space = new Space({ store: noted, name: 'test', clock: { now: () => 1 }, settle: async () => {} })
  await store.commit('test', 1, { checks: [], writes: [put('a', '5'), put('b', '5')] })
  let happens = true
  const happen = async () => {
    if (happens) await store.commit('test', 1, { checks: [], writes: meanwhile })
    happens = false
  }
  const run = <T>(work: (transaction: Transaction) => Promise<T>) =>
    runTransaction(space, { queue: new KeyQueue(), random: createRandom(1) }, work)
  return { run, happen, commits }
}

const balance = async (transaction: Transaction, id: string) =>
  Number((await transaction.get(account(id)))?.value)

it('a transaction that only reads is answered with rows of one time', async () => {
  const { run, happen } = await openAccounts([put('a', '2'), put('b', '8')])
  const sum = await run(async (transaction) => {
    const a = await balance(transaction, 'a')
    await happen()
    return a + (await balance(transaction, 'b'))
  })
  expect(sum).toBe(10)
})

it('a refusal that rests on rows of different times is not told', async () => {
  const { run, happen } = await openAccounts([put('a', '2'), put('b', '8')])
  const done = run(async (transaction) => {
    const a = await balance(transaction, 'a')
    await happen()
    if (a + (await balance(transaction, 'b')) !== 10) throw new MockError('MOCK_CONFLICT')
    return 'all is well'
  })
  expect(await done).toBe('all is well')
})

it('a refusal that rests on a list that has changed since is not told', async () => {
  const { run, happen } = await openAccounts([enter('a')])
  const done = run(async (transaction) => {
    const { total } = await transaction.list(openOnes)
    await happen()
    await balance(transaction, 'a')
    if (total === 0) throw new MockError('MOCK_CONFLICT')
    return 'all is well'
  })
  expect(await done).toBe('all is well')
})

it('a refusal that was so at one time is told, and writes nothing', async () => {
  const { run, commits } = await openAccounts([])
  const done = run(async (transaction) => {
    await transaction.change({ requires: [], writes: [put('a', '0')] })
    if ((await balance(transaction, 'b')) + (await balance(transaction, 'c')) !== 10)
      throw new MockError('MOCK_CONFLICT')
  })
  await expect(done).rejects.toMatchObject({ code: 'MOCK_CONFLICT' })
  expect(commits.flatMap(({ writes }) => writes)).toEqual([])
})

it('one look alone asks the store nothing more', async () => {
  const { run, commits } = await openAccounts([])
  await run((transaction) => balance(transaction, 'a'))
  const refused = run(async (transaction) => {
    await balance(transaction, 'a')
    throw new MockError('MOCK_NOT_FOUND')
  })
  await expect(refused).rejects.toMatchObject({ code: 'MOCK_NOT_FOUND' })
  expect(commits).toEqual([])
})
