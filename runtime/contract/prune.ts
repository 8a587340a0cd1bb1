// Cuts from a value what a response does not show: writeOnly properties, and unknown ones where the object is closed.
import { isObject, type Json, type JsonObject } from '../json.js'
import { allowsProperty, type FlatSchema, type Flattener } from './flat-schema.js'
import { notes, type Schema, subschemas } from './schema.js'
import type { Schemas } from './schemas.js'

/** Depth of nested values that are looked into. */
const maxDepth = 16

/** The value without what the schema, in response mode, does not show; the same object when nothing is cut. */
export function prune(schema: Schema, value: Json, flattener: Flattener): Json {
  return pruneValue(flattener.flatten(schema), value, flattener, 0)
}

function pruneValue(flat: FlatSchema, value: Json, flattener: Flattener, depth: number): Json {
  if (depth > maxDepth) return value
  if (isObject(value)) return pruneObject(select(flat, value, flattener), value, flattener, depth)
  if (!Array.isArray(value) || flat.items === undefined) return value
  const inner = flattener.flatten(flat.items)
  const items = value.map((item: Json) => pruneValue(inner, item, flattener, depth + 1))
  return items.some((item, i) => item !== value[i]) ? items : value
}

function pruneObject(flat: FlatSchema, value: JsonObject, flattener: Flattener, depth: number): JsonObject {
  let isChanged = false
  const kept: [string, Json][] = []
  for (const [name, child] of Object.entries(value)) {
    const schema = flat.properties.get(name)
    const inner = schema === undefined ? undefined : flattener.flatten(schema)
    if (inner?.writeOnly || !allowsProperty(flat, name)) {
      isChanged = true
      continue
    }
    const pruned = inner === undefined ? child : pruneValue(inner, child, flattener, depth + 1)
    if (pruned !== child) isChanged = true
    kept.push([name, pruned])
  }
  return isChanged ? Object.fromEntries(kept) : value
}

/** Branches and conditions that are looked through. */
const maxDecisions = 16

// A discriminator names the branch; the other kinds of branches only add what they hide.
function select(flat: FlatSchema, value: JsonObject, flattener: Flattener): FlatSchema {
  let selected = flat
  for (let i = 0; i < maxDecisions; i++) {
    const [branches, ...others] = selected.branches
    const [condition, ...conditions] = selected.conditions
    if (branches !== undefined) {
      const { schemas, choice } = branches
      const tag = choice && Object.hasOwn(value, choice.property) ? value[choice.property] : undefined
      const index = choice?.values.findIndex((values) => values.some((known) => known === tag)) ?? -1
      const branch = schemas[index]
      const rest = { ...selected, branches: others }
      selected = branch === undefined ? rest : flattener.both(rest, flattener.flatten(branch))
    } else if (condition !== undefined) {
      // `nullable` around a schema: an object is what `then` describes.
      selected = flattener.both({ ...selected, conditions }, flattener.flatten(condition.then))
    } else return selected
  }
  return selected
}

/** True when a schema, or one that it leads to, has a writeOnly property. */
export function hidesAnything(schema: Schema, schemas: Schemas): boolean {
  const visited = new Set<string>()
  const search = (part: Schema): boolean => {
    if (typeof part === 'boolean') return false
    if (part[notes]?.writeOnly === true) return true
    if (part.$ref !== undefined && !visited.has(part.$ref)) {
      visited.add(part.$ref)
      if (search(schemas.get(part.$ref))) return true
    }
    return subschemas(part).some(search)
  }
  return search(schema)
}
