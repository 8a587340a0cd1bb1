// Another validator of schemas, by other people: what ours is held against.
import { loadDialect } from '@hyperjump/json-schema/experimental'
import '@hyperjump/json-schema/openapi-3-0'
import {
  registerSchema,
  type SchemaFragment,
  setShouldValidateFormat,
  setShouldValidateSchema,
  unregisterSchema,
  validate,
} from '@hyperjump/json-schema/openapi-3-1'
import type { Json, JsonObject } from '../../runtime/json.js'

export type Version = '3.0.3' | '3.1.0'

/** Decides whether a value is valid. */
export type Judge = (value: Json) => boolean

// The dialect of OpenAPI 3.0 that lets unknown keywords be, `components` of our wrapper among them.
const openApi30 = 'https://schemas.test/openapi-3.0'
loadDialect(openApi30, { 'https://spec.openapis.org/oas/3.0/dialect': true }, true)
const openApi31 = 'https://spec.openapis.org/oas/3.1/dialect/base'

// Which formats are asserted is our own decision, so the comparison is about everything else.
setShouldValidateFormat(false)
setShouldValidateSchema(false)
let count = 0

/** The independent judge of a schema in a document of this version; `schemas` are its component schemas. */
export async function independentJudge(
  schema: Json,
  version: Version,
  schemas: JsonObject = {},
): Promise<Judge> {
  count++
  const id = `https://schemas.test/${count}`
  const wrapper = { allOf: [fragment(schema)], components: { schemas: fragment(schemas) } }
  registerSchema(wrapper, id, version === '3.0.3' ? openApi30 : openApi31)
  try {
    const judge = await validate(id)
    return (value) => judge(fragment(value)).valid
  } finally {
    unregisterSchema(id)
  }
}

// Their type for JSON is mutable; a copy in it is.
function fragment(value: Json): SchemaFragment {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(fragment)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fragment(inner)]))
}
