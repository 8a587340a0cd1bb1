// Keys of new records: what the client may bring, and what is generated.
import { MockError } from '../errors.js'
import { type Ids, seededKey } from '../ids.js'
import { type Json, type JsonObject, toPointer } from '../json.js'
import type { Transaction } from '../transactions/transaction.js'
import type { Entity } from './entity.js'
import { counterId, nextNumber } from './key-counter.js'
import { isKeyValue, own } from './properties.js'
import { coerce } from './property-schema.js'
import type { KeyValue, RecordKey } from './records.js'
import { loneKey, rowId } from './row-id.js'

/** Generated keys that may turn out to be taken before creating gives up: clients brought them earlier. */
const maxProbes = 10_000

const none: readonly KeyValue[] = []

/** What generating a key takes. */
export interface KeySource {
  readonly transaction: Transaction
  readonly entity: Entity
  /** The scope and the leading key parts of the record, as the text of a row id. */
  readonly place: string
  readonly ids: Ids
  /** With it keys repeat: see `seededKey`. */
  readonly keySeed: number | undefined
  readonly now: number
}

/**
 * The key that the request brings, in the type of its schema; of a key of several properties its last part. Undefined when
 * it brings none. `explicit` is the whole key where the path holds it.
 */
export function givenKey(
  entity: Entity,
  value: JsonObject,
  explicit: RecordKey | undefined,
): KeyValue | undefined {
  const { key } = entity
  if (entity.isLone) return loneKey
  const sent = entity.serverOwned.has(key) ? undefined : own(value, key)
  return keyPart(entity, key, partOf(explicit, entity.leadingKeys.length) ?? sent)
}

/** The values of a key's properties before the last. They come with the record or `explicit`: MOCK_INVALID_REQUEST. */
export function leadingKey(
  entity: Entity,
  value: JsonObject,
  explicit: RecordKey | undefined,
): readonly KeyValue[] {
  if (entity.leadingKeys.length === 0) return none
  return entity.leadingKeys.map((property, i) => {
    const part = keyPart(entity, property, partOf(explicit, i) ?? own(value, property))
    if (part === undefined) throw invalidKey(entity, property, 'required', 'must come with the record')
    return part
  })
}

/**
 * A key that no record has had: a UUID, ULID or nanoid, or the next number of the entity in this place. Whether it is
 * taken is looked up only after a race was lost, because it hardly ever is.
 */
export function generateKey(source: KeySource): KeyValue | Promise<KeyValue> {
  return source.transaction.attempt === 0 ? nextKey(source) : nextFreeKey(source)
}

/** True when no record has the key. */
export async function isFree({ transaction, entity, place }: KeySource, key: KeyValue): Promise<boolean> {
  return (await transaction.get({ collection: entity.name, id: rowId(place, key) })) === undefined
}

/** The refusal of a key that its schema does not allow. */
export function refusedKey(entity: Entity, record: JsonObject): MockError {
  const pointer = toPointer([entity.key])
  const found = entity.shape.refusals?.(record).find((violation) => violation.pointer === pointer)
  return invalidKey(
    entity,
    entity.key,
    found?.keyword ?? 'schema',
    found?.message ?? 'is none that its schema allows',
  )
}

/** The refusal when every key that was tried is taken. */
export function noFreeKey(entity: Entity, tries: number): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `"${entity.name}": no free key was found in ${tries} tries`,
  })
}

async function nextFreeKey(source: KeySource): Promise<KeyValue> {
  for (let probe = 0; probe < maxProbes; probe++) {
    const key = await nextKey(source)
    if (await isFree(source, key)) return key
  }
  throw noFreeKey(source.entity, maxProbes)
}

function nextKey(source: KeySource): KeyValue | Promise<KeyValue> {
  const { entity, ids, keySeed, now } = source
  const kind = entity.generateKey
  switch (kind) {
    case 'uuid':
      return keySeed === undefined ? ids.uuid() : nextSeeded(source, kind, keySeed)
    case 'ulid':
      return keySeed === undefined ? ids.ulid(now) : nextSeeded(source, kind, keySeed)
    case 'nanoid':
      return keySeed === undefined ? ids.nanoid() : nextSeeded(source, kind, keySeed)
    case 'increment':
      return nextInteger(source)
    case 'none':
      throw invalidKey(entity, entity.key, 'required', 'is not generated: the request must bring it')
  }
}

async function nextInteger(source: KeySource): Promise<KeyValue> {
  const number = await nextNumber(source)
  return source.entity.numericKey ? number : String(number)
}

async function nextSeeded(source: KeySource, kind: keyof Ids, seed: number): Promise<string> {
  const count = await nextNumber(source)
  return seededKey(kind, { seed, place: counterId(source.entity, source.place), count, now: source.now })
}

function partOf(key: RecordKey | undefined, position: number): KeyValue | undefined {
  return typeof key === 'object' ? key[position] : key
}

function keyPart(entity: Entity, property: string, given: Json | undefined): KeyValue | undefined {
  if (given === undefined || given === null) return undefined
  const value = coerce(given, entity.shape.property(property))
  if (isKeyValue(value)) return value
  throw invalidKey(entity, property, 'type', 'must be a string or a number')
}

function invalidKey(entity: Entity, property: string, keyword: string, message: string): MockError {
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `The key "${property}" of "${entity.name}" ${message}`,
    errors: [{ pointer: toPointer(['body', property]), message, keyword }],
  })
}
