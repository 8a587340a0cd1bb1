// Operators between two values: whether they go together, and what was probably meant.
import type { Expression } from '../expressions/syntax.js'
import type { Report } from './call-shape.js'
import { didYouMean } from './did-you-mean.js'
import { binaryShape } from './operator-shapes.js'
import { alternatives, anyShape, describeShape, type Shape } from './shape.js'

type Binary = Extract<Expression, { kind: 'binary' }>

/** What a binary operator gives for values of these types; what cannot be right is reported. */
export function checkOperator(expression: Binary, left: Shape, right: Shape, report: Report): Shape {
  const { operator, text } = expression
  if ((operator === '/' || operator === '%') && isZero(expression.right)) report(`${text} divides by zero`)
  if (operator === '==' || operator === '!=') reportUnknownValue(expression, left, right, report)
  const shape = binaryShape(operator, left, right)
  if (shape !== undefined) return shape
  const found = `${describeShape(left)} ${operator} ${describeShape(right)}`
  report(`${text} has ${found}, which do not go together`, remedyFor(operator, left, right))
  return anyShape
}

/** True, and reported, for a name with a hyphen: `request.headers.x-tenant` is a subtraction, and nobody means that. */
export function isHyphenated(
  expression: Binary,
  names: ReadonlyMap<string, unknown>,
  report: Report,
): boolean {
  const { operator, left, right } = expression
  if (operator !== '-' || right.kind !== 'variable' || names.has(right.name)) return false
  const path = hyphenatedPath(left)
  if (path === undefined) return false
  const name = JSON.stringify(`${path.name}-${right.name}`)
  report(`${expression.text} takes ${right.name} from ${left.text}`, `write ${path.object.text}[${name}]`)
  return true
}

function hyphenatedPath(
  left: Expression,
): { readonly object: Expression; readonly name: string } | undefined {
  if (left.kind === 'property') return left
  if (left.kind !== 'binary' || left.operator !== '-' || left.right.kind !== 'variable') return undefined
  const path = hyphenatedPath(left.left)
  return path && { object: path.object, name: `${path.name}-${left.right.name}` }
}

function isZero(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === 0
}

function remedyFor(operator: string, left: Shape, right: Shape): string | undefined {
  const kinds = [left, right].flatMap(alternatives).map(({ kind }) => kind)
  if (kinds.includes('optional')) return 'say what an absent value counts as: .orValue(…)'
  return operator === '+' && kinds.includes('text') ? 'write string(…) around what is no text' : undefined
}

// A text that is compared with one that it never is.
function reportUnknownValue({ left, right }: Binary, l: Shape, r: Shape, report: Report): void {
  reportUnlessKnown(left, right, r, report)
  reportUnlessKnown(right, left, l, report)
}

function reportUnlessKnown(literal: Expression, part: Expression, shape: Shape, report: Report): void {
  if (literal.kind !== 'literal' || typeof literal.value !== 'string') return
  const values = valuesOf(shape)
  if (values === undefined || values.includes(literal.value)) return
  const meant = didYouMean(literal.value, values)
  const remedy =
    meant === undefined ? `it is one of ${values.join(', ')}` : `did you mean ${JSON.stringify(meant)}?`
  report(`${part.text} is never ${JSON.stringify(literal.value)}`, remedy)
}

function valuesOf(shape: Shape): readonly string[] | undefined {
  const found: string[] = []
  for (const member of alternatives(shape)) {
    if (member.kind === 'null') continue
    if (member.kind !== 'text' || member.values === undefined) return undefined
    found.push(...member.values)
  }
  return found.length === 0 ? undefined : found
}
