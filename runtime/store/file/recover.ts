// Brings a folder back to memory: the snapshot, then every journal entry that is not in it.
import { join } from 'node:path'
import type { StoreLog } from '../store-log.js'
import { damage } from './file-errors.js'
import type { FileIo } from './file-io.js'
import { firstCommitOf, isTemporaryName, journalName, snapshotName } from './file-names.js'
import { type JournalContent, readJournal } from './read-journal.js'
import { readSnapshot } from './read-snapshot.js'
import { applyEntry, fillSpaces, type Spaces } from './read-space.js'

/** A journal in the folder. */
export interface JournalFile {
  readonly path: string
  readonly bytes: number
}

/** What the folder holds. */
export interface Recovered {
  readonly spaces: Spaces
  /** Number of the next journal entry. */
  readonly next: number
  /** Size of the snapshot in bytes, 0 without one. */
  readonly snapshotBytes: number
  /** Journals that are not in the snapshot, oldest first; the last one goes on. Empty for a new folder. */
  readonly journals: readonly JournalFile[]
}

/**
 * Reads the folder. Only when all of it could be relied on, it is tidied: a torn last line is cut off, and what an
 * interrupted compaction left behind is removed. StoreError MOCK_STORE_DAMAGED, MOCK_STORE_NEWER_FORMAT and those of
 * `faultOf`.
 */
export async function recover(io: FileIo, folder: string, log: StoreLog): Promise<Recovered> {
  const names = await io.list(folder)
  const spaces: Spaces = new Map()
  const snapshot = names.includes(snapshotName)
    ? await loadSnapshot(io, join(folder, snapshotName), spaces)
    : { last: 0, bytes: 0 }
  const { obsolete, needed } = chooseJournals(names, snapshot.last)
  const journals: JournalFile[] = []
  let next = snapshot.last + 1
  let torn: JournalContent['torn']
  for (const [position, first] of needed.entries()) {
    const path = join(folder, journalName(first))
    if (first !== next) throw missing(folder, next)
    const content = await readJournal(io, path, (entry) => applyEntry(spaces, entry))
    if (content.first !== first) throw damage(path, 1, `the journal begins with ${content.first}`)
    torn = content.torn
    if (torn !== undefined && position < needed.length - 1)
      throw damage(path, torn.line, 'the line is not whole, and a later journal follows')
    journals.push({ path, bytes: content.bytes })
    next = content.next
  }
  const last = journals.at(-1)
  if (last === undefined && snapshot.last > 0) throw missing(folder, next)
  if (last !== undefined && torn !== undefined) await cutTail(io, last, torn, log)
  for (const name of [...obsolete, ...names.filter(isTemporaryName)]) await io.remove(join(folder, name))
  return { spaces, next, snapshotBytes: snapshot.bytes, journals }
}

async function loadSnapshot(io: FileIo, path: string, spaces: Spaces) {
  const visitor = fillSpaces(spaces)
  const content = await readSnapshot(io, path, visitor)
  visitor.finish()
  return content
}

// A journal whose successor begins no later than the snapshot ends is in the snapshot as a whole.
function chooseJournals(names: readonly string[], last: number) {
  const firsts = names.flatMap((name) => firstCommitOf(name) ?? []).sort((a, b) => a - b)
  const begin = firsts.findLastIndex((first) => first <= last + 1)
  const needed = firsts.slice(Math.max(0, begin))
  return { obsolete: firsts.slice(0, Math.max(0, begin)).map(journalName), needed }
}

async function cutTail(
  io: FileIo,
  { path, bytes }: JournalFile,
  torn: NonNullable<JournalContent['torn']>,
  log: StoreLog,
): Promise<void> {
  const file = await io.open(path)
  try {
    await file.truncate(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  log.warn(
    { path, line: torn.line, bytes: torn.bytes },
    'Cut off a last journal line that was not written to its end',
  )
}

function missing(folder: string, next: number) {
  return damage(join(folder, journalName(next)), 1, `entry ${next} is missing: there is no such journal`)
}
