// What bound operations do by default: one action each, compiled from its facts, written against the records port.
import { noRecord } from '../entities/record-work.js'
import type { StoredRecord } from '../entities/records.js'
import type { BindingFacts, CreateFacts, DeleteFacts, ReadFacts, UpdateFacts } from '../facts.js'
import { type Action, type ActionParts, compileKeyParts, compileScope } from './action-parts.js'
import { assertPreconditions, assertUnconditional } from './conditions/preconditions.js'
import { compileCount } from './count-action.js'
import { compileExpandOne } from './lists/expand.js'
import { compileList } from './lists/list-action.js'
import { changeFromBody, compileMerge } from './merge-kind.js'
import { offeredState } from './offered-state.js'
import { assertAddressable, keyFromPath, keyFromRecord, recordFromBody } from './operation-request.js'
import { compileCreated, compileRemoved, compileShown, statuses } from './record-answers.js'

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
  const { entity, input } = facts
  const answer = compileCreated(parts, facts)
  const scopeOf = compileScope(facts.scope)
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  const declared = declaredState(parts, input)
  return async (call, view) => {
    const { request } = call
    assertUnconditional(request)
    const value = withKeyParts(request, recordFromBody(request, input))
    assertAddressable(value, parts.entity.key, input)
    const created = await view.records(entity).create(value, { scope: scopeOf(request), ...declared })
    return answer(call, created)
  }
}

function compileRead(facts: ReadFacts, parts: ActionParts): Action {
  const { entity, key: parameters } = facts
  if (parameters === undefined) throw new Error(`${parts.operation.id} reads a record and does not say which`)
  const answer = compileShown(parts, facts.output, statuses.read)
  const expand = facts.expand && compileExpandOne(facts.expand, parts)
  const scopeOf = compileScope(facts.scope)
  return (call, view) => {
    const { request } = call
    const key = keyFromPath(request, parameters)
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
  const { entity, input } = facts
  const answer = compileShown(parts, facts.output, statuses.changed)
  const created = compileCreated(parts, facts)
  const scopeOf = compileScope(facts.scope)
  const mergeOf = compileMerge(parts.operation, facts.merge)
  const declared = declaredState(parts, input)
  return async (call, view) => {
    const { request } = call
    const records = view.records(entity)
    const merge = mergeOf(call)
    const value = changeFromBody(call, input, merge)
    const key =
      facts.key === undefined
        ? keyFromRecord(recordFromBody(request, input), parts.entity.key, input)
        : keyFromPath(request, facts.key)
    const scope = scopeOf(request)
    if (facts.upsert === true || request.preconditions !== undefined) {
      const current = await records.read(key, scope, { toChange: true })
      if (current === undefined && facts.upsert !== true) throw noRecord(entity, key)
      assertPreconditions(request, current)
      if (current === undefined)
        return created(
          call,
          await records.create(recordFromBody(request, input), { scope, key, ...declared }),
        )
    }
    return answer(call, await records.update(key, value, { scope, merge, ...declared }))
  }
}

function declaredState(
  { contract, operation, entity }: ActionParts,
  input: string | undefined,
): { readonly declared?: ReadonlySet<string> } {
  const declared = offeredState(contract, operation, entity, input)
  return declared === undefined ? {} : { declared }
}

function compileDelete(facts: DeleteFacts, parts: ActionParts): Action {
  const { entity, key: parameters } = facts
  if (parameters === undefined)
    throw new Error(`${parts.operation.id} removes records and does not say which`)
  const scopeOf = compileScope(facts.scope)
  const answer = compileRemoved(parts, facts)
  return async (call, view) => {
    const { request } = call
    const records = view.records(entity)
    const key = keyFromPath(request, parameters)
    const scope = scopeOf(request)
    if (request.preconditions !== undefined) {
      const current = await records.read(key, scope, { toChange: true })
      if (current === undefined) throw noRecord(entity, key)
      assertPreconditions(request, current)
    }
    const removed: StoredRecord | undefined = await records.delete(key, scope)
    if (removed === undefined) throw noRecord(entity, key)
    return answer(call, removed)
  }
}
