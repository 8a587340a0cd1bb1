// Records that there is one of in each place: `/settings`, `/users/{id}/settings`. They are read and changed, and no path names them.
import type { EntityFacts } from '@mockgen/runtime'
import { bind } from './bindings.js'
import { compatible, findObject } from './envelopes.js'
import type { Grouped } from './group.js'
import { type Additions, type Decision, refuse } from './infer.js'
import { nameEntities } from './names.js'
import { declares, type Operation, pathParameters, queryParameters } from './operations.js'
import { lastParameter, pathAbove, type Resource, staticSegments } from './paths.js'
import type { Subject } from './record-places.js'
import { answerOf, type Role, withDetails } from './roles.js'
import { isUnconstrained, type Schemas, type SchemaView } from './schema-view.js'
import { spellings } from './spellings.js'
import { requestRecords } from './subjects.js'
import { sameNoun } from './words.js'

/** What may be singletons: `taken` operations (by operationId) are bound already, and `names` are not free. */
export interface SingletonInput {
  readonly resources: readonly Resource[]
  readonly taken: ReadonlySet<string>
  readonly names: ReadonlySet<string>
  readonly additions: Additions
  /** Collection path → the schema of its records, of the collections that are kept. */
  readonly collections: ReadonlyMap<string, SchemaView>
}

/** Finds the singletons among paths that are no collections. */
export function groupSingletons(schemas: Schemas, input: SingletonInput): Grouped {
  const found = input.resources.flatMap((resource) => consider(schemas, resource, input) ?? [])
  const nameOf = nameEntities(
    found.map(({ path }) => path),
    input.names,
  )
  const named = found.map(({ path, subject, decisions }) => {
    const name = nameOf.get(path) ?? ''
    return {
      subject: { ...subject, name },
      decisions: decisions.map((decision) => {
        const { bound } = decision
        if (bound === undefined) return decision
        return { ...decision, bound: { ...bound, facts: { ...bound.facts, entity: name } } }
      }),
    }
  })
  return {
    groups: named.map(({ subject, decisions }) => ({
      subject,
      origin: 'inferred',
      declared: undefined,
      bound: decisions.flatMap(({ bound }) => bound ?? []),
    })),
    decisions: named.flatMap(({ decisions }) => decisions),
  }
}

interface Found {
  readonly path: string
  readonly subject: Subject
  readonly decisions: readonly Decision[]
}

function consider(
  schemas: Schemas,
  { path, collection }: Resource,
  { taken, additions, collections }: SingletonInput,
): Found | undefined {
  if (lastParameter(path) !== undefined) return undefined
  const roles = collection
    .filter(({ id }) => !taken.has(id))
    .flatMap(roleOf)
    .map((role) => withDetails(role, additions.get(role.operation.id)))
  const read = roles.find(({ action }) => action === 'read')
  if (read === undefined || queryParameters(read.operation).some(({ required }) => required)) return undefined
  const record = findRecord(schemas, read, roles, path)
  // `/projects/default` is one of the projects, and nothing tells which.
  if (record === undefined || collections.get(pathAbove(path))?.pointer === record.pointer) return undefined
  const kind = kindOf(read.operation, roles)
  const subject: Subject = { name: '', record, key: '', leading: [], singleton: kind }
  const creating = kind === 'created' ? creatorsAmong(roles) : []
  const decisions = roles.map((role) => {
    const creates = creating.includes(role) && { upsert: true }
    return decideRole(schemas, { ...role, ...creates }, subject, path)
  })
  const done = decisions.flatMap(({ bound }) => bound?.facts.action ?? [])
  return done.includes('read') && done.includes('update') ? { path, subject, decisions } : undefined
}

function roleOf(operation: Operation): readonly Role[] {
  const role = { operation, scope: pathParameters(operation.path) }
  switch (operation.method) {
    case 'get':
      return [{ ...role, action: 'read' }]
    case 'put':
    case 'patch':
    case 'post':
      return [{ ...role, action: 'update' }]
    case 'delete':
      return [{ ...role, action: 'delete' }]
    default:
      return []
  }
}

