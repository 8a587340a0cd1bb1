// What a step stores: the values of its template, or what the request sends.
import { own, partsOf } from '../../entities/properties.js'
import type { RecordKey } from '../../entities/records.js'
import type { Merge } from '../../facts.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { offeredState } from '../offered-state.js'
import { assertAddressable, toKey } from '../operation-request.js'
import { refusal } from './refusals.js'
import {
  compileRelocate,
  type PlaceOf,
  placeOfItem,
  placeOfTemplate,
  type Relocate,
} from './request-places.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'

/** Makes the data of a step. */
export interface Data {
  /** What is stored; for `json-patch` a list of operations. */
  of(run: Run, merge: Merge): Json
  /** The properties that the declaration itself sets, which may be ones that clients cannot write. */
  readonly declared: ReadonlySet<string> | undefined
  /** True when what is stored must be as the schemas of the record want it, and not only as those of the request do. */
  readonly strict: boolean
  /** Where it stands, for violations: in the request, or in the document. */
  at(run: Run): string
  /** Where in the request a part of the record came from. */
  readonly relocate: Relocate
}

/** Compiles the data of a step. */
export function compileData(spec: StepSpec): Data {
  const { options, at, templates, withKeyParts, forEach } = spec
  const { data } = options
  if (data === undefined) return sentData(spec)
  const whole = (run: Run, value: Json) => (isObject(value) ? withKeyParts(run, value) : value)
  const evaluate = templates.required(data, `${at}/data`)
  const item = placeOfItem(forEach)
  return {
    of: (run) => whole(run, evaluate(run)),
    declared: isObject(data) ? new Set(Object.keys(data)) : undefined,
    strict: !isObject(data),
    at: () => `${at}/data`,
    relocate: compileRelocate(data, placeOfTemplate(data, item), item),
  }
}

function sentData(spec: StepSpec): Data {
  const { at, sent, sentAt, facts, withKeyParts, forEach, isStrict, contract, operation } = spec
  const item = placeOfItem(forEach)
  const place: PlaceOf = forEach === undefined ? () => sentAt : item
  return {
    of: (run, merge) => {
      const value = sent(run, merge)
      if (!isObject(value)) return value
      const record = withKeyParts(run, value)
      assertAddressable(record, facts.key, place(run)?.slice('/body'.length))
      return record
    },
    declared:
      sentAt === undefined
        ? undefined
        : offeredState(contract, operation, facts, sentAt.slice('/body'.length)),
    strict: isStrict,
    at: (run) => place(run) ?? at,
    relocate: compileRelocate(undefined, place, item),
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
