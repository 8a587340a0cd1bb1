// Which operation of a contract is which of the next: by id, because hooks are; else by method and path.
import type { Operation } from '../read/operations.js'
import type { OperationChange } from './change.js'

/** An operation before and after. */
export interface OperationPair {
  readonly before: Operation
  readonly after: Operation
}

export interface MatchedOperations {
  readonly pairs: readonly OperationPair[]
  readonly changes: readonly OperationChange[]
}

/** Pairs in the order of the new contract. */
export function matchOperations(
  before: readonly Operation[],
  after: readonly Operation[],
): MatchedOperations {
  const left = new Map(before.map((operation) => [operation.id, operation]))
  const partners = new Map<Operation, Operation>()
  const pair = (former: Operation | undefined, operation: Operation) => {
    if (former === undefined || left.get(former.id) !== former) return
    left.delete(former.id)
    partners.set(operation, former)
  }
  for (const operation of after) pair(left.get(operation.id), operation)
  for (const placeOf of [exactPlace, shape]) {
    const byPlace = new Map([...left.values()].map((operation) => [placeOf(operation), operation]))
    for (const operation of after) {
      if (!partners.has(operation)) pair(byPlace.get(placeOf(operation)), operation)
    }
  }
  const changes = after.flatMap((operation) => changesOf(partners.get(operation), operation))
  const removed = [...left.values()].map((gone) => ({ kind: 'operation-removed', ...naming(gone) }) as const)
  const pairs = after.flatMap((operation) => {
    const former = partners.get(operation)
    return former === undefined ? [] : [{ before: former, after: operation }]
  })
  return { pairs, changes: [...removed, ...changes] }
}

/** Method and path with the names of parameters left out: what a request sees of an operation. */
export function shape({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path.replace(/\{[^{}]*\}/g, '{}')}`
}

function exactPlace({ method, path }: Operation): string {
  return `${method} ${path}`
}

function changesOf(before: Operation | undefined, after: Operation): readonly OperationChange[] {
  const named = naming(after)
  if (before === undefined) return [{ kind: 'operation-added', ...named }]
  const from = { method: before.method, path: before.path }
  const isRenamed = before.id !== after.id
  const isElsewhere = exactPlace(before) !== exactPlace(after)
  const kind = shape(before) === shape(after) ? 'parameters-renamed' : 'operation-moved'
  return [
    ...(isRenamed ? [{ kind: 'operation-renamed', formerly: before.id, ...named } as const] : []),
    ...(isElsewhere ? [{ kind, from, ...named } as const] : []),
  ]
}

function naming({ id, method, path }: Operation) {
  return { operation: id, method, path }
}
