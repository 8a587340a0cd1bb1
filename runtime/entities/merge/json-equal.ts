// Equality of JSON values (RFC 6902, section 4.6): numbers by their value, objects by their members in any order.
import { isObject, type Json, type JsonObject } from '../../json.js'
import { own } from '../properties.js'

/** True for equal values; undefined is what is not there, and equals only itself. */
export function isJsonEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((member: Json, i) => isJsonEqual(member, b[i]))
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => isMemberEqual(a, b, name))
}

function isMemberEqual(a: JsonObject, b: JsonObject, name: string): boolean {
  const [first, second] = [own(a, name), own(b, name)]
  return first !== undefined && second !== undefined && isJsonEqual(first, second)
}
