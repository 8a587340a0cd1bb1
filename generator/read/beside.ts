// Which undeclared operations stand beside an entity: those of its collection.
import type { DeclaredEntity } from './declared-entities.js'
import { rolesOf } from './infer.js'
import { nameOf } from './names.js'
import { lastParameter, pathAbove, type Resource, shapeOf } from './paths.js'
import type { Role } from './roles.js'
import type { Schemas } from './schema-view.js'
import { findSubject } from './subjects.js'
import { sameName } from './words.js'

/** An entity and the collections it may have. */
export interface Beside {
  readonly name: string
  readonly entity: DeclaredEntity | undefined
  readonly roles: readonly Role[]
  readonly resources: readonly Resource[]
  readonly claimed: ReadonlySet<Resource>
}

/**
 * The collection whose undeclared operations belong to the entity: where its operations are, or else the one of its name; for
 * an entity that no operation names, the collection of its schema or, without a schema, of its name.
 */
export function findBeside(
  schemas: Schemas,
  { name, entity, roles, resources, claimed }: Beside,
): Resource | undefined {
  const free = resources.filter((resource) => !claimed.has(resource))
  if (roles.length > 0) {
    const paths = new Set(roles.map((role) => shapeOf(collectionPath(role))))
    const there = free.find(({ path }) => paths.has(shapeOf(path)))
    // `/me` that reads users says that the users of `/users` are meant.
    if (there !== undefined || entity?.record !== undefined) return there
  }
  const fitting = free.filter(({ path }) => sameName(nameOf(path), name))
  if (entity?.record === undefined) return fitting[0]
  const { pointer } = entity.record
  const answering = (resource: Resource) => {
    const found = findSubject(schemas, rolesOf(resource), resource.path)
    return found.record?.pointer === pointer
  }
  return fitting.find(answering) ?? fitting[0] ?? free.find(answering)
}

/** The collection path of a role: its own, or the one of the item. */
export function collectionPath({ operation, parameter }: Role): string {
  const { path } = operation
  const isItem = parameter !== undefined && lastParameter(path) === parameter
  return isItem ? pathAbove(path) : path
}
