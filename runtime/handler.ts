// Hooks: how a user's code wraps what an operation does by default, typed by the contract through openapi-typescript.
import type { Context } from 'koa'
import type { Clock } from './clock.js'
import type {
  Comparison,
  KeyValue,
  RecordKey,
  RecordPosition,
  RecordsCount,
  Scope,
} from './entities/records.js'
import type { Merge } from './facts.js'
import type { Json, JsonObject } from './json.js'
import type { Logger } from './logger.js'

/**
 * A hook of one operation. `next()` runs the default behaviour in this request's transaction and resolves to its answer,
 * which the hook may return, change or replace. Whatever the hook throws rolls back everything that the request wrote.
 * When the request loses a race against another, the whole hook runs again, so effects outside the mock may repeat.
 *
 * `Operation` is one entry of openapi-typescript's `operations`; `Entities` maps entity names to record types.
 */
export type Handler<Operation, Entities> = (
  ctx: HandlerContext<Operation, Entities>,
  next: () => Promise<HandlerReply<ReplyBody<Operation, StatusOf<Operation>>>>,
) => HandlerReply<unknown> | Promise<HandlerReply<unknown>>

/** A hook without its contract's types: what the runtime calls. */
export type AnyHandler = Handler<UntypedOperation, UntypedEntities>

/** What a hook knows about its request, and what it can do. */
export interface HandlerContext<Operation, Entities> {
  readonly operationId: string
  /** Path parameters, decoded and validated. */
  readonly params: ParametersOf<Operation, 'path'>
  readonly query: ParametersOf<Operation, 'query'>
  /** Headers that the operation declares; all others are in `koa.headers`. */
  readonly headers: ParametersOf<Operation, 'header'>
  readonly cookies: ParametersOf<Operation, 'cookie'>
  /** The request body, decoded and validated; undefined when there is none. */
  readonly body: BodyOf<Operation>
  /** The entities, in this request's transaction. */
  readonly entities: { readonly [Name in keyof Entities]: EntityAccess<Entities[Name]> }
  /** Runs `work`; when it throws, only what `work` wrote is undone, and the error goes on to the caller. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
  /** The record that the request's credentials name; undefined where none is looked up, or nobody has to have any. */
  readonly session: JsonObject | undefined
  /** Name of the sandbox that the request acts on. */
  readonly sandbox: string
  readonly clock: Clock
  readonly log: Logger
  /** An answer with a status that the contract declares, and the body that it declares for this status. */
  reply<Status extends StatusOf<Operation>>(
    status: Status,
    ...body: ReplyArguments<ReplyBody<Operation, Status>>
  ): HandlerReply<ReplyBody<Operation, Status>>
  /** Koa's own context of the request. */
  readonly koa: Context
}

/** An answer as hooks see it: the body is JSON data, or text for media types that are not JSON. */
export interface HandlerReply<Body> {
  readonly status: number
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body
}

/** One entity as hooks see it; refusals are thrown as MockError. */
export interface EntityAccess<Entity> {
  create(
    value: Partial<Entity>,
    options?: { readonly scope?: Scope; readonly key?: RecordKey },
  ): Promise<Entity>
  /** A key that no record has: a record may be created under it in the same request. `value` has the first parts of a key of several. */
  newKey(options?: { readonly scope?: Scope; readonly value?: Partial<Entity> }): Promise<KeyValue>
  read(key: RecordKey, scope?: Scope): Promise<Entity | undefined>
  /**
   * Changes what is given. Default: `merge`, property by property, `null` removing what cannot be null; `deep` keeps every
   * `null`, `merge-patch` removes for every `null`, and with `replace` everything else is forgotten.
   */
  update(
    key: RecordKey,
    value: Partial<Entity>,
    options?: { readonly scope?: Scope; readonly merge?: Exclude<Merge, 'json-patch'> },
  ): Promise<Entity>
  /** Resolves to the removed record, or to undefined when there was none. */
  delete(key: RecordKey, scope?: Scope): Promise<Entity | undefined>
  /** Removes all that the query selects, its page aside, and resolves to their number: at most 1,000, else MOCK_CONFLICT. */
  deleteAll(query: EntityQuery<Entity>): Promise<number>
  list(query?: EntityQuery<Entity>): Promise<EntityPage<Entity>>
  /** How many records the query selects, its page aside, and with `by` how many there are of each value of a property. */
  count(query?: EntityQuery<Entity>, by?: keyof Entity & string): Promise<RecordsCount>
}

