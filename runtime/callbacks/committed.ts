// What a request was and what it did, once everything that it wrote is committed.
import type { WebhookAction } from '../facts.js'
import type { Json, JsonObject } from '../json.js'

/** What a request did to one record. */
export interface Change {
  readonly entity: string
  readonly action: WebhookAction
  /** The record as it is now; of a removed one as it was. */
  readonly record: JsonObject
  /** The same for all changes of one record. */
  readonly id: string
}

/** A request and its answer, as runtime expressions look at them. Absent values are undefined. */
export interface ExchangeValues {
  readonly url: string
  readonly method: string
  readonly statusCode: number
  readonly request: {
    header(name: string): string | undefined
    query(name: string): Json | undefined
    path(name: string): Json | undefined
    readonly body: Json | undefined
  }
  readonly response: {
    header(name: string): string | undefined
    readonly body: Json | undefined
  }
}

/** A request that is committed. */
export interface Committed {
  readonly exchange: ExchangeValues
  /** False: it was answered with an error, although it may have changed something. */
  readonly isSuccess: boolean
  readonly changes: readonly Change[]
  /** How many messages have led to it; see hops.ts. */
  readonly hops: number
  /** Name of the sandbox. */
  readonly sandbox: string
  /** Epoch milliseconds of the sandbox's clock. */
  readonly now: number
  /** What the expressions of declarations see besides the record: `request`, `session`, `env`. */
  readonly values: Readonly<Record<string, unknown>>
}
