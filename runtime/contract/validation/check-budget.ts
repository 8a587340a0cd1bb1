// Bounds the work of one validation: a schema that leads back to itself in several branches can double it with each level.

/** Schemas behind references that one validation may enter; a large document's largest body enters a few thousand. */
export const maxSteps = 200_000

/** Thrown inside a validation that takes too many steps. */
export class TooManySteps extends Error {}

export interface CheckBudget {
  /** Begins a validation. */
  begin(): void
  /** Takes a step. Throws TooManySteps. */
  step(): void
}

export function createCheckBudget(): CheckBudget {
  let left = maxSteps
  return {
    begin: () => {
      left = maxSteps
    },
    step: () => {
      left -= 1
      if (left < 0) throw new TooManySteps(`more than ${maxSteps} steps`)
    },
  }
}
