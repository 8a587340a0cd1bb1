// Declared entities with their operations: those that name the entity, and those that stand beside them undeclared.

import { join } from '../pointers.js'
import { collectionPath, findBeside } from './beside.js'
import { bind } from './bindings.js'
import type { DeclarationSource, DeclaredEntity } from './declared-entities.js'
import type { DeclaredOperation } from './declared-operations.js'
import type { DeclaredRoot } from './declared-root.js'
import type { Group, Grouped } from './group.js'
import { type Decision, decide, rolesOf } from './infer.js'
import { isKey } from './keys.js'
import type { Operation } from './operations.js'
import type { Resource } from './paths.js'
import type { Subject } from './record-places.js'
import { findSubject } from './subjects.js'
import { didYouMean } from './words.js'

/** What declared groups are made from; `resources` holds undeclared operations only. */
export interface DeclaredInput {
  readonly operations: readonly Operation[]
  readonly resources: readonly Resource[]
  readonly root: DeclaredRoot
  readonly declared: ReadonlyMap<string, DeclaredOperation>
}

type Member = Extract<DeclaredOperation, { kind: 'bound' }>

/** The entities that the document names, and the names. */
export function groupDeclared(
  source: DeclarationSource,
  input: DeclaredInput,
): Grouped & { readonly names: readonly string[] } {
  const { operations, root, declared } = input
  const byName = membersByName(operations, root, declared)
  const claimed = new Set<Resource>()
  const groups: Group[] = []
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
    const group = makeGroup(source, name, entity, alignScopes(source, name, members), resource)
    if (group === undefined) continue
    groups.push(group.group)
    decisions.push(...group.decisions)
  }
  return { groups, decisions, names: [...byName.keys()] }
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

function makeGroup(
  source: DeclarationSource,
  name: string,
  declared: DeclaredEntity | undefined,
  members: readonly Member[],
  resource: Resource | undefined,
): { readonly group: Group; readonly decisions: readonly Decision[] } | undefined {
  const { schemas } = source
  const roles = members.map(({ role }) => role)
  const [first] = roles
  const creatable = roles.some(({ action }) => action === 'create')
  const beside = resource
    ? rolesOf(resource, creatable).filter(({ scope }) => !first || scope.length === first.scope.length)
    : []
  const path = resource?.path ?? (first ? collectionPath(first) : `/${name}`)
  const found = findSubject(schemas, [...roles, ...beside], path, {
    record: declared?.record,
    key: declared?.key,
  })
  if (!found.ok || !checkKey(source, found, declared)) {
    if (!found.ok) reportNoSubject(source, name, declared, members, found.reason)
    return undefined
  }
  const subject: Subject = { name, record: found.record, key: found.key }
  const decisions = [
    ...members.map((member) => decideMember(source, member, subject)),
    ...(resource ? decide(schemas, resource, beside, subject) : []),
  ]
  const bound = decisions.flatMap((decision) => decision.bound ?? [])
  return { group: { subject, origin: 'declared', declared, bound }, decisions }
}

function decideMember(
  { schemas, problems }: DeclarationSource,
  { role, pointer }: Member,
  subject: Subject,
): Decision {
  const bound = bind(schemas, role, subject)
  const isReported = problems.errors.some((error) => error.pointer?.startsWith(pointer))
  if (bound.doubt !== undefined && !isReported) {
    const message = `${role.action} of ${subject.name}: ${bound.doubt}`
    problems.warn({ code: 'MOCKGEN_PERSISTENCE', pointer, message })
  }
  const key =
    role.parameter === undefined || role.parameter === subject.key
      ? ''
      : `; key ${role.parameter} is the property ${subject.key}`
  return { operation: role.operation, bound, origin: 'declared', reason: `x-persistence${key}` }
}

function checkKey(
  { schemas, problems }: DeclarationSource,
  subject: Omit<Subject, 'name'>,
  declared: DeclaredEntity | undefined,
): boolean {
  const property = schemas.property(subject.record, subject.key)
  if (isKey(property)) return true
  const pointer = join(declared?.pointer ?? '', 'key')
  if (property === undefined) {
    const meant = didYouMean(subject.key, subject.record.properties.keys())
    const remedy = meant
      ? `did you mean ${meant}?`
      : `the record has ${[...subject.record.properties.keys()].join(', ')}`
    const message = `the key "${subject.key}" is no property of the record`
    problems.error({ code: 'MOCKGEN_UNKNOWN_PROPERTY', pointer, message, remedy })
  } else {
    const message = `the key "${subject.key}" is neither a string nor an integer`
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer,
      message,
      remedy: 'name a property that identifies a record',
    })
  }
  return false
}

function reportNoSubject(
  { problems }: DeclarationSource,
  name: string,
  declared: DeclaredEntity | undefined,
  members: readonly Member[],
  reason: string,
): void {
  const pointer = declared?.pointer ?? members[0]?.pointer ?? ''
  problems.error({
    code: declared ? 'MOCKGEN_PERSISTENCE' : 'MOCKGEN_UNKNOWN_ENTITY',
    pointer,
    message: `entity ${name}: ${reason}`,
    remedy: `declare schema: and key: of ${name} under x-persistence.entities`,
  })
}
