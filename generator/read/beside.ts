// Which undeclared operations stand beside an entity: those of its collections.
import type { DeclaredEntity } from './declared/declared-entities.js'
import { isResource, rolesOf } from './infer.js'
import { nameOf } from './names.js'
import { lastParameter, pathAbove, type Resource, shapeOf } from './paths.js'
import type { Role } from './roles.js'
import type { Schemas } from './schema-view.js'
import { findSubject } from './subjects.js'
import { sameName, sameNoun } from './words.js'

/** An entity and the collections it may have. */
export interface Beside {
  readonly name: string
  readonly entity: DeclaredEntity | undefined
  readonly roles: readonly Role[]
  readonly resources: readonly Resource[]
  readonly claimed: ReadonlySet<Resource>
  /** Names of the other entities that the document declares. */
  readonly others: readonly string[]
  readonly recordOf: RecordOf
}

/** Pointer of the schema of what a collection holds, as far as its operations tell; undefined when they do not. */
export type RecordOf = (resource: Resource) => string | undefined

/** Looks at every collection once at most: entities may be many, and so may collections. */
export function createRecordOf(schemas: Schemas): RecordOf {
  const known = new Map<Resource, string | undefined>()
  return (resource) => {
    if (!known.has(resource)) {
      const found = findSubject(schemas, rolesOf(resource), resource.path)
      known.set(resource, found.record?.pointer)
    }
    return known.get(resource)
  }
}

/**
 * The collections whose undeclared operations belong to the entity, the one that tells most about it first: where its operations
 * are, the one of its name, and those of its schema. Without a schema it is one, where its operations are or else the one
 * of its name: `/me` that reads users says that the users of `/users` are meant.
 */
export function findBeside(beside: Beside): readonly Resource[] {
  const { name, entity, roles, resources, claimed } = beside
  const free = resources.filter((resource) => !claimed.has(resource))
  const paths = new Set(roles.map((role) => shapeOf(collectionPath(role))))
  const there = free.filter(({ path }) => paths.has(shapeOf(path)))
  const named = [sameName, sameNoun].flatMap((isSame) =>
    free.filter(({ path }) => isSame(nameOf(path), name)),
  )
  const pointer = entity?.record?.pointer
  if (pointer === undefined) return [...there, ...named].slice(0, 1)
  const isAnswered = (resource: Resource) => beside.recordOf(resource) === pointer
  const answering = free.filter((resource) => isAnswered(resource) && isNobodys(resource, beside))
  const whole = answering.filter(isResource)
  const [first] = [...there, ...named.filter(isAnswered), ...named, ...whole, ...answering]
  const found = [first, ...there, ...named.filter(isAnswered), ...whole]
  return [...new Set(found.filter((resource) => resource !== undefined))]
}

// What is called like another declared entity holds that one's records, even under the same schema.
function isNobodys({ path }: Resource, { others }: Beside): boolean {
  return !others.some((other) => sameNoun(nameOf(path), other))
}

/** The collection path of a role: its own, or the one of the item. */
export function collectionPath({ operation, parameter }: Role): string {
  const { path } = operation
  const isItem = parameter !== undefined && lastParameter(path) === parameter
  return isItem ? pathAbove(path) : path
}
