// Gives a new record its key and completes it: with the key that the client brought, or with one that is made.
import type { Random } from '../ids.js'
import type { JsonObject } from '../json.js'
import { passCounter } from './key-counter.js'
import { isKeyValue, own } from './properties.js'
import { withKey, withValuesOf } from './record-content.js'
import { generateKey, isFree, type KeySource, noFreeKey, refusedKey } from './record-key.js'
import type { KeyValue } from './records.js'
import { rowId } from './row-id.js'

/** Keys that are made to fit the schema and may turn out to be taken, before creating gives up. */
const maxSampledKeys = 100

/** Whole records that are made up for their keys: one may be without, where the schema allows that. */
const maxSamples = 32

/** A draft of a record, and the randomness behind what completion makes up for the row of an id. */
export interface Draft {
  readonly record: JsonObject
  readonly randomOf: (id: string) => Random
}

/** A complete record, the value of its key property and the id of its row. */
export interface KeyedRecord {
  readonly id: string
  readonly key: KeyValue
  readonly record: JsonObject
}

/**
 * The record under a key that it brings: MOCK_INVALID_REQUEST for one that its schema does not allow. `isMade`: which was made
 * for it, and counted, before.
 */
export async function withGivenKey(
  source: KeySource,
  draft: Draft,
  key: KeyValue,
  isMade: boolean,
): Promise<KeyedRecord> {
  const { entity, place } = source
  if (entity.generateKey === 'increment' && !isMade) await passCounter(source, key)
  const id = rowId(place, key)
  const record = complete(source, draft, key, id)
  const kept = entity.isLone ? undefined : own(record, entity.key)
  // A schema that does not know the key says nothing of it.
  if (kept !== undefined && kept !== key && !isMade)
    throw refusedKey(entity, { ...draft.record, [entity.key]: key })
  return { id, key, record: withKey(entity, record, key) }
}

/**
 * The record under a generated key. One that the schema refuses is replaced by completion with one that it allows, which
 * may be taken: MOCK_CONFLICT when a hundred are.
 */
export function withGeneratedKey(source: KeySource, draft: Draft): KeyedRecord | Promise<KeyedRecord> {
  const generated = generateKey(source)
  // Nearly every key is made at once and allowed: nobody waits for it.
  const keyed = generated instanceof Promise ? undefined : underKey(source, draft, generated)
  return keyed !== undefined && keyed.key === generated ? keyed : withFreeKey(source, draft, generated)
}

async function withFreeKey(
  source: KeySource,
  draft: Draft,
  first: KeyValue | Promise<KeyValue>,
): Promise<KeyedRecord> {
  for (let sample = 0; sample < maxSampledKeys; sample++) {
    const generated = await (sample === 0 ? first : generateKey(source))
    const keyed = underKey(source, draft, generated)
    if (keyed.key === generated || (await isFree(source, keyed.key))) return keyed
  }
  throw noFreeKey(source.entity, maxSampledKeys)
}

function underKey(source: KeySource, draft: Draft, generated: KeyValue): KeyedRecord {
  const { entity, place } = source
  const id = rowId(place, generated)
  const completed = complete(source, draft, generated, id)
  const sampled = own(completed, entity.key) ?? sampledKey(source, draft, generated)
  const key = isKeyValue(sampled) ? sampled : generated
  return { id: key === generated ? id : rowId(place, key), key, record: withKey(entity, completed, key) }
}

// A key that its schema refuses and does not require is left out by completion; a record has one all the same.
function sampledKey({ entity, place }: KeySource, { randomOf }: Draft, generated: KeyValue) {
  if (entity.shape.property(entity.key) === undefined) return undefined
  for (let sample = 0; sample < maxSamples; sample++) {
    const made = own(entity.shape.sample(randomOf(`${rowId(place, generated)}/${sample}`)), entity.key)
    if (isKeyValue(made)) return made
  }
  return undefined
}

function complete({ entity }: KeySource, { record, randomOf }: Draft, key: KeyValue, id: string): JsonObject {
  const keyed = entity.isLone ? record : { ...record, [entity.key]: key }
  const completed = entity.shape.complete(keyed, randomOf(id))
  return withValuesOf(record, entity.leadingKeys, completed)
}
