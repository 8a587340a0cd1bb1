// Operations that send and answer single records in arrays: `{ "Accounts": [ { … } ] }`.
import type { RecordKey, Records, Scope, StoredRecord } from '../entities/records.js'
import { MockError } from '../errors.js'
import type { BindingFacts, CreateFacts, UpdateFacts } from '../facts.js'
import type { Reply } from '../http/reply.js'
import { atPointer, isObject, type JsonObject } from '../json.js'
import { type Action, type ActionParts, compileScope, successOf } from './action-parts.js'
import { compileAnswer } from './answers.js'
import type { Call } from './behaviour.js'
import { assertUnconditional } from './conditions/preconditions.js'
import { assertAddressable, keyOfRecord, type OperationRequest } from './operation-request.js'
import { createdStatuses, removedStatuses, statuses } from './record-answers.js'
import { compileRename, type Rename } from './rename.js'

/** Answers a call with records. */
export type RecordsAnswer = (call: Call, records: readonly StoredRecord[]) => Reply

/** The answer of an operation that shows its records at `outputItems`; undefined for one that does not. */
export function compileItemsAnswer(facts: BindingFacts, parts: ActionParts): RecordsAnswer | undefined {
  const { outputItems } = facts
  if (outputItems === undefined) return undefined
  const shown = { records: parts.entity, at: `${outputItems}/0` }
  const holes = [{ name: 'records', pointer: outputItems }] as const
  const answer = compileAnswer(parts.contract, successOf(parts, statusesOf(facts, parts)), shown, holes)
  return ({ request }, records) => {
    const [only, second] = records
    const about = only !== undefined && second === undefined ? { shows: only } : undefined
    return answer(request.accept, (_hole, show) => `[${records.map(show).join(',')}]`, undefined, about)
  }
}

function statusesOf({ action }: BindingFacts, { entity }: ActionParts): readonly number[] {
  switch (action) {
    case 'create':
      return createdStatuses(entity)
    case 'update':
      return statuses.changed
    case 'delete':
      return removedStatuses('')
    default:
      return statuses.read
  }
}

/** Stores each member of the array in the request: creates it, or with `upsert` changes the record that has its key. */
export function compileStoreItems(facts: CreateFacts | UpdateFacts, parts: ActionParts): Action {
  const { entity, inputItems = '' } = facts
  const answer = compileItemsAnswer(facts, parts)
  if (answer === undefined) throw new Error(`${parts.operation.id} stores records that it does not answer`)
  const rename = compileRename(facts.rename)
  const scopeOf = compileScope(facts.scope)
  const { key: properties } = parts.entity
  return async (call, view) => {
    const { request } = call
    assertUnconditional(request)
    const records = view.records(entity)
    const scope = scopeOf(request)
    const stored: StoredRecord[] = []
    for (const [index, value] of itemsFromBody(request, inputItems, rename).entries()) {
      assertAddressable(value, properties, `${inputItems}/${index}`)
      const key = facts.action === 'update' ? keyOfRecord(value, properties) : undefined
      stored.push(await store(records, value, scope, key, facts))
    }
    return answer(call, stored)
  }
}

async function store(
  records: Records,
  value: JsonObject,
  scope: Scope,
  key: RecordKey | undefined,
  facts: CreateFacts | UpdateFacts,
): Promise<StoredRecord> {
  const isThere = key !== undefined && (await records.read(key, scope, { toChange: true })) !== undefined
  if (!isThere || facts.action !== 'update') return records.create(value, { scope })
  return records.update(key, value, { scope, merge: facts.merge })
}

/**
 * The records of the array at `pointer` of the body; a body that is one record instead is that one. MOCK_INVALID_REQUEST when there
 * is something else.
 */
export function itemsFromBody(
  { body }: OperationRequest,
  pointer: string,
  rename: Rename | undefined,
): readonly JsonObject[] {
  const held = atPointer(body, pointer) ?? []
  const items = Array.isArray(held) ? held : [held]
  return items.map((item, index) => {
    if (isObject(item)) return rename === undefined ? item : rename(item)
    const at = `/body${pointer}/${index}`
    throw new MockError('MOCK_INVALID_REQUEST', {
      errors: [{ pointer: at, message: 'must be object', keyword: 'type' }],
    })
  })
}
