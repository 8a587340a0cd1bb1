// What a seed, a rule of made-up data or the data of a step brings: a schema that refuses it must be heard of, where completing
// would mend it.
import { MockError, type Violation } from '../errors.js'
import { isObject, type Json, type JsonObject, pointerTokens, toPointer } from '../json.js'
import type { Entity } from './entity.js'
import { own } from './properties.js'

/**
 * Asserts that completing a draft has kept these properties. MOCK_INVALID_REQUEST with what the schemas say about those that
 * it has not; what completion has added inside them is no matter.
 */
export function assertBrought(
  { name, shape }: Entity,
  draft: JsonObject,
  names: ReadonlySet<string>,
  record: JsonObject,
): void {
  const lost = [...names].filter((property) => {
    const value = own(draft, property)
    return value !== undefined && !holds(own(record, property), value)
  })
  if (lost.length === 0) return
  const found = shape.refusals?.(draft) ?? []
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: `The record is not what the schemas of "${name}" allow`,
    errors: lost.flatMap((property) => refusalsOf(property, found)),
  })
}

function refusalsOf(property: string, found: readonly Violation[]): readonly Violation[] {
  const own = found.filter(({ pointer }) => pointerTokens(pointer)[0] === property)
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
