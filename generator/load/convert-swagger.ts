// The door to swagger2openapi: Swagger 2.0 becomes OpenAPI 3.0.
import type { JsonObject } from '@mockgen/runtime'
import { isObject, own } from '../pointers.js'

/** The converted document; throws the library's Error, whose message names the reason, when it cannot be converted. */
export async function convertSwagger(document: JsonObject): Promise<JsonObject> {
  // Imported for the few documents that need it.
  const { default: converter } = await import('swagger2openapi')
  // The library changes what it is given, and shares parts of it in what it answers.
  const copy = JSON.parse(JSON.stringify(document))
  const { openapi } = await converter.convertObj(copy, { patch: true, warnOnly: true, resolve: false })
  const converted: unknown = JSON.parse(JSON.stringify(openapi))
  if (!isObject(converted)) throw new Error('the conversion gave no document')
  return converted
}

const renamed: ReadonlyMap<string, string> = new Map([
  ['schemas', 'definitions'],
  ['parameters', 'parameters'],
  ['responses', 'responses'],
  ['securitySchemes', 'securityDefinitions'],
])

/** Where the value at a pointer of the converted document stood in the Swagger document, or an ancestor of it. */
export function toSwaggerTokens(swagger: JsonObject, tokens: readonly string[]): readonly string[] {
  const [components, section = '', name = '', ...rest] = tokens
  if (components !== 'components') return tokens
  const old = renamed.get(section)
  if (old !== undefined) return [old, name, ...rest]
  // Shared bodies were parameters.
  const isParameter = section === 'requestBodies' && own(own(swagger, 'parameters'), name) !== undefined
  return isParameter ? ['parameters', name, ...rest] : []
}
