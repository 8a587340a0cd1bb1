// The steps of a unit in order: all of them or none, or each by itself with a report of what became of it.
import type { EntityTransaction } from '../../entities/entities.js'
import { MockError } from '../../errors.js'
import { problemBody } from '../../http/problem.js'
import type { JsonObject } from '../../json.js'
import { type Done, type Guard, jsonOf, type Step, type StepResult } from './compile-step.js'
import type { Run } from './run.js'

/** What became of the steps, in their order. */
export type UnitResult = readonly StepResult[]

/** Runs the steps; the first refusal ends it and is thrown. */
export async function runAll(run: Run, steps: readonly Step[]): Promise<UnitResult> {
  const results: StepResult[] = []
  for (const step of steps) results.push(await step.run(run, asItIs))
  return results
}

/** Runs the steps each by itself: a refusal undoes the action that it is about, and nothing else. */
export async function runEach(
  run: Run,
  steps: readonly Step[],
  unit: Pick<EntityTransaction, 'nested'>,
): Promise<UnitResult> {
  const guard: Guard = (work) => unit.nested(work).catch(failed)
  const results: StepResult[] = []
  for (const step of steps) {
    const result = await step.run(run, guard).catch(failed)
    if (step.as !== undefined && result.status === 'failed') run.set(step.as, null)
    results.push(result)
  }
  return results
}

/** What became of each step, for the client: one entry for each action. */
export function reportsOf(steps: readonly Step[], results: UnitResult): readonly JsonObject[] {
  return steps.flatMap((step, i) => {
    const result = results[i]
    if (result === undefined) return []
    const title = {
      step: i + 1,
      ...(step.as !== undefined && { as: step.as }),
      entity: step.spec.entity,
      action: step.spec.action,
    }
    return result.status === 'each'
      ? result.members.map((member, index) => ({ ...title, item: index, ...reportOf(member) }))
      : [{ ...title, ...reportOf(result) }]
  })
}

/** True when an action of a unit was refused. */
export function hasFailed(results: UnitResult): boolean {
  return results.some((result) =>
    result.status === 'each' ? result.members.some(isFailed) : isFailed(result),
  )
}

const asItIs: Guard = (work) => work()

function isFailed({ status }: Done): boolean {
  return status === 'failed'
}

// Lost races and faults are nobody's result: they end the unit.
function failed(error: unknown): Done {
  if (error instanceof MockError) return { status: 'failed', error }
  throw error
}

function reportOf(done: Done): JsonObject {
  switch (done.status) {
    case 'done':
      return { status: 'done', result: jsonOf(done) }
    case 'skipped':
      return { status: 'skipped' }
    case 'failed':
      return { status: 'failed', error: problemBody(done.error) }
  }
}
