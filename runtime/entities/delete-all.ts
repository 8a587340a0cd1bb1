// Deletes all that a query selects: at once inside a transaction, in portions where each may be a transaction of its own.
import { MockError } from '../errors.js'
import { maxChangedRows, type Transaction } from '../transactions/transaction.js'
import { type Deletion, planDeletion, tooManyDependents } from './deletion.js'
import { type Entity, type EntityCatalog, internalPrefix } from './entity.js'
import { filterOf, selects } from './queries/record-filter.js'
import { listRecords } from './queries/record-list.js'
import { lockedRecord } from './record-work.js'
import type { RecordQuery } from './records.js'
import { scopeOf } from './row-id.js'
import type { LazyRecord } from './stored-record.js'

/** Portions of one call: each removes a record at least, and others may add some meanwhile. */
const maxPortions = 100_000

/** What a deletion is carried out with. */
export interface DeletingParts {
  readonly transaction: Transaction
  readonly catalog: EntityCatalog
  readonly now: number
}

interface Portion {
  /** Records that were selected and go; with what depends on them, they may be more than were chosen. */
  readonly removed: number
  /** How many were selected before. */
  readonly selected: number
}

/** The number of records that went. MOCK_CONFLICT when more than 1,000 rows would change, MOCK_REFERENCED as for one. */
export async function deleteSelected(
  parts: DeletingParts,
  entity: Entity,
  query: RecordQuery,
): Promise<number> {
  const { total } = await listRecords(parts.transaction, entity, onlyCounted(query))
  const portion =
    total > maxChangedRows ? undefined : await deletePortion(parts, entity, query, maxChangedRows)
  if (portion === undefined) throw tooManySelected()
  return portion.removed
}

/**
 * The same in several transactions, until nothing is selected any more: what a portion removed stays removed when a later one
 * is refused. The newest go first, so that those who refer to older ones do not forbid it.
 */
export async function deleteInPortions(
  run: <T>(work: (parts: DeletingParts) => Promise<T>) => Promise<T>,
  entity: Entity,
  query: RecordQuery,
): Promise<number> {
  let removed = 0
  let most = maxChangedRows
  for (let i = 0; i < maxPortions; i++) {
    const portion = await run((parts) => deletePortion(parts, entity, query, most))
    if (portion !== undefined) {
      removed += portion.removed
      if (portion.removed >= portion.selected) return removed
    } else if (most === 1) throw tooManyDependents()
    else most = Math.ceil(most / 4)
  }
  throw new MockError('MOCK_LOST_RACE', { detail: 'others add as many records as are deleted' })
}

// Undefined when too much would change with as many.
async function deletePortion(
  { transaction, catalog, now }: DeletingParts,
  entity: Entity,
  query: RecordQuery,
  most: number,
): Promise<Portion | undefined> {
  const counted = onlyCounted(query)
  const { total } = await listRecords(transaction, entity, counted)
  if (total === 0) return { removed: 0, selected: 0 }
  const offset = Math.max(0, total - most)
  const { records } = await listRecords(transaction, entity, { ...counted, offset, limit: most })
  const roots: { readonly entity: Entity; readonly record: LazyRecord }[] = []
  for (const { id } of records) {
    const record = await lockedRecord(transaction, { collection: entity.name, id })
    if (record !== undefined) roots.push({ entity, record })
  }
  const deletion = await planDeletion(transaction, catalog, roots, { now })
  if (deletion === undefined || recordsOf(deletion) > maxChangedRows) return undefined
  await transaction.change(deletion)
  return { removed: removedOf(deletion, entity, query), selected: total }
}

function onlyCounted({ after: _, sort: __, ...selecting }: RecordQuery): RecordQuery {
  return { ...selecting, offset: 0, limit: 0 }
}

// What one selected record takes along may be selected as well, and not be on this portion.
function removedOf({ doomed }: Deletion, entity: Entity, query: RecordQuery): number {
  const filter = filterOf(entity, query)
  return doomed.filter(
    ({ entity: { name }, record }) =>
      name === entity.name &&
      (filter.scope === '' || scopeOf(record.id, entity.keyProperties.length) === filter.scope) &&
      selects(filter, record.value),
  ).length
}

function recordsOf({ writes }: Deletion): number {
  return writes.filter(
    (one) => (one.write === 'put' || one.write === 'delete') && !one.collection.startsWith(internalPrefix),
  ).length
}

function tooManySelected(): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `This would change more than ${maxChangedRows} records at once`,
  })
}
