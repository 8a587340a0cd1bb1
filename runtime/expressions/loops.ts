// Comprehensions: `all`, `exists`, `exists_one`, `filter` and `map`, within the budget of the frame.
import { namesOf } from './access.js'
import { ExpressionFailure, type Frame, spend } from './failure.js'
import type { LoopKind } from './syntax.js'
import { isObjectValue, kindName, kindOf, type Value } from './values.js'

/** The compiled parts of a loop. */
export interface LoopParts {
  readonly over: (frame: Frame) => Value
  /** The members that `map` takes; default: all. */
  readonly where: (frame: Frame) => boolean
  readonly value: (frame: Frame) => Value
  readonly condition: (frame: Frame) => boolean
  /** Where the variable of the loop is in the frame. */
  readonly slot: number
  /** What one round costs. */
  readonly cost: number
}

/** Compiles a loop. Objects are looped over by the names of their properties. */
export function compileLoop(kind: LoopKind, parts: LoopParts): (frame: Frame) => Value {
  const { over, where, value, condition } = parts
  switch (kind) {
    case 'map':
      return (frame) =>
        itemsOf(over(frame), frame)
          .filter(each(parts, frame, where))
          .map(each(parts, frame, value))
    case 'filter':
      return (frame) => itemsOf(over(frame), frame).filter(each(parts, frame, condition))
    case 'exists_one':
      return (frame) => itemsOf(over(frame), frame).filter(each(parts, frame, condition)).length === 1
    case 'exists':
      return (frame) => meets(itemsOf(over(frame), frame), true, each(parts, frame, condition))
    case 'all':
      return (frame) => !meets(itemsOf(over(frame), frame), false, each(parts, frame, condition))
  }
}

function each<T>({ slot, cost }: LoopParts, frame: Frame, run: (frame: Frame) => T): (item: Value) => T {
  return (item) => {
    spend(frame, cost)
    frame.locals[slot] = item
    return run(frame)
  }
}

// A member that decides makes up for others that fail, as CEL has it.
function meets(items: readonly Value[], wanted: boolean, test: (item: Value) => boolean): boolean {
  let failure: ExpressionFailure | undefined
  for (const item of items) {
    try {
      if (test(item) === wanted) return true
    } catch (error) {
      if (!(error instanceof ExpressionFailure) || error.isFinal) throw error
      failure ??= error
    }
  }
  if (failure !== undefined) throw failure
  return false
}

function itemsOf(value: Value, frame: Frame): readonly Value[] {
  if (Array.isArray(value)) return value
  if (isObjectValue(value)) return namesOf(value, frame)
  throw new ExpressionFailure(
    `goes through ${kindName(kindOf(value))}, which is neither a list nor an object`,
  )
}
