// Filters parsed records exactly as the indexes would: what a query asks of one record.
import { isObject, type Json, type JsonObject } from '../../json.js'
import { utf8SortKey } from '../../store/utf8-order.js'
import type { Entity } from '../entity.js'
import { encodeIndexValue } from '../index-value.js'
import { own } from '../properties.js'
import { coerce } from '../property-schema.js'
import type { Comparison, RecordQuery } from '../records.js'
import { scopeIdOf } from '../scope.js'

/** A property equals one of the values. */
export interface Condition {
  readonly property: string
  readonly values: readonly Json[]
}

/** What a query selects, with every value in the type that the property's schema names. */
export interface Filter {
  /** The text of the scope; `''` for all of them. */
  readonly scope: string
  readonly conditions: readonly Condition[]
  readonly comparisons: readonly Comparison[]
  /** The text in lower case. */
  readonly search: { readonly text: string; readonly properties: readonly string[] } | undefined
}

const noConditions: readonly Condition[] = []
const noComparisons: readonly Comparison[] = []

/** What a query asks. */
export function filterOf(entity: Entity, { scope, where, compare, search }: RecordQuery): Filter {
  return {
    scope: scope === undefined ? '' : scopeIdOf(entity, scope),
    conditions: where === undefined ? noConditions : conditionsOf(entity, where),
    comparisons: compare?.map((comparison) => inType(entity, comparison)) ?? noComparisons,
    search: search && { ...search, text: search.text.toLowerCase() },
  }
}

/** True when a record, whose scope is right already, is selected. */
export function selects({ conditions, comparisons, search }: Filter, record: JsonObject): boolean {
  return (
    conditions.every((condition) => matches(record, condition)) &&
    comparisons.every((comparison) => compares(record, comparison)) &&
    (search === undefined || isFound(record, search))
  )
}

function conditionsOf(entity: Entity, where: NonNullable<RecordQuery['where']>): readonly Condition[] {
  return Object.entries(where).map(([property, wanted]) => {
    const schema = entity.shape.property(property)
    return { property, values: wantedValues(wanted).map((value) => coerce(value, schema)) }
  })
}

function wantedValues(wanted: Json | { readonly in: readonly Json[] }): readonly Json[] {
  if (!isObject(wanted)) return [wanted]
  const { in: values } = wanted
  return Array.isArray(values) ? values : [wanted]
}

// What an array contains is written as its items are.
function inType(entity: Entity, { property, operator, value }: Comparison): Comparison {
  const schema = entity.shape.property(property)
  const items = operator === 'contains' && isObject(schema?.items) ? schema.items : schema
  return { property, operator, value: coerce(value, items) }
}

// True when the property is one of the values, or is an array that contains one. What is absent equals null.
function matches(record: JsonObject, { property, values }: Condition): boolean {
  const found = own(record, property) ?? null
  return values.some((value) => isEqual(found, value) || (Array.isArray(found) && includes(found, value)))
}

function compares(record: JsonObject, { property, operator, value }: Comparison): boolean {
  if (operator === 'ne') return !matches(record, { property, values: [value] })
  const found = own(record, property)
  if (operator === 'contains') return contains(found, value)
  const order = compareScalars(found, value)
  if (order === undefined) return false
  switch (operator) {
    case 'gt':
      return order > 0
    case 'gte':
      return order >= 0
    case 'lt':
      return order < 0
    case 'lte':
      return order <= 0
  }
}

function contains(found: Json | undefined, value: Json): boolean {
  if (Array.isArray(found)) return includes(found, value)
  return typeof found === 'string' && found.toLowerCase().includes(String(value).toLowerCase())
}

function isFound(record: JsonObject, { text, properties }: NonNullable<Filter['search']>): boolean {
  return properties.some((property) => {
    const found = own(record, property)
    const members = Array.isArray(found) ? found : [found]
    return members.some((member) => isScalar(member) && String(member).toLowerCase().includes(text))
  })
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

// Undefined for what has no order among each other: values of different types, and what is no scalar.
function compareScalars(found: Json | undefined, value: Json): number | undefined {
  if (typeof found !== typeof value) return undefined
  const a = encodeIndexValue(found)
  const b = encodeIndexValue(value)
  return a === undefined || b === undefined ? undefined : compareText(utf8SortKey(a), utf8SortKey(b))
}

function includes(members: readonly Json[], value: Json): boolean {
  return members.some((member) => isEqual(member, value))
}

// Objects and arrays are equal when they are written alike, their properties in the same order.
function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return JSON.stringify(a) === JSON.stringify(b)
}

/** -1, 0 or 1, in the order of UTF-16 units; of `utf8SortKey`s, in that of UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
