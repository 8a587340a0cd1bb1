// A declared response: its status, bodies and headers.
import { isObject } from '../json.js'
import { readBodies } from './body-contract.js'
import type { BodyContract, ResponseContract } from './contract.js'
import { readHeaders } from './header-contract.js'
import type { Parts } from './parts.js'
import type { Place } from './references.js'

/** The responses of an operation. */
export interface Responses {
  /** The response for a status: declared exactly, by its range, or by default. */
  find(status: number): ResponseContract | undefined
  /** The response of success, see OperationContract. */
  success(prefer: readonly number[]): ResponseContract
  /** What is declared, as written, in the document's order. */
  readonly statuses: readonly string[]
  /** True when any of them has headers. */
  declareHeaders(): boolean
  /** True when exactly this status is declared. */
  declares(status: number): boolean
}

/** Reads a Responses Object lazily: a response costs nothing until it is asked for. */
export function readResponses(operation: Place, parts: Parts): Responses {
  const declared = isObject(operation.value) ? operation.value.responses : undefined
  const keys = new Map(isObject(declared) ? Object.keys(declared).map((key) => [key.toUpperCase(), key]) : [])
  const made = new Map<number, ResponseContract>()

  function create(key: string, status: number): ResponseContract {
    const known = made.get(status)
    if (known !== undefined) return known
    const response = createResponse(status, parts.references.child(operation, 'responses', key), parts)
    made.set(status, response)
    return response
  }

  function find(status: number): ResponseContract | undefined {
    const range = `${Math.floor(status / 100)}XX`
    const key = keys.get(String(status)) ?? keys.get(range) ?? keys.get('DEFAULT')
    return key === undefined ? undefined : create(key, status)
  }

  return {
    find,
    statuses: isObject(declared) ? Object.keys(declared).filter((key) => !key.startsWith('x-')) : [],
    declareHeaders: () => [...keys.values()].some((key) => hasHeaders(parts, operation, key)),
    declares: (status) => keys.has(String(status)),
    success: (prefer) => {
      const exact = prefer.find((status) => keys.has(String(status))) ?? firstStatus(keys, '2')
      if (exact !== undefined) return find(exact) ?? bare(exact)
      if (keys.has('2XX')) return find(prefer.find(isSuccess) ?? 200) ?? bare(200)
      // A redirect is how such an operation succeeds; 304 only ever answers a condition, unless it is all there is.
      const redirect = firstStatus(keys, '3', keys.size === 1 ? undefined : 304)
      if (redirect !== undefined) return find(redirect) ?? bare(redirect)
      const status = prefer.find(isSuccess) ?? 200
      return find(status) ?? bare(status)
    },
  }
}

function hasHeaders({ references }: Parts, operation: Place, key: string): boolean {
  const response = references.child(operation, 'responses', key)?.value
  return isObject(response) && isObject(response.headers) && Object.keys(response.headers).length > 0
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function firstStatus(keys: ReadonlyMap<string, string>, digit: string, other?: number): number | undefined {
  const statuses = [...keys.keys()].filter((key) => /^\d{3}$/.test(key) && key.startsWith(digit)).map(Number)
  return statuses.find((status) => status !== other)
}

function bare(status: number): ResponseContract {
  return { status, bodies: [], headers: new Map() }
}

function createResponse(status: number, place: Place | undefined, parts: Parts): ResponseContract {
  let bodies: readonly BodyContract[] | undefined
  let headers: ResponseContract['headers'] | undefined
  return {
    status,
    get bodies() {
      bodies ??= hasContent(status) ? readBodies(place, 'response', parts) : []
      return bodies
    },
    get headers() {
      headers ??= readHeaders(place, status, parts)
      return headers
    },
  }
}

// Whatever a contract says, these never have content (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
function hasContent(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304
}
