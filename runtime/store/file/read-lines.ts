// Cuts a file into lines as it streams by, so that no more than a piece and a line of it is in memory.
import { LineError } from './fields.js'
import { damage } from './file-errors.js'

const newline = 10

/** Longest line that is read, in bytes: twice what a commit may have, because only damage makes longer ones. */
export const maxLineBytes: number = 256 * 1024 * 1024

/** One line without its newline. The bytes are only good until the next line. */
export interface FileLine {
  readonly bytes: Buffer
  /** Counts from 1. */
  readonly number: number
  /** Where the line begins, in bytes from the start of the file. */
  readonly offset: number
  /** False for a last line that has no newline. */
  readonly isWhole: boolean
}

/** Calls `visit` with each line; a result that is a promise is waited for. Resolves to the file's size in bytes. */
export async function readLines(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  visit: (line: FileLine) => Promise<void> | undefined,
): Promise<number> {
  let rest: Buffer[] = []
  let restBytes = 0
  let offset = 0
  let number = 0
  const take = (bytes: Buffer, isWhole: boolean) => {
    const line = { bytes, number: ++number, offset, isWhole }
    offset += bytes.length + (isWhole ? 1 : 0)
    return visit(line)
  }
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    let start = 0
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      const tail = bytes.subarray(start, end)
      const visited = take(rest.length === 0 ? tail : Buffer.concat([...rest, tail]), true)
      if (visited !== undefined) await visited
      rest = []
      restBytes = 0
      start = end + 1
    }
    if (start === bytes.length) continue
    rest.push(bytes.subarray(start))
    restBytes += bytes.length - start
    if (restBytes > maxLineBytes)
      throw damage(path, number + 1, `the line is longer than ${maxLineBytes} bytes`)
  }
  if (restBytes > 0) await take(Buffer.concat(rest), false)
  return offset
}

/** Runs `read`; a LineError that it throws becomes the damage of this line. */
export function readAt(path: string, line: FileLine, read: () => void): void {
  try {
    read()
  } catch (error) {
    throw error instanceof LineError ? damage(path, line.number, error.message, error) : error
  }
}
