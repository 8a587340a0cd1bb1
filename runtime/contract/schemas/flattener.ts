// Sees schemas as one. For everything that asks what a schema says, not whether a value fits.
import type { Json } from '../../json.js'
import { anything, type Condition, type FlatSchema, nameTest, nothing } from './flat-schema.js'
import { both, numbersOf } from './merge-schemas.js'
import { notes, type Schema, type SchemaObject, type SchemaType } from './schema.js'
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
    // A part that leads back here says nothing more, and following it would never end.
    known.set(schema, anything)
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
    type: allowedTypes(schema),
    values,
    excluded: excludedBy(schema.not),
    formats: schema.format === undefined ? [] : [schema.format],
    hints: annotations?.hints ?? [],
    fakers: annotations?.faker === undefined ? [] : [annotations.faker],
    patterns: schema.pattern === undefined ? [] : [schema.pattern],
    properties,
    patternProperties,
    additionalProperties: schema.additionalProperties,
    propertyNames: schema.propertyNames === undefined ? [] : [schema.propertyNames],
    closed: [
      ...(schema.additionalProperties === false ? [nameTest(properties, patternProperties)] : []),
      ...forbiddenNames(schema.not).map((forbidden) => (name: string) => name !== forbidden),
    ],
    unevaluatedProperties: schema.unevaluatedProperties,
    sealed: schema.unevaluatedProperties === false,
    required: schema.required ?? [],
    dependentRequired: schema.dependentRequired ?? {},
    items: schema.items,
    prefixItems: schema.prefixItems ?? [],
    unevaluatedItems: schema.unevaluatedItems,
    contains:
      schema.contains === undefined ? [] : [{ schema: schema.contains, min: schema.minContains ?? 1 }],
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

const allTypes: readonly SchemaType[] = ['object', 'array', 'string', 'number', 'boolean', 'null']

// `not` with nothing but a type takes that type away.
function allowedTypes({ type, not }: SchemaObject): readonly SchemaType[] | undefined {
  const isPlain = typeof not === 'object' && Object.keys(not).length === 1 && not[notes] === undefined
  const refused = isPlain ? not.type : undefined
  if (refused === undefined) return type
  const isRefused = (one: SchemaType) =>
    refused.includes(one) || (one === 'integer' && refused.includes('number'))
  return (type ?? allTypes).filter((one) => !isRefused(one))
}

// `not` with nothing but one required property takes that property away.
function forbiddenNames(not: Schema | undefined): readonly string[] {
  if (typeof not !== 'object' || not.required?.length !== 1) return []
  return Object.keys(not).every((key) => key === 'required' || key === 'type') ? not.required : []
}

// A schema that depends on a property is a condition on its presence.
function conditionsOf(schema: SchemaObject): readonly Condition[] {
  const dependent = Object.entries(schema.dependentSchemas ?? {}).map(([name, then]) => ({
    if: { type: ['object' as const], required: [name] },
    then,
    else: true,
  }))
  if (schema.if === undefined) return dependent
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
  return [{ if: schema.if, then: schema.then ?? true, else: schema.else ?? true }, ...dependent]
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
