// What bound operations do by default: one action each, compiled from its facts, written against the records port.

import { partsOf } from '../entities/properties.js'
import { noRecord } from '../entities/record-work.js'
import type { RecordKey, StoredRecord } from '../entities/records.js'
import type {
  BindingFacts,
  CreateFacts,
  DeleteFacts,
  KeyParameters,
  ReadFacts,
  UpdateFacts,
} from '../facts.js'
import { type Action, type ActionParts, compileKeyParts, compileScope } from './action-parts.js'
import { compileItemsAnswer, compileStoreItems, itemsFromBody } from './array-envelopes.js'
import { assertPreconditions, assertUnconditional } from './conditions/preconditions.js'
import { compileCount } from './count-action.js'
import { compileExpandOne } from './lists/expand.js'
import { compileList } from './lists/list-action.js'
import { changeFromBody, compileMerge } from './merge-kind.js'
import { offeredState } from './offered-state.js'
import {
  assertAddressable,
  keyFromPath,
  keyFromRecord,
  type OperationRequest,
  recordFromBody,
} from './operation-request.js'
import {
  compileChanged,
  compileCreated,
  compileRemoved,
  compileShown,
  type RecordAnswer,
  statuses,
} from './record-answers.js'
import { compileRename } from './rename.js'

/** The default behaviour of a bound operation that declares no more than its shape. */
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
    case 'count':
      return compileCount(facts, parts)
  }
}

function compileCreate(facts: CreateFacts, parts: ActionParts): Action {
  if (facts.inputItems !== undefined) return compileStoreItems(facts, parts)
  const itemsAnswer = compileItemsAnswer(facts, parts)
  const { entity, input } = facts
  const rename = compileRename(facts.rename)
  const answer = compileCreated(parts, facts)
  const scopeOf = compileScope(facts.scope)
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  const declared = declaredState(parts, input)
  return async (call, view) => {
    const { request } = call
    assertUnconditional(request)
    const value = withKeyParts(request, recordFromBody(request, input, rename))
    assertAddressable(value, parts.entity.key, input)
    const created = await view.records(entity).create(value, { scope: scopeOf(request), ...declared })
    return itemsAnswer === undefined ? answer(call, created) : itemsAnswer(call, [created])
  }
}

function compileRead(facts: ReadFacts, parts: ActionParts): Action {
  const { entity } = facts
  const keyOf = compileKey(facts.key, parts)
  const items = compileItemsAnswer(facts, parts)
  const answer: RecordAnswer =
    items === undefined ? compileShown(parts, facts, statuses.read) : (call, record) => items(call, [record])
  const expand = facts.expand && compileExpandOne(facts.expand, parts)
  const scopeOf = compileScope(facts.scope)
  return (call, view) => {
    const { request } = call
    const key = keyOf(request)
    const read = view.records(entity).read(key, scopeOf(request))
    return read.then((found) => {
      if (found === undefined) throw noRecord(entity, key)
      return expand === undefined
        ? answer(call, found)
        : expand(call, found, view).then((shown) => answer(call, shown))
    })
  }
}

function compileUpdate(facts: UpdateFacts, parts: ActionParts): Action {
  if (facts.inputItems !== undefined && facts.key === undefined) return compileStoreItems(facts, parts)
  const { entity, input } = facts
  const rename = compileRename(facts.rename)
  const isLone = facts.key === undefined && partsOf(parts.entity.key).length === 0
  const keyOf = facts.key === undefined && !isLone ? undefined : compileKey(facts.key, parts)
  const items = compileItemsAnswer(facts, parts)
  const answer: RecordAnswer =
    items === undefined ? compileChanged(parts, facts) : (call, record) => items(call, [record])
  const { inputItems } = facts
  const created = compileCreated(parts, facts)
  const scopeOf = compileScope(facts.scope)
  const mergeOf = compileMerge(parts.operation, facts.merge)
  const declared = declaredState(parts, input)
  return async (call, view) => {
    const { request } = call
    const records = view.records(entity)
    const merge = mergeOf(call)
    const value =
      inputItems === undefined
        ? changeFromBody(call, input, merge, rename)
        : (itemsFromBody(request, inputItems, rename)[0] ?? {})
    const key =
      keyOf === undefined
        ? keyFromRecord(recordFromBody(request, input, rename), parts.entity.key, input)
        : keyOf(request)
    const scope = scopeOf(request)
    if (facts.upsert === true || request.preconditions !== undefined) {
      const current = await records.read(key, scope, { toChange: true })
      if (current === undefined && facts.upsert !== true) throw noRecord(entity, key)
      assertPreconditions(request, current, parts.entity)
      if (current === undefined)
        return created(
          call,
          await records.create(recordFromBody(request, input, rename), { scope, key, ...declared }),
        )
    }
    return answer(call, await records.update(key, value, { scope, merge, ...declared }))
  }
}

// The only record of its scope needs no key.
function compileKey(
  parameters: KeyParameters | undefined,
  { entity, operation }: ActionParts,
): (request: OperationRequest) => RecordKey {
  if (parameters !== undefined) return (request) => keyFromPath(request, parameters)
  if (partsOf(entity.key).length > 0) throw new Error(`${operation.id} does not say which record it is about`)
  return () => noKey
}

const noKey: RecordKey = []

function declaredState(
  { contract, operation, entity }: ActionParts,
  input: string | undefined,
): { readonly declared?: ReadonlySet<string> } {
  const declared = offeredState(contract, operation, entity, input)
  return declared === undefined ? {} : { declared }
}

function compileDelete(facts: DeleteFacts, parts: ActionParts): Action {
  const { entity } = facts
  const keyOf = compileKey(facts.key, parts)
  const scopeOf = compileScope(facts.scope)
  const items = compileItemsAnswer(facts, parts)
  const answer: RecordAnswer =
    items === undefined ? compileRemoved(parts, facts) : (call, record) => items(call, [record])
  return async (call, view) => {
    const { request } = call
    const records = view.records(entity)
    const key = keyOf(request)
    const scope = scopeOf(request)
    if (request.preconditions !== undefined) {
      const current = await records.read(key, scope, { toChange: true })
      if (current === undefined) throw noRecord(entity, key)
      assertPreconditions(request, current, parts.entity)
    }
    const removed: StoredRecord | undefined = await records.delete(key, scope)
    if (removed === undefined) throw noRecord(entity, key)
    return answer(call, removed)
  }
}
