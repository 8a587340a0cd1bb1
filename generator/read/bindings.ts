// What an operation does with an entity, in detail: where the record stands in its bodies, what a list understands.
import type {
  BindingFacts,
  BodyPointer,
  CreateFacts,
  DeleteFacts,
  ListFacts,
  ReadFacts,
  UpdateFacts,
} from '@mockgen/runtime'
import { compatible, type Found } from './envelopes.js'
import { readFilters, readSort } from './filters.js'
import type { Operation, Success } from './operations.js'
import { type PagingDefaults, readPaging } from './paging.js'
import {
  answersWhole,
  findDeleted,
  findInput,
  findOutput,
  findRecords,
  type Output,
  type Subject,
} from './record-places.js'
import { isUnconstrained, type Schemas, type SchemaView } from './schema-view.js'

/** What an operation is meant to do with an entity, by declaration or by its place. */
export interface Role {
  readonly operation: Operation
  readonly action: 'create' | 'read' | 'update' | 'delete' | 'list'
  /** Path parameter that holds the key. */
  readonly parameter?: string
  /** Path parameters that scope the record. */
  readonly scope: readonly string[]
  readonly merge?: 'replace' | 'merge'
  readonly upsert?: boolean
  readonly paging?: PagingDefaults
}

/** A role in facts. */
export interface Bound {
  readonly facts: BindingFacts
  /** Schema of what a create takes as the record. */
  readonly request?: SchemaView
  /** Schema under which the operation answers a record. */
  readonly schema?: SchemaView
  /** Why the operation may not be what its role says. Inference takes that for a no, a declaration stands above it. */
  readonly doubt?: string
  /** What the reader should know about the details. */
  readonly note?: string
}

/** Statuses of success by action, as the runtime prefers them. */
const successOf = {
  create: [201, 200, 202, 204],
  read: [200],
  update: [200, 204, 202],
  upsert: [201, 200, 204],
  delete: [200, 204, 202],
  list: [200],
} as const

/** The schema of the answer that an action gives, and whether there is one. */
export function answerOf(role: Role): Success | undefined {
  return role.operation.success(successOf[role.action])
}

/** Works a role out for its subject. */
export function bind(schemas: Schemas, role: Role, subject: Subject): Bound {
  switch (role.action) {
    case 'create':
      return bindCreate(schemas, role, subject)
    case 'read':
      return bindRead(schemas, role, subject)
    case 'update':
      return bindUpdate(schemas, role, subject)
    case 'delete':
      return bindDelete(schemas, role, subject)
    case 'list':
      return bindList(schemas, role, subject)
  }
}

function bindCreate(schemas: Schemas, role: Role, subject: Subject): Bound {
  const input = findInput(schemas, role.operation.body(), subject.record)
  const output = findOutput(schemas, answerOf(role), subject)
  const facts: CreateFacts = {
    action: 'create',
    ...common(role, subject),
    ...at('input', input),
    ...at('output', output.found),
  }
  const share = input ? shareOf(schemas, input.schema, [subject.record, output.found?.schema]) : 0
  return {
    facts,
    ...(input && { request: input.schema }),
    ...answered(output),
    ...doubts(
      role.operation.body() === undefined && 'its request has no body to store',
      share === 0 && 'its request has no property of the record',
      share < minShare &&
        !answersWhole(schemas, output, subject) &&
        'most of its request is not in the record',
      !output.fits && 'it does not answer the record',
    ),
  }
}

// A list may show less of a record than creating one answers.
function shareOf(schemas: Schemas, input: SchemaView, shown: readonly (SchemaView | undefined)[]): number {
  const known = [...input.properties.keys()].filter((name) =>
    shown.some(
      (view) =>
        view?.properties.has(name) && compatible(schemas.property(input, name), schemas.property(view, name)),
    ),
  )
  return known.length / input.properties.size
}

// Least part of a create's request that must be known from the record, unless the answer is plainly the record: a
// droplet is ordered with the slug of a region and answered with the region.
const minShare = 0.5

