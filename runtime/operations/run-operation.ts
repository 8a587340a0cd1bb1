// One operation, ready to run: its request is read, its behaviour (a hook, an action, or a prepared answer) is carried
// out, and its refusals are answered as the contract wants.
import type { Context } from 'koa'
import type { Clock } from '../clock.js'
import type { Contract, OperationContract } from '../contract/contract.js'
import { isJsonMediaType } from '../contract/media-types.js'
import type { Entities } from '../entities/entities.js'
import { MockError } from '../errors.js'
import type { BindingFacts, EntitiesFacts, OperationFacts, OperationsFacts } from '../facts.js'
import type { AnyHandler } from '../handler.js'
import type { Reply } from '../http/reply.js'
import type { Logger } from '../system/logger.js'
import { type Action, compileAction } from './actions.js'
import { compileStaticAnswer } from './answers.js'
import { createErrorReplies } from './error-replies.js'
import { compileLocation } from './location.js'
import type { OperationRequest } from './operation-request.js'
import { compileRequestReader, type MatchedRequest } from './read-request.js'
import { runHandler } from './run-handler.js'

/** What operations are made from. */
export interface OperationParts {
  readonly contract: Contract
  readonly operations: OperationsFacts
  readonly entitiesFacts: EntitiesFacts
  readonly entities: Entities
  readonly handlers: ReadonlyMap<string, AnyHandler>
  readonly bodyLimitBytes: number
  readonly sandbox: string
  readonly clock: Clock
  readonly log: Logger
}

/** Answers a matched request. Rejects only with what is a bug or a fault. */
export type RunOperation = (ctx: Context, request: MatchedRequest) => Promise<Reply>

export function compileOperation(id: string, parts: OperationParts): RunOperation {
  const operation = parts.contract.operation(id)
  const readRequest = compileRequestReader(parts.contract, operation, parts.bodyLimitBytes)
  const behave = compileBehaviour(operation, parts)
  const answerError = createErrorReplies(parts.contract, operation)
  return async (ctx, matched) => {
    try {
      return await behave(await readRequest(matched), ctx)
    } catch (error) {
      if (error instanceof MockError) return answerError(error)
      throw error
    }
  }
}

type Behaviour = (request: OperationRequest, ctx: Context) => Promise<Reply> | Reply

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
  const { entities } = parts
  const action = actionOf(operation, facts, parts)
  if (facts.action === 'read' || facts.action === 'list') {
    const records = entities.reader(facts.entity)
    return (request) => action(request, records)
  }
  return (request) => entities.transaction((unit) => action(request, unit.records(facts.entity)))
}

function hookedBehaviour(
  handler: AnyHandler,
  operation: OperationContract,
  facts: BoundOperation | undefined,
  parts: OperationParts,
): Behaviour {
  const action = facts && actionOf(operation, facts, parts)
  const prepared = compileStaticAnswer(operation.success([]))
  const handlerParts = {
    operationId: operation.id,
    sandbox: parts.sandbox,
    clock: parts.clock,
    log: parts.log,
    entities: Object.keys(parts.entitiesFacts),
    mediaType: (status: number) => jsonMediaType(operation, status),
  }
  return (request, ctx) =>
    parts.entities.transaction(
      (unit) =>
        runHandler(handler, handlerParts, ctx, request, unit, async () =>
          action === undefined || facts === undefined
            ? prepared(request.accept)
            : action(request, unit.records(facts.entity)),
        ),
      { confirm: true },
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

function jsonMediaType(operation: OperationContract, status: number): string {
  const bodies = operation.response(status)?.bodies ?? []
  const [first] = bodies
  const json = bodies.find((body) => isJsonMediaType(body.mediaType)) ?? first
  return json === undefined || json.mediaType.includes('*') ? 'application/json' : json.mediaType
}
