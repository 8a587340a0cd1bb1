// OpenAPI 3.2 becomes 3.1, which types and runtime are made of: what has a counterpart is written as that, what has none is
// left out and named in a warning. The rest of 3.2 only describes, and stays as it is.
import type { JsonObject } from '@mockgen/runtime'
import { isObject, own } from '../../pointers.js'
import type { PointedFinding } from '../check-operations.js'
import { warning } from '../findings.js'
import type { Kind } from '../grammar.js'
import { without } from '../json-edit.js'
import { mapObjects } from './map-objects.js'
import { leaveOut, type Report, type Simplify } from './simplification.js'
import { simplifyExample, simplifyMediaType } from './simplify-media-type.js'
import { simplifyParameter } from './simplify-parameter.js'
import { simplifySecurity } from './simplify-security.js'
import type { Upgraded } from './upgrade.js'

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
  document: (value, tokens, report) => ({
    ...simplifySecurity(without(value, ['$self']), tokens, report),
    openapi: '3.1.1',
  }),
  components: (value) => without(value, ['mediaTypes']),
  pathItem: simplifyPathItem,
  operation: simplifySecurity,
  parameter: simplifyParameter,
  response: simplifyResponse,
  mediaType: simplifyMediaType,
  example: simplifyExample,
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
  return without(value, ['query', 'additionalOperations'])
}

/** A summary stands for the description, which 3.1 requires. */
function simplifyResponse({ summary, ...response }: JsonObject): JsonObject {
  if (response.description !== undefined || response.$ref !== undefined) return response
  return { description: typeof summary === 'string' ? summary : '', ...response }
}
