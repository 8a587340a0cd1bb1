// Checks what declared entities say about properties and about each other.
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { join } from '../../pointers.js'
import type { DeclaredEntity, DeclaredRelationship } from '../declared/declared-entities.js'
import { type Group, scopeOf, type Unresolved } from '../group.js'
import type { Problems } from '../problems.js'
import { isReferable, refersToKey } from '../relationship-target.js'
import type { Schemas, SchemaView } from '../schema-view.js'
import { checkKeyParts, checkSharedKey, checkShownKey } from './check-keys.js'
import { checkLifecycle } from './check-lifecycle.js'
import { checkRelationCycles } from './check-relation-cycles.js'

/** All entities of a document. */
export interface AllEntities {
  readonly groups: readonly Group[]
  /** Declared entities in which something else is wrong already. */
  readonly unresolved: readonly Unresolved[]
  /** Pointer of a unique constraint: in the declaration of the entity, or on the operation that says it. */
  readonly whereUnique: (name: string, index: number) => string
}

/** Reports every name of a property or entity that does not exist, and what contradicts itself. */
export function checkEntities(
  schemas: Schemas,
  { groups, unresolved, whereUnique }: AllEntities,
  problems: Problems,
): void {
  const known = new Map<string, Known>()
  for (const group of groups) known.set(group.subject.name, { group, properties: propertiesOf(group) })
  for (const { name, views } of unresolved) known.set(name, { properties: namesOf(views) })
  const declarations = [
    ...groups.flatMap(({ subject, declared }) => (declared ? [{ name: subject.name, declared }] : [])),
    ...unresolved,
  ]
  const checking: Checking = { schemas, problems, known, whereUnique }
  for (const { name, declared } of declarations) checkEntity(checking, name, declared)
  checkRelationCycles(declarations, problems)
}

/** What is known of an entity: no group means that something is wrong with it, no properties that nothing is known. */
interface Known {
  readonly group?: Group
  readonly properties: ReadonlySet<string>
}

interface Checking extends Pick<AllEntities, 'whereUnique'> {
  readonly schemas: Schemas
  readonly problems: Problems
  readonly known: ReadonlyMap<string, Known>
}

function checkEntity(checking: Checking, name: string, declared: DeclaredEntity): void {
  for (const { property, pointer } of namedProperties(checking, name, declared)) {
    checkProperty(checking, name, property, pointer)
  }
  const group = checking.known.get(name)?.group
  for (const [property, relationship] of declared.relationships) {
    checkProperty(checking, name, property, relationship.pointer)
    checkTarget(checking, relationship)
    const target = checking.known.get(relationship.entity)?.group
    if (group && target) checkSharedKey(group, target, property, relationship, checking.problems)
    checkNullify(checking, group, property, relationship)
    checkEnforced(relationship, checking.problems)
  }
  checkParent(checking, name, declared)
  if (group === undefined) return
  checkVersion(checking, group, declared)
  checkKeyParts(group, declared, checking.problems)
  checkShownKey(group, declared, checking.problems)
  if (declared.lifecycle) checkLifecycle(checking.schemas, group, declared.lifecycle, checking.problems)
}

interface NamedProperty {
  readonly property: string
  readonly pointer: string
}

function namedProperties(
  { whereUnique }: Checking,
  name: string,
  declared: DeclaredEntity,
): readonly NamedProperty[] {
  const at = (...tokens: readonly (string | number)[]) => join(declared.pointer, ...tokens)
  const unique = declared.unique.flatMap((entry, index) => {
    const pointer = whereUnique(name, index)
    if (typeof entry === 'string') return [{ property: entry, pointer }]
    return entry.map((property, position) => ({ property, pointer: join(pointer, position) }))
  })
  const indexes = declared.indexes.map((property, index) => ({ property, pointer: at('indexes', index) }))
  const secrets = (declared.writeOnly ?? []).map((property, index) => ({
    property,
    pointer: at('writeOnly', index),
  }))
  const { lifecycle } = declared
  const set = (lifecycle?.facts.transitions ?? []).flatMap((transition, index) =>
    Object.keys(transition.set ?? {}).map((property) => ({
      property,
      pointer: join(lifecycle?.transitions[index] ?? '', 'set', property),
    })),
  )
  const placed = (entries: ReadonlyMap<string, { readonly pointer: string }> | undefined) =>
    [...(entries ?? [])].map(([property, { pointer }]) => ({ property, pointer }))
  const single = (property: string | undefined, ...tokens: readonly string[]) =>
    property === undefined ? [] : [{ property, pointer: at(...tokens) }]
  return [
    ...unique,
    ...indexes,
    ...secrets,
    ...placed(declared.constraints),
    ...single(declared.timestamps?.created, 'timestamps', 'created'),
    ...single(declared.timestamps?.updated, 'timestamps', 'updated'),
    ...single(declared.version, 'version'),
    ...single(lifecycle?.facts.field, 'lifecycle', 'field'),
    ...set,
    ...placed(declared.generate?.fields),
  ]
}

