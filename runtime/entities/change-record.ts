// Changes a stored record: as its lifecycle, its relations and its constraints allow it.
import type { Json, JsonObject } from '../json.js'
import type { Requirement } from '../transactions/change.js'
import type { Transaction } from '../transactions/transaction.js'
import { writtenAsDeclared } from './declared-values.js'
import type { Entity } from './entity.js'
import { assertTtl, knownLife, withLife } from './life/life-events.js'
import { movedRecord, withKeptState } from './life/lifecycle-requests.js'
import { changedRecord } from './record-content.js'
import { recordChange } from './record-index.js'
import {
  assertConstraints,
  lockedRecord,
  noRecord,
  type RecordWork,
  randomFor,
  writtenRecord,
} from './record-work.js'
import type { RecordKey, Records, StoredRecord } from './records.js'
import {
  assertRequiredReferences,
  fieldRequirements,
  referenceRequirements,
  unreferredRequirements,
} from './references.js'
import { recordId } from './scope.js'
import type { LazyRecord } from './stored-record.js'

/** Options of `Records.update`. */
export type UpdateOptions = NonNullable<Parameters<Records['update']>[2]>

/** See `Records.update`. */
export async function changeRecord(
  work: RecordWork,
  key: RecordKey,
  value: Json,
  options: UpdateOptions,
): Promise<StoredRecord> {
  const { transaction, context } = work
  const entity = writtenAsDeclared(work.entity, options.declared)
  const ref = { collection: entity.name, id: recordId(entity, key, options.scope) }
  const old = await lockedRecord(transaction, ref)
  if (old === undefined) throw noRecord(entity.name, key)
  assertTtl(entity, options.ttlMs)
  const now = context.clock.now()
  const { ids, keySeed } = context
  const { merge = 'merge', ttlMs } = options
  const random = () => randomFor(work, old.id)
  const kept = withKeptState(entity, old.value, value, merge)
  const changed = changedRecord(entity, old.value, kept, {
    merge,
    now,
    random,
    declared: options.declared,
    strict: options.strict,
  })
  const occasion = { entity, id: old.id, record: changed, now }
  const record = movedRecord(occasion, old.value, { ids, keySeed, random })
  assertRequiredReferences(entity, record)
  assertConstraints(entity, record)
  const change = recordChange(entity, old.id, old.value, record)
  const fields = await fieldsRequire(transaction, entity, old, record)
  const life = await knownLife(transaction, entity, old.id)
  const happening = { event: 'change', now, life, before: old.value, record, ttlMs } as const
  await transaction.change({
    requires: [
      ...referenceRequirements(entity, old.id, record, { before: old.value }),
      ...fields,
      ...change.requires,
    ],
    writes: withLife(change.writes, entity, old.id, happening),
  })
  return writtenRecord(work, old.id, record)
}

// What refers, and what is referred to, by a unique property.
async function fieldsRequire(
  transaction: Transaction,
  entity: Entity,
  { id, value: before }: LazyRecord,
  record: JsonObject,
): Promise<readonly Requirement[]> {
  const own = entity.hasFieldReferences
    ? await fieldRequirements(transaction, entity, id, record, { before })
    : []
  if (entity.referredFields.length === 0) return own
  return [...own, ...(await unreferredRequirements(transaction, entity, { id, before, after: record }))]
}
