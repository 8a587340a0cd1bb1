// Lists of records: straight from an index where one gives the answer, else by a bounded scan.
import { MockError } from '../errors.js'
import { isObject, type Json } from '../json.js'
import type { RowReader } from '../transactions/space.js'
import type { HeldRow } from '../transactions/write-buffer.js'
import { scopeIndex } from './dependents.js'
import type { Entity } from './entity.js'
import { afterEveryValue, encodeIndexValue } from './index-value.js'
import { joinedLists, type Selection } from './joined-lists.js'
import { assertParent } from './parent.js'
import { coerce } from './property-schema.js'
import { type Condition, matches, sortRecords } from './record-filter.js'
import { scopedValue } from './record-index.js'
import type { RecordQuery } from './records.js'
import { scopeIdOf } from './scope.js'
import { LazyRecord } from './stored-record.js'

/** Records on a page when a query does not say, and at most. */
const maxPage = 1_000

/** Most records that are read to answer a query that no index answers. */
const maxScannedRecords = 10_000

/** A page of records, and how many the query selects in all. */
export interface RecordPage {
  readonly records: readonly LazyRecord[]
  readonly total: number
}

/** The page that the query asks for. MOCK_SCAN_LIMIT when that takes an index which the entity does not have. */
export async function listRecords(
  reader: RowReader,
  entity: Entity,
  query: RecordQuery,
): Promise<RecordPage> {
  const offset = wholeNumber(query.offset, 0)
  const limit = Math.min(wholeNumber(query.limit, maxPage), maxPage)
  const scope = query.scope === undefined ? '' : scopeIdOf(entity, query.scope)
  const conditions = conditionsOf(entity, query)
  const direct = directSelection(reader, entity, scope, conditions, query.sort ?? [])
  if (direct !== undefined) {
    // The fixed names first: adding them to a copy costs the engine two microseconds.
    const { rows, total } = await reader.list({ offset, limit, ...direct })
    if (total === 0) await assertParent(reader, entity, scope)
    return { records: rows.map((row) => new LazyRecord(row)), total }
  }
  const candidates = await candidateRows(reader, entity, scope, conditions, query)
  const selected = candidates
    .map((row) => new LazyRecord(row))
    .filter((record) => conditions.every((condition) => matches(record.value, condition)))
  if (selected.length === 0) await assertParent(reader, entity, scope)
  const sorted = sortRecords(selected, query.sort ?? [])
  return { records: sorted.slice(offset, offset + limit), total: sorted.length }
}

// The list of the store that is the answer as it stands: everything, one value of an index, or an index in its order.
function directSelection(
  reader: RowReader,
  entity: Entity,
  scope: string,
  conditions: readonly Condition[],
  sort: NonNullable<RecordQuery['sort']>,
): Selection | undefined {
  const [condition, anotherCondition] = conditions
  const [order, anotherOrder] = sort
  if (condition === undefined && order === undefined) return everything(entity, scope)
  if (condition !== undefined && anotherCondition === undefined && order === undefined) {
    const [selection, another] = indexSelections(entity, scope, condition) ?? []
    return another === undefined ? selection : undefined
  }
  if (condition !== undefined || order === undefined || anotherOrder !== undefined) return undefined
  const index = entity.indexes.get(order.property)
  const inOrder = index?.kind === 'ordered' && isIndexedScope(entity, scope) && !reader.wrote(entity.name)
  if (!inOrder) return undefined
  const range = scope === '' ? {} : { from: scopedValue(scope, ''), to: scopedValue(scope, afterEveryValue) }
  return { collection: entity.name, index: index.name, range, reverse: order.descending }
}

// The rows among which the answer is, in insertion order: the fewest that one index gives, or all of the scope.
async function candidateRows(
  reader: RowReader,
  entity: Entity,
  scope: string,
  conditions: readonly Condition[],
  { sort = [] }: RecordQuery,
): Promise<readonly HeldRow[]> {
  let best: { readonly selections: readonly Selection[]; readonly total: number } | undefined
  for (const condition of conditions) {
    const selections = indexSelections(entity, scope, condition)
    if (selections === undefined) continue
    const total = await totalOf(reader, selections)
    if (best === undefined || total < best.total) best = { selections, total }
  }
  const selections = best?.selections ?? [everything(entity, scope)]
  const total = best?.total ?? (await totalOf(reader, selections))
  if (total > maxScannedRecords) throw needsIndex(entity, [...conditions, ...sort])
  return joinedLists(reader, selections, maxScannedRecords)
}

async function totalOf(reader: RowReader, selections: readonly Selection[]): Promise<number> {
  let total = 0
  for (const selection of selections)
    total += (await reader.list({ offset: 0, limit: 0, ...selection })).total
  return total
}

function everything(entity: Entity, scope: string): Selection {
  if (scope === '') return { collection: entity.name }
  return { collection: entity.name, index: scopeIndex, range: { from: scope, to: scope } }
}

// One list of an index for each value of the condition; undefined when no index has the answer.
function indexSelections(
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

function conditionsOf(entity: Entity, { where = {} }: RecordQuery): readonly Condition[] {
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

function wholeNumber(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : Math.max(0, Math.floor(value))
}

function needsIndex(entity: Entity, used: readonly { readonly property: string }[]): MockError {
  const unindexed = used.find(({ property }) => !entity.indexes.has(property))
  const remedy =
    unindexed === undefined
      ? 'Its indexes cannot sort or filter these, so make the query narrower'
      : `Declare an index on "${unindexed.property}" in its x-persistence, or filter by an indexed property`
  return new MockError('MOCK_SCAN_LIMIT', {
    detail: `"${entity.name}" has more than ${maxScannedRecords} records to search. ${remedy}`,
  })
}
