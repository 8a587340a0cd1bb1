// What deleting a record takes along: referrers that are deleted, cut loose, or that forbid it.
import { MockError } from '../errors.js'
import type { Change } from '../transactions/change.js'
import { maxChangedRows, type Transaction } from '../transactions/transaction.js'
import { DeletionPlan, type Doomed } from './deletion-plan.js'
import type { Dependents } from './dependents.js'
import type { Entity, EntityCatalog } from './entity.js'

/** How a deletion is planned. */
export interface DeletionOptions {
  readonly now: number
  /** True when the record is due to go: `restrict` cannot forbid that, and those who refer to it go on doing so. */
  readonly expiring?: boolean
}

/**
 * The change that deletes a record with everything its relationships ask for; undefined when that is more than 1,000
 * records. The number of referrers is part of the change's conditions, so that none can appear before the commit. Throws
 * MOCK_REFERENCED when a restrict forbids it.
 */
export async function planDeletion(
  transaction: Transaction,
  catalog: EntityCatalog,
  root: Doomed,
  { now, expiring = false }: DeletionOptions,
): Promise<Change | undefined> {
  const plan = new DeletionPlan(transaction, catalog)
  const restricting: (Doomed & { readonly dependents: Dependents })[] = []
  plan.doom(root)
  // What is doomed on the way is walked as well: circles end where everything is known.
  for (const { entity, record } of plan.doomed()) {
    for (const dependents of entity.referrers) {
      const effect = effectOf(dependents)
      if (expiring && effect === 'restrict') continue
      for (const referrer of (await plan.referrers(dependents, record.id, maxChangedRows + 1)).found) {
        if (effect === 'cascade') plan.doom(referrer)
        else if (effect === 'nullify') plan.loosen(referrer, dependents)
        else restricting.push({ ...referrer, dependents })
      }
      if (plan.doomedCount > maxChangedRows) return undefined
    }
  }
  // A referrer that is deleted as well forbids nothing, whichever was reached first.
  const forbidding = restricting.find((referrer) => !plan.isDoomed(referrer))
  if (forbidding !== undefined) throw referenced(root.entity, forbidding.dependents)
  return plan.change(now)
}

/** What deleting a record does to those that depend on it: one that cannot be without it cannot be cut loose either. */
export function effectOf({ onDelete, required }: Dependents): Dependents['onDelete'] {
  return onDelete === 'nullify' && required ? 'restrict' : onDelete
}

/** The refusal where a deletion would take too much along. */
export function tooManyDependents(): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `Deleting this record would delete more than ${maxChangedRows} others`,
  })
}

function referenced(entity: Entity, { source, property }: Dependents): MockError {
  return new MockError('MOCK_REFERENCED', {
    detail: `Records of "${source}" refer to this record of "${entity.name}" by "${property}"`,
  })
}
