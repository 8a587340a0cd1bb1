// Fills a folder with a file store of so many records, one commit for each: FOLDER journal|snapshot RECORDS.
import { createFileStore } from '../../runtime/store/file/file-store.js'
import { now } from './bookshop.js'
import { hangUp, reportNumber } from './child.js'
import { fill, writesOf } from './fill.js'
import { rateOf } from './rounds.js'

const [folder = '', source = '', records = ''] = process.argv.slice(2)
const count = Number(records)
const inFlight = 256

// Never compacted, the journal holds every commit. Always compacted, a snapshot holds nearly all of them.
const minJournalBytes = source === 'journal' ? Number.POSITIVE_INFINITY : 1
const store = await createFileStore(folder, { fsync: 'never', minJournalBytes })
if (source === 'journal')
  await rateOf(count, inFlight, (number) =>
    store.commit('main', now, { checks: [], writes: writesOf(number) }),
  )
else {
  await fill(store, 'main', 0, count)
  await untilCompacted()
}
await store.close()
reportNumber(count)
hangUp()

// A compaction runs beside the commits and starts between two of them.
async function untilCompacted(): Promise<void> {
  for (;;) {
    const { details } = await store.health()
    const { compacting, snapshotBytes, journalBytes } = details ?? {}
    if (compacting !== true && Number(journalBytes) < Number(snapshotBytes) / 100) return
    if (compacting === true) await new Promise((resolve) => setTimeout(resolve, 50))
    else await store.commit('main', now, { checks: [], writes: writesOf(0) })
  }
}
