// Reads a journal: every line as it was written, or a last line that a crash tore off, or damage that stops the start.
import { checkedMembers, lineOpening } from './checked-line.js'
import { LineError } from './fields.js'
import { damage } from './file-errors.js'
import type { FileIo } from './file-io.js'
import { readFormatLine } from './format-line.js'
import { type JournalEntry, journalFormat, readEntry } from './journal-line.js'
import { type FileLine, readAt, readLines } from './read-lines.js'

/** What a journal holds. */
export interface JournalContent {
  /** Number of its first entry, and of the one that would come after its last. */
  readonly first: number
  readonly next: number
  /** Bytes up to the end of the last entry. */
  readonly bytes: number
  /** The last line, when it was not written to its end: nobody was told that it succeeded. */
  readonly torn: { readonly line: number; readonly bytes: number } | undefined
}

/** Calls `visit` with each entry in order. A LineError that it throws is damage of that line. StoreError as above. */
export async function readJournal(
  io: FileIo,
  path: string,
  visit: (entry: JournalEntry) => void,
): Promise<JournalContent> {
  let first = 0
  let next = 0
  let bytes = 0
  let bad: { readonly line: FileLine; readonly isMerged: boolean } | undefined
  const size = await readLines(path, io.read(path), (line) => {
    if (bad !== undefined) throw notWhole(path, bad.line)
    const members = line.isWhole ? checkedMembers(line.bytes) : undefined
    if (line.number === 1) {
      first = readFormatLine(path, line, journalFormat, 'first')
      next = first
    } else if (members === undefined) {
      bad = { line: { ...line, bytes: Buffer.alloc(0) }, isMerged: endsWithLine(line.bytes) }
      return undefined
    } else {
      readAt(path, line, () => {
        const entry = readEntry(members)
        if (entry.number !== next) throw new LineError(`entry ${next} was expected and ${entry.number} found`)
        visit(entry)
      })
      next++
    }
    bytes = line.offset + line.bytes.length + 1
    return undefined
  })
  if (first === 0) throw damage(path, 1, 'the file is empty')
  if (bad?.isMerged) throw notWhole(path, bad.line)
  const torn = bad === undefined ? undefined : { line: bad.line.number, bytes: size - bytes }
  return { first, next, bytes, torn }
}

function notWhole(path: string, line: FileLine) {
  return damage(path, line.number, 'the line is not what its checksum says')
}

// A newline that was damaged joins two lines. What a crash tears off is the beginning of one line, never a whole one.
function endsWithLine(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(lineOpening, 1); at >= 0; at = bytes.indexOf(lineOpening, at + 1))
    if (checkedMembers(bytes.subarray(at)) !== undefined) return true
  return false
}
