// Sets the defaults that a schema gives to properties that are missing.
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { Validator } from '../validation/validator.js'
import type { FlatSchema } from './flat-schema.js'
import type { Flattener } from './flattener.js'
import type { Schema } from './schema.js'

export interface Defaults {
  /** The value with its missing defaults, in nested objects and items too; the same object when nothing is missing. */
  apply(flat: FlatSchema, value: JsonObject): JsonObject
  /** The same for any value, as far as a body is looked into; undefined where the schema has no defaults. */
  filler(flat: FlatSchema): ((value: Json) => Json) | undefined
}

/** Objects and lists of one body that are looked into; a client may send a million empty ones. */
const maxVisited = 10_000

/** Depth of nested objects that are looked into; recursive schemas with defaults end here. */
const maxDepth = 16

// A property that has a default, or something inside that has one.
interface Fillable {
  readonly name: string
  readonly schema: Schema
  readonly property: FlatSchema
}

export function createDefaults(flattener: Flattener, validator: Validator): Defaults {
  const known = new WeakMap<FlatSchema, boolean>()
  const valid = new WeakMap<FlatSchema, boolean>()
  const fillable = new WeakMap<FlatSchema, readonly Fillable[]>()

  // Documents have defaults that their own schema refuses; setting one would spoil the object around it.
  function defaultOf(schema: Schema, flat: FlatSchema): Json | undefined {
    if (flat.default === undefined) return undefined
    let isValid = valid.get(flat)
    if (isValid === undefined) {
      isValid = validator.isValid(schema, flat.default)
      valid.set(flat, isValid)
    }
    return isValid ? flat.default : undefined
  }

  // Most schemas have no defaults anywhere: the answer is kept, so that they cost one look-up.
  function has(flat: FlatSchema, depth: number): boolean {
    const before = known.get(flat)
    if (before !== undefined || depth > maxDepth) return before ?? false
    known.set(flat, false)
    const found = [...flat.properties.values()].some((schema) => {
      const property = flattener.flatten(schema)
      return property.default !== undefined || has(property, depth + 1)
    })
    const result = found || (flat.items !== undefined && has(flattener.flatten(flat.items), depth + 1))
    known.set(flat, result)
    return result
  }

  function fillableOf(flat: FlatSchema): readonly Fillable[] {
    let found = fillable.get(flat)
    if (found === undefined) {
      found = [...flat.properties]
        .map(([name, schema]) => ({ name, schema, property: flattener.flatten(schema) }))
        .filter(({ property }) => property.default !== undefined || has(property, 0))
      fillable.set(flat, found)
    }
    return found
  }

  function fill(flat: FlatSchema, value: Json, depth: number, budget: Budget): Json {
    if (depth > maxDepth || !has(flat, 0) || budget.left-- <= 0) return value
    if (Array.isArray(value)) return fillItems(flat, value, depth, budget)
    return isObject(value) ? fillObject(flat, value, depth, budget) : value
  }

  function fillItems(flat: FlatSchema, items: readonly Json[], depth: number, budget: Budget): Json {
    if (flat.items === undefined) return items
    const inner = flattener.flatten(flat.items)
    const filled = items.map((item) => fill(inner, item, depth + 1, budget))
    return filled.some((item, i) => item !== items[i]) ? filled : items
  }

  function fillObject(flat: FlatSchema, value: JsonObject, depth: number, budget: Budget): JsonObject {
    const changes: [string, Json][] = []
    for (const { name, schema, property } of fillableOf(flat)) {
      const present = Object.hasOwn(value, name) ? value[name] : undefined
      const filled =
        present === undefined ? defaultOf(schema, property) : fill(property, present, depth + 1, budget)
      if (filled !== undefined && filled !== present) changes.push([name, filled])
    }
    return changes.length === 0 ? value : Object.fromEntries([...Object.entries(value), ...changes])
  }

  return {
    apply: (flat, value) => (has(flat, 0) ? fillObject(flat, value, 0, { left: Infinity }) : value),
    filler: (flat) => (has(flat, 0) ? (value) => fill(flat, value, 0, { left: maxVisited }) : undefined),
  }
}

interface Budget {
  left: number
}
