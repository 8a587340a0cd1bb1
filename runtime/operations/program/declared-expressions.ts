// All expressions of a declaration, so that what they need is known before the first of them is evaluated.
import type { Condition, ResponseFacts, StepOptions, Template } from '../../facts.js'

/** Expressions by their form. What is not declared is undefined. */
export interface Expressions {
  readonly templates: readonly (Template | undefined)[]
  readonly conditions: readonly (Condition | undefined)[]
}

/** What has expressions: a rule, or the options and the response of a bound operation. */
export interface Declaration {
  readonly when?: Condition | undefined
  readonly steps: readonly DeclaredStep[]
  readonly response?: ResponseFacts | undefined
}

type DeclaredStep = StepOptions & { readonly when?: Condition; readonly forEach?: Template }

/** The expressions of a declaration. */
export function expressionsOf({ when, steps, response }: Declaration): Expressions {
  const inSteps = steps.map(expressionsOfStep)
  return {
    templates: [
      ...inSteps.flatMap(({ templates }) => templates),
      response?.body,
      ...Object.values(response?.headers ?? {}),
    ],
    conditions: [when, ...inSteps.flatMap(({ conditions }) => conditions)],
  }
}

function expressionsOfStep(step: DeclaredStep): Expressions {
  const { key, scopeValues, data, where = {}, ttl, lock, forEach, when, validate = [] } = step
  return {
    templates: [
      key,
      scopeValues,
      data,
      ...Object.values(where).flatMap((wanted) => Object.values(wanted)),
      ttl,
      typeof lock === 'object' ? lock.expected : undefined,
      forEach,
    ],
    conditions: [when, ...validate.map((check) => check.when)],
  }
}
