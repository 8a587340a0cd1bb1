// Why an expression has no value, and how much work a template may be.
import type { Scope } from './expressions.js'
import type { Value } from './values.js'

/** An expression has no value for these inputs. */
export class ExpressionFailure extends Error {
  /** The part of the expression that failed; its sentence goes on with the message. */
  place: string | undefined

  constructor(
    message: string,
    /** True for a limit: no `||` or `&&` makes up for it. */
    readonly isFinal: boolean = false,
  ) {
    super(message)
    this.name = 'ExpressionFailure'
  }
}

/** Runs a part of an expression; what fails in it and says no place yet is about that part. */
export function about<T>(part: { readonly text: string }, run: (frame: Frame) => T): (frame: Frame) => T {
  return (frame) => {
    try {
      return run(frame)
    } catch (error) {
      if (error instanceof ExpressionFailure) error.place ??= part.text
      throw error
    }
  }
}

/**
 * Parts of expressions that one template may evaluate, long texts and lists counted by their length. The most expensive
 * expression found takes some 0.3 s for them; looking each of 1,000 members up among 1,000 others by a loop stays below.
 */
export const maxSteps = 2_000_000
/** What the names of an object cost when they are listed, each. */
export const stepsOfName = 4
/** Most that the values of a template may be in all: characters of texts and names, and 8 for each value. */
export const maxResultSize = 8 * 1024 * 1024

/** One evaluation of a template. */
export interface Frame {
  readonly scope: Scope
  /** The variables of loops, by their depth. */
  readonly locals: Value[]
  stepsLeft: number
  sizeLeft: number
}

export function createFrame(scope: Scope): Frame {
  return { scope, locals: [], stepsLeft: maxSteps, sizeLeft: maxResultSize }
}

/** Counts work; fails when it is too much. */
export function spend(frame: Frame, steps: number): void {
  frame.stepsLeft -= steps
  if (frame.stepsLeft < 0)
    throw new ExpressionFailure(`takes more than ${maxSteps} steps (the limit maxSteps)`, true)
}
