// How objects merge: JSON Merge Patch (RFC 7396) and its relatives, which differ in what `null` means.
import { isObject, type Json, type JsonObject } from '../../json.js'
import { type NewObject, own, setOwn } from '../properties.js'
import { allowsNull } from '../property-schema.js'

/** Objects nested deeper than this are replaced as a whole, so that a hostile patch cannot exhaust the stack. */
const maxDepth = 64

/** True where a `null` of the patch removes the property, whose schema is known as far as the target's is. */
type Removes = (schema: Json | undefined) => boolean

/**
 * The target with the patch applied: objects merge, everything else replaces, `null` removes the property unless its
 * schema allows null. `schemaOf` gives the schema of a property of the target.
 */
export function mergeBySchema(
  target: JsonObject,
  patch: JsonObject,
  schemaOf: (name: string) => Json | undefined,
): JsonObject {
  return merge(target, patch, { removes: (schema) => !allowsNull(schema), schemaOf, levels: maxDepth }, 0)
}

/**
 * The target with the patch applied: objects merge, everything else replaces, and `null` is a value like others. Objects nested
 * deeper than `levels` replace, too: 0 takes each property of the patch as it is.
 */
export function deepMerge(target: JsonObject, patch: JsonObject, levels = maxDepth): JsonObject {
  return merge(target, patch, { removes: () => false, schemaOf: () => undefined, levels }, 0)
}

/** A JSON Merge Patch, exactly as in RFC 7396, section 2. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const merging: Merging = { removes: () => true, schemaOf: () => undefined, levels: maxDepth }
  return merge(isObject(target) ? target : {}, patch, merging, 0)
}

interface Merging {
  readonly removes: Removes
  readonly schemaOf: (name: string) => Json | undefined
  readonly levels: number
}

function merge(
  target: JsonObject,
  patch: JsonObject,
  { removes, schemaOf, levels }: Merging,
  depth: number,
): JsonObject {
  const merged: NewObject = { ...target }
  for (const [name, value] of Object.entries(patch)) {
    const schema = schemaOf(name)
    if (value === null && removes(schema)) delete merged[name]
    else if (isObject(value) && depth < levels) {
      const old = own(target, name)
      const inner = { removes, schemaOf: (property: string) => innerSchema(schema, property), levels }
      setOwn(merged, name, merge(isObject(old) ? old : {}, value, inner, depth + 1))
    } else setOwn(merged, name, value)
  }
  return merged
}

function innerSchema(schema: Json | undefined, name: string): Json | undefined {
  if (!isObject(schema)) return undefined
  const properties = own(schema, 'properties')
  return isObject(properties) ? own(properties, name) : undefined
}