function bindRead(schemas: Schemas, role: Role, subject: Subject): Bound {
  const output = findOutput(schemas, answerOf(role), subject)
  const facts: ReadFacts = {
    action: 'read',
    ...common(role, subject),
    key: role.parameter ?? '',
    ...at('output', output.found),
  }
  return {
    facts,
    ...answered(output),
    ...doubts((!output.fits || answerOf(role)?.schema === undefined) && 'it does not answer the record'),
  }
}

function bindUpdate(schemas: Schemas, role: Role, subject: Subject): Bound {
  const body = role.operation.body()
  const input = findInput(schemas, body, subject.record)
  const output = findOutput(schemas, answerOf(role), subject)
  const created = role.upsert
    ? findOutput(schemas, role.operation.success(successOf.upsert), subject)
    : output
  const facts: UpdateFacts = {
    action: 'update',
    ...common(role, subject),
    ...(role.parameter !== undefined && { key: role.parameter }),
    merge: role.merge ?? 'merge',
    ...(role.upsert && { upsert: true }),
    ...at('input', input),
    ...at('output', output.found),
  }
  const keyless = role.parameter === undefined && input?.schema.properties.has(subject.key) !== true
  return {
    facts,
    ...answered(output),
    ...doubts(
      body === undefined && 'its request has no body to store',
      input === undefined && !role.upsert && 'its request has no property of the record',
      keyless && 'nothing in it tells which record to change',
      !(output.fits && created.fits) && 'it does not answer the record',
    ),
  }
}

function bindDelete(schemas: Schemas, role: Role, subject: Subject): Bound {
  const found = findDeleted(schemas, answerOf(role), subject)
  const facts: DeleteFacts = {
    action: 'delete',
    ...common(role, subject),
    key: role.parameter ?? '',
    ...(found && { output: found.pointer }),
  }
  return { facts, ...(found && { schema: found.schema }) }
}

function bindList(schemas: Schemas, role: Role, subject: Subject): Bound {
  const answer = answerOf(role)
  const items = findRecords(schemas, answer, subject)
  const known = items && !isUnconstrained(items.schema) ? items.schema : undefined
  const record = known && known.properties.size > subject.record.properties.size ? known : subject.record
  const page = readPaging(schemas, {
    operation: role.operation,
    record,
    body: answer?.schema,
    defaults: role.paging ?? {},
  })
  const sort = readSort(schemas, role.operation, record)
  const taken = [page?.offset, page?.page, page?.limit, sort?.parameter, sort?.direction]
  const filters = readFilters(
    schemas,
    role.operation,
    record,
    new Set(taken.filter((name) => name !== undefined)),
  )
  const facts: ListFacts = {
    action: 'list',
    ...common(role, subject),
    ...at('items', items),
    ...(page && { page }),
    ...(filters.size > 0 && { filters: Object.fromEntries(filters) }),
    ...(sort && { sort }),
  }
  return {
    facts,
    ...(known && { schema: known }),
    ...doubts(items === undefined && 'it does not answer an array of the records'),
    ...(filters.size > 0 && { note: `filters by ${[...new Set(filters.values())].join(', ')}` }),
  }
}

function common(
  role: Role,
  subject: Subject,
): { readonly entity: string; readonly scope?: readonly string[] } {
  return { entity: subject.name, ...(role.scope.length > 0 && { scope: role.scope }) }
}

function at<Name extends string>(
  name: Name,
  found: Found | undefined,
): { readonly [key in Name]?: BodyPointer } {
  // The whole body is the default of every pointer.
  if (found === undefined || found.pointer === '') return {}
  const pointed: { [key in Name]?: BodyPointer } = {}
  pointed[name] = found.pointer
  return pointed
}

function answered({ found }: Output): { readonly schema?: SchemaView } {
  return found ? { schema: found.schema } : {}
}

function doubts(...found: readonly (string | false)[]): { readonly doubt?: string } {
  const doubt = found.find((reason) => reason !== false)
  return doubt ? { doubt } : {}
}
