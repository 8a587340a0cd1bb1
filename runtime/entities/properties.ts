// Reading and copying the properties of records whose names nobody here chose (`__proto__` and `constructor` included).
import type { Json, JsonObject } from '../json.js'
import type { KeyValue } from './records.js'

/** The record's own property; undefined when it has none of that name. */
export function own(record: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** A copy with the properties whose names pass. */
export function pick(record: JsonObject, keep: (name: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => keep(name)))
}

/** True for what can be a key: text or a number. */
export function isKeyValue(value: Json | undefined): value is KeyValue {
  return typeof value === 'string' || typeof value === 'number'
}
