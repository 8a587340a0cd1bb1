// Sees a schema as one: references followed, allOf merged. For everything that asks what a schema says, not if a value fits.
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../json.js'
import { compilePattern } from './patterns.js'
import {
  type Bounds,
  type Choice,
  type Counts,
  notes,
  type Schema,
  type SchemaObject,
  type SchemaType,
} from './schema.js'
import type { Schemas } from './schemas.js'

/** Decides whether a closed object may have a property. */
export type NameTest = (name: string) => boolean

/** What a schema says, gathered. Where parts contradict each other the first part holds. */
export interface FlatSchema extends Counts, Bounds {
  /** False for a schema that nothing satisfies. */
  readonly possible: boolean
  readonly type: readonly SchemaType[] | undefined
  /** Allowed values, of `enum` and `const`. */
  readonly values: readonly Json[] | undefined
  readonly formats: readonly string[]
  readonly patterns: readonly string[]
  readonly properties: ReadonlyMap<string, Schema>
  readonly patternProperties: readonly (readonly [string, Schema])[]
  readonly additionalProperties: Schema | undefined
  readonly propertyNames: readonly Schema[]
  /** Tests that a property's name must pass, one for each part that closes the object. */
  readonly closed: readonly NameTest[]
  /** True when only properties that some part knows are allowed (`unevaluatedProperties: false`). */
  readonly sealed: boolean
  readonly required: readonly string[]
  readonly dependentRequired: Readonly<Record<string, readonly string[]>>
  readonly items: Schema | undefined
  readonly prefixItems: readonly Schema[]
  readonly contains: Schema | undefined
  readonly uniqueItems: boolean
  /** Of each list of branches one (oneOf) or at least one (anyOf) holds. */
  readonly branches: readonly Branches[]
  readonly conditions: readonly Condition[]
  readonly default: Json | undefined
  readonly examples: readonly Json[]
  readonly readOnly: boolean
  readonly writeOnly: boolean
  readonly tags: ReadonlyMap<string, Json>
}

export interface Branches {
  readonly schemas: readonly Schema[]
  readonly choice?: Choice
}

export interface Condition {
  readonly if: Schema
  readonly then: Schema
  readonly else: Schema
}

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

const anything: FlatSchema = {
  possible: true,
  type: undefined,
  values: undefined,
  formats: [],
  patterns: [],
  properties: new Map(),
  patternProperties: [],
  additionalProperties: undefined,
  propertyNames: [],
  closed: [],
  sealed: false,
  required: [],
  dependentRequired: {},
  items: undefined,
  prefixItems: [],
  contains: undefined,
  uniqueItems: false,
  branches: [],
  conditions: [],
  default: undefined,
  examples: [],
  readOnly: false,
  writeOnly: false,
  tags: new Map(),
}
const nothing: FlatSchema = { ...anything, possible: false }

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

function conditionsOf(schema: SchemaObject): readonly Condition[] {
  if (schema.if === undefined) return []
  // biome-ignore lint/suspicious/noThenProperty: a keyword
  return [{ if: schema.if, then: schema.then ?? true, else: schema.else ?? true }]
}

const lowerBounds = [
  'minLength',
  'minItems',
  'minContains',
  'minProperties',
  'minimum',
  'exclusiveMinimum',
] as const
const upperBounds = [
  'maxLength',
  'maxItems',
  'maxContains',
  'maxProperties',
  'maximum',
  'exclusiveMaximum',
] as const

type Numbers = { -readonly [K in keyof (Counts & Bounds)]: (Counts & Bounds)[K] }

function numbersOf(schema: Counts & Bounds): Numbers {
  const found: Numbers = {}
  for (const keyword of [...lowerBounds, ...upperBounds, 'multipleOf'] as const) {
    const value = schema[keyword]
    if (value !== undefined) found[keyword] = value
  }
  return found
}

