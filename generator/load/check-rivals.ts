// Operations that share a method and a path, and that no request can tell apart: only the first of them ever answers.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, own, resolve } from '../pointers.js'
import type { PointedFinding } from './check-operations.js'
import { type Finding, warning } from './findings.js'
import { methods } from './grammar.js'

interface Rival {
  readonly tokens: readonly string[]
  readonly path: string
  readonly method: string
  /** Equal for operations that the same requests reach. */
  readonly asks: string
}

/** Checks the operations under the `paths` of a bundled document. */
export function checkRivals(document: JsonObject, paths: JsonObject): readonly PointedFinding[] {
  const shared = Object.values(groupBy(Object.keys(paths), shapeOf)).filter((group) => group.length > 1)
  return shared.flatMap((group) => {
    const rivals = group.flatMap((path) => rivalsOn(path, document, paths))
    const first = new Map<string, Rival>()
    return rivals.flatMap((rival) => {
      const key = `${rival.method} ${rival.asks}`
      const other = first.get(key)
      if (other !== undefined) return [{ finding: unreachable(rival, other), tokens: rival.tokens }]
      first.set(key, rival)
      return []
    })
  })
}

function unreachable({ method, path }: Rival, other: Rival): Finding {
  const message = `${method.toUpperCase()} ${path} cannot be told apart from ${other.path}; only ${other.path} answers`
  const remedy =
    'Let them differ in path parameters, required query parameters or bodies; or send X-Mock-Operation.'
  return warning('MOCKGEN_SHARED_PATH', message, remedy)
}

function groupBy(
  items: readonly string[],
  keyOf: (item: string) => string,
): Readonly<Record<string, string[]>> {
  const groups = new Map<string, string[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return Object.fromEntries(groups)
}

// What the router sees of a path key: neither the names of parameters, nor what follows a question mark or a hash.
function shapeOf(path: string): string {
  return suffixless(path).replaceAll(/\{[^{}]*\}/g, '{}')
}

function suffixless(path: string): string {
  return path.split(/[?#]/, 1)[0] ?? ''
}

function rivalsOn(path: string, document: JsonObject, paths: JsonObject): readonly Rival[] {
  const pathItem = own(paths, path)
  if (!isObject(pathItem) || path.startsWith('x-')) return []
  return methods.flatMap((method) => {
    const operation = own(pathItem, method)
    if (!isObject(operation)) return []
    const asks = JSON.stringify([queryOf(path), asksOf(document, path, pathItem, operation)])
    return [{ tokens: ['paths', path, method], path, method, asks }]
  })
}

function queryOf(path: string): string {
  const rest = path.slice(suffixless(path).length)
  return rest.startsWith('?') ? (rest.split('#', 1)[0] ?? '') : ''
}

/** Everything of an operation by which a request may be known: its path parameters, what it requires, and its body. */
function asksOf(document: JsonObject, path: string, pathItem: JsonObject, operation: JsonObject): Json {
  const parameters = [...parametersOf(document, pathItem), ...parametersOf(document, operation)]
  const byName = new Map(
    parameters.map((parameter) => [`${own(parameter, 'in')} ${own(parameter, 'name')}`, parameter]),
  )
  const inPath = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => {
    const parameter = byName.get(`path ${name}`)
    return parameter === undefined ? null : asked(parameter, [...comments, 'name'])
  })
  const others = [...byName].filter(([, parameter]) => own(parameter, 'in') !== 'path').sort()
  const body = own(operation, 'requestBody')
  return [inPath, others.map(([, parameter]) => asked(parameter)), body === undefined ? null : asked(body)]
}

function parametersOf(document: JsonObject, owner: JsonObject): readonly JsonObject[] {
  const list = own(owner, 'parameters')
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json) => {
    const found = isObject(item) ? resolve(document, { pointer: '', value: item })?.value : undefined
    return found === undefined ? [] : [found]
  })
}

const comments = ['description', 'summary', 'title', 'example', 'examples', 'deprecated']

/** Schemas nest; a document is at most 200 levels deep, and what differs does so long before. */
const maxDepth = 20

function asked(value: Json, ignored: readonly string[] = comments, depth = 0): Json {
  if (depth > maxDepth) return null
  if (Array.isArray(value)) return value.map((item: Json) => asked(item, comments, depth + 1))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, child]) => !(ignored.includes(key) && isComment(key, child)) && !key.startsWith('x-'))
      .map(([key, child]) => [key, asked(child, comments, depth + 1)]),
  )
}

// A property may be called `description`, and then its schema is an object.
function isComment(key: string, value: Json): boolean {
  return key.startsWith('example') || !isObject(value)
}
