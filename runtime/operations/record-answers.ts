// How operations answer one record that was created, shown, changed or removed.
import { compileLifecycle, leavesAfterMs, stateOf } from '../entities/life/lifecycle.js'
import type { Scope, StoredRecord } from '../entities/records.js'
import type { BodyPointer, CreateFacts, DeleteFacts, EntityFacts, UpdateFacts } from '../facts.js'
import type { Reply } from '../http/reply.js'
import { type ActionParts, compileScope, successOf } from './action-parts.js'
import { type Answer, compileAnswer } from './answers.js'
import type { Call } from './behaviour.js'
import { compileLastModified } from './conditions/last-modified.js'
import { compileReceipt } from './receipts.js'

/** Answers a call with a record. */
export type RecordAnswer = (call: Call, record: StoredRecord) => Reply

/** The statuses of success, the best first. */
export const statuses = {
  read: [200],
  changed: [200, 204, 202],
  removed: [204, 200, 202],
  counted: [200],
} as const

/** The statuses of success for a new record: what begins long-running work is only accepted, where the contract says so. */
export function createdStatuses({ lifecycle }: EntityFacts): readonly number[] {
  const isTimed = lifecycle?.transitions.some(({ afterMs }) => afterMs !== undefined) === true
  return isTimed ? [201, 202, 200, 204] : [201, 200, 202, 204]
}

/** The answer that shows a record at `output`. */
export function compileShown(
  parts: ActionParts,
  output: BodyPointer | undefined,
  prefer: readonly number[],
): RecordAnswer {
  const answer = recordAnswer(parts, output, prefer)
  const modified = compileLastModified(parts, successOf(parts, prefer))
  return ({ request }, record) =>
    answer(request.accept, (_hole, show) => show(record), modified?.(record.value), { shows: record })
}

/** The answer about a changed record: the record, or a receipt. */
export function compileChanged(
  parts: ActionParts,
  { output, receipt }: Pick<UpdateFacts, 'output' | 'receipt'>,
): RecordAnswer {
  return receipt === true
    ? compileReceipt(parts, statuses.changed)
    : compileShown(parts, output, statuses.changed)
}

/** The answer about a new record: where it can be read, and when to look again while it is being worked on. */
export function compileCreated(
  parts: ActionParts,
  { output, scope }: Pick<CreateFacts, 'output' | 'scope'>,
): RecordAnswer {
  const answer = recordAnswer(parts, output, createdStatuses(parts.entity))
  const withHeaders = compileCreatedHeaders(parts)
  const scopeOf = compileScope(scope)
  return (call, record) => {
    const { accept } = call.request
    return withHeaders(
      call,
      answer(accept, (_hole, show) => show(record), undefined, { shows: record }),
      scopeOf(call.request),
      record,
    )
  }
}

/** The statuses of success for a removed record: with content where the answer shows it. */
export function removedStatuses(output: BodyPointer | undefined): readonly number[] {
  return output === undefined ? statuses.removed : statuses.changed
}

/** The answer about a removed record, which it shows where the operation says so. */
export function compileRemoved(parts: ActionParts, { output }: Pick<DeleteFacts, 'output'>): RecordAnswer {
  if (output === undefined) {
    return compileReceipt(parts, removedStatuses(output))
  }
  const answer = recordAnswer(parts, output, removedStatuses(output))
  return ({ request }, record) => answer(request.accept, (_hole, show) => show(record))
}

/**
 * Adds to the reply about a new record its Location when it is a 201 or 202, where the contract has an operation that reads
 * it, and Retry-After when it is a 202 and the record leaves its state by itself (RFC 9110, sections 10.2.2 and 10.2.3).
 */
export function compileCreatedHeaders({
  entity,
  location,
}: Pick<ActionParts, 'entity' | 'location'>): (
  call: Call,
  reply: Reply,
  scope: Scope,
  record: StoredRecord,
) => Reply {
  const lifecycle = entity.lifecycle && compileLifecycle('', entity.lifecycle)
  const retryAfter = (record: StoredRecord): number | undefined =>
    lifecycle && leavesAfterMs(lifecycle, stateOf(lifecycle, record.value))
  return ({ request }, reply, scope, record) => {
    const { status } = reply
    if (!locatedStatuses.has(status)) return reply
    const located =
      location === undefined ? reply : withHeader(reply, 'location', location(request.url, scope, record))
    const afterMs = status === 202 ? retryAfter(record) : undefined
    return afterMs === undefined ? located : withHeader(located, 'retry-after', wholeSeconds(afterMs))
  }
}

const locatedStatuses: ReadonlySet<number> = new Set([201, 202])

// Adding a name to a copy costs the engine two microseconds; a header that the contract requires is there already.
function withHeader(reply: Reply, name: string, value: string): Reply {
  const headers =
    name in reply.headers ? { ...reply.headers, [name]: value } : { [name]: value, ...reply.headers }
  return { ...reply, headers }
}

function wholeSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)))
}

// An operation may answer without the record (no output); then the hole is not used and the envelope is a sample.
function recordAnswer(
  parts: ActionParts,
  output: BodyPointer | undefined,
  prefer: readonly number[],
): Answer<'record'> {
  const at = output ?? ''
  const response = successOf(parts, prefer)
  return compileAnswer(
    parts.contract,
    response,
    { schemas: parts.entity.schemas, key: parts.entity.key, at },
    [{ name: 'record', pointer: at }],
  )
}
