// Which query parameters of a list select by a property of its records, and which one sorts.
import type { FilterFacts, SearchFacts, SortFacts } from '@mockgen/runtime'
import { compatible } from './envelopes.js'
import { type Operation, type Parameter, queryParameters } from './operations.js'
import { isScalar, type Schemas, type SchemaView } from './schema-view.js'
import { compact, sameName, wordsOf } from './words.js'

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
    const filter = propertyFor(schemas, parameter, record) ?? comparisonFor(schemas, parameter, record)
    if (filter !== undefined) filters.set(parameter.name, filter)
  }
  return filters
}

/** The search parameter, where the record has texts to search in. */
export function readSearch(
  schemas: Schemas,
  operation: Operation,
  record: SchemaView,
): SearchFacts | undefined {
  const parameter = queryParameters(operation).find(
    ({ name, schema }) =>
      searchNames.has(compact(name)) &&
      !record.properties.has(name) &&
      schema?.type === 'string' &&
      schema.enum === undefined,
  )
  if (parameter === undefined) return undefined
  const properties = [...record.properties.keys()].filter((name) => {
    const property = schemas.property(record, name)
    return property?.type === 'string' && property.enum === undefined && !isStamp(property.format)
  })
  return properties.length === 0 ? undefined : { parameter: parameter.name, properties }
}

const searchNames: ReadonlySet<string> = new Set([
  'q',
  'search',
  'searchterm',
  'searchquery',
  'keyword',
  'keywords',
])

// Texts that nobody searches for words in.
function isStamp(format: string | undefined): boolean {
  return format !== undefined && ['date-time', 'date', 'time', 'uuid', 'byte', 'binary'].includes(format)
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

function propertyFor(schemas: Schemas, parameter: Parameter, record: SchemaView): string | undefined {
  const { schema } = parameter
  const value = schema?.type === 'array' ? schemas.items(schema) : schema
  if (value === undefined || !isScalar(value) || standsForNothing(schema?.default, value)) return undefined
  for (const name of record.properties.keys()) {
    const property = schemas.property(record, name)
    const compared = property?.type === 'array' ? schemas.items(property) : property
    if (compared === undefined || !isScalar(compared) || !sameName(name, parameter.name)) continue
    if (compatible(value, compared) && !selectsMore(value, compared)) return name
  }
  return undefined
}

type Operator = Exclude<FilterFacts, string>['operator']

const operators: ReadonlyMap<string, Operator> = new Map([
  ['gt', 'gt'],
  ['gte', 'gte'],
  ['ge', 'gte'],
  ['min', 'gte'],
  ['from', 'gte'],
  ['since', 'gte'],
  ['after', 'gt'],
  ['lt', 'lt'],
  ['lte', 'lte'],
  ['le', 'lte'],
  ['max', 'lte'],
  ['to', 'lte'],
  ['until', 'lte'],
  ['before', 'lt'],
  ['ne', 'ne'],
  ['neq', 'ne'],
  ['not', 'ne'],
  ['contains', 'contains'],
  ['like', 'contains'],
])

// An operator stands after the name of the property, or before it: `price[gte]` and `min_price`.
function comparisonFor(
  schemas: Schemas,
  { name, schema }: Parameter,
  record: SchemaView,
): FilterFacts | undefined {
  const value = schema?.type === 'array' ? schemas.items(schema) : schema
  if (value === undefined || !isScalar(value) || standsForNothing(schema?.default, value)) return undefined
  const words = wordsOf(name)
  const last = operators.get(words.at(-1) ?? '')
  const first = operators.get(words[0] ?? '')
  const found =
    (last && comparedProperty(schemas, words.slice(0, -1), last, value, record)) ??
    (first && comparedProperty(schemas, words.slice(1), first, value, record))
  return found
}

function comparedProperty(
  schemas: Schemas,
  words: readonly string[],
  operator: Operator,
  value: SchemaView,
  record: SchemaView,
): FilterFacts | undefined {
  const wanted = words.join('')
  if (wanted === '') return undefined
  // `created_after` compares `created_at`.
  const names = [wanted, ...['at', 'on', 'date'].map((ending) => wanted + ending)]
  for (const property of record.properties.keys()) {
    const schema = schemas.property(record, property)
    if (!names.includes(compact(property)) || schema === undefined || !isScalar(schema)) continue
    if (isComparable(schema, operator) && compatible(value, schema)) return { property, operator }
  }
  return undefined
}

// Whatever can be equal can be unequal; sizes and times have an order, and texts contain others.
function isComparable({ type, format, enum: values }: SchemaView, operator: Operator): boolean {
  if (operator === 'ne') return true
  if (operator === 'contains') return type === 'string' && values === undefined
  return type === 'integer' || type === 'number' || format === 'date-time' || format === 'date'
}

// `state: [open, closed, all]` is no equality: a value that no record can have selects in another way.
function selectsMore(value: SchemaView, property: SchemaView): boolean {
  const offered = value.enum ?? []
  const known = property.enum
  if (known !== undefined) return offered.some((item) => !known.includes(item))
  return offered.some((item) => item === 'all' || item === 'any')
}

// GitHub's `sha: { default: none }`: a default outside any enumeration is no value of a record, and would hide them all.
function standsForNothing(byDefault: unknown, value: SchemaView): boolean {
  return typeof byDefault === 'string' && value.enum === undefined
}

function sortable(schemas: Schemas, record: SchemaView): readonly string[] {
  return [...record.properties.keys()].filter((name) => {
    const property = schemas.property(record, name)
    return property !== undefined && isScalar(property)
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
