// The records port: what operations and hooks do with entities, inside one transaction.
import type { Merge } from '../facts.js'
import type { Json, JsonObject } from '../json.js'

/** A value of a key: what stands in the record or came from the path. */
export type KeyValue = string | number

/** What identifies a record: the value of its key, or one for each property of its key, in their order. */
export type RecordKey = KeyValue | readonly KeyValue[]

/** A stored record. */
export interface StoredRecord {
  /** The record as stored, JSON text. */
  readonly json: string
  /** Version of the commit that last changed it; absent while the change is not committed yet. */
  readonly version: number | undefined
  /** The record parsed; parsed on first use. */
  readonly value: JsonObject
}

/** Where the records of a nested entity live: values of the entity's scope, outermost first. Default: none. */
export type Scope = readonly KeyValue[]

/** What a list selects. All conditions hold together. */
export interface RecordQuery {
  readonly scope?: Scope
  /** Property → the value it equals, or one of several. */
  readonly where?: Readonly<Record<string, Json | { readonly in: readonly Json[] }>>
  /** How properties compare; a record without the property fails every comparison but `ne`. */
  readonly compare?: readonly Comparison[]
  /** Records of which one of the properties contains the text, whatever the case of its letters. */
  readonly search?: { readonly text: string; readonly properties: readonly string[] }
  /** Default: insertion order. */
  readonly sort?: readonly { readonly property: string; readonly descending: boolean }[]
  readonly offset?: number
  /** Instead of an offset: only what comes after this position in the order of the query, whatever was added or removed since. */
  readonly after?: RecordPosition
  /** Default and most: 1,000. */
  readonly limit?: number
}

/**
 * A property against a value, in the order of indexes: numbers by size, text by its UTF-8 bytes, so that date-times compare
 * as text and must be written alike. Values of different types compare as nothing. `contains`: an array has the value as a
 * member, or a text has it inside, whatever the case of its letters.
 */
export interface Comparison {
  readonly property: string
  readonly operator: 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains'
  readonly value: Json
}

/** A place in the order of a query: what a record there was sorted by, and its insertion. JSON, so that it can be a cursor. */
export interface RecordPosition {
  readonly values: readonly Json[]
  readonly sequence: number
  /** How many records came before the place or are it, when it was told: where it is looked for first. */
  readonly offset?: number
}

/** A page of records. */
export interface RecordsPage {
  readonly records: readonly StoredRecord[]
  /** How many the query selects in all. */
  readonly total: number
  /** How many of them come before the page. */
  readonly start: number
  /** Where the page ends; undefined for an empty page and where what it ends with is not committed yet. */
  readonly end: RecordPosition | undefined
}

/** How many records there are, and by the values of a property; those without it are counted in `total` only. */
export interface RecordsCount {
  readonly total: number
  readonly by?: Readonly<Record<string, number>>
}

/** The records of one entity. Every refusal is a MockError; throwing it rolls the transaction back. */
export interface Records {
  /**
   * Completes and stores a record. MOCK_CONFLICT when the key exists, MOCK_DUPLICATE when a unique value is taken,
   * MOCK_MISSING_REFERENCE when a foreign key refers to nothing, MOCK_TRANSITION when it brings a state that is not the
   * initial one, unless `anyState` says that any declared one is right (for seeds: also one that clients cannot write).
   * `ttlMs` is a life of its own, which changes and reads extend as they extend other lives: MOCK_INVALID_REQUEST unless it
   * is more than 0 and at most 100 years. `declared` are properties that the document itself sets and not a client: they are
   * stored also where clients cannot write them. With both it is a seed: its timestamps stand, too, and what its schemas do
   * not allow is MOCK_INVALID_REQUEST. `strict`: what the value brings against its schemas is refused with
   * MOCK_INVALID_REQUEST, too, where it would be replaced otherwise. A key against its schema always is.
   */
  create(
    value: JsonObject,
    options?: {
      readonly scope?: Scope
      readonly key?: RecordKey
      readonly ttlMs?: number
      readonly anyState?: boolean
      readonly declared?: ReadonlySet<string>
      readonly strict?: boolean
    },
  ): Promise<StoredRecord>
  /**
   * A key that no record has, as `create` would make it; for expressions that need it before the record is there. Creating
   * a record under it in the same transaction is as if it had no key yet. Only inside a transaction. `value` is the record,
   * as far as it is known: of a key of several properties it has the first ones, else MOCK_INVALID_REQUEST.
   */
  newKey(options?: { readonly scope?: Scope; readonly value?: JsonObject }): Promise<KeyValue>
  /**
   * A record whose reads extend its life is given its new time in the same call. `toChange`: inside a transaction, others of
   * this process that want to change the record are waited for first, so that what is decided on what was read still holds
   * when it is changed.
   */
  read(
    key: RecordKey,
    scope?: Scope,
    options?: { readonly toChange?: boolean },
  ): Promise<StoredRecord | undefined>
  /**
   * Changes a record; MOCK_NOT_FOUND when there is none, MOCK_TRANSITION when its lifecycle does not allow the new state,
   * otherwise as `create`. `value` is an object, for `json-patch` the
   * list of operations. A patch (`merge-patch`, `json-patch`) must leave a record that its schemas allow.
   */
  update(
    key: RecordKey,
    value: Json,
    options?: {
      readonly scope?: Scope
      readonly merge?: Merge
      readonly ttlMs?: number
      readonly declared?: ReadonlySet<string>
      readonly strict?: boolean
    },
  ): Promise<StoredRecord>
  /**
   * When a record moves on by itself at the earliest, in epoch milliseconds; undefined when it does not. Reckoned as if it
   * entered its state now, so it is right for one that this call's transaction has created or brought there.
   */
  movesOnAt(record: StoredRecord): number | undefined
  /** Removes a record and answers it, or undefined when there was none; MOCK_REFERENCED when a restrict forbids it. */
  delete(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined>
  /**
   * Removes what the query selects, with what depends on it, and answers how many were selected; its page and order are
   * ignored. In a transaction at most 1,000 records change, else MOCK_CONFLICT. Outside it may take several transactions: what
   * is gone then stays gone when a restrict forbids the rest.
   */
  deleteAll(query: RecordQuery): Promise<number>
  /**
   * A page. Inside a transaction what was listed and counted must still be so when it is committed, unless it was listed
   * only `toChange`: to find a record that is then read and changed.
   */
  list(query?: RecordQuery, options?: { readonly toChange?: boolean }): Promise<RecordsPage>
  count(query?: RecordQuery, by?: string): Promise<RecordsCount>
}
