// The records of one entity inside a transaction: what `ctx.entities.users` is.
import type { Clock } from '../clock.js'
import { MockError } from '../errors.js'
import { createRandom, type Ids, type Random, seedOf } from '../ids.js'
import type { JsonObject } from '../json.js'
import type { RowRef } from '../store/store.js'
import type { Requirement } from '../transactions/change.js'
import type { Transaction } from '../transactions/transaction.js'
import type { HeldRow } from '../transactions/write-buffer.js'
import { planDeletion } from './deletion.js'
import type { Entity, EntityCatalog } from './entity.js'
import { referToExisting } from './invented-references.js'
import { parentRequirements } from './parent.js'
import { isKeyValue, own } from './properties.js'
import { changedRecord, draftRecord, withKey } from './record-content.js'
import { recordChange } from './record-index.js'
import { generateKey, givenKey, isFree, noFreeKey, passCounter } from './record-key.js'
import { listRecords, type RecordPage } from './record-list.js'
import type { KeyValue, RecordQuery, Records, Scope, StoredRecord } from './records.js'
import { assertRequiredReferences, referenceRequirements } from './references.js'
import { rowId } from './row-id.js'
import { scopeIdOf } from './scope.js'
import { LazyRecord } from './stored-record.js'

/** Keys that are made to fit the schema and may turn out to be taken, before creating gives up. */
const maxSampledKeys = 100

/** What all records of a space share. */
export interface RecordsContext {
  readonly catalog: EntityCatalog
  readonly clock: Clock
  readonly ids: Ids
  /** The seed of generated data: with the entity and the row it decides what is made up. */
  readonly seed: number
}

type CreateOptions = NonNullable<Parameters<Records['create']>[1]>
type UpdateOptions = NonNullable<Parameters<Records['update']>[2]>

