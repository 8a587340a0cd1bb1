// Puts what two schemas say into one.
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../json.js'
import { anything, type FlatSchema } from './flat-schema.js'
import type { Bounds, Counts, Schema, SchemaType } from './schema.js'

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

export type Numbers = { -readonly [K in keyof (Counts & Bounds)]: (Counts & Bounds)[K] }

/** The counts and bounds of a schema, without anything else. */
export function numbersOf(schema: Counts & Bounds): Numbers {
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

/** What two schemas say together. Where they contradict each other the first holds. */
export function both(first: FlatSchema, second: FlatSchema): FlatSchema {
  if (first === anything) return second
  if (second === anything) return first
  return {
    ...mergedNumbers(first, second),
    possible: first.possible && second.possible,
    type: commonTypes(first.type, second.type),
    values: commonValues(first.values, second.values),
    excluded: [...first.excluded, ...second.excluded],
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
