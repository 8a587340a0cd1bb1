// What the actions on records are made from, and what their requests' paths say about scope and key.
import type { Contract, OperationContract, ResponseContract } from '../contract/contract.js'
import { partsOf } from '../entities/properties.js'
import type { Scope } from '../entities/records.js'
import type { BindingFacts, EntitiesFacts, EntityFacts, StepFacts } from '../facts.js'
import type { Reply } from '../http/reply.js'
import type { JsonObject } from '../json.js'
import type { Call, OneOperation, RecordsView } from './behaviour.js'
import { compileLocation, type Location } from './location.js'
import { keyPartsFromPath, type OperationRequest, scopeFromPath } from './operation-request.js'

/** Carries out an operation on records and answers it. Refusals are thrown as MockError. */
export type Action = (call: Call, view: RecordsView) => Promise<Reply>

/** Everything an action is compiled from. */
export interface ActionParts {
  readonly contract: Contract
  readonly operation: OperationContract
  readonly entity: EntityFacts
  /** All entities: what is answered along is of others. */
  readonly entities: EntitiesFacts
  /** Where a record can be read, where the contract has an operation for that. */
  readonly location?: Location
  /** The status to answer with instead of the usual ones. */
  readonly status?: number
}

/** The response of success: of the status that is declared, else of the first of `prefer` that the contract has. */
export function successOf(
  { operation, status }: Pick<ActionParts, 'operation' | 'status'>,
  prefer: readonly number[],
): ResponseContract {
  return operation.success(status === undefined ? prefer : [status, ...prefer])
}

/** What actions on the entity of a bound operation are compiled from. `status` is one that its declaration wants. */
export function actionParts(one: OneOperation, facts: BindingFacts, status?: number): ActionParts {
  const { operation, parts } = one
  const entity = parts.entitiesFacts[facts.entity]
  if (entity === undefined)
    throw new Error(`${operation.id} is bound to "${facts.entity}", which is no entity`)
  const location = compileLocation(
    { entity: facts.entity, facts: entity, scopeSize: scopeSizeOf(facts) },
    one,
  )
  return {
    contract: parts.contract,
    operation,
    entity,
    entities: parts.entitiesFacts,
    ...(location && { location }),
    ...(status !== undefined && { status }),
  }
}

function scopeSizeOf({ options, scope }: BindingFacts): number {
  return options?.scopeValues?.length ?? scope?.length ?? 0
}

/** True for an action that changes nothing. */
export function isReading(action: StepFacts['action']): boolean {
  return action === 'read' || action === 'list' || action === 'count'
}

/** Reads the values of a scope from the path parameters that hold them. */
export function compileScope(
  parameters: readonly string[] | undefined,
): (request: OperationRequest) => readonly (string | number)[] {
  if (parameters === undefined || parameters.length === 0) return () => noScope
  return (request) => scopeFromPath(request, parameters)
}

const noScope: Scope = []

/**
 * Adds the parts of a key that path parameters hold. What the path says about the key stands above what the request says
 * elsewhere, as it does for the scope.
 */
export function compileKeyParts(
  parameters: readonly string[] | undefined,
  { key }: EntityFacts,
): <Values extends object>(request: OperationRequest, values: Values) => Values | (Values & JsonObject) {
  if (parameters === undefined || parameters.length === 0) return (_request, values) => values
  const properties = partsOf(key)
  return (request, values) => ({ ...values, ...keyPartsFromPath(request, parameters, properties) })
}
