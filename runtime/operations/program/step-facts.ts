// A declared step as an action that can be compiled.
import type { Scope } from '../../entities/records.js'
import type { Merge, StepFacts } from '../../facts.js'
import { isObject, type Json } from '../../json.js'
import type { OneOperation } from '../behaviour.js'
import { parseOrder } from '../lists/read-sort.js'
import { changeFromBody, compileMerge } from '../merge-kind.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'
import type { Templates } from './templates.js'

/** Where a step stands. */
export interface StepSpecPlace {
  readonly at: string
  /** True when its unit has no other action. */
  readonly isAlone: boolean
  /** True when an expression of its unit reads a record as it was. */
  readonly wantsCurrent: boolean
  readonly templates: Templates
}

/** The action of a declared step. */
export function stepSpec(
  facts: StepFacts,
  { operation, parts }: OneOperation,
  { at, isAlone, wantsCurrent, templates }: StepSpecPlace,
): StepSpec {
  const entity = parts.entitiesFacts[facts.entity]
  if (entity === undefined)
    throw new Error(`${operation.id} has a step on "${facts.entity}", which is no entity`)
  const { key, scopeValues, lock } = facts
  const isRepeated = facts.forEach !== undefined
  return {
    contract: parts.contract,
    operation,
    action: facts.action,
    entity: facts.entity,
    facts: entity,
    options: facts,
    templates,
    at,
    key: key === undefined ? undefined : templates.key(key, `${at}/key`),
    scope: scopeValues === undefined ? () => noScope : templates.scope(scopeValues, `${at}/scope`),
    sent: isRepeated ? sentItem : ({ call }, merge) => changeFromBody(call, facts.input, merge),
    sentAt: isRepeated ? undefined : `/body${facts.input ?? ''}`,
    forEach: facts.forEach,
    isStrict: true,
    withKeyParts: (_run, data) => data,
    merge: compileMerge(operation, facts.merge ?? usualMerge(facts, parts.operations[operation.id]?.method)),
    query: compileListQuery(facts),
    by: facts.by,
    wantsCurrent,
    isConditional: isAlone || lock === 'etag',
  }
}

const noScope: Scope = []

// PUT replaces, everything else changes what is named.
function usualMerge({ action }: StepFacts, method: string | undefined): Merge {
  return method === 'put' || (action === 'upsert' && method !== 'patch') ? 'replace' : 'merge'
}

function sentItem(run: Run): Json {
  const item = run.get('item')
  return isObject(item) ? item : {}
}

function compileListQuery({ action, sort, limit }: StepFacts): StepSpec['query'] {
  if (action !== 'list') return undefined
  const query = {
    ...(sort && { sort: parseOrder(sort) }),
    ...(limit !== undefined && { limit }),
  }
  return () => query
}
