// All functions of expressions, and how the form for a call is found.
import { ExpressionFailure, type Frame, spend } from './failure.js'
import { collectionFunctions } from './functions/collection-functions.js'
import { conversionFunctions } from './functions/conversion-functions.js'
import type { Accepts, FunctionForm } from './functions/function-form.js'
import { numberFunctions } from './functions/number-functions.js'
import { textFunctions } from './functions/text-functions.js'
import { timeFunctions } from './functions/time-functions.js'
import { kindName, kindOf, type Value } from './values.js'

/** The forms of all functions, by name. `f(a, b)` may also be written `a.f(b)`. */
export const functions: ReadonlyMap<string, readonly FunctionForm[]> = new Map(
  [textFunctions, numberFunctions, collectionFunctions, timeFunctions, conversionFunctions].flatMap((group) =>
    Object.entries(group),
  ),
)

/** Calls one of the forms of a function. Fails for arguments that none of them takes. */
export function callFunction(forms: readonly FunctionForm[], args: readonly Value[], frame: Frame): Value {
  const form = forms.find((candidate) => isTaken(candidate, args))
  if (form === undefined) {
    const given = args.map((arg) => kindName(kindOf(arg))).join(' and ')
    throw new ExpressionFailure(`has ${given === '' ? 'nothing' : given}, which it does not take`)
  }
  // What a function does with a text or a list takes as long as that is.
  for (const arg of args) {
    if (typeof arg === 'string') spend(frame, arg.length >> 4)
    else if (Array.isArray(arg)) spend(frame, arg.length)
  }
  return form.run(args, frame)
}

/** What a form says about the argument at a position; undefined past its last one. */
export function acceptedAt({ takes, rest }: FunctionForm, index: number): Accepts | undefined {
  return takes[index] ?? rest
}

function isTaken(form: FunctionForm, args: readonly Value[]): boolean {
  if (args.length < form.takes.length) return false
  return args.every((arg, index) => {
    const accepted = acceptedAt(form, index)
    if (accepted === undefined) return false
    const kind = kindOf(arg)
    return kind !== undefined && (accepted === 'any' || accepted.includes(kind))
  })
}
