// The action of a bound operation: what its declaration says, and for the rest what the shape of the contract means.
import { partsOf } from '../../entities/properties.js'
import type { RecordKey, RecordQuery, Scope } from '../../entities/records.js'
import type { BindingFacts, EntityFacts } from '../../facts.js'
import { type ActionParts, compileKeyParts, compileScope } from '../action-parts.js'
import { compileListing } from '../lists/list-action.js'
import { changeFromBody, compileMerge } from '../merge-kind.js'
import { keyFromPath } from '../operation-request.js'
import { compileRename } from '../rename.js'
import { expressionsOf } from './declared-expressions.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'
import type { Templates } from './templates.js'

/** The action of a bound operation; `at` is the pointer of its declaration. */
export function bindingSpec(
  facts: BindingFacts,
  parts: ActionParts,
  { at, templates }: { readonly at: string; readonly templates: Templates },
): StepSpec {
  const { contract, operation, entity } = parts
  const { options = {}, response } = facts
  const input = 'input' in facts ? facts.input : undefined
  const rename = compileRename('rename' in facts ? facts.rename : undefined)
  const withKeyParts = compileKeyParts(keyParts(facts), entity)
  return {
    contract,
    operation,
    action: facts.action === 'update' && facts.upsert === true ? 'upsert' : facts.action,
    entity: facts.entity,
    facts: entity,
    options,
    templates,
    at,
    key: keySource(facts, entity, at, templates),
    scope: scopeSource(facts, at, templates),
    sent: ({ call }, merge) => changeFromBody(call, input, merge, rename),
    sentAt: `/body${input ?? ''}`,
    forEach: undefined,
    isStrict: false,
    withKeyParts: ({ call }, data) => withKeyParts(call.request, data),
    merge: compileMerge(operation, options.merge ?? (facts.action === 'update' ? facts.merge : 'merge')),
    query: querySource(facts, parts),
    by: facts.action === 'count' ? facts.by : undefined,
    wantsCurrent: templates.uses('current', expressionsOf({ steps: [options], response })),
    isConditional: true,
  }
}

// The first parts of the key, where the rest is not known yet or many records share them.
function keyParts(facts: BindingFacts): readonly string[] | undefined {
  return facts.action === 'create' || facts.action === 'list' || facts.action === 'count'
    ? facts.key
    : undefined
}

function keySource(
  facts: BindingFacts,
  { key: properties }: EntityFacts,
  at: string,
  templates: Templates,
): ((run: Run) => RecordKey | undefined) | undefined {
  const declared = facts.options?.key
  if (declared !== undefined) return templates.key(declared, `${at}/key`)
  if (facts.action !== 'read' && facts.action !== 'update' && facts.action !== 'delete') return undefined
  const { key } = facts
  if (key === undefined && partsOf(properties).length === 0) return () => []
  return key === undefined ? undefined : ({ call }) => keyFromPath(call.request, key)
}

function scopeSource(facts: BindingFacts, at: string, templates: Templates): (run: Run) => Scope {
  const declared = facts.options?.scopeValues
  if (declared !== undefined) return templates.scope(declared, `${at}/scope`)
  const scopeOf = compileScope(facts.scope)
  return ({ call }) => scopeOf(call.request)
}

function querySource(facts: BindingFacts, parts: ActionParts): ((run: Run) => RecordQuery) | undefined {
  if (facts.action === 'list') {
    const { ask } = compileListing(facts, parts)
    return ({ call }) => ask(call).query
  }
  if (facts.action !== 'count' || facts.key === undefined) return undefined
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  return ({ call }) => ({ where: withKeyParts(call.request, {}) })
}
