// Which operations belong to which entity: declared ones with those beside them, then inferred entities.
import type { Method } from '@mockgen/runtime'
import type { Role } from './bindings.js'
import type { DeclarationSource } from './declared-entities.js'
import { groupDeclared } from './declared-groups.js'
import type { DeclaredOperation } from './declared-operations.js'
import type { DeclaredRoot } from './declared-root.js'
import type { Group, Grouped } from './group.js'
import { type Decision, decide, isResource, rolesOf, whyStateless } from './infer.js'
import { nameEntities } from './names.js'
import type { Operation } from './operations.js'
import { findResources, type Resource } from './paths.js'
import type { Subject } from './record-places.js'
import type { Schemas } from './schema-view.js'
import { findSubject, type SubjectResult } from './subjects.js'

/** Decides about every operation; each has exactly one decision, by operationId. */
export function groupOperations(
  source: DeclarationSource,
  operations: readonly Operation[],
  root: DeclaredRoot,
  declared: ReadonlyMap<string, DeclaredOperation>,
): { readonly groups: readonly Group[]; readonly decisions: ReadonlyMap<string, Decision> } {
  const undeclared = root.infer ? operations.filter(({ id }) => !declared.has(id)) : []
  const resources = findResources(undeclared)
  const named = groupDeclared(source, { operations, resources, root, declared })
  const taken = new Set(named.decisions.filter(({ bound }) => bound).map(({ operation }) => operation.id))
  const inferred = groupInferred(source.schemas, resources, taken, new Set(named.names))
  const decisions = new Map<string, Decision>()
  for (const decision of [...named.decisions, ...inferred.decisions, ...operations.map(standsAlone)]) {
    const { id } = decision.operation
    if (!decisions.has(id)) decisions.set(id, decision)
  }
  return { groups: [...named.groups, ...inferred.groups], decisions }
}

// What is neither a collection that can be added to, nor an item of one.
function standsAlone(operation: Operation): Decision {
  return refuse(operation, alone[operation.method] ?? 'keeps nothing')
}

const alone: Partial<Record<Method, string>> = {
  get: 'read-only: no operation creates what it answers',
  post: 'an action: no operation lists or reads what it would create',
  put: 'an action: no operation creates and shows what it changes',
  patch: 'an action: no operation creates and shows what it changes',
  delete: 'an action: no operation creates and shows what it removes',
}

/** Entities that nobody declared. `taken` operations are bound already, `names` are not free. */
function groupInferred(
  schemas: Schemas,
  resources: readonly Resource[],
  taken: ReadonlySet<string>,
  names: ReadonlySet<string>,
): Grouped {
  const bound = new Set(taken)
  const stateful: {
    readonly path: string
    readonly subject: Omit<Subject, 'name'>
    readonly decisions: readonly Decision[]
  }[] = []
  const refused: Decision[] = []
  for (const whole of resources) {
    const resource = without(whole, bound)
    if (!isResource(resource)) continue
    const { path } = resource
    const roles = rolesOf(resource)
    const found = inferSubject(schemas, roles, path)
    if (!found.ok) {
      refused.push(...roles.map(({ operation }) => refuse(operation, found.reason)))
      continue
    }
    // The name is given when it is known which collections are kept at all.
    const decisions = decide(schemas, resource, roles, { ...found, name: '' })
    const reason = whyStateless(
      decisions.flatMap((decision) => decision.bound?.facts ?? []),
      path,
    )
    if (reason === undefined) {
      stateful.push({ path, subject: found, decisions })
      for (const decision of decisions) if (decision.bound) bound.add(decision.operation.id)
    } else
      refused.push(
        ...decisions.map((decision) => (decision.bound ? refuse(decision.operation, reason) : decision)),
      )
  }
  const nameOf = nameEntities(
    stateful.map(({ path }) => path),
    names,
  )
  const kept = stateful.map(({ path, subject, decisions }) => {
    const name = nameOf.get(path) ?? path
    return {
      subject: { ...subject, name },
      decisions: decisions.map((decision) => withEntity(decision, name)),
    }
  })
  return {
    groups: kept.map(({ subject, decisions }) => ({
      subject,
      origin: 'inferred',
      declared: undefined,
      bound: decisions.flatMap((decision) => decision.bound ?? []),
    })),
    decisions: [...kept.flatMap(({ decisions }) => decisions), ...refused],
  }
}

// Most collections of large contracts are read-only or write-only, which their methods tell before any schema is read.
function inferSubject(schemas: Schemas, roles: readonly Role[], path: string): SubjectResult {
  const reason = whyStateless(roles, path)
  return reason === undefined ? findSubject(schemas, roles, path) : { ok: false, reason }
}

function refuse(operation: Operation, reason: string): Decision {
  return { operation, origin: 'none', reason }
}

function without(resource: Resource, bound: ReadonlySet<string>): Resource {
  return {
    path: resource.path,
    collection: resource.collection.filter(({ id }) => !bound.has(id)),
    items: resource.items.filter(({ operation }) => !bound.has(operation.id)),
    below: resource.below.filter(({ id }) => !bound.has(id)),
  }
}

function withEntity(decision: Decision, entity: string): Decision {
  const { bound } = decision
  return bound ? { ...decision, bound: { ...bound, facts: { ...bound.facts, entity } } } : decision
}
