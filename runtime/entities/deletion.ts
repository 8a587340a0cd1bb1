// What deleting a record takes along: referrers that are deleted, cut loose, or that forbid it.
import { MockError } from '../errors.js'
import type { Change, Requirement } from '../transactions/change.js'
import { pairKey } from '../transactions/pair-key.js'
import { maxChangedRows, type Transaction } from '../transactions/transaction.js'
import type { Dependents, Entity, EntityCatalog } from './entity.js'
import { withoutReferences } from './record-content.js'
import { recordChange } from './record-index.js'
import { LazyRecord } from './stored-record.js'

interface Doomed {
  readonly entity: Entity
  readonly record: LazyRecord
}

interface Loosened extends Doomed {
  /** The properties that lose their reference. */
  readonly properties: Set<string>
}

/** How a deletion is planned. */
export interface DeletionOptions {
  readonly now: number
  /** True when the record is due to go: `restrict` cannot forbid that. */
  readonly expiring?: boolean
}

/**
 * The change that deletes a record with everything its relationships ask for. The number of referrers is part of the
 * change's conditions, so that none can appear before the commit. Throws MOCK_REFERENCED when a restrict forbids it.
 */
export async function planDeletion(
  transaction: Transaction,
  catalog: EntityCatalog,
  root: Doomed,
  { now, expiring = false }: DeletionOptions,
): Promise<Change> {
  const doomed = new Map([[keyOf(root), root]])
  const loosened = new Map<string, Loosened>()
  const restricting = new Map<string, Dependents>()
  const requires: Requirement[] = []

  // A map is walked in order of insertion, what is added on the way included: circles end where everything is known.
  for (const { entity, record } of doomed.values()) {
    for (const reference of entity.referrers) {
      const referrers = await referrersOf(transaction, catalog, reference, record.id, requires)
      for (const referrer of referrers) {
        const key = keyOf(referrer)
        if (reference.onDelete === 'cascade') {
          if (!doomed.has(key)) doomed.set(key, referrer)
        } else if (reference.onDelete === 'restrict' || reference.required) restricting.set(key, reference)
        else loosen(loosened, referrer, reference)
      }
      if (doomed.size > maxChangedRows) throw tooMany()
    }
  }

  // A referrer that is deleted as well forbids nothing, whichever was reached first.
  for (const [key, reference] of restricting)
    if (!expiring && !doomed.has(key)) throw referenced(root.entity, reference)

  const changes = [...doomed.values()].map(({ entity, record }) =>
    recordChange(entity, record.id, record.value, undefined),
  )
  for (const [key, { entity, record, properties }] of loosened) {
    if (doomed.has(key)) continue
    const value = withoutReferences(entity, record.value, properties, now)
    changes.push(recordChange(entity, record.id, record.value, value))
  }
  return {
    requires: [...requires, ...changes.flatMap((change) => change.requires)],
    writes: changes.flatMap((change) => change.writes),
  }
}

async function referrersOf(
  transaction: Transaction,
  catalog: EntityCatalog,
  { source, index }: Dependents,
  id: string,
  requires: Requirement[],
): Promise<readonly Doomed[]> {
  const range = { from: id, to: id }
  const query = { collection: source, index, range, offset: 0, limit: maxChangedRows + 1 }
  const page = await transaction.list(query)
  requires.push({ check: { check: 'count', collection: source, index, range, count: page.stored } })
  const referrers: Doomed[] = []
  for (const { id: referrer } of page.rows) {
    // Listed rows are at hand; getting them makes their versions part of the commit's checks.
    const row = await transaction.get({ collection: source, id: referrer })
    if (row !== undefined) referrers.push({ entity: catalog.get(source), record: new LazyRecord(row) })
  }
  return referrers
}

function loosen(loosened: Map<string, Loosened>, referrer: Doomed, { property }: Dependents): void {
  if (property === undefined) return
  const known = loosened.get(keyOf(referrer))
  if (known === undefined) loosened.set(keyOf(referrer), { ...referrer, properties: new Set([property]) })
  else known.properties.add(property)
}

function keyOf({ entity, record }: Doomed): string {
  return pairKey(entity.name, record.id)
}

function referenced(entity: Entity, { source, property }: Dependents): MockError {
  return new MockError('MOCK_REFERENCED', {
    detail: `Records of "${source}" refer to this record of "${entity.name}" by "${property}"`,
  })
}

function tooMany(): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `Deleting this record would delete more than ${maxChangedRows} others`,
  })
}