interface NewRecord {
  readonly id: string
  readonly record: JsonObject
}

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

  async read(key: KeyValue, scope?: Scope): Promise<StoredRecord | undefined> {
    const row = await this.#transaction.get(this.#refOf(key, scope))
    return row === undefined ? undefined : new LazyRecord(row)
  }

  update(key: KeyValue, value: JsonObject, options: UpdateOptions = {}): Promise<StoredRecord> {
    return this.#transaction.inTurn(() => this.#update(key, value, options))
  }

  delete(key: KeyValue, scope?: Scope): Promise<StoredRecord | undefined> {
    return this.#transaction.inTurn(() => this.#delete(key, scope))
  }

  list(query: RecordQuery = {}): Promise<RecordPage> {
    return listRecords(this.#transaction, this.#entity, query)
  }

  async #create(value: JsonObject, options: CreateOptions): Promise<StoredRecord> {
    const entity = this.#entity
    const scope = scopeIdOf(entity, options.scope)
    const given = givenKey(entity, own(value, entity.facts.key), options.key)
    const draft = draftRecord(entity, value, options.scope ?? [], this.#context.clock.now())
    assertRequiredReferences(entity, draft)
    const made =
      given === undefined
        ? await this.#withGeneratedKey(scope, draft)
        : await this.#withGivenKey(scope, draft, given)
    const { id } = made
    const random = () => this.#randomOf(id)
    const { catalog } = this.#context
    const completed = { draft, record: made.record }
    const { record, invented } = await referToExisting(this.#transaction, catalog, entity, completed, random)
    const change = recordChange(entity, id, undefined, record)
    const absent: Requirement = { check: { check: 'absent', collection: entity.name, id } }
    const unused: Requirement =
      given === undefined ? absent : { ...absent, refuse: () => keyExists(entity, given) }
    const row = await this.#transaction.change({
      requires: [
        unused,
        ...parentRequirements(entity, scope),
        ...referenceRequirements(entity, id, record, { invented }),
        ...change.requires,
      ],
      writes: change.writes,
    })
    return written(row, record)
  }

  async #update(key: KeyValue, value: JsonObject, options: UpdateOptions): Promise<StoredRecord> {
    const entity = this.#entity
    const old = await this.#lockedRecord(this.#refOf(key, options.scope))
    if (old === undefined) throw notFound(entity, key)
    const record = changedRecord(entity, old.value, value, {
      merge: options.merge ?? 'merge',
      now: this.#context.clock.now(),
      random: () => this.#randomOf(old.id),
    })
    assertRequiredReferences(entity, record)
    const change = recordChange(entity, old.id, old.value, record)
    const row = await this.#transaction.change({
      requires: [...referenceRequirements(entity, old.id, record, { before: old.value }), ...change.requires],
      writes: change.writes,
    })
    return written(row, record)
  }

  async #delete(key: KeyValue, scope: Scope | undefined): Promise<StoredRecord | undefined> {
    const record = await this.#lockedRecord(this.#refOf(key, scope))
    if (record === undefined) return undefined
    const { catalog, clock } = this.#context
    const root = { entity: this.#entity, record }
    await this.#transaction.change(await planDeletion(this.#transaction, catalog, root, { now: clock.now() }))
    return record
  }

  async #withGivenKey(scope: string, draft: JsonObject, key: KeyValue): Promise<NewRecord> {
    const entity = this.#entity
    await passCounter(this.#transaction, entity, scope, key)
    const id = rowId(scope, key)
    return { id, record: this.#complete(draft, key, id) }
  }

  // A generated key that the schema refuses is replaced by completion with one that it allows, which may be taken.
  async #withGeneratedKey(scope: string, draft: JsonObject): Promise<NewRecord> {
    const entity = this.#entity
    const source = {
      transaction: this.#transaction,
      ids: this.#context.ids,
      now: this.#context.clock.now(),
    }
    for (let sample = 0; sample < maxSampledKeys; sample++) {
      const generated = await generateKey(source, entity, scope)
      const completed = this.#completeWith(draft, generated, rowId(scope, generated))
      const sampled = own(completed, entity.facts.key)
      const key = isKeyValue(sampled) ? sampled : generated
      if (key === generated || (await isFree(this.#transaction, entity, scope, key)))
        return { id: rowId(scope, key), record: withKey(entity, completed, key) }
    }
    throw noFreeKey(entity, maxSampledKeys)
  }

  #complete(draft: JsonObject, key: KeyValue, id: string): JsonObject {
    return withKey(this.#entity, this.#completeWith(draft, key, id), key)
  }

  #completeWith(draft: JsonObject, key: KeyValue, id: string): JsonObject {
    const { facts, shape } = this.#entity
    return shape.complete({ ...draft, [facts.key]: key }, this.#randomOf(id))
  }

  // Made-up data depends on the record alone, not on what was created before it.
  #randomOf(id: string): Random {
    let random: Random | undefined
    return () => {
      random ??= createRandom(seedOf(`${this.#context.seed}/${this.#entity.name}/${id}`))
      return random()
    }
  }

  #refOf(key: KeyValue, scope: Scope | undefined): RowRef {
    return { collection: this.#entity.name, id: rowId(scopeIdOf(this.#entity, scope), key) }
  }

  async #lockedRecord(ref: RowRef): Promise<LazyRecord | undefined> {
    await this.#transaction.lock(ref)
    const row = await this.#transaction.get(ref)
    return row === undefined ? undefined : new LazyRecord(row)
  }
}

function written(row: HeldRow | undefined, record: JsonObject): StoredRecord {
  if (row === undefined) throw new Error('The change of a record put no row')
  return new LazyRecord(row, record)
}

function keyExists(entity: Entity, key: KeyValue): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `"${entity.name}" has a record with the key "${key}" already`,
  })
}

function notFound(entity: Entity, key: KeyValue): MockError {
  return new MockError('MOCK_NOT_FOUND', { detail: `"${entity.name}" has no record with the key "${key}"` })
}
