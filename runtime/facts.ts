// What the generator tells the runtime: which operation does what to which entity. Data only, written as tables into
// `operations.gen.ts` and `entities.gen.ts`; the runtime takes everything else from the contract itself.

import type { Json, JsonObject } from './json.js'

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace'

/** An RFC 6901 pointer into a request or response body; `''` is the whole body. */
export type BodyPointer = string

/** The entities of a mock, by name. */
export type EntitiesFacts = Readonly<Record<string, EntityFacts>>

/** The operations of a mock, by operationId. */
export type OperationsFacts = Readonly<Record<string, OperationFacts>>

/** How the key of a new record is made when the request does not bring one. */
export type GenerateKey = 'uuid' | 'ulid' | 'nanoid' | 'increment' | 'none'

/**
 * A JSON value in whose strings `{{ … }}` holds CEL expressions. A string that is one expression becomes its value, of
 * whatever type; expressions inside other text are written into it.
 */
export type Template = Json

/** A CEL expression that is true or false, without braces. */
export type Condition = string

/** A kind of record that is kept. */
export interface EntityFacts {
  /** Pointer of its declaration in the document the generator read, for errors of its expressions. */
  readonly declaredAt?: string
  /**
   * Pointers into the contract (`#/components/schemas/Book`) of the schemas under which operations answer a record. The
   * first one is the record's own schema; a stored record satisfies all of them as far as they agree.
   */
  readonly schemas: readonly string[]
  /**
   * Property that identifies a record inside its scope, or several that do so together (`['tenantId', 'id']`). Of several
   * the last one is generated; the others come with the record.
   */
  readonly key: string | readonly string[]
  readonly generateKey: GenerateKey
  /**
   * Names of the parent keys that scope the record, outermost first (`['projectId']` for `/projects/{projectId}/tasks`).
   * Their values are part of the record's identity. Where the record's schema has a property of that meaning,
   * `scopeProperties` names it, and it is filled when the record is created.
   */
  readonly scope?: readonly string[]
  readonly scopeProperties?: Readonly<Record<string, string>>
  /**
   * Entity whose record the scope's values identify (all of them: the parent's own scope and key): it must exist when a
   * record is created, and deleting it deletes these records.
   */
  readonly parent?: string
  /** Unique constraints: a property, or several together. */
  readonly unique?: readonly (string | readonly string[])[]
  /** Properties kept in an ordered index: what lists filter and sort by. */
  readonly indexes?: readonly string[]
  /** By property that holds the foreign key. */
  readonly relationships?: Readonly<Record<string, RelationshipFacts>>
  /** Properties that are set to the time of creation and of the last change, in the format of their schema. */
  readonly timestamps?: { readonly created?: string; readonly updated?: string }
  /** Property that counts the record's changes, from 1. */
  readonly version?: string
  /** Seconds that a record lives: more than 0, at most 100 years. Default: for ever. */
  readonly ttl?: number
  /**
   * What lets a record live for another `ttl` seconds: `write`, every change of it (the default); `access`, every change and
   * every read by its key, while lists and being referred to do not count; `never`, nothing.
   */
  readonly ttlRefresh?: 'write' | 'access' | 'never'
  /** True when an operation gives its records a life of their own (`StepOptions.ttl`); the others live as `ttl` says. */
  readonly ownTtl?: true
  /** JSON Schema keywords that a property satisfies besides its own schema, in each record that is created or changed. */
  readonly constraints?: Readonly<Record<string, JsonObject>>
  readonly lifecycle?: LifecycleFacts
  /** Records that are made up when a sandbox begins, besides its seeds. */
  readonly generate?: GenerateFacts
  /** True when answers about this entity are cached: each change of it then makes them stale. */
  readonly cached?: true
}

/** A state machine over one property of a record. */
export interface LifecycleFacts {
  /** The property that holds the state. */
  readonly field: string
  /** The state of a new record. */
  readonly initial: string
  /** In order: where several are possible at once, the first one happens. */
  readonly transitions: readonly TransitionFacts[]
}

/** One way from some states to another. A change that no transition allows is refused with MOCK_TRANSITION. */
export interface TransitionFacts {
  readonly from: readonly string[]
  readonly to: string
  /** Milliseconds in a state after which it happens by itself; without it only a request makes it happen. */
  readonly afterMs?: number
  /** What must hold of the record, which is `entity`. */
  readonly when?: Condition
  /** Properties that the transition sets; in their templates the record is `entity`. */
  readonly set?: Readonly<Record<string, Template>>
}

/** How records are made up. */
export interface GenerateFacts {
  readonly count: number
  /** How a property is made where its schema alone should not decide. */
  readonly fields?: Readonly<Record<string, GenerateField>>
}

