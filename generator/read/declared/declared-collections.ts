// What the undeclared operations of the collections of a declared entity do.

import { type Additions, type Decision, decide, rolesOf } from '../infer.js'
import { withKeyParts } from '../key-parts.js'
import type { Resource } from '../paths.js'
import type { Role } from '../roles.js'
import type { Steps } from '../step-subjects.js'
import type { Identified } from '../subjects.js'
import type { DeclarationSource, DeclaredEntity } from './declared-entities.js'
import { leadingOf } from './declared-key.js'
import type { DeclaredBinding } from './declared-operations.js'

/** A collection of an entity, and what its undeclared operations would do. */
export interface Collection {
  readonly resource: Resource
  readonly roles: readonly Role[]
}

/** An entity and the operations that name it. */
interface Declared {
  readonly name: string
  readonly entity: DeclaredEntity | undefined
  readonly members: readonly DeclaredBinding[]
}

/** What is declared besides. */
interface Understanding {
  readonly additions: Additions
  readonly steps: Steps
}

/** Those whose records are scoped as those of the declared operations are, or else as those of the first collection. */
export function collectionsOf(
  { additions, steps }: Understanding,
  { name, entity, members }: Declared,
  resources: readonly Resource[],
): readonly Collection[] {
  const [first] = members
  const creatable = steps.creating(name).length > 0 || members.some(({ role }) => role.action === 'create')
  const found = resources.map((resource) => ({
    resource,
    roles: rolesOf(resource, additions, creatable).map((role) => withKeyParts(role, leadingOf(entity))),
  }))
  const size = first ? scopeSize(first.role) : found[0]?.roles[0]?.scope.length
  return found.flatMap(({ resource, roles }, index) => {
    const fitting = roles.filter(({ scope }) => scope.length === size)
    return fitting.length > 0 || index === 0 ? [{ resource, roles: fitting }] : []
  })
}

/** Decides about their operations. One can be a view of a collection and a collection itself; what is decided first counts. */
export function decideBeside(
  { schemas }: DeclarationSource,
  beside: readonly Collection[],
  of: Identified,
  additions: Additions,
): readonly Decision[] {
  const decided = new Map<string, Decision>()
  for (const { resource, roles } of beside) {
    const at = { ...of, path: resource.path }
    for (const decision of decide(schemas, resource, roles, at, additions)) {
      const { id } = decision.operation
      if (!decided.has(id)) decided.set(id, decision)
    }
  }
  return [...decided.values()]
}

function scopeSize({ scope, details }: Role): number {
  return details?.options.scopeValues?.length ?? scope.length
}
