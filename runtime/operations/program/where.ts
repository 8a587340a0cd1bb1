// Which records a step is about: the comparisons of its declaration, as a query and as a question about one record.
import type { Contract } from '../../contract/contract.js'
import { coerce } from '../../entities/property-schema.js'
import { type Filter, selects } from '../../entities/queries/record-filter.js'
import type { Comparison } from '../../entities/records.js'
import type { EntityFacts, WhereFacts } from '../../facts.js'
import { type Json, type JsonObject, toPointer } from '../../json.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'
import type { Evaluate, Templates } from './templates.js'

/** What a `where` selects, as a part of a query. */
export interface Selection {
  readonly where: Readonly<Record<string, OneOf>>
  readonly compare: readonly Comparison[]
}

// In this form a value that is an object itself is not taken for one of several.
interface OneOf {
  readonly in: readonly Json[]
}

/** A compiled `where`. */
export interface Where {
  /** The selection for this run. */
  select(run: Run): Selection
  /** True when it selects the record. */
  holds(selection: Selection, record: JsonObject): boolean
}

/**
 * Compiles a `where` for records of the entity. `isLenient`: a comparison (`gt`, `gte`, `lt`, `lte`) whose value is absent is
 * left out, which must not happen where it would remove more. Everything else without a value is MOCK_EXPRESSION.
 */
export function compileWhere(
  where: WhereFacts,
  {
    at,
    entity,
    contract,
    templates,
    isLenient,
  }: {
    readonly at: string
    readonly entity: EntityFacts
    readonly contract: Contract
    readonly templates: Templates
    readonly isLenient: boolean
  },
): Where {
  const equal: (readonly [string, (run: Run) => OneOf])[] = []
  const compared: ((run: Run) => Comparison | undefined)[] = []
  for (const [property, wanted] of Object.entries(where)) {
    const place = `${at}${toPointer([property])}`
    if ('eq' in wanted) equal.push([property, compileEqual(templates.required(wanted.eq, place))])
    else if ('in' in wanted) equal.push([property, compileOneOf(templates.required(wanted.in, place), place)])
    else
      for (const operator of ['gt', 'gte', 'lt', 'lte'] as const) {
        const template = wanted[operator]
        if (template === undefined) continue
        const value = templates[isLenient ? 'value' : 'required'](template, `${place}/${operator}`)
        compared.push((run) => withValue(property, operator, value(run)))
      }
  }
  const shape = contract.shape(entity)
  return {
    select: (run) => ({
      where: Object.fromEntries(equal.map(([property, evaluate]) => [property, evaluate(run)])),
      compare: compared.flatMap((comparison) => comparison(run) ?? []),
    }),
    holds: (selection, record) =>
      selects(
        filterOf(selection, (name) => shape.property(name)),
        record,
      ),
  }
}

function compileEqual(evaluate: Evaluate<Json>): Evaluate<OneOf> {
  return (run) => ({ in: [evaluate(run)] })
}

function compileOneOf(evaluate: Evaluate<Json>, at: string): Evaluate<OneOf> {
  return (run) => {
    const values = evaluate(run)
    if (!Array.isArray(values)) throw refusal('MOCK_EXPRESSION', at, 'what a property may be is no list')
    return { in: values }
  }
}

function withValue(
  property: string,
  operator: Comparison['operator'],
  value: Json | undefined,
): Comparison | undefined {
  return value === undefined ? undefined : { property, operator, value }
}

function filterOf({ where, compare }: Selection, schemaOf: (name: string) => JsonObject | undefined): Filter {
  const typed = (property: string, value: Json) => coerce(value, schemaOf(property))
  return {
    scope: '',
    conditions: Object.entries(where).map(([property, wanted]) => ({
      property,
      values: wanted.in.map((value) => typed(property, value)),
    })),
    comparisons: compare.map((comparison) => ({
      ...comparison,
      value: typed(comparison.property, comparison.value),
    })),
    search: undefined,
  }
}
