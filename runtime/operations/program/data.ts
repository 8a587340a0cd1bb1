// What a step stores: the values of its template, or what the request sends.
import { own, partsOf } from '../../entities/properties.js'
import type { RecordKey } from '../../entities/records.js'
import type { Merge } from '../../facts.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { assertAddressable, toKey } from '../operation-request.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'

/** Makes the data of a step. */
export interface Data {
  /** What is stored; for `json-patch` a list of operations. */
  of(run: Run, merge: Merge): Json
  /** The properties that the declaration itself sets, which may be ones that clients cannot write. */
  readonly declared: ReadonlySet<string> | undefined
  /** Where it stands, for violations: in the request, or in the document. */
  readonly at: string
}

/** Compiles the data of a step. */
export function compileData({ options, at, sent, sentAt, facts, templates, withKeyParts }: StepSpec): Data {
  const { data } = options
  const whole = (run: Run, value: Json) => (isObject(value) ? withKeyParts(run, value) : value)
  if (data === undefined) {
    return {
      of: (run, merge) => {
        const value = whole(run, sent(run, merge))
        if (isObject(value)) assertAddressable(value, facts.key, sentAt?.slice('/body'.length))
        return value
      },
      declared: undefined,
      at: sentAt ?? at,
    }
  }
  const evaluate = templates.required(data, `${at}/data`)
  return {
    of: (run) => whole(run, evaluate(run)),
    declared: isObject(data) ? new Set(Object.keys(data)) : undefined,
    at: `${at}/data`,
  }
}

/** The record that is stored. MOCK_EXPRESSION when the data is something else. */
export function asRecord(data: Json, at: string): JsonObject {
  if (isObject(data)) return data
  throw refusal('MOCK_EXPRESSION', at, 'what should be stored is no object')
}

/** The key that the data holds; undefined where a part of it is missing. */
export function keyInData(data: Json, key: string | readonly string[]): RecordKey | undefined {
  if (!isObject(data)) return undefined
  const values = partsOf(key).flatMap((property) => toKey(own(data, property)) ?? [])
  if (values.length < partsOf(key).length) return undefined
  return typeof key === 'string' ? values[0] : values
}
