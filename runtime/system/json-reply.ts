// Answers of the system endpoints: JSON that nobody keeps.
import type { Reply } from '../http/reply.js'

/** An answer in JSON. */
export function json(status: number, body: object, headers: Reply['headers'] = {}): Reply {
  return jsonText(status, JSON.stringify(body), headers)
}

/** The same from JSON text. */
export function jsonText(status: number, body: string, headers: Reply['headers'] = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body,
  }
}

export const noContent: Reply = Object.freeze({
  status: 204,
  headers: { 'cache-control': 'no-store' },
  body: undefined,
})
