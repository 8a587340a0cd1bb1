// Many who decrement the same record at once, beside as many who decrement one record each.
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import type { Store } from '../../runtime/store/store.js'
import { type RedisServer, startRedis, stopAll } from '../../test/support/redis-server.js'
import { openBookshop } from './bookshop.js'
import { startChild } from './child.js'
import { stockUp, Tally, takeFromStock, takenFromStock, type Which } from './decrement.js'
import { type Finding, perSecond, printFindings, ratioFinding } from './findings.js'
import { isQuick, takeTurns } from './rounds.js'

const clients = 32
const rounds = isQuick ? 3 : 7
const hotKeys: readonly string[] = Array.from({ length: clients }, () => 'hot')
const ownKeys: readonly string[] = Array.from({ length: clients }, (_, worker) => `own-${worker}`)

if (process.argv.includes('redis')) {
  const server = await startRedis({ args: () => ['--appendonly', 'no'] })
  const store = createRedisStore({ url: server.url })
  try {
    const count = isQuick ? 2_000 : 8_000
    const findings = [...(await oneProcess(store, count)), ...(await twoProcesses(server, store, count))]
    printFindings(`${clients} concurrent decrements in Redis`, findings)
  } finally {
    await store.close()
    await stopAll([server])
  }
} else {
  const store = createMemoryStore()
  printFindings(
    `${clients} concurrent decrements in memory`,
    await oneProcess(store, isQuick ? 8_000 : 30_000),
  )
  await store.close()
}

async function oneProcess(store: Store, count: number): Promise<readonly Finding[]> {
  const space = 'shop'
  const shop = openBookshop(store, space)
  await stockUp(shop, ['hot', ...ownKeys])
  const tally = new Tally()
  const take = async (which: Which) => {
    const taken = await takeFromStock(shop, which === 'hot' ? hotKeys : ownKeys, count)
    tally.add(which, taken.retries, taken.refused)
    tally.made += count
    return taken.perSecond
  }
  const rates = await takeTurns(rounds, { own: () => take('own'), hot: () => take('hot') })
  const taken = await takenFromStock(store, space, ['hot', ...ownKeys])
  return report('one process', rates, tally, taken, { atLeast: 0.3 })
}

async function twoProcesses({ url }: RedisServer, store: Store, count: number): Promise<readonly Finding[]> {
  const space = 'shared'
  await stockUp(openBookshop(store, space), ['hot', ...ownKeys])
  const start = (half: number) =>
    startChild('decrement-worker.js', [url, space, half, clients / 2, count / 2])
  const children = [start(0), start(1)]
  for (const child of children) await child.next()
  const tally = new Tally()
  const take = async (which: Which) => {
    const started = performance.now()
    for (const child of children) child.go(which)
    for (const child of children) tally.add(which, await child.next(), await child.next())
    tally.made += count
    return (count * 1000) / (performance.now() - started)
  }
  const rates = await takeTurns(rounds, { own: () => take('own'), hot: () => take('hot') })
  for (const child of children) child.go('end')
  return report('two processes', rates, tally, await takenFromStock(store, space, ['hot', ...ownKeys]), {})
}

function report(
  who: string,
  rates: (which: Which) => readonly number[],
  tally: Tally,
  taken: number,
  bound: { readonly atLeast?: number },
): readonly Finding[] {
  const { made, retries, refused } = tally
  const one = `one record ${perSecond(rates('hot'))} with ${((2 * retries.hot) / made).toFixed(2)} retries each`
  const figures = `${one}, ${clients} records ${perSecond(rates('own'))}`
  const lost = made - refused.hot - refused.own - taken
  return [
    ratioFinding(`${who}: one record / ${clients} records`, rates('hot'), rates('own'), {
      ...bound,
      figures,
    }),
    {
      what: `${who}: lost`,
      wanted: '0',
      measured: String(lost),
      holds: lost === 0,
      figures: `of ${made.toLocaleString('en')}; refused after ten retries: ${refused.hot} and ${refused.own}`,
    },
  ]
}
