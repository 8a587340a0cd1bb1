// Where in a body a schema stands that is known by its pointer: the record inside the envelope of a message.
import { isObject, type Json, toPointer } from '../../json.js'
import type { Parts } from '../parts.js'

/** Envelopes inside envelopes that are looked into: `{ "data": { "object": {…} } }`. */
const maxEnvelopes = 2

/** Most schemas that are looked at: bodies of messages are small, and a schema may contain itself. */
const maxLooks = 1_000

/** The pointer of the outermost place in a body of the schema at `pointer` that one of `schemas` describes. */
export function findPlace(
  pointer: string,
  schemas: readonly string[],
  { references }: Parts,
): string | undefined {
  const wanted = new Set(schemas)
  let looks = 0
  let level: readonly Look[] = [{ pointer, at: [], depth: 0 }]
  // Level by level, so that what stands further out is found first.
  while (level.length > 0 && looks < maxLooks) {
    const next: Look[] = []
    for (const look of level) {
      const place = references.schema(look.pointer)
      if (place === undefined || ++looks > maxLooks) continue
      if (wanted.has(place.pointer)) return toPointer(look.at)
      next.push(...within(place.pointer, place.value, look))
    }
    level = next
  }
  return undefined
}

interface Look {
  readonly pointer: string
  readonly at: readonly string[]
  /** How many properties lead here. */
  readonly depth: number
}

// The parts and alternatives of a schema describe the same place, and its properties those inside.
function within(pointer: string, schema: Json, { at, depth }: Look): readonly Look[] {
  if (!isObject(schema)) return []
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((keyword) => {
    const listed = schema[keyword]
    return Array.isArray(listed)
      ? listed.map((_, index) => ({ pointer: pointer + fragment([keyword, index]), at, depth }))
      : []
  })
  const reference = typeof schema.$ref === 'string' ? [{ pointer: schema.$ref, at, depth }] : []
  const { properties } = schema
  if (!isObject(properties) || depth >= maxEnvelopes) return [...reference, ...parts]
  const inside = Object.keys(properties).map((name) => ({
    pointer: pointer + fragment(['properties', name]),
    at: [...at, name],
    depth: depth + 1,
  }))
  return [...reference, ...parts, ...inside]
}

function fragment(tokens: readonly (string | number)[]): string {
  return toPointer(tokens).replaceAll('%', '%25')
}
