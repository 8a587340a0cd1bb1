// A server process for run-server.test.ts: `/slow` is answered when a second request asks for `/finish`.
import type { ServerResponse } from 'node:http'
import { startServer } from '../../runtime/http/run-server.js'

let slow: ServerResponse | undefined

await startServer({
  ...(process.env.BANNER && { banner: process.env.BANNER }),
  callback: () => (request, response) => {
    if (request.url === '/slow') {
      slow = response
      process.stdout.write('slow arrived\n')
    } else {
      slow?.end('slow answer')
      response.end('hello')
    }
  },
  close: async () => {
    process.stdout.write('store closed\n')
    if (process.env.BROKEN_STORE) throw new Error('the disk is full')
  },
})
