// An expression as a function: each of its parts becomes a closure, once.
import { compilePattern } from '../contract/patterns/patterns.js'
import { getMember, getOptional, getProperty, nameOf } from './access.js'
import { type Bindings, bind, noBindings } from './bindings.js'
import { about, ExpressionFailure, type Frame } from './failure.js'
import { callFunction, functions } from './functions.js'
import { compileLoop } from './loops.js'
import { applyBinary, applyUnary } from './operators.js'
import { costOf, type Expression } from './syntax.js'
import { Instant, instantText, kindName, kindOf, Optional, propertyOf, setOwn, type Value } from './values.js'

/** Gives the value, or throws an ExpressionFailure. */
export type Evaluate = (frame: Frame) => Value

/** Compiles an expression. Throws an Error for one that the checks refuse: an unknown function, a pattern that is no literal. */
export function compileExpression(expression: Expression, bindings: Bindings = noBindings): Evaluate {
  const inner = (part: Expression) => compileExpression(part, bindings)
  switch (expression.kind) {
    case 'literal':
      return constant(expression.value)
    case 'variable':
      return variable(expression.name, bindings)
    case 'property':
      return property(expression, inner(expression.object))
    case 'index':
      return member(expression, inner(expression.object), inner(expression.index))
    case 'call':
      return call(expression, expression.args.map(inner))
    case 'list': {
      const items = expression.items.map(inner)
      return (frame) => items.map((item) => item(frame))
    }
    case 'object':
      return object(expression, inner)
    case 'conditional': {
      const condition = truth(expression.condition, inner)
      const whenTrue = inner(expression.whenTrue)
      const whenFalse = inner(expression.whenFalse)
      return (frame) => (condition(frame) ? whenTrue(frame) : whenFalse(frame))
    }
    case 'logical':
      return logical(
        expression.operator === '||',
        truth(expression.left, inner),
        truth(expression.right, inner),
      )
    case 'unary': {
      const operand = inner(expression.operand)
      return about(expression, (frame) => applyUnary(expression.operator, operand(frame)))
    }
    case 'binary': {
      const { operator } = expression
      const left = inner(expression.left)
      const right = inner(expression.right)
      return about(expression, (frame) => applyBinary(operator, left(frame), right(frame), frame))
    }
    case 'has': {
      const path = inner(optionalPath(expression.path))
      return (frame) => !isEmpty(path(frame))
    }
    case 'fallback':
      return fallback(expression, inner(expression.optional), inner(expression.otherwise))
    case 'loop':
      return loop(expression, bindings)
    case 'let': {
      const slot = bindings.depth
      const value = inner(expression.value)
      const body = compileExpression(expression.body, bind(bindings, expression.variable))
      return (frame) => {
        frame.locals[slot] = value(frame)
        return body(frame)
      }
    }
  }
}

/** Compiles an expression that must be true or false. */
export function compileTruth(expression: Expression): (frame: Frame) => boolean {
  return truth(expression, (part) => compileExpression(part))
}

type Compile = (part: Expression) => Evaluate
type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>

function constant(value: Value): Evaluate {
  return () => value
}

function variable(name: string, { slots }: Bindings): Evaluate {
  const slot = slots.get(name)
  if (slot !== undefined) return ({ locals }) => locals[slot]
  if (name === 'now') return ({ scope }) => new Instant(scope.now)
  if (name === 'timestamp') return ({ scope }) => instantText(new Instant(scope.now))
  return ({ scope: { values } }) => {
    const value = propertyOf(values, name)
    if (value === undefined) throw failureAt(name, 'is not there')
    return value
  }
}

function property({ object, name, isOptional }: Of<'property'>, evaluate: Evaluate): Evaluate {
  if (isOptional) return (frame) => getOptional(evaluate(frame), name)
  return about(object, (frame) => getProperty(evaluate(frame), name))
}

function member({ object, isOptional }: Of<'index'>, evaluate: Evaluate, key: Evaluate): Evaluate {
  if (isOptional) return (frame) => getOptional(evaluate(frame), key(frame))
  return about(object, (frame) => getMember(evaluate(frame), key(frame)))
}

function call(expression: Of<'call'>, args: readonly Evaluate[]): Evaluate {
  const { name } = expression
  const forms = functions.get(name)
  if (forms === undefined) throw new Error(`${expression.text}: there is no function ${name}()`)
  if (name === 'matches') requirePattern(expression)
  return about(expression, (frame) =>
    callFunction(
      forms,
      args.map((arg) => arg(frame)),
      frame,
    ),
  )
}

// A pattern from a request would have to be judged for each request.
function requirePattern({ text, args: [, pattern] }: Of<'call'>): void {
  const isLiteral = pattern?.kind === 'literal' && typeof pattern.value === 'string'
  if (!isLiteral || compilePattern(String(pattern.value)) === undefined)
    throw new Error(`${text}: the pattern is no literal, or cannot be run`)
}

function object(expression: Of<'object'>, inner: Compile): Evaluate {
  const entries = expression.entries.map(([name, value]) => ({ name: inner(name), value: inner(value) }))
  return about(expression, (frame) => {
    const made: Record<string, Value> = {}
    for (const { name, value } of entries) {
      const key = nameOf(name(frame))
      if (Object.hasOwn(made, key)) throw new ExpressionFailure(`has ${JSON.stringify(key)} twice`)
      setOwn(made, key, value(frame))
    }
    return made
  })
}

function truth(expression: Expression, inner: Compile): (frame: Frame) => boolean {
  const evaluate = inner(expression)
  return (frame) => {
    const value = evaluate(frame)
    if (typeof value === 'boolean') return value
    throw failureAt(expression.text, `is ${kindName(kindOf(value))}, neither true nor false`)
  }
}

// A side that decides makes up for one that fails, as CEL has it.
function logical(
  decisive: boolean,
  left: (frame: Frame) => boolean,
  right: (frame: Frame) => boolean,
): Evaluate {
  return (frame) => {
    try {
      if (left(frame) === decisive) return decisive
    } catch (error) {
      if (!(error instanceof ExpressionFailure) || error.isFinal || right(frame) !== decisive) throw error
      return decisive
    }
    return right(frame)
  }
}

// `has(a.b.c)` is false when there is no `a.b` either.
function optionalPath(path: Expression): Expression {
  if (path.kind !== 'property' && path.kind !== 'index') return path
  return { ...path, object: optionalPath(path.object), isOptional: true }
}

function isEmpty(value: Value): boolean {
  return value instanceof Optional && value.value === undefined
}

function fallback({ optional, isValue }: Of<'fallback'>, evaluate: Evaluate, otherwise: Evaluate): Evaluate {
  return (frame) => {
    const found = evaluate(frame)
    if (!(found instanceof Optional))
      throw failureAt(optional.text, `is ${kindName(kindOf(found))}, no optional`)
    if (found.value === undefined) return otherwise(frame)
    return isValue ? found.value : found
  }
}

function loop(expression: Of<'loop'>, bindings: Bindings): Evaluate {
  const { loop: kind, over, variable: name, where, body } = expression
  const inside = bind(bindings, name)
  const inner = (part: Expression) => compileExpression(part, inside)
  const run = compileLoop(kind, {
    over: compileExpression(over, bindings),
    where: where === undefined ? () => true : truth(where, inner),
    value: inner(body),
    condition: truth(body, inner),
    slot: bindings.depth,
    cost: costOf(body) + (where === undefined ? 0 : costOf(where)),
  })
  return about(expression, run)
}

function failureAt(place: string, message: string): ExpressionFailure {
  const failure = new ExpressionFailure(message)
  failure.place = place
  return failure
}
