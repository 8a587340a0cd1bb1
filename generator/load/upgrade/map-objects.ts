// Maps the objects of a document along the grammar, from the outside in; what stays the same is shared with the given document.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { type Kind, type Slot, slotOf } from '../grammar.js'
import { mapItems, mapValues } from '../json-edit.js'

/** An object of the document: what it is, and where it stands in the document that was given. */
export interface Visited {
  readonly value: JsonObject
  readonly kind: Kind
  readonly tokens: readonly string[]
}

/** The document with what `map` answers for each object; the objects inside the answer are mapped after it. */
export function mapObjects(document: JsonObject, map: (visited: Visited) => JsonObject): JsonObject {
  function visit(value: Json, kind: Kind, tokens: readonly string[]): Json {
    if (!isObject(value)) return value
    return mapValues(map({ value, kind, tokens }), (child, name) => {
      const slot = slotOf(kind, name)
      return slot === undefined ? child : inside(child, slot, [...tokens, name])
    })
  }

  function inside(child: Json, { kind, form }: Slot, tokens: readonly string[]): Json {
    const one = (value: Json, token: string | number) => visit(value, kind, [...tokens, String(token)])
    if (Array.isArray(child)) return mapItems(child, one)
    if (form === 'map') return isObject(child) ? mapValues(child, one) : child
    return visit(child, kind, tokens)
  }

  const mapped = visit(document, 'document', [])
  return isObject(mapped) ? mapped : document
}
