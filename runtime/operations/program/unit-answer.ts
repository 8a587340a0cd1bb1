// How a unit answers by itself: its results, or a report of what became of them, in the response of success.
import type { BodyContract, ResponseContract } from '../../contract/contract.js'
import type { StoredRecord } from '../../entities/records.js'
import type { Reply } from '../../http/reply.js'
import { remember } from '../../memo.js'
import { type AnswerOf, compileJsonAnswer } from '../answers.js'
import type { OneOperation } from '../behaviour.js'
import { compileFinish } from '../count-action.js'
import { compileLocation } from '../location.js'
import { compileCreatedHeaders, createdStatuses, statuses } from '../record-answers.js'
import { jsonOf, type Step, type StepResult } from './compile-step.js'
import type { Outcome } from './outcome.js'
import type { UsualAnswer } from './response-template.js'
import type { Run } from './run.js'
import { hasFailed, reportsOf, type UnitResult } from './unit.js'
import { compileUnitBody, firstCreated, recordOf, type UnitBody } from './unit-body.js'
import { visibleJson } from './veil.js'

/** Makes the usual answer of a unit. */
export type AnswerUnit = (run: Run, results: UnitResult) => UsualAnswer

/** Compiles the answer of a unit whose steps are all done or none; `status` is one that its declaration wants. */
export function compileUnitAnswer(
  one: OneOperation,
  steps: readonly Step[],
  status: number | undefined,
): AnswerUnit {
  const bodyOf = remember((body: BodyContract): UnitBody => compileUnitBody(one, body, steps))
  const answerOf = remember((response: ResponseContract) =>
    compileJsonAnswer<UnitResult>(response, (body) => bodyOf(body).render),
  )
  const headersOf = steps.map((step) => compileHeaders(one, step))
  // What another step gave may be in the body as well.
  const several = steps.length > 1
  return (run, results) => {
    const response = responseFor(one, steps, results, status)
    const [body] = response.bodies
    const main = body === undefined ? firstCreated(results) : bodyOf(body).main(results)
    const record = main === undefined ? undefined : recordOf(results[main])
    const addHeaders = main === undefined ? undefined : headersOf[main]
    const withHeaders: UsualAnswer['withHeaders'] = (reply) =>
      record === undefined || addHeaders === undefined ? reply : addHeaders(run, reply, record)
    const shows = main === undefined ? undefined : shownBy(results[main])
    const reply = () => {
      const made = answerOf(response)(run.call.request.accept, results, undefined, shows && { shows })
      return withHeaders(shows !== undefined && several ? { ...made, showsMore: true } : made)
    }
    return { response, shows, withHeaders, reply }
  }
}

/**
 * Compiles the answer of a unit that does what it can: a report of every action, as a 207 where one failed and the contract
 * has that status.
 */
export function compileReportAnswer(
  one: OneOperation,
  steps: readonly Step[],
  status: number | undefined,
): AnswerUnit {
  const answerOf = remember(
    (response: ResponseContract): AnswerOf<UnitResult> =>
      compileJsonAnswer<UnitResult>(response, (body) => compileReports(one, body, steps)),
  )
  const mixed = one.operation.success([207])
  return (run, results) => {
    const isMixed = status === undefined && mixed.status === 207 && hasFailed(results)
    const response = isMixed ? mixed : responseFor(one, steps, results, status)
    return {
      response,
      withHeaders: (reply) => reply,
      reply: () => answerOf(response)(run.call.request.accept, results),
    }
  }
}

function compileReports(
  { parts }: OneOperation,
  body: BodyContract,
  steps: readonly Step[],
): (results: UnitResult) => string {
  const { contract } = parts
  const finish = compileFinish(contract, body)
  const schema = body.pointer === undefined ? undefined : contract.resolveSchema({ $ref: body.pointer })
  const isList = schema?.type === 'array'
  return (results) => {
    const reports = reportsOf(steps, results, (step, done) => visibleJson(jsonOf(done), step.visible))
    return JSON.stringify(isList ? reports : finish({ results: reports }))
  }
}

// What was removed has no version any more.
function shownBy(result: StepResult | undefined): StoredRecord | undefined {
  const isGone = result?.status === 'done' && result.outcome.kind === 'removed'
  return isGone ? undefined : recordOf(result)
}

// The response of success for what has happened.
function responseFor(
  { operation }: OneOperation,
  steps: readonly Step[],
  results: UnitResult,
  status: number | undefined,
): ResponseContract {
  const kinds = results.map(kindsOf)
  const creating = steps[kinds.findIndex((some) => some.includes('created'))]
  const did = (kind: Outcome['kind']) => kinds.some((some) => some.includes(kind))
  const usual =
    creating !== undefined
      ? createdStatuses(creating.spec.facts)
      : did('changed')
        ? statuses.changed
        : did('removed') || did('cleared')
          ? statuses.removed
          : statuses.read
  return operation.success(status === undefined ? usual : [status, ...usual])
}

function kindsOf(result: StepResult): readonly Outcome['kind'][] {
  if (result.status === 'each') return result.members.flatMap(kindsOf)
  return result.status === 'done' ? [result.outcome.kind] : []
}

// Where a new record can be read is said of one, and not of many.
function compileHeaders(
  one: OneOperation,
  { spec, isRepeated }: Step,
): ((run: Run, reply: Reply, record: StoredRecord) => Reply) | undefined {
  const { action, entity, facts } = spec
  if (isRepeated || (action !== 'create' && action !== 'upsert')) return undefined
  const location = compileLocation({ entity, facts, scopeSize: facts.scope?.length ?? 0 }, one)
  const withHeaders = compileCreatedHeaders({ entity: facts, ...(location && { location }) })
  return (run, reply, record) => withHeaders(run.call, reply, spec.scope(run), record)
}
