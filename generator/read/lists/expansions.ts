// Related records that a list answers along: what the names of relations stand for.

import type { ExpandFacts, RelationFacts, RelationshipFacts } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { DeclarationSource } from '../declared/declared-entities.js'
import type { DeclaredProperties } from '../declared/declared-lists.js'
import type { Group } from '../group.js'
import type { KnownEntities } from '../program-facts.js'
import { sameName, singularWords, wordsOf } from '../words.js'

/**
 * The relations of a list by name. A name stands for what a property refers to (`author` and `authorId` for `authorId`), or for
 * the records of another entity that refer to this one (`comments`). Without names all relations are meant that there are.
 */
export function resolveExpansion(
  { problems }: DeclarationSource,
  { parameter, names }: DeclaredProperties,
  group: Group,
  known: KnownEntities,
): ExpandFacts | undefined {
  const all = relationsOf(group, known)
  const wanted = names ?? [...all.keys()].map((name) => ({ name, pointer: '' }))
  const relations = wanted.flatMap(({ name, pointer }) => {
    const relation = all.get(name) ?? byName(group, known, name)
    if (relation !== undefined) return name === '__proto__' ? [] : [[name, relation] as const]
    const meant = didYouMean(name, all.keys())
    problems.error({
      code: 'MOCKGEN_UNKNOWN_PROPERTY',
      pointer,
      message: `"${name}" is no relation of ${group.subject.name}`,
      remedy: meant
        ? `did you mean ${meant}?`
        : `its relations are ${[...all.keys()].join(', ') || 'none'}; declare it under relationships`,
    })
    return []
  })
  if (relations.length === 0) return undefined
  return { ...(parameter !== undefined && { parameter }), relations: Object.fromEntries(relations) }
}

function relationsOf(group: Group, known: KnownEntities): ReadonlyMap<string, RelationFacts> {
  const found = new Map<string, RelationFacts>()
  for (const [property, { entity }] of foreignKeysOf(group)) {
    const relation = { entity, property }
    found.set(relationName(property, entity), relation)
    found.set(property, relation)
  }
  for (const [name, other] of known) {
    for (const [property, { entity }] of foreignKeysOf(other)) {
      if (entity === group.subject.name && !found.has(name)) found.set(name, { entity: name, by: property })
    }
  }
  return found
}

function foreignKeysOf({ declared, foreignKeys }: Group): readonly (readonly [string, RelationshipFacts])[] {
  return [...(declared?.relationships ?? []), ...(foreignKeys ?? [])]
}

// `authorId` and `author_id` are the author; a property of another name is called like what it refers to, and so are several keys.
function relationName(property: string, entity: string): string {
  if (/(ids|Ids|IDs)$/.test(property)) return entity
  const short = property.replace(/[_-]?(id|Id|ID|key|Key)$/, '')
  return short !== '' && short !== property ? short : singularWords(wordsOf(entity)).join('')
}

// Answering a record along enforces nothing, so that here the names of properties are enough.
function byName({ subject }: Group, known: KnownEntities, name: string): RelationFacts | undefined {
  const refers = (property: string, entity: string) =>
    sameName(property, `${singularWords(wordsOf(entity)).join('-')}-id`)
  for (const property of subject.record.properties.keys()) {
    const entity = [...known.keys()].find((other) => refers(property, other))
    if (entity !== undefined && (name === property || name === relationName(property, entity)))
      return { entity, property }
  }
  const other = known.get(name)
  const by = [...(other?.subject.record.properties.keys() ?? [])].find((property) =>
    refers(property, subject.name),
  )
  return by === undefined ? undefined : { entity: name, by }
}
