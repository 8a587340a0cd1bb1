// A row as it stands in Redis: `version|sequence|checksum|value`, the first two written by the script.
import { crc32 } from 'node:zlib'
import type { Row } from '../store.js'
import { wellFormed } from './ordered-text.js'

const head = /^(\d{1,16})\|(\d{1,16})\|([0-9a-f]{8})\|/

/** The part of a row's text that does not change when it is committed: `checksum|value`. */
export function toRowText(value: string): string {
  return `${checksum(wellFormed(value))}|${value}`
}

/** The row of a text; undefined when it is not what a commit has written. */
export function parseRow(id: string, text: string): Row | undefined {
  const [all = '', version, sequence, sum] = head.exec(text) ?? []
  const value = text.slice(all.length)
  if (sum === undefined || sum !== checksum(value)) return undefined
  return { id, value, version: Number(version), sequence: Number(sequence) }
}

// CRC-32 of the UTF-8 bytes. It finds accidents and edits by hand; it is no protection against intent.
function checksum(value: string): string {
  return crc32(value).toString(16).padStart(8, '0')
}
