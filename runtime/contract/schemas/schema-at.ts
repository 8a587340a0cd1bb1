// Finds the schema of a value inside a body: from an instance pointer to a schema pointer.
import { isObject, type Json, pointerTokens } from '../../json.js'
import { canonicalPointer, type Place, type References, referenceOf } from '../references.js'

/** References, parts and branches that are searched for one step. */
const maxDepth = 20

/**
 * The schema of what stands at the JSON pointer `at` in a value of the schema at `pointer`: through properties, items
 * (any number as token) and additionalProperties, searching allOf, oneOf and anyOf in this order. Undefined when the
 * schema does not say.
 */
export function schemaAt(pointer: string, at: string, references: References): Place | undefined {
  let place = references.schema(pointer)
  for (const token of pointerTokens(at)) {
    place = place && step(place, token, references, 0)
  }
  return place
}

function step(place: Place, token: string, references: References, depth: number): Place | undefined {
  const { value } = place
  if (!isObject(value) || depth > maxDepth) return undefined
  const into = (...tokens: readonly (string | number)[]) =>
    references.schema(place.pointer + canonicalPointer(tokens).slice(1))
  if (isObject(value.properties) && Object.hasOwn(value.properties, token)) return into('properties', token)
  if (isObject(value.items) && /^\d+$/.test(token)) return into('items')
  const target = referenceOf(value)
  const parts = [
    ...(target === undefined ? [] : [references.schema(target)]),
    ...['allOf', 'oneOf', 'anyOf'].flatMap((keyword) =>
      lengthOf(value[keyword]).map((i) => into(keyword, i)),
    ),
  ]
  for (const part of parts) {
    const found = part && step(part, token, references, depth + 1)
    if (found !== undefined) return found
  }
  return isObject(value.additionalProperties) ? into('additionalProperties') : undefined
}

function lengthOf(list: Json | undefined): readonly number[] {
  return Array.isArray(list) ? [...list.keys()] : []
}
