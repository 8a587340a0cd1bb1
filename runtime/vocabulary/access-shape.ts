// Reaching for properties and members: what is known to be there.
import type { Expression } from '../expressions/syntax.js'
import type { Report } from './call-shape.js'
import { didYouMean } from './did-you-mean.js'
import { alternatives, anyShape, describeShape, type ObjectShape, type Shape, unionOf } from './shape.js'

type Access = Extract<Expression, { kind: 'property' | 'index' }>

/** The type of what is reached for; what cannot be there is reported. */
export function accessShape(expression: Access, inner: (part: Expression) => Shape, report: Report): Shape {
  const { object, isOptional } = expression
  const shape = inner(object)
  if (expression.kind === 'index') inner(expression.index)
  const bases = alternatives(shape).flatMap((member) =>
    member.kind === 'optional' ? alternatives(member.value()) : [member],
  )
  const key = keyOf(expression)
  const found = bases.flatMap((base) => memberShape(base, key) ?? [])
  if (found.length === 0) reportMissing(expression, bases, report)
  const isChained = alternatives(shape).some(({ kind }) => kind === 'optional')
  const value = unionOf(found)
  return isOptional || isChained ? { kind: 'optional', value: () => value } : value
}

/** What is reached for: a property by its name, a member of a list, or what only the request says. */
function keyOf(expression: Access): string | number | undefined {
  if (expression.kind === 'property') return expression.name
  const { index } = expression
  if (index.kind !== 'literal') return undefined
  return typeof index.value === 'string' || typeof index.value === 'number' ? index.value : undefined
}

function memberShape(base: Shape, key: string | number | undefined): Shape | undefined {
  if (base.kind === 'any') return anyShape
  if (base.kind === 'list') return typeof key === 'string' ? undefined : base.items()
  if (base.kind !== 'object') return undefined
  if (key === undefined) return anyShape
  return base.property(String(key)) ?? (base.isOpen ? anyShape : undefined)
}

function reportMissing(expression: Access, bases: readonly Shape[], report: Report): void {
  const { text } = expression.object
  const key = keyOf(expression)
  const objects = bases.filter((base): base is ObjectShape => base.kind === 'object')
  if (objects.length === 0 || key === undefined) {
    report(`${text} is ${describeShape({ kind: 'union', members: bases })} and has no ${wanted(key)}`)
    return
  }
  const names = objects.flatMap((object) => object.names())
  const meant = didYouMean(String(key), names)
  const remedy = meant === undefined ? `it has ${names.join(', ') || 'none'}` : `did you mean ${meant}?`
  report(`${text} has no ${wanted(key)}`, remedy)
}

function wanted(key: string | number | undefined): string {
  return key === undefined ? 'members' : `property ${JSON.stringify(String(key))}`
}
