// Which lists of the store hold what a query selects: one that is the answer as it stands, or the smallest to search.
import type { IndexRange } from '../../store/store.js'
import type { RowReader } from '../../transactions/space.js'
import { scopeIndex } from '../dependents.js'
import type { Entity, PropertyIndex } from '../entity.js'
import { afterEveryValue, encodeIndexValue } from '../index-value.js'
import { scopedValue } from '../record-index.js'
import type { Comparison } from '../records.js'
import type { Selection } from './joined-lists.js'
import type { Condition, Filter } from './record-filter.js'
import type { Sort } from './record-order.js'
import { rangeOf } from './value-range.js'

/** A list of the store that has exactly the selected rows in the order of the query. */
export interface DirectSelection {
  readonly list: Selection
  /** The end of its range that is not selected: an index has no open bounds. */
  readonly without: IndexRange | undefined
}

/**
 * The list that is the answer as it stands: everything, one value of an index, or an ordered index in its order, whole or
 * between bounds. `'nothing'` when nothing can be selected; undefined when no list is the answer.
 */
export function directSelection(
  reader: RowReader,
  entity: Entity,
  { scope, conditions, comparisons, search }: Filter,
  sort: Sort,
): DirectSelection | 'nothing' | undefined {
  if (search !== undefined) return undefined
  const [condition, anotherCondition] = conditions
  const [order, anotherOrder] = sort
  if (order === undefined && comparisons.length === 0) {
    if (condition === undefined) return { list: everything(entity, scope), without: undefined }
    if (anotherCondition !== undefined) return undefined
    const [list, another] = valueSelections(entity, scope, condition) ?? []
    return list === undefined || another !== undefined ? undefined : { list, without: undefined }
  }
  if (condition !== undefined || order === undefined || anotherOrder !== undefined) return undefined
  const { property, descending } = order
  if (comparisons.length > 0 && comparisons.some((one) => one.property !== property)) return undefined
  return rangeSelection(reader, entity, scope, { property, descending, comparisons })
}

/**
 * The list that has exactly the selected rows, in whatever order: enough to count them. Undefined when there is none.
 */
export function countedSelection(
  reader: RowReader,
  entity: Entity,
  filter: Filter,
): DirectSelection | 'nothing' | undefined {
  const [comparison] = filter.comparisons
  const order = comparison === undefined ? [] : [{ property: comparison.property, descending: false }]
  return directSelection(reader, entity, filter, order)
}

/** Lists that hold all selected rows and others, for each part of the query that an index can answer. */
export function* candidateSelections(
  reader: RowReader,
  entity: Entity,
  { scope, conditions, comparisons }: Filter,
): Generator<readonly Selection[]> {
  for (const condition of conditions) {
    const selections = valueSelections(entity, scope, condition)
    if (selections !== undefined) yield selections
  }
  for (const property of new Set(comparisons.map((comparison) => comparison.property))) {
    const ranged = comparisons.filter(
      (one) => one.property === property && one.operator !== 'ne' && one.operator !== 'contains',
    )
    if (ranged.length === 0) continue
    const selection = rangeSelection(reader, entity, scope, {
      property,
      descending: false,
      comparisons: ranged,
    })
    if (selection !== undefined) yield selection === 'nothing' ? [] : [selection.list]
  }
}

/** All rows of a scope, of all scopes for `''`, in insertion order. */
export function everything(entity: Entity, scope: string): Selection {
  if (scope === '') return { collection: entity.name }
  return { collection: entity.name, index: scopeIndex, range: { from: scope, to: scope } }
}

/**
 * The ordered index of a property that lists of a scope can use; undefined when there is none. What a transaction has written
 * is not in the order of an index yet.
 */
function orderedIndex(
  reader: RowReader,
  entity: Entity,
  scope: string,
  property: string,
): PropertyIndex | undefined {
  const index = entity.indexes.get(property)
  const isUsable = index?.kind === 'ordered' && isIndexedScope(entity, scope) && !reader.wrote(entity.name)
  return isUsable ? index : undefined
}

// An ordered index between the bounds of comparisons, or all of it without any.
function rangeSelection(
  reader: RowReader,
  entity: Entity,
  scope: string,
  ranged: {
    readonly property: string
    readonly descending: boolean
    readonly comparisons: readonly Comparison[]
  },
): DirectSelection | 'nothing' | undefined {
  const found = orderedIndex(reader, entity, scope, ranged.property)
  if (found === undefined) return undefined
  // Written out where it is made: adding a name to a copy costs the engine two microseconds.
  const [collection, index, reverse] = [entity.name, found.name, ranged.descending]
  if (ranged.comparisons.length === 0) {
    const range =
      scope === '' ? {} : { from: scopedValue(scope, ''), to: scopedValue(scope, afterEveryValue) }
    return { list: { collection, index, range, reverse }, without: undefined }
  }
  const bounds = rangeOf(ranged.comparisons)
  if (bounds === undefined || bounds === 'nothing') return bounds
  const to = scopedValue(scope, bounds.to)
  const range = { from: scopedValue(scope, bounds.from), to }
  return {
    list: { collection, index, range, reverse },
    without: bounds.isOpen ? { from: to, to } : undefined,
  }
}

// One list of an index for each value of the condition; undefined when no index has the answer.
function valueSelections(
  entity: Entity,
  scope: string,
  { property, values }: Condition,
): readonly Selection[] | undefined {
  const index = entity.indexes.get(property)
  const encoded = values.map(encodeIndexValue)
  if (index === undefined || !isIndexedScope(entity, scope) || encoded.includes(undefined)) return undefined
  return [...new Set(encoded)].map((value = '') => {
    const bound = scopedValue(scope, value)
    return { collection: entity.name, index: index.name, range: { from: bound, to: bound } }
  })
}

// Indexes of a nested entity are kept by scope: a list across all scopes cannot use them.
function isIndexedScope(entity: Entity, scope: string): boolean {
  return entity.scope.length === 0 || scope !== ''
}
