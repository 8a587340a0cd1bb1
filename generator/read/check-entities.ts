// Checks what declared entities say about properties and about each other.
import type { Diagnostic } from '../diagnostics.js'
import { join } from '../pointers.js'
import type { DeclaredEntity, DeclaredRelationship } from './declared-entities.js'
import type { Group } from './group.js'
import type { Problems } from './problems.js'
import type { Schemas } from './schema-view.js'
import { didYouMean } from './words.js'

/** Reports every name of a property or entity that does not exist. */
export function checkEntities(schemas: Schemas, groups: readonly Group[], problems: Problems): void {
  const byName = new Map(groups.map((group) => [group.subject.name, group]))
  for (const group of groups) {
    if (group.declared === undefined) continue
    for (const { name, pointer } of namedProperties(group.declared))
      checkProperty(group, name, pointer, problems)
    for (const [property, relationship] of group.declared.relationships) {
      checkProperty(group, property, relationship.pointer, problems)
      checkRelationship(relationship, byName, problems)
    }
    checkVersion(schemas, group, group.declared, problems)
  }
}

function namedProperties(
  declared: DeclaredEntity,
): readonly { readonly name: string; readonly pointer: string }[] {
  const at = (...tokens: readonly (string | number)[]) => join(declared.pointer, ...tokens)
  const unique = declared.unique.flatMap((entry, index) =>
    typeof entry === 'string'
      ? [{ name: entry, pointer: at('unique', index) }]
      : entry.map((name, position) => ({ name, pointer: at('unique', index, position) })),
  )
  const indexes = declared.indexes.map((name, index) => ({ name, pointer: at('indexes', index) }))
  const { created, updated } = declared.timestamps ?? {}
  return [
    ...unique,
    ...indexes,
    ...(created === undefined ? [] : [{ name: created, pointer: at('timestamps', 'created') }]),
    ...(updated === undefined ? [] : [{ name: updated, pointer: at('timestamps', 'updated') }]),
    ...(declared.version === undefined ? [] : [{ name: declared.version, pointer: at('version') }]),
  ]
}

// A property is known when any schema under which the entity is answered or sent has it.
function propertiesOf({ subject, bound }: Group): ReadonlySet<string> {
  const views = [subject.record, ...bound.flatMap(({ schema, request }) => [schema, request])]
  return new Set(views.flatMap((view) => [...(view?.properties.keys() ?? [])]))
}

function checkProperty(group: Group, name: string, pointer: string, problems: Problems): void {
  const known = propertiesOf(group)
  if (known.has(name) || known.size === 0) return
  const meant = didYouMean(name, known)
  problems.error({
    code: 'MOCKGEN_UNKNOWN_PROPERTY',
    pointer,
    message: `${group.subject.name} has no property "${name}"`,
    remedy: meant ? `did you mean ${meant}?` : `it has ${[...known].join(', ')}`,
  })
}

function checkRelationship(
  { entity, field, pointer }: DeclaredRelationship,
  groups: ReadonlyMap<string, Group>,
  problems: Problems,
): void {
  const target = groups.get(entity)
  if (target === undefined) {
    // An entity that is declared but was refused has its own diagnostic already.
    const meant = didYouMean(entity, groups.keys())
    const code: Diagnostic['code'] = 'MOCKGEN_UNKNOWN_ENTITY'
    const remedy = meant
      ? `did you mean ${meant}?`
      : `known entities are ${[...groups.keys()].join(', ') || 'none'}`
    problems.error({ code, pointer: join(pointer, 'entity'), message: `unknown entity "${entity}"`, remedy })
    return
  }
  if (field === undefined || field === target.subject.key) return
  checkProperty(target, field, join(pointer, 'field'), problems)
  if (!propertiesOf(target).has(field)) return
  const message = `a relationship refers to the key of ${entity}, ${target.subject.key}; ${field} is not supported yet`
  problems.warn({ code: 'MOCKGEN_PERSISTENCE', pointer: join(pointer, 'field'), message })
}

function checkVersion(
  schemas: Schemas,
  { subject }: Group,
  declared: DeclaredEntity,
  problems: Problems,
): void {
  const { version } = declared
  const property = version === undefined ? undefined : schemas.property(subject.record, version)
  if (property === undefined || property.type === 'integer' || property.type === 'number') return
  const message = `version: "${version}" counts changes, but is no number`
  const remedy = 'name an integer property'
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: join(declared.pointer, 'version'), message, remedy })
}
