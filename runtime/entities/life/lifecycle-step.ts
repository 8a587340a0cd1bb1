// One timed transition: a record moves on by itself, as an ordinary change would move it.
import { MockError } from '../../errors.js'
import type { Random } from '../../ids.js'
import type { JsonObject } from '../../json.js'
import type { Logger } from '../../logger.js'
import type { Change, Requirement } from '../../transactions/change.js'
import type { Transaction } from '../../transactions/transaction.js'
import type { Entity } from '../entity.js'
import { withServerValues, withValuesOf } from '../record-content.js'
import { recordChange } from '../record-index.js'
import {
  assertRequiredReferences,
  fieldRequirements,
  referenceRequirements,
  unreferredRequirements,
} from '../references.js'
import { withLife } from './life-events.js'
import { type Lifecycle, stateOf, type TimedTransition } from './lifecycle.js'
import { type Moment, movedStay, triedStay } from './lifecycle-moments.js'
import { isPossible, type MovingParts, valuesSet } from './lifecycle-moves.js'
import { type Life, lifeWrites } from './lifetime.js'

/** What records move on with. */
export interface StepParts extends MovingParts {
  readonly transaction: Transaction
  /** Epoch milliseconds to which records move on. */
  readonly now: number
  /** True when the transaction has written something before: what the store does not allow now, it may allow afterwards. */
  readonly hasWritten: boolean
  /** What completion makes up for a row. */
  readonly randomOf: (entity: Entity, id: string) => Random
  readonly log: Logger
}

/** A record that is due to move on. */
export interface Mover {
  readonly entity: Entity
  readonly lifecycle: Lifecycle
  readonly id: string
  readonly record: JsonObject
  readonly life: Life
  readonly moment: Moment
}

/** What a transition makes of a record. */
interface Move {
  readonly record: JsonObject
  readonly change: Change
}

/**
 * The change that is due at a moment of a record: the first of its transitions that is possible, or the note that none was.
 * Undefined when that can only be told in another transaction. Time in it is the time at which it should have happened.
 */
export async function stepOf(mover: Mover, parts: StepParts): Promise<Change | undefined> {
  const { entity, lifecycle, id, record, life, moment } = mover
  for (const transition of moment.transitions) {
    const move = moveBy(transition, mover, parts)
    if (move === undefined) continue
    const requires = await requirementsOf(move, mover, parts)
    if (requires !== undefined) return { requires, writes: move.change.writes }
    if (parts.hasWritten) return undefined
    skipped(mover, transition, parts)
  }
  const { expires, ttl } = life
  const stay = triedStay(lifecycle, stateOf(lifecycle, record), life, { at: moment.at, now: parts.now })
  const tried = { ...(expires !== undefined && { expires }), ...(ttl !== undefined && { ttl }), ...stay }
  return { requires: [], writes: lifeWrites(entity, { collection: entity.name, id }, tried, record) }
}

// Undefined when its condition does not hold. What fails must not keep everybody else from the space.
function moveBy(transition: TimedTransition, mover: Mover, parts: StepParts): Move | undefined {
  try {
    const { entity, id, record, moment } = mover
    const occasion = { entity, id, record, now: moment.at }
    return isPossible(transition, occasion, parts) ? carryOut(transition, mover, parts) : undefined
  } catch (err) {
    skipped(mover, transition, parts, err)
    return undefined
  }
}

function carryOut(transition: TimedTransition, mover: Mover, parts: StepParts): Move {
  const { entity, lifecycle, id, record: before, life, moment } = mover
  const { to } = transition
  const moves = (life.moves ?? 0) + 1
  const stay = movedStay(lifecycle, to, { at: moment.at, moves, now: parts.now })
  // Later than the moment only where rounds are left out.
  const at = stay.entered ?? moment.at
  if (at > moment.at) leapt(mover, moves, parts)
  const set = valuesSet(transition, { entity, id, record: before, now: at }, parts)
  const moved = { ...set, [lifecycle.field]: to }
  const random = () => parts.randomOf(entity, id)
  const completed = withServerValues(entity, before, moved, { old: before, now: at, random })
  const record = withValuesOf(moved, [lifecycle.field], completed)
  assertRequiredReferences(entity, record)
  const broken = entity.shape.violations?.(record)[0]
  if (broken !== undefined) throw new MockError('MOCK_INVALID_REQUEST', { errors: [broken] })
  const { requires, writes } = recordChange(entity, id, before, record)
  const happening = { event: 'enter', now: at, record, before, life, stay } as const
  return { record, change: { requires, writes: withLife(writes, entity, id, happening) } }
}

// Undefined when the store, or what the transaction has written, does not allow the change.
async function requirementsOf(
  { record, change }: Move,
  { entity, id, record: before }: Mover,
  { transaction }: StepParts,
): Promise<readonly Requirement[] | undefined> {
  const requires = [...referenceRequirements(entity, id, record, { before }), ...change.requires]
  try {
    if (entity.hasFieldReferences)
      requires.push(...(await fieldRequirements(transaction, entity, id, record, { before })))
    if (entity.referredFields.length > 0)
      requires.push(...(await unreferredRequirements(transaction, entity, { id, before, after: record })))
  } catch (error) {
    if (error instanceof MockError) return undefined
    throw error
  }
  // Without refusals: what does not hold at the commit is looked at again.
  const checks = requires.map(({ check }) => check)
  const isAllowed = checks.length === 0 || (await transaction.holds(checks))
  return isAllowed ? checks.map((check) => ({ check })) : undefined
}

function skipped(
  { entity, id, moment }: Mover,
  { to }: TimedTransition,
  { log }: StepParts,
  err?: unknown,
): void {
  const fields = { entity: entity.name, record: id, to, at: moment.at, ...(err !== undefined && { err }) }
  log.warn(fields, 'A timed transition is not possible; it is tried again when the record changes')
}

function leapt({ entity, id }: Mover, moves: number, { log }: StepParts): void {
  log.warn(
    { entity: entity.name, record: id, moves },
    'A record moved on by itself too often in a row; the rounds between then and now are left out',
  )
}
