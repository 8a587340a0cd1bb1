// A list's query parameters read as what the records port understands: filters, order and the page.

import type { RecordQuery, Scope } from '../entities/records.js'
import { MockError } from '../errors.js'
import type { ListFacts, PageFacts, SortFacts } from '../facts.js'
import { isObject, type Json, type JsonObject } from '../json.js'

/** Records on a page when neither the request nor the contract says. */
const defaultPageLimit = 20
/** Most records on a page, whatever the contract says. */
const maxPageLimit = 1000
/** Most records on a page when the contract does not say. */
const defaultMaxLimit = 100

/** What to list, and the numbers that the answer's envelope repeats. */
export interface PageQuery {
  readonly query: RecordQuery
  readonly offset: number
  readonly limit: number
  /** The page as the client counts it. */
  readonly page: number
}

/** Compiles the facts of a list into a reader of its decoded query parameters. */
export function compileListQuery(facts: ListFacts): (query: JsonObject, scope: Scope) => PageQuery {
  const filters = Object.entries(facts.filters ?? {})
  return (parameters, scope) => {
    const { offset, limit, page } = readPage(facts.page, parameters)
    const where = readFilters(filters, parameters)
    const sort = facts.sort && readSort(facts.sort, parameters)
    return {
      offset,
      limit,
      page,
      query: {
        offset,
        limit,
        ...(scope.length > 0 && { scope }),
        ...(where && { where }),
        ...(sort && { sort }),
      },
    }
  }
}

function readPage(facts: PageFacts | undefined, parameters: JsonObject): Omit<PageQuery, 'query'> {
  const first = facts?.firstPage ?? 1
  if (facts === undefined || !isPaged(facts)) return { offset: 0, limit: maxPageLimit, page: first }
  const most = Math.min(facts.maxLimit ?? Math.max(defaultMaxLimit, facts.defaultLimit ?? 0), maxPageLimit)
  const wanted = whole(parameters, facts.limit) ?? facts.defaultLimit ?? defaultPageLimit
  const limit = Math.max(0, Math.min(wanted, most))
  if (facts.page !== undefined) {
    const page = Math.max(first, whole(parameters, facts.page) ?? first)
    return { offset: (page - first) * limit, limit, page }
  }
  const offset = Math.max(0, whole(parameters, facts.offset) ?? 0)
  return { offset, limit, page: limit === 0 ? first : Math.floor(offset / limit) + first }
}

function isPaged(facts: PageFacts): boolean {
  return facts.offset !== undefined || facts.page !== undefined || facts.limit !== undefined
}

function whole(parameters: JsonObject, name: string | undefined): number | undefined {
  const value = name === undefined ? undefined : own(parameters, name)
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined
  // Beyond what numbers can count there is nothing, on whatever page.
  return Math.max(-farthest, Math.min(number, farthest))
}

// The largest count that still leaves room for arithmetic without rounding.
const farthest = Number.MAX_SAFE_INTEGER / maxPageLimit

// A parameter that was not sent may be called like something that every object has.
function own(parameters: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined
}

function readFilters(
  filters: readonly (readonly [string, string])[],
  parameters: JsonObject,
): RecordQuery['where'] {
  let where: Record<string, Json | { readonly in: readonly Json[] }> | undefined
  for (const [parameter, property] of filters) {
    const value = own(parameters, parameter)
    if (value === undefined || isObject(value)) continue
    where ??= Object.create(null) as Record<string, Json>
    where[property] = Array.isArray(value) ? { in: value } : value
  }
  return where
}

type Sort = NonNullable<RecordQuery['sort']>

function readSort(facts: SortFacts, parameters: JsonObject): Sort | undefined {
  const value = own(parameters, facts.parameter)
  if (value === undefined || value === null || value === '') return undefined
  const fields = Array.isArray(value) ? value.map(String) : String(value).split(',')
  const byDefault =
    facts.direction !== undefined && String(own(parameters, facts.direction)).toLowerCase().startsWith('desc')
  return fields.map((field) => readSortField(field.trim(), facts, byDefault))
}

// Enumerated values may themselves carry a direction (`name-asc`), so the value as it stands is looked up first.
function readSortField(field: string, facts: SortFacts, byDefault: boolean): Sort[number] {
  const asWritten = propertyOf(facts, field)
  if (asWritten !== undefined) return { property: asWritten, descending: byDefault }
  const { name, descending } = splitDirection(field)
  const property = propertyOf(facts, name)
  if (property === undefined) throw unknownSort(facts, field)
  return { property, descending: descending ?? byDefault }
}

function splitDirection(field: string): { readonly name: string; readonly descending: boolean | undefined } {
  if (field.startsWith('-')) return { name: field.slice(1), descending: true }
  if (field.startsWith('+')) return { name: field.slice(1), descending: false }
  for (const separator of [':', ' ', '.', '_', '-']) {
    const at = field.lastIndexOf(separator)
    const direction = at > 0 ? field.slice(at + 1).toLowerCase() : ''
    if (direction === 'asc' || direction === 'ascending')
      return { name: field.slice(0, at), descending: false }
    if (direction === 'desc' || direction === 'descending')
      return { name: field.slice(0, at), descending: true }
  }
  return { name: field, descending: undefined }
}

function propertyOf(facts: SortFacts, value: string): string | undefined {
  return Object.hasOwn(facts.properties, value) ? facts.properties[value] : undefined
}

function unknownSort(facts: SortFacts, field: string): MockError {
  const known = Object.keys(facts.properties).join(', ')
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `cannot sort by "${field}"; this list sorts by ${known}`,
    errors: [{ pointer: `/query/${facts.parameter}`, message: `must be one of: ${known}`, keyword: 'enum' }],
  })
}
