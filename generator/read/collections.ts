// The paths at which the records of each entity stand, and whose items stand above them.
import type { Decision } from './infer.js'
import { lastParameter, pathAbove, shapeOf } from './paths.js'

/** The collections of all entities. */
export interface Collections {
  /** The paths on which records of an entity are listed and created, and of which there are items. */
  pathsOf(entity: string): ReadonlySet<string>
  /** The entities of whose items a path of the entity says which one is meant: owners and pets, of `/owners/{id}/pets/{petId}/visits`. */
  holdersOf(entity: string): ReadonlySet<string>
}

/** Most segments of a path, from its end, that are looked at. */
const maxSegments = 32

/** Collects the collections from what the operations do. */
export function collectionsOf(decisions: Iterable<Decision>): Collections {
  const paths = new Map<string, Set<string>>()
  const entities = new Map<string, Set<string>>()
  for (const { operation, bound } of decisions) {
    if (bound === undefined) continue
    const { entity, action } = bound.facts
    const isItem = lastParameter(operation.path) !== undefined
    if (!isItem && action !== 'list' && action !== 'create') continue
    const path = isItem ? pathAbove(operation.path) : operation.path
    add(paths, entity, path)
    add(entities, shapeOf(path), entity)
  }
  return {
    pathsOf: (entity) => paths.get(entity) ?? new Set(),
    holdersOf(entity) {
      const items = [...(paths.get(entity) ?? [])].flatMap(itemsAbove)
      return new Set(items.flatMap((item) => [...(entities.get(shapeOf(pathAbove(item))) ?? [])]))
    },
  }
}

function itemsAbove(path: string): readonly string[] {
  const found: string[] = []
  let at = pathAbove(path)
  for (let segments = 0; at !== '' && segments < maxSegments; segments++, at = pathAbove(at)) {
    if (lastParameter(at) !== undefined) found.push(at)
  }
  return found
}

function add(sets: Map<string, Set<string>>, name: string, value: string): void {
  const known = sets.get(name)
  if (known === undefined) sets.set(name, new Set([value]))
  else known.add(value)
}
