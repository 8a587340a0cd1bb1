// Gives every value that comes from another file its place among the document's own components, under a name that people
// would have chosen: the bundle of the library puts it where it is used first, and the schema's name is lost.
import { basename, extname } from 'node:path'
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, join } from '../pointers.js'
import type { Dialect } from './check-version.js'
import type { Kind } from './grammar.js'
import { isReference, type Resolve, type Target } from './reference.js'
import type { Location, Source } from './source.js'

/** Where a value from another file lives in the bundled document: under a name, in a section of the components. */
export interface Home {
  readonly target: Target
  readonly kind: Kind
  /** Reference tokens of the section: `['components', 'schemas']`. */
  readonly section: readonly string[]
  readonly name: string
}

export interface ComponentHomes {
  /** True when objects of this kind can be components; others are written where they are used. */
  has(kind: Kind): boolean
  /** The home of a value, made when it has none; undefined when its kind has no components. */
  of(target: Target, kind: Kind): Home | undefined
  /** The homes that the document did not declare, in order; it grows while their contents are bundled. */
  readonly made: readonly Home[]
}

/** Where the components of a kind stand: OpenAPI 3 (4.8.7, Components Object) and Swagger 2.0 (Swagger Object). */
const sections3: ReadonlyMap<Kind, readonly string[]> = new Map<Kind, readonly string[]>([
  ['schema', ['components', 'schemas']],
  ['response', ['components', 'responses']],
  ['parameter', ['components', 'parameters']],
  ['example', ['components', 'examples']],
  ['requestBody', ['components', 'requestBodies']],
  ['header', ['components', 'headers']],
  ['securityScheme', ['components', 'securitySchemes']],
  ['link', ['components', 'links']],
  ['callback', ['components', 'callbacks']],
])
const sections2: ReadonlyMap<Kind, readonly string[]> = new Map<Kind, readonly string[]>([
  ['schema', ['definitions']],
  ['parameter', ['parameters']],
  ['response', ['responses']],
])

/** Homes for the document in `entry`. Components that it declares by reference to another file are homes from the start. */
export function createComponentHomes(entry: Source, dialect: Dialect, resolve: Resolve): ComponentHomes {
  const sections = dialect === '2.0' ? sections2 : sections3
  const homes = new Map<string, Home>()
  const taken = new Map<Kind, Set<string>>()
  const made: Home[] = []

  for (const [kind, section] of sections) {
    const declared = declaredIn(entry, section, resolve)
    const names = Object.keys(declared?.value ?? {})
    taken.set(kind, new Set(names))
    for (const name of names) {
      for (const target of declared === undefined ? [] : targetsOf(declared, name, entry, resolve)) {
        const key = keyOf(target, kind)
        if (!homes.has(key)) homes.set(key, { target, kind, section, name })
      }
    }
  }

  function of(target: Target, kind: Kind): Home | undefined {
    const section = sections.get(kind)
    if (section === undefined) return undefined
    const key = keyOf(target, kind)
    const known = homes.get(key)
    if (known !== undefined) return known
    const name = freeName(target, taken.get(kind) ?? new Set())
    taken.get(kind)?.add(name)
    const home: Home = { target, kind, section, name }
    homes.set(key, home)
    made.push(home)
    return home
  }

  return { has: (kind) => sections.has(kind), of, made }
}

/** The map of a section, which may itself be a reference to a file. */
function declaredIn(
  entry: Source,
  section: readonly string[],
  resolve: Resolve,
): (Location & { readonly value: JsonObject }) | undefined {
  let value: Json | undefined = entry.value
  for (const token of section)
    value = isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
  if (isReference(value)) {
    const resolved = resolve(entry, value.$ref, section)
    if (!resolved.ok || !isObject(resolved.target.value)) return undefined
    return { ...resolved.target, value: resolved.target.value }
  }
  return isObject(value) ? { source: entry, tokens: section, value } : undefined
}

/** The values in other files that a declared component stands for: where its map is, and where it refers to. */
function targetsOf(
  map: Location & { readonly value: JsonObject },
  name: string,
  entry: Source,
  resolve: Resolve,
): readonly Target[] {
  const value = map.value[name]
  if (value === undefined) return []
  const targets: Target[] = []
  if (map.source !== entry) targets.push({ source: map.source, tokens: [...map.tokens, name], value })
  if (isReference(value) && Object.keys(value).length === 1) {
    const resolved = resolve(map.source, value.$ref, [...map.tokens, name])
    if (resolved.ok && resolved.target.source !== entry) targets.push(resolved.target)
  }
  return targets
}

function keyOf(target: Target, kind: Kind): string {
  return `${kind} ${target.source.path}#${join('', ...target.tokens)}`
}

/** The last token or the file's name, in the characters that a component name may have (OpenAPI 3.0, 4.7.7). */
function freeName(target: Target, taken: ReadonlySet<string>): string {
  const path = target.source.path
  const wish = target.tokens.at(-1) ?? basename(path, extname(path))
  const name = wish.replaceAll(/[^A-Za-z0-9._-]+/g, '_') || 'component'
  if (!taken.has(name)) return name
  let count = 2
  while (taken.has(`${name}${count}`)) count++
  return `${name}${count}`
}
