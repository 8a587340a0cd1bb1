// Changes JSON data without changing it: new objects where something differs, the old ones everywhere else.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../pointers.js'

/** The object with each value mapped; the same object when no value changes. Safe for every name, `__proto__` included. */
export function mapValues(value: JsonObject, map: (child: Json, name: string) => Json): JsonObject {
  const names = Object.keys(value)
  // Made at the first change: whole documents pass here, and nearly nothing of them changes.
  let changed: Json[] | undefined
  for (const [index, name] of names.entries()) {
    const child = value[name] ?? null
    const next = map(child, name)
    if (changed === undefined && next !== child)
      changed = names.slice(0, index).map((one) => value[one] ?? null)
    changed?.push(next)
  }
  const values = changed
  return values ? Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])) : value
}

/** The array with each item mapped; the same array when no item changes. */
export function mapItems(list: readonly Json[], map: (child: Json, index: number) => Json): readonly Json[] {
  const items = list.map(map)
  return items.every((item, index) => item === list[index]) ? list : items
}

/** The object without these properties; the same object when there are none to leave out. */
export function without(value: JsonObject, names: readonly string[]): JsonObject {
  if (names.length === 0) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
}

/** The object with further properties in the object at `tokens`, which is made where there is none. */
export function withProperties(
  value: JsonObject,
  tokens: readonly string[],
  properties: Iterable<readonly [string, Json]>,
): JsonObject {
  const [token, ...rest] = tokens
  if (token === undefined) return Object.fromEntries([...Object.entries(value), ...properties])
  const child = Object.hasOwn(value, token) ? value[token] : undefined
  const next = withProperties(isObject(child) ? child : {}, rest, properties)
  return Object.fromEntries([...Object.entries(value).filter(([name]) => name !== token), [token, next]])
}

/** What a value is, for messages: "an object", "a string", "null". */
export function nameType(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
