// What a draft of a value is given on its way: the plan, the place, and what stands around it.
import type { Random } from '../../ids.js'
import type { Json } from '../../json.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import type { Flattener } from '../schemas/flattener.js'
import type { Schema } from '../schemas/schema.js'
import type { Fake } from './fake-values.js'

/** How a draft is made. The sampler asks for a plainer one when a richer one was not valid. */
export interface DraftPlan {
  readonly random: Random
  /** Which attempt this is; later ones choose other branches, and from `wildRound` on anything that is possible. */
  readonly round: number
  /** True to use examples and defaults. */
  readonly examples: boolean
  /** True to give optional properties too. */
  readonly generous: boolean
  /** Pointers of values that were not valid: no examples there or above, and no optional property of that name. */
  readonly avoid: readonly string[]
  /** Values that may still be made, whatever is required; plans may share it. Then everything is left empty. */
  readonly work: { left: number }
  /** Asked about every value inside, and what is refused is made again; undefined to trust them. */
  readonly isValid?: ((schema: Schema, value: Json) => boolean) | undefined
}

/** From this round on types, branches and conditions are chosen at random, null included. */
const wildRound = 5

/** What the drafts of one value share. */
export interface DraftState {
  /** Values that may still be made; below zero only what is required. */
  left: number
  /** Schemas for which no valid value was found; they are not tried again and again. */
  readonly hopeless: Set<Schema>
}

/** A plan on its way through a value. */
export interface Draft extends DraftPlan {
  /** Drafts a value inside this one. */
  readonly make: (schema: Schema, draft: Draft) => Json | undefined
  readonly flattener: Flattener
  readonly fake: Fake
  readonly state: DraftState
  /** Pointer of the value in the whole. */
  readonly at: string
  /** The property the value is for, and the property or schema that it stands in; `''` where there is none. */
  readonly name: string
  readonly parent: string
  /** Which of several like values this is: the index of an item. */
  readonly variant: number
  readonly depth: number
  /** Depth of the innermost item of a list that this value is, or stands in; -1 where there is none. */
  readonly itemDepth: number
  /** The schemas around this value. */
  readonly trail: readonly FlatSchema[]
}

export function isWild({ round }: Pick<DraftPlan, 'round'>): boolean {
  return round >= wildRound
}

/** True when a value of this schema stands inside a value of the same schema. */
export function isRecursive(flat: FlatSchema, draft: Draft): boolean {
  return draft.trail.includes(flat)
}

/** True when the value at a pointer, or one in it, was not valid in an earlier draft. */
export function isAvoided(at: string, draft: Draft): boolean {
  return draft.avoid.some((pointer) => pointer === at || pointer.startsWith(`${at}/`))
}
