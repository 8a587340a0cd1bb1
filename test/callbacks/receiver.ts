// Receivers of callbacks and webhooks: real servers on the loopback interface that remember what came.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'

/** What came. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  /** As text. */
  readonly text: string
  /** Parsed when it is JSON. */
  readonly body: unknown
}

/** How a receiver answers; 204 when it does not say. */
export type AnswerTo = (received: Received, response: ServerResponse, count: number) => unknown

export interface Receiver {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly received: readonly Received[]
  /** Resolves when this many requests were received. */
  got(count: number): Promise<readonly Received[]>
}

const running: (() => Promise<void>)[] = []

/** Ends the receivers of each test after it. */
export function endReceivers(): void {
  afterEach(async () => {
    for (const end of running.splice(0)) await end()
  })
}

/** Starts a receiver on a free port. */
export async function startReceiver(answer: AnswerTo = () => undefined): Promise<Receiver> {
  const received: Received[] = []
  let waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const server = createServer(async (request, response) => {
    const one = await read(request)
    received.push(one)
    for (const { resolve } of waiting.filter(({ count }) => count <= received.length)) resolve()
    waiting = waiting.filter(({ count }) => count > received.length)
    await answer(one, response, received.length)
    if (!response.headersSent && !response.destroyed) response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    got: async (count) => {
      if (received.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }))
      return received
    },
  }
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const { method = '', url = '', headers } = request
  const isJson = String(headers['content-type']).includes('json')
  return { method, url, headers, text, body: isJson && text !== '' ? JSON.parse(text) : undefined }
}
