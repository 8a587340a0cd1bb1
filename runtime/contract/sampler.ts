// Makes valid values: drafts them, checks them, and drafts again around what was wrong.
import type { Random } from '../ids.js'
import type { Json } from '../json.js'
import type { DraftPlan } from './draft.js'
import { draftValue } from './draft-value.js'
import type { Flattener } from './flattener.js'
import type { Schema } from './schema.js'
import type { Validator } from './validator.js'

/** What a sample may be made from beside its schema. */
export interface SampleOptions {
  readonly random: Random
  /** Values to use before all others when they are valid: a media type's examples. */
  readonly preferred?: readonly Json[]
  /** The property or parameter that the value is for; its name makes text plausible. */
  readonly name?: string
  /** True: made up even where there are examples, so that many samples differ. */
  readonly varied?: boolean
}

export interface Sampler {
  /**
   * A value that satisfies the schema. Where none is found in a bounded number of attempts it is the one with the fewest
   * violations; undefined when the schema allows nothing at all. Repeatable for one state of `random`.
   */
  sample(schema: Schema, options: SampleOptions): Json | undefined
}

/** How each attempt is made; all of them failing means that the schema contradicts itself or is beyond us. */
const attempts: readonly Pick<DraftPlan, 'examples' | 'generous' | 'round'>[] = [
  { round: 0, examples: true, generous: true },
  { round: 0, examples: true, generous: true },
  { round: 2, examples: true, generous: true },
  { round: 0, examples: false, generous: true },
  { round: 0, examples: false, generous: false },
  { round: 1, examples: false, generous: false },
  { round: 3, examples: false, generous: false },
  { round: 1, examples: false, generous: true },
  { round: 2, examples: false, generous: true },
  { round: 4, examples: false, generous: true },
]

const variedAttempts: typeof attempts = [
  { round: 1, examples: false, generous: true },
  { round: 1, examples: false, generous: true },
  { round: 3, examples: false, generous: false },
  ...attempts,
]

export function createSampler(flattener: Flattener, validator: Validator): Sampler {
  return {
    sample: (schema, options) => {
      const preferred = options.preferred?.find((value) => validator.isValid(schema, value))
      if (preferred !== undefined) return preferred
      let best: { readonly value: Json; readonly violations: number } | undefined
      let avoid: readonly string[] = []
      for (const attempt of options.varied === true ? variedAttempts : attempts) {
        const plan = { ...attempt, avoid, random: options.random, name: options.name ?? '' }
        const value = draftValue(schema, plan, flattener)
        if (value === undefined) continue
        const violations = validator.check(schema, value)
        if (violations.length === 0) return value
        if (best === undefined || violations.length < best.violations) {
          best = { value, violations: violations.length }
        }
        avoid = [...new Set([...avoid, ...violations.map(({ pointer }) => pointer)])]
      }
      return options.preferred?.[0] ?? best?.value
    },
  }
}
