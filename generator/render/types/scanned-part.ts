// What openapi-typescript has to look at for discriminators, which is little of most documents: it visits every value that it is
// given and makes a path for each, which takes as long as parsing the document twice.
import type { Json, JsonObject } from '@mockgen/runtime'
import { mapValues } from '../../load/json-edit.js'
import { isObject, join, own } from '../../pointers.js'

/**
 * The document without those path items and components in which nothing has a discriminator or is put together by `allOf`, and to
 * which nothing of that kind refers. What stays are the same objects, because the library adds properties to them.
 */
export function scannedPart(document: JsonObject): JsonObject {
  const kept = keptHomes(document)
  const pick = (map: Json | undefined, ...tokens: readonly string[]): JsonObject => {
    const entries = isObject(map) ? Object.entries(map) : []
    return Object.fromEntries(entries.filter(([name]) => kept.has(join('', ...tokens, name))))
  }
  const { components } = document
  return {
    paths: pick(document.paths, 'paths'),
    webhooks: pick(document.webhooks, 'webhooks'),
    ...(isObject(components) && {
      components: mapValues(components, (section, name) => pick(section, 'components', name)),
    }),
  }
}

/** Pointers of the path items and components that stay. */
function keptHomes(document: JsonObject): ReadonlySet<string> {
  const homes = homesOf(document)
  const kept = new Set<string>()
  const composed = [...homes].filter(([, value]) => isComposed(value))
  for (const [pointer] of composed) kept.add(pointer)
  const targets = composed.flatMap(([, value]) => referencesIn(value).map(homeOf))
  // The library follows references to references; the loop sees what it adds.
  for (const pointer of targets) {
    if (kept.has(pointer)) continue
    kept.add(pointer)
    const next = own(homes.get(pointer), '$ref')
    if (typeof next === 'string') targets.push(homeOf(next))
  }
  return kept
}

/** Everything that a reference may lead to, or into, by its pointer. */
function homesOf({ paths, webhooks, components }: JsonObject): ReadonlyMap<string, Json> {
  const maps: readonly (readonly [string, Json | undefined])[] = [
    ['/paths', paths],
    ['/webhooks', webhooks],
    ...Object.entries(isObject(components) ? components : {}).map(
      ([name, section]) => [join('/components', name), section] as const,
    ),
  ]
  const entries = maps.flatMap(([pointer, map]) =>
    isObject(map) ? Object.entries(map).map(([name, value]) => [join(pointer, name), value] as const) : [],
  )
  return new Map(entries)
}

/** The pointer of the path item or component that a reference leads to or into; of other text, one that leads nowhere. */
function homeOf(reference: string): string {
  const [, pointer = ''] = reference.split('#/')
  const tokens = pointer.split('/')
  return `/${tokens.slice(0, tokens[0] === 'components' ? 3 : 2).join('/')}`
}

function isComposed(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isComposed)
  if (!isObject(value)) return false
  for (const name of Object.keys(value)) {
    if (name === 'allOf' || name === 'discriminator' || isComposed(value[name] ?? null)) return true
  }
  return false
}

/** Every string in a value that may be a reference. */
function referencesIn(value: Json, found: string[] = []): readonly string[] {
  if (typeof value === 'string' && value.includes('#/')) found.push(value)
  else if (Array.isArray(value)) for (const item of value) referencesIn(item, found)
  else if (isObject(value)) for (const name of Object.keys(value)) referencesIn(value[name] ?? null, found)
  return found
}
