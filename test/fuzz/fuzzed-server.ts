// A mock of the document named by the first argument, as a process of its own that fuzzed requests are sent to.

import { startServer } from '../../runtime/http/run-server.js'
import { createLogger } from '../../runtime/logger.js'
import { readMock } from '../support/open-mock.js'

const [file = '', root] = process.argv.slice(2)
const { open } = await readMock(file, root)
await startServer(open({ log: createLogger({ level: 'info' }) }).app, { port: 0 })
