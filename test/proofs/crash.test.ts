// Writers and servers that are killed while they write: the start succeeds, what was acknowledged is there, nothing is in part.
//
// SIGKILL takes the process and leaves the operating system, so every fsync mode must lose nothing here; what a loss of power
// does is proven on a simulated disk, in test/store/file.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeIndexValue } from '../../runtime/entities/index-value.js'
import { createRandom } from '../../runtime/ids.js'
import { createFileStore } from '../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { isDue, type Store, type Write } from '../../runtime/store/store.js'
import { StoreError } from '../../runtime/store-error.js'
import { describeRedis, type RedisServer, startRedis, stopAll } from '../support/redis-server.js'
import { tempFolder } from '../support/temp-folder.js'
import { bankProblems, foundBank, lastTransfer, openBank, transfer } from './bank.js'
import { isWanted } from './engines.js'

/** How often each of the five is killed; 50 for the full proof. */
const kills = Number(process.env.CRASH_KILLS ?? 2)
const seed = Number(process.env.STORE_SEED ?? 20_261)
/** Most transfers that are acknowledged before a kill. */
const maxTransfers = 120
const timeout = 20_000 + kills * 10_000

describe.skipIf(!isWanted('file'))('a writer that is killed (file, unless STORES leaves it out)', () => {
  it.each(['always', 'everysec', 'never'] as const)(
    `loses nothing that it acknowledged, with fsync %s (${kills} kills, seed ${seed})`,
    { timeout },
    async (fsync) => {
      const folder = tempFolder('mockgen-crash')
      await killWriters([folder, fsync], () => createFileStore(folder, { fsync }))
    },
  )
})

describeRedis('with Redis that syncs always', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => stopAll([server]))

  it(
    `a writer that is killed loses nothing that it acknowledged (${kills} kills, seed ${seed})`,
    { timeout },
    () => killWriters([`${server.url}/1`], async () => createRedisStore({ url: `${server.url}/1` })),
  )

  it(`a server that is killed loses nothing that was acknowledged (${kills} kills, seed ${seed})`, {
    timeout,
  }, async () => {
    const random = createRandom(seed)
    const acknowledged = new Set<number>()
    for (let kill = 0; kill < kills; kill++) {
      const store = createRedisStore({ url: `${server.url}/2` })
      const until = acknowledged.size + 1 + Math.floor(random() * maxTransfers)
      const writing = writeUntilFault(store, acknowledged, () => {
        if (acknowledged.size === until) void server.stop('SIGKILL')
      })
      await writing
      await store.close()
      await server.stop('SIGKILL')
      await server.start()
      const again = createRedisStore({ url: `${server.url}/2` })
      expect(await bankProblems(openBank(again), acknowledged)).toEqual([])
      await again.close()
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(kills)
  })
})

describe('the proof of the crash finds', () => {
  it.each<readonly [string, Write]>([
    ['a transfer that is gone', { write: 'delete', collection: 'transfers', id: '7' }],
    [
      'a balance of before',
      { write: 'put', collection: 'accounts', id: '3', value: '{"id":3,"balance":1000}' },
    ],
    [
      'a voucher that came back',
      { write: 'put', collection: 'vouchers', id: '1', value: '{"id":1,"transferId":1}' },
    ],
    [
      'an index entry that is missing',
      {
        write: 'unindex',
        collection: 'transfers',
        index: 'property:amount',
        value: encodeIndexValue(4) ?? '',
        id: '3',
      },
    ],
  ])('%s', async (_title, damage) => {
    const store = createMemoryStore()
    const bank = openBank(store)
    await foundBank(bank)
    for (let number = 1; number <= 30; number++) await transfer(bank, number)
    const numbers = Array.from({ length: 30 }, (_, i) => i + 1)
    expect(await bankProblems(bank, numbers)).toEqual([])
    await store.commit('test', 0, { checks: [], writes: [damage] })
    expect(await bankProblems(bank, numbers)).not.toEqual([])
  })

  it('a store that acknowledges what it forgets', async () => {
    const store = createMemoryStore()
    const bank = openBank(forgetful(store, 9))
    await foundBank(bank)
    const acknowledged: number[] = []
    for (let number = 1; number <= 30; number++)
      if (await transfer(bank, number).then(() => true)) acknowledged.push(number)
    expect(await bankProblems(bank, acknowledged)).not.toEqual([])
  })
})

// Starts a writer, kills it after some acknowledged transfers, looks, and goes on with the next one on the same data.
async function killWriters(args: readonly string[], open: () => Promise<Store>): Promise<void> {
  const random = createRandom(seed)
  const acknowledged = new Set<number>()
  for (let kill = 0; kill < kills; kill++) {
    for (const number of await killAfter(args, 1 + Math.floor(random() * maxTransfers)))
      acknowledged.add(number)
    const store = await open()
    const bank = openBank(store)
    expect({ kill, problems: await bankProblems(bank, acknowledged) }).toEqual({ kill, problems: [] })
    // What the killed one left open is not in the way of others.
    const next = (await lastTransfer(bank)) + 1
    await transfer(bank, next)
    acknowledged.add(next)
    await store.close()
  }
  expect(acknowledged.size).toBeGreaterThan(kills)
}

// Kills a writer once it has acknowledged so many transfers; answers all that it acknowledged.
async function killAfter(args: readonly string[], count: number): Promise<readonly number[]> {
  const program = fileURLToPath(new URL('./crash-writer.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output = createInterface({ input: child.stdout })
  const ended = Promise.all([once(output, 'close'), once(child, 'exit')])
  const said: number[] = []
  output.on('line', (line) => {
    said.push(Number(line))
    if (said.length === count) child.kill('SIGKILL')
  })
  const [, [code, signal]] = await ended
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
  return said
}

// Six at once, each until the store fails; a transfer that failed may have been made or not.
async function writeUntilFault(
  store: Store,
  acknowledged: Set<number>,
  onAcknowledged: () => void,
): Promise<void> {
  const bank = openBank(store)
  await foundBank(bank)
  let number = await lastTransfer(bank)
  const work = async () => {
    for (;;) {
      const mine = ++number
      await transfer(bank, mine)
      acknowledged.add(mine)
      onAcknowledged()
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: 6 }, work))
  for (const end of ends)
    if (end.status === 'rejected' && !(end.reason instanceof StoreError)) throw end.reason
}

function forgetful(store: Store, nth: number): Store {
  let commits = 0
  return {
    ...store,
    commit: async (space, now, commit) => {
      commits += 1
      if (commits % nth !== 0) return store.commit(space, now, commit)
      const answer = await store.commit(space, now, { ...commit, writes: [] })
      return isDue(answer) || !answer.ok ? answer : { ok: true, version: answer.version + 1 }
    },
  }
}
