// What clients of the model test do, and how their answers are written, for real entities and for the plain model alike.
import type { EntityFacts } from '../../runtime/facts.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import type { TestSchema } from '../entities/open-test-entities.js'

export type Key = string | number

/** One call on the records of an entity. */
export type Step =
  | {
      readonly do: 'create'
      readonly entity: string
      readonly scope?: readonly Key[]
      readonly value: JsonObject
    }
  | { readonly do: 'read'; readonly entity: string; readonly scope?: readonly Key[]; readonly key: Key }
  | {
      readonly do: 'update'
      readonly entity: string
      readonly scope?: readonly Key[]
      readonly key: Key
      readonly value: JsonObject
      readonly merge: 'merge' | 'replace'
    }
  | { readonly do: 'delete'; readonly entity: string; readonly scope?: readonly Key[]; readonly key: Key }
  | { readonly do: 'list'; readonly entity: string; readonly scope?: readonly Key[]; readonly query: Query }

export interface Query {
  readonly where?: Readonly<Record<string, Json | { readonly in: readonly Json[] }>>
  readonly sort?: readonly { readonly property: string; readonly descending: boolean }[]
  readonly offset?: number
  readonly limit?: number
}

/** Steps that are undone together when one is refused; the transaction goes on. */
export interface Attempt {
  readonly do: 'attempt'
  readonly steps: readonly Step[]
}

/** What a client does in one go. */
export type Task =
  | Step
  | { readonly do: 'transaction'; readonly confirm: boolean; readonly steps: readonly (Step | Attempt)[] }
  | { readonly do: 'wait'; readonly ms: number }

/** An answer as it is compared: a record, a page, nothing, one for each step, or a refusal by its code. */
export type Answer = { readonly value: unknown } | { readonly refused: string }

/** What the model allows: one value, or one of several codes where several rules are broken at once. */
export type Expected = { readonly value: unknown } | { readonly refused: readonly string[] }

/** An entity as the model knows it: its facts, with a key of one property, and the schema of its properties. */
export type ModelEntity = EntityFacts & { readonly key: string; readonly schema?: TestSchema }
