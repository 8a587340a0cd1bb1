// Pages, sorted pages and filtered pages with their total: of a small collection and of a large one, which should not differ.
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { isDue, type ListQuery, type Store } from '../../runtime/store/store.js'
import { startRedis, stopAll } from '../../test/support/redis-server.js'
import { now } from './bookshop.js'
import { collection, fill, genreIndex, genreOf, genres, priceIndex } from './fill.js'
import { type Finding, printFindings, ratioFinding } from './findings.js'
import { isQuick, rateOf, takeTurns } from './rounds.js'

const sizes = { small: 1_000, large: isQuick ? 100_000 : 1_000_000 } as const
const rounds = isQuick ? 3 : 5
const limit = 20

/** Lists at the same time: enough to keep a server busy, so that its work counts and not the wire. */
const inFlight = 8

/** What is listed; `total` is how many entries the query selects and `turn` makes every call look somewhere else. */
const lists: readonly {
  readonly what: string
  readonly share: number
  readonly query: (total: number, turn: number) => Omit<ListQuery, 'collection' | 'limit'>
}[] = [
  { what: 'first page', share: 1, query: () => ({ offset: 0 }) },
  { what: 'page at any depth', share: 1, query: (total, turn) => ({ offset: depthOf(total, turn) }) },
  {
    what: 'sorted, at any depth',
    share: 1,
    query: (total, turn) => ({ index: priceIndex, offset: depthOf(total, turn) }),
  },
  {
    what: 'sorted descending, first page',
    share: 1,
    query: () => ({ index: priceIndex, offset: 0, reverse: true }),
  },
  { what: 'filtered with total, first page', share: genres, query: (_, turn) => filtered(turn, 0) },
  {
    what: 'filtered with total, at any depth',
    share: genres,
    query: (total, turn) => filtered(turn, depthOf(total, turn)),
  },
]

if (process.argv.includes('redis')) {
  const server = await startRedis({ args: () => ['--appendonly', 'no'] })
  try {
    await measure('Redis', createRedisStore({ url: server.url, answerMs: 60_000 }), isQuick ? 1_000 : 3_000)
  } finally {
    await stopAll([server])
  }
} else await measure('memory', createMemoryStore(), 20_000)

async function measure(name: string, store: Store, calls: number): Promise<void> {
  try {
    await fill(store, 'small', 0, sizes.small)
    await fill(store, 'large', 0, sizes.large)
    const findings: Finding[] = []
    for (const list of lists) findings.push(await compare(store, list, calls))
    const title = `lists in ${name}, ${sizes.small.toLocaleString('en')} → ${sizes.large.toLocaleString('en')} records`
    printFindings(`${title}, pages of ${limit}`, findings)
  } finally {
    await store.close()
  }
}

async function compare(
  store: Store,
  { what, share, query }: (typeof lists)[number],
  calls: number,
): Promise<Finding> {
  const microseconds = async (space: keyof typeof sizes): Promise<number> => {
    const total = sizes[space] / share
    const rate = await rateOf(calls, inFlight, async (turn) => {
      const result = await store.list(space, now, { collection, limit, ...query(total, turn) })
      if (isDue(result) || result.total !== total || result.rows.length !== limit)
        throw new Error(`${what}: not the page that was asked for`)
    })
    return 1e6 / rate
  }
  const times = await takeTurns(rounds, {
    small: () => microseconds('small'),
    large: () => microseconds('large'),
  })
  const figures = `${showMicros(times('small'))} → ${showMicros(times('large'))}`
  return ratioFinding(what, times('large'), times('small'), { atMost: 2, figures })
}

function filtered(turn: number, offset: number): Omit<ListQuery, 'collection' | 'limit'> {
  const value = genreOf(turn)
  return { index: genreIndex, range: { from: value, to: value }, offset }
}

// Somewhere in the list, another place for every call, with a whole page left.
function depthOf(total: number, turn: number): number {
  return (Math.imul(turn + 1, 0x9e3779b1) >>> 0) % (total - limit)
}

function showMicros(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  return `${(sorted[sorted.length >> 1] ?? Number.NaN).toPrecision(3)} µs`
}
