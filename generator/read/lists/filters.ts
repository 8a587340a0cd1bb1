// Which query parameters of a list select by a property of its records, and which one sorts.
import type { FilterFacts, Json, SortFacts } from '@mockgen/runtime'
import { compatible } from '../envelopes.js'
import { type Operation, type Parameter, queryParameters } from '../operations.js'
import { isScalar, isShownScalar, type Schemas, type SchemaView } from '../schema-view.js'
import { compact, sameName } from '../words.js'
import { comparisonFor } from './comparison-filters.js'

/**
 * Query parameter → property that it selects by. A parameter filters when it is called like a property and its values are of
 * the property's type; an array parameter means one of them. With an operator beside the property's name (`price_gte`,
 * `price[lt]`, `price__ne`, `min_price`, `created_after`) it compares.
 */
export function readFilters(
  schemas: Schemas,
  operation: Operation,
  record: SchemaView,
  taken: ReadonlySet<string>,
): ReadonlyMap<string, FilterFacts> {
  const filters = new Map<string, FilterFacts>()
  for (const parameter of queryParameters(operation)) {
    // Facts become object literals, in which this name would set a prototype.
    if (taken.has(parameter.name) || parameter.name === '__proto__') continue
    const filter = filterOf(schemas, parameter, record)
    if (filter !== undefined) filters.set(parameter.name, filter)
  }
  return filters
}

/**
 * The sort parameter. Its enumerated values name properties, with or without a direction; without an enumeration it
 * takes the name of any scalar property. A parameter with a value that means something else is left alone: refusing
 * what the contract allows would be worse than not sorting.
 */
export function readSort(schemas: Schemas, operation: Operation, record: SchemaView): SortFacts | undefined {
  const parameters = queryParameters(operation)
  const parameter = parameters.find(({ name }) => sortNames.has(compact(name)))
  const schema = parameter?.schema
  const values = schema?.type === 'array' ? schemas.items(schema) : schema
  if (parameter === undefined || values?.type !== 'string') return undefined
  const properties = values.enum
    ? sortedByEnum(values.enum, sortable(schemas, record))
    : new Map(sortable(schemas, record).map((name) => [name, name]))
  if (properties === undefined || properties.size === 0) return undefined
  const direction = parameters.find((other) => other !== parameter && isDirection(other))
  return {
    parameter: parameter.name,
    ...(direction && { direction: direction.name }),
    properties: Object.fromEntries(properties),
  }
}

const sortNames: ReadonlySet<string> = new Set([
  'sort',
  'sortby',
  'sortfield',
  'orderby',
  'ordering',
  'order',
])
const directionNames: ReadonlySet<string> = new Set([
  'direction',
  'dir',
  'order',
  'sortorder',
  'sortdir',
  'sortdirection',
  'orderdirection',
])

function filterOf(schemas: Schemas, parameter: Parameter, record: SchemaView): FilterFacts | undefined {
  const { schema } = parameter
  const value = schema?.type === 'array' ? schemas.items(schema) : schema
  if (value === undefined || !isScalar(value) || standsForNothing(schema?.default, value)) return undefined
  return (
    propertyFor(schemas, parameter.name, value, record) ??
    comparisonFor(schemas, parameter.name, value, record)
  )
}

function propertyFor(
  schemas: Schemas,
  parameter: string,
  value: SchemaView,
  record: SchemaView,
): FilterFacts | undefined {
  for (const name of record.properties.keys()) {
    const property = schemas.property(record, name)
    const compared = property?.type === 'array' ? schemas.items(property) : property
    if (compared === undefined || !isScalar(compared) || !sameName(name, parameter)) continue
    if (property?.writeOnly || compared.writeOnly) continue
    if (!compatible(value, compared)) continue
    const others = valuesBeyond(value, compared)
    if (others.length === 0) return name
    if (others.every(meansAll)) return { property: name, operator: 'eq', all: others }
  }
  return undefined
}

// What a list may be asked for and no record can have: it selects in another way than by being equal.
function valuesBeyond({ enum: offered = [] }: SchemaView, { enum: known }: SchemaView): readonly Json[] {
  return offered.filter((item) => (known === undefined ? meansAll(item) : !known.includes(item)))
}

// `state: [open, closed, all]`
function meansAll(item: Json): item is string {
  return typeof item === 'string' && /^(?:all|any|\*)$/i.test(item)
}

// GitHub's `sha: { default: none }`: a default outside any enumeration is no value of a record, and would hide them all.
function standsForNothing(byDefault: unknown, value: SchemaView): boolean {
  return typeof byDefault === 'string' && value.enum === undefined
}

function sortable(schemas: Schemas, record: SchemaView): readonly string[] {
  return [...record.properties.keys()].filter((name) => {
    const property = schemas.property(record, name)
    return property !== undefined && isShownScalar(property)
  })
}

function sortedByEnum(
  values: readonly unknown[],
  properties: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>()
  for (const value of values) {
    if (typeof value !== 'string') return undefined
    const whole = sortedBy(value, properties)
    const name = whole ? value : withoutDirection(value)
    const property = whole ?? sortedBy(name, properties)
    if (property === undefined) return undefined
    if (name !== '__proto__') found.set(name, property)
  }
  return found
}

// `created` sorts by `created_at`.
function sortedBy(value: string, properties: readonly string[]): string | undefined {
  const wanted = compact(value)
  if (value.startsWith('-') || value.startsWith('+') || wanted === '') return undefined
  const like = ['', 'at', 'on', 'date'].map((ending) => wanted + ending)
  return (
    properties.find((name) => compact(name) === wanted) ??
    properties.find((name) => like.includes(compact(name)))
  )
}

function withoutDirection(value: string): string {
  return value.replace(/^[-+]/, '').replace(/[: ._-](asc|ascending|desc|descending)$/i, '')
}

function isDirection({ name, schema }: Parameter): boolean {
  const values = schema?.enum
  return (
    directionNames.has(compact(name)) && values !== undefined && values.length > 0 && values.every(isOrder)
  )
}

function isOrder(value: unknown): boolean {
  return typeof value === 'string' && /^(asc|desc)(ending)?$/i.test(value)
}
