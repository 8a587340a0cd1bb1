// The record that a step is about: found by its key or by what it must be like, and held against what the request expects.

import { noRecord } from '../../entities/record-work.js'
import type { RecordKey, Records, Scope, StoredRecord } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { Json, JsonObject } from '../../json.js'
import { assertPreconditions } from '../conditions/preconditions.js'
import { keyInData } from './data.js'
import { compileLock } from './lock.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'
import { compileWhere, type Where } from './where.js'

/** Where a record is, and what it is now. */
export interface Target {
  readonly key: RecordKey
  readonly scope: Scope
  /** Undefined when there is none, or when nobody wants to know. */
  readonly current: StoredRecord | undefined
}

/** Finds the record of a step; `data` makes what is stored, which may hold the key. */
export type FindTarget = (run: Run, records: Records, data: () => Json) => Promise<Target>

/**
 * Compiles how a step finds its record, and reads it where something asks what it is. MOCK_NOT_FOUND when there is none,
 * unless the step would create it; what is found is `current` in expressions.
 */
export function compileTarget(spec: StepSpec): FindTarget {
  const { entity, at, action } = spec
  const mayBeMissing = action === 'upsert'
  const where = spec.options.where && compileWhereOf(spec)
  const lock = spec.options.lock && compileLock(spec.options.lock, `${at}/lock`, spec.templates)
  const { visible } = spec.contract.shape(spec.facts)
  const toChange = { toChange: action !== 'read' }
  const isKept = action === 'read' || mayBeMissing || spec.wantsCurrent
  const asksAlways = isKept || where !== undefined || lock !== undefined
  return async (run, records, data) => {
    lock?.ask(run)
    const scope = spec.scope(run)
    const found =
      spec.key === undefined && where !== undefined
        ? await first(spec, run, where, records, scope)
        : undefined
    const key = found?.key ?? keyOf(spec, run, data)
    // What the step before was about may say which record is meant, and nothing about it.
    run.set('current', undefined)
    const { request } = run.call
    const isAsked = spec.isConditional && request.preconditions !== undefined
    if (!asksAlways && !isAsked) return { key, scope, current: undefined }
    const current = await records.read(key, scope, toChange)
    if (current === undefined ? !mayBeMissing : !isMeant(run, where, current.value))
      throw noRecord(entity, key)
    if (isAsked) assertPreconditions(request, current, spec.facts)
    lock?.compare(run, current)
    run.set('current', current === undefined ? null : current.value)
    if (current !== undefined) run.hide(current.value, visible)
    return { key, scope, current }
  }
}

/** True when a request's If-Match and If-None-Match are held against the record of the step. */
export function comparesVersion({ action, isConditional, key, options }: StepSpec): boolean {
  if (action === 'delete' && key === undefined && options.where !== undefined) return false
  return isConditional && action !== 'create' && action !== 'list' && action !== 'count'
}

/** The `where` of a step, for a query or for one record. */
export function compileWhereOf({ options, at, contract, facts, action, templates }: StepSpec): Where {
  const isLenient = action === 'list' || action === 'count'
  return compileWhere(options.where ?? {}, {
    at: `${at}/where`,
    entity: facts,
    contract,
    templates,
    isLenient,
  })
}

function isMeant(run: Run, where: Where | undefined, record: JsonObject): boolean {
  return where === undefined || where.holds(where.select(run), record)
}

function keyOf({ key, facts, at }: StepSpec, run: Run, data: () => Json): RecordKey {
  const found = key === undefined ? keyInData(data(), facts.key) : key(run)
  if (found !== undefined) return found
  if (key !== undefined) throw refusal('MOCK_EXPRESSION', `${at}/key`, 'the key has no value')
  throw refusal('MOCK_INVALID_REQUEST', at, 'the data does not say which record is meant')
}

async function first(
  { entity, facts }: StepSpec,
  run: Run,
  where: Where,
  records: Records,
  scope: Scope,
): Promise<{ readonly key: RecordKey }> {
  const { records: found } = await records.list({ ...where.select(run), scope, limit: 1 }, { toChange: true })
  const key = found[0] && keyInData(found[0].value, facts.key)
  if (key === undefined)
    throw new MockError('MOCK_NOT_FOUND', { detail: `there is no such record in ${entity}` })
  return { key }
}
