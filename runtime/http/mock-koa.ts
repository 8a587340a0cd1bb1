// A Koa application whose last middleware is the mock, and which writes the mock's answers the short way.
import { IncomingMessage, ServerResponse } from 'node:http'
import Koa from 'koa'
import { type Cors, varyingBy } from './cors/cors.js'
import type { Exchange } from './exchange.js'
import type { Reply } from './reply.js'
import { writeReply } from './write-reply.js'

/** What makes answers. */
export interface MockKoaOptions {
  /** Runs after all middleware. */
  readonly dispatch: (exchange: Exchange) => Reply | Promise<Reply>
  /** The answer to an error of `dispatch` or of middleware; also the place that logs it. Must not throw. */
  readonly onError: (error: unknown, request: IncomingMessage) => Reply
  /** Default: pages of other origins read no answers. */
  readonly cors?: Cors | undefined
}

/**
 * Koa with a mock at its end. Middleware behaves as in any Koa application: after `await next()` it finds the answer
 * in `ctx.status`, `ctx.body` (text or a Buffer) and the response headers, and may change all of them. Errors of
 * `dispatch` are answers by then, so that headers set around them (CORS, request ids) are kept; an error that leaves
 * the middleware discards the headers set so far, as Koa does, and is answered by `onError`. Errors answered with a
 * 5xx are also emitted as Koa's `error` event. Without middleware the same answers are written straight to the socket,
 * which saves most of Koa's cost; a context is made when somebody asks for it. Middleware must be in place before `callback()` or `listen()`, as in Koa itself.
 * With `cors`, preflights are answered before the middleware, which may refuse what has no credentials, and what middleware
 * itself answers is for other origins, too; headers of CORS that it sets stand.
 */
export class MockKoa extends Koa {
  readonly #options: MockKoaOptions

  constructor(options: MockKoaOptions) {
    super()
    this.#options = options
    // Koa would print errors that nobody listens for; `onError` has logged them.
    this.silent = true
    // Koa passes every error that leaves the middleware, and those of the connection, to this method of its contexts.
    const respond = (ctx: Koa.Context, error: unknown) => this.#respondToError(ctx, error)
    this.context.onerror = function onerror(this: Koa.Context, error: unknown) {
      respond(this, error)
    }
  }

  readonly #mock: Koa.Middleware = async (ctx: Koa.Context) => {
    const reply = await this.#answer({ request: ctx.req, response: ctx.res, koa: () => ctx })
    assignReply(ctx, this.#options.cors?.allow(reply, ctx.req) ?? reply)
  }

  override callback(): ReturnType<Koa['callback']> {
    const users = this.middleware.filter((middleware) => middleware !== this.#mock)
    this.middleware = [...users, this.#mock]
    const throughKoa = super.callback()
    const { cors } = this.#options
    return (request, response) => {
      if (!(request instanceof IncomingMessage && response instanceof ServerResponse))
        return throughKoa(request, response)
      const preflight = cors?.preflight(request)
      if (preflight !== undefined) {
        writeReply(response, preflight)
        return finished
      }
      if (users.length === 0) return this.#handleDirectly(request, response)
      for (const [name, text] of Object.entries(cors?.allow(nothing, request).headers ?? {}))
        response.setHeader(name, text)
      return throughKoa(request, response)
    }
  }

  async #answer(exchange: Exchange): Promise<Reply> {
    try {
      return await this.#options.dispatch(exchange)
    } catch (error) {
      return this.#errorReply(error, exchange)
    }
  }

  // The same as going through Koa, without what only middleware needs: a context, composition, setters, listeners.
  #handleDirectly(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new DirectExchange(this, request, response)
    let reply: Reply | Promise<Reply>
    try {
      reply = this.#options.dispatch(exchange)
    } catch (error) {
      reply = this.#errorReply(error, exchange)
    }
    if (reply instanceof Promise) {
      return reply.then(
        (made) => this.#send(exchange, made),
        (error: unknown) => this.#send(exchange, this.#errorReply(error, exchange)),
      )
    }
    this.#send(exchange, reply)
    return finished
  }

  #send(exchange: DirectExchange, reply: Reply): void {
    const { response } = exchange
    if (exchange.isTaken || response.headersSent || !isWritable(response)) return
    try {
      this.#write(exchange, reply)
    } catch (error) {
      this.#respondToError(exchange.koa(), error)
    }
  }

  // Requests of no page are by far the most; a copy of their answers would cost more than making them.
  #write({ request, response }: DirectExchange, reply: Reply): void {
    const { cors } = this.#options
    if (cors === undefined) writeReply(response, reply)
    else if (request.headers.origin === undefined) writeReply(response, reply, varyingBy)
    else writeReply(response, cors.allow(reply, request))
  }

  #respondToError(ctx: Koa.Context, error: unknown): void {
    // Koa calls this at the end of every response, without an error.
    if (error === null || error === undefined) return
    const isOver = ctx.headerSent || !ctx.writable
    if (isOver && isConnectionError(error)) return
    const reply = this.#errorReply(error, { request: ctx.req, response: ctx.res, koa: () => ctx })
    if (isOver) return
    for (const name of ctx.res.getHeaderNames()) ctx.res.removeHeader(name)
    writeReply(ctx.res, this.#options.cors?.allow(reply, ctx.req) ?? reply)
  }

  #errorReply(thrown: unknown, exchange: Exchange): Reply {
    const error =
      thrown instanceof Error
        ? thrown
        : new Error('something else than an Error was thrown', { cause: thrown })
    const reply = this.#options.onError(error, exchange.request)
    if (reply.status >= 500) this.emit('error', error, exchange.koa())
    return reply
  }
}

// Without middleware nobody needs Koa's context but hooks, errors and listeners.
class DirectExchange implements Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly #app: Koa
  #context: Koa.Context | undefined

  constructor(app: Koa, request: IncomingMessage, response: ServerResponse) {
    this.#app = app
    this.request = request
    this.response = response
  }

  /** True when somebody answers by himself and told Koa so. */
  get isTaken(): boolean {
    return this.#context?.respond === false
  }

  koa(): Koa.Context {
    if (this.#context === undefined) {
      this.#context = this.#app.createContext(this.request, this.response)
      // Koa's status until something is answered.
      this.response.statusCode = 404
    }
    return this.#context
  }
}

function isWritable(response: ServerResponse): boolean {
  return !response.writableEnded && response.socket?.writable !== false
}

const finished = Promise.resolve()

const nothing: Reply = { status: 200, headers: {}, body: undefined }

// The order matters to Koa's setters: an empty body sets the status to 204, and a body without a type invents one.
function assignReply(ctx: Koa.Context, { status, headers, body, moreCookies = [] }: Reply): void {
  if (body === undefined) {
    ctx.remove('Content-Type')
    ctx.body = null
  }
  ctx.status = status
  const { vary, ...others } = headers
  for (const [name, text] of Object.entries(others)) {
    const isSet = name.startsWith('access-control-') && ctx.res.hasHeader(name)
    if (!isSet) ctx.set(name, text)
  }
  for (const cookie of moreCookies) ctx.append('set-cookie', cookie)
  // Middleware has reasons of its own, such as the Origin of CORS.
  if (vary !== undefined) ctx.vary(vary)
  if (typeof body === 'string') ctx.body = body
  else if (body !== undefined) ctx.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}

const connectionErrors: readonly unknown[] = [
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
]

// A client that goes away before it has its answer is no error of ours.
function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && connectionErrors.includes(error.code)
}
