// Carries out one action on one entity as it is declared.

import { noRecord } from '../../entities/record-work.js'
import type { RecordQuery, RecordsPage } from '../../entities/records.js'
import type { Json } from '../../json.js'
import { compileZeros } from '../count-action.js'
import { asRecord, compileData } from './data.js'
import type { Outcome } from './outcome.js'
import { refusal, relocated } from './refusals.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'
import { compileChecksOf, compileStore, storing } from './step-store.js'
import { compileTarget, compileWhereOf, type Target } from './target.js'

/** Carries out the action. */
export type Perform = (run: Run) => Promise<Outcome>

/** Compiles an action. */
export function compilePerform(spec: StepSpec): Perform {
  const { action, key, options, at } = spec
  switch (action) {
    case 'create':
      return compileCreate(spec)
    case 'read':
      return compileRead(spec)
    case 'update':
    case 'upsert':
      return compileChange(spec)
    case 'delete':
      if (key !== undefined) return compileDelete(spec)
      if (options.where !== undefined) return compileClear(spec)
      throw new Error(`${at}: removing needs a key or a where`)
    case 'list':
      return compileListing(spec)
    case 'count':
      return compileCounting(spec)
  }
}

function compileCreate(spec: StepSpec): Perform {
  const create = compileStore(spec)
  const { entity, scope } = spec
  return (run) => create(run, run.view.records(entity), scope(run), spec.key?.(run))
}

function compileRead(spec: StepSpec): Perform {
  const find = compileTarget(spec)
  const checks = compileChecksOf(spec, undefined)
  return async (run) => {
    const { key, current } = await find(run, run.view.records(spec.entity), nothing)
    if (current === undefined) throw noRecord(spec.entity, key)
    checks.conditions(run)
    return { kind: 'shown', record: current }
  }
}

function compileChange(spec: StepSpec): Perform {
  const { entity, options, at, action } = spec
  const data = compileData(spec)
  const checks = compileChecksOf(spec, data)
  const ttlOf = options.ttl === undefined ? undefined : spec.templates.ttlMs(options.ttl, `${at}/ttl`)
  const find = compileTarget(spec)
  const create = compileStore(spec)
  return async (run) => {
    const records = run.view.records(entity)
    const merge = spec.merge(run.call)
    const { key, scope, current } = await find(run, records, () => data.of(run, merge))
    if (current === undefined && action === 'upsert') return create(run, records, scope, key)
    checks.conditions(run)
    const value = data.of(run, merge)
    const sent = merge === 'json-patch' ? value : asRecord(value, data.at(run))
    checks.data(sent, run)
    const ttlMs = ttlOf?.(run)
    const record = await records
      .update(key, sent, { scope, merge, ...storing(data), ...(ttlMs !== undefined && { ttlMs }) })
      .catch((error: unknown) => {
        throw relocated(error, (pointer) => data.relocate(run, pointer))
      })
    return { kind: 'changed', record }
  }
}

function compileDelete(spec: StepSpec): Perform {
  const { entity } = spec
  const find = compileTarget(spec)
  const checks = compileChecksOf(spec, undefined)
  return async (run) => {
    const records = run.view.records(entity)
    const { key, scope }: Target = await find(run, records, nothing)
    checks.conditions(run)
    const record = await records.delete(key, scope)
    if (record === undefined) throw noRecord(entity, key)
    return { kind: 'removed', record }
  }
}

function compileClear(spec: StepSpec): Perform {
  const queryOf = compileQuery(spec)
  const checks = compileChecksOf(spec, undefined)
  return async (run) => {
    checks.conditions(run)
    return { kind: 'cleared', deleted: await run.view.records(spec.entity).deleteAll(queryOf(run)) }
  }
}

function compileListing(spec: StepSpec): Perform {
  const queryOf = compileQuery(spec)
  return async (run) => {
    const query = queryOf(run)
    const found = await run.view.records(spec.entity).list(query)
    if (query.limit === undefined) assertWhole(spec, found)
    return { kind: 'listed', found, limit: query.limit ?? found.records.length }
  }
}

// Expressions that reckon with some of the records for all of them would be wrong, and nobody would know.
function assertWhole({ at, entity }: StepSpec, { records, total }: RecordsPage): void {
  if (records.length === total) return
  const message = `${entity} has ${total} such records, and a step lists at most ${records.length}: give it a limit`
  throw refusal('MOCK_SCAN_LIMIT', `${at}/limit`, message)
}

function compileCounting(spec: StepSpec): Perform {
  const queryOf = compileQuery(spec)
  const withZeros = compileZeros({ contract: spec.contract, entity: spec.facts }, spec.by)
  return async (run) => ({
    kind: 'counted',
    counted: withZeros(await run.view.records(spec.entity).count(queryOf(run), spec.by)),
  })
}

function compileQuery(spec: StepSpec): (run: Run) => RecordQuery {
  const { query, scope, options } = spec
  const where = options.where && compileWhereOf(spec)
  return (run) => {
    const own = scope(run)
    const base: RecordQuery = { ...(own.length > 0 && { scope: own }), ...query?.(run) }
    if (where === undefined) return base
    const selection = where.select(run)
    // A declaration stands above what the request filters by.
    return {
      ...base,
      where: { ...base.where, ...selection.where },
      compare: [...(base.compare ?? []), ...selection.compare],
    }
  }
}

const nothing = (): Json => null
