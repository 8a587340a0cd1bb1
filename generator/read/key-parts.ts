// Keys of several properties in paths: which path parameters hold the parts before the last one.
import type { KeyParameters } from '@mockgen/runtime'
import { asTemplates, keyTemplate } from './declared/declared-key-use.js'
import { pathParameters } from './operations.js'
import type { Subject } from './record-places.js'
import type { Role } from './roles.js'
import { sameName, singularWords, wordsOf } from './words.js'

/**
 * The role as one of an entity whose key has these properties before the last. The parameters that hold them are no scope:
 * those that the operation names, else the last ones, before that of the key's last part, which are called like the first
 * properties and stand in their order.
 */
export function withKeyParts(role: Role, leading: readonly string[]): Role {
  if (role.details?.options.key !== undefined) return role
  if (role.action === 'create' && role.named?.length === leading.length + 1) return withChosenKey(role)
  if (leading.length === 0) return role
  const { parameter, named, ...rest } = role
  const held = named === undefined ? findParts(role, leading) : hasKey(role) ? named.slice(0, -1) : named
  return {
    ...rest,
    ...(named !== undefined && { named }),
    ...(hasKey(role) && parameter !== undefined && { parameter }),
    leading: held,
    scope: role.scope.filter((name) => !held.includes(name)),
  }
}

// A create whose path holds the whole key of the new record.
function withChosenKey({ named = [], parameter: _last, ...role }: Role): Role {
  const key = keyTemplate(asTemplates({ kind: 'path', names: named }))
  const { options, list = {}, ...details } = role.details ?? { options: {} }
  return { ...role, details: { ...details, list, options: { key, ...options } } }
}

/** Why a role cannot be that of a subject: its path does not hold the parts of the key that it should. */
export function whyNoKey(role: Role, { key, leading, singleton }: Subject): string | undefined {
  if (singleton !== undefined) return undefined
  const { named, parameter, leading: held = [], details } = role
  const all = [...leading, key]
  const given = details?.options.key
  if (given !== undefined) {
    const size = Array.isArray(given) ? given.length : 1
    return size === all.length ? undefined : `${count(size)} given for the key, which is ${all.join(', ')}`
  }
  const wanted = hasKey(role) ? all.length : leading.length
  const isNamed = named !== undefined && (hasKey(role) || leading.length > 0)
  if (isNamed && (hasKey(role) ? named.length !== wanted : named.length > wanted))
    return `${count(named.length, 'path parameter')} named for the key, which is ${all.join(', ')}`
  if (!hasKey(role)) return undefined
  const missing = leading.slice(held.length)
  if (parameter === undefined)
    return held.length === 0 ? undefined : `the path holds ${held.join(', ')}, but not the whole key`
  return missing.length === 0
    ? undefined
    : `the path has no parameter for ${missing.join(', ')}, without which ${key} identifies no record`
}

/** The path parameters that hold the key, as facts name them; undefined when none does. */
export function keyParameters({ parameter, leading = [] }: Role): KeyParameters | undefined {
  if (parameter === undefined) return undefined
  return leading.length === 0 ? parameter : [...leading, parameter]
}

/** The path parameters that hold the first parts of the key of what is created or listed. */
export function keyPartsOf({ leading = [] }: Role): { readonly key?: readonly string[] } {
  return leading.length === 0 ? {} : { key: leading }
}

function hasKey({ action }: Role): boolean {
  return action !== 'create' && action !== 'list' && action !== 'count'
}

function findParts({ operation, parameter }: Role, leading: readonly string[]): readonly string[] {
  const { path } = operation
  const all = pathParameters(path)
  const before = parameter === undefined ? all : all.slice(0, all.indexOf(parameter))
  for (let size = Math.min(leading.length, before.length); size > 0; size--) {
    const last = before.slice(-size)
    if (last.every((name, i) => isCalledLike(path, name, leading[i] ?? ''))) return last
  }
  return []
}

// `/tenants/{id}` says tenantId, too.
function isCalledLike(path: string, parameter: string, property: string): boolean {
  if (sameName(parameter, property)) return true
  const [above = ''] = path.split(`/{${parameter}}`, 1)
  const noun = singularWords(wordsOf(above.split('/').at(-1) ?? ''))
  return sameName([...noun, parameter].join('-'), property)
}

function count(size: number, what = 'value'): string {
  return size === 1 ? `one ${what} is` : `${size} ${what}s are`
}
