// Inference: what the operations of a collection do, read from the contract alone.
import type { OperationExtras, ProgramFacts } from '@mockgen/runtime'
import type { Origin } from '../model.js'
import { bind } from './bindings.js'
import { whyNoKey, withKeyParts } from './key-parts.js'
import { declares, type Operation, pathParameters, queryParameters } from './operations.js'
import { type ItemOperation, lastParameter, type Resource } from './paths.js'
import type { Subject } from './record-places.js'
import { type Bound, type Role, type RoleDetails, withDetails } from './roles.js'
import type { Schemas } from './schema-view.js'
import { type Identification, type Identified, identification } from './subjects.js'

/** What became of an operation. */
export interface Decision {
  readonly operation: Operation
  /** One action on one entity; absent for an operation that keeps nothing, and for a program. */
  readonly bound?: Bound
  /** Several steps, rules, or an answer of its own. */
  readonly program?: ProgramFacts
  readonly extras?: OperationExtras
  readonly origin: Origin
  readonly reason: string
  readonly refused?: Refusal
}

/** A role that an operation has by its place, and does not fill. */
export interface Refusal {
  readonly role: Role
  /** "it does not answer the record" */
  readonly why: string
}

/** The decision that an operation keeps nothing. */
export function refuse(operation: Operation, reason: string, refused?: Refusal): Decision {
  return { operation, origin: 'none', reason, ...(refused && { refused }) }
}

/**
 * True for a collection with items, or one that can be listed and added to. A path that ends in a parameter is an item
 * first, and a collection only when it has items of its own.
 */
export function isResource({ path, collection, items }: Resource): boolean {
  const has = (method: string) => collection.some((operation) => operation.method === method)
  return items.length > 0 || (lastParameter(path) === undefined && has('get') && has('post'))
}

/** What is declared about operations on top of what is inferred, by operationId. */
export type Additions = ReadonlyMap<string, RoleDetails>

/**
 * The roles that the operations of a collection would have, judged by method and place. `otherwiseCreatable` says that another
 * operation creates its records.
 */
export function rolesOf(
  { collection, items }: Resource,
  additions: Additions = new Map(),
  otherwiseCreatable = false,
): readonly Role[] {
  const creatable = otherwiseCreatable || collection.some(({ method }) => method === 'post')
  const roles = [
    ...collection.flatMap(collectionRole),
    ...items.flatMap((item) => itemRole(item, creatable, items)),
  ]
  return roles.map((role) => withDetails({ ...role, inArrays: false }, additions.get(role.operation.id)))
}

/** Decides these roles of a collection for its subject, and finds the views of the collection below it. */
export function decide(
  schemas: Schemas,
  resource: Resource,
  roles: readonly Role[],
  of: Identified,
  additions: Additions,
): readonly Decision[] {
  return [
    ...roles.map((role) => decideRole(schemas, role, of)),
    ...resource.below.flatMap((operation) => {
      const role: Role = { operation, action: 'list', scope: pathParameters(operation.path) }
      return decideView(schemas, withDetails(role, additions.get(operation.id)), resource, of.subject)
    }),
  ]
}

/**
 * Why nothing is kept of a collection with these operations; undefined when records can be created and be seen. The
 * `refused` decisions tell which operation would have done that.
 */
export function whyStateless(
  done: readonly Doing[],
  path: string,
  refused: readonly Decision[] = [],
): string | undefined {
  const because = (what: string, isMissing: (role: Role) => boolean) => {
    const found = refused.find((decision) => decision.refused && isMissing(decision.refused.role))
    return found?.refused ? `${what}: ${found.operation.id} does not, because ${found.refused.why}` : what
  }
  if (!done.some(creates)) return because(`no operation creates records of ${path}`, creates)
  if (done.some(shows)) return undefined
  return because(`no operation lists the records of ${path} or reads one by its key`, shows)
}

/** What roles and facts have in common. */
interface Doing {
  readonly action: Role['action']
  readonly upsert?: boolean
}

