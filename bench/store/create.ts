// A create with a unique field and a foreign key in Redis: beside the same script called bare, and beside WATCH and MULTI.
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { connectAdmin, type RedisServer, startRedis, stopAll } from '../../test/support/redis-server.js'
import { commitsOfCreates, preparedCommands } from './bare-create.js'
import { bookOf, now, openBookshop, openStockedBookshop } from './bookshop.js'
import { openCountedLine } from './command-counter.js'
import { openCpuMeter } from './cpu-meter.js'
import { type Finding, perSecond, printFindings, ratioFinding } from './findings.js'
import { isQuick, rateOf, takeTurns } from './rounds.js'
import { openWatchedShop } from './watched-create.js'

const inFlight = 32
const rounds = isQuick ? 5 : 11
const creates = isQuick ? 4_000 : 15_000
const countedCreates = 1_000

// Without its own journal Redis is at its fastest, which leaves us the least room.
const server = await startRedis({ args: () => ['--appendonly', 'no'] })
try {
  printFindings(`create in Redis, ${inFlight} in flight`, [...(await race(server)), await roundTrips(server)])
} finally {
  await stopAll([server])
}

async function race(server: RedisServer): Promise<readonly Finding[]> {
  const { port, url } = server
  const store = createRedisStore({ url })
  const bare = connectAdmin({ port })
  const watched = await openWatchedShop(port, inFlight)
  const commits = await commitsOfCreates(creates)
  const cpu = await openCpuMeter(server)
  // Each in a space of its own that is dropped afterwards, so that all of them are equally large.
  const inSpace = async (space: string, work: () => Promise<number>) => {
    const shop = await openStockedBookshop(store, space)
    const rate = await cpu.of(space, creates, work)
    const { total } = await shop.reader('books').list({ limit: 0 })
    if (total !== creates) throw new Error(`${space} holds ${total} of ${creates} books`)
    await store.drop(space)
    return rate
  }
  try {
    const rates = await takeTurns(rounds, {
      bare: async () => {
        const commands = await preparedCommands('bare', commits)
        return inSpace('bare', () =>
          rateOf(creates, inFlight, (call) => bare.call('EVALSHA', commands[call] ?? [])),
        )
      },
      store: () =>
        inSpace('store', () =>
          rateOf(creates, inFlight, async (call) => {
            const commit = commits[call]
            if (commit !== undefined) await store.commit('store', now, commit)
          }),
        ),
      entities: () => {
        const books = openBookshop(store, 'entities').reader('books')
        return inSpace('entities', () => rateOf(creates, inFlight, (call) => books.create(bookOf(call))))
      },
      watched: async () => {
        await bare.flushdb()
        await watched.begin('shop')
        return rateOf(creates, inFlight, watched.create)
      },
    })
    const ours = rates('entities')
    const figures = (name: 'bare' | 'watched') =>
      `entities ${perSecond(ours)}, ${name} ${perSecond(rates(name))}`
    return [
      ratioFinding('entities / bare EVALSHA', ours, rates('bare'), {
        atLeast: 0.8,
        figures: figures('bare'),
      }),
      ratioFinding('entities / WATCH and MULTI', ours, rates('watched'), {
        atLeast: 1.5,
        figures: figures('watched'),
      }),
      ratioFinding('of it: store port / bare EVALSHA', rates('store'), rates('bare'), {
        figures: `store port ${perSecond(rates('store'))}`,
      }),
      ...['bare', 'store', 'entities'].map((name) => ({
        what: `of it: CPU of a create, ${name}`,
        measured: cpu.show(name),
        figures: '',
      })),
    ]
  } finally {
    watched.close()
    bare.disconnect()
    await store.close()
  }
}

// Each command that the store sends waits for its reply before the create goes on: commands are round trips.
async function roundTrips({ port }: RedisServer): Promise<Finding> {
  const line = await openCountedLine(port)
  const store = createRedisStore({ url: `redis://127.0.0.1:${line.port}` })
  try {
    const books = (await openStockedBookshop(store, 'counted')).reader('books')
    line.takeCount()
    await rateOf(countedCreates, inFlight, (call) => books.create(bookOf(call)))
    const trips = line.takeCount() / countedCreates
    return {
      what: 'round trips of a create, counted at the wire',
      wanted: '1',
      measured: String(trips),
      holds: trips === 1,
      figures: `${countedCreates} creates`,
    }
  } finally {
    await store.close()
    line.close()
  }
}
