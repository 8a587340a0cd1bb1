// Merges the snapshot and sealed journals into a new snapshot. It reads files that nobody changes and never looks at the
// memory of the store, so commits go on meanwhile and an interrupted compaction is simply done again.
import { join } from 'node:path'
import { damage } from './file-errors.js'
import type { FileIo } from './file-io.js'
import { snapshotName } from './file-names.js'
import { formatLine } from './format-line.js'
import { JournalChanges } from './journal-changes.js'
import { SpaceMerge } from './merge-space.js'
import { readJournal } from './read-journal.js'
import { readSnapshot } from './read-snapshot.js'
import { endLine, type SpaceLine, snapshotFormat } from './snapshot-line.js'
import { type LineSink, writeFile } from './write-file.js'

/** What a compaction works on. */
export interface Compaction {
  readonly folder: string
  readonly hasSnapshot: boolean
  /** Journals that get no more entries, oldest first; afterwards the snapshot has all of them. */
  readonly sealed: readonly string[]
  /** Number of the last entry in them. */
  readonly last: number
  /** Throws when the compaction has to stop; asked between pieces of work. */
  readonly checkpoint: () => void
}

/** Resolves to the size of the new snapshot in bytes. After a rejection the old one or the new one is there, whole. */
export async function compact(io: FileIo, compaction: Compaction): Promise<number> {
  const { folder, last, checkpoint } = compaction
  const path = join(folder, snapshotName)
  const changes = new JournalChanges()
  const watched = withCheckpoints(io, checkpoint)
  await readSealed(watched, compaction, changes)
  return writeFile(io, path, async (sink) => {
    await sink.add(formatLine(snapshotFormat, 'last', last))
    const merge = new SnapshotMerge(sink, changes)
    if (compaction.hasSnapshot) await readSnapshot(watched, path, merge)
    await merge.finish()
    checkpoint()
  })
}

async function readSealed(io: FileIo, { sealed, last }: Compaction, changes: JournalChanges): Promise<void> {
  let end = 0
  for (const path of sealed) {
    const { next, torn } = await readJournal(io, path, (entry) => changes.add(entry))
    // The journal was whole when it was sealed. It is removed afterwards, so nothing of it may be missing.
    if (torn !== undefined) throw damage(path, torn.line, 'the line is not whole')
    end = next - 1
  }
  if (end !== last) throw damage(sealed.at(-1) ?? '', 1, `the journal ends with ${end} and not with ${last}`)
}

/** Walks over the spaces of the old snapshot and those of the journals together, in the order of their names. */
class SnapshotMerge {
  readonly #sink: LineSink
  readonly #changes: JournalChanges
  readonly #newNames: string[]
  #current: SpaceMerge | undefined
  #records = 0

  constructor(sink: LineSink, changes: JournalChanges) {
    this.#sink = sink
    this.#changes = changes
    this.#newNames = [...changes.spaces.keys()].sort()
  }

  async space(line: SpaceLine): Promise<void> {
    await this.#finishSpaces(line.space)
    if (this.#newNames[0] === line.space) this.#newNames.shift()
    this.#current = new SpaceMerge(this.#sink, this.#changes.spaces.get(line.space))
    await this.#current.begin(line, line.space)
  }

  record(members: Buffer, line: Buffer): Promise<void> | undefined {
    return this.#current?.record(members, line)
  }

  async finish(): Promise<void> {
    await this.#finishSpaces(undefined)
    await this.#sink.add(endLine(this.#records))
  }

  // Ends the current space and writes the spaces that only the journals have, up to `next`.
  async #finishSpaces(next: string | undefined): Promise<void> {
    await this.#end()
    for (let name = this.#newNames[0]; name !== undefined; name = this.#newNames[0]) {
      if (next !== undefined && name >= next) return
      this.#newNames.shift()
      this.#current = new SpaceMerge(this.#sink, this.#changes.spaces.get(name))
      await this.#current.begin(undefined, name)
      await this.#end()
    }
  }

  async #end(): Promise<void> {
    await this.#current?.end()
    this.#records += this.#current?.records ?? 0
    this.#current = undefined
  }
}

function withCheckpoints(io: FileIo, checkpoint: () => void): FileIo {
  return {
    ...io,
    async *read(path) {
      for await (const piece of io.read(path)) {
        checkpoint()
        yield piece
      }
    },
  }
}
