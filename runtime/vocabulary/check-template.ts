// Checking templates and conditions when a document is read, against what is known about the names that they use.
import { parseExpression } from '../expressions/parse-expression.js'
import { type Piece, scanTemplate } from '../expressions/scan-template.js'
import { isObject, type Json, toPointer } from '../json.js'
import { expressionShape, type Names, requireBoolean } from './expression-shape.js'
import { anyShape, resultOf, type Shape, textShape, unionOf } from './shape.js'

/** Something wrong in an expression. */
export interface ExpressionProblem {
  /** Where in the template the text with the expression stands. */
  readonly pointer: string
  /** Where in that text the expression begins, in UTF-16 units. */
  readonly offset: number
  readonly message: string
  readonly remedy?: string
}

/** An expression of a template. */
export interface FoundExpression {
  /** What stands between the braces. */
  readonly text: string
  readonly pointer: string
  readonly offset: number
}

/** What is known where a template stands. */
export interface CheckOptions {
  /** Names of path parameters: `{name}` is `request.path.name`. */
  readonly pathParameters?: Iterable<string>
}

/** What a check found, and the type of the value. */
export interface Checked {
  readonly problems: readonly ExpressionProblem[]
  readonly shape: Shape
}

/** The expressions of a template, in the order of its members; and braces that hold none. */
export function findExpressions(template: Json): {
  readonly expressions: readonly FoundExpression[]
  readonly problems: readonly ExpressionProblem[]
} {
  const expressions: FoundExpression[] = []
  const problems: ExpressionProblem[] = []
  for (const { text: source, pointer } of textsOf(template, '')) {
    for (const piece of scanTemplate(source, new Set())) {
      if (piece.kind === 'expression') expressions.push({ text: piece.text, pointer, offset: piece.offset })
      if (piece.kind === 'problem') problems.push({ pointer, offset: piece.offset, ...wordsFor(piece) })
    }
  }
  return { expressions, problems }
}

/** Checks a template. `names` are the types of the values of its scope; `now`, `timestamp` and all functions are known. */
export function checkTemplate(
  template: Json,
  names: Names,
  { pathParameters = [] }: CheckOptions = {},
): Checked {
  const problems: ExpressionProblem[] = []
  const known = { names: withTime(names), parameters: new Set(pathParameters) }
  const shape = valueShape(template, '', known, (problem) => problems.push(problem))
  return { problems, shape }
}

/** Checks a condition: an expression that is true or false. */
export function checkCondition(text: string, names: Names): Checked {
  const problems: ExpressionProblem[] = []
  const report = (message: string, remedy?: string) => {
    problems.push({ pointer: '', offset: 0, message, ...(remedy === undefined ? {} : { remedy }) })
  }
  const parsed = parseExpression(text)
  if (!('expression' in parsed)) {
    const hint = /^\s*\{\{.*\}\}\s*$/s.test(text) ? 'a condition is written without braces' : undefined
    report(`${JSON.stringify(text)} is no expression: ${parsed.problem}`, hint)
    return { problems, shape: anyShape }
  }
  const shape = expressionShape(parsed.expression, withTime(names), report)
  requireBoolean(parsed.expression, shape, report)
  return { problems, shape }
}

interface Known {
  readonly names: Names
  readonly parameters: ReadonlySet<string>
}

type Add = (problem: ExpressionProblem) => void

function withTime(names: Names): Names {
  return new Map<string, Shape>([...names, ['now', { kind: 'time' }], ['timestamp', textShape]])
}

function valueShape(value: Json, pointer: string, known: Known, add: Add): Shape {
  if (typeof value === 'string') return textValueShape(value, pointer, known, add)
  if (Array.isArray(value)) {
    const items = value.map((item, index) => valueShape(item, pointer + toPointer([index]), known, add))
    return { kind: 'list', items: () => unionOf(items) }
  }
  if (isObject(value)) {
    const properties = new Map(
      Object.entries(value).map(([name, member]) => [
        name,
        valueShape(member, pointer + toPointer([name]), known, add),
      ]),
    )
    return {
      kind: 'object',
      property: (name) => properties.get(name),
      names: () => [...properties.keys()],
      isOpen: false,
    }
  }
  if (value === null) return { kind: 'null' }
  return { kind: typeof value === 'number' ? 'number' : 'boolean' }
}

function textValueShape(text: string, pointer: string, known: Known, add: Add): Shape {
  const shapes = scanTemplate(text, known.parameters).map((piece) => pieceShape(piece, pointer, known, add))
  const [only = textShape] = shapes
  return shapes.length <= 1 ? only : textShape
}

function pieceShape(piece: Piece, pointer: string, known: Known, add: Add): Shape {
  switch (piece.kind) {
    case 'text':
      return textShape
    case 'problem':
      add({ pointer, offset: piece.offset, ...wordsFor(piece) })
      return anyShape
    case 'parameter': {
      const request = known.names.get('request')
      const path = request?.kind === 'object' ? request.property('path') : undefined
      return (path?.kind === 'object' ? path.property(piece.name) : undefined) ?? anyShape
    }
    case 'expression':
      return checkExpression(piece, pointer, known, add)
  }
}

function checkExpression(
  { text, offset }: Extract<Piece, { kind: 'expression' }>,
  pointer: string,
  known: Known,
  add: Add,
): Shape {
  const parsed = parseExpression(text)
  if (!('expression' in parsed)) {
    const message = `{{ ${text} }} is no expression: ${parsed.problem}`
    add({ pointer, offset: offset + parsed.offset, message })
    return anyShape
  }
  const { expression } = parsed
  const parameter = expression.kind === 'variable' && known.parameters.has(expression.name)
  const report = (message: string, remedy?: string) => {
    const advice = parameter ? `write {${text}}` : remedy
    add({ pointer, offset, message, ...(advice === undefined ? {} : { remedy: advice }) })
  }
  return resultOf(expressionShape(expression, known.names, report))
}

function wordsFor({ message }: { readonly message: string }): {
  readonly message: string
  readonly remedy: string
} {
  return { message, remedy: 'write {{ "{{" }} for braces that are text' }
}

function textsOf(
  value: Json,
  pointer: string,
): readonly { readonly text: string; readonly pointer: string }[] {
  if (typeof value === 'string') return [{ text: value, pointer }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => textsOf(member, pointer + toPointer([name])))
}
