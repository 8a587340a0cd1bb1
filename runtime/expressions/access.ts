// Reaching for properties and members: own ones only, so that nothing of the host is in sight.
import { ExpressionFailure, type Frame, spend, stepsOfName } from './failure.js'
import {
  emptyOptional,
  isObjectValue,
  kindName,
  kindOf,
  type ObjectValue,
  Optional,
  propertyOf,
  type Value,
} from './values.js'

/** The property; fails where there is none. What is reached for in an optional is an optional. */
export function getProperty(object: Value, name: string): Value {
  const found = isObjectValue(object) ? propertyOf(object, name) : undefined
  if (found !== undefined) return found
  if (object instanceof Optional) return getOptional(object, name)
  const kind = kindOf(object)
  const is = kind === 'object' ? '' : `is ${kindName(kind)} and `
  throw new ExpressionFailure(`${is}has no property ${JSON.stringify(name)}`)
}

/** The member of a list at an index, or the property of that name; fails where there is none. */
export function getMember(object: Value, key: Value): Value {
  if (object instanceof Optional) return getOptional(object, key)
  if (!Array.isArray(object)) return getProperty(object, nameOf(key))
  const found: Value = isIndex(key) ? object[key] : undefined
  if (found !== undefined) return found
  const wanted = typeof key === 'number' ? `no member ${key}` : `no member at ${kindName(kindOf(key))}`
  throw new ExpressionFailure(`has ${object.length} members and ${wanted}`)
}

/** What `.?` and `[?]` give: an optional that is empty where there is no such property or member. */
export function getOptional(object: Value, key: Value): Optional {
  const inner = object instanceof Optional ? object.value : object
  if (Array.isArray(inner)) return optionalOf(isIndex(key) ? inner[key] : undefined)
  return isObjectValue(inner) ? optionalOf(propertyOf(inner, nameOf(key))) : emptyOptional
}

/** The names of an object's properties. */
export function namesOf(object: ObjectValue, frame: Frame): readonly string[] {
  const names = Object.keys(object)
  spend(frame, names.length * stepsOfName)
  return names
}

/** The name of a property, from a key as it may stand in a map of CEL. */
export function nameOf(key: Value): string {
  if (typeof key === 'string') return key
  if (typeof key === 'number' || typeof key === 'boolean') return String(key)
  throw new ExpressionFailure(`has ${kindName(kindOf(key))} for the name of a property`)
}

function optionalOf(value: Value): Optional {
  return value === undefined ? emptyOptional : new Optional(value)
}

function isIndex(key: Value): key is number {
  return typeof key === 'number' && Number.isInteger(key) && key >= 0
}