// What is read and what is sent must be the same thing: a search is sent words and answers something else.
function findRecord(
  schemas: Schemas,
  read: Role,
  roles: readonly Role[],
  path: string,
): SchemaView | undefined {
  const body = answerOf(read)?.schema
  if (body === undefined || isUnconstrained(body)) return undefined
  const changes = roles.filter(({ action }) => action === 'update')
  const sent = changes.flatMap((role) => requestRecords(schemas, role))
  const found = findObject(schemas, body, (schema) =>
    Math.max(0, ...sent.map((request) => knownOf(schemas, request, schema))),
  )
  if (found === undefined) return undefined
  return [body, found.schema].some((schema) => isListOf(schemas, schema, path)) ? undefined : found.schema
}

// `{ Contacts: [ … ] }` of `/Contacts` is a list, and so is what holds nothing but records of something else.
function isListOf(schemas: Schemas, record: SchemaView, path: string): boolean {
  const name = staticSegments(path).at(-1) ?? ''
  const lists = [...record.properties.keys()].filter((property) => isList(schemas, record, property))
  return lists.some((property) => sameNoun(property, name)) || lists.length === record.properties.size
}

function isList(schemas: Schemas, record: SchemaView, property: string): boolean {
  const view = schemas.property(record, property)
  return view?.type === 'array' && schemas.items(view)?.type === 'object'
}

function knownOf(schemas: Schemas, request: SchemaView, record: SchemaView): number {
  const alike = [...request.properties.keys()].filter((name) => {
    const theirs = schemas.property(record, name)
    return theirs !== undefined && isAlike(schemas, schemas.property(request, name), theirs)
  })
  return alike.length + spellings(schemas, request, record).size
}

// Names of labels are sent where labels are answered: that changes a list, and nothing that is read here.
function isAlike(schemas: Schemas, sent: SchemaView | undefined, shown: SchemaView): boolean {
  if (!compatible(sent, shown)) return false
  if (sent?.type !== 'array' || shown.type !== 'array') return true
  return compatible(schemas.items(sent), schemas.items(shown))
}

// There is none before it is put only where reading it may say so, and something creates it.
function kindOf(read: Operation, roles: readonly Role[]): NonNullable<EntityFacts['singleton']> {
  const has = (method: string) => roles.some(({ operation }) => operation.method === method)
  const creates = creatorsAmong(roles).length > 0
  const isCreated = roles.some(({ operation }) => declares(operation, 201))
  const isAlone = pathParameters(read.path).length === 0
  return declares(read, 404) && creates && (has('delete') || isCreated || isAlone) ? 'created' : 'implied'
}

// What says that it creates, else what puts the whole record there.
function creatorsAmong(roles: readonly Role[]): readonly Role[] {
  const saying = roles.filter(({ operation }) => declares(operation, 201))
  return saying.length > 0 ? saying : roles.filter(({ operation }) => operation.method === 'put')
}

/** Least part of a request that must be known from the record for the request to change it. */
const minShare = 0.5

function decideRole(schemas: Schemas, role: Role, subject: Subject, path: string): Decision {
  const { operation } = role
  const body = role.action === 'update' ? operation.body() : undefined
  const parts = body === undefined ? [] : requestRecords(schemas, role)
  const isMeant =
    body === undefined ||
    parts.some((part) => knownOf(schemas, part, subject.record) >= part.properties.size * minShare)
  const what = `the only record of ${path}`
  const there =
    subject.singleton === 'implied' ? 'which is there from the beginning' : 'once an operation has created it'
  if (!isMeant) return refuse(operation, `${what}, but most of its request is not in the record`)
  const bound = bind(schemas, role, subject)
  if (bound.doubt !== undefined) return refuse(operation, `${what}, but ${bound.doubt}`)
  return { operation, bound, origin: 'inferred', reason: `${what}, ${there}` }
}
