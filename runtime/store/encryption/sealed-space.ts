// One space of an encrypted store: what goes down is sealed, what comes up is opened.
import type { Commit, Due, ListQuery, ListResult, Row, RowRef } from '../store.js'
import type { EncryptionKey } from './encryption-keys.js'
import { sealCommit } from './sealed-commit.js'
import { keyIdOf, SpaceCipher } from './space-cipher.js'
import type { UnreadableRows } from './unreadable-rows.js'

/** True for collections that are not encrypted. */
export type IsPlain = (collection: string) => boolean

/** What the spaces of one encrypted store share. */
export interface SealedSpaceContext {
  readonly key: EncryptionKey
  readonly isPlain: IsPlain
  readonly unreadable: UnreadableRows
}

/** Rows, ids and values of plain collections pass as they are. */
export class SealedSpace {
  readonly #name: string
  readonly #context: SealedSpaceContext
  readonly #cipher: SpaceCipher

  constructor(name: string, context: SealedSpaceContext) {
    this.#name = name
    this.#context = context
    this.#cipher = new SpaceCipher(context.key, name)
  }

  sealRef(ref: RowRef): RowRef {
    const { collection, id } = ref
    return this.#context.isPlain(collection) ? ref : { collection, id: this.#cipher.sealId(collection, id) }
  }

  sealQuery(query: ListQuery): ListQuery {
    const { collection, index, range, also } = query
    const sealed = also === undefined ? query : { ...query, also: this.sealRef(also) }
    if (index === undefined || this.#context.isPlain(collection)) return sealed
    return { ...sealed, range: this.#cipher.hideRange(collection, index, range) }
  }

  sealCommit(commit: Commit): Commit {
    return sealCommit(this.#cipher, this.#context.isPlain, commit)
  }

  /** A stored row under the id that it was asked for by. Throws a StoreError when it does not open. */
  openRow(ref: RowRef, sealed: RowRef, row: Row | undefined): Row | undefined {
    const { key, isPlain, unreadable } = this.#context
    if (row === undefined || isPlain(ref.collection)) {
      unreadable.clear(this.#name, sealed)
      return row
    }
    const value = this.#cipher.openValue(ref.collection, row.id, row.value)
    if (value === undefined) throw unreadable.add(this.#name, sealed, row.value, key.id)
    unreadable.clear(this.#name, sealed)
    return { id: ref.id, value, version: row.version, sequence: row.sequence }
  }

  openPage(query: ListQuery, sealed: ListQuery, page: ListResult): ListResult {
    const { collection, also } = query
    const rows = this.#context.isPlain(collection) ? page.rows : this.#openRows(collection, page.rows)
    if (also === undefined) return { rows, total: page.total }
    const alsoRow = this.openRow(also, sealed.also ?? also, page.also)
    return alsoRow === undefined ? { rows, total: page.total } : { rows, total: page.total, also: alsoRow }
  }

  /** What is due, by the ids that the caller knows; undefined when nothing of it is of this space's key. */
  openDue({ due }: Due): Due | undefined {
    const opened: RowRef[] = []
    for (const { collection, id: sealed } of due) {
      const id = this.#context.isPlain(collection) ? sealed : this.#cipher.openId(collection, sealed)
      if (id === undefined) this.#context.unreadable.addDue(this.#name, { collection, id: sealed })
      else opened.push({ collection, id })
    }
    return opened.length === 0 ? undefined : { due: opened }
  }

  #openRows(collection: string, rows: readonly Row[]): readonly Row[] {
    const opened: Row[] = []
    for (const row of rows) {
      const found = this.#cipher.openRow(collection, row)
      if (found === undefined) this.#skip(collection, row)
      else opened.push({ ...found, version: row.version, sequence: row.sequence })
    }
    return opened
  }

  // A page goes on without a row that does not open. But where its id is not of this key either, the space is another
  // key's or in plain, and a page without its rows would be a wrong answer.
  #skip(collection: string, { id, value }: Row): void {
    const { key, unreadable } = this.#context
    const fault = unreadable.add(this.#name, { collection, id }, value, key.id)
    if (keyIdOf(value) !== key.id && this.#cipher.openId(collection, id) === undefined) throw fault
  }
}
