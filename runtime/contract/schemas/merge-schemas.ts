// Puts what two schemas say into one.
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../json.js'
import { commonMultiple } from '../validation/multiple-of.js'
import { anything, type FlatSchema, nameTest } from './flat-schema.js'
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
  if (a !== undefined && b !== undefined) found.multipleOf = commonMultiple(a, b) ?? a
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
    hints: union(first.hints, second.hints),
    fakers: union(first.fakers, second.fakers),
    properties: mergedProperties(first, second),
    patternProperties: [...first.patternProperties, ...second.patternProperties],
    additionalProperties: bothSchemas(first.additionalProperties, second.additionalProperties),
    propertyNames: [...first.propertyNames, ...second.propertyNames],
    closed: [...first.closed, ...second.closed],
    unevaluatedProperties: bothSchemas(first.unevaluatedProperties, second.unevaluatedProperties),
    sealed: first.sealed || second.sealed,
    required: union(first.required, second.required),
    dependentRequired: mergedDependencies(first.dependentRequired, second.dependentRequired),
    items: bothSchemas(first.items, second.items),
    prefixItems: mergedPrefix(first, second),
    unevaluatedItems: bothSchemas(first.unevaluatedItems, second.unevaluatedItems),
    contains: mergedContains(first, second),
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

function mergedProperties(first: FlatSchema, second: FlatSchema): ReadonlyMap<string, Schema> {
  const isOpen = first.additionalProperties === undefined && second.additionalProperties === undefined
  if (isOpen && second.properties.size === 0) return first.properties
  if (isOpen && first.properties.size === 0) return second.properties
  const [inFirst, inSecond] = [additionalSchema(first), additionalSchema(second)]
  const merged = new Map<string, Schema>()
  for (const [name, schema] of first.properties) {
    const other = second.properties.get(name) ?? inSecond(name)
    merged.set(name, bothSchemas(schema, other) ?? schema)
  }
  for (const [name, schema] of second.properties) {
    if (!merged.has(name)) merged.set(name, bothSchemas(inFirst(name), schema) ?? schema)
  }
  return merged
}

// What a part says of the properties that it does not know. That it wants none at all is what `closed` says.
function additionalSchema(flat: FlatSchema): (name: string) => Schema | undefined {
  const { additionalProperties } = flat
  if (typeof additionalProperties !== 'object') return () => undefined
  const isKnown = nameTest(flat.properties, flat.patternProperties)
  return (name) => (isKnown(name) ? undefined : additionalProperties)
}

function mergedDependencies(
  first: FlatSchema['dependentRequired'],
  second: FlatSchema['dependentRequired'],
): FlatSchema['dependentRequired'] {
  const names = new Set([...Object.keys(first), ...Object.keys(second)])
  if (names.size === 0) return first
  const of = (all: FlatSchema['dependentRequired'], name: string) =>
    Object.hasOwn(all, name) ? (all[name] ?? []) : []
  return Object.fromEntries([...names].map((name) => [name, union(of(first, name), of(second, name))]))
}

// Where one part has no fixed item any more, its `items` hold.
function mergedPrefix(first: FlatSchema, second: FlatSchema): readonly Schema[] {
  const length = Math.max(first.prefixItems.length, second.prefixItems.length)
  return Array.from(
    { length },
    (_, i) => bothSchemas(first.prefixItems[i] ?? first.items, second.prefixItems[i] ?? second.items) ?? true,
  )
}

function mergedContains(first: FlatSchema, second: FlatSchema): FlatSchema['contains'] {
  const others = second.contains.filter(
    (other) => !first.contains.some((known) => isDeepStrictEqual(known, other)),
  )
  return others.length === 0 ? first.contains : [...first.contains, ...others]
}

function bothSchemas(first: Schema | undefined, second: Schema | undefined): Schema | undefined {
  if (first === undefined || second === undefined || first === second) return first ?? second
  if (first === true) return second
  if (second === true) return first
  if (first === false || second === false) return false
  return { allOf: [first, second] }
}

function union<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  return second.length === 0 ? first : [...new Set([...first, ...second])]
}
