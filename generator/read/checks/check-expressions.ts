// Checks templates and conditions of declarations: each problem is reported where the text stands.
import type { Json } from '@mockgen/runtime'
import {
  checkCondition,
  checkTemplate,
  describeShape,
  didYouMean,
  type ExpressionProblem,
  type Names,
  type Shape,
} from '@mockgen/runtime/vocabulary'
import { isObject, join } from '../../pointers.js'
import type { DeclarationSource } from '../declared/declared-entities.js'
import type { Group } from '../group.js'
import type { Shapes } from './expression-shapes.js'

/** What is known where an expression stands. */
export interface ExpressionPlace {
  readonly names: Names
  /** Names of path parameters: `{petId}` is one in templates. */
  readonly pathParameters?: readonly string[]
}

/** Checks expressions, and reports what is wrong in them. */
export interface ExpressionChecks {
  /** Checks a template; the type of its value. */
  template(value: Json, pointer: string, place: ExpressionPlace): Shape
  condition(text: string, pointer: string, place: ExpressionPlace): void
  /** Checks a template whose value is stored as, or compared with, something of a known type. */
  typed(value: Json, pointer: string, place: ExpressionPlace, wanted: Wanted): void
  /** Checks a template of a record, property by property. */
  record(value: Json, pointer: string, place: ExpressionPlace, group: Group): void
}

/** The type that a value should have, and what has it: "total". */
export interface Wanted {
  readonly shape: Shape | undefined
  readonly what: string
}

/** Opens the checks of a document. */
export function createExpressionChecks({ problems }: DeclarationSource, shapes: Shapes): ExpressionChecks {
  const report = (found: readonly ExpressionProblem[], pointer: string) => {
    for (const { pointer: below, offset, message, remedy } of found) {
      const place = offset > 0 ? ` (at character ${offset + 1})` : ''
      problems.error({
        code: 'MOCKGEN_EXPRESSION',
        pointer: pointer + below,
        message: message + place,
        ...(remedy !== undefined && { remedy }),
      })
    }
  }

  function template(value: Json, pointer: string, { names, pathParameters = [] }: ExpressionPlace): Shape {
    const checked = checkTemplate(value, names, { pathParameters })
    report(checked.problems, pointer)
    return checked.shape
  }

  function typed(value: Json, pointer: string, place: ExpressionPlace, { shape, what }: Wanted): void {
    const found = template(value, pointer, place)
    if (shape === undefined || fits(found, shape)) return
    problems.error({
      code: 'MOCKGEN_EXPRESSION',
      pointer,
      message: `${what} is ${describeShape(shape)}, and this is ${describeShape(found)}`,
      remedy: `write an expression whose value is ${describeShape(shape)}`,
    })
  }

  return {
    template,
    typed,
    condition: (text, pointer, { names }) => report(checkCondition(text, names).problems, pointer),
    record(value, pointer, place, group) {
      if (!isObject(value)) {
        template(value, pointer, place)
        return
      }
      const record = shapes.record(group)
      for (const [name, inner] of Object.entries(value)) {
        const at = join(pointer, name)
        const shape = record.property(name)
        if (shape === undefined && !record.isOpen) reportUnknown(name, at, group, record.names())
        typed(inner, at, place, { shape, what: name })
      }
    },
  }

  function reportUnknown(name: string, pointer: string, { subject }: Group, known: readonly string[]): void {
    const meant = didYouMean(name, known)
    problems.error({
      code: 'MOCKGEN_UNKNOWN_PROPERTY',
      pointer,
      message: `${subject.name} has no property "${name}"`,
      remedy: meant ? `did you mean ${meant}?` : `it has ${known.join(', ')}`,
    })
  }
}

/** Checks the expressions of an entity's own declaration, in which its record is `entity`: its lifecycle, and what it makes up. */
export function checkEntityExpressions(source: DeclarationSource, shapes: Shapes, group: Group): void {
  const { declared } = group
  const checks = createExpressionChecks(source, shapes)
  const record = shapes.record(group)
  const names: readonly [string, Shape][] = [['entity', record]]
  const place: ExpressionPlace = { names: new Map(names) }
  const made: ExpressionPlace = { names: new Map([...names, ['index', { kind: 'number' }]]) }
  const { lifecycle, generate } = declared ?? {}
  for (const [index, { when, set = {} }] of (lifecycle?.facts.transitions ?? []).entries()) {
    const pointer = lifecycle?.transitions[index]
    if (pointer === undefined) continue
    if (when !== undefined) checks.condition(when, join(pointer, 'when'), place)
    // That the properties exist is checked with the rest of the lifecycle.
    for (const [name, value] of Object.entries(set))
      checks.typed(value, join(pointer, 'set', name), place, { shape: record.property(name), what: name })
  }
  for (const [property, { field, pointer }] of generate?.fields ?? []) {
    if (!('template' in field)) continue
    const wanted = { shape: record.property(property), what: property }
    checks.typed(field.template, join(pointer, 'template'), made, wanted)
  }
}

/** The kinds of values that are not null; undefined when any is possible. */
function kindsOf(shape: Shape): ReadonlySet<string> | undefined {
  const kinds = new Set<string>()
  const pending: Shape[] = [shape]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'any') return undefined
    if (next.kind === 'union') pending.push(...next.members)
    else if (next.kind === 'optional') pending.push(next.value())
    // A time is written as text.
    else if (next.kind !== 'null')
      kinds.add(next.kind === 'time' || next.kind === 'duration' ? 'text' : next.kind)
  }
  return kinds
}

// True unless no value can be of both types. What may be missing is left to the run.
function fits(found: Shape, wanted: Shape): boolean {
  const [left, right] = [kindsOf(found), kindsOf(wanted)]
  if (left === undefined || right === undefined || left.size === 0 || right.size === 0) return true
  return [...left].some((kind) => right.has(kind))
}
