// Says a schema in the words that openapi-typescript understands, without changing which values it takes where types can tell.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'

/** A schema on its way through the rules: each answers it as it was, or another one. */
type Rule = (schema: JsonObject) => JsonObject

/**
 * The schema in clear words; its parts are clear already. Without `hasFewVariants` its alternatives are left out, and it takes any
 * value that has its own properties.
 */
export function clearSchema(schema: JsonObject, hasFewVariants: boolean): JsonObject {
  const start = hasFewVariants ? schema : withoutAlternatives(schema)
  return rules.reduce((clear, rule) => rule(clear), start)
}

/** True for a schema that says nothing about values. */
export function isOnlyNotes(schema: JsonObject): boolean {
  return Object.keys(schema).every((field) => notes.has(field))
}

const notes: ReadonlySet<string> = new Set(
  'title summary description format deprecated default example examples readOnly writeOnly nullable'.split(
    ' ',
  ),
)

const types: ReadonlySet<Json> = new Set('string number integer boolean object array null'.split(' '))

const rules: readonly Rule[] = [
  // Only strings are names, and the library finds inherited ones (`constructor`) in every object.
  (schema) => {
    if (schema.required === undefined) return schema
    const { required, ...others } = schema
    const names = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
    return {
      ...others,
      required: names.filter((name) => !(name in Object.prototype) || isNamed(schema, name)),
    }
  },

  // Unknown types are refused when a document is loaded; what is left of a list may still be nothing.
  (schema) => {
    const { type, ...others } = schema
    if (type === undefined) return schema
    if (!Array.isArray(type)) return types.has(type) ? schema : others
    const known = [...new Set(type.filter((one) => types.has(one)))]
    const [first, second] = known.filter((one) => one !== 'null')
    if (first === undefined) return known.length === 0 ? others : { ...others, type: 'null' }
    const nullable = known.includes('null') ? { nullable: true } : {}
    return second === undefined ? { ...others, ...nullable, type: first } : { ...others, type: known }
  },

  // An array's items are read by position only where every position must be there.
  (schema) => {
    const { items, prefixItems = items, ...others } = schema
    if (!Array.isArray(prefixItems)) return schema
    const rest = Array.isArray(items) ? undefined : items
    const length = prefixItems.length
    const isTuple = schema.minItems === length && (rest === false || schema.maxItems === length)
    if (isTuple) return { ...others, prefixItems }
    const anyOf = rest === false ? prefixItems : [...prefixItems, rest ?? true]
    return { ...others, items: anyOf.some((one) => one === true) ? true : { anyOf: anyOf.map(asObject) } }
  },

  // A constant is the only value; `null` is one too.
  (schema) => {
    const { const: only, ...others } = schema
    if (only === undefined) return schema
    if (only === null) return { ...others, type: 'null' }
    return isHarmless(only) ? schema : others
  },

  // So are the listed values, whatever else is said; the library would take those of an object for schemas.
  (schema) => {
    const { enum: values, ...others } = schema
    if (values === undefined) return schema
    if (!Array.isArray(values) || !isHarmless(values)) return others
    const { properties: _, additionalProperties: __, patternProperties: ___, ...only } = schema
    if (only.type !== 'object') return only
    const { type: ____, ...untyped } = only
    return untyped
  },

  // Every property that is found must be of the type of an index signature, so that one can only say what holds for all.
  (schema) => {
    const { patternProperties, ...others } = schema
    const { properties, additionalProperties } = schema
    const hasNames = isObject(properties) && Object.keys(properties).length > 0
    if (isObject(patternProperties) && (hasNames || additionalProperties !== false)) {
      return { ...others, additionalProperties: true }
    }
    return hasNames && isObject(additionalProperties) ? { ...schema, additionalProperties: true } : schema
  },

  // The library asks every item for its `$ref`, which only objects can answer.
  (schema) => {
    const lists = compositions.flatMap((word) => {
      const list = schema[word]
      return Array.isArray(list) ? [[word, list.map(asObject)]] : []
    })
    return lists.length === 0 ? schema : { ...schema, ...Object.fromEntries(lists) }
  },

  // With several types the library would print every alternative once for each of them, and so on in these.
  (schema) => {
    const { type, nullable: _, ...others } = schema
    if (!Array.isArray(type) || !compositions.some((word) => schema[word] !== undefined)) return schema
    return { ...others, allOf: [{ type }, ...listOf(schema.allOf)] }
  },

  // `anyOf` restricts what stands beside it; the library takes either.
  (schema) => {
    const { anyOf, ...others } = schema
    const stands =
      schema.allOf ?? schema.properties ?? schema.additionalProperties ?? schema.patternProperties
    const isScalar = schema.type !== undefined && schema.type !== 'object'
    if (anyOf === undefined || (stands === undefined && !isScalar)) return schema
    return { ...others, allOf: [...listOf(schema.allOf), { anyOf }] }
  },

  // A discriminator of which the library could make nothing.
  (schema) => {
    const { discriminator, ...others } = schema
    if (discriminator === undefined) return schema
    if (!isObject(discriminator) || typeof discriminator.propertyName !== 'string') return others
    const { propertyName, mapping } = discriminator
    const entries = isObject(mapping) ? Object.entries(mapping) : []
    const named = entries.filter(([, to]) => typeof to === 'string' && to !== '')
    return {
      ...others,
      discriminator: { propertyName, ...(named.length > 0 && { mapping: Object.fromEntries(named) }) },
    }
  },
]

const compositions = ['allOf', 'anyOf', 'oneOf'] as const

function withoutAlternatives(schema: JsonObject): JsonObject {
  const { allOf: _, anyOf: __, oneOf: ___, discriminator: ____, ...others } = schema
  return others.properties === undefined ? others : { ...others, additionalProperties: true }
}

function isNamed({ properties }: JsonObject, name: string): boolean {
  return isObject(properties) && Object.hasOwn(properties, name)
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function asObject(schema: Json): Json {
  if (isObject(schema)) return schema
  return schema === false ? { enum: [] } : {}
}

/** True for data in which the library finds nothing that it takes for a schema. */
function isHarmless(value: Json): boolean {
  if (Array.isArray(value)) return value.every(isHarmless)
  if (!isObject(value)) return true
  return Object.entries(value).every(
    ([name, one]) => name !== 'discriminator' && name !== 'allOf' && isHarmless(one),
  )
}
