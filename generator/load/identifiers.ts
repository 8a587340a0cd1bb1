// The names that schemas and documents give themselves: `$id` (JSON Schema 2020-12, section 8.2.1) and `$self` (OpenAPI 3.2). What
// they name is found in the document, and never fetched.
import { pathToFileURL } from 'node:url'
import type { Json } from '@mockgen/runtime'
import { isObject } from '../pointers.js'
import type { Source } from './source.js'

/** The schema resource around a value: what references in it are relative to. */
export interface Scope {
  /** Absolute URI without a fragment. */
  readonly base: string
  /** Where its root stands in the file. */
  readonly tokens: readonly string[]
}

export interface Identifiers {
  scopeOf(tokens: readonly string[]): Scope
  /** Where the resource of a reference, relative to a base, stands; undefined when nothing has this name. */
  find(reference: string, base: string): readonly string[] | undefined
}

/** The names in a file; undefined when it has none, as nearly all files do. */
export function createIdentifiers(source: Source): Identifiers | undefined {
  if (!/\$(?:id|self)\b/.test(source.text)) return undefined
  const named = new Map<string, readonly string[]>()
  const root = rootOf(source)
  note(source.value, root, [], named)
  return named.size === 0
    ? undefined
    : { scopeOf, find: (reference, base) => named.get(absolute(reference, base)) }

  function scopeOf(tokens: readonly string[]): Scope {
    let scope: Scope = { base: root, tokens: [] }
    let value: Json | undefined = source.value
    for (let length = 0; length <= tokens.length && typeof value === 'object' && value !== null; length++) {
      const id = isObject(value) ? value.$id : undefined
      if (typeof id === 'string') scope = { base: absolute(id, scope.base), tokens: tokens.slice(0, length) }
      value = childOf(value, tokens[length])
    }
    return scope
  }
}

function childOf(value: object, token: string | undefined): Json | undefined {
  if (token === undefined || !Object.hasOwn(value, token)) return undefined
  const child: Json | undefined = Reflect.get(value, token)
  return child
}

/** The URI of the file, unless it says another one. */
function rootOf({ path, value }: Source): string {
  const own = /^https?:/i.test(path) ? path : pathToFileURL(path).href
  const self = isObject(value) ? value.$self : undefined
  return typeof self === 'string' ? absolute(self, own) : own
}

/** Data in which `$id` names nothing. */
const data: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const'])

function note(
  value: Json,
  base: string,
  tokens: readonly string[],
  named: Map<string, readonly string[]>,
): void {
  if (typeof value !== 'object' || value === null) return
  const names = isObject(value) ? [value.$id, tokens.length === 0 ? value.$self : undefined] : []
  let inner = base
  for (const name of names) {
    if (typeof name !== 'string') continue
    inner = absolute(name, base)
    if (!named.has(inner)) named.set(inner, tokens)
  }
  for (const [token, child] of Object.entries(value)) {
    if (!data.has(token)) note(child, inner, [...tokens, token], named)
  }
}

/** A reference that is no URI names nothing but itself. */
function absolute(reference: string, base: string): string {
  const uri = URL.canParse(reference, base) ? new URL(reference, base).href : reference
  return uri.replace(/#.*$/s, '')
}
