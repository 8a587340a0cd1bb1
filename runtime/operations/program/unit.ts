// The steps of a unit in order: all of them or none, or each by itself with a report of what became of it.
import type { EntityTransaction } from '../../entities/entities.js'
import { MockError } from '../../errors.js'
import { problemBody } from '../../http/problem.js'
import type { Json, JsonObject } from '../../json.js'
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
  const guard: Guard = (work) => {
    const restore = run.mark()
    return unit.nested(work).catch((error: unknown) => {
      // What is undone has no name either.
      restore()
      return failed(error)
    })
  }
  const results: StepResult[] = []
  for (const step of steps) {
    // What is refused outside of an action is the list that the step is done for: where the request sends it, or there is
    // nothing else to do, the request as a whole is wrong.
    const result = await step.run(run, guard).catch((error: unknown) => {
      if (step.isOfRequest || steps.length === 1) throw error
      return failed(error)
    })
    if (step.as !== undefined && result.status === 'failed') run.set(step.as, null)
    results.push(result)
  }
  return results
}

/** What became of each step: one entry for each action, steps and items counted from one; `see` says how results are seen. */
export function reportsOf(
  steps: readonly Step[],
  results: UnitResult,
  see: (step: Step, done: Done) => Json = (_step, done) => jsonOf(done),
): readonly JsonObject[] {
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
      ? result.members.map((member, index) => ({
          ...title,
          item: index + 1,
          ...reportOf(member, (done) => see(step, done)),
        }))
      : [{ ...title, ...reportOf(result, (done) => see(step, done)) }]
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

function reportOf(done: Done, see: (done: Done) => Json): JsonObject {
  switch (done.status) {
    case 'done':
      return { status: 'done', result: see(done) }
    case 'skipped':
      return { status: 'skipped' }
    case 'failed':
      return { status: 'failed', error: problemBody(done.error) }
  }
}
