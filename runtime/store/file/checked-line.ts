// One line of the store's files: a JSON object whose first member is the checksum of everything behind it.
import { crc32 } from 'node:zlib'

const opening = '{"crc":"'
const checksumEnd = opening.length + 8
// `{"crc":"xxxxxxxx",`
const bodyStart = checksumEnd + 2

/** Where a line would begin, for those who look for one inside another. */
export const lineOpening: string = opening

/**
 * A line with its newline. `members` are the object's other members as JSON text, such as `"n":1,"drop":"a"`. The checksum
 * is the CRC-32 (as in gzip) of the bytes after the checksum's comma, up to the newline, in eight hexadecimal digits.
 */
export function checkedLine(members: string): string {
  const body = `${members}}`
  return `${opening}${crc32(body).toString(16).padStart(8, '0')}",${body}\n`
}

/** The line's members as text that `JSON.parse('{' + text)` takes; undefined when the line is not as it was written. */
export function checkedMembers(line: Buffer): string | undefined {
  if (line.length <= bodyStart || line.toString('latin1', 0, opening.length) !== opening) return undefined
  if (line.toString('latin1', checksumEnd, bodyStart) !== '",') return undefined
  const checksum = crc32(line.subarray(bodyStart)).toString(16).padStart(8, '0')
  return checksum === line.toString('latin1', opening.length, checksumEnd)
    ? line.toString('utf8', bodyStart)
    : undefined
}
