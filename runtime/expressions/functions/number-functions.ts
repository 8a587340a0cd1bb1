// Functions of numbers.
import { ExpressionFailure } from '../failure.js'
import { calculate, finite } from '../numbers.js'
import type { Value } from '../values.js'
import { type FunctionForms, form1, form2, formOfSeveral, list, number } from './function-form.js'

export const numberFunctions: FunctionForms = {
  round: [form1(number, 'number', (value) => round(value, 0)), form2(number, number, 'number', round)],
  floor: [form1(number, 'number', (value) => finite(Math.floor(value)))],
  ceil: [form1(number, 'number', (value) => finite(Math.ceil(value)))],
  abs: [form1(number, 'number', Math.abs)],
  min: [form1(list, 'number', (items) => least(numbersOf(items))), formOfSeveral(number, 'number', least)],
  max: [
    form1(list, 'number', (items) => greatest(numbersOf(items))),
    formOfSeveral(number, 'number', greatest),
  ],
  sum: [
    form1(list, 'number', (items) => numbersOf(items).reduce((sum, item) => calculate('+', sum, item), 0)),
  ],
}

/** Most digits behind the point that `round` keeps. */
const maxDigits = 15

// Half is rounded away from zero, as people do. The decimal exponent is moved in text, because 1.005 * 100 is 100.49….
function round(value: number, digits: number): number {
  if (!Number.isInteger(digits) || digits < 0 || digits > maxDigits)
    throw new ExpressionFailure(`rounds to ${digits} digits; 0 to ${maxDigits} can be`)
  const rounded = shift(Math.round(shift(Math.abs(value), digits)), -digits)
  return finite(value < 0 ? -rounded : rounded)
}

function shift(value: number, digits: number): number {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  return Number(`${mantissa}e${Number(exponent) + digits}`)
}

function numbersOf(items: readonly Value[]): readonly number[] {
  return items.map((item) => {
    if (typeof item === 'number') return item
    throw new ExpressionFailure('has a list with members that are no numbers')
  })
}

function least(values: readonly number[]): number {
  return finite(values.reduce((found, value) => Math.min(found, value), Number.POSITIVE_INFINITY))
}

function greatest(values: readonly number[]): number {
  return finite(values.reduce((found, value) => Math.max(found, value), Number.NEGATIVE_INFINITY))
}