/** One of several values, with weights; a kind of made-up data by its name; a whole number; a text with expressions. */
export type GenerateField =
  | { readonly oneOf: readonly Json[]; readonly weights?: readonly number[] }
  | { readonly faker: string; readonly options?: JsonObject }
  | { readonly min: number; readonly max: number; readonly decimals?: number }
  | { readonly template: Template }

/**
 * A foreign key: the property holds the key of the referred record. Where that record has a scope or a key of several
 * properties, the property holds the last part, and the referring record shares the others: its own scope has them, or
 * properties of the same names.
 */
export interface RelationshipFacts {
  readonly entity: string
  /** The property of the other entity that is referred to: its key (the default), or one that is unique by itself. */
  readonly field?: string
  /** True when a record cannot be without it. */
  readonly required?: boolean
  /** What deleting the referred record does. Default: `restrict`. */
  readonly onDelete?: 'cascade' | 'restrict' | 'nullify'
}

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
}

/** Answers one record. */
export interface ReadFacts extends BoundFacts {
  readonly action: 'read'
  /** Without it `options.key` says which. */
  readonly key?: KeyParameters
  readonly output?: BodyPointer
  readonly expand?: ExpandFacts
}

/** Changes one record. */
export interface UpdateFacts extends BoundFacts {
  readonly action: 'update'
  /** Without it the key is what the record in the body says. */
  readonly key?: KeyParameters
  readonly merge: Merge
  /** True when the operation creates the record under the client's key if there is none. */
  readonly upsert?: boolean
  readonly input?: BodyPointer
  readonly output?: BodyPointer
}

