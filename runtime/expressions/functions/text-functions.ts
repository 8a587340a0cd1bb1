// Functions of text. Positions and sizes count Unicode code points where CEL does, and UTF-16 units elsewhere.
import { compilePattern } from '../../contract/patterns/patterns.js'
import { ExpressionFailure, type Frame, spend } from '../failure.js'
import type { Value } from '../values.js'
import { type FunctionForms, form1, form2, form3, list, number, text } from './function-form.js'

export const textFunctions: FunctionForms = {
  lower: [form1(text, 'text', (value) => value.toLowerCase())],
  upper: [form1(text, 'text', (value) => value.toUpperCase())],
  lowerAscii: [form1(text, 'text', (value) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))],
  upperAscii: [form1(text, 'text', (value) => value.replace(/[a-z]/g, (letter) => letter.toUpperCase()))],
  trim: [form1(text, 'text', (value) => value.trim())],
  urlEncode: [form1(text, 'text', (value) => encodeURIComponent(value.toWellFormed()))],
  startsWith: [form2(text, text, 'boolean', (value, start) => value.startsWith(start))],
  endsWith: [form2(text, text, 'boolean', (value, end) => value.endsWith(end))],
  contains: [form2(text, text, 'boolean', (value, part) => value.includes(part))],
  matches: [form2(text, text, 'boolean', matches)],
  indexOf: [form2(text, text, 'number', (value, part) => value.indexOf(part))],
  lastIndexOf: [form2(text, text, 'number', (value, part) => value.lastIndexOf(part))],
  substring: [
    form2(text, number, 'text', (value, start) => substring(value, start, value.length)),
    form3(text, number, number, 'text', substring),
  ],
  replace: [form3(text, text, text, 'text', replace)],
  split: [form2(text, text, 'list of text', split)],
  join: [form1(list, 'text', (items, frame) => join(items, '', frame)), form2(list, text, 'text', join)],
}

// The pattern is a literal of the document: the checks and the compiler see to it.
function matches(value: string, source: string, frame: Frame): boolean {
  spend(frame, (value.length * source.length) >> 4)
  const pattern = compilePattern(source)
  if (pattern === undefined) throw new ExpressionFailure('has a pattern that cannot be run')
  return pattern.test(value)
}

function substring(value: string, start: number, end: number): string {
  const isInside = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= value.length
  if (!isInside || start > end)
    throw new ExpressionFailure(`asks for characters ${start} to ${end} of ${value.length}`)
  return value.slice(start, end)
}

function replace(value: string, part: string, by: string, frame: Frame): string {
  const pieces = value.split(part)
  spend(frame, pieces.length + ((pieces.length * by.length) >> 4))
  return pieces.join(by)
}

function split(value: string, separator: string, frame: Frame): readonly string[] {
  spend(frame, value.length)
  return value.split(separator)
}

function join(items: readonly Value[], separator: string, frame: Frame): string {
  const texts = items.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean')
      throw new ExpressionFailure('joins a list with members that are neither text, numbers nor booleans')
    const written = String(item)
    spend(frame, (written.length + separator.length) >> 4)
    return written
  })
  return texts.join(separator)
}
