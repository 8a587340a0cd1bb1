// Idempotency-Key: a request that is sent again gets the answer that it got before, and is carried out once
// (draft-ietf-httpapi-idempotency-key-header).
//
// A first commit says that the request is being carried out, by whom and until when; a second one writes what it does and
// its answer together, and only while nobody else has taken the request over. So whatever dies in between, the records
// and the answer are there both or neither.
import { MockError } from '../../errors.js'
import type { Reply } from '../../http/reply.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'
import type { Answering, Call, OneOperation, WritingWork } from '../behaviour.js'
import { errorRepliesOf } from '../error-replies.js'
import { inTransaction, transactIn } from '../transact.js'
import { fingerprintOf, idempotencyRule, keptId, readIdempotencyKey } from './idempotency-key.js'
import { KeyedRequest } from './keyed-request.js'

/** Carries out work that writes: at most once for each key that requests bring. */
export function idempotent(one: OneOperation, work: WritingWork): Answering {
  const rule = idempotencyRule(one)
  if (rule === undefined) return (call) => inTransaction(call, work)
  const { operation, parts } = one
  const once = compileOnce(one, work)
  return (call) => {
    const key = readIdempotencyKey(rule, call)
    if (key === undefined) return inTransaction(call, work)
    const keyed = {
      id: keptId(key, operation, call, parts.settings.security),
      fingerprint: fingerprintOf(call),
      ttlMs: rule.ttlMs,
      leaseMs: parts.idempotencyLeaseMs,
    }
    return call.sandbox.use((space) => once(call, new KeyedRequest(keyed, space), space))
  }
}

type Once = (call: Call, request: KeyedRequest, space: OpenSpace) => Promise<Reply>

function compileOnce(one: OneOperation, work: WritingWork): Once {
  const { operation, parts } = one
  const refusalReply = errorRepliesOf(one)

  // What the client did wrong stays wrong, and nothing was written; everything else may end well the next time.
  async function giveUp(error: unknown, request: KeyedRequest, { entities }: OpenSpace): Promise<Reply> {
    const refused = isFinal(error) ? refusalReply(error) : undefined
    try {
      await entities.transaction((unit) => (refused ? request.keep(unit, refused) : request.release(unit)))
    } catch (fault) {
      // The answer stands all the same; the key is free once nobody is waited for any more.
      parts.log.warn({ err: fault, operation: operation.id }, 'what became of a keyed request was not kept')
    }
    if (refused === undefined) throw error
    return refused
  }

  return async (call, request, space) => {
    const before = await space.entities.transaction((unit) => request.claim(unit))
    if (before !== undefined) return before
    const keeping: WritingWork = {
      ...work,
      perform: async (...args) => {
        const reply = await work.perform(...args)
        await request.keep(args[1], reply)
        return reply
      },
    }
    return transactIn(space, call, keeping).catch((error: unknown) => giveUp(error, request, space))
  }
}

// Who lost a race is told to send the request again, which must not be answered with the same refusal.
function isFinal(error: unknown): error is MockError {
  const passing: readonly string[] = ['MOCK_LOST_RACE', 'MOCK_IN_PROGRESS']
  return error instanceof MockError && error.status < 500 && !passing.includes(error.code)
}
