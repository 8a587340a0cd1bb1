// Entities that nobody declared: the collections of which records can be created and seen.
import { withArrayEnvelopes } from './array-envelopes.js'
import type { Grouped } from './group.js'
import { type Additions, type Decision, decide, isResource, refuse, rolesOf, whyStateless } from './infer.js'
import { nameEntities } from './names.js'
import type { Resource } from './paths.js'
import type { Subject } from './record-places.js'
import type { Role } from './roles.js'
import type { Schemas } from './schema-view.js'
import { findSubject, type SubjectResult } from './subjects.js'

/** What may be inferred: `taken` operations (by operationId) are bound already, and `names` are not free. */
export interface InferInput {
  readonly resources: readonly Resource[]
  readonly taken: ReadonlySet<string>
  readonly names: ReadonlySet<string>
  readonly additions: Additions
}

/** Decides about the operations of all collections; an operation is bound once at most. */
export function groupInferred(schemas: Schemas, { resources, taken, names, additions }: InferInput): Grouped {
  const bound = new Set(taken)
  const kept: Kept[] = []
  const refused: Decision[] = []
  for (const whole of resources) {
    const resource = without(whole, bound)
    if (!isResource(resource)) continue
    const result = consider(schemas, resource, additions)
    if (!result.ok) {
      refused.push(...result.decisions)
      continue
    }
    kept.push(result)
    for (const decision of result.decisions) if (decision.bound) bound.add(decision.operation.id)
  }
  const paths = kept.map(({ resource }) => resource.path)
  const nameOf = nameEntities(paths, names)
  const named = kept.map((entity) => withName(entity, nameOf.get(entity.resource.path) ?? ''))
  return {
    groups: named.map(({ subject, decisions }) => ({
      subject,
      origin: 'inferred',
      declared: undefined,
      bound: decisions.flatMap((decision) => decision.bound ?? []),
    })),
    decisions: [...named.flatMap(({ decisions }) => decisions), ...refused],
  }
}

/** A collection whose records are kept. */
interface Kept {
  readonly ok: true
  readonly resource: Resource
  readonly subject: Subject
  readonly decisions: readonly Decision[]
}

type Considered = Kept | { readonly ok: false; readonly decisions: readonly Decision[] }

function consider(schemas: Schemas, resource: Resource, additions: Additions): Considered {
  const roles = withArrayEnvelopes(schemas, rolesOf(resource, additions), resource.items)
  const found = inferSubject(schemas, roles, resource.path)
  if (!found.ok)
    return { ok: false, decisions: roles.map(({ operation }) => refuse(operation, found.reason)) }
  // The name is given when it is known which collections are kept at all.
  const subject: Subject = { name: '', record: found.record, key: found.key, leading: [] }
  const of = { roles, path: resource.path, subject, declared: false }
  const decisions = decide(schemas, resource, roles, of, additions)
  const done = decisions.flatMap(({ bound }) => bound?.facts ?? [])
  const reason = whyStateless(done, resource.path, decisions)
  if (reason === undefined) return { ok: true, resource, subject, decisions }
  return {
    ok: false,
    decisions: decisions.map((decision) => (decision.bound ? refuse(decision.operation, reason) : decision)),
  }
}

// Most collections of large contracts are read-only or write-only, which their methods tell before any schema is read.
function inferSubject(schemas: Schemas, roles: readonly Role[], path: string): SubjectResult {
  const reason = whyStateless(roles, path)
  return reason === undefined ? findSubject(schemas, roles, path) : { ok: false, reason }
}

/** A collection without the operations that are bound already. */
export function without(resource: Resource, bound: ReadonlySet<string>): Resource {
  return {
    path: resource.path,
    collection: resource.collection.filter(({ id }) => !bound.has(id)),
    items: resource.items.filter(({ operation }) => !bound.has(operation.id)),
    below: resource.below.filter(({ id }) => !bound.has(id)),
  }
}

function withName({ subject, decisions }: Kept, name: string): Omit<Kept, 'ok' | 'resource'> {
  return {
    subject: { ...subject, name },
    decisions: decisions.map((decision) => {
      const { bound } = decision
      return bound ? { ...decision, bound: { ...bound, facts: { ...bound.facts, entity: name } } } : decision
    }),
  }
}
