// Sees schemas as one. For everything that asks what a schema says, not whether a value fits.
import type { Json } from '../json.js'
import { anything, type Condition, type FlatSchema, nameTest, nothing } from './flat-schema.js'
import { both, numbersOf } from './merge-schemas.js'
import { notes, type Schema, type SchemaObject } from './schema.js'
import type { Schemas } from './schemas.js'

export interface Flattener {
  /** A schema as one; the same object for the same schema. */
  flatten(schema: Schema): FlatSchema
  /** Both schemas together. */
  both(first: FlatSchema, second: FlatSchema): FlatSchema
}

/** References and parts that are followed into each other; what is deeper is a circle without meaning. */
const maxDepth = 60

export function createFlattener(schemas: Schemas): Flattener {
  const known = new WeakMap<SchemaObject, FlatSchema>()

  function flatten(schema: Schema, depth: number): FlatSchema {
    if (typeof schema === 'boolean') return schema ? anything : nothing
    const before = known.get(schema)
    if (before !== undefined) return before
    if (depth > maxDepth) return anything
    const flat = gather(schema, depth)
    known.set(schema, flat)
    return flat
  }

  function gather(schema: SchemaObject, depth: number): FlatSchema {
    const annotations = schema[notes]
    // A bare reference is its target: recursion is recognised by meeting the same object again.
    if (schema.$ref !== undefined && Object.keys(schema).length === 1 && annotations === undefined) {
      return flatten(schemas.get(schema.$ref), depth + 1)
    }
    if (annotations?.choice !== undefined) {
      const { choice } = annotations
      return { ...anything, branches: [{ schemas: choice.branches, choice }] }
    }
    const own = ownPart(schema)
    const parts = [...(schema.$ref === undefined ? [] : [schemas.get(schema.$ref)]), ...(schema.allOf ?? [])]
    const flats = parts.map((part) => flatten(part, depth + 1))
    const merged = flats.reduce(both, own)
    return withAnnotations(merged, own, flats)
  }

  return { flatten: (schema) => flatten(schema, 0), both }
}

function ownPart(schema: SchemaObject): FlatSchema {
  const annotations = schema[notes]
  const properties = new Map(Object.entries(schema.properties ?? {}))
  const patternProperties = Object.entries(schema.patternProperties ?? {})
  const values = schema.const !== undefined ? [schema.const] : schema.enum
  return {
    ...anything,
    ...numbersOf(schema),
    type: schema.type,
    values,
    excluded: excludedBy(schema.not),
    formats: schema.format === undefined ? [] : [schema.format],
    patterns: schema.pattern === undefined ? [] : [schema.pattern],
    properties,
    patternProperties,
    additionalProperties: schema.additionalProperties ?? schema.unevaluatedProperties,
    propertyNames: schema.propertyNames === undefined ? [] : [schema.propertyNames],
    closed: schema.additionalProperties === false ? [nameTest(properties, patternProperties)] : [],
    sealed: schema.unevaluatedProperties === false,
    required: schema.required ?? [],
    dependentRequired: schema.dependentRequired ?? {},
    items: schema.items ?? schema.unevaluatedItems,
    prefixItems: schema.prefixItems ?? [],
    contains: schema.contains,
    uniqueItems: schema.uniqueItems ?? false,
    branches: [schema.oneOf, schema.anyOf]
      .filter((list) => list !== undefined)
      .map((list) => ({ schemas: list })),
    conditions: conditionsOf(schema),
    default: annotations?.default,
    examples: annotations?.examples ?? [],
    readOnly: annotations?.readOnly ?? false,
    writeOnly: annotations?.writeOnly ?? false,
    tags: annotations?.tags ?? anything.tags,
  }
}

function excludedBy(schema: Schema | undefined): readonly Json[] {
  if (typeof schema !== 'object') return []
  return schema.const === undefined ? (schema.enum ?? []) : [schema.const]
}

function conditionsOf(schema: SchemaObject): readonly Condition[] {
  if (schema.if === undefined) return []
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
  return [{ if: schema.if, then: schema.then ?? true, else: schema.else ?? true }]
}

// Examples speak for the schema they stand on. A part's example shows a part, unless the part is all there is.
function withAnnotations(merged: FlatSchema, own: FlatSchema, parts: readonly FlatSchema[]): FlatSchema {
  const describesAll = parts.length === 1 && own.properties.size === 0 && own.branches.length === 0
  const annotated = own.examples.length > 0 || own.default !== undefined || !describesAll
  return {
    ...merged,
    ...(annotated ? { examples: own.examples, default: own.default } : {}),
  }
}
