// The records of one entity inside a transaction: what `ctx.entities.users` is.
import type { Clock } from '../clock.js'
import { MockError } from '../errors.js'
import { createRandom, type Ids, type Random, seedOf } from '../ids.js'
import type { Json, JsonObject } from '../json.js'
import type { RowRef } from '../store/store.js'
import type { Requirement } from '../transactions/change.js'
import type { Transaction } from '../transactions/transaction.js'
import { writtenAsDeclared } from './declared-values.js'
import { deleteSelected, lockedRecord } from './delete-all.js'
import { planDeletion, tooManyDependents } from './deletion.js'
import type { Entity, EntityCatalog } from './entity.js'
import { referToExisting } from './invented-references.js'
import { withGeneratedKey, withGivenKey } from './keyed-record.js'
import { assertTtl, hasLivedOn, knownLife, withLife } from './life-events.js'
import { movedRecord, movesOnAt, withFirstState, withKeptState } from './lifecycle-requests.js'
import type { MadeKeys } from './made-keys.js'
import { parentRequirements } from './parent.js'
import { changedRecord, draftRecord } from './record-content.js'
import { countRecords } from './record-count.js'
import { recordChange } from './record-index.js'
import { givenKey, type KeySource, leadingKey } from './record-key.js'
import { listRecords } from './record-list.js'
import type { RecordPage } from './record-page.js'
import type {
  KeyValue,
  RecordKey,
  RecordQuery,
  Records,
  RecordsCount,
  Scope,
  StoredRecord,
} from './records.js'
import {
  assertRequiredReferences,
  fieldRequirements,
  referenceRequirements,
  unreferredRequirements,
} from './references.js'
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
type NewKeyOptions = NonNullable<Parameters<Records['newKey']>[0]>
type UpdateOptions = NonNullable<Parameters<Records['update']>[2]>

/** Implements the records port on a transaction. */
export class EntityRecords implements Records {
  readonly #entity: Entity
  readonly #transaction: Transaction
  readonly #context: RecordsContext
  readonly #madeKeys: MadeKeys

  constructor(entity: Entity, transaction: Transaction, context: RecordsContext, madeKeys: MadeKeys) {
    this.#entity = entity
    this.#transaction = transaction
    this.#context = context
    this.#madeKeys = madeKeys
  }

  create(value: JsonObject, options: CreateOptions = {}): Promise<StoredRecord> {
    return this.#transaction.inTurn(() => this.#create(value, options))
  }

  newKey(options: NewKeyOptions = {}): Promise<KeyValue> {
    return this.#transaction.inTurn(() => this.#newKey(options))
  }

