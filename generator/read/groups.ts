// Which operations belong to which entity: declared ones with those beside them, then inferred entities.
import type { Method } from '@mockgen/runtime'
import type { DeclarationSource } from './declared-entities.js'
import { groupDeclared } from './declared-groups.js'
import type { DeclaredOperation } from './declared-operations.js'
import type { DeclaredRoot } from './declared-root.js'
import type { Group, Unresolved } from './group.js'
import { type Decision, refuse } from './infer.js'
import { groupInferred } from './inferred-groups.js'
import type { Operation } from './operations.js'
import { findResources } from './paths.js'

/** The entities of a document, and what was decided about each operation, by operationId. */
export interface Groups {
  readonly groups: readonly Group[]
  /** Declared entities that have no group. */
  readonly unresolved: readonly Unresolved[]
  readonly decisions: ReadonlyMap<string, Decision>
}

/** Decides about every operation. */
export function groupOperations(
  source: DeclarationSource,
  operations: readonly Operation[],
  root: DeclaredRoot,
  declared: ReadonlyMap<string, DeclaredOperation>,
): Groups {
  const undeclared = root.infer ? operations.filter(({ id }) => !declared.has(id)) : []
  const resources = findResources(undeclared)
  const named = groupDeclared(source, { operations, resources, root, declared })
  const bound = named.decisions.filter((decision) => decision.bound !== undefined)
  const inferred = groupInferred(source.schemas, {
    resources,
    taken: new Set(bound.map(({ operation }) => operation.id)),
    names: new Set(named.names),
  })
  const rest = operations.map((operation) => refuse(operation, whyNot(operation, root)))
  const decisions = new Map<string, Decision>()
  for (const decision of [...named.decisions, ...inferred.decisions, ...rest]) {
    const { id } = decision.operation
    if (!decisions.has(id)) decisions.set(id, decision)
  }
  return { groups: [...named.groups, ...inferred.groups], unresolved: named.unresolved, decisions }
}

// For what is neither a collection that can be added to, nor an item of one.
function whyNot({ method }: Operation, { infer }: DeclaredRoot): string {
  return infer ? (alone[method] ?? 'keeps nothing') : 'no x-persistence, and infer is false'
}

const alone: Partial<Record<Method, string>> = {
  get: 'read-only: no operation creates what it answers',
  post: 'an action: no operation lists or reads what it would create',
  put: 'an action: what it changes is no item of a collection that is kept',
  patch: 'an action: what it changes is no item of a collection that is kept',
  delete: 'an action: what it removes is no item of a collection that is kept',
}
