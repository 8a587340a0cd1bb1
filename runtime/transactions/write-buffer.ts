// What a transaction will write, merged to the net effect on rows, index entries, unique claims and due times.

import { pairKey } from '../store/pair-key.js'
import type { ListQuery, Row, RowRef, Write } from '../store/store.js'
import { EntryBuffer } from './entry-buffer.js'

/** A row as a transaction sees it: stored, or put by itself and without a version until the commit. */
export interface HeldRow {
  readonly id: string
  readonly value: string
  readonly version: number | undefined
  /** Undefined for a row that the transaction adds: it comes after all stored ones. */
  readonly sequence: number | undefined
}

type PutRow = HeldRow & { version: number | undefined }

interface BufferedRow extends RowRef {
  /** Undefined when the row is deleted. */
  readonly row: PutRow | undefined
  /** What the store has here, as far as the transaction has seen. */
  readonly stored: Row | undefined
}

type Put = Extract<Write, { readonly write: 'put' }>
type Delete = Extract<Write, { readonly write: 'delete' }>
type ClaimWrite = Extract<Write, { readonly write: 'claim' | 'release' }>
type DueWrite = Extract<Write, { readonly write: 'due' }>

/** How the buffer changes a list of the store: rows that come at its end, and ids that are gone from it. */
export interface ListChanges {
  readonly added: readonly HeldRow[]
  readonly removed: ReadonlySet<string>
}

const nothing: readonly never[] = []

/** A row that is deleted and put again inside one buffer counts as changed: it keeps its place. */
export class WriteBuffer {
  readonly #rows = new Map<string, BufferedRow>()
  #characters = 0
  #entries = new EntryBuffer()
  // Not every entity has unique values, and hardly any has due times: these are made when they are needed.
  #claims: Map<string, ClaimWrite> | undefined
  #due: Map<string, DueWrite> | undefined

  /** A buffer of its own with the same writes. */
  clone(): WriteBuffer {
    const copy = new WriteBuffer()
    for (const [key, row] of this.#rows) copy.#rows.set(key, row)
    copy.#characters = this.#characters
    copy.#entries = this.#entries.clone()
    if (this.#claims !== undefined) copy.#claims = new Map(this.#claims)
    if (this.#due !== undefined) copy.#due = new Map(this.#due)
    return copy
  }

  /** The number of rows put or deleted. */
  get rowCount(): number {
    return this.#rows.size
  }

  /** How many of them are records, and not what the runtime keeps beside them. */
  get recordCount(): number {
    let count = 0
    for (const { collection } of this.#rows.values()) if (!collection.startsWith('$')) count++
    return count
  }

  /** The length of all rows that are put, in characters. */
  get characters(): number {
    return this.#characters
  }

  get isEmpty(): boolean {
    const others = (this.#claims?.size ?? 0) + (this.#due?.size ?? 0)
    return this.#rows.size + others === 0 && this.#entries.isEmpty
  }

  /** The buffered state of a row by its `pairKey`; undefined when the buffer does not touch it. */
  row(key: string): { readonly row: HeldRow | undefined } | undefined {
    return this.#rows.get(key)
  }

  /** The id that will hold a unique value, `null` for nobody; undefined when the buffer does not touch the value. */
  holder(collection: string, constraint: string, value: string): string | null | undefined {
    const claim = this.#claims?.get(pairKey(collection, pairKey(constraint, value)))
    if (claim === undefined) return undefined
    return claim.write === 'claim' ? claim.id : null
  }

  /** Adds a write; of put and delete `stored` is the row that the store has there. */
  add(write: Write, stored: Row | undefined): void {
    switch (write.write) {
      case 'put':
      case 'delete':
        this.#addRow(write, stored)
        break
      case 'index':
      case 'unindex':
        this.#entries.add(write)
        break
      case 'claim':
      case 'release':
        this.#claims ??= new Map()
        this.#claims.set(pairKey(write.collection, pairKey(write.constraint, write.value)), write)
        break
      case 'due':
        this.#due ??= new Map()
        this.#due.set(pairKey(write.collection, write.id), write)
        break
      default:
        throw new TypeError(`Unknown write ${JSON.stringify(write satisfies never)}`)
    }
  }

  /** The net writes in the order of the store port: what goes away first, then rows, then what points at them. */
  writes(): readonly Write[] {
    const writes: Write[] = []
    for (const entry of this.#entries.writes()) if (entry.write === 'unindex') writes.push(entry)
    for (const claim of this.#claims?.values() ?? nothing) if (claim.write === 'release') writes.push(claim)
    for (const { collection, id, row } of this.#rows.values()) {
      if (row === undefined) writes.push({ write: 'delete', collection, id })
      else writes.push({ write: 'put', collection, id, value: row.value })
    }
    for (const claim of this.#claims?.values() ?? nothing) if (claim.write === 'claim') writes.push(claim)
    for (const entry of this.#entries.writes()) if (entry.write === 'index') writes.push(entry)
    for (const due of this.#due?.values() ?? nothing) writes.push(due)
    return writes
  }

  /** Gives every row that was put the version of the commit. */
  stamp(version: number): void {
    for (const { row } of this.#rows.values()) if (row !== undefined) row.version = version
  }

  /** True when the buffer changes rows of the collection, so that its lists differ from the store's. */
  touches(collection: string): boolean {
    for (const row of this.#rows.values()) if (row.collection === collection) return true
    return false
  }

  /** How a list by insertion order, or by one value of an index, differs from the store's. */
  listChanges({ collection, index, range }: ListQuery): ListChanges {
    const added: HeldRow[] = []
    const removed = new Set<string>()
    if (index === undefined) {
      for (const buffered of this.#rows.values()) {
        if (buffered.collection !== collection) continue
        if (buffered.row !== undefined && buffered.stored === undefined) added.push(buffered.row)
        if (buffered.row === undefined && buffered.stored !== undefined) removed.add(buffered.id)
      }
      return { added, removed }
    }
    if (range?.from === undefined || range.from !== range.to)
      throw new TypeError('After a write of the collection only one value of an index can be listed')
    for (const entry of this.#entries.writes()) {
      if (entry.collection !== collection || entry.index !== index || entry.value !== range.from) continue
      const row = this.#rows.get(pairKey(collection, entry.id))?.row
      if (entry.write === 'unindex') removed.add(entry.id)
      else if (row !== undefined) added.push(row)
    }
    return { added, removed }
  }

  #addRow(write: Put | Delete, stored: Row | undefined): void {
    const { collection, id } = write
    const key = pairKey(collection, id)
    const buffered = this.#rows.get(key)
    const before = buffered?.stored ?? stored
    const sequence = before?.sequence
    const row = write.write === 'put' ? { id, value: write.value, version: undefined, sequence } : undefined
    this.#characters += (row?.value.length ?? 0) - (buffered?.row?.value.length ?? 0)
    this.#rows.set(key, { collection, id, row, stored: before })
  }
}
