// What ids of rows and their keys look like, for those that come from outside.
import type { Entity } from '../../entities/entity.js'
import { namesType } from '../../entities/property-schema.js'
import type { KeyValue } from '../../entities/records.js'
import { encodePart, rowId } from '../../entities/row-id.js'
import type { JsonObject } from '../../json.js'

/** True for the text before the last part of a row id: the scope and all but the last part of the key. */
export function isPlaceOf(entity: Entity, place: string): boolean {
  const parts = place === '' ? [] : place.split('/')
  return parts.length === entity.scope.length + entity.leadingKeys.length && parts.every(isEncoded)
}

/** True for the id of a row in the entity that holds a record with this key. */
export function isRowOf(entity: Entity, id: string, key: readonly KeyValue[]): boolean {
  const parts = id.split('/')
  const scope = parts.slice(0, entity.scope.length)
  return scope.every(isEncoded) && parts.slice(entity.scope.length).join('/') === rowId('', key)
}

const hasLoneSurrogate = /%u[0-9a-f]{4}/
const encodedText = /^(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2}|%u[0-9a-f]{4})+$/

// A part of an id is written in one way only, or two rows could be one record.
function isEncoded(part: string): boolean {
  if (part === '%') return true
  if (hasLoneSurrogate.test(part)) return encodedText.test(part)
  try {
    return part !== '' && encodePart(decodeURIComponent(part)) === part
  } catch {
    return false
  }
}

/** True for a key of a type that its schema names. A schema that names neither text nor numbers allows both. */
export function fitsKind(value: KeyValue, schema: JsonObject | undefined): boolean {
  if (!namesType(schema, 'string', 'number', 'integer')) return true
  if (typeof value === 'string') return namesType(schema, 'string')
  return namesType(schema, 'number') || (namesType(schema, 'integer') && Number.isInteger(value))
}
