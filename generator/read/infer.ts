// Inference: what the operations of a collection do, read from the contract alone.
import type { Origin } from '../model.js'
import { type Bound, bind, type Role } from './bindings.js'
import { declares, type Operation, pathParameters, queryParameters } from './operations.js'
import { type ItemOperation, lastParameter, type Resource } from './paths.js'
import type { Subject } from './record-places.js'
import type { Schemas } from './schema-view.js'
import { identifies } from './subjects.js'

/** What became of an operation. */
export interface Decision {
  readonly operation: Operation
  /** Absent for an operation that keeps nothing. */
  readonly bound?: Bound
  readonly origin: Origin
  readonly reason: string
}

/** The decision that an operation keeps nothing. */
export function refuse(operation: Operation, reason: string): Decision {
  return { operation, origin: 'none', reason }
}

/**
 * True for a collection with items, or one that can be listed and added to. A path that ends in a parameter is an item
 * first, and a collection only when it has items of its own.
 */
export function isResource({ path, collection, items }: Resource): boolean {
  const has = (method: string) => collection.some((operation) => operation.method === method)
  return items.length > 0 || (lastParameter(path) === undefined && has('get') && has('post'))
}

/**
 * The roles that the operations of a collection would have, judged by method and place. `otherwiseCreatable` says that another
 * operation creates its records.
 */
export function rolesOf({ collection, items }: Resource, otherwiseCreatable = false): readonly Role[] {
  const creatable = otherwiseCreatable || collection.some(({ method }) => method === 'post')
  return [...collection.flatMap(collectionRole), ...items.flatMap((item) => itemRole(item, creatable, items))]
}

/** Decides every role of a collection for its subject, and finds the views of the collection below it. */
export function decide(
  schemas: Schemas,
  resource: Resource,
  roles: readonly Role[],
  subject: Subject,
): readonly Decision[] {
  const decisions = roles.map((role) => decideRole(schemas, role, resource, subject))
  return [
    ...decisions,
    ...resource.below.flatMap((operation) => decideView(schemas, operation, resource, subject)),
  ]
}

/** Why nothing is kept of a collection with these operations; undefined when records can be created and be seen. */
export function whyStateless(done: readonly Doing[], path: string): string | undefined {
  if (!done.some(({ action, upsert }) => action === 'create' || upsert === true)) {
    return `no operation creates records of ${path}`
  }
  const shows = done.some(({ action }) => action === 'read' || action === 'list')
  return shows ? undefined : `no operation shows what is created in ${path}`
}

/** What roles and facts have in common. */
interface Doing {
  readonly action: Role['action']
  readonly upsert?: boolean
}

function collectionRole(operation: Operation): readonly Role[] {
  const scope = pathParameters(operation.path)
  switch (operation.method) {
    case 'get':
      return [{ operation, action: 'list', scope }]
    case 'post':
      return [{ operation, action: 'create', scope }]
    case 'put':
      return [{ operation, action: 'update', scope, merge: 'replace' }]
    default:
      return []
  }
}

function itemRole(
  { operation, parameter }: ItemOperation,
  creatable: boolean,
  items: readonly ItemOperation[],
): readonly Role[] {
  const place = { operation, parameter, scope: pathParameters(operation.path).slice(0, -1) }
  const has = (method: string) => items.some((item) => item.operation.method === method)
  switch (operation.method) {
    case 'get':
      return [{ ...place, action: 'read' }]
    case 'delete':
      return [{ ...place, action: 'delete' }]
    case 'patch':
      return [{ ...place, action: 'update', merge: 'merge' }]
    case 'put': {
      const upsert = declares(operation, 201) || (!creatable && has('delete') && isChosen(parameter))
      return [{ ...place, action: 'update', merge: 'replace', ...(upsert && { upsert }) }]
    }
    case 'post':
      return has('put') || has('patch') ? [] : [{ ...place, action: 'update', merge: 'merge' }]
    default:
      return []
  }
}

// Without a POST, a PUT creates what a DELETE can remove, under a name; ids are given out by something else, whose
// records it changes.
function isChosen(parameter: string): boolean {
  return !/(id|pk|number)$/i.test(parameter)
}

function decideRole(schemas: Schemas, role: Role, { path }: Resource, subject: Subject): Decision {
  const { operation, parameter } = role
  if (parameter !== undefined && !identifies(schemas, subject, path, parameter)) {
    const reason = `item of ${path}, but ${parameter} is not the property ${subject.key} that identifies the others`
    return refuse(operation, reason)
  }
  const bound = bind(schemas, role, subject)
  const what = describe(role, path, subject)
  if (bound.doubt !== undefined) return refuse(operation, `${what}, but ${bound.doubt}`)
  return {
    operation,
    bound,
    origin: 'inferred',
    reason: bound.note === undefined ? what : `${what}; ${bound.note}`,
  }
}

// `/pet/findByStatus`: answers the same records, and everything it must be told selects by a property.
function decideView(
  schemas: Schemas,
  operation: Operation,
  { path }: Resource,
  subject: Subject,
): readonly Decision[] {
  if (operation.method !== 'get') return []
  const bound = bind(schemas, { operation, action: 'list', scope: pathParameters(operation.path) }, subject)
  const { facts, note } = bound
  if (facts.action !== 'list' || bound.schema?.pointer !== subject.record.pointer) return []
  const filters = facts.filters ?? {}
  const required = queryParameters(operation).filter((parameter) => parameter.required)
  if (Object.keys(filters).length > 0 && required.every(({ name }) => Object.hasOwn(filters, name))) {
    return [{ operation, bound, origin: 'inferred', reason: `view of ${path}; ${note ?? 'all records'}` }]
  }
  return [refuse(operation, `view of ${path} by something else than properties of its records`)]
}

function describe({ parameter }: Role, path: string, { key }: Subject): string {
  if (parameter === undefined) return `collection ${path}`
  return `item of ${path}; key ${parameter}${parameter === key ? '' : ` is the property ${key}`}`
}
