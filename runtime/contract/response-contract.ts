// A declared response: its status, bodies and headers.
import type { Random } from '../ids.js'
import { isObject, type Json } from '../json.js'
import { readBodies } from './body-contract.js'
import type { BodyContract, ResponseContract } from './contract.js'
import { readExamples } from './examples.js'
import type { Parts } from './parts.js'
import type { Place } from './references.js'

/** The responses of an operation. */
export interface Responses {
  /** The response for a status: declared exactly, by its range, or by default. */
  find(status: number): ResponseContract | undefined
  /** The response of success, see OperationContract. */
  success(prefer: readonly number[]): ResponseContract
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
    declares: (status) => keys.has(String(status)),
    success: (prefer) => {
      const exact = prefer.find((status) => keys.has(String(status))) ?? firstStatus(keys, '2')
      if (exact !== undefined) return find(exact) ?? bare(exact)
      if (keys.has('2XX')) return find(prefer.find(isSuccess) ?? 200) ?? bare(200)
      // A redirect is how such an operation succeeds; 304 only ever answers a condition.
      const redirect = firstStatus(keys, '3')
      if (redirect !== undefined && redirect !== 304) return find(redirect) ?? bare(redirect)
      const status = prefer.find(isSuccess) ?? 200
      return find(status) ?? bare(status)
    },
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function firstStatus(keys: ReadonlyMap<string, string>, digit: string): number | undefined {
  const found = [...keys.keys()].find((key) => /^\d{3}$/.test(key) && key.startsWith(digit))
  return found === undefined ? undefined : Number(found)
}

function bare(status: number): ResponseContract {
  return { status, bodies: [], headers: () => ({}) }
}

function createResponse(status: number, place: Place | undefined, parts: Parts): ResponseContract {
  let bodies: readonly BodyContract[] | undefined
  return {
    status,
    get bodies() {
      bodies ??= readBodies(place, 'response', parts)
      return bodies
    },
    headers: (random) => sampleHeaders(place, parts, random),
  }
}

function sampleHeaders(
  response: Place | undefined,
  parts: Parts,
  random: Random,
): Readonly<Record<string, string>> {
  if (response === undefined || !isObject(response.value) || !isObject(response.value.headers)) return {}
  const headers: [string, string][] = []
  for (const name of Object.keys(response.value.headers)) {
    const place = parts.references.child(response, 'headers', name)
    if (place === undefined || !isObject(place.value) || madeElsewhere.has(name.toLowerCase())) continue
    if (place.value.required !== true) continue
    const text = headerText(sampleHeader(name, place, parts, random))
    if (text !== undefined) headers.push([name.toLowerCase(), text])
  }
  return Object.fromEntries(headers)
}

// OpenAPI, Response Object: a header named Content-Type is ignored. An invented entity tag would stay the same for every answer.
const madeElsewhere: ReadonlySet<string> = new Set(['content-type', 'etag'])

function sampleHeader(name: string, place: Place, parts: Parts, random: Random): Json | undefined {
  const preferred = [...readExamples(place, parts.references).values()]
  const id = parts.schemas.id(`${place.pointer}/schema`, 'response')
  if (id === undefined) return preferred[0]
  return parts.sampler.sample(parts.schemas.get(id), { random, preferred, name })
}

// Headers have the style `simple`; what cannot stand in a header field is left out (RFC 9110, section 5.5).
function headerText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  const text = Array.isArray(value)
    ? value.map(String).join(',')
    : isObject(value)
      ? Object.entries(value).flat().map(String).join(',')
      : String(value)
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
}
