// What a seed, a rule of made-up data, a step or a patch brings: a schema that refuses it must be heard of, where completing
// would mend it.
import { MockError, type Violation } from '../errors.js'
import { isObject, type Json, type JsonObject, pointerTokens, toPointer } from '../json.js'
import type { Entity } from './entity.js'
import { isJsonEqual } from './merge/json-equal.js'
import { own } from './properties.js'

/**
 * Asserts that completing a draft has kept these properties. MOCK_INVALID_REQUEST with what the schemas say about those that
 * it has not; what completion has added inside them is no matter.
 */
export function assertBrought(
  entity: Entity,
  draft: JsonObject,
  names: Iterable<string>,
  record: JsonObject,
): void {
  const lost = lostProperties(draft, names, record)
  if (lost.length > 0) throw notAllowed(entity, draft, lost)
}

/** Those of the draft's properties that the record does not have with all that was brought of them. */
export function lostProperties(
  draft: JsonObject,
  names: Iterable<string>,
  record: JsonObject,
): readonly string[] {
  return [...names].filter((property) => {
    const value = own(draft, property)
    return value !== undefined && !holds(own(record, property), value)
  })
}

/**
 * Asserts that a patch leaves a record that its schemas allow: completing it has neither mended what the patch changed nor
 * brought back what it removed. `old` is the record before; what was wrong with it already is no matter.
 */
export function assertPatched(entity: Entity, old: JsonObject, next: JsonObject, record: JsonObject): void {
  const isTouched = (property: string) =>
    !entity.fixed.has(property) && !isJsonEqual(own(old, property), own(next, property))
  const touched = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(isTouched)
  const mended = touched.filter((property) => !isJsonEqual(own(next, property), own(record, property)))
  if (mended.length === 0) return
  const found = entity.shape.refusals?.(next) ?? []
  const isRefused = (property: string) => found.some((violation) => isAbout(violation, property))
  // Defaults are no mending, and so nothing is said about what was only completed.
  const wrong = mended.filter((property) => {
    const value = own(next, property)
    // What a patch removes and the schema requires becomes null, where that is allowed.
    if (value === undefined && own(record, property) === null) return false
    return isRefused(property) || (value !== undefined && !holds(own(record, property), value))
  })
  if (wrong.length > 0) throw notAllowed(entity, next, wrong)
}

/** The refusal of these properties of a draft, with what the schemas say about each. */
function notAllowed({ name, shape }: Entity, draft: JsonObject, properties: readonly string[]): MockError {
  const found = shape.refusals?.(draft) ?? []
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `The record is not what the schemas of "${name}" allow`,
    errors: properties.flatMap((property) => refusalsOf(property, found)),
  })
}

function isAbout({ pointer }: Violation, property: string): boolean {
  return pointerTokens(pointer)[0] === property
}

function refusalsOf(property: string, found: readonly Violation[]): readonly Violation[] {
  const own = found.filter((violation) => isAbout(violation, property))
  const pointer = toPointer(['body', property])
  if (own.length === 0) return [{ pointer, message: 'is not what the schemas allow', keyword: 'schema' }]
  return own.map((violation) => ({ ...violation, pointer: `/body${violation.pointer}` }))
}

// True when a value is there with everything that was brought of it.
function holds(value: Json | undefined, brought: Json): boolean {
  if (Array.isArray(brought))
    return (
      Array.isArray(value) &&
      value.length === brought.length &&
      brought.every((item, i) => holds(value[i], item))
    )
  if (!isObject(brought)) return value === brought
  return isObject(value) && Object.entries(brought).every(([name, inner]) => holds(own(value, name), inner))
}
