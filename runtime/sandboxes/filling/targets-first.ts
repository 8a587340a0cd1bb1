// In which order entities are filled: those that others refer to come first.
import type { EntitiesFacts } from '../../facts.js'

/** The names of all entities, targets of relationships before what refers to them, parents before what they hold. */
// Depth first; of entities that refer to each other in a circle the first stays first.
export function targetsFirst(facts: EntitiesFacts): readonly string[] {
  const visited = new Set<string>()
  const order: string[] = []
  const visit = (name: string): void => {
    const entity = Object.hasOwn(facts, name) ? facts[name] : undefined
    if (entity === undefined || visited.has(name)) return
    visited.add(name)
    const targets = Object.values(entity.relationships ?? {}).map((relationship) => relationship.entity)
    for (const target of entity.parent === undefined ? targets : [entity.parent, ...targets]) visit(target)
    order.push(name)
  }
  for (const name of Object.keys(facts)) visit(name)
  return order
}
