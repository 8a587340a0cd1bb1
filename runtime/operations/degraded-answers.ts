// Answers that come from less than the store itself say so.
import { errorWithHeaders } from '../http/error-reply.js'
import type { Exchange } from '../http/exchange.js'
import type { Reply } from '../http/reply.js'

type Answer = (exchange: Exchange) => Promise<Reply> | Reply

const mark = Object.freeze({ 'x-mock-degraded': 'true' })

/**
 * `answer` with `X-Mock-Degraded: true` on each reply that was made while the store was degraded, at its beginning or at its
 * end: stores stay degraded for longer than a request takes. The answers to errors that it throws say so too.
 */
export function markDegraded(answer: Answer, isDegraded: () => boolean): Answer {
  return async (exchange) => {
    const wasDegraded = isDegraded()
    try {
      const reply = await answer(exchange)
      return wasDegraded || isDegraded() ? { ...reply, headers: { ...mark, ...reply.headers } } : reply
    } catch (error) {
      throw wasDegraded || isDegraded() ? errorWithHeaders(error, mark) : error
    }
  }
}
