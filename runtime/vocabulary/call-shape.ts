// Calls of functions: whether there is such a function, and whether it takes these arguments.

import { patternProblem } from '../contract/patterns/patterns.js'
import { createFrame, ExpressionFailure } from '../expressions/failure.js'
import type { FunctionForm, Gives } from '../expressions/functions/function-form.js'
import { acceptedAt, callFunction, functions } from '../expressions/functions.js'
import type { Expression } from '../expressions/syntax.js'
import { kindName, type Value } from '../expressions/values.js'
import { didYouMean } from './did-you-mean.js'
import { anyShape, canBe, describeShape, type Shape, textShape, unionOf } from './shape.js'

type Call = Extract<Expression, { kind: 'call' }>

/** Says what is wrong with an expression. */
export type Report = (message: string, remedy?: string) => void

/** What a call gives, for arguments of these types. */
export function callShape(call: Call, args: readonly Shape[], report: Report): Shape {
  const { name, text } = call
  const forms = functions.get(name)
  if (forms === undefined) {
    report(`${text} calls ${name}(), which is no function`, guess(name))
    return anyShape
  }
  const possible = forms.filter((form) => takes(form, args))
  if (possible.length === 0) {
    const given = args.length === 0 ? 'nothing' : args.map(describeShape).join(' and ')
    report(`${text} calls ${name}() with ${given}`, `it takes ${forms.map(describeForm).join(', or ')}`)
    return unionOf(forms.map(({ gives }) => shapeOf(gives, args)))
  }
  if (name === 'matches') checkPattern(call, report)
  else checkLiterals(call, forms, report)
  return unionOf(possible.map(({ gives }) => shapeOf(gives, args)))
}

function guess(name: string): string | undefined {
  const meant = didYouMean(name, functions.keys())
  return meant === undefined ? undefined : `did you mean ${meant}()?`
}

function takes(form: FunctionForm, args: readonly Shape[]): boolean {
  if (args.length < form.takes.length) return false
  return args.every((arg, index) => {
    const accepted = acceptedAt(form, index)
    return accepted !== undefined && (accepted === 'any' || canBe(arg, accepted))
  })
}

function describeForm({ takes, rest }: FunctionForm): string {
  if (takes.length === 0) return 'nothing'
  const words = takes.map((accepted) => (accepted === 'any' ? 'anything' : accepted.map(kindName).join('|')))
  return `(${[...words, ...(rest === undefined ? [] : ['…'])].join(', ')})`
}

function shapeOf(gives: Gives, [first = anyShape]: readonly Shape[]): Shape {
  switch (gives) {
    case 'any':
      return first.kind === 'optional' ? first.value() : first
    case 'list of text':
      return { kind: 'list', items: () => textShape }
    case 'list':
      return { kind: 'list', items: () => anyShape }
    case 'object':
      return { kind: 'object', property: () => undefined, names: () => [], isOpen: true }
    case 'optional':
      return { kind: 'optional', value: () => first }
    default:
      return { kind: gives }
  }
}

function checkPattern({ text, args: [, pattern] }: Call, report: Report): void {
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') {
    report(`${text} has a pattern that is no literal`, 'write the pattern in quotes')
    return
  }
  const problem = patternProblem(pattern.value)
  if (problem !== undefined) report(`${text}: ${problem}`)
}

// What fails with these very arguments fails always: `duration("1 day")`.
function checkLiterals({ text, args }: Call, forms: readonly FunctionForm[], report: Report): void {
  const values: Value[] = []
  for (const arg of args) {
    if (arg.kind !== 'literal') return
    values.push(arg.value)
  }
  if (values.length === 0) return
  try {
    callFunction(forms, values, createFrame({ values: {}, now: 0, ids: noIds }))
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error
    report(`${text} ${error.message}`)
  }
}

const noIds = { uuid: () => '', ulid: () => '', nanoid: () => '' }
