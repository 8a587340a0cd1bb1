// What a relationship refers to: the key of the other entity, or a property that is unique by itself.
import type { Group } from './group.js'
import { compact, sameName, singular } from './words.js'

/** True when the field of a relationship is the key: it is called so, or after the record, as paths call it (`userId`). */
export function refersToKey({ subject }: Group, field: string): boolean {
  const { key, leading, name, record } = subject
  if (field === key) return true
  if (record.properties.has(field) || leading.includes(field)) return false
  return sameName(field, `${singular(compact(name))}${key}`)
}

/** True for a property that identifies a record without being its key. */
export function isReferable({ declared }: Group, field: string): boolean {
  return declared?.unique.some((entry) => [entry].flat().join() === field) === true
}
