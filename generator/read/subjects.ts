// Which schema is the record that a group of operations is about, and which property identifies it.
import { itemsAt } from './array-envelopes.js'
import { type Found, findArray, findObject, overlap } from './envelopes.js'
import { findKeyBeside } from './key-beside.js'
import { guessKey, matchKey, type Nouns, nounsOf, ownKey } from './keys.js'
import { pathParameter } from './operations.js'
import { lastParameter } from './paths.js'
import type { Subject } from './record-places.js'
import { answerOf, type Role } from './roles.js'
import { isUnconstrained, type Schemas, type SchemaView } from './schema-view.js'
import { showsRecord } from './shows-record.js'

/** The subject of some operations, or why there is none. */
export type SubjectResult =
  | { readonly ok: true; readonly record: SchemaView; readonly key: string }
  | { readonly ok: false; readonly reason: string; readonly record?: SchemaView }

/** What is known beforehand: from a declaration. */
export interface Known {
  readonly record?: SchemaView | undefined
  readonly key?: string | undefined
}

/**
 * The record is what reading one answers, after its envelope; else an item of the list; else what creating answers.
 * In an envelope it is the object that shares most with the list's items and with what requests send.
 */
export function findSubject(
  schemas: Schemas,
  roles: readonly Role[],
  path: string,
  known: Known = {},
): SubjectResult {
  const record =
    known.record ?? findRecord(schemas, roles.filter(showsRecord), path) ?? findRecord(schemas, roles, path)
  if (record === undefined) return { ok: false, reason: 'no operation answers a record that has a schema' }
  const key = known.key ?? findKey(schemas, roles, path, record)
  if (key !== undefined) return { ok: true, record, key }
  const parameter = parametersOf(roles)[0]
  const reason =
    parameter === undefined
      ? 'no property identifies its records'
      : `no property of its records is what the path calls ${parameter}`
  return { ok: false, reason, record }
}

/** Whether a path parameter holds the key of a subject: it says so, or it is taken to. */
export type Identification = 'named' | 'taken' | undefined

/** What is known of the operations of a subject. */
export interface Identified {
  readonly roles: readonly Role[]
  readonly path: string
  readonly subject: Subject
  /** True when a declaration names the key. */
  readonly declared: boolean
}

/** Whether the parameter of a role holds the key. Operations may call it differently. */
export function identification(schemas: Schemas, of: Identified, role: Role): Identification {
  const { record, key } = of.subject
  const nouns = nounsOf(of.path, record)
  const named = namedKey(schemas, record, role, nouns)
  if (named !== undefined) return named === key ? 'named' : undefined
  // Where another operation names the key, a parameter that does not is something else.
  if (of.roles.some((other) => namedKey(schemas, record, other, nouns) === key)) return undefined
  return of.declared || takenKey(schemas, record, role) === key ? 'taken' : undefined
}

// The property that parameters name; the word of a parameter counts more than what can be guessed from the record.
function findKey(
  schemas: Schemas,
  roles: readonly Role[],
  path: string,
  record: SchemaView,
): string | undefined {
  const named = findNamedKey(schemas, roles, path, record)
  return named ?? firstOf(roles, (role) => takenKey(schemas, record, role))
}

function findNamedKey(
  schemas: Schemas,
  roles: readonly Role[],
  path: string,
  record: SchemaView,
): string | undefined {
  const nouns = nounsOf(path, record)
  if (parametersOf(roles).length === 0) return ownKey(schemas, record, nouns)
  const named = roles.flatMap((role) => namedKey(schemas, record, role, nouns) ?? [])
  const uses = (key: string) => named.filter((other) => other === key).length
  // Where paths name several properties, it is the one that most operations use.
  return named.reduce<string | undefined>(
    (best, key) => (best === undefined || uses(key) > uses(best) ? key : best),
    undefined,
  )
}

function namedKey(
  schemas: Schemas,
  record: SchemaView,
  { parameter }: Role,
  nouns: Nouns,
): string | undefined {
  return parameter === undefined ? undefined : matchKey(schemas, record, parameter, nouns)
}

function takenKey(schemas: Schemas, record: SchemaView, { operation, parameter }: Role): string | undefined {
  // In `/pages/{page}.{format}` a segment holds more than the key.
  if (parameter === undefined || lastParameter(operation.path) !== parameter) return undefined
  return guessKey(schemas, record, parameter, pathParameter(operation, parameter)?.schema)
}

function firstOf<Value>(roles: readonly Role[], find: (role: Role) => Value | undefined): Value | undefined {
  for (const role of roles) {
    const found = find(role)
    if (found !== undefined) return found
  }
  return undefined
}

