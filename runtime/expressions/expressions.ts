// Expressions as the rest of the runtime uses them: compiled once, evaluated for each call.
import { MockError } from '../errors.js'
import type { Condition, Template } from '../facts.js'
import type { Ids } from '../ids.js'
import { isObject, type Json, toPointer } from '../json.js'
import { compileExpression, compileTruth, type Evaluate } from './compile-expression.js'
import { createFrame, ExpressionFailure, type Frame } from './failure.js'
import { parseExpression } from './parse-expression.js'
import { toJson, toText } from './results.js'
import { type Piece, scanTemplate } from './scan-template.js'
import { callsFunction, type Expression, readsVariable } from './syntax.js'
import { setOwn } from './values.js'

/**
 * What an expression sees: values by name (`request`, `current`, `entity`, …), read only when an expression uses them, so a
 * getter is welcome. They are JSON; of an object only its own properties are seen. An absent or undefined one is an error
 * of the expression.
 */
export interface Scope {
  readonly values: Readonly<Record<string, unknown>>
  /** Epoch milliseconds: `now` as a CEL timestamp, `timestamp` as RFC 3339 text. */
  readonly now: number
  /** Behind `uuid()`, `ulid()` and `nanoid()`. */
  readonly ids: Ids
}

/** What a template is compiled with. */
export interface TemplateOptions {
  /** Names of path parameters: `{name}` is `request.path.name`. Other single braces are text. */
  readonly pathParameters?: Iterable<string>
  /** True: `{name}` is percent-encoded, as a segment of a path is. Default: false. */
  readonly encodeParameters?: boolean
}

/** The same, at hand. */
interface Single {
  readonly names: ReadonlySet<string>
  readonly encodes: boolean
}

/** A template, ready to use. Undefined where the template is one expression whose value is absent (an optional field). */
export type CompiledTemplate = (scope: Scope) => Json | undefined
export type CompiledCondition = (scope: Scope) => boolean

/**
 * Compiles a template. `at` is its pointer in the document. A text that is one expression, without anything around its
 * braces, becomes its value; in other texts the values of expressions are written: text as it is, null and absent optionals
 * as nothing, everything else as JSON. Members whose value is an absent optional are left out. What fails at run time is
 * MockError MOCK_EXPRESSION (422) with the pointer of the string that failed; text that is no expression throws an Error at
 * once, which is a bug: the generator has checked it.
 */
export function compileTemplate(
  template: Template,
  at: string,
  { pathParameters = [], encodeParameters = false }: TemplateOptions = {},
): CompiledTemplate {
  const made = compileValue(template, at, { names: new Set(pathParameters), encodes: encodeParameters })
  if ('constant' in made) return () => made.constant
  return (scope) => made.evaluate(createFrame(scope))
}

/** Compiles a condition; one whose value is no boolean is MOCK_EXPRESSION. */
export function compileCondition(condition: Condition, at: string): CompiledCondition {
  const evaluate = answering(
    condition,
    at,
    atPlace(at, () => compileTruth(parse(condition))),
  )
  return (scope) => evaluate(createFrame(scope))
}

/** True when an expression of the template uses the name, so that what is costly is made only where it is wanted. */
export function usesName(template: Template, name: string, options: TemplateOptions = {}): boolean {
  return someExpression(template, options, (expression) => readsVariable(expression, name))
}

/** True when a condition uses the name. */
export function conditionUsesName(condition: Condition, name: string): boolean {
  return readsVariable(parse(condition), name)
}

/** True when an expression of the template makes identifiers: it calls `uuid()`, `ulid()` or `nanoid()`. */
export function usesIds(template: Template, options: TemplateOptions = {}): boolean {
  return someExpression(template, options, (expression) => callsFunction(expression, idFunctions))
}

/** True when a condition makes identifiers. */
export function conditionUsesIds(condition: Condition): boolean {
  return callsFunction(parse(condition), idFunctions)
}

const idFunctions: ReadonlySet<string> = new Set<keyof Ids>(['uuid', 'ulid', 'nanoid'])

