// Opens a file store in a fresh process and reports the seconds that it took: FOLDER RECORDS.
import { hangUp, reportNumber } from './child.js'
import { collection } from './fill.js'

const [folder = '', records = ''] = process.argv.slice(2)

// From the first line of the store's own code on; starting Node is the same for every server.
const started = performance.now()
const { createFileStore } = await import('../../runtime/store/file/file-store.js')
const store = await createFileStore(folder)
const seconds = (performance.now() - started) / 1000
const result = await store.list('main', 0, { collection, offset: 0, limit: 0 })
if (!('total' in result) || result.total !== Number(records)) throw new Error('Not all records are back')
await store.close()
reportNumber(seconds)
hangUp()
