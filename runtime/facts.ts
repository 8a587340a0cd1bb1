// What the generator tells the runtime: which operation does what to which entity. Data only, written as tables into
// `operations.gen.ts` and `entities.gen.ts`; the runtime takes everything else from the contract itself.

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace'

/** An RFC 6901 pointer into a request or response body; `''` is the whole body. */
export type BodyPointer = string

/** The entities of a mock, by name. */
export type EntitiesFacts = Readonly<Record<string, EntityFacts>>

/** The operations of a mock, by operationId. */
export type OperationsFacts = Readonly<Record<string, OperationFacts>>

/** How the key of a new record is made when the request does not bring one. */
export type GenerateKey = 'uuid' | 'ulid' | 'nanoid' | 'increment' | 'none'

/** A kind of record that is kept. */
export interface EntityFacts {
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
}

/**
 * A foreign key: the property holds the key of the referred record. Where that record has a scope or a key of several
 * properties, the property holds the last part, and the referring record shares the others: its own scope has them, or
 * properties of the same names.
 */
export interface RelationshipFacts {
  readonly entity: string
  /** True when a record cannot be without it. */
  readonly required?: boolean
  /** What deleting the referred record does. Default: `restrict`. */
  readonly onDelete?: 'cascade' | 'restrict' | 'nullify'
}

/** One operation of the contract: where it is, and what it does when it is stateful. */
export type OperationFacts = { readonly method: Method; readonly path: string } & (
  | StatelessFacts
  | BindingFacts
)

/** The operation answers from examples or from the schema. */
export interface StatelessFacts {
  readonly action?: never
}

/** The path parameter that holds the key; for a key of several properties one for each, in the key's order. */
export type KeyParameters = string | readonly string[]

export type BindingFacts = CreateFacts | ReadFacts | UpdateFacts | DeleteFacts | ListFacts

interface BoundFacts {
  readonly entity: string
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
  readonly key: KeyParameters
  readonly output?: BodyPointer
}

/** Changes one record. */
export interface UpdateFacts extends BoundFacts {
  readonly action: 'update'
  /** Without it the key is what the record in the body says. */
  readonly key?: KeyParameters
  /** `replace` keeps of the old record only what clients cannot write (PUT); `merge` changes what is sent (PATCH). */
  readonly merge: 'replace' | 'merge'
  /** True when the operation creates the record under the client's key if there is none. */
  readonly upsert?: boolean
  readonly input?: BodyPointer
  readonly output?: BodyPointer
}

/** Removes one record. */
export interface DeleteFacts extends BoundFacts {
  readonly action: 'delete'
  readonly key: KeyParameters
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
  readonly filters?: Readonly<Record<string, string>>
  readonly sort?: SortFacts
}

/** How a list is paged: by query parameters; and where the answer tells about it. */
export interface PageFacts {
  /** Query parameters. `offset` counts records, `page` counts pages from `firstPage` (default 1). */
  readonly offset?: string
  readonly page?: string
  readonly firstPage?: 0 | 1
  readonly limit?: string
  /** Records on a page when the request does not say. Default 20. */
  readonly defaultLimit?: number
  /** Most records on a page; more is cut to it. Default 100, never above 1,000. */
  readonly maxLimit?: number
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
  }
}

/** Sorting by a query parameter: `name`, `-name`, `+name`, `name:desc`, `name desc`, several separated by commas. */
export interface SortFacts {
  readonly parameter: string
  /** Query parameter that holds `asc` or `desc`, where the contract has one beside. */
  readonly direction?: string
  /** Value of the parameter → property; properties that are not named here are refused with 400. */
  readonly properties: Readonly<Record<string, string>>
}
