// Declared entities with their operations: those that name the entity, and those that stand beside them undeclared.
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { isWithin, join } from '../pointers.js'
import { type Collections, collectionPath, findBeside } from './beside.js'
import { bind } from './bindings.js'
import { warnKeyless } from './checks/check-keys.js'
import { type Collection, collectionsOf, decideBeside } from './declared/declared-collections.js'
import type { DeclarationSource, DeclaredEntity } from './declared/declared-entities.js'
import { keyOf, leadingOf } from './declared/declared-key.js'
import type { DeclaredBinding, DeclaredOperation } from './declared/declared-operations.js'
import { reportNoSubject, resolveSubject } from './declared-subject.js'
import type { Group, Grouped, Unresolved } from './group.js'
import { type Additions, type Decision, describeKey } from './infer.js'
import { whyNoKey, withKeyParts } from './key-parts.js'
import type { Operation } from './operations.js'
import type { Resource } from './paths.js'
import type { Subject } from './record-places.js'
import type { SchemaView } from './schema-view.js'
import { openSubject, type Steps, subjectOfSteps } from './step-subjects.js'
import { type Identified, identification, requestRecords } from './subjects.js'

/** What declared groups are made from; `resources` holds undeclared operations only. */
export interface DeclaredInput {
  readonly operations: readonly Operation[]
  readonly resources: readonly Resource[]
  /** Declared entities, with what operations say about them. */
  readonly entities: ReadonlyMap<string, DeclaredEntity>
  /** Names of the entities that the document itself declares. */
  readonly explicit: ReadonlySet<string>
  readonly declared: ReadonlyMap<string, DeclaredOperation>
  readonly additions: Additions
  readonly steps: Steps
  /** Names of entities that exist without an operation: seeds fill them, or credentials are looked up in them. */
  readonly kept: ReadonlySet<string>
  /** The same as `resources`. */
  readonly collections: Collections
}

/** Declared entities: all names that the document gives, and those that could not be made. */
export interface DeclaredGroups extends Grouped {
  readonly names: readonly string[]
  readonly unresolved: readonly Unresolved[]
}

/** The entities that the document declares or that single operations name. */
export function groupDeclared(source: DeclarationSource, input: DeclaredInput): DeclaredGroups {
  const { operations, entities, declared } = input
  const byName = membersByName(input)
  const claimed = new Set<Resource>()
  const groups: Group[] = []
  const unresolved: Unresolved[] = []
  const decisions: Decision[] = operations.flatMap((operation) => {
    const found = declared.get(operation.id)
    return found?.kind === 'stateless' ? [{ operation, origin: 'declared', reason: found.reason }] : []
  })
  for (const [name, members] of byName) {
    const entity = entities.get(name)
    if (isUnknown(source, name, members, byName, input.explicit)) continue
    const made = groupNamed(source, input, { name, entity, members, claimed })
    if (made.ok) {
      groups.push(made.group)
      decisions.push(...made.decisions)
    } else if (entity !== undefined) unresolved.push({ name, declared: entity, views: made.views })
  }
  return { groups, decisions, names: [...byName.keys()], unresolved }
}

/** An entity and the operations that name it; the collections that stand beside others are `claimed`. */
export interface NamedEntity {
  readonly name: string
  readonly entity: DeclaredEntity | undefined
  readonly members: readonly DeclaredBinding[]
  readonly claimed: Set<Resource>
}

/** Makes the group of one entity, with the undeclared operations beside it. */
export function groupNamed(
  source: DeclarationSource,
  input: DeclaredInput,
  { name, entity, members, claimed }: NamedEntity,
): Made {
  const roles = [...members.map(({ role }) => role), ...input.steps.collecting(name)]
  const found = findBeside({ name, entity, roles, collections: input.collections, claimed })
  const placed = members.map((member) => ({ ...member, role: withKeyParts(member.role, leadingOf(entity)) }))
  const aligned = alignScopes(source, name, placed)
  const beside = collectionsOf(input, { name, entity, members: aligned }, found)
  for (const { resource } of beside) claimed.add(resource)
  return makeGroup(source, input, { name, entity, members: aligned, beside })
}

function membersByName({
  operations,
  entities,
  explicit,
  declared,
}: DeclaredInput): ReadonlyMap<string, readonly DeclaredBinding[]> {
  const names = [...entities.keys()].filter((name) => explicit.has(name))
  const found = new Map<string, DeclaredBinding[]>(names.map((name) => [name, []]))
  for (const { id } of operations) {
    const member = declared.get(id)
    if (member?.kind !== 'bound') continue
    const members = found.get(member.entity)
    if (members) members.push(member)
    else found.set(member.entity, [member])
  }
  return found
}

