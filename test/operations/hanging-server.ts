// A program that serves the notes and hangs while it creates one: with the key of the request taken, before anything else is
// committed. It says where it listens, and that it hangs.
import { writeSync } from 'node:fs'
import { listen } from '../../runtime/http/serve.js'
import { openNotes } from './notes.js'

const [store = ''] = process.argv.slice(2)

const app = openNotes({
  store,
  idempotencyLeaseMs: 1_000,
  handlers: {
    createNote: async (_ctx: unknown, next: () => Promise<unknown>) => {
      await next()
      writeSync(1, 'hangs\n')
      return new Promise(() => undefined)
    },
  },
})
await app.ready()
const { url } = await listen(app, { port: 0, host: '127.0.0.1' })
writeSync(1, `${url}\n`)
