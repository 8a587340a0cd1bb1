// What declarations add to an action, and programs of such steps.
import type { JsonObject } from '../json.js'
import type { BodyPointer, Condition, Template } from './basic-facts.js'

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
