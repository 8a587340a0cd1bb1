// The questions that records ask about the schema of a property: which types it allows, and how a value fits them.
import { isObject, type Json, type JsonObject } from '../json.js'

/** Deepest nesting of `anyOf` and `oneOf` that is looked into. */
const maxDepth = 8

/** True when the schema names one of the types. A schema that names no type, or none at all, names none of these. */
export function namesType(schema: JsonObject | undefined, ...types: readonly string[]): boolean {
  const declared = schema?.type
  if (typeof declared === 'string') return types.includes(declared)
  return Array.isArray(declared) && declared.some((type) => typeof type === 'string' && types.includes(type))
}

/** True when `null` is valid: `nullable` of OpenAPI 3.0, or JSON Schema's own ways. False without a schema. */
export function allowsNull(schema: Json | undefined, depth = 0): boolean {
  if (!isObject(schema) || depth > maxDepth) return false
  const { enum: values } = schema
  // An enum decides, whatever types there are beside it.
  if (Array.isArray(values)) return values.includes(null)
  if (schema.nullable === true || schema.const === null || namesType(schema, 'null')) return true
  return ['anyOf', 'oneOf'].some((keyword) => {
    const branches = schema[keyword]
    return Array.isArray(branches) && branches.some((branch: Json) => allowsNull(branch, depth + 1))
  })
}

/** A value in the type that the schema names, where it is the same value written differently: `"5"`, `5`, `"true"`. */
export function coerce(value: Json, schema: JsonObject | undefined): Json {
  if (typeof value === 'string' && !namesType(schema, 'string')) {
    if (namesType(schema, 'integer', 'number') && String(Number(value)) === value) return Number(value)
    if (namesType(schema, 'boolean') && (value === 'true' || value === 'false')) return value === 'true'
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean'
  if (scalar && namesType(schema, 'string') && !namesType(schema, 'integer', 'number', 'boolean'))
    return String(value)
  return value
}

/**
 * How the schema writes a time: text is `date-time` (RFC 3339, UTC) or `date`; a number is epoch milliseconds,
 * or seconds where the format says so or where milliseconds would not fit (`int32`, `unix-time`).
 */
export function timestampWriter(schema: JsonObject | undefined): (now: number) => string | number {
  const format = schema?.format
  if (namesType(schema, 'integer', 'number') && !namesType(schema, 'string')) {
    const inSeconds = format === 'int32' || format === 'unix-time'
    return inSeconds ? (now) => Math.floor(now / 1000) : Math.floor
  }
  return format === 'date' ? (now) => isoText(now).slice(0, 10) : isoText
}

// Many records are written in the same millisecond, most of them with two times; formatting one costs half a microsecond.
let lastTime = Number.NaN
let lastText = ''

function isoText(now: number): string {
  if (now !== lastTime) {
    lastText = new Date(now).toISOString()
    lastTime = now
  }
  return lastText
}
