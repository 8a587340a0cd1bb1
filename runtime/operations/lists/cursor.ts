// Cursors: a place in a list as an opaque text. It stays good while records are added and removed, in the order it was made in.
import type { RecordPosition } from '../../entities/records.js'
import { isObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'

/** Longest cursor that is looked at, in characters: a place holds the values that records are sorted by. */
const maxLength = 8_192

/** A place, and the order in which it is one (`printOrder`). */
export interface CursorPlace {
  readonly order: string
  readonly position: RecordPosition
}

/** The cursor of a place: base64url (RFC 4648, section 5), so that it needs no escaping in a URL. */
export function printCursor({ order, position }: CursorPlace): string {
  return Buffer.from(JSON.stringify({ order, ...position })).toString('base64url')
}

/** The place of a cursor; undefined for a text that is none. */
export function readCursor(text: string): CursorPlace | undefined {
  if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined
  const value = parseJsonText(Buffer.from(text, 'base64url').toString())
  if (!isObject(value)) return undefined
  const { order, sequence, values } = value
  if (typeof order !== 'string' || !Array.isArray(values)) return undefined
  if (typeof sequence !== 'number' || !Number.isFinite(sequence)) return undefined
  return { order, position: { values, sequence } }
}
