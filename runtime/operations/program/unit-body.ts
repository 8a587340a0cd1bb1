// What the body of a unit's answer shows: the results for which the contract has a place.
import type { BodyContract } from '../../contract/contract.js'
import type { StoredRecord } from '../../entities/records.js'
import { createRandom, seedOf } from '../../ids.js'
import { type Json, pointerTokens } from '../../json.js'
import type { OneOperation } from '../behaviour.js'
import { compileFinish, countedNames, numberIn, removedNames } from '../count-action.js'
import { withValueAt } from '../json-template.js'
import { jsonOf, type Step, type StepResult } from './compile-step.js'
import { hasProperty, placeFor } from './record-places.js'
import type { UnitResult } from './unit.js'

/** The body of an answer for one of its schemas. */
export interface UnitBody {
  readonly render: (results: UnitResult) => string
  /** The step whose result the answer is about; undefined when it is about none, or about many. */
  readonly main: (results: UnitResult) => number | undefined
}

/**
 * Compiles a body: results in the properties that are called as their steps are; else the last result for whose entity the
 * contract has a place; else the last record, as the whole body.
 */
export function compileUnitBody(one: OneOperation, body: BodyContract, steps: readonly Step[]): UnitBody {
  return namedBody(one, body, steps) ?? placedBody(one, body, steps)
}

/** The record of a result; undefined for everything that is no single record. */
export function recordOf(result: StepResult | undefined): StoredRecord | undefined {
  return result?.status === 'done' && 'record' in result.outcome ? result.outcome.record : undefined
}

/** The first record that was created. */
export function firstCreated(results: UnitResult): number | undefined {
  const found = results.findIndex((result) => result.status === 'done' && result.outcome.kind === 'created')
  return found < 0 ? undefined : found
}

function namedBody(one: OneOperation, body: BodyContract, steps: readonly Step[]): UnitBody | undefined {
  const { contract } = one.parts
  const named = steps.flatMap((step, i) =>
    step.as !== undefined && hasProperty(contract, body, step.as)
      ? [{ name: step.as, show: compileShow(one, body, step, `/${step.as}`), i }]
      : [],
  )
  if (named.length === 0) return undefined
  const finish = compileFinish(contract, body)
  return {
    render: (results) =>
      JSON.stringify(finish(Object.fromEntries(named.map(({ name, show, i }) => [name, show(results[i])])))),
    main: firstCreated,
  }
}

function placedBody(one: OneOperation, body: BodyContract, steps: readonly Step[]): UnitBody {
  const finish = compileFinish(one.parts.contract, body)
  const places = steps.map((step) => {
    const place = placeOf(one, body, step)
    const at = place ?? ''
    return { isPlaced: place !== undefined, at: pointerTokens(at), show: compileShow(one, body, step, at) }
  })
  const sample = JSON.stringify(body.sample(createRandom(seedOf(body.pointer ?? body.mediaType))) ?? null)
  const main = (results: UnitResult) => {
    const gave = [...results.keys()].filter((i) => hasResult(results[i]))
    return (
      gave.findLast((i) => places[i]?.isPlaced) ?? gave.findLast((i) => recordOf(results[i])) ?? gave.at(-1)
    )
  }
  return {
    main,
    render: (results) => {
      const chosen = main(results)
      const place = chosen === undefined ? undefined : places[chosen]
      if (chosen === undefined || place === undefined) return sample
      return JSON.stringify(finish(withValueAt({}, place.at, place.show(results[chosen]))))
    },
  }
}

function placeOf({ parts }: OneOperation, body: BodyContract, step: Step): string | undefined {
  const { contract } = parts
  const { action, key, facts } = step.spec
  const isNumber = action === 'count' || (action === 'delete' && key === undefined)
  if (!isNumber || step.isRepeated)
    return placeFor(contract, body, facts.schemas, step.isRepeated || action === 'list')
  const name = numberIn(contract, body, action === 'count' ? countedNames : removedNames)
  return name === undefined ? undefined : `/${name}`
}

function compileShow(
  { parts }: OneOperation,
  body: BodyContract,
  { spec }: Step,
  at: string,
): (result: StepResult | undefined) => Json {
  const one = parts.contract.view(body.pointer, at, spec.facts)
  const each = parts.contract.view(body.pointer, `${at}/0`, spec.facts)
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

function recordsOf(result: StepResult): readonly StoredRecord[] | undefined {
  if (result.status === 'each') {
    const records = result.members.flatMap((member) => recordOf(member) ?? [])
    return records.length > 0 || result.members.length === 0 ? records : undefined
  }
  return result.status === 'done' && result.outcome.kind === 'listed'
    ? result.outcome.found.records
    : undefined
}
