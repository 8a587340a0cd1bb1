// The facts of entities: what its schemas, its operations and its declaration say together.
import type { EntityFacts, GenerateFacts, GenerateKey, RelationshipFacts } from '@mockgen/runtime'
import { toFragment } from '../pointers.js'
import type { DeclaredEntity } from './declared/declared-entities.js'
import { holdsExpressions } from './declared/templates.js'
import { type Group, scopeOf } from './group.js'
import { chooseGenerateKey } from './keys.js'
import { writeOnlyOf } from './request-only.js'
import { isScalar, type Schemas } from './schema-view.js'
import { sameName } from './words.js'

/** What is known of an entity besides its group. */
export interface Around {
  /** The entity that holds its records. */
  readonly parent: string | undefined
  /** Properties by which something else finds its records. */
  readonly soughtBy: readonly string[]
  /** How many records are made up, as the root says. */
  readonly count: number | undefined
  /** True when a field of a relationship is the key of its entity, which facts do not say. */
  readonly isKey: (relationship: RelationshipFacts) => boolean
  /** Pointer under which the user wrote what stands at a pointer. */
  readonly sourceOf: (pointer: string) => string
}

/** Assembles the facts of an entity. */
export function assembleEntity(schemas: Schemas, group: Group, around: Around): EntityFacts {
  const { declared } = group
  const scope = scopeOf(group)
  const indexes = indexesOf(schemas, group, around)
  const made = generateOf(declared, around)
  const writeOnly = writeOnlyOf(group)
  const { lifecycle, pointer = '' } = declared ?? {}
  return {
    ...(holdsExpressions([lifecycle?.facts, made]) && { declaredAt: around.sourceOf(pointer) }),
    schemas: schemasOf(group),
    ...keyFacts(schemas, group),
    ...(scope.length > 0 && { scope }),
    ...scopeProperties(schemas, group, scope),
    ...(around.parent !== undefined && { parent: around.parent }),
    ...(declared && declared.unique.length > 0 && { unique: structuredClone(declared.unique) }),
    ...(indexes.length > 0 && { indexes }),
    ...(writeOnly.length > 0 && { writeOnly: [...writeOnly] }),
    ...relationshipsOf(group, around),
    ...(declared?.timestamps && { timestamps: declared.timestamps }),
    ...(declared?.version !== undefined && { version: declared.version }),
    ...declared?.lifetime,
    ...(group.ownTtl && { ownTtl: true }),
    ...(declared && constraintsOf(declared)),
    ...(lifecycle && { lifecycle: lifecycle.facts }),
    ...made,
    ...(group.cached && { cached: true }),
  }
}

function keyFacts(schemas: Schemas, group: Group): Pick<EntityFacts, 'key' | 'singleton' | 'generateKey'> {
  const { subject, declared } = group
  const { key, leading, singleton } = subject
  if (singleton !== undefined) return { key: [], singleton, generateKey: 'none' }
  return {
    key: leading.length === 0 ? key : [...leading, key],
    generateKey: declared?.generateKey ?? generateKeyOf(schemas, group),
  }
}

// The record's own schema comes first, whatever the operations answer. What steps alone keep may have none.
function schemasOf({ subject, bound }: Group): readonly string[] {
  const answered = bound.map(({ schema }) => schema?.pointer).filter((pointer) => pointer !== undefined)
  const pointers = [subject.record.pointer, ...answered].filter((pointer) => pointer !== '')
  return [...new Set(pointers)].map(toFragment)
}

function generateKeyOf(schemas: Schemas, { subject, bound }: Group): GenerateKey {
  const key = schemas.property(subject.record, subject.key)
  const create = bound.find(({ facts }) => facts.action === 'create')
  if (key === undefined) return 'uuid'
  // Where records are only put under a key of the client's choice, none is ever made.
  if (create === undefined && key.type === 'string' && bound.length > 0) return 'none'
  return chooseGenerateKey(key, subject.key, create?.request)
}

