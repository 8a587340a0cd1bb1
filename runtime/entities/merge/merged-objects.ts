// Where objects of a record cannot be merged with what a client sent for them, since their schema then refuses them: a union.
import type { Merge } from '../../facts.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { own, pick } from '../properties.js'
import { deepMerge } from './merge-patch.js'

/** Depths at which objects are tried as they were sent; the outermost comes last. */
const maxLevels = 6

/** The names of sent objects that a record does not hold: completing it has replaced them with something made up. */
export function lostObjects(sent: JsonObject, record: JsonObject, kind: Merge): readonly string[] {
  if (kind !== 'merge' && kind !== 'deep') return []
  return Object.keys(sent).filter((name) => {
    const value = own(sent, name)
    return isObject(value) && !holds(own(record, name), value)
  })
}

/**
 * Other contents for a record whose merged objects under `names` are refused: with `null` as a value, then with objects taken
 * as they were sent, the innermost first and at last the properties as a whole.
 */
export function* contentsAsSent(
  content: JsonObject,
  old: JsonObject,
  sent: JsonObject,
  names: readonly string[],
): Generator<JsonObject> {
  const isLost = (name: string) => names.includes(name)
  const [before, values] = [pick(old, isLost), pick(sent, isLost)]
  for (let levels = Math.min(depthOf(values, 0), maxLevels); levels >= 0; levels--)
    yield { ...content, ...deepMerge(before, values, levels) }
}

function depthOf(value: Json, depth: number): number {
  if (!isObject(value) || depth > maxLevels) return depth
  return Object.values(value).reduce<number>(
    (most, inner) => Math.max(most, depthOf(inner, depth + 1)),
    depth,
  )
}

// True when a value is there with everything that was sent of it; `null` may have removed a property.
function holds(value: Json | undefined, sent: Json): boolean {
  if (Array.isArray(sent))
    return (
      Array.isArray(value) && value.length === sent.length && sent.every((item, i) => holds(value[i], item))
    )
  if (sent === null) return value === undefined || value === null
  if (!isObject(sent)) return value === sent
  return isObject(value) && Object.entries(sent).every(([name, inner]) => holds(own(value, name), inner))
}
