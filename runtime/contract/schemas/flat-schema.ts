// What a schema says, seen as one: references followed, allOf merged. Made by the flattener.
import { isObject, type Json } from '../../json.js'
import { compilePattern } from '../patterns/patterns.js'
import type { Bounds, Choice, Counts, FakerCall, Schema, SchemaType } from './schema.js'

/** Decides whether a closed object may have a property. */
export type NameTest = (name: string) => boolean

/** What a schema says, gathered. Where parts contradict each other the first part holds. */
export interface FlatSchema extends Counts, Bounds {
  /** False for a schema that nothing satisfies. */
  readonly possible: boolean
  readonly type: readonly SchemaType[] | undefined
  /** Allowed values, of `enum` and `const`. */
  readonly values: readonly Json[] | undefined
  /** Values that `not` rules out by `enum` or `const`. */
  readonly excluded: readonly Json[]
  /** Formats that are checked. */
  readonly formats: readonly string[]
  /** Formats and encodings that only describe. */
  readonly hints: readonly string[]
  /** Makers of values that the document names (`x-faker`). */
  readonly fakers: readonly FakerCall[]
  readonly patterns: readonly string[]
  readonly properties: ReadonlyMap<string, Schema>
  readonly patternProperties: readonly (readonly [string, Schema])[]
  readonly additionalProperties: Schema | undefined
  readonly propertyNames: readonly Schema[]
  /** Tests that a property's name must pass, one for each part that closes the object. */
  readonly closed: readonly NameTest[]
  /** What properties must be that no part knows (`unevaluatedProperties`). */
  readonly unevaluatedProperties: Schema | undefined
  /** True when only properties that some part knows are allowed (`unevaluatedProperties: false`). */
  readonly sealed: boolean
  readonly required: readonly string[]
  readonly dependentRequired: Readonly<Record<string, readonly string[]>>
  readonly items: Schema | undefined
  readonly prefixItems: readonly Schema[]
  /** What items must be that no part knows (`unevaluatedItems`). */
  readonly unevaluatedItems: Schema | undefined
  readonly contains: readonly Contained[]
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

/** A number of items that must be of a schema. */
export interface Contained {
  readonly schema: Schema
  /** At least this many; 1 unless `minContains` says otherwise. */
  readonly min: number
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

/** What a schema says that says nothing. */
export const anything: FlatSchema = {
  possible: true,
  type: undefined,
  values: undefined,
  excluded: [],
  formats: [],
  hints: [],
  fakers: [],
  patterns: [],
  properties: new Map(),
  patternProperties: [],
  additionalProperties: undefined,
  propertyNames: [],
  closed: [],
  unevaluatedProperties: undefined,
  sealed: false,
  required: [],
  dependentRequired: {},
  items: undefined,
  prefixItems: [],
  unevaluatedItems: undefined,
  contains: [],
  uniqueItems: false,
  branches: [],
  conditions: [],
  default: undefined,
  examples: [],
  readOnly: false,
  writeOnly: false,
  tags: new Map(),
}
/** What `false` says. */
export const nothing: FlatSchema = { ...anything, possible: false }

/** True when the schema lets a property of this name be there; branches that are not decided yet may know any. */
export function allowsProperty(flat: FlatSchema, name: string): boolean {
  if (!flat.closed.every((test) => test(name))) return false
  const isDecided = flat.branches.length === 0 && flat.conditions.length === 0
  if (!flat.sealed || !isDecided || flat.additionalProperties !== undefined) return true
  return nameTest(flat.properties, flat.patternProperties)(name)
}

/** The branch that the value's discriminator names; undefined when it names none. */
export function chosenBranch({ schemas, choice }: Branches, value: Json): Schema | undefined {
  if (choice === undefined || !isObject(value) || !Object.hasOwn(value, choice.property)) return undefined
  const tag = value[choice.property]
  return schemas[choice.values.findIndex((values) => values.some((known) => known === tag))]
}

/** True when the schema does not let unknown properties be there. */
export function isClosed(flat: FlatSchema): boolean {
  return flat.sealed || flat.closed.length > 0
}

/** A test for the names that a part of a schema knows itself. */
export function nameTest(
  properties: ReadonlyMap<string, Schema>,
  patternProperties: readonly (readonly [string, Schema])[],
): NameTest {
  const patterns = patternProperties.map(([pattern]) => compilePattern(pattern))
  return (name) => properties.has(name) || patterns.some((pattern) => pattern?.test(name))
}
