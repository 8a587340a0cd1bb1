// What reading a form needs to know about a JSON Schema: which types it allows, and the schemas of what is inside.
import { isObject, type Json, type JsonObject } from '../../json.js'

/** Resolves a subschema to an object without `$ref`; undefined for boolean schemas and for what leads nowhere. */
export type SchemaAccess = (schema: Json | undefined) => JsonObject | undefined

export interface SchemaFacts {
  /** True when a value of this JSON Schema type may be meant; a schema without types says no to all but strings. */
  allows(type: string): boolean
  /** Values other than strings that `const` and `enum` name, where the schema has no `type`. */
  readonly constants: readonly Json[]
  /** True when the schema declares a property of exactly this name. */
  declares(name: string): boolean
  property(name: string): SchemaFacts
  items(): SchemaFacts
}

/** Subschemas of `allOf`, `anyOf` and `oneOf` that are looked at, so that circles end. */
const maxAlternatives = 100

/** The facts of a schema that allows everything. */
export const anySchema: SchemaFacts = {
  allows: (type) => type === 'string',
  constants: [],
  declares: () => false,
  property: () => anySchema,
  items: () => anySchema,
}

/** The facts of a schema together with those it is composed of. */
export function describeSchema(schema: Json | undefined, access: SchemaAccess): SchemaFacts {
  const parts = alternativesOf(schema, access)
  if (parts.length === 0) return anySchema
  const types = new Set(parts.flatMap(typesOf))
  const part = (keyword: string) =>
    describeSchema(parts.find((item) => item[keyword] !== undefined)?.[keyword], access)
  return {
    allows: types.size === 0 ? anySchema.allows : (type) => types.has(type),
    constants: types.size === 0 ? parts.flatMap(constantsOf) : [],
    declares: (name) => parts.some((item) => propertyOf(item, name) !== undefined),
    property(name) {
      const declared = parts.map((item) => propertyOf(item, name)).find((item) => item !== undefined)
      return declared === undefined ? part('additionalProperties') : describeSchema(declared, access)
    },
    items: () => part('items'),
  }
}

function alternativesOf(schema: Json | undefined, access: SchemaAccess): readonly JsonObject[] {
  const found: JsonObject[] = []
  const waiting = [schema]
  // Breadth first: what stands nearest counts first.
  for (const next of waiting) {
    const resolved = access(next)
    if (resolved === undefined || found.includes(resolved)) continue
    found.push(resolved)
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const list = resolved[keyword]
      if (Array.isArray(list)) waiting.push(...list.slice(0, Math.max(0, maxAlternatives - waiting.length)))
    }
  }
  return found
}

function typesOf(schema: JsonObject): readonly Json[] {
  const declared = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type]
  const types = declared.length > 0 ? declared : impliedTypes(schema)
  return types.length > 0 && schema.nullable === true ? [...types, 'null'] : types
}

function impliedTypes(schema: JsonObject): readonly Json[] {
  if (schema.properties !== undefined) return ['object']
  return schema.items === undefined ? [] : ['array']
}

function constantsOf(schema: JsonObject): readonly Json[] {
  const listed = Array.isArray(schema.enum) ? schema.enum : []
  return [...listed, ...(schema.const === undefined ? [] : [schema.const])].filter(
    (item) => typeof item !== 'string',
  )
}

function propertyOf(schema: JsonObject, name: string): Json | undefined {
  const { properties } = schema
  return isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined
}
