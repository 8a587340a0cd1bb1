// Clients that were built for the real server put its base path in front of every path (OpenAPI 3.1, section 4.8.5).
import { isObject, type Json, type JsonObject } from '../json.js'

/**
 * Paths of the `servers` URLs, without a slash at their end; longest first. Templated parts take their defaults. Paths and
 * operations may have servers of their own.
 */
export function basePathsOf(document: JsonObject): readonly string[] {
  const known = knownPaths.get(document)
  if (known !== undefined) return known
  const pathItems = isObject(document.paths) ? Object.values(document.paths).filter(isObject) : []
  const operations = pathItems.flatMap((item) => Object.values(item).filter(isObject))
  const servers = [document, ...pathItems, ...operations].flatMap(serversOf)
  const paths = [...new Set(servers.map(pathOf))].filter((path) => path !== '')
  const sorted = paths.sort((a, b) => b.length - a.length).slice(0, maxBasePaths)
  knownPaths.set(document, sorted)
  return sorted
}

/** Base paths that are tried for a request; documents have a few. */
const maxBasePaths = 100

const knownPaths = new WeakMap<JsonObject, readonly string[]>()

function serversOf({ servers }: JsonObject): readonly JsonObject[] {
  const list: readonly Json[] = Array.isArray(servers) ? servers : []
  return list.filter(isObject)
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
