// Rules of an operation: the first whose condition holds is carried out, as one atomic unit, and answers.

import type { EntityTransaction } from '../../entities/entities.js'
import { compileCondition } from '../../expressions/expressions.js'
import type { ProgramFacts, RuleFacts } from '../../facts.js'
import type { Reply } from '../../http/reply.js'
import { isReading } from '../action-parts.js'
import type { OneOperation, Work } from '../behaviour.js'
import { assertUnconditional } from '../conditions/preconditions.js'
import { compileStep, type Step } from './compile-step.js'
import { expressionsOf } from './declared-expressions.js'
import { programWork } from './program-work.js'
import { refusal } from './refusals.js'
import { compileResponse } from './response-template.js'
import type { Run } from './run.js'
import { type StepSpecPlace, stepSpec } from './step-facts.js'
import { comparesVersion } from './target.js'
import { Templates } from './templates.js'
import { reportsOf, runAll, runEach } from './unit.js'
import { compileReportAnswer, compileUnitAnswer } from './unit-answer.js'

/** Compiles a program. MOCK_REFUSED when no rule holds. */
export function compileRules(facts: ProgramFacts, one: OneOperation): Work {
  const declaredAt = one.facts?.declaredAt ?? ''
  const only = facts.rules.length === 1
  const rules = facts.rules.map((rule, i) =>
    compileRule(rule, one, declaredAt + (rule.at ?? (only ? '' : `/rules/${i}`))),
  )
  const traits = {
    reads: facts.rules.every(readsOnce),
    confirm: facts.rules.some(hasSeveral),
    makesIds: rules.some((rule) => rule.makesIds),
  }
  return programWork(one, traits, async (run, unit) => {
    for (const rule of rules) if (rule.holds(run)) return rule.carryOut(run, unit)
    throw refusal('MOCK_REFUSED', declaredAt, 'no rule of the operation holds for this request')
  })
}

interface Rule {
  readonly makesIds: boolean
  holds(run: Run): boolean
  carryOut(run: Run, unit: EntityTransaction | undefined): Promise<Reply>
}

function compileRule(facts: RuleFacts, one: OneOperation, at: string): Rule {
  const { when, response } = facts
  const templates = new Templates(one.facts?.path ?? '')
  const condition = when === undefined ? undefined : compileCondition(when, `${at}/when`)
  const expressions = expressionsOf(facts)
  const wantsCurrent = templates.uses('current', expressions)
  const steps = compileSteps(facts, one, { at, templates, wantsCurrent })
  const respond = compileResponse(response, {
    contract: one.parts.contract,
    operation: one.operation,
    at: `${at}/response`,
    templates,
  })
  const isConditional = steps.some(({ spec }) => comparesVersion(spec))
  const continues = facts.onError === 'continue'
  const answer = (continues ? compileReportAnswer : compileUnitAnswer)(one, steps, response?.status)
  return {
    makesIds: templates.makesIds(expressions),
    holds: (run) => condition === undefined || condition(run.scope),
    carryOut: async (run, unit) => {
      if (!isConditional) assertUnconditional(run.call.request)
      const results =
        continues && unit !== undefined ? await runEach(run, steps, unit) : await runAll(run, steps)
      if (response !== undefined) run.set('steps', reportsOf(steps, results))
      return respond(run, answer(run, results))
    },
  }
}

function compileSteps(
  { steps }: RuleFacts,
  one: OneOperation,
  { at, templates, wantsCurrent }: Omit<StepSpecPlace, 'isAlone'>,
): readonly Step[] {
  const isOnly = steps.length === 1
  return steps.map((step, i) => {
    const { as, when, forEach } = step
    const place = `${at}${step.at ?? `/operations/${i}`}`
    const isAlone = isOnly && forEach === undefined
    const spec = stepSpec(step, one, { at: place, isAlone, wantsCurrent, templates })
    return compileStep(spec, { as, when, forEach, number: isOnly ? undefined : i + 1 })
  })
}

function readsOnce({ steps, onError }: RuleFacts): boolean {
  const [first, second] = steps
  if (second !== undefined || onError === 'continue') return false
  return first === undefined || (isReading(first.action) && first.forEach === undefined)
}

// Where there are several, a refusal must say which one it is about; the store alone says nothing of steps.
function hasSeveral({ steps, onError }: RuleFacts): boolean {
  return steps.length > 1 || onError === 'continue' || steps.some(({ forEach }) => forEach !== undefined)
}
