// Functions of lists, objects and optionals.
import { namesOf } from '../access.js'
import { ExpressionFailure, spend } from '../failure.js'
import { emptyOptional, Optional } from '../values.js'
import { any, type FunctionForms, form0, form1, list, object, optional, text } from './function-form.js'

export const collectionFunctions: FunctionForms = {
  size: [
    form1(text, 'number', (value, frame) => {
      spend(frame, value.length)
      return [...value].length
    }),
    form1(list, 'number', (items) => items.length),
    form1(object, 'number', (value, frame) => namesOf(value, frame).length),
  ],
  hasValue: [form1(optional, 'boolean', ({ value }) => value !== undefined)],
  value: [
    form1(optional, 'any', ({ value }) => {
      if (value === undefined) throw new ExpressionFailure('is empty')
      return value
    }),
  ],
  'optional.of': [form1(any, 'optional', (value) => new Optional(value))],
  'optional.none': [form0('optional', () => emptyOptional)],
}
