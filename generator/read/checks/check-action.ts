// Checks one declared action against its entity: the properties that it names, and its expressions.
import { isObject, join, own } from '../../pointers.js'
import type { DeclaredAction } from '../declared/declared-action.js'
import { checksOf } from '../declared/declared-validate.js'
import type { Group } from '../group.js'
import type { ExpressionPlace } from './check-expressions.js'
import type { OneChecking } from './check-operations.js'
import { reportNoProperty } from './check-properties.js'
import type { Values } from './expression-names.js'

/** The names around an action, and those that it adds. */
export interface ActionNames {
  readonly outside: Values
  readonly inside: Values
}

/** Reports what is wrong in an action. */
export function checkDeclaredAction(
  one: OneChecking,
  action: DeclaredAction,
  group: Group,
  { outside, inside }: ActionNames,
): void {
  const { checks, shapes, pathParameters } = one
  const { at } = action
  const record = shapes.record(group)
  const before: ExpressionPlace = { names: outside, pathParameters }
  const within: ExpressionPlace = { names: inside, pathParameters }
  const pointer = (...tokens: readonly (string | number)[]) => join(at.pointer, ...tokens)
  checkTexts(one, at.value.key, pointer('key'), before)
  checkTexts(one, at.value.scope, pointer('scope'), before)
  const { data, ttl } = at.value
  if (data !== undefined) checks.record(data, pointer('data'), within, group)
  if (typeof ttl === 'string') checks.template(ttl, pointer('ttl'), within)
  checkValidate(one, action, group, within)
  checkWhere(one, action, group, before)
  const { lock, by } = at.value
  if (isObject(lock)) {
    const field = own(lock, 'field')
    if (typeof field === 'string') reportNoProperty(one, group, field, pointer('lock', 'field'))
    const { expected } = lock
    const shape = typeof field === 'string' ? record.property(field) : undefined
    if (expected !== undefined)
      checks.typed(expected, pointer('lock', 'expected'), within, {
        shape,
        what: String(field ?? 'the version'),
      })
  }
  if (typeof by === 'string' && action.by !== undefined) reportNoProperty(one, group, by, pointer('by'), true)
}

// Names of parameters are no templates; they have been checked.
function checkTexts(one: OneChecking, value: unknown, pointer: string, place: ExpressionPlace): void {
  if (typeof value === 'string' && value.includes('{')) one.checks.template(value, pointer, place)
  if (!Array.isArray(value)) return
  for (const [index, text] of value.entries()) checkTexts(one, text, `${pointer}/${index}`, place)
}

function checkValidate(one: OneChecking, { at }: DeclaredAction, group: Group, place: ExpressionPlace): void {
  const { checks } = one
  for (const check of checksOf(at)) {
    const { when, message, required, constraints } = check.value
    if (typeof when === 'string') checks.condition(when, join(check.pointer, 'when'), place)
    if (typeof message === 'string') checks.template(message, join(check.pointer, 'message'), place)
    for (const [index, name] of (Array.isArray(required) ? required : []).entries()) {
      if (typeof name === 'string') reportNoProperty(one, group, name, join(check.pointer, 'required', index))
    }
    for (const name of Object.keys(isObject(constraints) ? constraints : {})) {
      reportNoProperty(one, group, name, join(check.pointer, 'constraints', name))
    }
  }
}

function checkWhere(one: OneChecking, { at }: DeclaredAction, group: Group, place: ExpressionPlace): void {
  const { checks } = one
  const record = one.shapes.record(group)
  const { where } = at.value
  if (!isObject(where)) return
  for (const [property, condition] of Object.entries(where)) {
    const pointer = join(at.pointer, 'where', property)
    if (!reportNoProperty(one, group, property, pointer, true)) continue
    const wanted = { shape: record.property(property), what: property }
    if (!isObject(condition)) {
      if (Array.isArray(condition)) {
        for (const [index, value] of condition.entries())
          checks.typed(value, join(pointer, index), place, wanted)
      } else checks.typed(condition, pointer, place, wanted)
      continue
    }
    for (const [name, value] of Object.entries(condition)) {
      const list = { kind: 'list', items: () => wanted.shape ?? { kind: 'any' } } as const
      checks.typed(value, join(pointer, name), place, name === 'in' ? { shape: list, what: 'in' } : wanted)
    }
  }
}
