// A request to an operation after it was read, decoded and validated.
import type { Parameters } from '../contract/contract.js'
import type { KeyValue, RecordKey, Scope } from '../entities/records.js'
import { MockError } from '../errors.js'
import type { KeyParameters } from '../facts.js'
import { atPointer, isObject, type Json, type JsonObject, toPointer } from '../json.js'
import type { Preconditions } from './conditions/read-conditions.js'
import type { Rename } from './rename.js'

export interface OperationRequest {
  readonly parameters: Parameters
  /** Undefined when the request has no body or the operation takes none. */
  readonly body: Json | undefined
  /** The Accept header as it came. */
  readonly accept: string | undefined
  /** What a request that changes something asks of the record first; only inside a transaction. */
  readonly preconditions?: Preconditions
  /** The request's target as it came: path and query. */
  readonly url: string
}

/** The key that a path parameter holds, or several in the key's order. */
export function keyFromPath(request: OperationRequest, parameters: KeyParameters): RecordKey {
  return typeof parameters === 'string'
    ? valueFromPath(request, parameters)
    : parameters.map((parameter) => valueFromPath(request, parameter))
}

/** The values of the scope's path parameters, in their order. */
export function scopeFromPath(request: OperationRequest, parameters: readonly string[]): Scope {
  return parameters.map((parameter) => valueFromPath(request, parameter))
}

/** The first parts of a key as path parameters hold them, by property. */
export function keyPartsFromPath(
  request: OperationRequest,
  parameters: readonly string[],
  key: readonly string[],
): JsonObject {
  const parts = key.slice(0, parameters.length)
  return Object.fromEntries(parts.map((part, i) => [part, valueFromPath(request, parameters[i] ?? '')]))
}

/**
 * The key that the record in a body brings; of several properties one value for each, in their order. MOCK_INVALID_REQUEST,
 * below `pointer` of the body, when one is missing.
 */
export function keyFromRecord(record: JsonObject, key: string | readonly string[], pointer = ''): RecordKey {
  return typeof key === 'string'
    ? valueFromRecord(record, key, pointer)
    : key.map((property) => valueFromRecord(record, property, pointer))
}

/** The key that a record brings; undefined where a part of it is missing. */
export function keyOfRecord(record: JsonObject, key: string | readonly string[]): RecordKey | undefined {
  const parts = typeof key === 'string' ? [key] : key
  const values = parts.flatMap((name) => toKey(Object.hasOwn(record, name) ? record[name] : undefined) ?? [])
  if (values.length < parts.length) return undefined
  return typeof key === 'string' ? values[0] : values
}

/**
 * The record that stands at `pointer` of the body; an empty record when there is no body. MOCK_INVALID_REQUEST when
 * something else than an object stands there. `rename` gives its properties the names that they have in records.
 */
export function recordFromBody(request: OperationRequest, pointer = '', rename?: Rename): JsonObject {
  const value = atPointer(request.body, pointer)
  if (value === undefined) return {}
  if (isObject(value)) return rename === undefined ? value : rename(value)
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: 'the record in the body must be an object',
    errors: [{ pointer: `/body${pointer}`, message: 'must be object', keyword: 'type' }],
  })
}

/**
 * Throws MOCK_INVALID_REQUEST when the record brings a key that could not be addressed by a URL: empty, a dot segment
 * (RFC 3986, section 5.2.4), longer than 1,024 characters, or no well-formed Unicode.
 */
export function assertAddressable(record: JsonObject, key: string | readonly string[], pointer = ''): void {
  if (typeof key === 'string') assertAddressablePart(record, key, pointer)
  else for (const property of key) assertAddressablePart(record, property, pointer)
}

function assertAddressablePart(record: JsonObject, property: string, pointer: string): void {
  const key = Object.hasOwn(record, property) ? record[property] : undefined
  if (typeof key !== 'string') return
  const isAddressable =
    key !== '' && key !== '.' && key !== '..' && key.length <= maxKeyLength && key.isWellFormed()
  if (isAddressable) return
  const message = `must be a key that a URL can hold: 1 to ${maxKeyLength} characters of well-formed Unicode, not "." or ".."`
  throw new MockError('MOCK_INVALID_REQUEST', {
    errors: [{ pointer: `/body${pointer}${toPointer([property])}`, message, keyword: 'key' }],
  })
}

const maxKeyLength = 1024

/** A string or number as a key; booleans as their text, anything else is no key. */
export function toKey(value: Json | undefined): KeyValue | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value
  return typeof value === 'boolean' ? String(value) : undefined
}

function valueFromPath(request: OperationRequest, parameter: string): KeyValue {
  const { path } = request.parameters
  if (!Object.hasOwn(path, parameter)) throw new Error(`the path has no parameter "${parameter}"`)
  // No record has a key that is neither text nor a number.
  return toKey(path[parameter]) ?? ''
}

function valueFromRecord(record: JsonObject, property: string, pointer: string): KeyValue {
  const value = Object.hasOwn(record, property) ? toKey(record[property]) : undefined
  if (value !== undefined) return value
  const message = `must have required property '${property}', which names the record to change`
  throw new MockError('MOCK_INVALID_REQUEST', {
    errors: [{ pointer: `/body${pointer}${toPointer([property])}`, message, keyword: 'required' }],
  })
}
