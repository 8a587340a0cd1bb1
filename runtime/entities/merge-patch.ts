// JSON Merge Patch (RFC 7396), with one difference: `null` is stored where the schema allows it.
import { isObject, type Json, type JsonObject } from '../json.js'
import { type NewObject, own, setOwn } from './properties.js'
import { allowsNull } from './property-schema.js'

/** Objects nested deeper than this are replaced as a whole, so that a hostile patch cannot exhaust the stack. */
const maxDepth = 64

/**
 * The target with the patch applied: objects merge, everything else replaces, `null` removes the property unless its
 * schema allows null. `schemaOf` gives the schema of a property of the target.
 */
export function mergePatch(
  target: JsonObject,
  patch: JsonObject,
  schemaOf: (name: string) => Json | undefined,
  depth = 0,
): JsonObject {
  const merged: NewObject = { ...target }
  for (const [name, value] of Object.entries(patch)) {
    const schema = schemaOf(name)
    if (value === null && !allowsNull(schema)) delete merged[name]
    else if (isObject(value) && depth < maxDepth) {
      const old = own(target, name)
      const base = isObject(old) ? old : {}
      setOwn(
        merged,
        name,
        mergePatch(base, value, (inner) => innerSchema(schema, inner), depth + 1),
      )
    } else setOwn(merged, name, value)
  }
  return merged
}

function innerSchema(schema: Json | undefined, name: string): Json | undefined {
  if (!isObject(schema)) return undefined
  const properties = own(schema, 'properties')
  return isObject(properties) ? own(properties, name) : undefined
}
