// Reading and copying the properties of records whose names nobody here chose (`__proto__` and `constructor` included).
import type { Json, JsonObject } from '../json.js'
import type { KeyValue } from './records.js'

/** An object that is still being made: nobody else has it yet. */
export type NewObject = { [name: string]: Json }

/** The record's own property; undefined when it has none of that name. */
export function own(record: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** Sets an own property, whatever it is called: assigning to `__proto__` would not. */
export function setOwn(object: NewObject, name: string, value: Json): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
  else object[name] = value
}

/** A copy with the properties whose names pass. */
export function pick(record: JsonObject, keep: (name: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => keep(name)))
}

/** The names in a key: one, or several in their order. */
export function partsOf(key: string | readonly string[]): readonly string[] {
  return typeof key === 'string' ? [key] : key
}

/** True for what can be a key: text or a number. */
export function isKeyValue(value: Json | undefined): value is KeyValue {
  return typeof value === 'string' || typeof value === 'number'
}
