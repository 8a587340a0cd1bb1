// Requests that spell properties otherwise than answers: what a client sends as `FriendlyName` is stored as `friendly_name`.
import type { RenameFacts } from '../facts.js'
import { isObject, type Json, type JsonObject, pointerTokens } from '../json.js'

/** A record as a request spells it, in the names that records have. */
export type Rename = (sent: JsonObject) => JsonObject

/**
 * Compiles the names that a binding gives (`CreateFacts.rename`); undefined where it gives none. A property that is sent under both
 * names is what its own name says.
 */
export function compileRename(names: RenameFacts | undefined): Rename | undefined {
  if (names === undefined) return undefined
  const places = new Map(
    Object.entries(names).map(([sent, name]) => [sent, name === null ? null : placeOf(name)]),
  )
  return (sent) => {
    const renamed: Node = new Map()
    for (const [name, value] of Object.entries(sent)) {
      const place = places.get(name)
      if (place !== null) setAt(renamed, place ?? [name], value)
    }
    for (const [name, value] of Object.entries(sent)) if (!places.has(name)) renamed.set(name, value)
    return toObject(renamed)
  }
}

function placeOf(name: string): readonly string[] {
  return name.startsWith('/') ? pointerTokens(name) : [name]
}

// Maps while it is made, because a name may be `__proto__`.
type Node = Map<string, Node | Json>

function setAt(node: Node, [name = '', ...deeper]: readonly string[], value: Json): void {
  if (deeper.length === 0) {
    node.set(name, value)
    return
  }
  const held = node.get(name)
  const inner: Node = held instanceof Map ? held : new Map(isObject(held) ? Object.entries(held) : [])
  setAt(inner, deeper, value)
  node.set(name, inner)
}

function toObject(node: Node): JsonObject {
  return Object.fromEntries(
    [...node].map(([name, value]) => [name, value instanceof Map ? toObject(value) : value]),
  )
}
