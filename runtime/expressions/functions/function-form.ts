// How the functions of expressions are described: what a call takes, once for the checks and once for TypeScript.
import type { Frame } from '../failure.js'
import {
  Duration,
  Instant,
  isObjectValue,
  type Kind,
  type ObjectValue,
  Optional,
  type Value,
} from '../values.js'

/** What an argument may be. */
export type Accepts = 'any' | readonly Kind[]

/** What a call gives. */
export type Gives = Kind | 'any' | 'list of text'

/** One way to call a function. */
export interface FunctionForm {
  readonly takes: readonly Accepts[]
  /** Any number of these after the others. */
  readonly rest?: Accepts
  readonly gives: Gives
  /** Called with arguments of the kinds that it takes. */
  run(args: readonly Value[], frame: Frame): Value
}

/** The forms of some functions, by name. */
export type FunctionForms = Readonly<Record<string, readonly FunctionForm[]>>

/** A kind of argument: what it accepts, and an accepted value as what it is. */
export interface Parameter<T> {
  readonly accepts: Accepts
  of(value: Value): T
}

function parameter<T>(accepts: Accepts, isIt: (value: Value) => value is T): Parameter<T> {
  return {
    accepts,
    of: (value) => {
      if (isIt(value)) return value
      throw new TypeError(`an argument that is not ${accepts}`)
    },
  }
}

const isText = (value: Value): value is string => typeof value === 'string'

export const any: Parameter<Value> = { accepts: 'any', of: (value) => value }
/** What can be written as text. */
export const scalar: Parameter<Value> = {
  accepts: ['text', 'number', 'boolean', 'time', 'duration'],
  of: (value) => value,
}
export const text = parameter(['text'], isText)
export const number = parameter(['number'], (value) => typeof value === 'number')
export const boolean = parameter(['boolean'], (value) => typeof value === 'boolean')
export const list = parameter<readonly Value[]>(['list'], (value) => Array.isArray(value))
export const object = parameter<ObjectValue>(['object'], isObjectValue)
export const time = parameter(['time'], (value) => value instanceof Instant)
export const timeOrText = parameter(['time', 'text'], (value) => value instanceof Instant || isText(value))
export const duration = parameter(['duration'], (value) => value instanceof Duration)
export const optional = parameter(['optional'], (value) => value instanceof Optional)

/** A form without arguments. */
export function form0(gives: Gives, run: (frame: Frame) => Value): FunctionForm {
  return { takes: [], gives, run: (_, frame) => run(frame) }
}

/** A form of one argument. */
export function form1<A>(a: Parameter<A>, gives: Gives, run: (a: A, frame: Frame) => Value): FunctionForm {
  return { takes: [a.accepts], gives, run: (args, frame) => run(a.of(args[0]), frame) }
}

/** A form of two arguments. */
export function form2<A, B>(
  a: Parameter<A>,
  b: Parameter<B>,
  gives: Gives,
  run: (a: A, b: B, frame: Frame) => Value,
): FunctionForm {
  return {
    takes: [a.accepts, b.accepts],
    gives,
    run: (args, frame) => run(a.of(args[0]), b.of(args[1]), frame),
  }
}

/** A form of three arguments. */
export function form3<A, B, C>(
  a: Parameter<A>,
  b: Parameter<B>,
  c: Parameter<C>,
  gives: Gives,
  run: (a: A, b: B, c: C, frame: Frame) => Value,
): FunctionForm {
  return {
    takes: [a.accepts, b.accepts, c.accepts],
    gives,
    run: (args, frame) => run(a.of(args[0]), b.of(args[1]), c.of(args[2]), frame),
  }
}

/** A form of two or more arguments of one kind. */
export function formOfSeveral<A>(
  a: Parameter<A>,
  gives: Gives,
  run: (values: readonly A[]) => Value,
): FunctionForm {
  return { takes: [a.accepts, a.accepts], rest: a.accepts, gives, run: (args) => run(args.map(a.of)) }
}
