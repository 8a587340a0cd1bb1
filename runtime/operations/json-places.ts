// Places inside a JSON value, by names of properties and indexes of items: looked up, replaced, and left out.
import { isObject, type Json } from '../json.js'

/** The way to a value, from the outside in. */
export type Path = readonly (string | number)[]

/** The value at a path; undefined where there is none. */
export function valueAt(value: Json, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((found, step) => {
    if (typeof step === 'number') return Array.isArray(found) ? found[step] : undefined
    return isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined
  }, value)
}

/** A copy in which another value stands at a path; only its last step may be new. */
export function withValue(value: Json, [step, ...deeper]: Path, replacement: Json): Json {
  if (step === undefined) return replacement
  if (typeof step === 'number') {
    if (!Array.isArray(value)) return value
    return value.map((item: Json, i) => (i === step ? withValue(item, deeper, replacement) : item))
  }
  if (!isObject(value)) return value
  const child = Object.hasOwn(value, step) ? (value[step] ?? null) : null
  const entries = Object.entries(value).filter(([name]) => name !== step)
  const position = Object.keys(value).indexOf(step)
  entries.splice(position < 0 ? entries.length : position, 0, [step, withValue(child, deeper, replacement)])
  return Object.fromEntries(entries)
}

/** A copy without the property at a path. */
export function without(value: Json, [step, ...deeper]: Path): Json {
  if (typeof step === 'number' && Array.isArray(value))
    return value.map((item: Json, i) => (i === step ? without(item, deeper) : item))
  if (!isObject(value) || typeof step !== 'string') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]): [string, Json][] => {
      if (name !== step) return [[name, child]]
      return deeper.length === 0 ? [] : [[name, without(child, deeper)]]
    }),
  )
}
