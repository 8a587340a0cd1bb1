// JSON pointers (RFC 6901) into the bundled document, and the references that stand in it.
import type { Json, JsonObject } from '@mockgen/runtime'

/** An object of the document and where it stands: a plain JSON pointer, without `#`. */
export interface Located {
  readonly pointer: string
  readonly value: JsonObject
}

/** Longest chain of references that is followed; a longer one is a circle in all but name. */
const maxHops = 100

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own property of an object; undefined for everything else, inherited names included. */
export function own(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** A pointer with further reference tokens, which are escaped. */
export function join(pointer: string, ...tokens: readonly (string | number)[]): string {
  let path = pointer
  for (const token of tokens) path += `/${escapeToken(String(token))}`
  return path
}

function escapeToken(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token
}

/** True for a pointer to the place itself or to something inside it. */
export function isWithin(place: string, pointer: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`)
}

/** The object below another one, not resolved; undefined where none stands. */
export function child(at: Located, ...tokens: readonly (string | number)[]): Located | undefined {
  let value: Json | undefined = at.value
  for (const token of tokens) {
    value = Array.isArray(value) ? value[Number(token)] : own(value, String(token))
  }
  return isObject(value) ? { pointer: join(at.pointer, ...tokens), value } : undefined
}

/**
 * The fragment form under which facts name a schema: `#/components/schemas/Pet`. Only `%` is percent-encoded, so that
 * decoding gives the pointer back and people can read it.
 */
export function toFragment(pointer: string): string {
  return `#${pointer.replaceAll('%', '%25')}`
}

/**
 * Follows Reference Objects to what they stand for. An object without `$ref` is its own answer; undefined when the
 * reference leads nowhere, out of the document, or in circles.
 */
export function resolve(root: JsonObject, at: Located): Located | undefined {
  const reference = own(at.value, '$ref')
  if (typeof reference !== 'string') return at
  let targets = targetsOf.get(root)
  if (targets === undefined) {
    targets = new Map()
    targetsOf.set(root, targets)
  }
  if (targets.has(reference)) return targets.get(reference)
  const target = follow(root, at, 0)
  targets.set(reference, target)
  return target
}

// A large document refers to each of its components hundreds of times. Documents do not change.
const targetsOf = new WeakMap<JsonObject, Map<string, Located | undefined>>()

function follow(root: JsonObject, at: Located, hops: number): Located | undefined {
  const reference = own(at.value, '$ref')
  if (typeof reference !== 'string') return at
  if (hops >= maxHops || !reference.startsWith('#')) return undefined
  return walk(root, tokensOf(reference.slice(1)), hops + 1)
}

// A pointer may lead through other references ("#/components/schemas/A/properties/b" where A is a reference).
function walk(root: JsonObject, tokens: readonly string[], hops: number): Located | undefined {
  let at: Located | undefined = { pointer: '', value: root }
  let list: { readonly pointer: string; readonly value: readonly Json[] } | undefined
  for (const token of tokens) {
    const from: Located | undefined = at && (own(at.value, token) === undefined ? follow(root, at, hops) : at)
    const next: Json | undefined = list ? list.value[Number(token)] : own(from?.value, token)
    const pointer = join(list?.pointer ?? from?.pointer ?? '', token)
    list = Array.isArray(next) ? { pointer, value: next } : undefined
    at = isObject(next) ? { pointer, value: next } : undefined
    if (at === undefined && list === undefined) return undefined
  }
  return at && follow(root, at, hops)
}

/** The unescaped tokens of a fragment's pointer; it may be percent-encoded. */
export function tokensOf(fragment: string): readonly string[] {
  if (fragment === '') return []
  return fragment
    .slice(1)
    .split('/')
    .map((token) => decode(token).replaceAll('~1', '/').replaceAll('~0', '~'))
}

// Text that is not valid percent-encoding stands for itself.
function decode(token: string): string {
  if (!token.includes('%')) return token
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}
