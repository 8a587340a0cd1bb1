// Requests that spell the properties of a record otherwise than answers do: `FriendlyName` in, `friendly_name` out.
import { join } from '../pointers.js'
import { compatible } from './envelopes.js'
import type { Schemas, SchemaView } from './schema-view.js'
import { camelCase, compact, wordsOf } from './words.js'

/**
 * Property of a request → the property of the record that is called alike but for case and separators, where no property of the
 * record has the very name. `Timers.Closed` stands inside the record's `timers`, as a pointer. Properties that could be
 * several, and those of which the request has the record's own name too, are left as they are.
 */
export function spellings(
  schemas: Schemas,
  request: SchemaView,
  record: SchemaView,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of request.properties.keys()) {
    if (record.properties.has(name)) continue
    const place = placeOf(schemas, request, name, record)
    if (place === undefined || taken.has(place) || request.properties.has(place)) continue
    found.set(name, place)
    taken.add(place)
  }
  return found
}

/** How many properties of a request a record has under another spelling. */
export function spelledOtherwise(schemas: Schemas, request: SchemaView, record: SchemaView): number {
  return spellings(schemas, request, record).size
}

function placeOf(
  schemas: Schemas,
  request: SchemaView,
  name: string,
  record: SchemaView,
): string | undefined {
  const whole = propertyLike(schemas, record, name)
  if (whole !== undefined)
    return compatible(schemas.property(request, name), schemas.property(record, whole))
      ? pointerIfAmbiguous(whole)
      : undefined
  const [outer = '', inner, ...deeper] = name.split('.')
  const holder = inner === undefined || deeper.length > 0 ? undefined : propertyLike(schemas, record, outer)
  const view = holder === undefined ? undefined : schemas.property(record, holder)
  if (inner === undefined || holder === undefined || view === undefined) return undefined
  if ((view.type ?? 'object') !== 'object') return undefined
  return join('', holder, propertyLike(schemas, view, inner) ?? inStyleOf(holder, inner))
}

// In facts what begins with a slash is a pointer.
function pointerIfAmbiguous(name: string): string {
  return name.startsWith('/') ? join('', name) : name
}

function propertyLike(schemas: Schemas, view: SchemaView, name: string): string | undefined {
  if (compact(name) === '') return undefined
  const alike = namesOf(view).get(compact(name)) ?? []
  const [only, second] = alike.filter((other) => schemas.property(view, other)?.readOnly !== true)
  return second === undefined ? only : undefined
}

// The names of a view's properties by what they have in common with other spellings.
function namesOf(view: SchemaView): ReadonlyMap<string, readonly string[]> {
  const known = namesOfViews.get(view)
  if (known !== undefined) return known
  const names = new Map<string, string[]>()
  for (const name of view.properties.keys()) {
    const alike = names.get(compact(name))
    if (alike === undefined) names.set(compact(name), [name])
    else alike.push(name)
  }
  namesOfViews.set(view, names)
  return names
}

// Each is asked for once for every property of every request that is compared with it. Views do not change.
const namesOfViews = new WeakMap<SchemaView, ReadonlyMap<string, readonly string[]>>()

// What an object of which the contract says nothing calls its properties, it calls as the record calls it.
function inStyleOf(holder: string, name: string): string {
  const words = wordsOf(name)
  return holder.includes('_') || holder === holder.toLowerCase() ? words.join('_') : camelCase(words)
}
