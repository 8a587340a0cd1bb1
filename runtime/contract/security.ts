// Who is let in: the security requirements of an operation (OpenAPI 3.1, sections 4.8.27 and 4.8.30).
import { isObject, type Json, type JsonObject } from '../json.js'
import type { SecurityRequirement, SecurityScheme } from './contract.js'
import { canonicalPointer, type Place, type References } from './references.js'

/** The requirements of the operation, else those of the document: one of them must be met. Empty when there are none. */
export function readSecurity(operation: Place, references: References): readonly SecurityRequirement[] {
  const declared = isObject(operation.value) ? operation.value.security : undefined
  const requirements = declared ?? references.resolve('#/security')?.value
  if (!Array.isArray(requirements)) return []
  return requirements
    .filter((requirement): requirement is JsonObject => isObject(requirement))
    .map((requirement) => Object.keys(requirement).map((name) => readScheme(name, references)))
}

function readScheme(name: string, references: References): SecurityScheme {
  const place = references.resolve(canonicalPointer(['components', 'securitySchemes', name]))
  const declared: JsonObject = isObject(place?.value) ? place.value : {}
  switch (declared.type) {
    case 'apiKey':
      return readApiKey(name, declared)
    case 'http':
      return { name, type: 'http', scheme: text(declared.scheme).toLowerCase() }
    // Both end in a bearer token (RFC 6750); how a client comes by it is not the mock's business.
    case 'oauth2':
    case 'openIdConnect':
      return { name, type: 'http', scheme: 'bearer' }
    case 'mutualTLS':
      return {
        name,
        type: 'unchecked',
        reason: 'client certificates are for whatever stands before the mock',
      }
    default:
      return { name, type: 'unchecked', reason: 'the document does not say what it is' }
  }
}

function readApiKey(name: string, declared: JsonObject): SecurityScheme {
  const parameter = text(declared.name)
  const place = declared.in
  if (parameter !== '' && (place === 'header' || place === 'query' || place === 'cookie'))
    return { name, type: 'apiKey', in: place, parameter }
  return { name, type: 'unchecked', reason: 'the document does not say where the key stands' }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
