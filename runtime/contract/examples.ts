// The examples of a Media Type, Parameter or Header Object (OpenAPI 3.x: `example`, `examples` with Example Objects).
import { isObject, type Json } from '../json.js'
import type { Place, References } from './references.js'

/** Example values by name, `''` for the single `example`, in the document's order; examples by URL are left out. */
export function readExamples(place: Place, references: References): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>()
  if (!isObject(place.value)) return found
  if (place.value.example !== undefined) found.set('', place.value.example)
  if (!isObject(place.value.examples)) return found
  for (const name of Object.keys(place.value.examples)) {
    const example = references.child(place, 'examples', name)?.value
    if (isObject(example) && example.value !== undefined) found.set(name, example.value)
  }
  return found
}
