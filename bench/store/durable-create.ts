// A create that is on the disk when it is acknowledged, beside one that is only in memory.
import { rmSync } from 'node:fs'
import { createFileStore } from '../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { commitsOfCreates } from './bare-create.js'
import { bookOf, now, openStockedBookshop } from './bookshop.js'
import { diskFolder } from './disk-folder.js'
import { perSecond, printFindings, ratioFinding } from './findings.js'
import { isQuick, rateOf, takeTurns } from './rounds.js'

const inFlight = 64
const rounds = isQuick ? 3 : 7
const creates = isQuick ? 8_000 : 20_000

const { folder, fileSystem } = diskFolder()
const stores = {
  memory: createMemoryStore(),
  file: await createFileStore(folder, { fsync: 'always' }),
} as const
try {
  const commits = await commitsOfCreates(creates)
  const entities = (store: Store) =>
    inSpace(store, async (space) => {
      const books = (await openStockedBookshop(store, space)).reader('books')
      return (call) => books.create(bookOf(call))
    })
  const port = (store: Store) =>
    inSpace(store, async (space) => {
      await openStockedBookshop(store, space)
      return async (call) => {
        const commit = commits[call]
        if (commit !== undefined) await store.commit(space, now, commit)
      }
    })
  const rates = await takeTurns(rounds, {
    memory: () => entities(stores.memory),
    file: () => entities(stores.file),
    memoryPort: () => port(stores.memory),
    filePort: () => port(stores.file),
  })
  printFindings(`durable create, ${inFlight} in flight, fsync always on ${fileSystem}`, [
    ratioFinding('create through entities: file / memory', rates('file'), rates('memory'), {
      atLeast: 0.6,
      figures: `file ${perSecond(rates('file'))}, memory ${perSecond(rates('memory'))}`,
    }),
    ratioFinding('of it: store port, file / memory', rates('filePort'), rates('memoryPort'), {
      figures: `file ${perSecond(rates('filePort'))}, memory ${perSecond(rates('memoryPort'))}`,
    }),
  ])
} finally {
  await Promise.all([stores.memory.close(), stores.file.close()])
  rmSync(folder, { recursive: true, force: true })
}

// In a space of its own that is dropped afterwards, so that every round begins alike.
async function inSpace(
  store: Store,
  open: (space: string) => Promise<(call: number) => Promise<unknown>>,
): Promise<number> {
  const work = await open('round')
  const rate = await rateOf(creates, inFlight, work)
  await store.drop('round')
  return rate
}
