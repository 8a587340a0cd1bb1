// Makes numbers within the bounds of a schema.
import type { Random } from '../../ids.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import { commonMultiple, isMultiple } from '../validation/multiple-of.js'
import { numberMeaning } from './number-meanings.js'
import { integerBetween } from './random-choice.js'
import { snakeCase } from './text-meanings.js'

/** Width of the range from which numbers are taken where neither schema nor name says one. */
const span = 1_000
/** The exact integers of JSON readers. */
const largest = Number.MAX_SAFE_INTEGER

/** The ranges of the formats of the OpenAPI registry; wider ones are cut to what readers of JSON hold exactly. */
const formatRanges: ReadonlyMap<string, readonly [low: number, high: number]> = new Map([
  ['int8', [-128, 127]],
  ['uint8', [0, 255]],
  ['int16', [-32_768, 32_767]],
  ['uint16', [0, 65_535]],
  ['int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['uint32', [0, 2 ** 32 - 1]],
  ['int64', [-largest, largest]],
  ['uint64', [0, largest]],
])

/** What a number is made for. */
export interface NumberInput {
  readonly isInteger: boolean
  /** The property that it is for. */
  readonly name: string
  readonly random: Random
}

/** A number as the schema wants it; bounds that contradict each other give one that breaks the upper one. */
export function sampleNumber(flat: FlatSchema, input: NumberInput): number {
  const { isInteger, random } = input
  const { low, high, decimals } = range(flat, input.name)
  if (flat.multipleOf === undefined) {
    return isInteger ? multiple(1, low, high, flat, random) : between(low, high, decimals, flat, random)
  }
  const step = isInteger ? wholeStep(flat.multipleOf) : flat.multipleOf
  return multiple(step, low, high, flat, random)
}

interface Range {
  readonly low: number
  readonly high: number
  readonly decimals: number
}

// The name's range where it has something in common with the schema's; else the schema's, from its lower end.
function range(flat: FlatSchema, name: string): Range {
  const [least, most] = limits(flat)
  const low = highest(flat.minimum, flat.exclusiveMinimum)
  const high = lowest(flat.maximum, flat.exclusiveMaximum)
  const meaning = numberMeaning(snakeCase(name))
  if (meaning !== undefined && (low ?? meaning.low) < meaning.high && (high ?? meaning.high) > meaning.low) {
    const narrow = {
      low: Math.max(low ?? least, meaning.low, least),
      high: Math.min(high ?? most, meaning.high, most),
    }
    if (narrow.low < narrow.high && flat.multipleOf === undefined)
      return { ...narrow, decimals: meaning.decimals ?? 2 }
  }
  const from = low ?? (high === undefined || high >= 1 ? 1 : high - span)
  const open = Math.max(from + span * Math.max(1, flat.multipleOf ?? 1), 0)
  // Bounds beyond what is exact leave no choice.
  if (from > most || (high ?? most) < least) return { low: from, high: high ?? from, decimals: 2 }
  return { low: Math.max(from, least), high: Math.min(high ?? open, most), decimals: 2 }
}

function limits({ formats, hints }: FlatSchema): readonly [number, number] {
  const known = [...formats, ...hints]
    .map((format) => formatRanges.get(format))
    .filter((found) => found !== undefined)
  return known[0] ?? [-largest, largest]
}

function multiple(step: number, low: number, high: number, flat: FlatSchema, random: Random): number {
  let first = Math.ceil(low / step)
  let last = Math.floor(high / step)
  if (flat.exclusiveMinimum !== undefined && first * step <= flat.exclusiveMinimum) first++
  if (flat.exclusiveMaximum !== undefined && last * step >= flat.exclusiveMaximum) last--
  // A lower end that we chose ourselves may leave no room.
  const isChosen = flat.minimum === undefined && flat.exclusiveMinimum === undefined
  const only = first > last && isChosen ? last : first
  const times = first >= last ? only : integerBetween(first, Math.min(last, first + span), random)
  return Number.isInteger(step) ? times * step : asDecimal(times, step)
}

// Decimals are counted in their last digit: 3 times 0.1 is 0.3.
function asDecimal(times: number, step: number): number {
  const [digits = '', exponent = '0'] = step.toExponential().split('e')
  const shift = (digits.split('.')[1]?.length ?? 0) - Number(exponent)
  const whole = Math.round(step * 10 ** shift)
  const exact = Number(`${times * whole}e${-shift}`)
  return Number.isFinite(exact) && isMultiple(exact, step) ? exact : times * step
}

// An integer that is a multiple of the step: the step itself as often as it takes.
function wholeStep(step: number): number {
  return Number.isInteger(step) ? step : (commonMultiple(step, 1) ?? step)
}

// Few decimals read like a price or a measure; where they leave the range, the exact number is taken.
function between(low: number, high: number, decimals: number, flat: FlatSchema, random: Random): number {
  const exact = low + (high - low) * (0.05 + 0.9 * random())
  const factor = 10 ** decimals
  const rounded = Math.round(exact * factor) / factor
  const isInside =
    rounded >= low &&
    rounded <= high &&
    rounded !== flat.exclusiveMinimum &&
    rounded !== flat.exclusiveMaximum
  return isInside ? rounded : exact
}

function highest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function lowest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}
