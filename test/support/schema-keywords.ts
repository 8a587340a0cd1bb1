// Keywords of JSON Schema and the values they may have: what the independent validator can read, and what it cannot.
import { isList, isRecord, type JsonRecord, type JsonValue } from './document-references.js'

/** Where schemas stand below a keyword. */
export const schemaKeywords: Readonly<Record<string, 'schema' | 'list' | 'map' | 'schema or list'>> = {
  not: 'schema',
  if: 'schema',
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in data that is never awaited.
  then: 'schema',
  else: 'schema',
  contains: 'schema',
  propertyNames: 'schema',
  additionalProperties: 'schema',
  additionalItems: 'schema',
  unevaluatedProperties: 'schema',
  unevaluatedItems: 'schema',
  items: 'schema or list',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
  prefixItems: 'list',
  properties: 'map',
  patternProperties: 'map',
  dependentSchemas: 'map',
  $defs: 'map',
  definitions: 'map',
}

/** Keywords that say nothing about which values are valid; what stands below them is left out, `$ref`s and all. */
const annotations = new Set([
  ...['title', 'description', 'default', 'example', 'examples', 'deprecated', 'xml', 'externalDocs'],
  ...['discriminator', 'readOnly', 'writeOnly', '$comment', '$id', '$schema', '$vocabulary', 'contentSchema'],
  ...['contentEncoding', 'contentMediaType'],
])

/** Keywords of later drafts that OpenAPI 3.0 does not have: they mean nothing there (OpenAPI 3.0.4, section 4.7.24). */
const notIn30 = new Set([
  ...['const', 'contains', 'if', 'then', 'else', 'patternProperties', 'prefixItems', 'propertyNames'],
  ...['dependentSchemas', 'dependentRequired', 'dependencies', 'unevaluatedProperties', 'unevaluatedItems'],
  ...[
    '$defs',
    'definitions',
    'minContains',
    'maxContains',
    'additionalItems',
    '$dynamicRef',
    '$dynamicAnchor',
  ],
  ...['$anchor'],
])

const isText = (value: JsonValue) => typeof value === 'string'
const isNumber = (value: JsonValue) => typeof value === 'number'
const isFlag = (value: JsonValue) => typeof value === 'boolean'
const isCount = (value: JsonValue) => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isSchema = (value: JsonValue) => isRecord(value) || isFlag(value)
const isSchemas = (value: JsonValue) => isList(value) && value.length > 0 && value.every(isSchema)
const isNames = (value: JsonValue) => isList(value) && value.every(isText)
const typeNames = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']
const isTypeName = (value: JsonValue) => typeof value === 'string' && typeNames.includes(value)

const forms: Readonly<Record<string, (value: JsonValue, is30: boolean) => boolean>> = {
  type: (value, is30) => isTypeName(value) || (!is30 && isList(value) && value.every(isTypeName)),
  nullable: isFlag,
  enum: (value) => isList(value) && value.length > 0,
  required: isNames,
  properties: (value) => isRecord(value),
  patternProperties: (value) => isRecord(value) && Object.keys(value).every(isPattern),
  items: (value) => isSchema(value) || isList(value),
  allOf: isSchemas,
  anyOf: isSchemas,
  oneOf: isSchemas,
  prefixItems: isSchemas,
  not: isSchema,
  additionalProperties: isSchema,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: (value, is30) => (is30 ? isFlag(value) : isNumber(value)),
  exclusiveMaximum: (value, is30) => (is30 ? isFlag(value) : isNumber(value)),
  multipleOf: (value) => typeof value === 'number' && value > 0,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: isFlag,
  pattern: (value) => typeof value === 'string' && isPattern(value),
  format: isText,
}

/** What becomes of a keyword: it counts, it says nothing, or the reason why nobody can read it. */
export type Reading = 'counts' | 'says nothing' | { readonly unreadable: string }

/** How the independent validator reads one keyword of a Schema Object. */
export function readKeyword(name: string, value: JsonValue, is30: boolean): Reading {
  if (annotations.has(name) || name.startsWith('x-')) return 'says nothing'
  if (is30 && notIn30.has(name)) return { unreadable: `OpenAPI 3.0 has no keyword "${name}"` }
  const isWellFormed = forms[name]
  if (isWellFormed === undefined)
    return is30 || schemaKeywords[name] === undefined ? unknown(name, is30) : 'counts'
  if (isWellFormed(value, is30)) return 'counts'
  return { unreadable: `"${name}" cannot be ${JSON.stringify(value).slice(0, 80)}` }
}

// What no dialect knows is an annotation; hyperjump refuses it in OpenAPI 3.0 and ignores it later.
function unknown(name: string, is30: boolean): Reading {
  return is30 && name !== '$ref' ? 'says nothing' : 'counts'
}

/**
 * A pattern for the `u` flag, which JSON Schema asks for: escapes that only the older syntax allows (`\_`, and `\-` outside of
 * brackets) are written without their backslash. Undefined when it is no regular expression either way.
 */
export function unicodePattern(pattern: string): string | undefined {
  const found = [pattern, withoutIdleEscapes(pattern)].find(compiles)
  return found
}

function withoutIdleEscapes(pattern: string): string {
  let inClass = false
  return pattern.replaceAll(/\\([\s\S])|[[\]]/g, (whole: string, escaped: string | undefined) => {
    if (escaped === undefined) {
      inClass = whole === '['
      return whole
    }
    if (escaped === '-') return inClass ? whole : '-'
    return /[\s_@:'"!%&,;<>=~#`]/.test(escaped) ? escaped : whole
  })
}

function isPattern(pattern: string): boolean {
  return unicodePattern(pattern) !== undefined
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}

/** The schemas directly below a schema, with the tokens that lead to each. */
export function subschemas(schema: JsonRecord): readonly (readonly [path: string, schema: JsonValue])[] {
  return Object.entries(schema).flatMap(([name, value]): (readonly [string, JsonValue])[] => {
    const kind = schemaKeywords[name]
    if (kind === 'map' && isRecord(value))
      return Object.entries(value).map(([key, child]) => [`${name}/${key}`, child] as const)
    if (kind !== undefined && isList(value)) return value.map((child, i) => [`${name}/${i}`, child] as const)
    return kind === undefined || kind === 'map' ? [] : [[name, value]]
  })
}
