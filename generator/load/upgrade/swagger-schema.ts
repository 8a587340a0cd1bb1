// Schemas of Swagger 2.0 as schemas of OpenAPI 3.0, and the parameters and headers that are schemas in all but name.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { slotOf } from '../grammar.js'
import { mapItems, mapValues, without } from '../json-edit.js'
import { isReference } from '../reference.js'

/** The fields by which a parameter, a header or an Items Object says what its value is (Swagger 2.0, Parameter Object). */
const valueFields: ReadonlySet<string> = new Set([
  ...['type', 'format', 'items', 'default', 'enum', 'pattern', 'multipleOf', 'uniqueItems', 'x-nullable'],
  ...[
    'maximum',
    'exclusiveMaximum',
    'minimum',
    'exclusiveMinimum',
    'maxLength',
    'minLength',
    'maxItems',
    'minItems',
  ],
])

/** A Schema Object. `tags` are the values of `x-discriminator-value` by the schema that each extends. */
export function convertSchema(source: Json, tags?: ReadonlyMap<string, string>): Json {
  if (!isObject(source)) return source
  const replaced = [
    'x-nullable',
    'type',
    'discriminator',
    'x-example',
    ...(source.type === 'file' ? ['format'] : []),
  ]
  const kept = mapValues(without(source, replaced), convertField)
  const { 'x-nullable': isNullable, 'x-example': example } = source
  const schema = {
    ...convertType(source),
    ...kept,
    ...convertDiscriminator(source, tags),
    ...(example !== undefined && source.example === undefined && { example }),
  }
  if (isNullable !== true) return schema
  // What stands beside a $ref counts for nothing (OpenAPI 3.0, Reference Object).
  return isReference(source)
    ? { allOf: [{ $ref: source.$ref }], nullable: true }
    : { ...schema, nullable: true }
}

function convertField(child: Json, name: string): Json {
  const slot = slotOf('schema', name)
  if (slot === undefined) return child
  if (Array.isArray(child)) return mapItems(child, (item) => convertSchema(item))
  if (slot.form === 'map') return isObject(child) ? mapValues(child, (one) => convertSchema(one)) : child
  return convertSchema(child)
}

/** 3.0 knows no type of files and no list of types. */
function convertType({ type }: JsonObject): JsonObject {
  if (type === undefined) return {}
  if (type === 'file') return { type: 'string', format: 'binary' }
  if (!Array.isArray(type)) return { type }
  const types = type.filter((one: Json) => one !== 'null')
  const nullable = types.length < type.length && { nullable: true }
  const [only = 'string', ...others] = types
  return others.length === 0
    ? { type: only, ...nullable }
    : { anyOf: types.map((one: Json) => ({ type: one })), ...nullable }
}

/**
 * The discriminator was the name of the property; the value was the name of the schema or of one that extends it, and no other,
 * or what an extension says: a mapping, though empty, says that names are known.
 */
function convertDiscriminator({ discriminator }: JsonObject, tags?: ReadonlyMap<string, string>): JsonObject {
  if (discriminator === undefined) return {}
  if (typeof discriminator !== 'string') return { discriminator }
  return { discriminator: { propertyName: discriminator, mapping: Object.fromEntries(tags ?? []) } }
}

/** The schema of a parameter, a header or an Items Object. */
export function schemaOfSimple(source: JsonObject): JsonObject {
  const fields = Object.entries(source).filter(([name]) => valueFields.has(name))
  const schema = convertSchema(Object.fromEntries(fields))
  const items = isObject(source.items) ? { items: schemaOfSimple(source.items) } : {}
  return { ...(isObject(schema) ? schema : {}), ...items }
}

/** What a parameter or a header says besides: its name and place, descriptions, extensions. */
export function withoutValueFields(source: JsonObject): JsonObject {
  return without(source, [...valueFields, 'collectionFormat', 'x-example'])
}
