// What the operators do with values.
import { areEqual, orderOf } from './compare.js'
import { ExpressionFailure, type Frame, spend } from './failure.js'
import { calculate } from './numbers.js'
import type { BinaryOperator } from './syntax.js'
import { instantAt } from './times.js'
import { Duration, Instant, isObjectValue, kindName, kindOf, propertyOf, type Value } from './values.js'

/** Applies a binary operator. Fails for values that it does not go with. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value, frame: Frame): Value {
  switch (operator) {
    case '==':
      return areEqual(left, right, frame)
    case '!=':
      return !areEqual(left, right, frame)
    case 'in':
      return isIn(left, right, frame)
    case '<':
      return ordered(operator, left, right, frame) < 0
    case '<=':
      return ordered(operator, left, right, frame) <= 0
    case '>':
      return ordered(operator, left, right, frame) > 0
    case '>=':
      return ordered(operator, left, right, frame) >= 0
    default:
      if (typeof left === 'number' && typeof right === 'number') return calculate(operator, left, right)
      return combine(operator, left, right, frame)
  }
}

/** Applies `!` or `-`. */
export function applyUnary(operator: '!' | '-', value: Value): Value {
  if (operator === '!' && typeof value === 'boolean') return !value
  if (operator === '-' && typeof value === 'number') return 0 - value
  if (operator === '-' && value instanceof Duration) return new Duration(-value.ms)
  throw new ExpressionFailure(`has ${operator} before ${kindName(kindOf(value))}`)
}

function ordered(operator: BinaryOperator, left: Value, right: Value, frame: Frame): number {
  return orderOf(left, right, frame) ?? mismatch(operator, left, right)
}

function combine(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value, frame: Frame): Value {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') {
    spend(frame, (left.length + right.length) >> 4)
    return left + right
  }
  if (operator === '+' && Array.isArray(left) && Array.isArray(right)) {
    spend(frame, left.length + right.length)
    return [...left, ...right]
  }
  const sum = operator === '+' || operator === '-' ? combineTimes(operator, left, right) : undefined
  return sum ?? mismatch(operator, left, right)
}

function combineTimes(operator: '+' | '-', left: Value, right: Value): Value | undefined {
  if (left instanceof Instant && right instanceof Instant)
    return operator === '-' ? new Duration(left.timeMs - right.timeMs) : undefined
  if (left instanceof Duration && right instanceof Instant)
    return operator === '+' ? instantAt(right.timeMs + left.ms) : undefined
  if (!(right instanceof Duration)) return undefined
  const ms = operator === '+' ? right.ms : -right.ms
  if (left instanceof Instant) return instantAt(left.timeMs + ms)
  return left instanceof Duration ? new Duration(left.ms + ms) : undefined
}

function isIn(value: Value, container: Value, frame: Frame): boolean {
  if (Array.isArray(container)) {
    spend(frame, container.length)
    return container.some((item) => areEqual(item, value, frame))
  }
  if (isObjectValue(container) && typeof value === 'string') return propertyOf(container, value) !== undefined
  return mismatch('in', value, container)
}

function mismatch(operator: BinaryOperator, left: Value, right: Value): never {
  const found = `${kindName(kindOf(left))} ${operator} ${kindName(kindOf(right))}`
  throw new ExpressionFailure(`has ${found}, which do not go together`)
}
