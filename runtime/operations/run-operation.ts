// One operation, ready to run: its request is read, its behaviour (a hook, an action, or a prepared answer) is carried
// out, and its refusals are answered as the contract wants.
import type { OperationContract } from '../contract/contract.js'
import type { EntityTransaction } from '../entities/entities.js'
import { MockError } from '../errors.js'
import type { AnyHandler } from '../handler.js'
import type { Exchange } from '../http/exchange.js'
import type { Reply } from '../http/reply.js'
import type { JsonObject } from '../json.js'
import { isJsonMediaType } from '../media-types.js'
import type { OpenSpace } from '../sandboxes/open-space.js'
import type { Sandbox } from '../sandboxes/sandbox.js'
import { actionParts, isReading } from './action-parts.js'
import { compileAction } from './actions.js'
import { compileAfterCommit, tellingAnswers, tellingChanges } from './after-commit/after-commit.js'
import { compileStaticAnswer } from './answers.js'
import type { Answering, Call, OneOperation, OperationParts, Work } from './behaviour.js'
import { cached } from './cache/response-cache.js'
import { checked, compileAnswerCheck } from './checked-answers.js'
import { conditional } from './conditions/conditional.js'
import { withLastingTag } from './conditions/entity-tag.js'
import { isSafe } from './conditions/preconditions.js'
import { errorRepliesOf } from './error-replies.js'
import { compileDeclaredHeaders } from './headers/declared-headers.js'
import { idempotent } from './idempotency/idempotency.js'
import type { OperationRequest } from './operation-request.js'
import { preferring } from './preferences/preferring.js'
import { compileProgram } from './program/compile-program.js'
import { compileRequestReader, type MatchedTarget } from './read-request.js'
import { compileHandler } from './run-handler.js'
import { compileAuthentication } from './security/authenticate.js'
import { refusalOf } from './store-faults.js'
import { byReading } from './transact.js'

/** Answers a matched request. Rejects or throws only what is a bug or a fault. */
export type RunOperation = (exchange: Exchange, target: MatchedTarget) => Promise<Reply> | Reply

// No layer around the work is an async function: each would cost every request a promise and a turn of the queue.
export function compileOperation(id: string, parts: OperationParts): RunOperation {
  const operation = parts.contract.operation(id)
  const one: OneOperation = { operation, facts: parts.operations[id], parts }
  const authenticate = compileAuthentication(one)
  const { followed } = parts
  const readRequest = compileRequestReader(operation, parts.bodyLimitBytes, (message, body) =>
    followed.tell(message, { body }),
  )
  const answer = preferring(one, compileAnswering(one))
  const errorReplies = errorRepliesOf(one)
  const header = parts.sandboxes.settings.header.toLowerCase()
  const answerError = (error: unknown): Reply => {
    const refusal = error instanceof MockError ? error : refusalOf(error)
    if (refusal === undefined) throw error
    if (refusal !== error) parts.log.error({ err: error, operation: id }, 'the store failed')
    return errorReplies(refusal)
  }
  const readAndAnswer = (
    exchange: Exchange,
    target: MatchedTarget,
    sandbox: Sandbox,
    session: JsonObject | undefined,
  ): Promise<Reply> | Reply => {
    const request = readRequest(exchange.request, target)
    const answerTo = (read: OperationRequest) =>
      answer({ request: read, exchange, sandbox, ...(session && { session }) })
    return request instanceof Promise ? request.then(answerTo) : answerTo(request)
  }
  const sandboxOf = ({ request }: Exchange): Sandbox => parts.sandboxes.get(textOf(request.headers[header]))
  const run: RunOperation = (exchange, target) => {
    followed.tell(exchange.request, { operationId: id })
    try {
      const sandbox = sandboxOf(exchange)
      const session = authenticate?.(exchange, target, sandbox)
      const reply =
        session instanceof Promise
          ? session.then((found) => readAndAnswer(exchange, target, sandbox, found))
          : readAndAnswer(exchange, target, sandbox, session)
      return reply instanceof Promise ? reply.catch(answerError) : reply
    } catch (error) {
      return answerError(error)
    }
  }
  const addHeaders = compileDeclaredHeaders(one)
  if (addHeaders === undefined) return run
  return (exchange, target) => {
    const reply = run(exchange, target)
    const add = (made: Reply) => addHeaders(made, exchange, () => sandboxOf(exchange))
    return reply instanceof Promise ? reply.then(add) : add(reply)
  }
}

// From outside in: whether the client has the answer, whether we have it, and then the work.
function compileAnswering(one: OneOperation): Answering {
  const { operation, facts } = one
  const work = compileWork(one)
  const afterCommit = compileAfterCommit(one)
  const telling = (answer: Answering) =>
    afterCommit === undefined ? answer : tellingAnswers(answer, afterCommit)
  if (work === undefined) {
    const answer = compileStaticAnswer(operation, operation.success([]))
    const lasting = isSafe(facts?.method.toUpperCase()) ? withLastingTag : (reply: Reply) => reply
    return conditional(telling(({ request }) => lasting(answer(request.accept))))
  }
  const answering: Answering = work.writes
    ? idempotent(one, afterCommit === undefined ? work : tellingChanges(work, afterCommit))
    : telling((call) => byReading(call, work))
  return conditional(cached(one, answering))
}

// Undefined for an operation that keeps nothing and has no hook.
function compileWork(one: OneOperation): Work | undefined {
  const { operation, parts } = one
  const work = compileDefault(one)
  const handler = parts.handlers.get(operation.id)
  return handler === undefined ? work : hooked(handler, one, work)
}

function compileDefault(one: OneOperation): Work | undefined {
  const { facts } = one
  if (facts?.action === undefined) return undefined
  if (facts.action === 'program' || facts.options !== undefined || facts.response !== undefined)
    return checked(one, compileProgram(facts, one))
  const action = compileAction(facts, actionParts(one, facts))
  return isReading(facts.action) ? { writes: false, perform: action } : { writes: true, perform: action }
}

// A hook may write whatever its operation does by itself.
function hooked(handler: AnyHandler, one: OneOperation, work: Work | undefined): Work {
  const { operation, parts } = one
  const prepared = compileStaticAnswer(operation, operation.success([]))
  const run = compileHandler(handler, {
    operationId: operation.id,
    log: parts.log,
    entities: Object.keys(parts.entitiesFacts),
    mediaType: (status: number) => jsonMediaType(operation, status),
  })
  const check = compileAnswerCheck(one)
  const byDefault = async (call: Call, unit: EntityTransaction, space: OpenSpace): Promise<Reply> =>
    work === undefined ? prepared(call.request.accept) : work.perform(call, unit, space)
  return {
    writes: true,
    confirm: true,
    perform: async (call, unit, space) => {
      const { request, exchange, sandbox, session } = call
      const made = { exchange, request, unit, session, clock: space.clock, sandbox: sandbox.name }
      let usual: Reply | undefined
      const reply = await run(made, async () => {
        usual = await byDefault(call, unit, space)
        return usual
      })
      if (reply !== usual) check(reply)
      return reply
    },
  }
}

// Node joins a header that comes twice with a comma, which no sandbox has in its name.
function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header.join(',') : header
}

function jsonMediaType(operation: OperationContract, status: number): string {
  const bodies = operation.response(status)?.bodies ?? []
  const [first] = bodies
  const json = bodies.find((body) => isJsonMediaType(body.mediaType)) ?? first
  return json === undefined || json.mediaType.includes('*') ? 'application/json' : json.mediaType
}