/** Removes one record, or with `options.where` and no key all that it selects. */
export interface DeleteFacts extends BoundFacts {
  readonly action: 'delete'
  readonly key?: KeyParameters
  readonly output?: BodyPointer
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

/** The property that a query parameter filters by: equal to it, or compared as `operator` says. */
export type FilterFacts =
  | string
  | { readonly property: string; readonly operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' }

/** Search by a query parameter: records of which one property contains its text, whatever the case of its letters. */
export interface SearchFacts {
  readonly parameter: string
  readonly properties: readonly string[]
}

/** Related records inside an answered one. */
export interface ExpandFacts {
  /** Query parameter that names what is expanded, separated by commas; without it everything always is. */
  readonly parameter?: string
  /** Property under which the related records are answered → what they are. */
  readonly relations: Readonly<Record<string, RelationFacts>>
}

/** The record that a property refers to, or all the records that refer to this one by a property. */
export type RelationFacts =
  | { readonly entity: string; readonly property: string }
  | { readonly entity: string; readonly by: string }

/**
 * How a list is paged. `offset` and `page` by numbers in query parameters; `cursor` by a text that the answer before gave;
 * `link` as `page` or `offset` (whichever parameter there is), told by the Link header (RFC 8288). Default: by its parameters.
 */
export interface PageFacts {
  readonly style?: 'offset' | 'page' | 'cursor' | 'link'
  /** Query parameter that holds the cursor. */
  readonly cursor?: string
  /** Query parameters. `offset` counts records, `page` counts pages from `firstPage` (default 1). */
  readonly offset?: string
  readonly page?: string
  readonly firstPage?: 0 | 1
  readonly limit?: string
  /** Records on a page when the request does not say. Default 20. */
  readonly defaultLimit?: number
  /** Most records on a page; more is cut to it. Default 100, never above 1,000. */
  readonly maxLimit?: number
  /** Response header that holds the number of all records, where the contract declares one: `X-Total-Count`. */
  readonly totalHeader?: string
  /** True: the last page has an empty text for a cursor, because the contract does not allow null. */
  readonly emptyCursor?: true
  /** Pointers to the numbers in the answer's envelope. */
  readonly answer?: {
    readonly total?: BodyPointer
    readonly offset?: BodyPointer
    readonly page?: BodyPointer
    readonly limit?: BodyPointer
    readonly pages?: BodyPointer
    /** The number of records on this page. */
    readonly count?: BodyPointer
    /** A boolean: there are records after this page. */
    readonly hasMore?: BodyPointer
    /** The cursor of the next page, on the last one null (see `emptyCursor`). */
    readonly nextCursor?: BodyPointer
  }
}

/** Sorting by a query parameter: `name`, `-name`, `+name`, `name:desc`, `name desc`, several separated by commas. */
export interface SortFacts {
  /** Absent: the request does not choose. */
  readonly parameter?: string
  /** The order when the request does not choose: properties, `-` before those that descend. Default: of insertion. */
  readonly default?: readonly string[]
  /** Query parameter that holds `asc` or `desc`, where the contract has one beside. */
  readonly direction?: string
  /** Value of the parameter → property; properties that are not named here are refused with 400. */
  readonly properties: Readonly<Record<string, string>>
}

/**
 * How an update changes a record. `replace` keeps of the old one only what clients cannot write (PUT); `merge` replaces what
 * is sent, property by property; `deep` merges objects inside, too, and keeps null as a value; `merge-patch` is RFC 7396 and
 * `json-patch` RFC 6902. `merge` also takes a body of `application/merge-patch+json` or `application/json-patch+json` as what
 * it is.
 */
export type Merge = 'replace' | 'merge' | 'deep' | 'merge-patch' | 'json-patch'

/** What a declaration adds to creating, reading, changing, removing, listing and counting. */
export interface StepOptions {
  /** What holds the key, for a key of several properties one for each. */
  readonly key?: Template | readonly Template[]
  /** What holds the values of the entity's scope. */
  readonly scopeValues?: readonly Template[]
  /** What is stored. Default: the record in the body. */
  readonly data?: Template
  readonly merge?: Merge
  readonly validate?: readonly CheckFacts[]
  readonly lock?: LockFacts
  /** Only records of which this holds are listed, counted, removed; a read of another one finds nothing. */
  readonly where?: WhereFacts
  /** Seconds that the record lives. */
  readonly ttl?: number | Template
}

/** What must hold before anything is stored. */
export interface CheckFacts {
  /** Properties of the data that must be there and not null. */
  readonly required?: readonly string[]
  /** JSON Schema keywords by property of the data. */
  readonly constraints?: Readonly<Record<string, JsonObject>>
  /** Refused with `status` (default 422) and `message` when it is false. */
  readonly when?: Condition
  readonly status?: number
  readonly message?: string
}

/** Optimistic locking: by a version that the client expects, or by the If-Match header, which is then required (428). */
export type LockFacts = 'etag' | { readonly field: string; readonly expected: Template }

/** Property → the value that it equals, or how it compares. */
export type WhereFacts = Readonly<
  Record<
    string,
    | { readonly eq: Template }
    | { readonly in: Template }
    | { readonly gt?: Template; readonly gte?: Template; readonly lt?: Template; readonly lte?: Template }
  >
>

/** An answer made from expressions. What is absent is as it would be without it. */
export interface ResponseFacts {
  readonly status?: number
  readonly headers?: Readonly<Record<string, Template>>
  readonly body?: Template
}

/** What an operation does where one entity and one action are not enough. */
export interface ProgramFacts {
  readonly action: 'program'
  /** Tried in order: the first whose `when` holds, or that has none, is carried out. None: 422. */
  readonly rules: readonly RuleFacts[]
}

/** One atomic unit of steps and its answer. */
export interface RuleFacts {
  readonly when?: Condition
  /** None: only the answer. */
  readonly steps: readonly StepFacts[]
  /** `continue` applies what can be applied, each step by itself, and reports every one. Default: `rollback`. */
  readonly onError?: 'rollback' | 'continue'
  readonly response?: ResponseFacts
  /** Pointer of its declaration below `declaredAt`. Default: `''` for the only rule, else `/rules/<number>`. */
  readonly at?: string
}

/** One step of a unit. */
export interface StepFacts extends StepOptions {
  readonly entity: string
  readonly action: 'create' | 'read' | 'update' | 'delete' | 'list' | 'count' | 'upsert'
  /** Name of its result in the expressions after it: the record, for a list the records, for a count the number. */
  readonly as?: string
  /** Left out when it is false. */
  readonly when?: Condition
  /** An array: the step is done for each member, `item`, at `index`; its result is the array of the results. */
  readonly forEach?: Template
  /** Default for creating and changing: the request's body. */
  readonly input?: BodyPointer
  /** For lists: properties, `-` before those that descend; and most records. */
  readonly sort?: readonly string[]
  readonly limit?: number
  /** For counts. */
  readonly by?: string
  /** Pointer of its declaration below that of its rule. Default: `/operations/<number>`. */
  readonly at?: string
}

/** Security schemes whose credentials are looked up among records, by the scheme's name. */
export type SecurityFacts = Readonly<Record<string, SchemeFacts>>

/** The record that a credential names is `session` in expressions; without one the answer is 401. */
export interface SchemeFacts {
  readonly entity: string
  /** The property that equals the credential: the API key, the bearer token, the user name of basic authentication. */
  readonly key: string
  /** For basic authentication: the property that equals the password. Default: any password. */
  readonly password?: string
}

/** What the root of the document says about the whole mock. The environment and options stand above it. */
export interface SettingsFacts {
  /** Name of the mock in its store. Default: made from the title. */
  readonly namespace?: string
  readonly sandbox?: { readonly header?: string; readonly required?: boolean }
  /** Default: on for POST and PATCH that keep something, when a request has the header. */
  readonly idempotency?: false | IdempotencyFacts
  readonly errors?: ErrorFacts & { readonly onConnectionFailure?: 'fail' | 'fallback' }
  readonly security?: SecurityFacts
  /** Names of the environment variables that expressions may read as `env.NAME`. */
  readonly env?: readonly string[]
}