function someExpression(
  template: Template,
  { pathParameters = [] }: TemplateOptions,
  isMeant: (expression: Expression) => boolean,
): boolean {
  const names = new Set(pathParameters)
  const holds = (value: Json): boolean => {
    if (typeof value === 'string') return expressionsIn(value, names).some(isMeant)
    if (typeof value !== 'object' || value === null) return false
    return Object.values(value).some(holds)
  }
  return holds(template)
}

/** A part of a template: the same each time, or made from the scope. */
type Compiled = { readonly constant: Json } | { readonly evaluate: (frame: Frame) => Json | undefined }

function compileValue(value: Json, at: string, single: Single): Compiled {
  if (typeof value === 'string') return compileText(value, at, single)
  if (Array.isArray(value)) return compileList(value, at, single)
  return isObject(value) ? compileObject(value, at, single) : { constant: value }
}

function compileList(list: readonly Json[], at: string, single: Single): Compiled {
  const items = list.map((item, index) => compileValue(item, at + toPointer([index]), single))
  if (items.every((item) => 'constant' in item)) return { constant: list }
  return {
    evaluate: (frame) => items.map((item) => resultOf(item, frame)).filter((item) => item !== undefined),
  }
}

function compileObject(object: Readonly<Record<string, Json>>, at: string, single: Single): Compiled {
  const properties = Object.entries(object).map(([name, value]) => ({
    name,
    made: compileValue(value, at + toPointer([name]), single),
  }))
  if (properties.every(({ made }) => 'constant' in made)) return { constant: object }
  return {
    evaluate: (frame) => {
      const result: Record<string, Json> = {}
      for (const { name, made } of properties) {
        const value = resultOf(made, frame)
        if (value !== undefined) setOwn(result, name, value)
      }
      return result
    },
  }
}

function resultOf(compiled: Compiled, frame: Frame): Json | undefined {
  return 'constant' in compiled ? compiled.constant : compiled.evaluate(frame)
}

function compileText(text: string, at: string, single: Single): Compiled {
  const pieces = scanTemplate(text, single.names)
  const [only] = pieces
  if (only === undefined || (pieces.length === 1 && only.kind === 'text')) return { constant: text }
  if (pieces.length === 1) {
    const evaluate = compilePiece(only, at, single)
    return { evaluate: answering(text, at, (frame) => toJson(evaluate(frame), frame)) }
  }
  const parts = pieces.map((piece) => compilePiece(piece, at, single))
  return {
    evaluate: answering(text, at, (frame) => parts.map((part) => toText(part(frame), frame)).join('')),
  }
}

function compilePiece(piece: Piece, at: string, { encodes }: Single): Evaluate {
  if (piece.kind === 'text') return () => piece.text
  const evaluate = atPlace(at, () => compileExpression(expressionOf(piece)))
  if (!encodes || piece.kind !== 'parameter') return evaluate
  return (frame) => encodeURIComponent(toText(evaluate(frame), frame).toWellFormed())
}

// What cannot be compiled was not checked, and whoever looks for the reason needs the place.
function atPlace<T>(at: string, compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    throw new Error(`${at}: ${error instanceof Error ? error.message : ''}`, { cause: error })
  }
}

function expressionsIn(text: string, names: ReadonlySet<string>): readonly Expression[] {
  return scanTemplate(text, names)
    .filter((piece) => piece.kind !== 'text')
    .map((piece) => expressionOf(piece))
}

function expressionOf(piece: Exclude<Piece, { kind: 'text' }>): Expression {
  switch (piece.kind) {
    case 'problem':
      throw new Error(piece.message)
    case 'parameter':
      return parse(`request.path[${JSON.stringify(piece.name)}]`)
    case 'expression':
      return parse(piece.text)
  }
}

function parse(text: string): Expression {
  const parsed = parseExpression(text)
  if ('expression' in parsed) return parsed.expression
  throw new Error(`${text}: ${parsed.problem}`)
}

// What fails while an expression is evaluated is the client's to see, with the place in the document.
function answering<T>(text: string, at: string, evaluate: (frame: Frame) => T): (frame: Frame) => T {
  return (frame) => {
    try {
      return evaluate(frame)
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error
      const message = `${error.place ?? text} ${error.message}`
      throw new MockError('MOCK_EXPRESSION', {
        detail: `The expression ${text} has no value: ${message}`,
        errors: [{ pointer: at, message, keyword: 'expression' }],
        cause: error,
      })
    }
  }
}
