// Equality and order of values.
import { namesOf } from './access.js'
import { type Frame, spend } from './failure.js'
import { timeOf } from './times.js'
import { Duration, Instant, isObjectValue, Optional, propertyOf, type Value } from './values.js'

/**
 * True for equal values: numbers by their size, lists and objects by their members, a time and a text when the text is
 * the RFC 3339 form of the same moment, optionals by what they hold. Values of different kinds are not equal.
 */
export function areEqual(left: Value, right: Value, frame: Frame): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    spend(frame, Math.min(left.length, right.length))
    return left.length === right.length && left.every((item, index) => areEqual(item, right[index], frame))
  }
  if (isObjectValue(left) && isObjectValue(right)) {
    const names = namesOf(left, frame)
    if (names.length !== namesOf(right, frame).length) return false
    return names.every(
      (name) =>
        Object.hasOwn(right, name) && areEqual(propertyOf(left, name), propertyOf(right, name), frame),
    )
  }
  if (left instanceof Optional && right instanceof Optional) return areEqual(left.value, right.value, frame)
  return orderOf(left, right, frame) === 0
}

/** Negative, zero or positive as left is before, beside or after right; undefined for values that have no order. */
export function orderOf(left: Value, right: Value, frame: Frame): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return sign(left, right)
  if (typeof left === 'string' && typeof right === 'string') {
    spend(frame, Math.min(left.length, right.length) >> 6)
    return sign(left, right)
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') return sign(left, right)
  if (left instanceof Duration && right instanceof Duration) return sign(left.ms, right.ms)
  if (!(left instanceof Instant) && !(right instanceof Instant)) return undefined
  const leftMs = timeOf(left)
  const rightMs = timeOf(right)
  return leftMs === undefined || rightMs === undefined ? undefined : sign(leftMs, rightMs)
}

function sign<T extends number | string | boolean>(left: T, right: T): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
