// The type of an expression, and what is wrong with it.

import { functions } from '../expressions/functions.js'
import type { Expression } from '../expressions/syntax.js'
import { accessShape } from './access-shape.js'
import { callShape, type Report } from './call-shape.js'
import { checkOperator, isHyphenated } from './check-operator.js'
import { didYouMean } from './did-you-mean.js'
import {
  alternatives,
  anyShape,
  canBe,
  describeShape,
  itemsOf,
  type Shape,
  textShape,
  unionOf,
} from './shape.js'

export type { Report }

/** The types of the names that an expression sees. */
export type Names = ReadonlyMap<string, Shape>

/** The type of an expression's value; whatever cannot be right is reported. */
export function expressionShape(expression: Expression, names: Names, report: Report): Shape {
  const inner = (part: Expression) => expressionShape(part, names, report)
  switch (expression.kind) {
    case 'literal':
      return literalShape(expression.value)
    case 'variable':
      return variableShape(expression.name, names, report)
    case 'property':
    case 'index':
      return accessShape(expression, inner, report)
    case 'call':
      return callShape(expression, expression.args.map(inner), report)
    case 'list': {
      const items = unionOf(expression.items.map(inner))
      return { kind: 'list', items: () => items }
    }
    case 'object':
      return objectShape(expression, inner)
    case 'conditional':
      requireBoolean(expression.condition, inner(expression.condition), report)
      return unionOf([inner(expression.whenTrue), inner(expression.whenFalse)])
    case 'logical':
      requireBoolean(expression.left, inner(expression.left), report)
      requireBoolean(expression.right, inner(expression.right), report)
      return { kind: 'boolean' }
    case 'unary':
      return unaryShape(expression, inner(expression.operand), report)
    case 'binary':
      if (isHyphenated(expression, names, report)) return anyShape
      return checkOperator(expression, inner(expression.left), inner(expression.right), report)
    case 'has':
      inner(expression.path)
      return { kind: 'boolean' }
    case 'fallback':
      return fallbackShape(expression, inner, report)
    case 'loop':
      return loopShape(expression, names, report)
    case 'let':
      return expressionShape(
        expression.body,
        new Map(names).set(expression.variable, inner(expression.value)),
        report,
      )
  }
}

/** Reports a value that is never true or false. */
export function requireBoolean({ text }: Expression, shape: Shape, report: Report): void {
  if (!canBe(shape, ['boolean'])) report(`${text} is ${describeShape(shape)}, neither true nor false`)
}

type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>
type Inner = (part: Expression) => Shape

function literalShape(value: null | boolean | number | string): Shape {
  if (value === null) return { kind: 'null' }
  if (typeof value === 'string') return textShape
  return { kind: typeof value === 'number' ? 'number' : 'boolean' }
}

function variableShape(name: string, names: Names, report: Report): Shape {
  const shape = names.get(name)
  if (shape !== undefined) return shape
  const meant = didYouMean(name, names.keys())
  const remedy = functions.has(name) ? `write ${name}()` : meant && `did you mean ${meant}?`
  report(`there is no ${name} here`, remedy ?? `there are ${[...names.keys()].join(', ')}`)
  return anyShape
}

function objectShape(expression: Of<'object'>, inner: Inner): Shape {
  const properties = new Map<string, Shape>()
  let isOpen = false
  for (const [name, value] of expression.entries) {
    inner(name)
    const shape = inner(value)
    if (name.kind === 'literal') properties.set(String(name.value), shape)
    else isOpen = true
  }
  return {
    kind: 'object',
    property: (name) => properties.get(name),
    names: () => [...properties.keys()],
    isOpen,
  }
}

function unaryShape({ operator, text }: Of<'unary'>, operand: Shape, report: Report): Shape {
  if (!canBe(operand, operator === '!' ? ['boolean'] : ['number', 'duration']))
    report(`${text} has ${operator} before ${describeShape(operand)}`)
  return operator === '!' ? { kind: 'boolean' } : operand
}

function fallbackShape(expression: Of<'fallback'>, inner: Inner, report: Report): Shape {
  const { optional, otherwise, isValue } = expression
  const shape = inner(optional)
  const other = inner(otherwise)
  if (!canBe(shape, ['optional'])) {
    const remedy =
      optional.kind === 'property' ? `write ${optional.object.text}.?${optional.name}` : undefined
    report(`${optional.text} is ${describeShape(shape)}, no optional`, remedy)
  }
  const value = unionOf(
    alternatives(shape).map((member) => (member.kind === 'optional' ? member.value() : anyShape)),
  )
  if (isValue) return unionOf([value, other])
  if (!canBe(other, ['optional'])) report(`${otherwise.text} is ${describeShape(other)}, no optional`)
  return { kind: 'optional', value: () => value }
}

function loopShape(expression: Of<'loop'>, names: Names, report: Report): Shape {
  const { loop, over, variable, where, body } = expression
  const shape = expressionShape(over, names, report)
  if (!canBe(shape, ['list', 'object']))
    report(`${over.text} is ${describeShape(shape)}, neither a list nor an object to go through`)
  const members = alternatives(shape).map((member) =>
    member.kind === 'object' ? textShape : itemsOf(member),
  )
  const items = unionOf(members)
  const inside = new Map(names).set(variable, items)
  if (where !== undefined) requireBoolean(where, expressionShape(where, inside, report), report)
  const value = expressionShape(body, inside, report)
  if (loop === 'map') return { kind: 'list', items: () => value }
  requireBoolean(body, value, report)
  return loop === 'filter' ? { kind: 'list', items: () => items } : { kind: 'boolean' }
}
