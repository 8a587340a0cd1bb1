// What comes next for a due row: its record expires or moves on, whichever is earlier, or its kept value ends.
import { createRandom, type Random, seedOf } from '../../ids.js'
import type { JsonObject } from '../../json.js'
import type { Logger } from '../../logger.js'
import type { RowRef, Write } from '../../store/store.js'
import { StoreError } from '../../store-error.js'
import type { Change } from '../../transactions/change.js'
import type { HeldRow } from '../../transactions/write-buffer.js'
import type { Entity, EntityCatalog } from '../entity.js'
import { isKept, keptExpiry } from '../kept-values.js'
import { LazyRecord } from '../stored-record.js'
import { type Expiring, expiryOf, removal } from './expiry.js'
import { stateOf } from './lifecycle.js'
import { nextMoment } from './lifecycle-moments.js'
import type { MovingParts } from './lifecycle-moves.js'
import { stepOf } from './lifecycle-step.js'
import {
  expiryRef,
  expiryWrites,
  type Life,
  lifeWrites,
  loadedLife,
  movesByItself,
  readLife,
} from './lifetime.js'

/** What due rows are settled with. */
export interface Settling extends Expiring, MovingParts {
  readonly catalog: EntityCatalog
  /** Seed of made-up data. */
  readonly seed: number
  readonly log: Logger
}

/** What comes next for a row. */
export interface Next {
  /** Epoch milliseconds; infinite when nothing happens and only what the store knows about it is to be put right. */
  readonly at: number
  /** True when nothing else of the row is due in this commit. */
  readonly isLast: boolean
  /** The change; undefined when it can only be told in another transaction than one that `hasWritten`. */
  readonly change: (hasWritten: boolean) => Change | Promise<Change | undefined>
}

/** What comes next for a row that the store called due, as the transaction sees it. */
export async function nextOf(settling: Settling, ref: RowRef): Promise<Next> {
  const { transaction, catalog, now } = settling
  const row = await readable(settling, ref)
  // A record that cannot be read stays as it is and answers its error to those who ask for it, and to nobody else.
  if (row === 'damaged') return correction([{ write: 'due', ...ref, at: undefined }])
  if (isKept(ref)) return { at: now, isLast: true, change: () => keptExpiry(ref, row, now) }
  if (row === undefined) return correction(expiryWrites(ref, undefined))
  const stated = await readable(settling, expiryRef(ref))
  const life = stated === 'damaged' ? undefined : readLife(stated)
  if (!catalog.has(ref.collection)) return nextOfUnknown(ref, life, now)
  const entity = catalog.get(ref.collection)
  const record = new LazyRecord(row)
  const value = parsed(record)
  if (value === undefined) return correction([{ write: 'due', ...ref, at: undefined }])
  if (life === undefined && movesByItself(entity)) return correction(begun(entity, ref, value, now))
  const expires = life?.expires
  const { lifecycle } = entity
  const moment = lifecycle && life && nextMoment(lifecycle, stateOf(lifecycle, value), life)
  // Where nobody knows why a record is due, its life is over: that is what rows are due for.
  const isOver = life?.entered === undefined && expires === undefined && !movesByItself(entity)
  if (isOver || (expires !== undefined && expires <= Math.min(now, moment?.at ?? now)))
    return {
      at: expires ?? now,
      isLast: true,
      change: () => expiryOf(settling, { entity, record, expires }),
    }
  // Its life was extended after the store had answered that it was due, or it has moved on since.
  if (lifecycle === undefined || life === undefined || moment === undefined || moment.at > now)
    return correction(lifeWrites(entity, ref, life ?? {}, value))
  const mover = { entity, lifecycle, id: ref.id, record: value, life, moment }
  const randomOf = (one: Entity, id: string) => recordRandom(settling, one, id)
  return {
    at: moment.at,
    isLast: false,
    change: (hasWritten) => stepOf(mover, { ...settling, transaction, hasWritten, randomOf }),
  }
}

function nextOfUnknown(ref: RowRef, life: Life | undefined, now: number): Next {
  const expires = life?.expires
  if (expires !== undefined && expires > now) return correction(expiryWrites(ref, expires))
  if (expires === undefined && life?.entered !== undefined)
    return correction([{ write: 'due', ...ref, at: undefined }])
  return { at: expires ?? now, isLast: true, change: () => ({ requires: [], writes: removal(ref) }) }
}

// Nobody knows since when it is in its state: from now on.
function begun(entity: Entity, ref: RowRef, value: JsonObject, now: number): readonly Write[] {
  const writes = loadedLife(entity, ref, value, { now })
  return writes.length > 0 ? writes : expiryWrites(ref, undefined)
}

function correction(writes: readonly Write[]): Next {
  return { at: Number.POSITIVE_INFINITY, isLast: true, change: () => ({ requires: [], writes }) }
}

async function readable({ transaction }: Settling, ref: RowRef): Promise<HeldRow | undefined | 'damaged'> {
  try {
    return await transaction.get(ref)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'MOCK_STORE_DAMAGED') return 'damaged'
    throw error
  }
}

function parsed(record: LazyRecord): JsonObject | undefined {
  try {
    return record.value
  } catch {
    return undefined
  }
}

// As for a change by a request: made-up data depends on the record alone.
function recordRandom({ seed }: Settling, entity: Entity, id: string): Random {
  return createRandom(seedOf(`${seed}/${entity.name}/${id}`))
}
