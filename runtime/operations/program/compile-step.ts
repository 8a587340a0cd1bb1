// One step of a unit: left out or not, done once or for each of several, and known to what follows by its name.
import type { MockError } from '../../errors.js'
import { compileCondition } from '../../expressions/expressions.js'
import type { Condition, Template } from '../../facts.js'
import type { Json } from '../../json.js'
import { type Outcome, seenOf } from './outcome.js'
import { refusal, refusedBy, type StepName } from './refusals.js'
import { placeOfTemplate } from './request-places.js'
import type { Run } from './run.js'
import { compilePerform } from './step-actions.js'
import type { StepSpec } from './step-spec.js'
import type { Evaluate } from './templates.js'
import type { Visible } from './veil.js'

/** Most members of what a step is done for. */
const maxMembers = 1_000

/** What became of a step, or of one member of it. */
export type Done =
  | { readonly status: 'done'; readonly outcome: Outcome }
  | { readonly status: 'skipped' }
  | { readonly status: 'failed'; readonly error: MockError }

/** What became of a step. */
export type StepResult = Done | { readonly status: 'each'; readonly members: readonly Done[] }

/** A step, ready to run. */
export interface Step {
  readonly spec: StepSpec
  readonly as: string | undefined
  /** True when it is done for each of several. */
  readonly isRepeated: boolean
  /** True when it is done for each of what the request sends. */
  readonly isOfRequest: boolean
  /** How its records are shown. */
  readonly visible: Visible
  /**
   * Does the step. `guard` runs each action of it: as it is, so that its refusal ends everything, or so that only the action
   * is undone and the refusal is its result.
   */
  run(run: Run, guard: Guard): Promise<StepResult>
}

/** Runs one action; rejects with its refusal, or answers it. */
export type Guard = (work: () => Promise<Done>) => Promise<Done>

/** How a step stands in its unit. */
export interface StepPlace {
  readonly as?: string | undefined
  readonly when?: Condition | undefined
  readonly forEach?: Template | undefined
  /** Its number, from 1; undefined for the only step of its unit. */
  readonly number: number | undefined
}

/** Compiles a step. */
export function compileStep(spec: StepSpec, { as, when, forEach, number }: StepPlace): Step {
  const { entity, action, at } = spec
  const perform = compilePerform(spec)
  const holds = when === undefined ? undefined : compileCondition(when, `${at}/when`)
  const membersOf =
    forEach === undefined
      ? undefined
      : compileMembers(spec.templates.required(forEach, `${at}/forEach`), `${at}/forEach`)
  const { visible } = spec.contract.shape(spec.facts)
  const title = `${entity} ${action}`
  const name: StepName = { label: number === undefined ? undefined : `step ${number} (${title})`, at }

  const once = async (run: Run): Promise<Done> => {
    if (holds !== undefined && !holds(run.scope)) return { status: 'skipped' }
    const outcome = await perform(run)
    run.tell(outcome, spec.facts, visible)
    return { status: 'done', outcome }
  }
  const named = (run: Run, guard: Guard, place: StepName) =>
    guard(() =>
      once(run).catch((error: unknown) => {
        throw refusedBy(place, error)
      }),
    )
  const forMembers = async (
    run: Run,
    guard: Guard,
    of: (run: Run) => readonly Json[],
  ): Promise<StepResult> => {
    const members: Done[] = []
    for (const [index, item] of placed(name, () => of(run)).entries()) {
      run.set('item', item)
      run.set('index', index)
      members.push(await named(run, guard, memberName(name, title, index)))
    }
    run.set('item', undefined)
    run.set('index', undefined)
    return { status: 'each', members }
  }
  return {
    spec,
    as,
    isRepeated: membersOf !== undefined,
    isOfRequest: placeOfTemplate(forEach, () => undefined) !== undefined,
    visible,
    run: async (run, guard) => {
      const result =
        membersOf === undefined ? await named(run, guard, name) : await forMembers(run, guard, membersOf)
      if (as !== undefined) run.set(as, jsonOf(result))
      return result
    },
  }
}

/** What expressions see of a result: null for what was left out or refused. */
export function jsonOf(result: StepResult): Json {
  switch (result.status) {
    case 'done':
      return seenOf(result.outcome)
    case 'each':
      return result.members.map(jsonOf)
    default:
      return null
  }
}

function memberName({ label, at }: StepName, title: string, index: number): StepName {
  // From one, as steps are counted.
  const item = `item ${index + 1}`
  return { label: label === undefined ? `${item} (${title})` : `${label}, ${item}`, at }
}

function placed<T>(name: StepName, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw refusedBy(name, error)
  }
}

function compileMembers(evaluate: Evaluate<Json>, at: string): Evaluate<readonly Json[]> {
  return (run) => {
    const members = evaluate(run)
    if (!Array.isArray(members))
      throw refusal('MOCK_EXPRESSION', at, 'what the step is done for each of is no list')
    if (members.length <= maxMembers) return members
    const message = `the step would be done ${members.length} times; at most ${maxMembers} are allowed`
    throw refusal('MOCK_INVALID_REQUEST', at, message)
  }
}
