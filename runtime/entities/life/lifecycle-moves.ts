// What a transition does to a record: whether its condition holds, and what it sets.
import type { Scope } from '../../expressions/expressions.js'
import { type Ids, seededKey } from '../../ids.js'
import type { JsonObject } from '../../json.js'
import type { Entity } from '../entity.js'
import { type NewObject, setOwn } from '../properties.js'
import { coerce } from '../property-schema.js'
import type { Transition } from './lifecycle.js'

/** What transitions are carried out with. */
export interface MovingParts {
  readonly ids: Ids
  /** See `EntitiesOptions.keySeed`: with it the identifiers that a transition makes repeat as well. */
  readonly keySeed: number | undefined
}

/** A record at the moment of a transition. */
export interface Occasion {
  readonly entity: Entity
  /** The id of its row. */
  readonly id: string
  readonly record: JsonObject
  /** Epoch milliseconds of the transition. */
  readonly now: number
}

/** True when the transition's condition holds of the record, or it has none. MOCK_EXPRESSION when that cannot be said. */
export function isPossible(transition: Transition, occasion: Occasion, parts: MovingParts): boolean {
  return transition.when === undefined || transition.when(scopeOf(transition, occasion, parts))
}

/** The properties that a transition sets, in the types of their schemas; an expression without a value sets none. */
export function valuesSet(transition: Transition, occasion: Occasion, parts: MovingParts): JsonObject {
  const values: NewObject = {}
  if (transition.set.size === 0) return values
  const scope = scopeOf(transition, occasion, parts)
  for (const [property, template] of transition.set) {
    const value = template(scope)
    if (value !== undefined) setOwn(values, property, coerce(value, occasion.entity.shape.property(property)))
  }
  return values
}

function scopeOf(transition: Transition, occasion: Occasion, parts: MovingParts): Scope {
  const { record, now } = occasion
  return { values: { entity: record, current: record }, now, ids: idsOf(transition, occasion, parts) }
}

// The same transition of the same record at the same time makes the same identifiers, whoever carries it out.
function idsOf(
  { position }: Transition,
  { entity, id, now }: Occasion,
  { ids, keySeed: seed }: MovingParts,
): Ids {
  if (seed === undefined) return ids
  let made = 0
  const parts = (time: number) => {
    made++
    return { seed, place: `$transitions/${position}/${now}/${entity.name}/${id}`, count: made, now: time }
  }
  return {
    uuid: () => seededKey('uuid', parts(now)),
    ulid: (time) => seededKey('ulid', parts(time)),
    nanoid: () => seededKey('nanoid', parts(now)),
  }
}
