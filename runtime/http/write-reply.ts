// Writes a reply to the socket with one writeHead and one end.
import type { ServerResponse } from 'node:http'
import type { Reply } from './reply.js'

/**
 * Sends the reply. Content-Length is the length in bytes, also for HEAD, which gets no body; 204 and 304 get neither.
 * Headers that were set on the response before stay, unless the reply has them too. Throws, with nothing sent, when a
 * header or the status cannot be sent. `varyingBy` is one more request header that answers depend on.
 */
export function writeReply(response: ServerResponse, reply: Reply, varyingBy?: string): void {
  const { status, headers, body, moreCookies } = reply
  // A flat list of names and values costs a third of a copied object.
  const list: (string | number)[] = varyingBy === undefined ? [] : ['vary', varyingBy]
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined && name !== 'content-length') list.push(name, value)
  }
  if (moreCookies !== undefined) for (const cookie of moreCookies) list.push('set-cookie', cookie)
  if (status === 204 || status === 304) {
    response.writeHead(status, list).end()
    return
  }
  const length = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  list.push('content-length', length)
  // Text with as many bytes as characters is ASCII: the same bytes in Latin-1, for which Node reserves a third of the memory.
  response.writeHead(status, list)
  if (body === undefined || response.req.method === 'HEAD') response.end()
  else if (typeof body === 'string') response.end(body, length === body.length ? 'latin1' : 'utf8')
  else response.end(body)
}