  async read(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined> {
    const row = await this.#transaction.get(this.#refOf(key, scope))
    if (row === undefined) return undefined
    const isExtended = this.#entity.lifetime?.refresh === 'access'
    if (isExtended && !hasLivedOn(this.#transaction, this.#entity, row.id))
      await this.#context.extend(this.#entity, row.id)
    return new LazyRecord(row)
  }

  update(key: RecordKey, value: Json, options: UpdateOptions = {}): Promise<StoredRecord> {
    return this.#transaction.inTurn(() => this.#update(key, value, options))
  }

  delete(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined> {
    return this.#transaction.inTurn(() => this.#delete(key, scope))
  }

  movesOnAt(record: StoredRecord): number | undefined {
    return movesOnAt(this.#entity, record.value, this.#context.clock.now())
  }

  list(query: RecordQuery = {}): Promise<RecordPage> {
    return listRecords(this.#transaction, this.#entity, query)
  }

  count(query: RecordQuery = {}, by?: string): Promise<RecordsCount> {
    return countRecords(this.#transaction, this.#entity, query, by)
  }

  deleteAll(query: RecordQuery): Promise<number> {
    const { catalog, clock } = this.#context
    const parts = { transaction: this.#transaction, catalog, now: clock.now() }
    return this.#transaction.inTurn(() => deleteSelected(parts, this.#entity, query))
  }

  async #create(value: JsonObject, options: CreateOptions): Promise<StoredRecord> {
    const entity = writtenAsDeclared(this.#entity, options.declared)
    const { anyState = false, ttlMs } = options
    assertTtl(entity, ttlMs)
    const scope = scopeIdOf(entity, options.scope)
    if (options.key !== undefined) assertKeyParts(entity, options.key)
    const leading = leadingKey(entity, value, options.key)
    const given = givenKey(entity, value, options.key)
    const now = this.#context.clock.now()
    const ownTimes = anyState ? options.declared : undefined
    const sent = draftRecord(entity, value, { scope: options.scope ?? [], leading, key: given, now, ownTimes })
    const draft = withFirstState(entity, sent, { sent: value, anyState })
    assertRequiredReferences(entity, draft)
    const { catalog, ids, keySeed } = this.#context
    const place = placeOf(scope, leading)
    const isMade = given !== undefined && this.#madeKeys.take(entity.name, rowId(place, given))
    const source: KeySource = { transaction: this.#transaction, entity, place, ids, keySeed, now }
    const parts = { record: draft, randomOf: (row: string) => this.#randomOf(row) }
    const made = await (given === undefined
      ? withGeneratedKey(source, parts)
      : withGivenKey(source, parts, given, isMade))
    const { id } = made
    const random = () => this.#randomOf(id)
    const completed = { draft, record: made.record }
    const { record, invented } = await referToExisting(this.#transaction, catalog, entity, completed, random)
    assertConstraints(entity, record)
    const change = recordChange(entity, id, undefined, record)
    const fields = entity.hasFieldReferences
      ? await fieldRequirements(this.#transaction, entity, id, record, { invented })
      : []
    const absent: Requirement = { check: { check: 'absent', collection: entity.name, id } }
    const unused: Requirement =
      given === undefined || isMade
        ? absent
        : { ...absent, refuse: () => keyExists(entity, [...leading, given]) }
    await this.#transaction.change({
      requires: [
        unused,
        ...parentRequirements(entity, scope),
        ...referenceRequirements(entity, id, record, { invented }),
        ...fields,
        ...change.requires,
      ],
      writes: withLife(change.writes, entity, id, { event: 'create', now, record, ttlMs }),
    })
    return this.#written(id, record)
  }

  async #update(key: RecordKey, value: Json, options: UpdateOptions): Promise<StoredRecord> {
    const entity = writtenAsDeclared(this.#entity, options.declared)
    const old = await lockedRecord(this.#transaction, this.#refOf(key, options.scope))
    if (old === undefined) throw notFound(entity, key)
    assertTtl(entity, options.ttlMs)
    const now = this.#context.clock.now()
    const { ids, keySeed } = this.#context
    const { merge = 'merge', ttlMs } = options
    const random = () => this.#randomOf(old.id)
    const kept = withKeptState(entity, old.value, value, merge)
    const changed = changedRecord(entity, old.value, kept, { merge, now, random })
    const occasion = { entity, id: old.id, record: changed, now }
    const record = movedRecord(occasion, old.value, { ids, keySeed, random })
    assertRequiredReferences(entity, record)
    assertConstraints(entity, record)
    const change = recordChange(entity, old.id, old.value, record)
    const fields = await this.#fieldRequirements(old, record)
    const life = await knownLife(this.#transaction, entity, old.id)
    const happening = { event: 'change', now, life, before: old.value, record, ttlMs } as const
    await this.#transaction.change({
      requires: [
        ...referenceRequirements(entity, old.id, record, { before: old.value }),
        ...fields,
        ...change.requires,
      ],
      writes: withLife(change.writes, entity, old.id, happening),
    })
    return this.#written(old.id, record)
  }

  async #delete(key: RecordKey, scope: Scope | undefined): Promise<StoredRecord | undefined> {
    const record = await lockedRecord(this.#transaction, this.#refOf(key, scope))
    if (record === undefined) return undefined
    const { catalog, clock } = this.#context
    const root = { entity: this.#entity, record }
    const deletion = await planDeletion(this.#transaction, catalog, root, { now: clock.now() })
    if (deletion === undefined) throw tooManyDependents()
    await this.#transaction.change(deletion)
    return record
  }

  // What refers, and what is referred to, by a unique property.
  async #fieldRequirements(old: LazyRecord, record: JsonObject): Promise<readonly Requirement[]> {
    const entity = this.#entity
    const { id, value: before } = old
    const own = entity.hasFieldReferences
      ? await fieldRequirements(this.#transaction, entity, id, record, { before })
      : []
    if (entity.referredFields.length === 0) return own
    return [
      ...own,
      ...(await unreferredRequirements(this.#transaction, entity, { id, before, after: record })),
    ]
  }

  async #newKey({ scope, value = {} }: NewKeyOptions): Promise<KeyValue> {
    const entity = this.#entity
    const leading = leadingKey(entity, value, undefined)
    const place = placeOf(scopeIdOf(entity, scope), leading)
    const { ids, keySeed, clock } = this.#context
    const source: KeySource = {
      transaction: this.#transaction,
      entity,
      place,
      ids,
      keySeed,
      now: clock.now(),
    }
    const record = Object.fromEntries(entity.leadingKeys.map((name, i) => [name, leading[i] ?? null]))
    const made = await withGeneratedKey(source, { record, randomOf: (row) => this.#randomOf(row) })
    this.#madeKeys.add(entity.name, made.id)
    return made.key
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
}

function placeOf(scope: string, leading: readonly KeyValue[]): string {
  return leading.length === 0 ? scope : rowId(scope, leading)
}

// All violations at once: a client mends them in one go.
function assertConstraints({ name, shape }: Entity, record: JsonObject): void {
  const broken = shape.violations?.(record) ?? []
  if (broken.length === 0) return
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: `The record breaks constraints of "${name}"`,
    errors: broken.map(({ pointer, ...violation }) => ({ ...violation, pointer: `/body${pointer}` })),
  })
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
