// Makes numbers within the bounds of a schema.
import type { Random } from '../ids.js'
import type { FlatSchema } from './flat-schema.js'
import { integerBetween } from './random-choice.js'

/** Width of the range from which numbers are taken where the schema leaves it open. */
const span = 1_000
/** The exact integers of JSON readers. */
const largest = Number.MAX_SAFE_INTEGER
const largestInt32 = 2 ** 31 - 1

/** A number as the schema wants it; bounds that contradict each other give one that breaks the upper one. */
export function sampleNumber(flat: FlatSchema, isInteger: boolean, random: Random): number {
  const step = flat.multipleOf ?? (isInteger ? 1 : undefined)
  const { low, high } = range(flat)
  if (step === undefined) return between(low, high, flat, random)
  return multiple(
    isInteger && !Number.isInteger(step) ? step * decimalFactor(step) : step,
    low,
    high,
    flat,
    random,
  )
}

function range(flat: FlatSchema): { low: number; high: number } {
  const limit = flat.formats.includes('int32') ? largestInt32 : largest
  const low = highest(flat.minimum, flat.exclusiveMinimum)
  const high = lowest(flat.maximum, flat.exclusiveMaximum)
  const from = low ?? (high === undefined || high >= 1 ? 1 : high - span)
  const open = Math.max(from + span * Math.max(1, flat.multipleOf ?? 1), 0)
  return { low: Math.max(from, -limit), high: Math.min(high ?? open, limit) }
}

function multiple(step: number, low: number, high: number, flat: FlatSchema, random: Random): number {
  let first = Math.ceil(low / step)
  let last = Math.floor(high / step)
  if (flat.exclusiveMinimum !== undefined && first * step <= flat.exclusiveMinimum) first++
  if (flat.exclusiveMaximum !== undefined && last * step >= flat.exclusiveMaximum) last--
  const times = first >= last ? first : integerBetween(first, Math.min(last, first + span), random)
  return Number.isInteger(step)
    ? times * step
    : Math.round(times * step * decimalFactor(step)) / decimalFactor(step)
}

// Two decimals read like a price or a measure; where they leave the range, the exact number is taken.
function between(low: number, high: number, flat: FlatSchema, random: Random): number {
  const exact = low + (high - low) * (0.05 + 0.9 * random())
  const rounded = Math.round(exact * 100) / 100
  const isInside =
    rounded >= low &&
    rounded <= high &&
    rounded !== flat.exclusiveMinimum &&
    rounded !== flat.exclusiveMaximum
  return isInside ? rounded : exact
}

function decimalFactor(step: number): number {
  const text = String(step)
  const exponent = /e-(\d+)$/.exec(text)?.[1]
  const decimals = exponent === undefined ? (text.split('.')[1]?.length ?? 0) : Number(exponent)
  return 10 ** Math.min(decimals, 15)
}

function highest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function lowest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}
