// One request and its response, as everything behind the middleware sees them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'koa'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Koa's context of the request; where no middleware has needed one yet, it is made now. */
  koa(): Context
}
