// From a request to its answer: the route, then the operation behind it, compiled when it is first called.
import { MockError } from '../errors.js'
import type { OperationsFacts } from '../facts.js'
import type { Exchange } from '../http/exchange.js'
import { methodNotAllowed, problemReply } from '../http/problem.js'
import { readBody } from '../http/read-body.js'
import type { Reply } from '../http/reply.js'
import { originForm } from '../http/request-target.js'
import { type Candidate, createRouter, type Router } from '../http/router.js'
import type { JsonObject } from '../json.js'
import type { System } from '../system/system.js'
import { basePathsOf } from './base-paths.js'
import type { OperationParts } from './behaviour.js'
import { chooseOperation } from './choose-operation.js'
import { compileOperation, type RunOperation } from './run-operation.js'
import { refusalOf } from './store-faults.js'

/** The router to the operations, also below the base paths of the document's servers. */
export function createOperationRouter(operations: OperationsFacts, document: JsonObject): Router {
  const routes = Object.entries(operations).map(([id, { method, path }]) => ({ id, method, path }))
  return createRouter(routes, basePathsOf(document))
}

/** Everything that dispatching needs; `system` answers what stands under `/system`. */
export interface DispatchParts extends OperationParts {
  readonly router: Router
  readonly system: System
}

/** The function that answers every request which the user's middleware lets through. */
export function createDispatch(parts: DispatchParts): (exchange: Exchange) => Promise<Reply> | Reply {
  const { router } = parts
  const running = new Map<string, RunOperation>()

  const operationOf = (id: string): RunOperation => {
    const known = running.get(id)
    if (known !== undefined) return known
    const compiled = compileOperation(id, parts)
    running.set(id, compiled)
    return compiled
  }

  const answerSystem = (exchange: Exchange, path: string, query: string): Promise<Reply> | undefined => {
    const { method = 'GET', headers } = exchange.request
    const body = (limitBytes: number) => readBody(exchange.request, limitBytes)
    return parts.system({ method, path, query, headers, readBody: body })?.catch((error: unknown) => {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      parts.log.error({ err: error, path }, 'the store failed')
      return problemReply(refusal)
    })
  }

  const answerUnclear = async (
    exchange: Exchange,
    query: string,
    candidates: readonly Candidate[],
  ): Promise<Reply> => {
    const request = { message: exchange.request, query, candidates }
    const { id, target } = await chooseOperation(request, parts.contract, parts.bodyLimitBytes)
    return operationOf(id)(exchange, target)
  }

  return (exchange) => {
    const { method = 'GET', url = '/' } = exchange.request
    const target = originForm(url)
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const query = mark < 0 ? '' : target.slice(mark + 1)
    if (path.startsWith('/system')) {
      const system = answerSystem(exchange, path, query)
      if (system !== undefined) return system
    }
    const match = router.match(method, path)
    if (match.kind === 'found') {
      if (match.candidates !== undefined) return answerUnclear(exchange, query, match.candidates)
      return operationOf(match.id)(exchange, { path: match.params, query })
    }
    // About the server as a whole (RFC 9110, section 9.3.7).
    if (method === 'OPTIONS' && url === '*') return { status: 204, headers: {}, body: undefined }
    if (match.kind === 'not-found') throw isWellEncoded(path) ? new MockError('MOCK_NO_ROUTE') : badPath()
    if (method === 'OPTIONS')
      return { status: 204, headers: { allow: match.allow.join(', ') }, body: undefined }
    throw methodNotAllowed(match.allow)
  }
}

function isWellEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function badPath(): MockError {
  const message = 'must be well-formed percent-encoding'
  return new MockError('MOCK_BAD_REQUEST', { errors: [{ pointer: '/path', message, keyword: 'encoding' }] })
}
