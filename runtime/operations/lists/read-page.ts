// Which page of a list a request asks for: by numbers, or by the cursor that the page before gave.
import type { PageFacts } from '../../facts.js'
import type { JsonObject } from '../../json.js'
import { type CursorPlace, readCursor } from './cursor.js'
import { invalidQuery, own, textValue } from './query-value.js'

/** Records on a page when neither the request nor the contract says. */
const defaultPageLimit = 20
/** Most records on a page, whatever the contract says. */
const maxPageLimit = 1000
/** Most records on a page when the contract does not say. */
const defaultMaxLimit = 100

/** The page that is asked for. */
export interface AskedPage {
  readonly offset: number
  readonly limit: number
  /** The page as the client counts it. */
  readonly page: number
  /** Where the page begins instead of the offset. */
  readonly after?: CursorPlace
}

/** Compiles a reader of the page. Numbers out of range are brought into it; a cursor that is none is MOCK_INVALID_REQUEST. */
export function compilePage(facts: PageFacts | undefined): (parameters: JsonObject) => AskedPage {
  const first = facts?.firstPage ?? 1
  if (facts === undefined || !isPaged(facts)) {
    const whole: AskedPage = { offset: 0, limit: maxPageLimit, page: first }
    return () => whole
  }
  const most = Math.min(facts.maxLimit ?? Math.max(defaultMaxLimit, facts.defaultLimit ?? 0), maxPageLimit)
  const { cursor } = facts
  return (parameters) => {
    const wanted = whole(parameters, facts.limit) ?? facts.defaultLimit ?? defaultPageLimit
    const limit = Math.max(0, Math.min(wanted, most))
    if (cursor !== undefined) {
      const after = placeOf(parameters, cursor)
      return { offset: 0, limit, page: first, ...(after && { after }) }
    }
    if (facts.page !== undefined) {
      const page = Math.max(first, whole(parameters, facts.page) ?? first)
      return { offset: (page - first) * limit, limit, page }
    }
    const offset = Math.max(0, whole(parameters, facts.offset) ?? 0)
    return { offset, limit, page: limit === 0 ? first : Math.floor(offset / limit) + first }
  }
}

function isPaged({ offset, page, limit, cursor, style }: PageFacts): boolean {
  return [offset, page, limit, cursor, style].some((fact) => fact !== undefined)
}

function placeOf(parameters: JsonObject, name: string): CursorPlace | undefined {
  const text = textValue(parameters, name)
  if (text === undefined) return undefined
  const place = readCursor(text)
  if (place === undefined) throw invalidQuery(name, 'must be a cursor that this list has answered', 'cursor')
  return place
}

function whole(parameters: JsonObject, name: string | undefined): number | undefined {
  const value = name === undefined ? undefined : own(parameters, name)
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined
  // Beyond what numbers can count there is nothing, on whatever page.
  return Math.max(-farthest, Math.min(number, farthest))
}

// The largest count that still leaves room for arithmetic without rounding.
const farthest = Math.floor(Number.MAX_SAFE_INTEGER / maxPageLimit)
