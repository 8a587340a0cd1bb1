// Cuts from a value what a mode does not show: writeOnly properties of responses, readOnly ones of requests, unknown ones.
import { isObject, type Json, type JsonObject } from '../../json.js'
import { allowsProperty, chosenBranch, type FlatSchema } from '../schemas/flat-schema.js'
import type { Flattener } from '../schemas/flattener.js'
import { notes, type Schema, type SchemaMode, subschemas } from '../schemas/schema.js'
import type { Schemas } from '../schemas/schemas.js'

/** Depth of nested values that are looked into. */
const maxDepth = 16

/**
 * The value without the properties that the schema's mode hides and those that a closed object does not know; the same
 * object when nothing is cut. The schema is in request or response mode.
 */
export function prune(schema: Schema, value: Json, mode: SchemaMode, flattener: Flattener): Json {
  const hidden = mode === 'request' ? 'readOnly' : 'writeOnly'
  return pruneValue(flattener.flatten(schema), value, { hidden, flattener, cutsUnknown: true }, 0)
}

/** The value without what the schema marks as writeOnly, inside it too; what the schema does not know stays. */
export function hideWriteOnly(schema: Schema, value: JsonObject, flattener: Flattener): JsonObject {
  const pruning: Pruning = { hidden: 'writeOnly', flattener, cutsUnknown: false }
  const visible = pruneValue(flattener.flatten(schema), value, pruning, 0)
  return isObject(visible) ? visible : value
}

/** The value without these properties; the same object when it has none of them. */
export function withoutNames(value: JsonObject, names: readonly string[]): JsonObject {
  if (!names.some((name) => Object.hasOwn(value, name))) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
}

interface Pruning {
  readonly hidden: 'readOnly' | 'writeOnly'
  readonly flattener: Flattener
  /** True to cut what a closed object does not know. */
  readonly cutsUnknown: boolean
}

function pruneValue(flat: FlatSchema, value: Json, pruning: Pruning, depth: number): Json {
  const { flattener } = pruning
  if (depth > maxDepth) return value
  if (isObject(value)) return pruneObject(select(flat, value, flattener), value, pruning, depth)
  if (!Array.isArray(value) || flat.items === undefined) return value
  const inner = flattener.flatten(flat.items)
  const items = value.map((item: Json) => pruneValue(inner, item, pruning, depth + 1))
  return items.some((item, i) => item !== value[i]) ? items : value
}

function pruneObject(flat: FlatSchema, value: JsonObject, pruning: Pruning, depth: number): JsonObject {
  const { hidden, flattener, cutsUnknown } = pruning
  let isChanged = false
  const kept: [string, Json][] = []
  for (const [name, child] of Object.entries(value)) {
    const schema = flat.properties.get(name)
    const inner = schema === undefined ? undefined : flattener.flatten(schema)
    if (inner?.[hidden] || (cutsUnknown && !allowsProperty(flat, name))) {
      isChanged = true
      continue
    }
    const pruned = inner === undefined ? child : pruneValue(inner, child, pruning, depth + 1)
    if (pruned !== child) isChanged = true
    kept.push([name, pruned])
  }
  return isChanged ? Object.fromEntries(kept) : value
}

/** Branches and conditions that are looked through. */
const maxDecisions = 16

/** The schema as far as a value decides it: a discriminator names the branch; other kinds of branches only add what they hide. */
export function select(flat: FlatSchema, value: JsonObject, flattener: Flattener): FlatSchema {
  let selected = flat
  for (let i = 0; i < maxDecisions; i++) {
    const [branches, ...others] = selected.branches
    const [condition, ...conditions] = selected.conditions
    if (branches !== undefined) {
      const branch = chosenBranch(branches, value)
      // A branch that cannot be told may know any of the properties.
      const rest = { ...selected, branches: others, sealed: selected.sealed && branch !== undefined }
      selected = branch === undefined ? rest : flattener.both(rest, flattener.flatten(branch))
    } else if (condition !== undefined) {
      // `nullable` around a schema: an object is what `then` describes.
      selected = flattener.both({ ...selected, conditions }, flattener.flatten(condition.then))
    } else return selected
  }
  return selected
}

/** True when a schema, or one that it leads to, is marked, or has a property that is. Default: as writeOnly. */
export function hidesAnything(
  schema: Schema,
  schemas: Schemas,
  mark: 'readOnly' | 'writeOnly' = 'writeOnly',
): boolean {
  const visited = new Set<string>()
  const search = (part: Schema): boolean => {
    if (typeof part === 'boolean') return false
    if (part[notes]?.[mark] === true) return true
    if (part.$ref !== undefined && !visited.has(part.$ref)) {
      visited.add(part.$ref)
      if (search(schemas.get(part.$ref))) return true
    }
    return subschemas(part).some(search)
  }
  return search(schema)
}
