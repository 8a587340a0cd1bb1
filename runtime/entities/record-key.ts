// Keys of new records: what the client may bring, and what is generated.
import { MockError } from '../errors.js'
import type { Ids } from '../ids.js'
import { type Json, toPointer } from '../json.js'
import type { Transaction } from '../transactions/transaction.js'
import { type Entity, internalPrefix } from './entity.js'
import { isKeyValue } from './properties.js'
import { coerce } from './property-schema.js'
import type { KeyValue } from './records.js'
import { rowId } from './row-id.js'

const counters = `${internalPrefix}counters`

/** Generated keys that may turn out to be taken before creating gives up: a seed that is replayed on kept data. */
const maxProbes = 10_000

/** What generating a key takes. */
export interface KeySource {
  readonly transaction: Transaction
  readonly ids: Ids
  readonly now: number
}

/** The key that the request brings, in the type of its schema; undefined when it brings none. */
export function givenKey(
  entity: Entity,
  sent: Json | undefined,
  explicit: KeyValue | undefined,
): KeyValue | undefined {
  const { key } = entity.facts
  const given = explicit ?? (entity.serverOwned.has(key) ? undefined : sent)
  if (given === undefined || given === null) return undefined
  const value = coerce(given, entity.shape.property(key))
  if (isKeyValue(value)) return value
  throw invalidKey(entity, 'type', 'must be a string or a number')
}

/**
 * A key that no record has had: a UUID, ULID or nanoid, or the next number of the entity in this scope. Whether it is
 * taken is looked up only after a race was lost, because it hardly ever is.
 */
export function generateKey(source: KeySource, entity: Entity, scope: string): KeyValue | Promise<KeyValue> {
  const isFirstTry = source.transaction.attempt === 0
  return isFirstTry ? nextKey(source, entity, scope) : nextFreeKey(source, entity, scope)
}

async function nextFreeKey(source: KeySource, entity: Entity, scope: string): Promise<KeyValue> {
  for (let probe = 0; probe < maxProbes; probe++) {
    const key = await nextKey(source, entity, scope)
    if (await isFree(source.transaction, entity, scope, key)) return key
  }
  throw noFreeKey(entity, maxProbes)
}

/** True when no record has the key. */
export async function isFree(
  transaction: Transaction,
  entity: Entity,
  scope: string,
  key: KeyValue,
): Promise<boolean> {
  return (await transaction.get({ collection: entity.name, id: rowId(scope, key) })) === undefined
}

/** Moves the counter of an incremented entity past a key that it did not give out. */
export async function passCounter(
  transaction: Transaction,
  entity: Entity,
  scope: string,
  key: KeyValue,
): Promise<void> {
  const number = Number(key)
  if (entity.generateKey !== 'increment' || String(number) !== String(key)) return
  // A counter at the end of the safe integers could give out nothing any more.
  if (!Number.isInteger(number) || number >= Number.MAX_SAFE_INTEGER) return
  if (number > (await lastNumber(transaction, entity, scope)))
    await setCounter(transaction, entity, scope, number)
}

/** The refusal when every key that was tried is taken. */
export function noFreeKey(entity: Entity, tries: number): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `"${entity.name}": no free key was found in ${tries} tries`,
  })
}

function nextKey(
  { transaction, ids, now }: KeySource,
  entity: Entity,
  scope: string,
): KeyValue | Promise<KeyValue> {
  switch (entity.generateKey) {
    case 'uuid':
      return ids.uuid()
    case 'ulid':
      return ids.ulid(now)
    case 'nanoid':
      return ids.nanoid()
    case 'increment':
      return nextNumber(transaction, entity, scope)
    case 'none':
      throw invalidKey(entity, 'required', 'is not generated: the request must bring it')
  }
}

async function nextNumber(transaction: Transaction, entity: Entity, scope: string): Promise<KeyValue> {
  const number = (await lastNumber(transaction, entity, scope)) + 1
  await setCounter(transaction, entity, scope, number)
  return entity.numericKey ? number : String(number)
}

// Creates of one entity wait for each other here, from the first look at the counter to the commit.
async function lastNumber(transaction: Transaction, entity: Entity, scope: string): Promise<number> {
  const ref = counterOf(entity, scope)
  await transaction.lock(ref)
  const row = await transaction.get(ref)
  return row === undefined ? 0 : Number(row.value)
}

async function setCounter(
  transaction: Transaction,
  entity: Entity,
  scope: string,
  to: number,
): Promise<void> {
  await transaction.change({
    requires: [],
    writes: [{ write: 'put', ...counterOf(entity, scope), value: String(to) }],
  })
}

// The entity's name comes first: a scope cannot be mistaken for it.
function counterOf(entity: Entity, scope: string): { readonly collection: string; readonly id: string } {
  const name = rowId('', entity.name)
  return { collection: counters, id: scope === '' ? name : `${name}/${scope}` }
}

function invalidKey(entity: Entity, keyword: string, message: string): MockError {
  const { key } = entity.facts
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `The key "${key}" of "${entity.name}" ${message}`,
    errors: [{ pointer: toPointer(['body', key]), message, keyword }],
  })
}
