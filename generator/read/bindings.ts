// What an operation does with an entity, in detail: where the record stands in its bodies.
import type { CreateFacts, DeleteFacts, ReadFacts, UpdateFacts } from '@mockgen/runtime'
import { compatible } from './envelopes.js'
import { keyParameters, keyPartsOf } from './key-parts.js'
import { bindCount } from './lists/count-binding.js'
import { bindList } from './lists/list-binding.js'
import {
  answersWhole,
  findDeleted,
  findInput,
  findOutput,
  type Output,
  type Subject,
} from './record-places.js'
import { applyDetails } from './role-details.js'
import { answerOf, at, type Bound, doubts, placed, type Role, successOf } from './roles.js'
import { isOpenObject, type Schemas, type SchemaView } from './schema-view.js'
import { showsRecord } from './shows-record.js'

/** Works a role out for its subject, with what is declared about it. */
export function bind(schemas: Schemas, role: Role, subject: Subject): Bound {
  const { schema, ...bound } = bindAction(schemas, role, subject)
  const shown = schema !== undefined && showsRecord(role)
  return applyDetails(schemas, shown ? { ...bound, schema } : bound, role, subject)
}

function bindAction(schemas: Schemas, role: Role, subject: Subject): Bound {
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
    case 'count':
      return bindCount(schemas, role, subject)
  }
}

function bindCreate(schemas: Schemas, role: Role, subject: Subject): Bound {
  const body = role.operation.body()
  const input = findInput(schemas, body, subject.record)
  const output = findOutput(schemas, answerOf(role), subject)
  const facts: CreateFacts = {
    action: 'create',
    ...placed(role, subject),
    ...keyPartsOf(role),
    ...at('input', input),
    ...at('output', output.found),
  }
  const isGiven = role.details?.options.data !== undefined
  const share = input ? shareOf(schemas, input.schema, [subject.record, output.found?.schema]) : 0
  return {
    facts,
    ...(input && { request: input.schema }),
    ...shown(
      output,
      !isGiven && body === undefined && noBody,
      !isGiven && share === 0 && nothingKnown,
      !isGiven &&
        share < minShare &&
        !answersWhole(schemas, output, subject) &&
        'most of its request is not in the record',
      !output.fits && !answersOtherwise(role) && noRecord,
    ),
  }
}

const noBody = 'its request has no body to store'
const nothingKnown = 'its request has no property of the record'
const noRecord = 'it does not answer the record'

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
  const answer = answerOf(role)
  const key = keyParameters(role)
  const output = findOutput(schemas, answer, subject)
  const facts: ReadFacts = {
    action: 'read',
    ...placed(role, subject),
    ...(key !== undefined && { key }),
    ...at('output', output.found),
  }
  const isSilent = !answersOtherwise(role) && (!output.fits || answer?.schema === undefined)
  return { facts, ...shown(output, isSilent && noRecord) }
}

function bindUpdate(schemas: Schemas, role: Role, subject: Subject): Bound {
  const { operation, upsert = false } = role
  const key = keyParameters(role)
  const body = operation.body()
  const input = findInput(schemas, body, subject.record)
  const output = findOutput(schemas, answerOf(role), subject)
  const created = upsert ? findOutput(schemas, operation.success(successOf.upsert), subject) : output
  const isOpen = body !== undefined && isOpenObject(body) && operation.method !== 'post'
  const facts: UpdateFacts = {
    action: 'update',
    ...placed(role, subject),
    ...(key !== undefined && { key }),
    // A body of which the contract says nothing cannot be meant to hold all that a record needs.
    merge: role.merge ?? (operation.method === 'put' && !isOpen ? 'replace' : 'merge'),
    ...(upsert && { upsert }),
    ...at('input', input),
    ...at('output', output.found),
  }
  const all = [...subject.leading, subject.key]
  const { data, key: template } = role.details?.options ?? {}
  const hasKey =
    key !== undefined || template !== undefined || all.every((part) => input?.schema.properties.has(part))
  return {
    facts,
    ...shown(
      output,
      data === undefined && body === undefined && noBody,
      data === undefined && input === undefined && !isOpen && !upsert && nothingKnown,
      !hasKey && 'nothing in it tells which record to change',
      !(output.fits && created.fits) && !answersOtherwise(role) && noRecord,
    ),
  }
}

function bindDelete(schemas: Schemas, role: Role, subject: Subject): Bound {
  const found = findDeleted(schemas, answerOf(role), subject)
  const key = keyParameters(role)
  const facts: DeleteFacts = {
    action: 'delete',
    ...placed(role, subject),
    ...(key !== undefined && { key }),
    ...(found && { output: found.pointer }),
  }
  return { facts, ...(found && { schema: found.schema }) }
}

// A declared answer need not be the record.
function answersOtherwise({ details }: Role): boolean {
  return details?.response?.body !== undefined
}

// The schema under which the record is answered, and the first doubt that holds.
function shown({ found }: Output, ...reasons: readonly (string | false)[]): Omit<Bound, 'facts'> {
  return { ...(found && { schema: found.schema }), ...doubts(...reasons) }
}
