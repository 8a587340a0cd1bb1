// One operation, ready to run: its request is read, its behaviour (a hook, an action, or a prepared answer) is carried
// out, and its refusals are answered as the contract wants.
import type { Contract, OperationContract } from '../contract/contract.js'
import type { EntityTransaction } from '../entities/entities.js'
import { MockError } from '../errors.js'
import type { BindingFacts, EntitiesFacts, OperationFacts, OperationsFacts } from '../facts.js'
import type { AnyHandler } from '../handler.js'
import type { Exchange } from '../http/exchange.js'
import type { Reply } from '../http/reply.js'
import type { Logger } from '../logger.js'
import { isJsonMediaType } from '../media-types.js'
import type { Sandbox } from '../sandboxes/sandbox.js'
import type { Sandboxes } from '../sandboxes/sandboxes.js'
import { type Action, compileAction } from './actions.js'
import { compileStaticAnswer } from './answers.js'
import { createErrorReplies } from './error-replies.js'
import { compileLocation } from './location.js'
import type { OperationRequest } from './operation-request.js'
import { compileRequestReader, type MatchedTarget } from './read-request.js'
import { compileHandler } from './run-handler.js'
import { refusalOf } from './store-faults.js'

/** What operations are made from. */
export interface OperationParts {
  readonly contract: Contract
  readonly operations: OperationsFacts
  readonly entitiesFacts: EntitiesFacts
  readonly sandboxes: Sandboxes
  readonly handlers: ReadonlyMap<string, AnyHandler>
  readonly bodyLimitBytes: number
  readonly log: Logger
}

/** Answers a matched request. Rejects or throws only what is a bug or a fault. */
export type RunOperation = (exchange: Exchange, target: MatchedTarget) => Promise<Reply> | Reply

// Nothing here is an async function: each layer of them would cost every request a promise and a turn of the queue.
export function compileOperation(id: string, parts: OperationParts): RunOperation {
  const operation = parts.contract.operation(id)
  const readRequest = compileRequestReader(parts.contract, operation, parts.bodyLimitBytes)
  const behave = compileBehaviour(operation, parts)
  const errorReplies = createErrorReplies(parts.contract, operation)
  const header = parts.sandboxes.settings.header.toLowerCase()
  const answerError = (error: unknown): Reply => {
    const refusal = error instanceof MockError ? error : refusalOf(error)
    if (refusal === undefined) throw error
    if (refusal !== error) parts.log.error({ err: error, operation: id }, 'the store failed')
    return errorReplies(refusal)
  }
  return (exchange, target) => {
    try {
      const sandbox = parts.sandboxes.get(textOf(exchange.request.headers[header]))
      const request = readRequest(exchange.request, target)
      const reply =
        request instanceof Promise
          ? request.then((read) => behave(read, exchange, sandbox))
          : behave(request, exchange, sandbox)
      return reply instanceof Promise ? reply.catch(answerError) : reply
    } catch (error) {
      return answerError(error)
    }
  }
}

type Behaviour = (request: OperationRequest, exchange: Exchange, sandbox: Sandbox) => Promise<Reply> | Reply

function compileBehaviour(operation: OperationContract, parts: OperationParts): Behaviour {
  const facts = parts.operations[operation.id]
  const bound = facts !== undefined && facts.action !== undefined ? facts : undefined
  const handler = parts.handlers.get(operation.id)
  if (handler !== undefined) return hookedBehaviour(handler, operation, bound, parts)
  if (bound !== undefined) return boundBehaviour(operation, bound, parts)
  const answer = compileStaticAnswer(operation.success([]))
  return (request) => answer(request.accept)
}

// Reads see one consistent row or page by themselves; only what writes needs a transaction.
function boundBehaviour(
  operation: OperationContract,
  facts: BoundOperation,
  parts: OperationParts,
): Behaviour {
  const { entity } = facts
  const action = actionOf(operation, facts, parts)
  if (facts.action === 'read' || facts.action === 'list') {
    return (request, _exchange, sandbox) =>
      sandbox.use(({ entities }) => action(request, entities.reader(entity)))
  }
  return (request, _exchange, sandbox) =>
    sandbox.use(({ entities }) => entities.transaction((unit) => action(request, unit.records(entity))))
}

function hookedBehaviour(
  handler: AnyHandler,
  operation: OperationContract,
  facts: BoundOperation | undefined,
  parts: OperationParts,
): Behaviour {
  const action = facts && actionOf(operation, facts, parts)
  const prepared = compileStaticAnswer(operation.success([]))
  const run = compileHandler(handler, {
    operationId: operation.id,
    log: parts.log,
    entities: Object.keys(parts.entitiesFacts),
    mediaType: (status: number) => jsonMediaType(operation, status),
  })
  const byDefault = async (request: OperationRequest, unit: EntityTransaction): Promise<Reply> =>
    action === undefined || facts === undefined
      ? prepared(request.accept)
      : action(request, unit.records(facts.entity))
  return (request, exchange, sandbox) =>
    sandbox.use(({ entities, clock }) =>
      entities.transaction(
        (unit) => {
          const call = { exchange, request, unit, clock, sandbox: sandbox.name }
          return run(call, () => byDefault(request, unit))
        },
        { confirm: true },
      ),
    )
}

type BoundOperation = OperationFacts & BindingFacts

function actionOf(operation: OperationContract, facts: BoundOperation, parts: OperationParts): Action {
  const entity = parts.entitiesFacts[facts.entity]
  if (entity === undefined)
    throw new Error(`${operation.id} is bound to "${facts.entity}", which is no entity`)
  const location = compileLocation(facts, parts.operations, entity)
  return compileAction(facts, { contract: parts.contract, operation, entity, ...(location && { location }) })
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
