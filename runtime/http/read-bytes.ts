// Reads the bytes of a request's body, up to a limit, and lets go of the connection properly when there are more.
import type { IncomingMessage } from 'node:http'
import { MockError } from '../errors.js'
import { ClientGone } from './client-gone.js'

/** Bytes of a refused body that are still read and thrown away, for clients that read no answer before all is sent. */
const maxDiscardedBytes = 16 * 1024 * 1024
/** Time that the client of a refused body gets to read the answer and stop; then the connection is cut. */
const discardMs = 5_000

/**
 * The body, as it was sent. Rejects with MOCK_BODY_TOO_LARGE as soon as there are more than `limitBytes`, with
 * ClientGone when the connection ends first, and with an ordinary Error when someone else has read the body already.
 */
export function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (request.readableEnded) return Promise.reject(new Error(alreadyRead))
  if (request.destroyed) return Promise.reject(new ClientGone())
  if (Number(request.headers['content-length']) > limitBytes) {
    discardRest(request)
    return Promise.reject(bodyTooLarge(limitBytes))
  }
  return new Promise((resolve, reject) => {
    // Most bodies are one chunk: an array and a copy are made only for the others.
    let first: Buffer | undefined
    let chunks: Buffer[] | undefined
    let size = 0
    let settled = false
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > limitBytes) {
        settled = true
        request.off('data', onData)
        discardRest(request)
        reject(bodyTooLarge(limitBytes))
      } else if (first === undefined) {
        first = chunk
      } else {
        chunks ??= [first]
        chunks.push(chunk)
      }
    }
    request.on('data', onData)
    request.on('end', () => {
      if (settled) return
      settled = true
      resolve(chunks === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(chunks, size))
    })
    // Also comes after `end`; an `error` listener is not needed, a request that breaks off always closes.
    request.on('close', () => {
      if (!settled) reject(new ClientGone())
    })
  })
}

/** The refusal of a body that is larger than the limit, as sent or after decompression. */
export function bodyTooLarge(limitBytes: number): MockError {
  return new MockError('MOCK_BODY_TOO_LARGE', {
    detail: `the body is larger than ${limitBytes} bytes; MOCK_BODY_LIMIT sets the limit`,
  })
}

const alreadyRead =
  'the request body was read before the mock could read it; remove the body parser from the middleware'

// Closing a connection on which data arrives resets it, and a reset can destroy an answer that the client has not read
// yet (RFC 9112, section 9.6). So the answer goes out on an open connection while the rest is read and thrown away: a
// short rest leaves the connection usable, a long one is no longer read (which stops the sender), and then it is cut.
function discardRest(request: IncomingMessage): void {
  let discarded = 0
  const timer = setTimeout(() => request.destroy(), discardMs)
  timer.unref()
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length
    if (discarded > maxDiscardedBytes) request.pause()
  })
  request.on('end', () => clearTimeout(timer))
  request.on('close', () => clearTimeout(timer))
  request.resume()
}
