// The JSON Schema types of values.
import { isObject, type Json } from '../../json.js'
import { isSchemaType, type SchemaType } from './schema.js'

/** True when a value has one of the types; every value has when none is given. */
export function hasType(value: Json, types: readonly SchemaType[] | undefined): boolean {
  return types === undefined || types.some((type) => typeOf(value) === type || isNumberOf(value, type))
}

function isNumberOf(value: Json, type: SchemaType): boolean {
  return typeof value === 'number' && (type === 'number' || (type === 'integer' && Number.isInteger(value)))
}

function typeOf(value: Json): SchemaType | undefined {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (isObject(value)) return 'object'
  const type = typeof value
  return isSchemaType(type) ? type : undefined
}
