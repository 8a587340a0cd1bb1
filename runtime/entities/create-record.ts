// Stores a new record: with its key and its state, completed, and as its entity's relations and constraints allow it.
import { MockError } from '../errors.js'
import type { JsonObject } from '../json.js'
import type { Requirement } from '../transactions/change.js'
import { assertBrought } from './brought-values.js'
import { writtenAsDeclared } from './declared-values.js'
import type { Entity } from './entity.js'
import { referToExisting } from './invented-references.js'
import { withGeneratedKey, withGivenKey } from './keyed-record.js'
import { assertTtl, withLife } from './life/life-events.js'
import { withFirstState } from './life/lifecycle-requests.js'
import { writable } from './merge/record-merge.js'
import { parentRequirements } from './parent.js'
import { draftRecord } from './record-content.js'
import { recordChange } from './record-index.js'
import { givenKey, type KeySource, leadingKey } from './record-key.js'
import { assertConstraints, type RecordWork, randomFor, writtenRecord } from './record-work.js'
import type { KeyValue, Records, StoredRecord } from './records.js'
import { assertRequiredReferences, fieldRequirements, referenceRequirements } from './references.js'
import { rowId } from './row-id.js'
import { assertKeyParts, scopeIdOf } from './scope.js'

/** Options of `Records.create`. */
export type CreateOptions = NonNullable<Parameters<Records['create']>[1]>
/** Options of `Records.newKey`. */
export type NewKeyOptions = NonNullable<Parameters<Records['newKey']>[0]>

/** See `Records.create`. */
export async function createRecord(
  work: RecordWork,
  value: JsonObject,
  options: CreateOptions,
): Promise<StoredRecord> {
  const { transaction, context, madeKeys } = work
  const entity = writtenAsDeclared(work.entity, options.declared)
  const { anyState = false, ttlMs } = options
  assertTtl(entity, ttlMs)
  const scope = scopeIdOf(entity, options.scope)
  if (options.key !== undefined) assertKeyParts(entity, options.key)
  const leading = leadingKey(entity, value, options.key)
  const given = givenKey(entity, value, options.key)
  const now = context.clock.now()
  // A seed brings its times, too.
  const brought = anyState ? options.declared : undefined
  const sent = draftRecord(entity, value, { scope: options.scope ?? [], leading, key: given, now, brought })
  const draft = withFirstState(entity, sent, { sent: value, anyState })
  assertRequiredReferences(entity, draft)
  const source = keySource(work, entity, placeOf(scope, leading), now)
  const isMade = given !== undefined && madeKeys.take(entity.name, rowId(source.place, given))
  const parts = { record: draft, randomOf: (row: string) => randomFor(work, row) }
  const keyed =
    given === undefined ? withGeneratedKey(source, parts) : withGivenKey(source, parts, given, isMade)
  const made = keyed instanceof Promise ? await keyed : keyed
  const { id } = made
  const random = () => randomFor(work, id)
  const completed = { draft, record: made.record }
  const referring = referToExisting(transaction, context.catalog, entity, completed, random)
  const { record, invented } = referring instanceof Promise ? await referring : referring
  if (options.strict === true) assertBrought(entity, draft, Object.keys(writable(entity, value)), made.record)
  if (options.declared !== undefined) assertBrought(entity, draft, options.declared, made.record)
  assertConstraints(entity, record)
  const change = recordChange(entity, id, undefined, record)
  const fields = entity.hasFieldReferences
    ? await fieldRequirements(transaction, entity, id, record, { invented })
    : []
  const absent: Requirement = { check: { check: 'absent', collection: entity.name, id } }
  const unused: Requirement =
    given === undefined || isMade
      ? absent
      : { ...absent, refuse: () => keyExists(entity, [...leading, given]) }
  await transaction.change({
    requires: [
      unused,
      ...parentRequirements(entity, scope),
      ...referenceRequirements(entity, id, record, { invented }),
      ...fields,
      ...change.requires,
    ],
    writes: withLife(change.writes, entity, id, { event: 'create', now, record, ttlMs }),
  })
  return writtenRecord(work, id, record)
}

/** See `Records.newKey`. */
export async function makeKey(work: RecordWork, { scope, value = {} }: NewKeyOptions): Promise<KeyValue> {
  const { entity, context, madeKeys } = work
  const leading = leadingKey(entity, value, undefined)
  const source = keySource(work, entity, placeOf(scopeIdOf(entity, scope), leading), context.clock.now())
  const record = Object.fromEntries(entity.leadingKeys.map((name, i) => [name, leading[i] ?? null]))
  const made = await withGeneratedKey(source, { record, randomOf: (row) => randomFor(work, row) })
  madeKeys.add(entity.name, made.id)
  return made.key
}

function keySource(
  { transaction, context }: RecordWork,
  entity: Entity,
  place: string,
  now: number,
): KeySource {
  const { ids, keySeed } = context
  return { transaction, entity, place, ids, keySeed, now }
}

function placeOf(scope: string, leading: readonly KeyValue[]): string {
  return leading.length === 0 ? scope : rowId(scope, leading)
}

function keyExists(entity: Entity, key: readonly KeyValue[]): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `"${entity.name}" has a record with the key "${key.join(', ')}" already`,
  })
}
