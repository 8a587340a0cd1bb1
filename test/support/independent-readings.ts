// What text may mean as data, by the schema that describes it: header fields, plain text, form bodies.
import {
  childOf,
  followReferences,
  isList,
  isRecord,
  type JsonRecord,
  type JsonValue,
} from './document-references.js'
import { subschemas } from './schema-keywords.js'

/** What a text may mean: itself, and the number, boolean or null that it spells. */
export function scalarReadings(text: string): readonly JsonValue[] {
  const isSpelled = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/.test(text)
  return isSpelled ? [text, JSON.parse(text)] : [text]
}

/** What a header field may mean: a single value, or a list of values between commas (RFC 9110, section 5.6.1). */
export function headerReadings(document: JsonRecord, schema: JsonValue, text: string): readonly JsonValue[] {
  const items = text === '' ? [] : text.split(',').map((item) => item.trim())
  const member = sayings(document, schema, 'items')[0]
  const list = items.map((item) => (member === undefined ? item : (scalarReadings(item).at(-1) ?? item)))
  return [...scalarReadings(text), list, items]
}

/** The object that an urlencoded form means. Nested names (`a[b]`) have many spellings: then undefined. */
export function formReading(document: JsonRecord, schema: JsonValue, text: string): JsonRecord | undefined {
  const fields = new URLSearchParams(text)
  const names = [...new Set(fields.keys())]
  if (names.some((name) => /[[.]/.test(name))) return undefined
  const properties = sayings(document, schema, 'properties')
  const entries = names.map((name): [string, JsonValue] => {
    const property = properties.map((known) => childOf(known, name)).find((known) => known !== undefined)
    const values = fields.getAll(name).map((value) => fieldReading(document, property, value))
    const isArray = property !== undefined && typesOf(document, property).includes('array')
    return [name, isArray || values.length > 1 ? values : (values[0] ?? '')]
  })
  return Object.fromEntries(entries)
}

/** True of a schema that says what single value it describes. */
export function isScalar(document: JsonRecord, schema: JsonValue): boolean {
  const types = typesOf(document, schema)
  return types.length > 0 && types.every((type) => type !== 'object' && type !== 'array')
}

function fieldReading(document: JsonRecord, schema: JsonValue | undefined, text: string): JsonValue {
  const types = schema === undefined ? [] : typesOf(document, schema)
  const isText = types.length === 0 || types.includes('string')
  return isText ? text : (scalarReadings(text).at(-1) ?? text)
}

function typesOf(document: JsonRecord, schema: JsonValue): readonly JsonValue[] {
  return sayings(document, schema, 'type').flatMap((type) => (isList(type) ? type : [type]))
}

/** What a schema and the parts that it consists of say under a keyword. */
function sayings(document: JsonRecord, schema: JsonValue, keyword: string): readonly JsonValue[] {
  return schemaAndParts(document, schema).flatMap((part) => childOf(part, keyword) ?? [])
}

function schemaAndParts(document: JsonRecord, schema: JsonValue): readonly JsonValue[] {
  const followed = followReferences(document, schema, '')?.value
  if (!isRecord(followed)) return []
  const parts = subschemas(followed).filter(([path]) => /^(?:allOf|anyOf|oneOf)\//.test(path))
  return [followed, ...parts.map(([, part]) => followReferences(document, part, '')?.value ?? part)]
}
