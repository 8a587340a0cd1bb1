// States that requests set: the first one of a record, and changes that the lifecycle must allow.
import { MockError } from '../../errors.js'
import type { Merge } from '../../facts.js'
import type { Random } from '../../ids.js'
import { isObject, type Json, type JsonObject, toPointer } from '../../json.js'
import type { Entity } from '../entity.js'
import { own } from '../properties.js'
import { withServerValues } from '../record-content.js'
import { type Lifecycle, leavesAfterMs, stateOf, type Transition } from './lifecycle.js'
import { isPossible, type MovingParts, type Occasion, valuesSet } from './lifecycle-moves.js'

/** A state and how it came into a request. */
export interface GivenState {
  /** What was sent, before properties that clients cannot write were taken out. */
  readonly sent: JsonObject
  /** True: any declared state is fine, and the field may be one that clients cannot write. For seeds. */
  readonly anyState: boolean
}

/** A new record in its state. MOCK_TRANSITION when a client asks for another one than the initial. */
export function withFirstState(entity: Entity, draft: JsonObject, given: GivenState): JsonObject {
  const { lifecycle } = entity
  if (lifecycle === undefined) return draft
  const { field, initial, states } = lifecycle
  const state = own(given.anyState ? given.sent : draft, field) ?? initial
  const isAllowed = given.anyState ? typeof state === 'string' && states.has(state) : state === initial
  if (!isAllowed)
    throw refusal(entity, `a new record cannot be ${shown(state)}`, [...allowedFirst(lifecycle, given)])
  return own(draft, field) === state ? draft : { ...draft, [field]: state }
}

/** What is sent to replace a record: without a state it keeps the one that it has. */
export function withKeptState(entity: Entity, old: JsonObject, sent: Json, merge: Merge): Json {
  const { lifecycle } = entity
  if (lifecycle === undefined || merge !== 'replace' || !isObject(sent)) return sent
  const state = own(old, lifecycle.field)
  if (state === undefined || Object.hasOwn(sent, lifecycle.field)) return sent
  return { ...sent, [lifecycle.field]: state }
}

/**
 * The record of the occasion, changed by a request, with what the transition to its state sets; as it is when it is in the
 * state in which it was. MOCK_TRANSITION when no transition allows the change.
 */
export function movedRecord(
  occasion: Occasion,
  old: JsonObject,
  parts: MovingParts & { readonly random: () => Random },
): JsonObject {
  const { entity, record, now } = occasion
  const transition = transitionTaken(occasion, old, parts)
  if (transition === undefined || transition.set.size === 0) return record
  const values = valuesSet(transition, occasion, parts)
  return withServerValues(entity, record, values, { old, now, random: parts.random })
}

function transitionTaken(occasion: Occasion, before: JsonObject, parts: MovingParts): Transition | undefined {
  const { entity, record } = occasion
  const { lifecycle } = entity
  if (lifecycle === undefined) return undefined
  const from = own(before, lifecycle.field) ?? undefined
  const to = own(record, lifecycle.field) ?? undefined
  // A record from before there was a lifecycle begins with it when somebody says so.
  if (to === from || (from === undefined && to === lifecycle.initial)) return undefined
  const state = stateOf(lifecycle, before)
  const leaving = state === undefined ? [] : lifecycle.transitions.filter((one) => one.from.has(state))
  const leading = leaving.filter((transition) => transition.to === to)
  const taken = leading.find((transition) => isPossible(transition, occasion, parts))
  if (taken !== undefined) return taken
  const problem = leading.length > 0 ? ', because the condition for it does not hold' : ''
  throw refusal(
    entity,
    `${nameOf(entity, record)} cannot go from ${shown(from)} to ${shown(to)}${problem}`,
    from === undefined ? [lifecycle.initial] : targetsOf(leaving),
  )
}

/**
 * When a record that entered its state `now` moves on by itself at the earliest, in epoch milliseconds; undefined when it
 * does not.
 */
export function movesOnAt({ lifecycle }: Entity, record: JsonObject, now: number): number | undefined {
  const afterMs = lifecycle && leavesAfterMs(lifecycle, stateOf(lifecycle, record))
  return afterMs === undefined ? undefined : now + afterMs
}

function allowedFirst({ initial, states }: Lifecycle, { anyState }: GivenState): Iterable<string> {
  return anyState ? states : [initial]
}

function targetsOf(transitions: readonly Transition[]): readonly string[] {
  return [...new Set(transitions.map(({ to }) => to))]
}

function nameOf(entity: Entity, record: JsonObject): string {
  return `the record ${entity.keyProperties.map((property) => shown(own(record, property))).join(', ')}`
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'no state' : JSON.stringify(value)
}

function refusal(entity: Entity, problem: string, allowed: readonly string[]): MockError {
  const field = entity.lifecycle?.field ?? ''
  const next = allowed.length === 0 ? 'no state' : allowed.map(shown).join(', ')
  return new MockError('MOCK_TRANSITION', {
    detail: `"${field}" of "${entity.name}": ${problem}; allowed is ${next}`,
    errors: [{ pointer: toPointer(['body', field]), message: `must be ${next}`, keyword: 'lifecycle' }],
  })
}
