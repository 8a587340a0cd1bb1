// Preconditions of requests that change something (RFC 9110, section 13): asked of the record as the transaction read it,
// so that a change in between loses the race and is asked again.
import type { StoredRecord } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { EntityFacts } from '../../facts.js'
import type { Versioned } from '../../http/reply.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'
import type { Call } from '../behaviour.js'
import type { OperationRequest } from '../operation-request.js'
import { isTagOfRecord, recordTag } from './entity-tag.js'
import { modifiedMs } from './last-modified.js'
import { type EntityTag, type EntityTags, readConditions } from './read-conditions.js'

/**
 * Throws MOCK_PRECONDITION when the request names a version of the record that is not the stored one (If-Match), or one
 * that it is (If-None-Match), or a time after which the record was changed (If-Unmodified-Since, for entities with
 * `timestamps`). `record` is what the transaction found before it changed it; undefined where the request is
 * about to create the record (an update of one that is not there is MOCK_NOT_FOUND instead, RFC 9110, section 13.2.1). A
 * record that the same transaction has already written satisfies everything.
 */
export function assertPreconditions(
  { preconditions }: Pick<OperationRequest, 'preconditions'>,
  record: (Versioned & Pick<StoredRecord, 'value'>) | undefined,
  entity: EntityFacts,
): void {
  if (preconditions === undefined) return
  const { match, noneMatch, unmodifiedSinceMs, space } = preconditions
  if (record !== undefined && record.version === undefined) return
  const tag = record && recordTag(record, space)
  if (match !== undefined && !names(match, tag, isStrong)) throw refused('If-Match', tag)
  if (noneMatch !== undefined && names(noneMatch, tag, isAny)) throw refused('If-None-Match', tag)
  if (record !== undefined && isLater(modifiedMs(entity)?.(record.value), unmodifiedSinceMs))
    throw new MockError('MOCK_PRECONDITION', {
      detail: 'If-Unmodified-Since does not hold: the record was changed after it',
    })
}

/** True for a moment after another, in the whole seconds of HTTP dates; false where one of them is not known. */
export function isLater(timeMs: number | undefined, thanMs: number | undefined): boolean {
  if (timeMs === undefined || thanMs === undefined) return false
  return Math.floor(timeMs / 1_000) > Math.floor(thanMs / 1_000)
}

/** True when the request says which version it changes, or that it only creates (`If-None-Match: *`). */
export function namesVersion({ preconditions }: Pick<OperationRequest, 'preconditions'>): boolean {
  return preconditions?.match !== undefined || preconditions?.noneMatch === '*'
}

/**
 * Throws MOCK_PRECONDITION when a request has preconditions for a change that is about no single record: what nobody can
 * compare does not hold, and then nothing is changed (RFC 9110, section 13.2).
 */
export function assertUnconditional({ preconditions }: Pick<OperationRequest, 'preconditions'>): void {
  // What has no date of modification has no such condition (RFC 9110, section 13.1.4).
  if (preconditions?.match === undefined && preconditions?.noneMatch === undefined) return
  const header = preconditions.match === undefined ? 'If-None-Match' : 'If-Match'
  throw new MockError('MOCK_PRECONDITION', {
    detail: `${header} cannot hold: the operation is not about one stored record, whose entity tag it could be`,
  })
}

/** The call with what its request asks of what it changes; the same call when that is nothing. Throws as `readConditions`. */
export function withPreconditions(call: Call, space: OpenSpace): Call {
  const { headers, method } = call.exchange.request
  const conditions = isSafe(method) ? undefined : readConditions(headers)
  if (conditions === undefined) return call
  return { ...call, request: { ...call.request, preconditions: { ...conditions, space } } }
}

/** True for methods that only ask. */
export function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD'
}

const isStrong = ({ weak }: EntityTag): boolean => !weak
const isAny = (): boolean => true

function names(tags: EntityTags, tag: string | undefined, counts: (tag: EntityTag) => boolean): boolean {
  if (tag === undefined) return false
  return tags === '*' || tags.some((one) => counts(one) && isTagOfRecord(one.opaque, tag))
}

function refused(header: string, tag: string | undefined): MockError {
  const found = tag === undefined ? 'there is no record' : `the record has the entity tag "${tag}"`
  return new MockError('MOCK_PRECONDITION', { detail: `${header} does not hold: ${found}` })
}
