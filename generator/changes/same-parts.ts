// Which parts of two contracts are the same text and refer only to such parts: most of a contract is as it was, and needs no look.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, own, toFragment } from '../pointers.js'

export interface SameParts {
  /** True when the component at this pointer means the same in both; false where that is not known. */
  isSameComponent(pointer: string): boolean
  /** True when both values are the same text and refer only to components that mean the same. */
  isSame(before: Json | undefined, after: Json | undefined): boolean
}

export function findSameParts(before: JsonObject, after: JsonObject): SameParts {
  const [olds, news] = [componentsOf(before), componentsOf(after)]
  const users = new Map<string, string[]>()
  const differing: string[] = []
  for (const [reference, text] of news) {
    if (olds.get(reference) !== text) differing.push(reference)
    for (const used of referencesIn(text)) {
      if (!news.has(used)) differing.push(reference)
      const known = users.get(used)
      if (known === undefined) users.set(used, [reference])
      else known.push(reference)
    }
  }
  const changed = new Set<string>()
  for (let next = differing.pop(); next !== undefined; next = differing.pop()) {
    if (changed.has(next)) continue
    changed.add(next)
    differing.push(...(users.get(next) ?? []))
  }
  const isKnown = (reference: string) => news.has(reference) && !changed.has(reference)
  return {
    isSameComponent: (pointer) => isKnown(toFragment(pointer)),
    isSame(from, to) {
      const text = JSON.stringify(from)
      return text === JSON.stringify(to) && (text === undefined || referencesIn(text).every(isKnown))
    },
  }
}

/** Text by reference: `#/components/schemas/Pet`. What a reference into a component names is not among them, and counts as changed. */
function componentsOf(document: JsonObject): ReadonlyMap<string, string> {
  const components = own(document, 'components')
  const found = new Map<string, string>()
  for (const [kind, parts] of Object.entries(isObject(components) ? components : {})) {
    for (const [name, part] of Object.entries(isObject(parts) ? parts : {})) {
      const token = name.replaceAll('~', '~0').replaceAll('/', '~1')
      found.set(toFragment(`/components/${kind}/${token}`), JSON.stringify(part))
    }
  }
  return found
}

function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(/"\$ref":"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '')
}
