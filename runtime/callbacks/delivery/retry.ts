// Whether and when a message is sent again.
import type { Random } from '../../ids.js'
import type { Attempt } from './attempt.js'

/** How messages are sent again. */
export interface RetryPolicy {
  /** Most attempts, the first one included. */
  readonly attempts: number
  /** How long the second attempt is waited for; each further wait is four times as long, in milliseconds. */
  readonly firstRetryMs: number
}

/** Longest wait between two attempts, also where the receiver asks for more: 60 seconds. */
const maxWaitMs = 60_000

/** Grows 0.5 s to 2, 8 and 32 s, which outlasts the restart of a receiver. */
const growth = 4

/** True for an answer after which the message has arrived. */
export function isDelivered(attempt: Attempt): boolean {
  return attempt.kind === 'answered' && attempt.status >= 200 && attempt.status < 300
}

/**
 * Milliseconds until the next attempt, undefined when there is none: network errors, 408, 429 and 5xx are tried again. Between
 * half of the wait and all of it, so that not all senders come back at once; at least what Retry-After says.
 */
export function waitBeforeNext(
  attempt: Attempt,
  made: number,
  { attempts, firstRetryMs }: RetryPolicy,
  { now, random }: { readonly now: number; readonly random: Random },
): number | undefined {
  if (made >= attempts || !isPassing(attempt)) return undefined
  const backoffMs = firstRetryMs * growth ** (made - 1) * (0.5 + random() / 2)
  const asked = attempt.kind === 'answered' ? readRetryAfter(attempt.retryAfter, now) : 0
  return Math.min(maxWaitMs, Math.max(backoffMs, asked))
}

function isPassing(attempt: Attempt): boolean {
  if (attempt.kind === 'failed') return !attempt.isFinal
  const { status } = attempt
  return status === 408 || status === 429 || status >= 500
}

// Seconds, or a date (RFC 9110, section 10.2.3); what is neither asks for nothing.
function readRetryAfter(text: string | undefined, now: number): number {
  if (text === undefined) return 0
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const timeMs = Date.parse(text)
  return Number.isNaN(timeMs) ? 0 : Math.max(0, timeMs - now)
}
