// Makes valid values: drafts them, checks them, and drafts again around what was wrong.
import type { Random } from '../../ids.js'
import type { Json } from '../../json.js'
import type { Schema } from '../schemas/schema.js'
import type { Schemas } from '../schemas/schemas.js'
import type { Validator } from '../validation/validator.js'
import type { DraftPlan } from './draft.js'
import { type DraftTools, draftValue } from './draft-value.js'

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
   * violations, and the contract's problems name the schema; undefined when the schema allows nothing at all. Repeatable
   * for one state of `random`.
   */
  sample(schema: Schema, options: SampleOptions): Json | undefined
}

/** What samples are made with. */
export interface SamplerTools extends DraftTools {
  readonly schemas: Schemas
  readonly validator: Validator
}

interface Attempt extends Pick<DraftPlan, 'examples' | 'generous' | 'round'> {
  /** True to ask about each value inside, which costs a compiled validator for each of their schemas. */
  readonly careful?: boolean
}

// Everything at random, see `isWild`.
const wildAttempts: readonly Attempt[] = Array.from({ length: 60 }, (_, i) => ({
  round: 5 + i,
  examples: false,
  generous: i % 3 !== 2,
  careful: true,
}))

/** Wild attempts for any schema; the others are for those that are small. */
const usualWild = 15

/** How each attempt is made; all of them failing means that the schema contradicts itself or is beyond us. */
const attempts: readonly Attempt[] = [
  { round: 0, examples: true, generous: true },
  { round: 0, examples: true, generous: true },
  { round: 2, examples: true, generous: true },
  ...[0, 1, 3].flatMap((round) => [
    { round, examples: false, generous: true },
    { round, examples: false, generous: false },
  ]),
  { round: 4, examples: false, generous: true },
  { round: 0, examples: true, generous: true, careful: true },
  ...[1, 2, 3, 4].map((round) => ({ round, examples: false, generous: round !== 3, careful: true })),
  ...wildAttempts,
]

const variedAttempts: typeof attempts = [
  { round: 1, examples: false, generous: true },
  { round: 1, examples: false, generous: true },
  { round: 3, examples: false, generous: false },
  ...attempts,
]

/** Values that all attempts together make at most. */
const maxWork = 20_000
/** Values after which nothing further is tried: what has made so many is large, and more of the same would take a second. */
const maxTried = 3_000
/** Attempts for a schema for which no value was found before. */
const maxRetries = 4

export function createSampler(tools: SamplerTools): Sampler {
  const { schemas, validator } = tools
  const { isValid } = validator
  const hopeless = new WeakSet<object>()

  // One after the other as they are asked for: most samples are right at the first attempt.
  function* plans(schema: Schema, { random, name = '', varied = false }: SampleOptions) {
    const parent = typeof schema === 'object' ? (schemas.nameOf(schema) ?? '') : ''
    const list = varied ? variedAttempts : attempts
    const isHopeless = typeof schema === 'object' && hopeless.has(schema)
    const work = { left: maxWork }
    const usual = list.length - wildAttempts.length + usualWild
    for (const [i, { careful, ...attempt }] of (isHopeless ? list.slice(0, maxRetries) : list).entries()) {
      if (i >= usual && maxWork - work.left > maxTried) return
      yield { ...attempt, work, random, name, parent, isValid: careful ? isValid : undefined }
    }
  }

  return {
    sample: (schema, options) => {
      const preferred = options.preferred?.find((value) => isValid(schema, value))
      if (preferred !== undefined) return preferred
      let best: { readonly value: Json; readonly violations: number } | undefined
      let avoid: readonly string[] = []
      for (const plan of plans(schema, options)) {
        if (plan.work.left <= 0) break
        const value = draftValue(schema, { ...plan, avoid }, tools)
        if (value === undefined) continue
        const violations = validator.check(schema, value)
        if (violations.length === 0) return value
        if (best === undefined || violations.length < best.violations) {
          best = { value, violations: violations.length }
        }
        avoid = [...new Set([...avoid, ...violations.map(({ pointer }) => pointer)])]
      }
      if (typeof schema === 'object') {
        hopeless.add(schema)
        schemas.report(schema, 'no value was found that the schema allows')
      }
      return options.preferred?.[0] ?? best?.value
    },
  }
}
