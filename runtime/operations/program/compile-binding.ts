// A bound operation with declared options: its one action as a step, answered as bindings are or as the declaration says.
import type { BindingFacts } from '../../facts.js'
import { actionParts, isReading } from '../action-parts.js'
import type { OneOperation, Work } from '../behaviour.js'
import { assertUnconditional } from '../conditions/preconditions.js'
import { compileBindingAnswer } from './binding-answer.js'
import { bindingSpec } from './binding-spec.js'
import { expressionsOf } from './declared-expressions.js'
import { programWork } from './program-work.js'
import { compileResponse } from './response-template.js'
import { compilePerform } from './step-actions.js'
import { comparesVersion } from './target.js'
import { Templates } from './templates.js'

/** Compiles a bound operation with options or a response of its own. */
export function compileBinding(facts: BindingFacts, one: OneOperation): Work {
  const { action, options, response } = facts
  const at = one.facts?.declaredAt ?? ''
  const templates = new Templates(one.facts?.path ?? '')
  const parts = actionParts(one, facts, response?.status)
  const spec = bindingSpec(facts, parts, { at, templates })
  const perform = compilePerform(spec)
  const answer = compileBindingAnswer(facts, parts, spec)
  const respond = compileResponse(response, { ...parts, at: `${at}/response`, templates })
  const makesIds = templates.makesIds(
    expressionsOf({ steps: options === undefined ? [] : [options], response }),
  )
  const { visible } = parts.contract.shape(parts.entity)
  const reads = isReading(action)
  const removesMany = action === 'delete' && spec.key === undefined
  return programWork(one, { reads, confirm: false, makesIds, removesMany }, async (run) => {
    if (!comparesVersion(spec)) assertUnconditional(run.call.request)
    const outcome = await perform(run)
    run.tell(outcome, parts.entity, visible)
    return respond(run, answer(run, outcome))
  })
}
