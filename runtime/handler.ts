// Hooks: how a user's code wraps what an operation does by default, typed by the contract through openapi-typescript.
import type { Context } from 'koa'
import type { Clock } from './clock.js'
import type { RecordKey, Scope } from './entities/records.js'
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
  create(value: Partial<Entity>, options?: { readonly scope?: Scope }): Promise<Entity>
  read(key: RecordKey, scope?: Scope): Promise<Entity | undefined>
  /** Changes what is given; with `merge: 'replace'` everything else is forgotten. Default: `merge`. */
  update(
    key: RecordKey,
    value: Partial<Entity>,
    options?: { readonly scope?: Scope; readonly merge?: 'replace' | 'merge' },
  ): Promise<Entity>
  /** Resolves to the removed record, or to undefined when there was none. */
  delete(key: RecordKey, scope?: Scope): Promise<Entity | undefined>
  list(query?: EntityQuery<Entity>): Promise<{ readonly records: readonly Entity[]; readonly total: number }>
}

/** What a hook's list selects; all conditions hold together. Default: everything, in insertion order, at most 1,000. */
export interface EntityQuery<Entity> {
  readonly scope?: Scope
  readonly where?: { readonly [Property in keyof Entity]?: Entity[Property] }
  readonly sort?: readonly { readonly property: keyof Entity & string; readonly descending: boolean }[]
  readonly offset?: number
  readonly limit?: number
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
