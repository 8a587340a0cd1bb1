// What bound operations do by default: one action each, compiled from its facts, written against the records port.
import type { Contract, OperationContract } from '../contract/contract.js'
import { partsOf } from '../entities/properties.js'
import type { RecordKey, Records, StoredRecord } from '../entities/records.js'
import { MockError } from '../errors.js'
import type {
  BindingFacts,
  CreateFacts,
  DeleteFacts,
  EntityFacts,
  ListFacts,
  ReadFacts,
  UpdateFacts,
} from '../facts.js'
import type { Reply } from '../http/reply.js'
import type { JsonObject } from '../json.js'
import { type Answer, compileAnswer, compileStaticAnswer, type Hole } from './answers.js'
import { compileListQuery } from './list-query.js'
import {
  assertAddressable,
  keyFromPath,
  keyFromRecord,
  keyPartsFromPath,
  type OperationRequest,
  recordFromBody,
  scopeFromPath,
} from './operation-request.js'
import { type ListHole, pageHoles, pageNumber } from './page-numbers.js'

/** Carries out an operation on the records of its entity and answers it. Refusals are thrown as MockError. */
export type Action = (request: OperationRequest, records: Records) => Promise<Reply>

/** Everything an action is compiled from. `location` makes the URL path of a record, where the contract can read one. */
export interface ActionParts {
  readonly contract: Contract
  readonly operation: OperationContract
  readonly entity: EntityFacts
  readonly location?: (request: OperationRequest, record: StoredRecord) => string
}

/** The default behaviour of a bound operation. */
export function compileAction(facts: BindingFacts, parts: ActionParts): Action {
  switch (facts.action) {
    case 'create':
      return compileCreate(facts, parts)
    case 'read':
      return compileRead(facts, parts)
    case 'update':
      return compileUpdate(facts, parts)
    case 'delete':
      return compileDelete(facts, parts)
    case 'list':
      return compileList(facts, parts)
  }
}

function compileCreate(facts: CreateFacts, parts: ActionParts): Action {
  const answer = recordAnswer(parts, facts.output, [201, 200, 202, 204])
  const scopeOf = compileScope(facts.scope)
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  return async (request, records) => {
    const value = withKeyParts(request, recordFromBody(request, facts.input))
    assertAddressable(value, parts.entity.key, facts.input)
    const record = await records.create(value, { scope: scopeOf(request) })
    return withLocation(
      answer(request.accept, (_hole, show) => show(record)),
      request,
      record,
      parts,
    )
  }
}

function compileRead(facts: ReadFacts, parts: ActionParts): Action {
  const answer = recordAnswer(parts, facts.output, [200])
  const scopeOf = compileScope(facts.scope)
  return (request, records) => {
    const key = keyFromPath(request, facts.key)
    return records.read(key, scopeOf(request)).then((found) => {
      const record = found ?? notFound(facts.entity, key)
      return answer(request.accept, (_hole, show) => show(record))
    })
  }
}

function compileUpdate(facts: UpdateFacts, parts: ActionParts): Action {
  const answer = recordAnswer(parts, facts.output, [200, 204, 202])
  const created = recordAnswer(parts, facts.output, [201, 200, 204])
  const scopeOf = compileScope(facts.scope)
  return async (request, records) => {
    const value = recordFromBody(request, facts.input)
    const key =
      facts.key === undefined
        ? keyFromRecord(value, parts.entity.key, facts.input)
        : keyFromPath(request, facts.key)
    const scope = scopeOf(request)
    if (facts.upsert === true && (await records.read(key, scope)) === undefined) {
      const record = await records.create(value, { scope, key })
      return withLocation(
        created(request.accept, (_hole, show) => show(record)),
        request,
        record,
        parts,
      )
    }
    const record = await records.update(key, value, { scope, merge: facts.merge })
    return answer(request.accept, (_hole, show) => show(record))
  }
}

