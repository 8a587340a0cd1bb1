// One record with everything that finds it, as a snapshot keeps it: row, index entries, unique values and due time.

import { pairKey } from '../pair-key.js'
import type { JournalWrite } from './journal-line.js'

/** The name of an index or constraint, and a value in it. */
export interface NamedValue {
  readonly name: string
  readonly value: string
}

/** The row of a record. */
export interface ImageRow {
  readonly value: string
  readonly version: number
  readonly sequence: number
}

/** A record as a line of a snapshot has it. */
export interface SnapshotRecord {
  readonly collection: string
  readonly id: string
  readonly row: ImageRow | undefined
  readonly due: number | undefined
  readonly indexes: readonly NamedValue[]
  readonly unique: readonly NamedValue[]
}

/** A record that changes with each write of the journal that concerns it. */
export class RecordImage implements SnapshotRecord {
  readonly collection: string
  readonly id: string
  row: ImageRow | undefined
  due: number | undefined
  readonly #indexes = new Map<string, NamedValue>()
  readonly #unique = new Map<string, NamedValue>()

  constructor(collection: string, id: string) {
    this.collection = collection
    this.id = id
  }

  static from(record: SnapshotRecord): RecordImage {
    const image = new RecordImage(record.collection, record.id)
    image.row = record.row
    image.due = record.due
    for (const entry of record.indexes) image.#add(image.#indexes, entry)
    for (const claim of record.unique) image.#add(image.#unique, claim)
    return image
  }

  /** Sorted by name, then by value. */
  get indexes(): readonly NamedValue[] {
    return sorted(this.#indexes)
  }

  /** Sorted by name, then by value. */
  get unique(): readonly NamedValue[] {
    return sorted(this.#unique)
  }

  /** True when nothing is left of the record. */
  get isEmpty(): boolean {
    return this.row === undefined && this.due === undefined && this.#unique.size === 0
  }

  /** Does what a commit of `version` does to this record. */
  apply(write: JournalWrite, version: number): void {
    switch (write.write) {
      case 'put':
        this.row = { value: write.value, version, sequence: write.sequence }
        break
      case 'delete':
        this.row = undefined
        this.#indexes.clear()
        break
      case 'claim':
        this.#add(this.#unique, { name: write.constraint, value: write.value })
        break
      case 'release':
        this.#unique.delete(pairKey(write.constraint, write.value))
        break
      case 'index':
        // The port: an entry of a row that is not there is not added.
        if (this.row !== undefined) this.#add(this.#indexes, { name: write.index, value: write.value })
        break
      case 'unindex':
        this.#indexes.delete(pairKey(write.index, write.value))
        break
      case 'due':
        this.due = write.at
        break
    }
  }

  #add(values: Map<string, NamedValue>, added: NamedValue): void {
    values.set(pairKey(added.name, added.value), added)
  }
}

function sorted(values: ReadonlyMap<string, NamedValue>): readonly NamedValue[] {
  if (values.size < 2) return [...values.values()]
  return [...values.values()].sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
