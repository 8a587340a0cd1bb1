// What a request selects: equality and comparisons by query parameters, and a search.
import type { Comparison, RecordQuery } from '../entities/records.js'
import type { FilterFacts, ListFacts } from '../facts.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import { own, textValue } from './query-value.js'

/** The part of a query that selects. */
export type Selection = Pick<RecordQuery, 'where' | 'compare' | 'search'>

/** Compiles a reader of what a list's query parameters select. */
export function compileSelection(facts: ListFacts): (parameters: JsonObject) => Selection {
  const filters = Object.entries(facts.filters ?? {}).map(([parameter, filter]) => ({
    parameter,
    ...described(filter),
  }))
  const { search } = facts
  if (filters.length === 0 && search === undefined) return () => nothing
  return (parameters) => {
    const text = search && textValue(parameters, search.parameter)
    const selection = selectionOf(filters, parameters)
    return search === undefined || text === undefined
      ? selection
      : { ...selection, search: { text, properties: search.properties } }
  }
}

const nothing: Selection = {}

interface Filter {
  readonly parameter: string
  readonly property: string
  readonly operator: 'eq' | Comparison['operator']
}

function described(filter: FilterFacts): Omit<Filter, 'parameter'> {
  return typeof filter === 'string' ? { property: filter, operator: 'eq' } : filter
}

function selectionOf(filters: readonly Filter[], parameters: JsonObject): Selection {
  let where: Record<string, Json | { readonly in: readonly Json[] }> | undefined
  const compare: Comparison[] = []
  for (const { parameter, property, operator } of filters) {
    const value = own(parameters, parameter)
    if (value === undefined || isObject(value)) continue
    if (operator === 'eq') {
      where ??= Object.create(null) as Record<string, Json>
      where[property] = Array.isArray(value) ? { in: value } : value
    } else {
      // Several values of one parameter must all hold.
      for (const one of Array.isArray(value) ? value : [value])
        compare.push({ property, operator, value: one })
    }
  }
  return { ...(where && { where }), ...(compare.length > 0 && { compare }) }
}
