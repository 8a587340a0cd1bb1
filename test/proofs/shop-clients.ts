// Clients of the shop over HTTP, with connections that stay open, spread over its servers.
import { Agent, request } from 'node:http'

/** An answer, parsed. */
export interface ShopReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Sends a request to one of the servers: client 0 to the first, client 1 to the second, and so on. */
export type Send = (
  client: number,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<ShopReply>

/** What answers a lost race that was lost too often: the client sends its request again. */
export const lostRace = 'MOCK_LOST_RACE'

export interface ShopClients {
  readonly send: Send
  close(): void
}

/** Clients of the servers with these addresses; `connections` of them at once. */
export function openClients(urls: readonly string[], connections: number): ShopClients {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const send: Send = (client, method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers =
        text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
      const url = `${urls[client % urls.length]}${path}`
      const sent = request(url, { agent, method, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const body = JSON.parse(Buffer.concat(chunks).toString() || '{}')
          resolve({ status: response.statusCode ?? 0, body })
        })
      })
      sent.on('error', reject)
      sent.end(text)
    })
  return { send, close: () => agent.destroy() }
}
