// Functions that make a value of one kind from another.
import { ExpressionFailure } from '../failure.js'
import { finite } from '../numbers.js'
import { Duration, durationText, Instant, instantText, type Value } from '../values.js'
import { any, boolean, type FunctionForms, form1, number, scalar, text, time } from './function-form.js'

export const conversionFunctions: FunctionForms = {
  string: [form1(scalar, 'text', write)],
  int: [
    form1(number, 'number', (value) => wholeNumber(Math.trunc(value))),
    form1(text, 'number', (value) => wholeNumber(/^[+-]?\d{1,16}$/.test(value) ? Number(value) : Number.NaN)),
    form1(time, 'number', ({ timeMs }) => Math.floor(timeMs / 1_000)),
  ],
  double: [
    form1(number, 'number', (value) => value),
    form1(text, 'number', (value) =>
      finite(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN),
    ),
  ],
  bool: [form1(boolean, 'boolean', (value) => value), form1(text, 'boolean', readBoolean)],
  dyn: [form1(any, 'any', (value) => value)],
}

function write(value: Value): string {
  if (value instanceof Duration) return durationText(value)
  return value instanceof Instant ? instantText(value) : String(value)
}

function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value)) throw new ExpressionFailure('is no whole number below 2^53')
  return value + 0
}

const truths = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((word) => [word, false] as const),
])

function readBoolean(value: string): boolean {
  const truth = truths.get(value)
  if (truth === undefined) throw new ExpressionFailure('has a text that is neither true nor false')
  return truth
}
