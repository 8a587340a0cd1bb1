// Fills spaces in memory from the lines of a snapshot and of journals.
import { MemorySpace } from '../memory-space.js'
import type { Write } from '../store.js'
import { LineError } from './fields.js'
import type { JournalEntry } from './journal-line.js'
import type { SnapshotVisitor } from './read-snapshot.js'
import type { SnapshotRecord } from './record-image.js'
import { readRecordLine, type SpaceLine } from './snapshot-line.js'

/** Spaces by name, as they are filled. */
export type Spaces = Map<string, MemorySpace>

/** Does what a journal entry says. LineError when the entry does not follow from what came before it. */
export function applyEntry(spaces: Spaces, entry: JournalEntry): void {
  if (entry.kind === 'drop') {
    spaces.delete(entry.space)
    return
  }
  const space = spaces.get(entry.space) ?? new MemorySpace()
  spaces.set(entry.space, space)
  const version = space.apply(entry.writes)
  if (version !== entry.version)
    throw new LineError(`version ${version} of the space comes here, and ${entry.version} was found`)
}

/** A visitor that fills `spaces`; call `finish` behind the last line. */
export function fillSpaces(spaces: Spaces): SnapshotVisitor & { finish(): void } {
  let current: { readonly space: MemorySpace; readonly line: SpaceLine } | undefined
  // Writes count versions while the space is filled, so its counters are set when all its records are there.
  const finish = () => current?.space.resume(current.line.version, current.line.sequence)
  return {
    space(line) {
      finish()
      if (spaces.has(line.space)) throw new LineError(`the space ${JSON.stringify(line.space)} comes twice`)
      current = { space: new MemorySpace(), line }
      spaces.set(line.space, current.space)
      return undefined
    },
    record(members) {
      if (current !== undefined) restoreRecord(current.space, readRecordLine(members))
      return undefined
    },
    finish,
  }
}

function restoreRecord(space: MemorySpace, record: SnapshotRecord): void {
  const { collection, id, row, due, indexes, unique } = record
  if (row !== undefined) space.restore(collection, { id, ...row })
  const writes: Write[] = []
  for (const { name, value } of indexes) writes.push({ write: 'index', collection, index: name, value, id })
  for (const { name, value } of unique)
    writes.push({ write: 'claim', collection, constraint: name, value, id })
  if (due !== undefined) writes.push({ write: 'due', collection, id, at: due })
  if (writes.length > 0) space.apply(writes)
}
