// What a request selects: equality and comparisons by query parameters, and a search.
import type { Comparison, RecordQuery } from '../../entities/records.js'
import type { FilterFacts, ListFacts } from '../../facts.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { own, textValue } from './query-value.js'

/** A value while it is made. */
export type Changeable<Value> = { -readonly [Name in keyof Value]: Value[Name] }

/** Sets in a query what a request's parameters select. */
export type Select = (parameters: JsonObject, query: Changeable<RecordQuery>) => void

/** Compiles a reader of what a list's query parameters select. */
export function compileSelection(facts: ListFacts): Select {
  const filters = Object.entries(facts.filters ?? {}).map(([parameter, filter]) => ({
    parameter,
    ...described(filter),
  }))
  const { search } = facts
  return (parameters, query) => {
    selectBy(filters, parameters, query)
    const text = search && textValue(parameters, search.parameter)
    if (search !== undefined && text !== undefined) query.search = { text, properties: search.properties }
  }
}

interface Filter {
  readonly parameter: string
  readonly property: string
  readonly operator: 'eq' | Comparison['operator']
  readonly all?: readonly string[]
}

function described(filter: FilterFacts): Omit<Filter, 'parameter'> {
  return typeof filter === 'string' ? { property: filter, operator: 'eq' } : filter
}

function selectBy(filters: readonly Filter[], parameters: JsonObject, query: Changeable<RecordQuery>): void {
  let where: Record<string, Json | { readonly in: readonly Json[] }> | undefined
  let compare: Comparison[] | undefined
  for (const { parameter, property, operator, all } of filters) {
    const value = own(parameters, parameter)
    if (value === undefined || isObject(value)) continue
    if (all !== undefined && [value].flat().some((one) => typeof one === 'string' && all.includes(one)))
      continue
    if (operator === 'eq') {
      where ??= Object.create(null) as Record<string, Json>
      where[property] = Array.isArray(value) ? { in: value } : value
    } else {
      compare ??= []
      // Several values of one parameter must all hold.
      for (const one of Array.isArray(value) ? value : [value])
        compare.push({ property, operator, value: one })
    }
  }
  if (where !== undefined) query.where = where
  if (compare !== undefined) query.compare = compare
}
