// Which schema is the record that a group of operations is about, and which property identifies it.
import { answerOf, type Role } from './bindings.js'
import { type Found, findArray, findObject, overlap } from './envelopes.js'
import { matchKey, nounsOf, ownKey } from './keys.js'
import type { Subject } from './record-places.js'
import { isUnconstrained, type Schemas, type SchemaView } from './schema-view.js'

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
  const record = known.record ?? findRecord(schemas, roles, path)
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

/** The key for a subject whose parameter may be called differently by each operation. */
export function identifies(schemas: Schemas, subject: Subject, path: string, parameter: string): boolean {
  const nouns = nounsOf(path, subject.record)
  return matchKey(schemas, subject.record, parameter, nouns) === subject.key
}

function findKey(
  schemas: Schemas,
  roles: readonly Role[],
  path: string,
  record: SchemaView,
): string | undefined {
  const nouns = nounsOf(path, record)
  const parameters = parametersOf(roles)
  if (parameters.length === 0) return ownKey(schemas, record, nouns)
  for (const parameter of parameters) {
    const key = matchKey(schemas, record, parameter, nouns)
    if (key !== undefined) return key
  }
  return undefined
}

function findRecord(schemas: Schemas, roles: readonly Role[], path: string): SchemaView | undefined {
  const requests = roles.flatMap((role) => requestRecords(schemas, role))
  const items = firstFound(roles, 'list', (body) =>
    findArray(schemas, body, likeness(schemas, roles, path, requests)),
  )
  const listed = items && !isUnconstrained(items) ? [items] : []
  const like = likeness(schemas, roles, path, [...listed, ...requests])
  return (
    firstFound(roles, 'read', (body) => findObject(schemas, body, like)) ??
    listed[0] ??
    firstFound(roles, 'create', (body) => findObject(schemas, body, like)) ??
    firstFound(roles, 'update', (body) => findObject(schemas, body, like))
  )
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
    return Math.max(0, ...shared) + (findKey(schemas, roles, path, schema) === undefined ? 0.25 : 0.5)
  }
}

function requestRecords(schemas: Schemas, role: Role): readonly SchemaView[] {
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
  for (const role of roles) {
    const body = role.action === action ? answerOf(role)?.schema : undefined
    const found = body && find(body)
    if (found !== undefined) return found.schema
  }
  return undefined
}

function parametersOf(roles: readonly Role[]): readonly string[] {
  return [...new Set(roles.map((role) => role.parameter).filter((name) => name !== undefined))]
}
