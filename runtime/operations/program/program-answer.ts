// How a unit answers by itself: the results that the contract has a place for, in the response of success.
import type { BodyContract, ResponseContract } from '../../contract/contract.js'
import type { StoredRecord } from '../../entities/records.js'
import type { Reply } from '../../http/reply.js'
import { createRandom, seedOf } from '../../ids.js'
import { type Json, pointerTokens } from '../../json.js'
import { type AnswerOf, compileJsonAnswer } from '../answers.js'
import type { OneOperation } from '../behaviour.js'
import { compileFinish, countedNames, numberIn, removedNames } from '../count-action.js'
import { withValueAt } from '../json-template.js'
import { compileLocation } from '../location.js'
import { compileCreatedHeaders, createdStatuses, statuses } from '../record-answers.js'
import { jsonOf, type Step, type StepResult } from './compile-step.js'
import type { Outcome } from './outcome.js'
import { hasProperty, placeFor, type RecordPlace } from './record-places.js'
import type { UsualAnswer } from './response-template.js'
import type { Run } from './run.js'
import { hasFailed, reportsOf, type UnitResult } from './unit.js'

/** Makes the usual answer of a unit. */
export type AnswerUnit = (run: Run, results: UnitResult) => UsualAnswer

/** Compiles the answer of a unit whose steps are all done or none. */
export function compileUnitAnswer(
  one: OneOperation,
  steps: readonly Step[],
  status: number | undefined,
): AnswerUnit {
  const answers = new Map<ResponseContract, AnswerOf<UnitResult>>()
  const answerOf = (response: ResponseContract): AnswerOf<UnitResult> => {
    const known = answers.get(response)
    if (known !== undefined) return known
    const compiled = compileJsonAnswer<UnitResult>(response, (body) => compileBody(one, body, steps))
    answers.set(response, compiled)
    return compiled
  }
  const headersOf = steps.map((step) => compileHeaders(one, step))
  return (run, results) => {
    const response = responseFor(one, steps, results, status)
    const main = mainOf(one, response, steps, results)
    const record = main === undefined ? undefined : recordOf(results[main])
    const created = main === undefined ? undefined : headersOf[main]
    const withHeaders: UsualAnswer['withHeaders'] = (reply) =>
      record === undefined || created === undefined ? reply : created(run, reply, record)
    return {
      response,
      withHeaders,
      reply: () => withHeaders(answerOf(response)(run.call.request.accept, results)),
    }
  }
}

/** Compiles the answer of a unit that does what it can: a report of every action. 207 where one failed and the contract has it. */
export function compileReportAnswer(
  one: OneOperation,
  steps: readonly Step[],
  status: number | undefined,
): AnswerUnit {
  const compile = (response: ResponseContract): AnswerOf<UnitResult> =>
    compileJsonAnswer<UnitResult>(response, (body) => compileReports(one, body, steps))
  const answers = new Map<ResponseContract, AnswerOf<UnitResult>>()
  const mixed = one.operation.success([207])
  return (run, results) => {
    const isMixed = status === undefined && mixed.status === 207 && hasFailed(results)
    const response = isMixed ? mixed : responseFor(one, steps, results, status)
    const answer = answers.get(response) ?? compile(response)
    answers.set(response, answer)
    return {
      response,
      withHeaders: (reply) => reply,
      reply: () => answer(run.call.request.accept, results),
    }
  }
}

// The response of success for what has happened.
function responseFor(
  { operation, parts }: OneOperation,
  steps: readonly Step[],
  results: UnitResult,
  status: number | undefined,
): ResponseContract {
  const kinds = steps.map((_step, i) => kindsOf(results[i]))
  const creating = steps.find((_step, i) => kinds[i]?.includes('created'))
  const facts = creating && parts.entitiesFacts[creating.spec.entity]
  const did = (kind: Outcome['kind']) => kinds.some((some) => some.includes(kind))
  const usual = facts
    ? createdStatuses(facts)
    : did('changed')
      ? statuses.changed
      : did('removed') || did('cleared')
        ? statuses.removed
        : statuses.read
  return operation.success(status === undefined ? usual : [status, ...usual])
}

function kindsOf(result: StepResult | undefined): readonly Outcome['kind'][] {
  if (result === undefined) return []
  if (result.status === 'each') return result.members.flatMap(kindsOf)
  return result.status === 'done' ? [result.outcome.kind] : []
}

