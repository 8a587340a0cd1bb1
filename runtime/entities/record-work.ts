// What work on the records of one entity is done with, inside a transaction.
import type { Clock } from '../clock.js'
import { MockError } from '../errors.js'
import { createRandom, type Ids, type Random, seedOf } from '../ids.js'
import type { JsonObject } from '../json.js'
import type { Transaction } from '../transactions/transaction.js'
import type { Entity, EntityCatalog } from './entity.js'
import type { MadeKeys } from './made-keys.js'
import type { RecordKey, StoredRecord } from './records.js'
import { LazyRecord } from './stored-record.js'

/** What all records of a space share. */
export interface RecordsContext {
  readonly catalog: EntityCatalog
  readonly clock: Clock
  readonly ids: Ids
  /** The seed of generated data: with the entity and the row it decides what is made up. */
  readonly seed: number
  /** See `EntitiesOptions.keySeed`. */
  readonly keySeed: number | undefined
  /** Starts the life of a stored record anew, because it was read; whatever becomes of the transaction that reads it. */
  readonly extend: (entity: Entity, id: string) => Promise<unknown>
}

/** The records of one entity in one transaction. */
export interface RecordWork {
  readonly entity: Entity
  readonly transaction: Transaction
  readonly context: RecordsContext
  readonly madeKeys: MadeKeys
}

/** What is made up for a row. It depends on the record alone, not on what was created before it. */
export function randomFor({ entity, context }: Pick<RecordWork, 'entity' | 'context'>, id: string): Random {
  let random: Random | undefined
  return () => {
    random ??= createRandom(seedOf(`${context.seed}/${entity.name}/${id}`))
    return random()
  }
}

/** The refusal of a key that no record has. */
export function noRecord(entity: string, key: RecordKey): MockError {
  const shown = typeof key === 'object' ? key.join(', ') : key
  const which = typeof key === 'object' && key.length === 0 ? '' : ` "${shown}"`
  return new MockError('MOCK_NOT_FOUND', { detail: `there is no record${which} in ${entity}` })
}

/** The record of a row that nobody else of this process works on until the transaction ends. */
export async function lockedRecord(
  transaction: Transaction,
  ref: { readonly collection: string; readonly id: string },
): Promise<LazyRecord | undefined> {
  await transaction.lock(ref)
  const row = await transaction.get(ref)
  return row === undefined ? undefined : new LazyRecord(row)
}

/** The record as the transaction has put it. */
export function writtenRecord(
  { entity, transaction }: RecordWork,
  id: string,
  record: JsonObject,
): StoredRecord {
  const row = transaction.written({ collection: entity.name, id })
  if (row === undefined) throw new Error('The change of a record put no row')
  return new LazyRecord(row, record)
}

/** Throws MOCK_INVALID_REQUEST with everything in which a record breaks its entity's constraints: a client mends it in one go. */
export function assertConstraints({ name, shape }: Entity, record: JsonObject): void {
  const broken = shape.violations?.(record) ?? []
  if (broken.length === 0) return
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: `The record breaks constraints of "${name}"`,
    errors: broken.map(({ pointer, ...violation }) => ({ ...violation, pointer: `/body${pointer}` })),
  })
}
