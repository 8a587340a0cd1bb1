// A program that makes transfers, several at once, and says of each on a line of its own that it was acknowledged.
import { writeSync } from 'node:fs'
import { createFileStore } from '../../runtime/store/file/file-store.js'
import type { FsyncMode } from '../../runtime/store/file/journal.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { foundBank, lastTransfer, openBank, transfer } from './bank.js'

const [address = '', mode = ''] = process.argv.slice(2)
const inFlight = 6
// Small enough that the journal is compacted again and again.
const minJournalBytes = 30_000

const fsync: FsyncMode = mode === 'everysec' || mode === 'never' ? mode : 'always'
const store = address.startsWith('redis:')
  ? createRedisStore({ url: address })
  : await createFileStore(address, { fsync, minJournalBytes })
const bank = openBank(store)
await foundBank(bank)
let number = await lastTransfer(bank)

await Promise.all(
  Array.from({ length: inFlight }, async () => {
    for (;;) {
      const mine = ++number
      await transfer(bank, mine)
      // Not buffered: a line that was written is read, even when this process is killed right after it.
      writeSync(1, `${mine}\n`)
    }
  }),
)
