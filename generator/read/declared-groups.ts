// Declared entities with their operations: those that name the entity, and those that stand beside them undeclared.
import { join } from '../pointers.js'
import { collectionPath, findBeside } from './beside.js'
import { bind } from './bindings.js'
import { warnKeyless } from './check-keys.js'
import type { DeclarationSource, DeclaredEntity } from './declared-entities.js'
import { keyOf, leadingOf } from './declared-key.js'
import type { DeclaredOperation } from './declared-operations.js'
import type { DeclaredRoot } from './declared-root.js'
import { reportNoSubject, resolveSubject } from './declared-subject.js'
import type { Group, Grouped, Unresolved } from './group.js'
import { type Decision, decide, describeKey, rolesOf } from './infer.js'
import { whyNoKey, withKeyParts } from './key-parts.js'
import type { Operation } from './operations.js'
import type { Resource } from './paths.js'
import type { Subject } from './record-places.js'
import type { SchemaView } from './schema-view.js'
import { type Identified, identification, requestRecords } from './subjects.js'
import { didYouMean } from './words.js'

/** What declared groups are made from; `resources` holds undeclared operations only. */
export interface DeclaredInput {
  readonly operations: readonly Operation[]
  readonly resources: readonly Resource[]
  readonly root: DeclaredRoot
  readonly declared: ReadonlyMap<string, DeclaredOperation>
}

type Member = Extract<DeclaredOperation, { kind: 'bound' }>

/** Declared entities: all names that the document gives, and those that could not be made. */
export interface DeclaredGroups extends Grouped {
  readonly names: readonly string[]
  readonly unresolved: readonly Unresolved[]
}

/** The entities that the document names. */
export function groupDeclared(source: DeclarationSource, input: DeclaredInput): DeclaredGroups {
  const { operations, root, declared } = input
  const byName = membersByName(operations, root, declared)
  const claimed = new Set<Resource>()
  const groups: Group[] = []
  const unresolved: Unresolved[] = []
  const decisions: Decision[] = operations.flatMap((operation) => {
    const found = declared.get(operation.id)
    return found?.kind === 'stateless' ? [{ operation, origin: 'declared', reason: found.reason }] : []
  })
  for (const [name, members] of byName) {
    const entity = root.entities.get(name)
    if (entity === undefined && isUnknown(source, name, members, byName, root)) continue
    const resource = findBeside(source.schemas, {
      name,
      entity,
      roles: members.map(({ role }) => role),
      resources: input.resources,
      claimed,
    })
    if (resource !== undefined) claimed.add(resource)
    const placed = members.map((member) => ({
      ...member,
      role: withKeyParts(member.role, leadingOf(entity)),
    }))
    const made = makeGroup(source, name, entity, alignScopes(source, name, placed), resource)
    if (made.ok) {
      groups.push(made.group)
      decisions.push(...made.decisions)
    } else if (entity !== undefined) unresolved.push({ name, declared: entity, views: made.views })
  }
  return { groups, decisions, names: [...byName.keys()], unresolved }
}

function membersByName(
  operations: readonly Operation[],
  root: DeclaredRoot,
  declared: ReadonlyMap<string, DeclaredOperation>,
): ReadonlyMap<string, readonly Member[]> {
  const found = new Map<string, Member[]>([...root.entities.keys()].map((name) => [name, []]))
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
  members: readonly Member[],
  byName: ReadonlyMap<string, readonly Member[]>,
  root: DeclaredRoot,
): boolean {
  const others = [...byName].filter(
    ([other, theirs]) => root.entities.has(other) || (members.length === 1 && theirs.length > 1),
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
  members: readonly Member[],
): readonly Member[] {
  const lengths = new Set(members.map(({ role }) => role.scope.length))
  if (lengths.size < 2) return members
  for (const { pointer, role } of members) {
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

function makeGroup(
  source: DeclarationSource,
  name: string,
  declared: DeclaredEntity | undefined,
  members: readonly Member[],
  resource: Resource | undefined,
): Made {
  const { schemas } = source
  const roles = members.map(({ role }) => role)
  const [first] = roles
  const creatable = roles.some(({ action }) => action === 'create')
  const beside = resource
    ? rolesOf(resource, creatable)
        .map((role) => withKeyParts(role, leadingOf(declared)))
        .filter(({ scope }) => !first || scope.length === first.scope.length)
    : []
  const path = resource?.path ?? (first ? collectionPath(first) : `/${name}`)
  const all = [...roles, ...beside]
  const found = resolveSubject(source, all, path, declared)
  if (!found.ok) {
    if (found.reason !== undefined) {
      const pointer = declared?.pointer ?? members[0]?.pointer ?? ''
      reportNoSubject(source, name, declared, pointer, found.reason)
    }
    const requests = all.flatMap((role) => requestRecords(schemas, role))
    return { ok: false, views: [...(found.record ? [found.record] : []), ...requests] }
  }
  const subject: Subject = { name, record: found.record, key: found.key, leading: found.leading }
  const of: Identified = { roles: all, path, subject, declared: keyOf(declared) === subject.key }
  const decisions = [
    ...members.map((member) => decideMember(source, member, of)),
    ...(resource ? decide(schemas, resource, beside, of) : []),
  ]
  if (declared !== undefined) warnKeyless(decisions, subject, declared, source.problems)
  const bound = decisions.flatMap((decision) => decision.bound ?? [])
  return { ok: true, group: { subject, origin: 'declared', declared, bound }, decisions }
}

function decideMember(
  { schemas, problems }: DeclarationSource,
  { role, pointer }: Member,
  of: Identified,
): Decision {
  const { subject } = of
  const bound = bind(schemas, role, subject)
  const isReported = problems.errors.some((error) => error.pointer?.startsWith(pointer))
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
  return { operation: role.operation, bound, origin: 'declared', reason }
}
