// A program that commits pairs to a file store and says of each, on a line of its own, that it was acknowledged.
import { writeSync } from 'node:fs'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import type { FsyncMode } from '../../../runtime/store/file/journal.js'
import { commitPair } from './test-commits.js'

const [folder = '', mode, first = '0', last = '0'] = process.argv.slice(2)
const fsync: FsyncMode = mode === 'everysec' || mode === 'never' ? mode : 'always'
const inFlight = 4

const store = await createFileStore(folder, { fsync, minJournalBytes: 20_000 })
writeSync(1, 'open\n')
let next = Number(first)
const work = async () => {
  while (next < Number(last)) {
    const number = next++
    await commitPair(store, number)
    // Not buffered: a line that was written is read, even when this process is killed right after it.
    writeSync(1, `${number}\n`)
  }
}
await Promise.all(Array.from({ length: inFlight }, work))
// Stays, so that the store is in use until somebody ends the process.
setInterval(() => undefined, 60_000)