// A property is known when any schema under which the entity is answered or sent has it.
function propertiesOf({ subject, bound }: Group): ReadonlySet<string> {
  return namesOf([subject.record, ...bound.flatMap(({ schema, request }) => [schema, request])])
}

function namesOf(views: readonly (SchemaView | undefined)[]): ReadonlySet<string> {
  return new Set(views.flatMap((view) => [...(view?.properties.keys() ?? [])]))
}

function checkProperty(
  { known, problems }: Checking,
  entity: string,
  property: string,
  pointer: string,
): boolean {
  const properties = known.get(entity)?.properties ?? new Set()
  if (properties.has(property) || properties.size === 0) return true
  const meant = didYouMean(property, properties)
  problems.error({
    code: 'MOCKGEN_UNKNOWN_PROPERTY',
    pointer,
    message: `${entity} has no property "${property}"`,
    remedy: meant ? `did you mean ${meant}?` : `it has ${[...properties].join(', ')}`,
  })
  return false
}

// What is referred to identifies one record: the key, or a property that is unique by itself.
function checkTarget(checking: Checking, { entity, field, pointer }: DeclaredRelationship): void {
  if (!checkName(checking, entity, join(pointer, 'entity')) || field === undefined) return
  const group = checking.known.get(entity)?.group
  if (group !== undefined && refersToKey(group, field)) return
  if (!checkProperty(checking, entity, field, join(pointer, 'field')) || group === undefined) return
  if (isReferable(group, field)) return
  checking.problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'field'),
    message: `${field} of ${entity} does not identify a record: it is neither the key, ${group.subject.key}, nor unique by itself`,
    remedy: `declare ${field} unique on ${entity}, or refer to ${group.subject.key}`,
  })
}

function checkName({ known, problems }: Checking, entity: string, pointer: string): boolean {
  if (known.has(entity)) return true
  reportUnknownEntity(entity, known.keys(), pointer, problems)
  return false
}

/** Reports the name of an entity that does not exist. */
export function reportUnknownEntity(
  entity: string,
  known: Iterable<string>,
  pointer: string,
  problems: Problems,
): void {
  const names = [...known]
  const meant = didYouMean(entity, names)
  const remedy = meant ? `did you mean ${meant}?` : `known entities are ${names.join(', ') || 'none'}`
  problems.error({ code: 'MOCKGEN_UNKNOWN_ENTITY', pointer, message: `unknown entity "${entity}"`, remedy })
}

function checkNullify(
  { schemas, problems }: Checking,
  group: Group | undefined,
  property: string,
  { onDelete, required, pointer }: DeclaredRelationship,
): void {
  if (onDelete !== 'nullify') return
  const view = group && schemas.property(group.subject.record, property)
  const needsValue = view?.nullable === false && group?.subject.record.required.has(property) === true
  const isKey = group !== undefined && [...group.subject.leading, group.subject.key].includes(property)
  if (required !== true && !needsValue && !isKey) return
  const [why, instead] = isKey
    ? [`${property} is part of the key`, 'relate another property']
    : required === true
      ? ['required: true says that no record is without it', 'leave required out']
      : [`the schema requires ${property}, and it cannot be null`, 'let it be null in the schema']
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'onDelete'),
    message: `onDelete: nullify, but ${why}`,
    remedy: `write cascade or restrict, or ${instead}`,
  })
}

// What is not enforced says nothing about records that must exist.
function checkEnforced(
  { enforce, required, onDelete, pointer }: DeclaredRelationship,
  problems: Problems,
): void {
  if (enforce !== false || (required !== true && onDelete === undefined)) return
  const said = required === true ? 'required: true' : `onDelete: ${onDelete}`
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'enforce'),
    message: `enforce: false, but ${said} is a rule to enforce`,
    remedy: 'leave one of them out',
  })
}

// The path must have a parameter for each value that identifies the parent's record.
function checkParent(checking: Checking, name: string, { parent, pointer }: DeclaredEntity): void {
  if (typeof parent !== 'string' || !checkName(checking, parent, join(pointer, 'parent'))) return
  const [child, holder] = [name, parent].map((entity) => checking.known.get(entity)?.group)
  if (child === undefined || holder === undefined) return
  const scope = scopeOf(child)
  const expected = scopeOf(holder).length + holder.subject.leading.length + 1
  if (scope.length === expected) return
  checking.problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'parent'),
    message: `${expected} path parameters identify a record of ${parent}, but the scope of ${name} is ${scope.join(', ') || 'empty'}`,
    remedy: `write scope: on the operations of ${name}, or a relationship by a property`,
  })
}

function checkVersion(
  { schemas, problems }: Checking,
  { subject }: Group,
  { version, pointer }: DeclaredEntity,
): void {
  const property = version === undefined ? undefined : schemas.property(subject.record, version)
  if (property === undefined || property.type === 'integer' || property.type === 'number') return
  const message = `version: "${version}" counts changes, but is no number`
  const remedy = 'name an integer property'
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: join(pointer, 'version'), message, remedy })
}
