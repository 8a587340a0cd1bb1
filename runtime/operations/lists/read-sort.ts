// The order that a request asks for, or the one that the declaration gives.
import type { RecordQuery } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { SortFacts } from '../../facts.js'
import type { JsonObject } from '../../json.js'
import { own } from './query-value.js'

/** The order of a list: properties in turn. */
export type Sort = NonNullable<RecordQuery['sort']>

/** Compiles a reader of the order; it answers undefined for the order of insertion. MOCK_INVALID_REQUEST for what cannot be sorted by. */
export function compileSort(facts: SortFacts | undefined): (parameters: JsonObject) => Sort | undefined {
  if (facts === undefined) return () => undefined
  const { parameter } = facts
  const byDefault = facts.default && parseOrder(facts.default)
  if (parameter === undefined) return () => byDefault
  return (parameters) => readSort({ ...facts, parameter }, parameters) ?? byDefault
}

/** Properties as a declaration orders by them: `-` before those that descend. */
export function parseOrder(fields: readonly string[]): Sort {
  return fields.map((field) => {
    const descending = field.startsWith('-')
    return { property: descending ? field.slice(1) : field, descending }
  })
}

/** The reverse of `parseOrder`, in one text: what a cursor remembers of the order that it belongs to. */
export function printOrder(sort: Sort | undefined): string {
  return (sort ?? []).map(({ property, descending }) => (descending ? `-${property}` : property)).join(',')
}

type ChosenSort = SortFacts & { readonly parameter: string }

function readSort(facts: ChosenSort, parameters: JsonObject): Sort | undefined {
  const value = own(parameters, facts.parameter)
  if (value === undefined || value === null || value === '') return undefined
  const fields = Array.isArray(value) ? value.map(String) : String(value).split(',')
  const byDefault =
    facts.direction !== undefined && String(own(parameters, facts.direction)).toLowerCase().startsWith('desc')
  return fields.map((field) => readSortField(field.trim(), facts, byDefault))
}

// Enumerated values may themselves carry a direction (`name-asc`), so the value as it stands is looked up first.
function readSortField(field: string, facts: ChosenSort, byDefault: boolean): Sort[number] {
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

function unknownSort(facts: ChosenSort, field: string): MockError {
  const known = Object.keys(facts.properties).join(', ')
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `cannot sort by "${field}"; this list sorts by ${known}`,
    errors: [{ pointer: `/query/${facts.parameter}`, message: `must be one of: ${known}`, keyword: 'enum' }],
  })
}
