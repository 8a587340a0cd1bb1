// What can be done with each entity: the operations that together lead a record from creation to deletion.
import type { BindingFacts, JsonObject, OperationFacts } from '@mockgen/runtime'
import type { ApiModel, EntityModel, OperationModel } from '../../model.js'
import { findSession } from '../../read/declared/declared-session.js'
import type { Operation } from '../../read/operations.js'

export type Action = BindingFacts['action']

/** An operation that does `Does` to an entity: what it does, and how the contract declares it. */
export interface EntityOperation<Does extends Action> {
  readonly id: string
  readonly facts: FactsOf<Does>
  readonly declared: Operation
}

export type AnyEntityOperation = { [Does in Action]: EntityOperation<Does> }[Action]

type FactsOf<Does extends Action> = Does extends Action
  ? Extract<OperationFacts, { readonly action: Does }>
  : never

/** One operation for each thing that is done to records of an entity; undefined where the API has none. */
export interface EntityOperations {
  readonly entity: EntityModel
  /** The property of the key that tells a record from others; `leading` are those before it, in the order of the key. */
  readonly key: string
  readonly leading: readonly string[]
  readonly create: EntityOperation<'create'> | undefined
  readonly read: EntityOperation<'read'> | undefined
  readonly list: EntityOperation<'list'> | undefined
  readonly update: EntityOperation<'update'> | undefined
  /** The update that creates what is missing. */
  readonly upsert: EntityOperation<'update'> | undefined
  readonly delete: EntityOperation<'delete'> | undefined
}

/** The operations of each entity among those that a test can call, by its name, in the model's order. */
export function entityOperations(
  model: ApiModel,
  document: JsonObject,
  callable: readonly Operation[],
): ReadonlyMap<string, EntityOperations> {
  const declared = new Map(callable.map((operation) => [operation.id, operation]))
  const byEntity = new Map<string, OperationModel[]>()
  for (const operation of model.operations) {
    const { facts } = operation
    if (facts.action === undefined || facts.action === 'program') continue
    const others = byEntity.get(facts.entity)
    if (others === undefined) byEntity.set(facts.entity, [operation])
    else others.push(operation)
  }

  function all<Does extends Action>(entity: string, action: Does): readonly EntityOperation<Does>[] {
    return (byEntity.get(entity) ?? []).flatMap(({ id, facts }) => {
      const operation = declared.get(id)
      const isMeant = operation !== undefined && does(facts, action)
      return isMeant && isPlain(facts, document, operation) ? [{ id, facts, declared: operation }] : []
    })
  }

  function operationsOf(entity: EntityModel): EntityOperations {
    const [create] = all(entity.name, 'create')
    const key = [entity.facts.key].flat()
    const near = <Does extends Action>(action: Does) => nearest(all(entity.name, action), create)
    return {
      entity,
      key: key.at(-1) ?? '',
      leading: key.slice(0, -1),
      create,
      read: near('read'),
      list: near('list'),
      update: near('update'),
      upsert: all(entity.name, 'update').find(({ facts }) => facts.upsert === true),
      delete: near('delete'),
    }
  }

  return new Map(model.entities.map((entity) => [entity.name, operationsOf(entity)]))
}

// What a declaration asks of a request is not known here: conditions, versions, keys of its own, credentials.
function isPlain(facts: OperationFacts & BindingFacts, document: JsonObject, operation: Operation): boolean {
  const { options, response, idempotency } = facts
  const asks = idempotency !== undefined && idempotency !== false && idempotency.required === true
  return options === undefined && response === undefined && !asks && !findSession(document, operation)
}

// An API may list or read the same records in several places; the one beside the operation that creates them is meant.
function nearest<Does extends Action>(
  candidates: readonly EntityOperation<Does>[],
  create: EntityOperation<'create'> | undefined,
): EntityOperation<Does> | undefined {
  const beside = candidates.find(
    ({ facts }) => create !== undefined && isBelow(facts.path, create.facts.path),
  )
  return beside ?? candidates[0]
}

function isBelow(path: string, collection: string): boolean {
  return path === collection || path.startsWith(`${collection.replace(/\/$/, '')}/`)
}

function does<Does extends Action>(
  facts: OperationFacts,
  action: Does,
): facts is OperationFacts & FactsOf<Does> {
  return facts.action === action
}
