// Conditional requests for answers (RFC 9110, section 13): nothing is sent that the client has already.
import { MockError } from '../../errors.js'
import type { Reply } from '../../http/reply.js'
import type { Answering } from '../behaviour.js'
import { isLater, isSafe } from './preconditions.js'
import { type Conditions, type EntityTags, parseDate, readConditions } from './read-conditions.js'

/**
 * Answers a GET or HEAD with 304 where the client has the answer already (If-None-Match, If-Modified-Since), and with 412 where
 * it must not have another (If-Match, If-Unmodified-Since).
 */
export function conditional(inner: Answering): Answering {
  return (call) => {
    const { headers, method } = call.exchange.request
    if (!isSafe(method)) return inner(call)
    const conditions = readConditions(headers)
    const since = conditions?.noneMatch === undefined ? headers['if-modified-since'] : undefined
    if (conditions === undefined && since === undefined) return inner(call)
    const decide = (reply: Reply): Reply => {
      const made = conditions === undefined ? reply : underConditions(reply, conditions)
      return since === undefined ? made : sinceDate(made, since)
    }
    const reply = inner(call)
    return reply instanceof Promise ? reply.then(decide) : decide(reply)
  }
}

// RFC 9110, section 13.1.3: a date that cannot be read is ignored.
function sinceDate(reply: Reply, since: string): Reply {
  const { status, headers } = reply
  const modified = headers['last-modified']
  if (status !== 200 || modified === undefined) return reply
  const [modifiedMs, sinceMs] = [parseDate(modified), parseDate(since)]
  if (modifiedMs === undefined || sinceMs === undefined || modifiedMs > sinceMs) return reply
  return { status: 304, headers: withoutContent(headers), body: undefined }
}

// In the order of RFC 9110, section 13.2.2. Conditions count only where the answer would be a success.
function underConditions(reply: Reply, { match, noneMatch, unmodifiedSinceMs }: Conditions): Reply {
  const { status, headers } = reply
  if (status < 200 || status > 299) return reply
  const { etag, 'last-modified': modified } = headers
  if (isLater(parseDate(modified), unmodifiedSinceMs))
    throw new MockError('MOCK_PRECONDITION', {
      detail: `If-Unmodified-Since does not hold: the answer was modified ${modified}`,
    })
  if (etag === undefined) return reply
  if (match !== undefined && !isNamed(etag, match, false))
    throw new MockError('MOCK_PRECONDITION', {
      detail: `If-Match does not hold: the answer has the entity tag ${etag}`,
    })
  if (noneMatch === undefined || !isNamed(etag, noneMatch, true)) return reply
  return { status: 304, headers: withoutContent(headers), body: undefined }
}

function isNamed(etag: string, tags: EntityTags, weakly: boolean): boolean {
  if (tags === '*') return true
  const isWeak = etag.startsWith('W/')
  const opaque = etag.slice(isWeak ? 3 : 1, -1)
  return tags.some((tag) => tag.opaque === opaque && (weakly || (!tag.weak && !isWeak)))
}

// What describes the content stays away with it (RFC 9110, section 15.4.5); where it can be found stays.
function withoutContent(headers: Reply['headers']): Reply['headers'] {
  const kept = Object.entries(headers).filter(
    ([name]) => !name.startsWith('content-') || name === 'content-location',
  )
  return Object.fromEntries(kept)
}