// Where a new record can be read is said of one, and not of many.
function compileHeaders(
  { parts }: OneOperation,
  { spec, isRepeated }: Step,
): ((run: Run, reply: Reply, record: StoredRecord) => Reply) | undefined {
  if (isRepeated || (spec.action !== 'create' && spec.action !== 'upsert')) return undefined
  const location = compileLocation(spec.entity, spec.facts.scope?.length ?? 0, parts.operations, spec.facts)
  const withHeaders = compileCreatedHeaders({ entity: spec.facts, ...(location && { location }) })
  return (run, reply, record) => withHeaders(reply, spec.scope(run), record)
}

type Render = (results: UnitResult) => string

function compileBody(one: OneOperation, body: BodyContract, steps: readonly Step[]): Render {
  const { contract } = one.parts
  const finish = compileFinish(contract, body)
  const named = steps.flatMap((step, i) =>
    step.as !== undefined && hasProperty(contract, body, step.as)
      ? [{ name: step.as, show: compileShown(one, body, step, `/${step.as}`), i }]
      : [],
  )
  if (named.length > 0) {
    return (results) =>
      JSON.stringify(finish(Object.fromEntries(named.map(({ name, show, i }) => [name, show(results[i])]))))
  }
  const shown = steps.map((step) => {
    const place = placeOf(one, body, step)
    return { at: pointerTokens(place?.at ?? ''), show: compileShown(one, body, step, place?.at ?? '') }
  })
  const sample = body.sample(createRandom(seedOf(body.pointer ?? body.mediaType))) ?? null
  return (results) => {
    const main = choose(steps, results, (step) => placeOf(one, body, step) !== undefined)
    const chosen = main === undefined ? undefined : shown[main]
    if (main === undefined || chosen === undefined) return JSON.stringify(sample)
    return JSON.stringify(finish(withValueAt({}, chosen.at, chosen.show(results[main]))))
  }
}

function compileReports(one: OneOperation, body: BodyContract, steps: readonly Step[]): Render {
  const { contract } = one.parts
  const finish = compileFinish(contract, body)
  const isList =
    contract.resolveSchema(body.pointer === undefined ? undefined : { $ref: body.pointer })?.type === 'array'
  return (results) => {
    const reports = reportsOf(steps, results)
    return JSON.stringify(isList ? reports : finish({ results: reports }))
  }
}

// The last record for which the contract has a place, else the last one that there is.
function mainOf(
  one: OneOperation,
  response: ResponseContract,
  steps: readonly Step[],
  results: UnitResult,
): number | undefined {
  const [body] = response.bodies
  return choose(steps, results, (step) => body !== undefined && placeOf(one, body, step) !== undefined)
}

function choose(
  steps: readonly Step[],
  results: UnitResult,
  fits: (step: Step) => boolean,
): number | undefined {
  const gave = steps.flatMap((step, i) => (hasResult(results[i]) ? [{ step, i }] : []))
  return (
    gave.findLast(({ step }) => fits(step)) ??
    gave.findLast(({ i }) => recordOf(results[i])) ??
    gave.at(-1)
  )?.i
}

function placeOf({ parts }: OneOperation, body: BodyContract, step: Step): RecordPlace | undefined {
  const { contract } = parts
  const { action, key, facts } = step.spec
  if (!step.isRepeated && (action === 'count' || (action === 'delete' && key === undefined))) {
    const name = numberIn(contract, body, action === 'count' ? countedNames : removedNames)
    return name === undefined ? undefined : { at: `/${name}`, isList: false }
  }
  return placeFor(contract, body, facts.schemas, step.isRepeated || action === 'list')
}

function compileShown(
  { parts }: OneOperation,
  body: BodyContract,
  { spec }: Step,
  at: string,
): (result: StepResult | undefined) => Json {
  const { schemas } = spec.facts
  const one = parts.contract.view(body.pointer, at, schemas)
  const each = parts.contract.view(body.pointer, `${at}/0`, schemas)
  return (result) => {
    if (result === undefined) return null
    const record = recordOf(result)
    if (record !== undefined) return one.show(record.value)
    const records = recordsOf(result)
    return records === undefined ? jsonOf(result) : records.map(({ value }) => each.show(value))
  }
}

function hasResult(result: StepResult | undefined): boolean {
  return result?.status === 'done' || result?.status === 'each'
}

function recordOf(result: StepResult | undefined): StoredRecord | undefined {
  return result?.status === 'done' && 'record' in result.outcome ? result.outcome.record : undefined
}

function recordsOf(result: StepResult): readonly StoredRecord[] | undefined {
  if (result.status === 'each') {
    const records = result.members.flatMap((member) => recordOf(member) ?? [])
    return records.length > 0 || result.members.length === 0 ? records : undefined
  }
  return result.status === 'done' && result.outcome.kind === 'listed'
    ? result.outcome.found.records
    : undefined
}
