// Which undeclared operations stand beside an entity: those of its collections.
import type { DeclaredEntity } from './declared/declared-entities.js'
import { isResource, rolesOf } from './infer.js'
import { nameOf } from './names.js'
import { lastParameter, pathAbove, type Resource, shapeOf } from './paths.js'
import type { Role } from './roles.js'
import type { Schemas } from './schema-view.js'
import { findSubject } from './subjects.js'
import { compact, nounOf } from './words.js'

/** An entity and the collections it may have. */
export interface Beside {
  readonly name: string
  readonly entity: DeclaredEntity | undefined
  readonly roles: readonly Role[]
  readonly collections: Collections
  readonly claimed: ReadonlySet<Resource>
}

/** The collections of a document by what is asked about them, each answer in the document's order. */
export interface Collections {
  /** Those at paths of these shapes. */
  shaped(shapes: ReadonlySet<string>): readonly Resource[]
  /** Those of the same name, then those of the same noun. */
  named(name: string): readonly Resource[]
  /** Those that hold what stands at a pointer, as far as their operations tell. */
  holding(pointer: string): readonly Resource[]
  /** True for one that is called like a declared entity which is not this one: it holds that one's records, even under the same schema. */
  isOfAnother(resource: Resource, name: string): boolean
}

/** Looks at every collection once at most: entities may be many, and so may collections. `declared` are names of entities. */
export function createCollections(
  schemas: Schemas,
  resources: readonly Resource[],
  declared: Iterable<string>,
): Collections {
  const indexBy = (keyOf: (resource: Resource) => string) => once(() => groupBy(resources, keyOf))
  const byShape = indexBy(({ path }) => shapeOf(path))
  const byName = indexBy(({ path }) => compact(nameOf(path)))
  const byNoun = indexBy(({ path }) => nounOf(nameOf(path)))
  const byRecord = indexBy((resource) => {
    return findSubject(schemas, rolesOf(resource), resource.path).record?.pointer ?? ''
  })
  const ranks = once(() => new Map(resources.map((resource, rank) => [resource, rank])))
  const rankOf = (resource: Resource) => ranks().get(resource) ?? 0
  const declaredByNoun = once(() => groupBy([...declared], nounOf))
  return {
    shaped: (shapes) =>
      [...shapes]
        .flatMap((shape) => byShape().get(shape) ?? [])
        .sort((left, right) => rankOf(left) - rankOf(right)),
    named: (name) => [...(byName().get(compact(name)) ?? []), ...(byNoun().get(nounOf(name)) ?? [])],
    holding: (pointer) => byRecord().get(pointer) ?? [],
    isOfAnother: ({ path }, name) =>
      declaredByNoun()
        .get(nounOf(nameOf(path)))
        ?.some((other) => other !== name) ?? false,
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const known = groups.get(key)
    if (known) known.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/**
 * The collections whose undeclared operations belong to the entity, the one that tells most about it first: where its operations
 * are, the one of its name, and those of its schema. Without a schema it is one, where its operations are or else the one
 * of its name: `/me` that reads users says that the users of `/users` are meant.
 */
export function findBeside({ name, entity, roles, collections, claimed }: Beside): readonly Resource[] {
  const isFree = (resource: Resource) => !claimed.has(resource)
  const there = collections.shaped(new Set(roles.map((role) => shapeOf(collectionPath(role))))).filter(isFree)
  const named = collections.named(name).filter(isFree)
  const pointer = entity?.record?.pointer
  if (pointer === undefined) return [...there, ...named].slice(0, 1)
  const holding = new Set(collections.holding(pointer))
  const answering = [...holding].filter((one) => isFree(one) && !collections.isOfAnother(one, name))
  const whole = answering.filter(isResource)
  const answered = named.filter((one) => holding.has(one))
  const [first] = [...there, ...answered, ...named, ...whole, ...answering]
  const found = [first, ...there, ...answered, ...whole]
  return [...new Set(found.filter((resource) => resource !== undefined))]
}

/** The collection path of a role: its own, or the one of the item. */
export function collectionPath({ operation, parameter }: Role): string {
  const { path } = operation
  const isItem = parameter !== undefined && lastParameter(path) === parameter
  return isItem ? pathAbove(path) : path
}
