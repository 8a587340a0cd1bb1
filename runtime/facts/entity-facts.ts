// What entities are: keys, constraints, relationships, lives.
import type { Json, JsonObject } from '../json.js'
import type { Condition, Template } from './basic-facts.js'

/** The entities of a mock, by name. */
export type EntitiesFacts = Readonly<Record<string, EntityFacts>>

/** How the key of a new record is made when the request does not bring one. */
export type GenerateKey = 'uuid' | 'ulid' | 'nanoid' | 'increment' | 'none'

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
   * the last one is generated; the others come with the record. None (`[]`): there is one record in each scope, and nothing
   * but its place identifies it, as the settings of `/users/{id}/settings`.
   */
  readonly key: string | readonly string[]
  /**
   * There is one record in each scope, and `key` is `[]`. `created`: an operation creates it, before there is none. `implied`: it
   * is there from the beginning; until somebody changes it, reading it answers a whole record made up for its place, always
   * the same, and the first change stores that one as it is changed.
   */
  readonly singleton?: 'created' | 'implied'
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
  /** Properties that are kept and never answered, besides those that the schemas mark: what only requests name. */
  readonly writeOnly?: readonly string[]
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
  /**
   * False: nothing is refused. The referred record need not exist and deleting it does nothing, but made-up data refers to
   * records that there are, and records are answered along. Neither `required` nor `onDelete` is said then. Default: true.
   */
  readonly enforce?: false
}
