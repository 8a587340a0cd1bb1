// Counters of keys: one for each entity and place, in the store, so that no restart and no other process repeats a number.
import type { RowRef } from '../store/store.js'
import { StoreError } from '../store-error.js'
import type { Transaction } from '../transactions/transaction.js'
import { type Entity, internalPrefix } from './entity.js'
import type { KeyValue } from './records.js'
import { encodePart } from './row-id.js'

/** The collection of the counters: the last number that was given out, as text. */
export const counters = `${internalPrefix}counters`

/** Where keys are counted: an entity, and the scope and leading key parts of its new record as the text of a row id. */
export interface CountedPlace {
  readonly transaction: Transaction
  readonly entity: Entity
  /** `''` where a record has neither scope nor leading key parts. */
  readonly place: string
}

/** The id of the counter of transactions that made identifiers (`request-ids.ts`); no name of an entity is encoded like this. */
export const requestCounterId = '$ids'

/** The next number, from 1. Whoever asks keeps others of this process waiting until its commit. */
export function nextNumber({ transaction, entity, place }: CountedPlace): Promise<number> {
  return nextOf(transaction, counterId(entity, place))
}

/** The number of a transaction among those that ask for one. They wait for each other as `nextNumber` says. */
export function nextRequestNumber(transaction: Transaction): Promise<number> {
  return nextOf(transaction, requestCounterId)
}

/** Moves the counter past an integer key that it did not give out. */
export async function passCounter(counted: CountedPlace, key: KeyValue): Promise<void> {
  const number = Number(key)
  if (String(number) !== String(key)) return
  // A counter at the end of the safe integers could give out nothing any more.
  if (!Number.isInteger(number) || number >= Number.MAX_SAFE_INTEGER) return
  const { transaction, entity, place } = counted
  const id = counterId(entity, place)
  if (number > (await lastNumber(transaction, id))) await setCounter(transaction, id, number)
}

/** The id of a counter's row. The entity's name comes first: a scope cannot be mistaken for it. */
export function counterId(entity: Entity, place: string): string {
  const name = encodePart(entity.name)
  return place === '' ? name : `${name}/${place}`
}

async function nextOf(transaction: Transaction, id: string): Promise<number> {
  const number = (await lastNumber(transaction, id)) + 1
  await setCounter(transaction, id, number)
  return number
}

// Creates of one entity wait for each other here, from the first look at the counter to the commit.
async function lastNumber(transaction: Transaction, id: string): Promise<number> {
  const ref: RowRef = { collection: counters, id }
  await transaction.lock(ref)
  const row = await transaction.get(ref)
  if (row === undefined) return 0
  const number = Number(row.value)
  // Counting on from anything else would give keys out again.
  if (/^\d+$/.test(row.value) && Number.isSafeInteger(number)) return number
  const problem = `the counter "${id}" is no number`
  throw new StoreError('MOCK_STORE_DAMAGED', problem, 'reset the sandbox, or restore the store from a backup')
}

async function setCounter(transaction: Transaction, id: string, to: number): Promise<void> {
  const put = { write: 'put', collection: counters, id, value: String(to) } as const
  await transaction.change({ requires: [], writes: [put] })
}
