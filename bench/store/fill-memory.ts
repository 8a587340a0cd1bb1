// Fills a memory store and reports how many bytes a record takes, on the heap and of the whole process: RECORDS.
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { now } from './bookshop.js'
import { hangUp, reportNumber } from './child.js'
import { collection, writesOf } from './fill.js'
import { collectGarbage } from './rounds.js'

const records = Number(process.argv[2])
const warmUp = 2_000

const store = createMemoryStore()
await put('warm-up', warmUp)
const before = measure()
await put('main', records)
const after = measure()
reportNumber((after.heap - before.heap) / records)
reportNumber((after.resident - before.resident) / records)
// Used after the measurement, so that it was all there during it.
const listed = await store.list('main', now, { collection, offset: 0, limit: 0 })
if (!('total' in listed) || listed.total !== records) throw new Error('Not all records are there')
hangUp()

// A commit for each record, as requests make them.
async function put(space: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++)
    await store.commit(space, now, { checks: [], writes: writesOf(number) })
}

function measure(): { readonly heap: number; readonly resident: number } {
  collectGarbage()
  collectGarbage()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, resident: rss }
}
