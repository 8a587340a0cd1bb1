// Clients that were built for the real server put its base path in front of every path (OpenAPI 3.1, section 4.8.5).
import { isObject, type Json, type JsonObject } from '../json.js'

/** Paths of the `servers` URLs, without a slash at their end; longest first. Templated parts take their defaults. */
export function basePathsOf(document: JsonObject): readonly string[] {
  const servers: readonly Json[] = Array.isArray(document.servers) ? document.servers : []
  const paths = servers.filter(isObject).map(pathOf)
  return [...new Set(paths)].filter((path) => path !== '').sort((a, b) => b.length - a.length)
}

function pathOf(server: JsonObject): string {
  if (typeof server.url !== 'string') return ''
  const variables = isObject(server.variables) ? server.variables : {}
  const url = Object.entries(variables).reduce(
    (text, [name, variable]) => text.replaceAll(`{${name}}`, () => defaultOf(variable)),
    server.url,
  )
  // A relative URL is relative to where the document is served, which for a mock is the mock itself.
  const base = 'http://mock.invalid'
  return URL.canParse(url, base) ? new URL(url, base).pathname.replace(/\/+$/, '') : ''
}

function defaultOf(variable: Json): string {
  return isObject(variable) && typeof variable.default === 'string' ? variable.default : ''
}
