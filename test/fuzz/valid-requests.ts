// Valid requests to every operation of a document, as they go over the wire: what mutations begin with.
import { startMock } from '@mockgen/runtime/testing'
import { readMock } from '../support/open-mock.js'
import type { RawRequest } from './raw-request.js'

/** One request for each operation that a request can be made for; for what is not there where a document has no operation. */
export async function validRequests(file: string, root?: string): Promise<readonly RawRequest[]> {
  const { app, operations } = (await readMock(file, root)).open()
  const mock = await startMock(app)
  const requests: RawRequest[] = []
  const direct = globalThis.fetch
  // The requests are wanted, not their answers.
  globalThis.fetch = async (input, init) => {
    const sent = new Request(input, init)
    const bytes = Buffer.from(await sent.arrayBuffer())
    const { pathname, search } = new URL(sent.url)
    requests.push({
      method: sent.method,
      target: pathname + search,
      headers: [['host', new URL(sent.url).host], ...sent.headers],
      body: bytes.length === 0 ? undefined : bytes.toString('latin1'),
    })
    return new Response(null, { status: 204 })
  }
  try {
    for (const id of Object.keys(operations)) await mock.send(id)
  } finally {
    globalThis.fetch = direct
    await mock.close()
  }
  const nothing = { method: 'GET', target: '/', headers: [['host', '127.0.0.1']], body: undefined } as const
  return requests.length === 0 ? [nothing] : requests
}
