// Where a record lives in its collection: the values of its scope and its key, as one readable, canonical text.
import type { KeyValue, RecordKey, Scope } from './records.js'

const plain = /^[A-Za-z0-9_.~-]+$/
const special = /[^A-Za-z0-9_.~-]/gu

/** The last part of the id of a record that only its scope identifies. */
export const loneKey = '~'

/** The id of a record: each part percent-encoded, `/` between them. Numbers and their text give the same id. */
export function rowId(scope: string, key: RecordKey): string {
  const own = typeof key === 'object' ? partsOfId(key) : encodePart(key)
  return scope === '' ? own : `${scope}/${own}`
}

function partsOfId(key: readonly KeyValue[]): string {
  return key.length === 0 ? loneKey : key.map(encodePart).join('/')
}

/** The text of scope values, in their order; `''` for none. The argument that `rowId` takes. */
export function scopeId(scope: Scope): string {
  return scope.length === 0 ? '' : scope.map(encodePart).join('/')
}

/** The scope of a record whose key has so many parts, as `scopeId` wrote it. A key of none has one part in the id. */
export function scopeOf(id: string, keyParts = 1): string {
  let end = id.length
  for (let part = 0; part < Math.max(1, keyParts); part++) end = id.lastIndexOf('/', end - 1)
  return id.slice(0, Math.max(0, end))
}

/** One part: unreserved characters (RFC 3986, section 2.3) stay, all others are percent-encoded UTF-8; `%` is nothing. */
export function encodePart(value: KeyValue): string {
  const text = String(value)
  if (text === '') return '%'
  return plain.test(text) ? text : text.replace(special, encodeCharacter)
}

// A lone surrogate has no UTF-8; it keeps an id of its own, so that no two keys share one.
function encodeCharacter(character: string): string {
  const unit = character.charCodeAt(0)
  const lone = character.length === 1 && unit >= 0xd800 && unit <= 0xdfff
  if (lone) return `%u${unit.toString(16)}`
  return Array.from(
    Buffer.from(character),
    (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`,
  ).join('')
}