// Those that were inferred from names such as `authorId` are not enforced: that would refuse what clients of an API without
// that rule may send. The keys in the path are another matter: they are part of the record's identity.
function relationshipsOf(
  { declared, foreignKeys = new Map() }: Group,
  { isKey }: Around,
): { readonly relationships?: Record<string, RelationshipFacts> } {
  const facts = [...(declared?.relationships ?? [])].map(([property, relationship]) => {
    const { pointer: _pointer, field, ...others } = relationship
    const named = field !== undefined && !isKey(relationship)
    return [property, { ...others, ...(named && { field }) }] as const
  })
  const all = [...facts, ...foreignKeys]
  return all.length > 0 ? { relationships: Object.fromEntries(all) } : {}
}

function constraintsOf({ constraints }: DeclaredEntity): Pick<EntityFacts, 'constraints'> {
  if (constraints.size === 0) return {}
  return {
    constraints: Object.fromEntries([...constraints].map(([property, { keywords }]) => [property, keywords])),
  }
}

// What the entity says stands above what the root says. Rules for properties alone make nothing up by themselves.
function generateOf(
  declared: DeclaredEntity | undefined,
  around: Around,
): { readonly generate?: GenerateFacts } {
  const { generate } = declared ?? {}
  const count = generate?.count ?? around.count
  if (generate === undefined && count === undefined) return {}
  const fields = [...(generate?.fields ?? [])].map(([property, { field }]) => [property, field] as const)
  return {
    generate: { count: count ?? 0, ...(fields.length > 0 && { fields: Object.fromEntries(fields) }) },
  }
}

// A free sort parameter takes any property; only those a contract enumerates are worth an index each.
const mostSorted = 16

function indexesOf(
  schemas: Schemas,
  { subject, declared, bound }: Group,
  { soughtBy }: Around,
): readonly string[] {
  const used = bound.flatMap(({ facts }) => {
    if (facts.action !== 'list') return []
    const sorted = [...new Set(Object.values(facts.sort?.properties ?? {}))]
    // What the path holds of the key selects too.
    const held = subject.leading.slice(0, facts.key?.length ?? 0)
    const filtered = Object.values(facts.filters ?? {}).map((filter) =>
      typeof filter === 'string' ? filter : filter.property,
    )
    return [...held, ...filtered, ...(sorted.length <= mostSorted ? sorted : [])]
  })
  const scalar = used.filter((name) => {
    const property = schemas.property(subject.record, name)
    return (
      (name !== subject.key || subject.leading.length > 0) && (property === undefined || isScalar(property))
    )
  })
  const isUnique = (name: string) => declared?.unique.some((entry) => [entry].flat().join() === name)
  const sought = soughtBy.filter(
    (name) => !isUnique(name) && (name !== subject.key || subject.leading.length > 0),
  )
  const related = [...(declared?.relationships ?? [])].flatMap(([name, { enforce }]) =>
    enforce === false ? [] : [name],
  )
  return [...new Set([...(declared?.indexes ?? []), ...related, ...sought, ...scalar])]
}

/** The properties of a record that hold the values of its scope: `projectId` of a task in `/projects/{projectId}/tasks`. */
export function scopeProperties(
  schemas: Schemas,
  { subject }: Group,
  scope: readonly string[],
): { readonly scopeProperties?: Record<string, string> } {
  const found = scope.flatMap((parameter) => {
    for (const name of subject.record.properties.keys()) {
      const property = schemas.property(subject.record, name)
      const fits =
        name !== subject.key &&
        !subject.leading.includes(name) &&
        sameName(name, parameter) &&
        property !== undefined &&
        isScalar(property)
      if (fits) return [[parameter, name] as const]
    }
    return []
  })
  return found.length > 0 ? { scopeProperties: Object.fromEntries(found) } : {}
}
