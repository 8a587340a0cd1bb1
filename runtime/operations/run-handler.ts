// Runs a user's hook around the default behaviour: its context, its view of the entities, its answer as a reply.
import type { Clock } from '../clock.js'
import type { EntityTransaction } from '../entities/entities.js'
import type { RecordQuery, Records, StoredRecord } from '../entities/records.js'
import type { AnyHandler, EntityAccess, EntityQuery, HandlerReply } from '../handler.js'
import type { Exchange } from '../http/exchange.js'
import { assertSendable, type Reply } from '../http/reply.js'
import { isObject, type JsonObject } from '../json.js'
import type { Logger } from '../logger.js'
import { isJsonMediaType } from '../media-types.js'
import type { OperationRequest } from './operation-request.js'

/** What a hook's context is made from, besides the request. */
export interface HandlerParts {
  readonly operationId: string
  readonly log: Logger
  /** The entities' names. */
  readonly entities: readonly string[]
  /** Media type of a hook's JSON answer for a status. */
  readonly mediaType: (status: number) => string
}

/** Runs a hook with `next` as the default behaviour, and resolves to the reply that goes out. */
export type RunHandler = (call: HandlerCall, next: () => Promise<Reply>) => Promise<Reply>

/** One run of a hook: its request, and the sandbox and transaction that it runs in. */
export interface HandlerCall {
  readonly exchange: Exchange
  readonly request: OperationRequest
  readonly unit: EntityTransaction
  /** The record that the request's credentials name. */
  readonly session: JsonObject | undefined
  /** Name of the sandbox. */
  readonly sandbox: string
  /** The sandbox's clock. */
  readonly clock: Clock
}

export function compileHandler(handler: AnyHandler, parts: HandlerParts): RunHandler {
  const accessEntities = compileEntityAccess(parts.entities)
  return async ({ exchange, request, unit, session, sandbox, clock }, next) => {
    const { path, query, headers, cookies } = request.parameters
    const context = {
      operationId: parts.operationId,
      params: path,
      query,
      headers,
      cookies,
      body: request.body,
      entities: accessEntities(unit),
      transaction: (work: () => Promise<unknown>) => unit.nested(work),
      session,
      sandbox,
      clock,
      log: parts.log,
      reply: (status: number, body: unknown) => ({ status, headers: {}, body }),
      get koa() {
        return exchange.koa()
      },
    }
    // The contract's types say more about body and reply than can be written here; the request was validated by it.
    const answer = await handler(
      context as Parameters<AnyHandler>[0],
      once(parts.operationId, async () => showReply(await next())),
    )
    return toReply(answer, parts)
  }
}

// Entities are opened when a hook first looks at them: the getters stand on a prototype that all requests share.
function compileEntityAccess(
  names: readonly string[],
): (unit: EntityTransaction) => Record<string, EntityAccess<JsonObject>> {
  const prototype: object = Object.create(null)
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get(this: { readonly [unitOf]: EntityTransaction }) {
        return accessEntity(this[unitOf].records(name))
      },
    })
  }
  return (unit) => Object.create(prototype, { [unitOf]: { value: unit } })
}

const unitOf = Symbol('unit')

function accessEntity(records: Records): EntityAccess<JsonObject> {
  return {
    create: async (value, options) => (await records.create(asObject(value), options)).value,
    read: async (key, scope) => (await records.read(key, scope))?.value,
    update: async (key, value, options) =>
      (await records.update(key, asObject(value), { merge: 'merge', ...options })).value,
    newKey: ({ value, ...options } = {}) =>
      records.newKey({ ...options, ...(value && { value: asObject(value) }) }),
    delete: async (key, scope) => (await records.delete(key, scope))?.value,
    deleteAll: (query) => records.deleteAll(toQuery(query)),
    list: async (query = {}) => {
      const page = await records.list(toQuery(query))
      const { total, start, end } = page
      return { records: page.records.map((record: StoredRecord) => record.value), total, start, end }
    },
    count: (query = {}, by) => records.count(toQuery(query), by),
  }
}

function toQuery({ where, ...rest }: EntityQuery<JsonObject>): RecordQuery {
  return where === undefined ? rest : { ...rest, where: asObject(where) }
}

// Hooks give data in their contract's types; what is stored is exactly its JSON, so undefined properties are absent.
function asObject(value: unknown): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(value ?? {}))
  return isObject(json) ? json : {}
}

// Running the default twice would create twice.
function once<Result>(operationId: string, next: () => Promise<Result>): () => Promise<Result> {
  let isCalled = false
  return () => {
    if (isCalled) throw new Error(`the hook of ${operationId} called next() twice`)
    isCalled = true
    return next()
  }
}

// What `next` resolved to, and the reply behind it, which goes out untouched when the hook returns the same object.
const defaultReplies = new WeakMap<object, Reply>()

// Own properties, so that a hook can spread the answer. Its text is parsed only when somebody looks at the body.
function showReply(reply: Reply): HandlerReply<never> {
  const { status, headers } = reply
  const shown = {
    status,
    headers,
    get body() {
      const isJson = typeof reply.body === 'string' && isJsonMediaType(headers['content-type'] ?? '')
      return (isJson ? JSON.parse(String(reply.body)) : reply.body) as never
    },
  }
  defaultReplies.set(shown, reply)
  return shown
}

// What cannot be sent is found here, inside the transaction, and not when it is written, after the commit.
function toReply(answer: HandlerReply<unknown>, parts: HandlerParts): Reply {
  if (!isHandlerReply(answer)) {
    throw new TypeError(
      `the hook of ${parts.operationId} must return ctx.reply(…) or what next() resolved to`,
    )
  }
  const reply = defaultReplies.get(answer) ?? serialise(answer, parts)
  assertSendable(reply)
  return reply
}

function serialise({ status, headers, body }: HandlerReply<unknown>, parts: HandlerParts): Reply {
  if (body === undefined) return { status, headers, body }
  const mediaType = headers['content-type'] ?? parts.mediaType(status)
  const typed = { ...headers, 'content-type': mediaType }
  if (body instanceof Uint8Array) return { status, headers: typed, body }
  const isText = typeof body === 'string' && !isJsonMediaType(mediaType)
  return { status, headers: typed, body: isText ? body : JSON.stringify(body) }
}

function isHandlerReply(value: unknown): value is HandlerReply<unknown> {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value
}
