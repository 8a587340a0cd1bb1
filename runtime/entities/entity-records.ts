// The records of one entity inside a transaction: what `ctx.entities.users` is.
import type { Clock } from '../clock.js'
import { MockError } from '../errors.js'
import { createRandom, type Ids, type Random, seedOf } from '../ids.js'
import type { JsonObject } from '../json.js'
import type { RowRef } from '../store/store.js'
import type { Requirement } from '../transactions/change.js'
import type { Transaction } from '../transactions/transaction.js'
import { planDeletion, tooManyDependents } from './deletion.js'
import type { Entity, EntityCatalog } from './entity.js'
import { referToExisting } from './invented-references.js'
import { withGeneratedKey, withGivenKey } from './keyed-record.js'
import { withLife } from './lifetime.js'
import { parentRequirements } from './parent.js'
import { changedRecord, draftRecord } from './record-content.js'
import { recordChange } from './record-index.js'
import { givenKey, type KeySource, leadingKey } from './record-key.js'
import { listRecords, type RecordPage } from './record-list.js'
import type { KeyValue, RecordKey, RecordQuery, Records, Scope, StoredRecord } from './records.js'
import { assertRequiredReferences, referenceRequirements } from './references.js'
import { rowId } from './row-id.js'
import { assertKeyParts, recordId, scopeIdOf } from './scope.js'
import { LazyRecord } from './stored-record.js'

/** What all records of a space share. */
export interface RecordsContext {
  readonly catalog: EntityCatalog
  readonly clock: Clock
  readonly ids: Ids
  /** The seed of generated data: with the entity and the row it decides what is made up. */
  readonly seed: number
  /** See `EntitiesOptions.keySeed`. */
  readonly keySeed: number | undefined
  /** Starts the life of a stored record anew, because it was read; whatever becomes of the transaction that reads it. */
  readonly extend: (entity: Entity, id: string) => Promise<unknown>
}

type CreateOptions = NonNullable<Parameters<Records['create']>[1]>
type UpdateOptions = NonNullable<Parameters<Records['update']>[2]>

/** Implements the records port on a transaction. */
export class EntityRecords implements Records {
  readonly #entity: Entity
  readonly #transaction: Transaction
  readonly #context: RecordsContext

  constructor(entity: Entity, transaction: Transaction, context: RecordsContext) {
    this.#entity = entity
    this.#transaction = transaction
    this.#context = context
  }

  create(value: JsonObject, options: CreateOptions = {}): Promise<StoredRecord> {
    return this.#transaction.inTurn(() => this.#create(value, options))
  }

  async read(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined> {
    const row = await this.#transaction.get(this.#refOf(key, scope))
    if (row === undefined) return undefined
    if (this.#entity.lifetime?.refresh === 'access') await this.#context.extend(this.#entity, row.id)
    return new LazyRecord(row)
  }

  update(key: RecordKey, value: JsonObject, options: UpdateOptions = {}): Promise<StoredRecord> {
    return this.#transaction.inTurn(() => this.#update(key, value, options))
  }

  delete(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined> {
    return this.#transaction.inTurn(() => this.#delete(key, scope))
  }

  list(query: RecordQuery = {}): Promise<RecordPage> {
    return listRecords(this.#transaction, this.#entity, query)
  }

  async #create(value: JsonObject, options: CreateOptions): Promise<StoredRecord> {
    const entity = this.#entity
    const scope = scopeIdOf(entity, options.scope)
    if (options.key !== undefined) assertKeyParts(entity, options.key)
    const leading = leadingKey(entity, value, options.key)
    const given = givenKey(entity, value, options.key)
    const now = this.#context.clock.now()
    const draft = draftRecord(entity, value, { scope: options.scope ?? [], leading, key: given, now })
    assertRequiredReferences(entity, draft)
    const { catalog, ids, keySeed } = this.#context
    const place = leading.length === 0 ? scope : rowId(scope, leading)
    const source: KeySource = { transaction: this.#transaction, entity, place, ids, keySeed, now }
    const parts = { record: draft, randomOf: (row: string) => this.#randomOf(row) }
    const made = await (given === undefined
      ? withGeneratedKey(source, parts)
      : withGivenKey(source, parts, given))
    const { id } = made
    const random = () => this.#randomOf(id)
    const completed = { draft, record: made.record }
    const { record, invented } = await referToExisting(this.#transaction, catalog, entity, completed, random)
    const change = recordChange(entity, id, undefined, record)
    const absent: Requirement = { check: { check: 'absent', collection: entity.name, id } }
    const unused: Requirement =
      given === undefined ? absent : { ...absent, refuse: () => keyExists(entity, [...leading, given]) }
    await this.#transaction.change({
      requires: [
        unused,
        ...parentRequirements(entity, scope),
        ...referenceRequirements(entity, id, record, { invented }),
        ...change.requires,
      ],
      writes: withLife(change.writes, entity, id, { event: 'create', now }),
    })
    return this.#written(id, record)
  }

  async #update(key: RecordKey, value: JsonObject, options: UpdateOptions): Promise<StoredRecord> {
    const entity = this.#entity
    const old = await this.#lockedRecord(this.#refOf(key, options.scope))
    if (old === undefined) throw notFound(entity, key)
    const now = this.#context.clock.now()
    const record = changedRecord(entity, old.value, value, {
      merge: options.merge ?? 'merge',
      now,
      random: () => this.#randomOf(old.id),
    })
    assertRequiredReferences(entity, record)
    const change = recordChange(entity, old.id, old.value, record)
    await this.#transaction.change({
      requires: [...referenceRequirements(entity, old.id, record, { before: old.value }), ...change.requires],
      writes: withLife(change.writes, entity, old.id, { event: 'change', now }),
    })
    return this.#written(old.id, record)
  }

  async #delete(key: RecordKey, scope: Scope | undefined): Promise<StoredRecord | undefined> {
    const record = await this.#lockedRecord(this.#refOf(key, scope))
    if (record === undefined) return undefined
    const { catalog, clock } = this.#context
    const root = { entity: this.#entity, record }
    const deletion = await planDeletion(this.#transaction, catalog, root, { now: clock.now() })
    if (deletion === undefined) throw tooManyDependents()
    await this.#transaction.change(deletion)
    return record
  }

  #written(id: string, record: JsonObject): StoredRecord {
    const row = this.#transaction.written({ collection: this.#entity.name, id })
    if (row === undefined) throw new Error('The change of a record put no row')
    return new LazyRecord(row, record)
  }

  // Made-up data depends on the record alone, not on what was created before it.
  #randomOf(id: string): Random {
    let random: Random | undefined
    return () => {
      random ??= createRandom(seedOf(`${this.#context.seed}/${this.#entity.name}/${id}`))
      return random()
    }
  }

  #refOf(key: RecordKey, scope: Scope | undefined): RowRef {
    return { collection: this.#entity.name, id: recordId(this.#entity, key, scope) }
  }

  async #lockedRecord(ref: RowRef): Promise<LazyRecord | undefined> {
    await this.#transaction.lock(ref)
    const row = await this.#transaction.get(ref)
    return row === undefined ? undefined : new LazyRecord(row)
  }
}

function keyExists(entity: Entity, key: readonly KeyValue[]): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `"${entity.name}" has a record with the key "${key.join(', ')}" already`,
  })
}

function notFound(entity: Entity, key: RecordKey): MockError {
  const shown = typeof key === 'object' ? key.join(', ') : key
  return new MockError('MOCK_NOT_FOUND', { detail: `"${entity.name}" has no record with the key "${shown}"` })
}
