// OpenAPI 3.2 becomes 3.1, which types and runtime are made of: what has a counterpart is written as that, what has none is
// left out and named in a warning.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, own } from '../../pointers.js'
import type { PointedFinding } from '../check-operations.js'
import { warning } from '../findings.js'
import type { Kind } from '../grammar.js'
import { mapValues, without } from '../json-edit.js'
import { mapObjects } from './map-objects.js'
import type { Upgraded } from './upgrade.js'

/** Tells that something is left out: `what` it is, where, and the remedy. */
type Report = (what: string, remedy: string, tokens: readonly string[]) => void

type Simplify = (value: JsonObject, tokens: readonly string[], report: Report) => JsonObject

/** The document as OpenAPI 3.1.1. */
export function simplify32(document: JsonObject): Upgraded {
  const findings: PointedFinding[] = []
  const report: Report = (what, remedy, tokens) => {
    findings.push({ finding: warning('MOCKGEN_UNSUPPORTED', what, remedy), tokens })
  }
  const simplified = mapObjects(document, ({ value, kind, tokens }) => {
    return simplifiers[kind]?.(value, tokens, report) ?? value
  })
  return { document: simplified, findings, before: (tokens) => tokens }
}

const simplifiers: Partial<Record<Kind, Simplify>> = {
  document: (value) => ({ ...without(value, ['$self']), openapi: '3.1.1' }),
  components: (value) => without(value, ['mediaTypes']),
  pathItem: simplifyPathItem,
  operation: simplifyOperation,
  parameter: simplifyParameter,
  response: simplifyResponse,
  mediaType: simplifyMediaType,
  encoding: (value, tokens, report) =>
    leaveOut(value, ['encoding', 'prefixEncoding', 'itemEncoding'], tokens, report),
}

/** Methods beyond those of 3.1 have no place in its path items. */
function simplifyPathItem(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  const remedy = 'Declare the operation under one of the methods of OpenAPI 3.1, or call it elsewhere.'
  const more = own(value, 'additionalOperations')
  const later = [
    ...(value.query === undefined ? [] : [['query']]),
    ...(isObject(more) ? Object.keys(more).map((method) => ['additionalOperations', method]) : []),
  ]
  for (const path of later) {
    const method = (path.at(-1) ?? '').toUpperCase().slice(0, 40)
    report(`operations with the method ${method} are not served; it is left out`, remedy, [
      ...tokens,
      ...path,
    ])
  }
  return withParameters(without(value, ['query', 'additionalOperations']), tokens, report)
}

function simplifyOperation(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  return withParameters(value, tokens, report)
}

/** The whole query string in one parameter: a form is an object whose properties are query parameters; others are left out. */
function withParameters(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  const { parameters } = value
  if (!Array.isArray(parameters)) return value
  const kept = parameters.filter((parameter: Json, index) => {
    if (own(parameter, 'in') !== 'querystring' || formOf(parameter) !== undefined) return true
    const what = 'a query string is read as application/x-www-form-urlencoded only; the parameter is left out'
    report(what, 'Describe the query with parameters `in: query`.', [...tokens, 'parameters', String(index)])
    return false
  })
  return kept.length === parameters.length ? value : { ...value, parameters: kept }
}

function formOf(parameter: Json): JsonObject | undefined {
  const media = own(own(parameter, 'content'), 'application/x-www-form-urlencoded')
  return isObject(media) ? media : undefined
}

function simplifyParameter(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  const form = value.in === 'querystring' ? formOf(value) : undefined
  if (form !== undefined) {
    const { schema = {} } = form
    return { ...without(value, ['content']), in: 'query', style: 'form', explode: true, schema }
  }
  if (value.style !== 'cookie') return value
  const what = 'the style `cookie` is read like `form`: values are percent-decoded'
  report(what, 'Write percent signs in cookies as %25.', [...tokens, 'style'])
  return { ...value, style: 'form' }
}

/** A summary stands for the description, which 3.1 requires. */
function simplifyResponse({ summary, ...response }: JsonObject): JsonObject {
  if (response.description !== undefined || response.$ref !== undefined) return response
  return { description: typeof summary === 'string' ? summary : '', ...response }
}

function simplifyMediaType(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  const isJson = /\bjson$/i.test(tokens.at(-1) ?? '')
  const kept = leaveOut(value, ['itemSchema', 'prefixEncoding', 'itemEncoding'], tokens, report)
  const { examples } = kept
  return isObject(examples)
    ? { ...kept, examples: mapValues(examples, (one) => simplifyExample(one, isJson)) }
    : kept
}

/** `dataValue` is the value; `serializedValue` is it as text (OpenAPI 3.2, Example Object). */
function simplifyExample(example: Json, isJson: boolean): Json {
  if (!isObject(example)) return example
  const { dataValue, serializedValue, ...rest } = example
  if (dataValue !== undefined) return { ...rest, value: dataValue }
  if (typeof serializedValue !== 'string') return rest
  return { ...rest, value: isJson ? parsed(serializedValue) : serializedValue }
}

function parsed(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

function leaveOut(
  value: JsonObject,
  fields: readonly string[],
  tokens: readonly string[],
  report: Report,
): JsonObject {
  const found = fields.filter((field) => value[field] !== undefined)
  for (const field of found) {
    report(`\`${field}\` is not carried out; it is left out`, 'Describe the whole with `schema`.', [
      ...tokens,
      field,
    ])
  }
  return without(value, found)
}
