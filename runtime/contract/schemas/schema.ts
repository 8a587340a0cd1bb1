// The normal form of schemas: JSON Schema 2020-12 with every keyword well-typed, whatever dialect it was written in.
import { isObject, type Json, type JsonObject } from '../../json.js'

export type SchemaType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

export type Schema = boolean | SchemaObject

/**
 * What a schema is read for. `request`: readOnly properties are not required and not looked at; `response`: the same for
 * writeOnly ones; `record`: the schema as it stands, for what is stored.
 */
export type SchemaMode = 'request' | 'response' | 'record'

/** Key of what a schema says beside validation; a symbol, so that a validator never mistakes it for keywords. */
export const notes = Symbol('notes')

/** Annotations, and what the dialects say that JSON Schema cannot. */
export interface Notes {
  readonly default?: Json
  /** From `examples` and `example`, in that order of preference. */
  readonly examples?: readonly Json[]
  readonly readOnly?: boolean
  readonly writeOnly?: boolean
  /** Formats that are not checked, and encodings of content in text. */
  readonly hints?: readonly string[]
  /** From `x-faker`. */
  readonly faker?: FakerCall
  /** Set where `discriminator` selects a branch; the schema's `allOf` then only spells out the choice. */
  readonly choice?: Choice
  /** Property → the value by which a discriminator of a schema this one extends knows it. */
  readonly tags?: ReadonlyMap<string, string>
}

/** A kind of made-up data that a document asks for, by a name of our table, with the arguments of its function. */
export interface FakerCall {
  readonly kind: string
  readonly arguments: readonly Json[]
}

/** Branches told apart by a property: `values[i]` are the values of `property` that select `branches[i]`. */
export interface Choice {
  readonly property: string
  readonly branches: readonly Schema[]
  readonly values: readonly (readonly Json[])[]
}

/** A schema in normal form. `$ref` holds an id of the schema registry and may have siblings. */
export interface SchemaObject extends Counts, Bounds, Subschemas {
  readonly $ref?: string
  readonly type?: readonly SchemaType[]
  readonly enum?: readonly Json[]
  readonly const?: Json
  readonly pattern?: string
  readonly format?: string
  readonly uniqueItems?: boolean
  readonly required?: readonly string[]
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly dependentSchemas?: Readonly<Record<string, Schema>>
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly prefixItems?: readonly Schema[]
  readonly [notes]?: Notes
}

/** Keywords that hold a number of characters, items or properties. */
export interface Counts {
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minContains?: number
  readonly maxContains?: number
  readonly minProperties?: number
  readonly maxProperties?: number
}

/** Keywords that limit a number. */
export interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
}

/** Keywords that hold one schema. */
export interface Subschemas {
  readonly items?: Schema
  readonly contains?: Schema
  readonly additionalProperties?: Schema
  readonly propertyNames?: Schema
  readonly unevaluatedProperties?: Schema
  readonly unevaluatedItems?: Schema
  readonly not?: Schema
  readonly if?: Schema
  readonly then?: Schema
  readonly else?: Schema
}

/** True for what may be a schema as documents write them. */
export function isSchema(value: Json | undefined): value is JsonObject | boolean {
  return typeof value === 'boolean' || isObject(value)
}

/** True for the types' names. */
export function isSchemaType(value: unknown): value is SchemaType {
  return typeof value === 'string' && schemaTypes.has(value)
}

const schemaTypes: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
])

const single = [
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
  'not',
  'if',
  'then',
  'else',
] as const
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const
const maps = ['properties', 'patternProperties', 'dependentSchemas'] as const

/** The schemas directly inside a schema. */
export function subschemas(schema: Schema): readonly Schema[] {
  if (typeof schema === 'boolean') return []
  return [
    ...single.map((keyword) => schema[keyword]).filter((child) => child !== undefined),
    ...lists.flatMap((keyword) => schema[keyword] ?? []),
    ...maps.flatMap((keyword) => Object.values(schema[keyword] ?? {})),
  ]
}
