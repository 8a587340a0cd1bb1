// Answers that come from less than the store itself say so.
import type { Exchange } from '../http/exchange.js'
import type { Reply } from '../http/reply.js'

type Answer = (exchange: Exchange) => Promise<Reply> | Reply

/**
 * `answer` with `X-Mock-Degraded: true` on each reply that was made while the store was degraded, at its beginning or at its
 * end: stores stay degraded for longer than a request takes.
 */
export function markDegraded(answer: Answer, isDegraded: () => boolean): Answer {
  return async (exchange) => {
    const wasDegraded = isDegraded()
    const reply = await answer(exchange)
    if (!wasDegraded && !isDegraded()) return reply
    return { ...reply, headers: { 'x-mock-degraded': 'true', ...reply.headers } }
  }
}
