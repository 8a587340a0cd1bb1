// Headers of the parts of a multipart form: what the contract's Encoding Objects say of them (OpenAPI 3.x, `headers`).
import { MockError, type Violation } from '../../errors.js'
import type { FormField } from '../../form-fields.js'
import type { Random } from '../../ids.js'
import { toPointer } from '../../json.js'
import type { PartHeaders } from '../contract.js'
import { headerText } from '../header-contract.js'
import type { DeclaredParameter } from '../parameters/declared-parameters.js'
import { compileParameters } from '../parameters/parameters.js'
import type { Parts } from '../parts.js'
import type { Place } from '../references.js'
import { type Encoding, readEncodings } from './encodings.js'

/** What is wrong with the headers of a form's parts: `/photo/headers/x-hash`, of several parts of a name `/photos/1/headers/x-hash`. */
export type CheckPartHeaders = (fields: readonly FormField[]) => readonly Violation[]

/** Undefined where the encodings declare no headers. */
export function compilePartHeaders(
  encodings: ReadonlyMap<string, Encoding>,
  parts: Parts,
): CheckPartHeaders | undefined {
  const checks = [...encodings].flatMap(([property, { headers }]) => {
    if (headers.length === 0) return []
    const decode = compileParameters(headers, parts)
    return [{ property, check: (given: Headers) => refusalsOf(() => decode({ ...nothing, headers: given })) }]
  })
  if (checks.length === 0) return undefined
  return (fields) =>
    checks.flatMap(({ property, check }) => violationsOf(property, partsOf(property, fields), check))
}

/** Values for the headers that the parts of a form must have; `form` is its Media Type Object. Undefined where none are required. */
export function samplePartHeaders(form: Place, parts: Parts, random: Random): PartHeaders | undefined {
  const made = [...readEncodings(form, parts.references)].flatMap(([property, { headers }]) => {
    const required = headers.filter((header) => header.required)
    const texts = required.map((header): [string, string] => [header.name, sampleText(header, parts, random)])
    return texts.length === 0 ? [] : [[property, Object.fromEntries(texts)] as const]
  })
  return made.length === 0 ? undefined : Object.fromEntries(made)
}

function sampleText(header: DeclaredParameter, parts: Parts, random: Random): string {
  const { name, schema, examples } = header
  const id = schema === undefined ? undefined : parts.schemas.id(schema, 'request')
  const value =
    id === undefined
      ? examples[0]
      : parts.sampler.sample(parts.schemas.get(id), { random, preferred: examples, name })
  return headerText(header, value) ?? 'mock'
}

type Headers = Readonly<Record<string, string>>

const nothing = { path: {}, query: '' }

// A urlencoded form has no parts, and the headers mean nothing there.
function partsOf(property: string, fields: readonly FormField[]): readonly FormField[] {
  return fields.filter(({ name, raw }) => name === property && raw === undefined)
}

function violationsOf(
  property: string,
  parts: readonly FormField[],
  check: (headers: Headers) => readonly Violation[],
): readonly Violation[] {
  return parts.flatMap(({ headers = {} }, index) => {
    const place = toPointer(parts.length > 1 ? [property, String(index)] : [property])
    return check(headers).map(({ pointer, message, ...rest }) => ({
      ...rest,
      pointer: place + pointer,
      message: `as a header of the part: ${message}`,
    }))
  })
}

function refusalsOf(decode: () => unknown): readonly Violation[] {
  try {
    decode()
    return []
  } catch (error) {
    if (error instanceof MockError) return error.errors
    throw error
  }
}
