// The entities of a model: their facts, and the rules that hold for them with where each comes from.
import type { RelationshipFacts } from '@mockgen/runtime'
import type { EntityModel } from '../model.js'
import type { DeclarationSource } from './declared/declared-entities.js'
import type { DeclaredRoot } from './declared/declared-root.js'
import type { DeclaredScheme } from './declared/declared-security.js'
import { assembleEntity } from './entities.js'
import { explainConstraints } from './entity-constraints.js'
import type { Group } from './group.js'
import { refersToKey } from './relationship-target.js'

/** What entities are assembled from. */
export interface Assembling {
  readonly groups: readonly Group[]
  readonly parents: ReadonlyMap<string, string>
  readonly root: DeclaredRoot
  readonly schemes: readonly DeclaredScheme[]
  /** Pointer of a unique constraint of an entity. */
  readonly whereUnique: (name: string, index: number) => string
}

/** Assembles all entities, in the order of their groups. */
export function assembleEntities(
  { schemas, problems }: DeclarationSource,
  { groups, parents, root, schemes, whereUnique }: Assembling,
): readonly EntityModel[] {
  const byName = new Map(groups.map((group) => [group.subject.name, group]))
  const isKey = ({ entity, field }: RelationshipFacts) => {
    const target = byName.get(entity)
    return target !== undefined && field !== undefined && refersToKey(target, field)
  }
  return groups.map((group) => {
    const { name } = group.subject
    const counted = root.counts.get(name)
    const asked = schemes.flatMap(({ facts }) => (facts.entity === name ? [facts.key] : []))
    const facts = assembleEntity(schemas, group, {
      parent: parents.get(name),
      soughtBy: [...asked, ...(group.sought ?? [])],
      count: counted?.count,
      isKey,
      sourceOf: problems.sourceOf,
    })
    const constraints = explainConstraints({
      group,
      facts,
      whereUnique: (index) => whereUnique(name, index),
      count: counted?.pointer,
      sourceOf: problems.sourceOf,
    })
    return { name, facts, origin: group.origin, constraints }
  })
}