function mergedNumbers(first: FlatSchema, second: FlatSchema): Numbers {
  const found: Numbers = { ...numbersOf(second), ...numbersOf(first) }
  for (const keyword of lowerBounds) {
    const [a, b] = [first[keyword], second[keyword]]
    if (a !== undefined && b !== undefined) found[keyword] = Math.max(a, b)
  }
  for (const keyword of upperBounds) {
    const [a, b] = [first[keyword], second[keyword]]
    if (a !== undefined && b !== undefined) found[keyword] = Math.min(a, b)
  }
  const [a, b] = [first.multipleOf, second.multipleOf]
  if (a !== undefined && b !== undefined && b % a === 0) found.multipleOf = b
  return found
}

function both(first: FlatSchema, second: FlatSchema): FlatSchema {
  if (first === anything) return second
  if (second === anything) return first
  return {
    ...mergedNumbers(first, second),
    possible: first.possible && second.possible,
    type: commonTypes(first.type, second.type),
    values: commonValues(first.values, second.values),
    formats: union(first.formats, second.formats),
    patterns: union(first.patterns, second.patterns),
    properties: mergedProperties(first.properties, second.properties),
    patternProperties: [...first.patternProperties, ...second.patternProperties],
    additionalProperties: bothSchemas(first.additionalProperties, second.additionalProperties),
    propertyNames: [...first.propertyNames, ...second.propertyNames],
    closed: [...first.closed, ...second.closed],
    sealed: first.sealed || second.sealed,
    required: union(first.required, second.required),
    dependentRequired: { ...first.dependentRequired, ...second.dependentRequired },
    items: bothSchemas(first.items, second.items),
    prefixItems: first.prefixItems.length > 0 ? first.prefixItems : second.prefixItems,
    contains: first.contains ?? second.contains,
    uniqueItems: first.uniqueItems || second.uniqueItems,
    branches: [...first.branches, ...second.branches],
    conditions: [...first.conditions, ...second.conditions],
    default: first.default ?? second.default,
    examples: [...first.examples, ...second.examples],
    readOnly: first.readOnly || second.readOnly,
    writeOnly: first.writeOnly || second.writeOnly,
    tags: new Map([...second.tags, ...first.tags]),
  }
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

/** True when the schema lets a property of this name be there. */
export function allowsProperty(flat: FlatSchema, name: string): boolean {
  if (!flat.closed.every((test) => test(name))) return false
  return !flat.sealed || nameTest(flat.properties, flat.patternProperties)(name)
}

/** True when the schema does not let unknown properties be there. */
export function isClosed(flat: FlatSchema): boolean {
  return flat.sealed || flat.closed.length > 0
}

function nameTest(
  properties: ReadonlyMap<string, Schema>,
  patternProperties: readonly (readonly [string, Schema])[],
): NameTest {
  const patterns = patternProperties.map(([pattern]) => compilePattern(pattern))
  return (name) => properties.has(name) || patterns.some((pattern) => pattern?.test(name))
}

function commonTypes(
  first: readonly SchemaType[] | undefined,
  second: readonly SchemaType[] | undefined,
): readonly SchemaType[] | undefined {
  if (first === undefined || second === undefined) return first ?? second
  const common = first.flatMap((type): readonly SchemaType[] => {
    if (second.includes(type)) return [type]
    if (type === 'integer' && second.includes('number')) return ['integer']
    return type === 'number' && second.includes('integer') ? ['integer'] : []
  })
  return common.length > 0 ? common : first
}

function commonValues(
  first: readonly Json[] | undefined,
  second: readonly Json[] | undefined,
): readonly Json[] | undefined {
  if (first === undefined || second === undefined) return first ?? second
  const common = first.filter((value) => second.some((other) => isDeepStrictEqual(value, other)))
  return common.length > 0 ? common : first
}

function mergedProperties(
  first: ReadonlyMap<string, Schema>,
  second: ReadonlyMap<string, Schema>,
): ReadonlyMap<string, Schema> {
  if (second.size === 0) return first
  if (first.size === 0) return second
  const merged = new Map(first)
  for (const [name, schema] of second) merged.set(name, bothSchemas(merged.get(name), schema) ?? schema)
  return merged
}

function bothSchemas(first: Schema | undefined, second: Schema | undefined): Schema | undefined {
  if (first === undefined || second === undefined || first === second) return first ?? second
  if (first === true) return second
  if (second === true) return first
  return { allOf: [first, second] }
}

function union<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  return second.length === 0 ? first : [...new Set([...first, ...second])]
}
