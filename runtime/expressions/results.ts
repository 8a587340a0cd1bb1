// What a template makes of the values of its expressions: JSON, within the bound of the frame.
import type { Json } from '../json.js'
import { ExpressionFailure, type Frame, maxResultSize } from './failure.js'
import { finite } from './numbers.js'
import {
  Duration,
  durationText,
  Instant,
  instantText,
  isObjectValue,
  Optional,
  setOwn,
  type Value,
} from './values.js'

/**
 * A value as JSON: times and durations as text, optionals as what they hold. Undefined for an empty one; such members of
 * lists and objects are left out. What is JSON already is answered as it is, without a copy.
 */
export function toJson(value: Value, frame: Frame): Json | undefined {
  const { sizeLeft } = frame
  if (isJson(value, frame)) return value
  frame.sizeLeft = sizeLeft
  return convert(value, frame)
}

/** A value inside a text: text as it is, null and absent ones as nothing, everything else as JSON. */
export function toText(value: Value, frame: Frame): string {
  const json = toJson(value, frame)
  if (json === undefined || json === null) return ''
  return typeof json === 'string' ? json : JSON.stringify(json)
}

// Counts what it walks through.
function isJson(value: Value, frame: Frame): value is Json {
  switch (typeof value) {
    case 'string':
      count(value.length, frame)
      return true
    case 'number':
      finite(value)
      count(8, frame)
      return true
    case 'boolean':
      count(8, frame)
      return true
    case 'object':
      count(8, frame)
      if (Array.isArray(value)) return value.every((item) => isJson(item, frame))
      return value === null || (isObjectValue(value) && hasJson(value, frame))
    default:
      return false
  }
}

function hasJson(object: Readonly<Record<string, Value>>, frame: Frame): boolean {
  for (const name of Object.keys(object)) {
    count(name.length, frame)
    if (!isJson(object[name], frame)) return false
  }
  return true
}

function convert(value: Value, frame: Frame): Json | undefined {
  if (value instanceof Instant) return instantText(value)
  if (value instanceof Duration) return durationText(value)
  if (value instanceof Optional) return value.value === undefined ? undefined : toJson(value.value, frame)
  if (Array.isArray(value))
    return value.map((item) => toJson(item, frame)).filter((item) => item !== undefined)
  if (!isObjectValue(value)) return undefined
  const made: Record<string, Json> = {}
  for (const name of Object.keys(value)) {
    const json = toJson(value[name], frame)
    if (json !== undefined) setOwn(made, name, json)
  }
  return made
}

function count(size: number, frame: Frame): void {
  frame.sizeLeft -= size
  if (frame.sizeLeft < 0)
    throw new ExpressionFailure(`is larger than ${maxResultSize} characters (the limit maxResultSize)`, true)
}
