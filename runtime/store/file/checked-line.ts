// One line of the store's files: a JSON object whose first member is the checksum of everything behind it.
import { crc32 } from 'node:zlib'

const opening = '{"crc":"'
// `{"crc":"xxxxxxxx",`
const bodyStart = opening.length + 10

/** Where a line would begin, for those who look for one inside another. */
export const lineOpening: string = opening

// Each byte as two hexadecimal digits: cheaper than `toString(16)` and padding for every line.
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A line with its newline. `members` are the object's other members as JSON text, such as `"n":1,"drop":"a"`. The checksum
 * is the CRC-32 (as in gzip) of the bytes after the checksum's comma, up to the newline, in eight hexadecimal digits.
 */
export function checkedLine(members: string): string {
  const body = `${members}}`
  return `${beginning(body)}${body}\n`
}

/**
 * The line's members as bytes, with the brace that ends the object: `{` and their text is JSON. Undefined when the line is
 * not as it was written. The bytes are the line's own.
 */
export function checkedMembers(line: Buffer): Buffer | undefined {
  if (line.length <= bodyStart) return undefined
  const members = line.subarray(bodyStart)
  return line.toString('latin1', 0, bodyStart) === beginning(members) ? members : undefined
}

function beginning(body: string | Buffer): string {
  const sum = crc32(body)
  const [a, b] = [hexOfByte[sum >>> 24], hexOfByte[(sum >>> 16) & 0xff]]
  const [c, d] = [hexOfByte[(sum >>> 8) & 0xff], hexOfByte[sum & 0xff]]
  return `${opening}${a}${b}${c}${d}",`
}