function creates({ action, upsert }: Doing): boolean {
  return action === 'create' || upsert === true
}

function shows({ action }: Doing): boolean {
  return action === 'read' || action === 'list'
}

function collectionRole(operation: Operation): readonly Role[] {
  const scope = pathParameters(operation.path)
  switch (operation.method) {
    case 'get':
      return [{ operation, action: 'list', scope }]
    case 'post':
      return [{ operation, action: 'create', scope }]
    case 'put':
      return [{ operation, action: 'update', scope }]
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
    case 'head':
      return has('get') ? [{ ...place, action: 'read' }] : []
    case 'delete':
      return [{ ...place, action: 'delete' }]
    case 'patch':
      return [{ ...place, action: 'update' }]
    case 'put': {
      const upsert = declares(operation, 201) || (!creatable && has('delete') && isChosen(parameter))
      return [{ ...place, action: 'update', ...(upsert && { upsert }) }]
    }
    case 'post':
      return has('put') || has('patch') ? [] : [{ ...place, action: 'update' }]
    default:
      return []
  }
}

// Without a POST, a PUT creates what a DELETE can remove, under a name; ids are given out by something else, whose
// records it changes.
function isChosen(parameter: string): boolean {
  return !/(id|pk|number)$/i.test(parameter)
}

function decideRole(schemas: Schemas, role: Role, of: Identified): Decision {
  const { operation, parameter } = role
  const { path, subject } = of
  const what = parameter === undefined ? `collection ${path}` : `item of ${path}`
  const identified = parameter === undefined ? 'named' : identification(schemas, of, role)
  if (identified === undefined) {
    const why = `${parameter} is not the property ${subject.key} that identifies the others`
    return refuse(operation, `${what}, but ${why}`, { role, why })
  }
  const unkeyed = whyNoKey(role, subject)
  if (unkeyed !== undefined) return refuse(operation, `${what}, but ${unkeyed}`, { role, why: unkeyed })
  const bound = bind(schemas, role, subject)
  const reason = [what, describeKey(role, subject, identified), bound.note].filter((part) => part).join('; ')
  if (bound.doubt === undefined) return { operation, bound, origin: 'inferred', reason }
  return refuse(operation, `${reason}, but ${bound.doubt}`, { role, why: bound.doubt })
}

/** What is said about the key of an operation: "key petId is the property id"; undefined without a key. */
export function describeKey(
  { parameter, leading = [] }: Role,
  { key, leading: properties }: Subject,
  identified: Identification,
): string | undefined {
  if (parameter === undefined) return leading.length === 0 ? undefined : `${leading.join(', ')} of the key`
  if (leading.length > 0) {
    const [held, parts] = [[...leading, parameter].join(', '), [...properties, key].join(', ')]
    return held === parts ? `key ${held}` : `key ${held} are the properties ${parts}`
  }
  if (parameter === key) return `key ${key}`
  return identified === 'named'
    ? `key ${parameter} is the property ${key}`
    : `key ${parameter} is taken to be ${key}`
}

// `/pet/findByStatus`: answers the same records, and everything it must be told selects by a property.
function decideView(
  schemas: Schemas,
  whole: Role,
  { path }: Resource,
  subject: Subject,
): readonly Decision[] {
  const { operation } = whole
  if (operation.method !== 'get') return []
  const bound = bind(schemas, withKeyParts(whole, subject.leading), subject)
  const { facts, note } = bound
  if (facts.action !== 'list' || bound.schema?.pointer !== subject.record.pointer) return []
  const filters = facts.filters ?? {}
  const required = queryParameters(operation).filter((parameter) => parameter.required)
  if (Object.keys(filters).length > 0 && required.every(({ name }) => Object.hasOwn(filters, name))) {
    return [{ operation, bound, origin: 'inferred', reason: `view of ${path}; ${note ?? 'all records'}` }]
  }
  return [refuse(operation, `view of ${path} by something else than properties of its records`)]
}
