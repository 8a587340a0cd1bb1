// Reads a snapshot line by line and makes sure that it is whole.
import { checkedMembers } from './checked-line.js'
import { asInteger, type Fields, fieldsOf, LineError } from './fields.js'
import { damage } from './file-errors.js'
import type { FileIo } from './file-io.js'
import { readFormatLine } from './format-line.js'
import { readAt, readLines } from './read-lines.js'
import { readSpaceLine, type SpaceLine, snapshotFormat } from './snapshot-line.js'

/** Who wants the lines. A LineError that is thrown is damage of the line; a promise is waited for. */
export interface SnapshotVisitor {
  space(line: SpaceLine): Promise<void> | undefined
  /**
   * A record of the last space: its members, see `checkedMembers`, and the whole line without its newline. The bytes are
   * only good until the next line.
   */
  record(members: Buffer, line: Buffer): Promise<void> | undefined
}

/** What was read. */
export interface SnapshotContent {
  /** Number of the last journal entry that the snapshot contains. */
  readonly last: number
  readonly bytes: number
}

const recordStart = Buffer.from('"collection":')

/** StoreError MOCK_STORE_DAMAGED or MOCK_STORE_NEWER_FORMAT when the snapshot cannot be relied on. */
export async function readSnapshot(
  io: FileIo,
  path: string,
  visitor: SnapshotVisitor,
): Promise<SnapshotContent> {
  let last = 0
  let lines = 0
  let records = 0
  let ended = false
  let hasSpace = false
  const bytes = await readLines(path, io.read(path), (line) => {
    lines = line.number
    if (line.number === 1) {
      last = readFormatLine(path, line, snapshotFormat, 'last')
      return undefined
    }
    const members = line.isWhole && !ended ? checkedMembers(line.bytes) : undefined
    if (members === undefined) throw damage(path, line.number, 'the line is not what its checksum says')
    let visited: Promise<void> | undefined
    readAt(path, line, () => {
      if (hasSpace && startsWith(members, recordStart)) {
        records++
        visited = visitor.record(members, line.bytes)
        return
      }
      const fields = fieldsOf(members.toString())
      ended = isEnd(fields, records)
      if (ended) return
      hasSpace = true
      visited = visitor.space(readSpaceLine(fields))
    })
    return visited
  })
  if (!ended) throw damage(path, lines + 1, 'the end of the snapshot is missing')
  return { last, bytes }
}

function isEnd(line: Fields, records: number): boolean {
  if (line.end === undefined) return false
  if (asInteger(line.end) !== records) throw new LineError(`${records} records stand before the end`)
  return true
}

/** True when the bytes begin with `start`. */
export function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.length >= start.length && bytes.compare(start, 0, start.length, 0, start.length) === 0
}
