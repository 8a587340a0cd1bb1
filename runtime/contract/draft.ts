// What a draft of a value is given on its way: the plan, the place, and what stands around it.
import type { Random } from '../ids.js'
import type { Json } from '../json.js'
import type { FlatSchema } from './flat-schema.js'
import type { Flattener } from './flattener.js'

/** How a draft is made. The sampler asks for a plainer one when a richer one was not valid. */
export interface DraftPlan {
  readonly random: Random
  /** Which attempt this is; later ones choose other branches. */
  readonly round: number
  /** True to use examples and defaults. */
  readonly examples: boolean
  /** True to give optional properties too. */
  readonly generous: boolean
  /** Pointers of values that were not valid: no examples there or above, and no optional property of that name. */
  readonly avoid: readonly string[]
}

/** A plan on its way through a value. */
export interface Draft extends DraftPlan {
  /** Drafts a value inside this one. */
  readonly make: (flat: FlatSchema, draft: Draft) => Json | undefined
  readonly flattener: Flattener
  readonly budget: { left: number }
  /** Pointer of the value in the whole. */
  readonly at: string
  /** The property the value is for. */
  readonly name: string
  /** Which of several like values this is: the index of an item. */
  readonly variant: number
  readonly depth: number
  /** The schemas around this value. */
  readonly trail: readonly FlatSchema[]
}

/** True when a value of this schema stands inside a value of the same schema. */
export function isRecursive(flat: FlatSchema, draft: Draft): boolean {
  return draft.trail.includes(flat)
}

/** True when the value at a pointer, or one in it, was not valid in an earlier draft. */
export function isAvoided(at: string, draft: Draft): boolean {
  return draft.avoid.some((pointer) => pointer === at || pointer.startsWith(`${at}/`))
}
