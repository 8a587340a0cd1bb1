// What must hold before a step stores anything: conditions, properties that must be there, constraints of single properties.
import type { Contract } from '../../contract/contract.js'
import { own } from '../../entities/properties.js'
import type { Violation } from '../../errors.js'
import { compileCondition } from '../../expressions/expressions.js'
import type { CheckFacts } from '../../facts.js'
import { isObject, type Json, type JsonObject, toPointer } from '../../json.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'
import type { Templates } from './templates.js'

/** The checks of a step. Both throw the refusal. */
export interface Checks {
  /** Before the data is made. */
  conditions(run: Run): void
  /** Once it is made. */
  data(data: Json, run: Run): void
}

/** Where the checks stand. */
export interface ChecksPlace {
  readonly contract: Contract
  readonly templates: Templates
  /** Pointer of `validate` in the document. */
  readonly at: string
  /** Pointer of the data in the request (`/body`), where it is what the request sends; else in the document. */
  readonly dataAt: (run: Run) => string
  /** Status for data that breaks a rule. */
  readonly invalidStatus: number
}

/** Compiles the checks of a step, all of one kind before the next, in their order. */
export function compileChecks(facts: readonly CheckFacts[], place: ChecksPlace): Checks {
  const at = (i: number) => (facts.length === 1 ? place.at : `${place.at}/${i}`)
  const conditions = facts.flatMap((check, i) => compileWhen(check, at(i), place.templates))
  const rules = facts.flatMap((check) => compileRules(check, place))
  return {
    conditions: (run) => {
      for (const assert of conditions) assert(run)
    },
    // A list of patch operations has no properties.
    data: (data, run) => {
      if (isObject(data)) for (const assert of rules) assert(data, run)
    },
  }
}

function compileWhen(
  { when, status, message }: CheckFacts,
  at: string,
  templates: Templates,
): ((run: Run) => void)[] {
  if (when === undefined) return []
  const holds = compileCondition(when, `${at}/when`)
  const say = message === undefined ? undefined : templates.answer(message, `${at}/message`)
  return [
    (run) => {
      if (holds(run.scope)) return
      const said = say?.(run)
      throw refusal('MOCK_REFUSED', at, said === undefined ? `it is not so that ${when}` : String(said), {
        status,
      })
    },
  ]
}

function compileRules(
  { required = [], constraints = {}, status, message }: CheckFacts,
  { contract, dataAt: dataPlace, invalidStatus }: ChecksPlace,
): ((data: JsonObject, run: Run) => void)[] {
  const checks = Object.entries(constraints).map(
    ([property, keywords]) => [property, contract.constraint(keywords)] as const,
  )
  if (required.length === 0 && checks.length === 0) return []
  return [
    (data, run) => {
      const dataAt = dataPlace(run)
      const violations = [
        ...required.flatMap((property) => missing(data, property, dataAt)),
        ...checks.flatMap(([property, check]) => broken(data, property, dataAt, check)),
      ]
      const [first] = violations
      if (first === undefined) return
      const detail = message ?? `${first.pointer} ${first.message}`
      throw refusal('MOCK_INVALID_REQUEST', dataAt, detail, {
        status: status ?? invalidStatus,
        errors: violations,
      })
    },
  ]
}

function missing(data: JsonObject, property: string, at: string): Violation[] {
  const value = own(data, property)
  if (value !== undefined && value !== null) return []
  return [{ pointer: `${at}${toPointer([property])}`, message: 'is required', keyword: 'required' }]
}

function broken(
  data: JsonObject,
  property: string,
  at: string,
  check: (value: Json) => readonly Violation[],
): readonly Violation[] {
  const value = own(data, property)
  if (value === undefined) return []
  return check(value).map((violation) => ({
    ...violation,
    pointer: `${at}${toPointer([property])}${violation.pointer}`,
  }))
}