function findRecord(schemas: Schemas, roles: readonly Role[], path: string): SchemaView | undefined {
  // What a list answers and a request sends is an envelope, and no record.
  const envelopes = roles.flatMap((role) => (role.action === 'list' ? (answerOf(role)?.schema ?? []) : []))
  const isEnvelope = ({ pointer }: SchemaView) => envelopes.some((view) => view.pointer === pointer)
  const requests = roles
    .flatMap((role) => sentBy(schemas, role, roles, path))
    .filter((view) => !isEnvelope(view))
  const items = firstFound(roles, 'list', (body) =>
    findArray(schemas, body, likeness(schemas, roles, path, requests)),
  )
  const listed = items && !isUnconstrained(items) ? [items] : []
  const like = likeness(schemas, roles, path, [...listed, ...requests])
  const isWhole = (schema: SchemaView) =>
    like(schema) > leastShared && findNamedKey(schemas, roles, path, schema) !== undefined
  const [item] = listed
  const readsItems =
    item &&
    firstFound(roles, 'read', (body) => (body.properties.size > 0 ? itemsAt(schemas, body, item) : undefined))
  return (
    readsItems ??
    keyedItem(schemas, roles, path, item) ??
    firstFound(roles, 'read', (body) => findObject(schemas, body, like, isWhole)) ??
    listed[0] ??
    firstFound(roles, 'create', (body) => findObject(schemas, body, like, isWhole)) ??
    firstFound(roles, 'update', (body) => findObject(schemas, body, like, isWhole))
  )
}

// Where reading tells the key beside the rest of the record, what lists answer has both.
function keyedItem(
  schemas: Schemas,
  roles: readonly Role[],
  path: string,
  item: SchemaView | undefined,
): SchemaView | undefined {
  const key = item && findKey(schemas, roles, path, item)
  if (item === undefined || key === undefined) return undefined
  const isBeside = (body: SchemaView) => findKeyBeside(schemas, body, { record: item, key })?.found
  return firstFound(roles, 'read', isBeside) && item
}

// What shares its key alone may be an envelope that tells it beside the record.
const leastShared = 2

// A request that is answered by what has the key and its properties is the record, and the objects in it are parts of it. They
// are often components, which are found again in the answer where the record itself stands under several schemas.
function sentBy(schemas: Schemas, role: Role, roles: readonly Role[], path: string): readonly SchemaView[] {
  const [body, ...inner] = requestRecords(schemas, role)
  if (body === undefined || inner.length === 0) return body === undefined ? [] : [body]
  const isRecord = roles.some((other) => {
    const answer = other.action === 'list' ? undefined : answerOf(other)?.schema
    return (
      answer !== undefined &&
      overlap(schemas, body, answer) > 0 &&
      findNamedKey(schemas, roles, path, answer) !== undefined
    )
  })
  return isRecord ? [body] : [body, ...inner]
}

// How much a schema looks like the record: the same schema, or shared properties; having the key decides between equals,
// and an envelope that shares nothing with anything is still the best guess.
function likeness(
  schemas: Schemas,
  roles: readonly Role[],
  path: string,
  references: readonly SchemaView[],
): (schema: SchemaView) => number {
  return (schema) => {
    if (references.some((reference) => reference.pointer === schema.pointer)) return Number.POSITIVE_INFINITY
    const shared = references.map((reference) => overlap(schemas, reference, schema))
    return Math.max(0, ...shared) + (findNamedKey(schemas, roles, path, schema) === undefined ? 0.25 : 0.5)
  }
}

/** Schemas that a request sends as the record, perhaps: its body, and the objects in it. */
export function requestRecords(schemas: Schemas, role: Role): readonly SchemaView[] {
  const body = role.action === 'create' || role.action === 'update' ? role.operation.body() : undefined
  if (body === undefined) return []
  const inner = [...body.properties.keys()].map((name) => schemas.property(body, name))
  return [body, ...inner.filter((view) => view !== undefined && view.properties.size > 0)].filter(
    (view) => view !== undefined,
  )
}

function firstFound(
  roles: readonly Role[],
  action: Role['action'],
  find: (body: SchemaView) => Found | undefined,
): SchemaView | undefined {
  return firstOf(roles, (role) => {
    const body = role.action === action ? answerOf(role)?.schema : undefined
    return body && find(body)
  })?.schema
}

function parametersOf(roles: readonly Role[]): readonly string[] {
  return [...new Set(roles.map((role) => role.parameter).filter((name) => name !== undefined))]
}
