// The records of one entity inside a transaction: what `ctx.entities.users` is.
import type { Json, JsonObject } from '../json.js'
import type { RowRef } from '../store/store.js'
import { changeRecord, type UpdateOptions } from './change-record.js'
import { type CreateOptions, createRecord, makeKey, type NewKeyOptions } from './create-record.js'
import { deleteSelected } from './delete-all.js'
import { planDeletion, tooManyDependents } from './deletion.js'
import { impliedRecord, storeImplied } from './implied-record.js'
import { hasLivedOn } from './life/life-events.js'
import { movesOnAt } from './life/lifecycle-requests.js'
import { countRecords } from './queries/record-count.js'
import { listRecords } from './queries/record-list.js'
import type { RecordPage } from './queries/record-page.js'
import { lockedRecord, type RecordWork } from './record-work.js'
import type {
  KeyValue,
  RecordKey,
  RecordQuery,
  Records,
  RecordsCount,
  Scope,
  StoredRecord,
} from './records.js'
import { recordId } from './scope.js'
import { LazyRecord } from './stored-record.js'

/** Implements the records port on a transaction. */
export class EntityRecords implements Records {
  readonly #work: RecordWork

  constructor(work: RecordWork) {
    this.#work = work
  }

  create(value: JsonObject, options: CreateOptions = {}): Promise<StoredRecord> {
    return this.#inTurn(() => createRecord(this.#work, value, options))
  }

  newKey(options: NewKeyOptions = {}): Promise<KeyValue> {
    return this.#inTurn(() => makeKey(this.#work, options))
  }

  async read(
    key: RecordKey,
    scope?: Scope,
    { toChange = false }: { readonly toChange?: boolean } = {},
  ): Promise<StoredRecord | undefined> {
    const { entity, transaction, context } = this.#work
    const ref = this.#refOf(key, scope)
    if (toChange) await transaction.lock(ref)
    const row = await transaction.get(ref)
    if (row === undefined)
      return entity.isImplied ? impliedRecord(transaction, this.#work, ref.id, scope) : undefined
    const isExtended = entity.lifetime?.refresh === 'access'
    if (isExtended && !hasLivedOn(transaction, entity, row.id)) await context.extend(entity, row.id)
    return new LazyRecord(row)
  }

  update(key: RecordKey, value: Json, options: UpdateOptions = {}): Promise<StoredRecord> {
    const { entity } = this.#work
    return this.#inTurn(async () => {
      if (entity.isImplied) await storeImplied(this.#work, this.#refOf(key, options.scope), options.scope)
      return changeRecord(this.#work, key, value, options)
    })
  }

  delete(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined> {
    return this.#inTurn(() => this.#delete(key, scope))
  }

  movesOnAt(record: StoredRecord): number | undefined {
    const { entity, context } = this.#work
    return movesOnAt(entity, record.value, context.clock.now())
  }

  list(
    query: RecordQuery = {},
    { toChange = false }: { readonly toChange?: boolean } = {},
  ): Promise<RecordPage> {
    const { entity, transaction } = this.#work
    return listRecords(toChange ? transaction : transaction.deciding, entity, query)
  }

  count(query: RecordQuery = {}, by?: string): Promise<RecordsCount> {
    return countRecords(this.#work.transaction.deciding, this.#work.entity, query, by)
  }

  deleteAll(query: RecordQuery): Promise<number> {
    const { entity, transaction, context } = this.#work
    const { catalog, clock } = context
    return this.#inTurn(() => deleteSelected({ transaction, catalog, now: clock.now() }, entity, query))
  }

  async #delete(key: RecordKey, scope: Scope | undefined): Promise<StoredRecord | undefined> {
    const { entity, transaction, context } = this.#work
    const record = await lockedRecord(transaction, this.#refOf(key, scope))
    if (record === undefined) return this.#work.entity.isImplied ? this.read(key, scope) : undefined
    const { catalog, clock } = context
    const deletion = await planDeletion(transaction, catalog, { entity, record }, { now: clock.now() })
    if (deletion === undefined) throw tooManyDependents()
    await transaction.change(deletion)
    return record
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    return this.#work.transaction.inTurn(step)
  }

  #refOf(key: RecordKey, scope: Scope | undefined): RowRef {
    const { entity } = this.#work
    return { collection: entity.name, id: recordId(entity, key, scope) }
  }
}
