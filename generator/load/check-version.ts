// Is this an OpenAPI document, and of which version?
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../pointers.js'
import { error, type Finding } from './findings.js'
import { nameType } from './json-edit.js'

/** The versions of the specification that documents are read by. */
export type Dialect = '2.0' | '3.0' | '3.1' | '3.2'

export type Version =
  | { readonly ok: true; readonly dialect: Dialect; readonly document: JsonObject }
  /** `tokens` is what the finding is about. */
  | { readonly ok: false; readonly finding: Finding; readonly tokens: readonly string[] }

/** The dialect of a parsed document (OpenAPI 3.1, 4.8.1; Swagger 2.0, Swagger Object). */
export function checkVersion(value: Json): Version {
  if (!isObject(value)) return notOpenApi(`expected an object, found ${nameType(value)}`)
  for (const field of ['openapi', 'swagger'] as const) {
    if (!Object.hasOwn(value, field)) continue
    const version = value[field] ?? null
    if (typeof version === 'string') return checkText(value, field, version)
    const found = typeof version === 'number' ? 'a number, which loses its zeros' : nameType(version)
    return notOpenApi(`\`${field}\` must be a string, found ${found}`, field)
  }
  const isAsync = Object.hasOwn(value, 'asyncapi')
  return notOpenApi(isAsync ? 'this is an AsyncAPI document' : 'the field `openapi` is missing')
}

function checkText(document: JsonObject, field: 'openapi' | 'swagger', version: string): Version {
  const dialect = field === 'swagger' ? swaggerDialect(version) : openApiDialect(version)
  if (dialect !== undefined) return { ok: true, dialect, document }
  const message = `${field === 'swagger' ? 'Swagger' : 'OpenAPI'} ${version} is not supported`
  const remedy = 'Supported are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0. Save the document as one of these.'
  return { ok: false, finding: error('MOCKGEN_UNSUPPORTED_VERSION', message, remedy), tokens: [field] }
}

function openApiDialect(version: string): Dialect | undefined {
  const [, minor] = /^3\.([012])(?:\.|-|$)/.exec(version) ?? []
  if (minor === undefined) return undefined
  return minor === '0' ? '3.0' : minor === '1' ? '3.1' : '3.2'
}

function swaggerDialect(version: string): Dialect | undefined {
  return version === '2.0' ? '2.0' : undefined
}

function notOpenApi(message: string, field?: string): Version {
  const remedy = 'An OpenAPI document begins with its version as a string: openapi: "3.1.0".'
  const tokens = field === undefined ? [] : [field]
  return { ok: false, finding: error('MOCKGEN_NOT_OPENAPI', message, remedy), tokens }
}
