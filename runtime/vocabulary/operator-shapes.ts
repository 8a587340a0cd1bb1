// Which operators go with which types, and what they give.
import type { BinaryOperator } from '../expressions/syntax.js'
import type { Kind } from '../expressions/values.js'
import { alternatives, anyShape, itemsOf, type Shape, type SingleShape, unionOf } from './shape.js'

/** What a binary operator gives; undefined when no two values of these types go together. */
export function binaryShape(operator: BinaryOperator, left: Shape, right: Shape): Shape | undefined {
  const results = alternatives(left).flatMap((l) => alternatives(right).map((r) => pairShape(operator, l, r)))
  const possible = results.filter((result) => result !== undefined)
  return possible.length === 0 ? undefined : unionOf(possible)
}

function pairShape(operator: BinaryOperator, left: SingleShape, right: SingleShape): Shape | undefined {
  switch (operator) {
    case '==':
    case '!=':
      return canBeEqual(left, right) ? { kind: 'boolean' } : undefined
    case 'in':
      return canBeIn(left, right) ? { kind: 'boolean' } : undefined
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(left.kind, right.kind) ? { kind: 'boolean' } : undefined
    default:
      return arithmeticShape(operator, left, right)
  }
}

function canBeEqual(left: Shape, right: Shape): boolean {
  return alternatives(left).some((l) =>
    alternatives(right).some((r) => {
      if (l.kind === 'any' || r.kind === 'any' || l.kind === 'null' || r.kind === 'null') return true
      return l.kind === r.kind || isTimeAndText(l.kind, r.kind)
    }),
  )
}

function canBeIn(value: SingleShape, container: SingleShape): boolean {
  if (container.kind === 'any') return true
  if (container.kind === 'list') return canBeEqual(value, itemsOf(container))
  return container.kind === 'object' && (value.kind === 'text' || value.kind === 'any')
}

const orderedKinds: readonly string[] = ['number', 'text', 'boolean', 'time', 'duration']

function isOrdered(left: Kind | 'any', right: Kind | 'any'): boolean {
  if (left === 'any') return right === 'any' || orderedKinds.includes(right)
  if (!orderedKinds.includes(left)) return false
  return right === 'any' || left === right || isTimeAndText(left, right)
}

function isTimeAndText(left: Kind | 'any', right: Kind | 'any'): boolean {
  return (left === 'time' && right === 'text') || (left === 'text' && right === 'time')
}

function arithmeticShape(
  operator: '+' | '-' | '*' | '/' | '%',
  left: SingleShape,
  right: SingleShape,
): Shape | undefined {
  if (left.kind === 'any' || right.kind === 'any') {
    const known = left.kind === 'any' ? right : left
    return known.kind === 'any' || arithmeticKinds(operator).includes(known.kind) ? anyShape : undefined
  }
  if (left.kind === 'number' && right.kind === 'number') return { kind: 'number' }
  if (operator === '+' && left.kind === 'text' && right.kind === 'text') return { kind: 'text' }
  if (operator === '+' && left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', items: () => unionOf([left.items(), right.items()]) }
  return operator === '+' || operator === '-' ? timeShape(operator, left.kind, right.kind) : undefined
}

function arithmeticKinds(operator: '+' | '-' | '*' | '/' | '%'): readonly string[] {
  if (operator === '+') return ['number', 'text', 'list', 'time', 'duration']
  return operator === '-' ? ['number', 'time', 'duration'] : ['number']
}

function timeShape(operator: '+' | '-', left: Kind, right: Kind): Shape | undefined {
  if (left === 'time' && right === 'time') return operator === '-' ? { kind: 'duration' } : undefined
  if (left === 'duration' && right === 'time') return operator === '+' ? { kind: 'time' } : undefined
  if (right !== 'duration') return undefined
  return left === 'time' || left === 'duration' ? { kind: left } : undefined
}
