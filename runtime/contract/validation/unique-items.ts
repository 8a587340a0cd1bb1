// Whether the items of an array differ, in time that grows with the array and not with its square.
import { isObject, type Json } from '../../json.js'

/** The positions of two items that are equal (JSON Schema 2020-12 core, section 4.2.2), the first such pair; undefined where all differ. */
export function equalItems(items: readonly Json[]): readonly [number, number] | undefined {
  const seen = new Map<string, number>()
  for (const [i, item] of items.entries()) {
    const text = canonicalText(item)
    const before = seen.get(text)
    if (before !== undefined) return [before, i]
    seen.set(text, i)
  }
  return undefined
}

// Equal for equal values: the order of properties means nothing. What clients send is 200 levels deep at most.
function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name] ?? null)}`).join()}}`
}
