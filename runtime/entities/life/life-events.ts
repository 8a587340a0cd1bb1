// What happens to the lives of records: they begin, are extended, move on and end with what happens to the records.
import { MockError } from '../../errors.js'
import { isObject, type JsonObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'
import type { Row, Write } from '../../store/store.js'
import { type RunOptions, runTransaction } from '../../transactions/run-transaction.js'
import type { Space } from '../../transactions/space.js'
import type { Transaction } from '../../transactions/transaction.js'
import { maxTtlSeconds } from '../check-facts.js'
import type { Entity, Lifetime } from '../entity.js'
import { stateOf } from './lifecycle.js'
import { changedStay, enteredStay, type Stay } from './lifecycle-moments.js'
import {
  expiryRef,
  expiryWrites,
  type Life,
  lifeWrites,
  movesByItself,
  printLife,
  readLife,
  stayOf,
} from './lifetime.js'

const longestLifeMs = maxTtlSeconds * 1_000

/** What happens to a record, as far as its life is concerned: `enter` is a transition that happens by itself. */
export type LifeEvent = 'create' | 'change' | 'enter' | 'access' | 'delete'

/** What happens to a record `now`. */
export interface Happening {
  readonly event: LifeEvent
  readonly now: number
  /** The record after it, and before it where there was one. */
  readonly record?: JsonObject | undefined
  readonly before?: JsonObject
  /** What `knownLife` answers; for other events than creating and deleting. */
  readonly life?: Life | undefined
  /** Milliseconds that the record lives from now on, whatever its entity says. */
  readonly ttlMs?: number | undefined
  /** For `enter`: how the record is in the state that it enters. */
  readonly stay?: Stay
}

/** The writes of what happens to a record, with those that its life adds; none are added where nothing is ever due. */
export function withLife(
  writes: readonly Write[],
  entity: Entity,
  id: string,
  happening: Happening,
): readonly Write[] {
  const { lifetime, name } = entity
  if (lifetime === undefined && !movesByItself(entity)) return writes
  const ref = { collection: name, id }
  const { event } = happening
  if (event === 'delete') return [...writes, ...expiryWrites(ref, undefined)]
  if (!isRemembered(entity) && !isExtended(lifetime, event)) return writes
  const life = nextLife(entity, happening)
  if (isAsBefore(entity, life, happening)) return writes
  return [...writes, ...lifeWrites(entity, ref, life, happening.record)]
}

/**
 * What is known about the life of a record that is about to change, as the transaction sees it. Undefined also where it does
 * not matter, which costs nothing.
 */
export async function knownLife(
  transaction: Transaction,
  entity: Entity,
  id: string,
): Promise<Life | undefined> {
  if (!isRemembered(entity)) return undefined
  return readLife(await transaction.get(expiryRef({ collection: entity.name, id })))
}

/** The life that a request gives a record; MOCK_INVALID_REQUEST unless it is more than 0 and at most 100 years. */
export function assertTtl({ name, lifetime }: Entity, ttlMs: number | undefined): void {
  if (ttlMs === undefined) return
  if (lifetime?.isOwn !== true)
    throw new Error(`"${name}" gives its records no lives of their own: its facts need "ownTtl"`)
  if (ttlMs > 0 && ttlMs <= longestLifeMs) return
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: `A record of "${name}" cannot live for ${ttlMs / 1_000} seconds: the ttl must be more than 0 and at most ${maxTtlSeconds}`,
  })
}

/**
 * Reads a row and starts its record's life anew, both or neither. The row itself is not written, so that this neither
 * changes its version nor loses a race against those who write it.
 */
export async function readAndExtend(
  space: Space,
  run: RunOptions,
  entity: Entity,
  id: string,
): Promise<Row | undefined> {
  const ref = { collection: entity.name, id }
  try {
    return await runTransaction(space, run, async (transaction) => {
      const life = await knownLife(transaction, entity, id)
      const row = await space.get(ref)
      if (row === undefined) return undefined
      const happening = {
        event: 'access',
        now: space.clock.now(),
        life,
        record: recordIn(entity, row),
      } as const
      const writes = withLife([], entity, id, happening)
      await transaction.change({ requires: [{ check: { check: 'present', ...ref } }], writes })
      return row
    })
  } catch (error) {
    // Others read or changed it at the same moment, over and over: they have extended its life.
    if (isRemembered(entity) && error instanceof MockError && error.code === 'MOCK_LOST_RACE')
      return space.get(ref)
    throw error
  }
}

/** True when the transaction itself has started the life of a record anew. */
export function hasLivedOn(transaction: Transaction, entity: Entity, id: string): boolean {
  return isRemembered(entity) && transaction.written(expiryRef({ collection: entity.name, id })) !== undefined
}

function nextLife(entity: Entity, { event, now, life = {}, ttlMs, ...records }: Happening): Life {
  const { lifetime } = entity
  const ttl = ttlMs ?? life.ttl
  const lengthMs = ttl ?? lifetime?.ms
  const starts = ttlMs !== undefined || isExtended(lifetime, event)
  const started = lengthMs === undefined ? undefined : now + lengthMs
  const expires = starts ? started : life.expires
  return {
    ...(expires !== undefined && { expires }),
    ...(ttl !== undefined && { ttl }),
    ...nextStay(entity, { event, now, life, ...records }),
  }
}

function nextStay({ lifecycle }: Entity, { event, now, life = {}, record, before, stay }: Happening): Stay {
  if (stay !== undefined) return stay
  if (lifecycle === undefined || record === undefined) return {}
  if (event === 'access') return stayOf(life)
  const state = stateOf(lifecycle, record)
  const isSame = before !== undefined && stateOf(lifecycle, before) === state
  return isSame ? changedStay(lifecycle, state, life, now) : enteredStay(lifecycle, state, now)
}

// When it is due follows from its life and its state.
function isAsBefore(
  { lifecycle }: Entity,
  life: Life,
  { event, life: old = {}, ...records }: Happening,
): boolean {
  if (event === 'enter' || printLife(life) !== printLife(old)) return false
  const { before, record } = records
  if (lifecycle === undefined || before === undefined || record === undefined) return true
  return stateOf(lifecycle, before) === stateOf(lifecycle, record)
}

// Only such an entity's records are more than what their entity says about all of them.
function isRemembered(entity: Entity): boolean {
  return entity.lifetime?.isOwn === true || movesByItself(entity)
}

function recordIn(entity: Entity, row: Row): JsonObject | undefined {
  const record = movesByItself(entity) ? parseJsonText(row.value) : undefined
  return isObject(record) ? record : undefined
}

function isExtended(lifetime: Lifetime | undefined, event: LifeEvent): boolean {
  if (lifetime === undefined) return false
  if (event === 'create') return true
  return event === 'access' ? lifetime.refresh === 'access' : lifetime.refresh !== 'never'
}