function compileDelete(facts: DeleteFacts, parts: ActionParts): Action {
  const scopeOf = compileScope(facts.scope)
  const answer = compileDeleted(facts, parts)
  return async (request, records) => {
    const key = keyFromPath(request, facts.key)
    const record = (await records.delete(key, scopeOf(request))) ?? notFound(facts.entity, key)
    return answer(request, record)
  }
}

function compileDeleted(
  facts: DeleteFacts,
  parts: ActionParts,
): (request: OperationRequest, record: StoredRecord) => Reply {
  if (facts.output === undefined) {
    const answer = compileStaticAnswer(parts.operation.success([204, 200, 202]))
    return (request) => answer(request.accept)
  }
  const answer = recordAnswer(parts, facts.output, [200, 204, 202])
  return (request, record) => answer(request.accept, (_hole, show) => show(record))
}

function compileList(facts: ListFacts, parts: ActionParts): Action {
  const items = facts.items ?? ''
  const holes: Hole<ListHole>[] = [{ name: 'items', pointer: items }, ...pageHoles(facts.page)]
  const shown = { schemas: parts.entity.schemas, at: `${items}/0` }
  const answer = compileAnswer(parts.contract, parts.operation.success([200]), shown, holes)
  const read = compileListQuery(facts)
  const scopeOf = compileScope(facts.scope)
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  return async (request, records) => {
    const page = read(request.parameters.query, scopeOf(request))
    const { records: found, total } = await records.list(
      facts.key === undefined
        ? page.query
        : { ...page.query, where: withKeyParts(request, page.query.where ?? {}) },
    )
    return answer(request.accept, (hole, show) => {
      if (hole === 'items') return joinRecords(found, show)
      return JSON.stringify(pageNumber(hole, page, found.length, total, facts.page?.firstPage ?? 1))
    })
  }
}

function joinRecords(records: readonly StoredRecord[], show: (record: StoredRecord) => string): string {
  return `[${records.map(show).join(',')}]`
}

// An operation may answer without the record (no output); then the hole is not used and the envelope is a sample.
function recordAnswer(
  parts: ActionParts,
  output: string | undefined,
  prefer: readonly number[],
): Answer<'record'> {
  const at = output ?? ''
  const response = parts.operation.success(prefer)
  return compileAnswer(parts.contract, response, { schemas: parts.entity.schemas, at }, [
    { name: 'record', pointer: at },
  ])
}

function compileScope(
  parameters: readonly string[] | undefined,
): (request: OperationRequest) => readonly (string | number)[] {
  if (parameters === undefined || parameters.length === 0) return () => noScope
  return (request) => scopeFromPath(request, parameters)
}

const noScope: readonly string[] = []

// What the path says about the key stands above what the request says elsewhere, as it does for the scope.
function compileKeyParts(
  parameters: readonly string[] | undefined,
  { key }: EntityFacts,
): <Values extends object>(request: OperationRequest, values: Values) => Values | (Values & JsonObject) {
  if (parameters === undefined || parameters.length === 0) return (_request, values) => values
  const properties = partsOf(key)
  return (request, values) => ({ ...values, ...keyPartsFromPath(request, parameters, properties) })
}

// RFC 9110, section 10.2.2: a 201 names the created resource, where the contract has an operation that reads it.
function withLocation(
  reply: Reply,
  request: OperationRequest,
  record: StoredRecord,
  parts: ActionParts,
): Reply {
  if (reply.status !== 201 || parts.location === undefined) return reply
  const location = parts.location(request, record)
  // Adding a name to a copy costs the engine two microseconds; a header that the contract requires is there already.
  const headers =
    'location' in reply.headers ? { ...reply.headers, location } : { location, ...reply.headers }
  return { ...reply, headers }
}

function notFound(entity: string, key: RecordKey): never {
  const shown = typeof key === 'object' ? key.join(', ') : key
  throw new MockError('MOCK_NOT_FOUND', { detail: `there is no record "${shown}" in ${entity}` })
}