// A name that is declared nowhere may stand for itself, unless it looks like a slip: of a declared name, or, used only
// once, of one that is used more often.
function isUnknown(
  { problems }: DeclarationSource,
  name: string,
  members: readonly DeclaredBinding[],
  byName: ReadonlyMap<string, readonly DeclaredBinding[]>,
  explicit: ReadonlySet<string>,
): boolean {
  if (explicit.has(name)) return false
  const others = [...byName].filter(
    ([other, theirs]) => explicit.has(other) || (members.length === 1 && theirs.length > 1),
  )
  const meant = didYouMean(
    name,
    others.map(([other]) => other),
  )
  if (meant === undefined) return false
  for (const { pointer } of members) {
    problems.error({
      code: 'MOCKGEN_UNKNOWN_ENTITY',
      pointer: join(pointer, 'entity'),
      message: `unknown entity "${name}"`,
      remedy: `did you mean ${meant}? Otherwise declare ${name} under x-persistence.entities`,
    })
  }
  return true
}

// All operations must agree on where the records live.
function alignScopes(
  { problems }: DeclarationSource,
  name: string,
  members: readonly DeclaredBinding[],
): readonly DeclaredBinding[] {
  const scoped = members.filter(({ role }) => role.details?.options.scopeValues === undefined)
  const lengths = new Set(scoped.map(({ role }) => role.scope.length))
  if (lengths.size < 2) return members
  for (const { pointer, role } of scoped) {
    if (role.scope.length === 0) continue
    problems.warn({
      code: 'MOCKGEN_PERSISTENCE',
      pointer,
      message: `other operations of ${name} are not below ${role.scope.join(', ')}, so its records are shared by all of them`,
      remedy: 'write scope: with the path parameters that all operations have in common',
    })
  }
  return members.map((member) => ({ ...member, role: { ...member.role, scope: [] } }))
}

type Made =
  | { readonly ok: true; readonly group: Group; readonly decisions: readonly Decision[] }
  | { readonly ok: false; readonly views: readonly SchemaView[] }

interface ToMake extends Omit<NamedEntity, 'claimed'> {
  readonly beside: readonly Collection[]
}

function makeGroup(
  source: DeclarationSource,
  { additions, steps, kept }: DeclaredInput,
  { name, entity, members, beside }: ToMake,
): Made {
  const { schemas } = source
  const roles = members.map(({ role }) => role)
  const path = beside[0]?.resource.path ?? collectionOf([...roles, ...steps.collecting(name)]) ?? `/${name}`
  const all = [...roles, ...beside.flatMap((collection) => collection.roles)]
  const found = resolveSubject(source, all, path, entity)
  const isKept = all.length === 0 && entity !== undefined && (kept.has(name) || entity.key !== undefined)
  const known =
    (found.ok ? found : subjectOfSteps(source, steps, name, entity)) ??
    (isKept ? openSubject(entity) : undefined)
  if (known === undefined) {
    // What only steps name is reported with its step.
    const pointer = entity?.pointer ?? members[0]?.pointer
    if (!found.ok && found.reason !== undefined && pointer !== undefined) {
      reportNoSubject(source, name, entity, pointer, found.reason)
    }
    const requests = all.flatMap((role) => requestRecords(schemas, role))
    return { ok: false, views: [...(!found.ok && found.record ? [found.record] : []), ...requests] }
  }
  const { record, key, leading, singleton } = { singleton: undefined, ...known }
  const subject: Subject = { name, record, key, leading, ...(singleton && { singleton }) }
  const of: Identified = { roles: all, path, subject, declared: keyOf(entity) === subject.key }
  const decisions = [
    ...members.map((member) => decideMember(source, member, of)),
    ...decideBeside(source, beside, of, additions),
  ]
  if (entity !== undefined) warnKeyless(decisions, subject, entity, source.problems)
  const bound = decisions.flatMap((decision) => decision.bound ?? [])
  return { ok: true, group: { subject, origin: 'declared', declared: entity, bound }, decisions }
}

function collectionOf([first]: Identified['roles']): string | undefined {
  return first && collectionPath(first)
}

function decideMember(
  { schemas, problems }: DeclarationSource,
  { role, pointer, operation }: DeclaredBinding,
  of: Identified,
): Decision {
  const { subject } = of
  const bound = bind(schemas, role, subject)
  const isReported = problems.errors.some(
    (error) => error.pointer !== undefined && isWithin(problems.sourceOf(pointer), error.pointer),
  )
  const unkeyed = whyNoKey(role, subject)
  if (unkeyed !== undefined && !isReported) {
    const message = `${role.action} of ${subject.name}: ${unkeyed}`
    const remedy = 'write key: with a path parameter for each property of the key, in its order'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy })
  }
  if (bound.doubt !== undefined && !isReported) {
    const message = `${role.action} of ${subject.name}: ${bound.doubt}`
    problems.warn({ code: 'MOCKGEN_PERSISTENCE', pointer, message })
  }
  const isPlain = role.parameter === subject.key && subject.leading.length === 0
  const key = isPlain ? undefined : describeKey(role, subject, identification(schemas, of, role))
  const reason = ['x-persistence', key, bound.note].filter((part) => part !== undefined).join('; ')
  return { operation, bound, origin: 'declared', reason }
}
