// Small readers of JSON bodies and queries: what is not as it should be is refused with the pointer where it stands.
import { MockError } from '../errors.js'
import { isObject, type Json, type JsonObject, toPointer } from '../json.js'
import { isJsonMediaType } from '../media-types.js'
import type { SystemCall, SystemParts } from './endpoint.js'

/** Where something stands in a body, outermost first. */
export type Path = readonly (string | number)[]

/** The value of a JSON body; undefined without one. MOCK_UNSUPPORTED_MEDIA_TYPE for one of any other type. */
export async function readJson(
  { readBody, headers }: SystemCall,
  limitBytes: number,
): Promise<Json | undefined> {
  const body = await readBody(limitBytes)
  if (body === undefined) return undefined
  if (isJsonMediaType(body.mediaType) && body.fields === undefined) return body.value
  const type = headers['content-type']
  throw new MockError('MOCK_UNSUPPORTED_MEDIA_TYPE', {
    detail: `the system endpoints take application/json; the request has ${type ?? 'no Content-Type'}`,
    headers: { accept: 'application/json' },
  })
}

/** The object in a body, an empty one without a body. MOCK_INVALID_REQUEST for other members than these. */
export async function readObject(
  call: SystemCall,
  { bodyLimitBytes }: SystemParts,
  members: readonly string[],
): Promise<JsonObject> {
  const value = (await readJson(call, bodyLimitBytes)) ?? {}
  if (!isObject(value)) throw invalid([], 'must be an object', 'type')
  for (const name of Object.keys(value)) {
    if (members.includes(name)) continue
    const known = members.length === 0 ? 'nothing is to be said' : `there are ${members.join(', ')}`
    throw invalid([name], `is unknown here; ${known}`, 'additionalProperties')
  }
  return value
}

/** A text; undefined where nothing stands. */
export function textAt(object: JsonObject, name: string): string | undefined {
  const value = memberOf(object, name)
  if (value === undefined || typeof value === 'string') return value
  throw invalid([name], 'must be a text', 'type')
}

/** True or false; undefined where nothing stands. */
export function flagAt(object: JsonObject, name: string): boolean | undefined {
  const value = memberOf(object, name)
  if (value === undefined || typeof value === 'boolean') return value
  throw invalid([name], 'must be true or false', 'type')
}

/** An array of texts; undefined where nothing stands. */
export function textsAt(object: JsonObject, name: string): readonly string[] | undefined {
  const value = memberOf(object, name)
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw invalid([name], 'must be an array', 'type')
  return value.map((item: Json, i) => {
    if (typeof item === 'string') return item
    throw invalid([name, i], 'must be a text', 'type')
  })
}

const unitsMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** The years 1970 to 9999, which is as far as a clock goes. */
const longestMs = 253_402_300_799_999

/** Whole milliseconds of a length of time such as `90s`, or of a number of seconds; undefined where nothing stands. */
export function durationAt(object: JsonObject, name: string): number | undefined {
  const value = memberOf(object, name)
  if (value === undefined) return undefined
  const ms = typeof value === 'number' ? value * 1_000 : typeof value === 'string' ? parse(value) : undefined
  if (ms !== undefined && Math.abs(ms) <= longestMs) return Math.round(ms)
  throw invalid([name], 'must be a time such as 500ms, 90s, 5m, 24h or 7d, or a number of seconds', 'format')
}

/** A whole number in the query; `most` bounds it. */
export function numberInQuery(
  query: URLSearchParams,
  name: string,
  { otherwise, most }: { readonly otherwise: number; readonly most: number },
): number {
  const text = query.get(name)
  if (text === null) return otherwise
  if (/^\d{1,15}$/.test(text) && Number(text) <= most) return Number(text)
  throw refusal(toPointer(['query', name]), `must be a whole number from 0 to ${most}`, 'maximum')
}

/** Throws MOCK_INVALID_REQUEST when the query has other parameters than these. */
export function assertQuery(query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys())
    if (!names.includes(name))
      throw refusal(toPointer(['query', name]), `is unknown here; there are ${names.join(', ')}`, 'parameter')
}

/** The refusal of what stands at a place in the body. */
export function invalid(path: Path, message: string, keyword: string): MockError {
  return refusal(toPointer(['body', ...path]), message, keyword)
}

function refusal(pointer: string, message: string, keyword: string): MockError {
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `${pointer} ${message}`,
    errors: [{ pointer, message, keyword }],
  })
}

function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function parse(text: string): number | undefined {
  const [, amount, unit = ''] = /^(-?\d{1,15}(?:\.\d{1,9})?)(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  const size = unitsMs.get(unit)
  return amount === undefined || size === undefined ? undefined : Number(amount) * size
}
