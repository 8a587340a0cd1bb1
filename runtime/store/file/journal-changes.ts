// What sealed journals change in a snapshot: their writes, by space, collection and record.
import type { JournalEntry, JournalWrite } from './journal-line.js'
import { RecordImage } from './record-image.js'
import { recordKey } from './snapshot-line.js'

/** The writes that concern one record, in order. */
export class RecordChanges {
  // The version of each write stands at the same place: a list of pairs would be one more object for each of millions.
  readonly #writes: JournalWrite[] = []
  readonly #versions: number[] = []

  add(write: JournalWrite, version: number): void {
    this.#writes.push(write)
    this.#versions.push(version)
  }

  /** The record after these writes, which change `before`. */
  appliedTo(before: RecordImage | undefined): RecordImage | undefined {
    const [first] = this.#writes
    const image = before ?? (first === undefined ? undefined : new RecordImage(first.collection, first.id))
    for (const [i, write] of this.#writes.entries()) image?.apply(write, this.#versions[i] ?? 0)
    return image?.isEmpty ? undefined : image
  }
}

/** The changes of one collection, by `recordKey`. */
export type CollectionChanges = Map<string, RecordChanges>

/** The changes of one space. */
export interface SpaceChanges {
  /** True when the space was dropped: nothing of the snapshot stays. */
  readonly isNew: boolean
  /** 0 when nothing was written since the drop: there is no such space. */
  version: number
  sequence: number
  readonly collections: Map<string, CollectionChanges>
}

/** Collects the entries of journals, oldest first. */
export class JournalChanges {
  readonly spaces = new Map<string, SpaceChanges>()

  add(entry: JournalEntry): void {
    if (entry.kind === 'drop') {
      this.spaces.set(entry.space, emptyChanges(true))
      return
    }
    let space = this.spaces.get(entry.space)
    if (space === undefined) {
      space = emptyChanges(false)
      this.spaces.set(entry.space, space)
    }
    space.version = entry.version
    for (const write of entry.writes) {
      if (write.write === 'put') space.sequence = Math.max(space.sequence, write.sequence)
      changesOf(space, write).add(write, entry.version)
    }
  }
}

function emptyChanges(isNew: boolean): SpaceChanges {
  return { isNew, version: 0, sequence: 0, collections: new Map() }
}

function changesOf(space: SpaceChanges, { collection, id }: JournalWrite): RecordChanges {
  let records = space.collections.get(collection)
  if (records === undefined) {
    records = new Map()
    space.collections.set(collection, records)
  }
  const key = recordKey(collection, id)
  let changes = records.get(key)
  if (changes === undefined) {
    changes = new RecordChanges()
    records.set(key, changes)
  }
  return changes
}
