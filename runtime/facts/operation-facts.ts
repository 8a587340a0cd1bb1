// What operations are and do: one action on one entity, or a program.
import type { BodyPointer, Method } from './basic-facts.js'
import type { ExpandFacts, FilterFacts, PageFacts, SearchFacts, SortFacts } from './list-facts.js'
import type { Merge, ProgramFacts, ResponseFacts, StepOptions } from './step-facts.js'

/** The operations of a mock, by operationId. */
export type OperationsFacts = Readonly<Record<string, OperationFacts>>

/** One operation of the contract: where it is, and what it does when it is stateful. */
export type OperationFacts = { readonly method: Method; readonly path: string } & OperationExtras &
  (StatelessFacts | BindingFacts | ProgramFacts)

/** What any operation may have besides what it does. */
export interface OperationExtras {
  /** Pointer of its x-persistence in the document the generator read, for errors of expressions: `/paths/~1orders/post/x-persistence`. */
  readonly declaredAt?: string
  /** False: an Idempotency-Key means nothing here. Default: as `SettingsFacts.idempotency` says, for POST and PATCH. */
  readonly idempotency?: false | IdempotencyFacts
  /** How long its answers are kept and given again. */
  readonly cache?: CacheFacts
  /** Statuses that stand instead of the usual ones. */
  readonly errors?: ErrorFacts
  /** Names of its callbacks that are never sent. */
  readonly silentCallbacks?: readonly string[]
}

export interface IdempotencyFacts {
  /** The request header that holds the key. Default: Idempotency-Key. */
  readonly header?: string
  /** Seconds that an answer is kept. Default: 86,400. */
  readonly ttl?: number
  /** True: a request without a key is refused with 400. */
  readonly required?: boolean
}

export interface CacheFacts {
  /** Seconds that an answer is kept. */
  readonly ttl: number
  /** What the answers are called in statistics, and what clearing by name removes. Default: the name of the entity. */
  readonly keyPrefix?: string
}

/** Statuses for refusals: no such record, an invalid request, a conflict. */
export interface ErrorFacts {
  readonly onNotFound?: number
  readonly onValidationError?: number
  readonly onConflict?: number
}

/** The operation answers from examples or from the schema. */
export interface StatelessFacts {
  readonly action?: never
}

/** The path parameter that holds the key; for a key of several properties one for each, in the key's order. */
export type KeyParameters = string | readonly string[]

export type BindingFacts = CreateFacts | ReadFacts | UpdateFacts | DeleteFacts | ListFacts | CountFacts

interface BoundFacts {
  readonly entity: string
  /** The array in the answer in which the record stands, or all that were stored do: `/Accounts` of `{ "Accounts": [ … ] }`. */
  readonly outputItems?: BodyPointer
  /** What is declared beyond the shape of the contract. */
  readonly options?: StepOptions
  /** What is answered instead of the record, the page or the number. */
  readonly response?: ResponseFacts
  /** Path parameters that give the values of the entity's `scope`, in its order. */
  readonly scope?: readonly string[]
}

/** Stores a new record. */
export interface CreateFacts extends BoundFacts {
  readonly action: 'create'
  /** Path parameters that hold the first parts of the entity's key, in its order. The record brings the others. */
  readonly key?: readonly string[]
  /** Where the record stands in the request body (default `''`) and in the answer (default `''`). */
  readonly input?: BodyPointer
  readonly output?: BodyPointer
  /** Where the key stands in the answer, when that is beside the rest of the record: `/id`. */
  readonly outputKey?: BodyPointer
  /** The array in the request of which each member is stored as a record, instead of `input`. */
  readonly inputItems?: BodyPointer
  readonly rename?: RenameFacts
}

/**
 * Property of the record as a request spells it → as records have it: `{ FriendlyName: 'friendly_name' }`. A pointer says where
 * inside of a property it stands: `{ 'Timers.Closed': '/timers/closed' }`. Null: it is no part of the record, as an uploaded file.
 */
export type RenameFacts = Readonly<Record<string, string | null>>

/** Answers one record. */
export interface ReadFacts extends BoundFacts {
  readonly action: 'read'
  /** Without it `options.key` says which, or it is that of a singleton. */
  readonly key?: KeyParameters
  readonly output?: BodyPointer
  /** As in `CreateFacts`. */
  readonly outputKey?: BodyPointer
  readonly expand?: ExpandFacts
}

/** Changes one record. */
export interface UpdateFacts extends BoundFacts {
  readonly action: 'update'
  /** Without it the key is what the record in the body says, or it is that of a singleton. */
  readonly key?: KeyParameters
  readonly merge: Merge
  /** True when the operation creates the record under the client's key if there is none. */
  readonly upsert?: boolean
  readonly input?: BodyPointer
  readonly output?: BodyPointer
  /** As in `CreateFacts`. */
  readonly outputKey?: BodyPointer
  /** True: the answer is no record, as `{ "ok": true }`. It is made from its schema, with the key where it has that. */
  readonly receipt?: true
  /**
   * The array in the request whose first member is the change, instead of `input`. Without a `key`: each member is a record that
   * is changed where it has the key of one that is there, and else created.
   */
  readonly inputItems?: BodyPointer
  readonly rename?: RenameFacts
}

/** Removes one record, or with `options.where` and no key all that it selects. */
export interface DeleteFacts extends BoundFacts {
  readonly action: 'delete'
  readonly key?: KeyParameters
  readonly output?: BodyPointer
  /** Where the key stands in the answer, when that is beside the record. */
  readonly outputKey?: BodyPointer
}

/** Answers a page of records. */
export interface ListFacts extends BoundFacts {
  readonly action: 'list'
  /** Path parameters that hold the first parts of the entity's key: only records with these are listed. */
  readonly key?: readonly string[]
  /** Where the array of records stands in the answer; default: the answer is the array. */
  readonly items?: BodyPointer
  /** Where numbers about the page stand in the answer. */
  readonly page?: PageFacts
  /** Query parameter → property that must equal it; an array parameter means one of. */
  readonly filters?: Readonly<Record<string, FilterFacts>>
  readonly sort?: SortFacts
  readonly search?: SearchFacts
  readonly expand?: ExpandFacts
}

/** Answers how many records there are. */
export interface CountFacts extends BoundFacts {
  readonly action: 'count'
  readonly key?: readonly string[]
  /** A property by whose values they are counted as well: `counts` in expressions. */
  readonly by?: string
  /** Where the number stands in the answer; default: the answer is the number. */
  readonly output?: BodyPointer
  /** Where the numbers by value stand: an object, or the properties of the answer that are called like the values. */
  readonly counts?: BodyPointer
}
