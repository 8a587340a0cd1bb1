// The facts of entities: what its schemas, its operations and its declaration say together.
import type { GenerateKey, RelationshipFacts } from '@mockgen/runtime'
import type { EntityModel } from '../model.js'
import { toFragment } from '../pointers.js'
import type { DeclaredEntity } from './declared-entities.js'
import { type Group, scopeOf } from './group.js'
import { chooseGenerateKey } from './keys.js'
import { isScalar, type Schemas } from './schema-view.js'
import { sameName } from './words.js'

/** Assembles an entity; `parent` is the one that holds its records. */
export function assembleEntity(schemas: Schemas, group: Group, parent: string | undefined): EntityModel {
  const { subject, declared, origin } = group
  const scope = scopeOf(group)
  const indexes = indexesOf(schemas, group)
  const facts: EntityModel['facts'] = {
    schemas: schemasOf(group),
    key: subject.leading.length === 0 ? subject.key : [...subject.leading, subject.key],
    generateKey: declared?.generateKey ?? generateKeyOf(schemas, group),
    ...(scope.length > 0 && { scope }),
    ...scopeProperties(schemas, group, scope),
    ...(parent !== undefined && { parent }),
    ...(declared && declared.unique.length > 0 && { unique: structuredClone(declared.unique) }),
    ...(indexes.length > 0 && { indexes }),
    ...(declared && relationshipsOf(declared)),
    ...(declared?.timestamps && { timestamps: declared.timestamps }),
    ...(declared?.version !== undefined && { version: declared.version }),
    ...declared?.lifetime,
  }
  return { name: subject.name, facts, origin }
}

// The record's own schema comes first, whatever the operations answer.
function schemasOf({ subject, bound }: Group): readonly string[] {
  const answered = bound.map(({ schema }) => schema?.pointer).filter((pointer) => pointer !== undefined)
  return [...new Set([subject.record.pointer, ...answered])].map(toFragment)
}

function generateKeyOf(schemas: Schemas, { subject, bound }: Group): GenerateKey {
  const key = schemas.property(subject.record, subject.key)
  const create = bound.find(({ facts }) => facts.action === 'create')
  if (key === undefined) return 'uuid'
  // Where records are only put under a key of the client's choice, none is ever made.
  if (create === undefined && key.type === 'string' && bound.length > 0) return 'none'
  return chooseGenerateKey(key, subject.key, create?.request)
}

// Foreign keys are not inferred from names such as `authorId`: a reference that is enforced would refuse what clients of
// an API without that rule may send. The keys in the path are another matter: they are part of the record's identity.
function relationshipsOf(declared: DeclaredEntity): {
  readonly relationships?: Record<string, RelationshipFacts>
} {
  const facts = [...declared.relationships].map(([property, { entity, required, onDelete }]) => [
    property,
    { entity, ...(required !== undefined && { required }), ...(onDelete !== undefined && { onDelete }) },
  ])
  return facts.length > 0 ? { relationships: Object.fromEntries(facts) } : {}
}

// A free sort parameter takes any property; only those a contract enumerates are worth an index each.
const mostSorted = 16

function indexesOf(schemas: Schemas, { subject, declared, bound }: Group): readonly string[] {
  const used = bound.flatMap(({ facts }) => {
    if (facts.action !== 'list') return []
    const sorted = [...new Set(Object.values(facts.sort?.properties ?? {}))]
    // What the path holds of the key selects too.
    const held = subject.leading.slice(0, facts.key?.length ?? 0)
    return [...held, ...Object.values(facts.filters ?? {}), ...(sorted.length <= mostSorted ? sorted : [])]
  })
  const scalar = used.filter((name) => {
    const property = schemas.property(subject.record, name)
    return (
      (name !== subject.key || subject.leading.length > 0) && (property === undefined || isScalar(property))
    )
  })
  return [...new Set([...(declared?.indexes ?? []), ...(declared?.relationships.keys() ?? []), ...scalar])]
}

// `/projects/{projectId}/tasks` with a property projectId in the task.
function scopeProperties(
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
