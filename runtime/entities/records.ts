// The records port: what operations and hooks do with entities, inside one transaction.
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
  /** Default: insertion order. */
  readonly sort?: readonly { readonly property: string; readonly descending: boolean }[]
  readonly offset?: number
  /** Default and most: 1,000. */
  readonly limit?: number
}

/** The records of one entity. Every refusal is a MockError; throwing it rolls the transaction back. */
export interface Records {
  /**
   * Completes and stores a record. MOCK_CONFLICT when the key exists, MOCK_DUPLICATE when a unique value is taken,
   * MOCK_MISSING_REFERENCE when a foreign key refers to nothing.
   */
  create(
    value: JsonObject,
    options?: { readonly scope?: Scope; readonly key?: RecordKey },
  ): Promise<StoredRecord>
  /** A record whose reads extend its life is given its new time in the same call. */
  read(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined>
  /** Changes a record; MOCK_NOT_FOUND when there is none, otherwise as `create`. */
  update(
    key: RecordKey,
    value: JsonObject,
    options?: { readonly scope?: Scope; readonly merge?: 'replace' | 'merge' },
  ): Promise<StoredRecord>
  /** Removes a record and answers it, or undefined when there was none; MOCK_REFERENCED when a restrict forbids it. */
  delete(key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined>
  list(query?: RecordQuery): Promise<{ readonly records: readonly StoredRecord[]; readonly total: number }>
}
