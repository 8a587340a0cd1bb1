// The index entries that a transaction will write, merged to the net effect.

import { pairKey } from '../store/pair-key.js'
import type { Write } from '../store/store.js'

export type EntryWrite = Extract<Write, { readonly write: 'index' | 'unindex' }>

/**
 * Entries are added where none is and removed where one is, so the opposite of a buffered write cancels it. As long as
 * entries are only added, nothing can: they stand in a list, and move to a map with the first one that is removed.
 */
export class EntryBuffer {
  #added: EntryWrite[] = []
  #merged: Map<string, EntryWrite> | undefined

  get isEmpty(): boolean {
    return this.#merged === undefined ? this.#added.length === 0 : this.#merged.size === 0
  }

  /** A buffer of its own with the same writes. */
  clone(): EntryBuffer {
    const copy = new EntryBuffer()
    copy.#added = [...this.#added]
    if (this.#merged !== undefined) copy.#merged = new Map(this.#merged)
    return copy
  }

  add(write: EntryWrite): void {
    if (this.#merged !== undefined) merge(this.#merged, write)
    else if (write.write === 'index') this.#added.push(write)
    else {
      this.#merged = new Map()
      for (const added of this.#added) merge(this.#merged, added)
      this.#added = []
      merge(this.#merged, write)
    }
  }

  /** The net writes, in the order in which they were first made. */
  writes(): Iterable<EntryWrite> {
    return this.#merged?.values() ?? this.#added
  }
}

function merge(merged: Map<string, EntryWrite>, write: EntryWrite): void {
  const key = pairKey(write.collection, pairKey(write.index, pairKey(write.id, write.value)))
  const buffered = merged.get(key)
  if (buffered !== undefined && buffered.write !== write.write) merged.delete(key)
  else merged.set(key, write)
}
