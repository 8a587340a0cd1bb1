// How operations answer one record that was created, shown, changed or removed.
import type { BodyContract } from '../contract/contract.js'
import { compileLifecycle, leavesAfterMs, stateOf } from '../entities/life/lifecycle.js'
import { partsOf } from '../entities/properties.js'
import type { Scope, StoredRecord } from '../entities/records.js'
import type { BodyPointer, CreateFacts, EntityFacts, ReadFacts, UpdateFacts } from '../facts.js'
import type { Reply } from '../http/reply.js'
import { pointerTokens } from '../json.js'
import { type ActionParts, compileScope, successOf } from './action-parts.js'
import { type AnswerOf, compileEnvelope, compileJsonAnswer, compileShow, type Hole } from './answers.js'
import type { Call } from './behaviour.js'
import { compileLastModified } from './conditions/last-modified.js'
import { withValueAt } from './json-template.js'
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

/** Where an answer shows a record, see `CreateFacts`. */
export type RecordPlace = Pick<ReadFacts, 'output' | 'outputKey'>

/** The answer that shows a record at its place. */
export function compileShown(
  parts: ActionParts,
  place: RecordPlace,
  prefer: readonly number[],
): RecordAnswer {
  const answer = recordAnswer(parts, place, prefer)
  const modified = compileLastModified(parts, successOf(parts, prefer))
  return ({ request }, record) => answer(request.accept, record, modified?.(record.value), { shows: record })
}

/** The answer about a changed record: the record, or a receipt. */
export function compileChanged(
  parts: ActionParts,
  facts: RecordPlace & Pick<UpdateFacts, 'receipt'>,
): RecordAnswer {
  return facts.receipt === true
    ? compileReceipt(parts, statuses.changed)
    : compileShown(parts, facts, statuses.changed)
}

/** The answer about a new record: where it can be read, and when to look again while it is being worked on. */
export function compileCreated(
  parts: ActionParts,
  facts: RecordPlace & Pick<CreateFacts, 'scope'>,
): RecordAnswer {
  const answer = recordAnswer(parts, facts, createdStatuses(parts.entity))
  const withHeaders = compileCreatedHeaders(parts)
  const scopeOf = compileScope(facts.scope)
  return (call, record) => {
    const { accept } = call.request
    return withHeaders(
      call,
      answer(accept, record, undefined, { shows: record }),
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
export function compileRemoved(parts: ActionParts, place: RecordPlace): RecordAnswer {
  const { output } = place
  if (output === undefined) {
    return compileReceipt(parts, removedStatuses(output))
  }
  const answer = recordAnswer(parts, place, removedStatuses(output))
  return ({ request }, record) => answer(request.accept, record)
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
  { output = '', outputKey }: RecordPlace,
  prefer: readonly number[],
): AnswerOf<StoredRecord> {
  const { contract, entity } = parts
  const record = { name: 'record', pointer: output } as const
  const holes: readonly Hole<'record' | 'key'>[] =
    outputKey === undefined ? [record] : [record, { name: 'key', pointer: outputKey }]
  return compileJsonAnswer<StoredRecord>(successOf(parts, prefer), (body) => {
    const show = compileShow(contract, body, { records: entity, at: output })
    const template = compileEnvelope(body, holes)
    if (outputKey === undefined) return (shown) => template(() => show(shown))
    const keyText = compileKeyText(body, outputKey, entity)
    return (shown) => template((hole) => (hole === 'key' ? keyText(shown) : show(shown)))
  })
}

// The key in the type that the answer has for it: numbers are told as texts where only those are allowed.
function compileKeyText(
  body: BodyContract,
  pointer: BodyPointer,
  { key }: EntityFacts,
): (record: StoredRecord) => string {
  const property = partsOf(key).at(-1) ?? ''
  const isText = body
    .validate(withValueAt({}, pointerTokens(pointer), 1))
    .some((violation) => violation.pointer === pointer && violation.keyword === 'type')
  return ({ value }) => {
    const held = Object.hasOwn(value, property) ? value[property] : undefined
    return JSON.stringify(isText && typeof held === 'number' ? String(held) : (held ?? null))
  }
}
