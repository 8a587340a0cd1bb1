// The answer to anything that was thrown, and what of it is logged.
import { STATUS_CODES } from 'node:http'
import { MockError } from '../errors.js'
import type { Logger } from '../logger.js'
import { ClientGone } from './client-gone.js'
import { problemMediaType, problemReply } from './problem.js'
import type { Reply } from './reply.js'

/**
 * Makes the answer to an error: a MockError says all it has; an error of `ctx.throw` or http-errors keeps its status
 * and headers, and its message where it is meant for clients (`expose`); anything else is a 500 that says nothing.
 * What is answered with a 5xx is logged with its cause.
 */
export function createErrorReply(
  logger: Logger,
): (
  error: unknown,
  request: { readonly method?: string | undefined; readonly url?: string | undefined },
) => Reply {
  return (error, { method, url }) => {
    // Nobody is there to read it.
    if (error instanceof ClientGone) return { status: 400, headers: {}, body: undefined }
    const reply = withHeaders(toReply(error), error)
    if (reply.status >= 500)
      logger.error({ err: error, method, url, status: reply.status }, 'the request failed')
    return reply
  }
}

/** By error, the headers that its answer has besides its own. */
const furtherHeaders = new WeakMap<Error, Reply['headers']>()

/** An error to throw in place of `thrown`: itself, or an Error around anything else. Its answer gets these headers as well. */
export function errorWithHeaders(thrown: unknown, headers: Reply['headers']): Error {
  const error =
    thrown instanceof Error ? thrown : new Error('something else than an Error was thrown', { cause: thrown })
  furtherHeaders.set(error, headers)
  return error
}

function withHeaders(reply: Reply, error: unknown): Reply {
  const headers = error instanceof Error ? furtherHeaders.get(error) : undefined
  return headers === undefined ? reply : { ...reply, headers: { ...headers, ...reply.headers } }
}

function toReply(error: unknown): Reply {
  if (error instanceof MockError) return problemReply(error)
  if (isHttpError(error)) return httpErrorReply(error)
  return problemReply(new MockError('MOCK_INTERNAL'))
}

/** What http-errors makes, whichever copy of it made it. */
interface HttpError extends Error {
  readonly status: number
  readonly expose: boolean
  readonly headers?: unknown
}

function isHttpError(error: unknown): error is HttpError {
  return (
    error instanceof Error &&
    'expose' in error &&
    typeof error.expose === 'boolean' &&
    'status' in error &&
    typeof error.status === 'number' &&
    STATUS_CODES[error.status] !== undefined &&
    error.status >= 400
  )
}

// Such an error says no more than its status, which is what `about:blank` means (RFC 9457, section 4.2.1).
function httpErrorReply({ status, expose, message, headers }: HttpError): Reply {
  const title = STATUS_CODES[status] ?? 'Error'
  const detail = expose && message !== '' && message !== title ? { detail: message } : {}
  return {
    status,
    headers: { ...textHeaders(headers), 'content-type': problemMediaType },
    body: JSON.stringify({ type: 'about:blank', title, status, ...detail }),
  }
}

function textHeaders(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null) return {}
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}
