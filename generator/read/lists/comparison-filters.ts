// Query parameters that compare a property with a value: `price_gte`, `price[lt]`, `price__ne`, `min_price`, `created_after`.
import type { FilterFacts } from '@mockgen/runtime'
import { compatible } from '../envelopes.js'
import { isShownScalar, type Schemas, type SchemaView } from '../schema-view.js'
import { compact, wordsOf } from '../words.js'

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

/** The comparison of a parameter, undefined for another one. An operator stands after the name of the property, or before it. */
export function comparisonFor(
  schemas: Schemas,
  parameter: string,
  value: SchemaView,
  record: SchemaView,
): FilterFacts | undefined {
  const words = wordsOf(parameter)
  const last = operators.get(words.at(-1) ?? '')
  const first = operators.get(words[0] ?? '')
  return (
    (last && comparedProperty(schemas, words.slice(0, -1), last, value, record)) ??
    (first && comparedProperty(schemas, words.slice(1), first, value, record))
  )
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
    if (!names.includes(compact(property)) || schema === undefined || !isShownScalar(schema)) continue
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