/** A page of records as hooks see it. */
export interface EntityPage<Entity> {
  readonly records: readonly Entity[]
  /** How many records the query selects in all, and how many of them come before the page. */
  readonly total: number
  readonly start: number
  /** Where the page ends: `after` of the query for the next one. Undefined for an empty page, and for records of this request. */
  readonly end: RecordPosition | undefined
}

/** What a hook's list selects; all conditions hold together. Default: everything, in insertion order, at most 1,000. */
export interface EntityQuery<Entity> {
  readonly scope?: Scope
  /** The value that a property equals, or several of which it is one. */
  readonly where?: {
    readonly [Property in keyof Entity]?: Entity[Property] | { readonly in: readonly Entity[Property][] }
  }
  /** A record without the property fails every comparison but `ne`. */
  readonly compare?: readonly EntityComparison<Entity>[]
  /** Records of which one of the properties contains the text, whatever the case of its letters. */
  readonly search?: { readonly text: string; readonly properties: readonly (keyof Entity & string)[] }
  readonly sort?: readonly { readonly property: keyof Entity & string; readonly descending: boolean }[]
  readonly offset?: number
  /** Instead of an offset: what comes after the end of another page, whatever was added or removed since. */
  readonly after?: RecordPosition
  readonly limit?: number
}

/** A property against a value: numbers by size, text by its bytes, `contains` a member of an array or a part of a text. */
export interface EntityComparison<Entity> {
  readonly property: keyof Entity & string
  readonly operator: Comparison['operator']
  readonly value: string | number | boolean
}

/** The statuses that an operation declares; any number where it declares `default` or none at all. */
export type StatusOf<Operation> = Operation extends { responses: infer Responses }
  ? 'default' extends keyof Responses
    ? number
    : [keyof Responses & number] extends [never]
      ? number
      : keyof Responses & number
  : number

/** The body that an operation declares for a status; undefined where it declares none. */
export type ReplyBody<Operation, Status> = Operation extends { responses: infer Responses }
  ? Status extends keyof Responses
    ? ContentOf<Responses[Status]>
    : 'default' extends keyof Responses
      ? ContentOf<Responses['default' & keyof Responses]>
      : unknown
  : unknown

type ContentOf<Response> = Response extends { content: infer Content }
  ? Content extends object
    ? Content[keyof Content]
    : undefined
  : undefined

type ReplyArguments<Body> = undefined extends Body ? [body?: Body] : [body: Body]

type ParametersOf<Operation, Place extends string> = Operation extends { parameters: infer Parameters }
  ? Place extends keyof Parameters
    ? OrEmpty<NonNullable<Parameters[Place]>>
    : Record<never, never>
  : JsonObject

type OrEmpty<Value> = [Value] extends [never] ? Record<never, never> : Value

type BodyOf<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? Content[keyof Content]
  : Operation extends { requestBody?: infer Body }
    ? NonNullable<Body> extends { content: infer Content }
      ? Content[keyof Content] | undefined
      : undefined
    : undefined

interface UntypedOperation {
  parameters: { path: JsonObject; query: JsonObject; header: JsonObject; cookie: JsonObject }
  requestBody?: { content: { '*/*': Json } }
  responses: { default: { content: { '*/*': Json } } }
}

type UntypedEntities = Record<string, JsonObject>
