// What deleting a record takes along: referrers that are deleted, cut loose, or that forbid it.
import { MockError } from '../errors.js'
import { pointerTokens } from '../json.js'
import type { Change } from '../transactions/change.js'
import { maxChangedRows, type Transaction } from '../transactions/transaction.js'
import { DeletionPlan, type Doomed, loosenedValue } from './deletion-plan.js'
import type { Dependents } from './dependents.js'
import type { Entity, EntityCatalog } from './entity.js'
import { referenced } from './references.js'

/** How a deletion is planned. */
export interface DeletionOptions {
  readonly now: number
  /** True when the record is due to go: `restrict` cannot forbid that, and those who refer to it go on doing so. */
  readonly expiring?: boolean
}

/** A deletion: what changes, and all records that go. */
export interface Deletion extends Change {
  readonly doomed: readonly Doomed[]
}

/**
 * The change that deletes records with everything their relationships ask for; undefined when that is more than 1,000
 * records. The number of referrers is part of the change's conditions, so that none can appear before the commit. Throws
 * MOCK_REFERENCED when a restrict forbids it, or a constraint on what would lose its reference.
 */
export async function planDeletion(
  transaction: Transaction,
  catalog: EntityCatalog,
  roots: Doomed | readonly Doomed[],
  { now, expiring = false }: DeletionOptions,
): Promise<Deletion | undefined> {
  const plan = new DeletionPlan(transaction, catalog)
  const restricting: Restriction[] = []
  for (const root of isList(roots) ? roots : [roots]) plan.doom(root)
  // What is doomed on the way is walked as well: circles end where everything is known.
  for (const { entity, record } of plan.doomed()) {
    for (const dependents of entity.referrers) {
      const effect = effectOf(dependents)
      if (expiring && effect === 'restrict') continue
      for (const referrer of (await plan.referrers(dependents, record, maxChangedRows + 1)).found) {
        if (effect === 'cascade') plan.doom(referrer)
        else if (effect === 'nullify') plan.loosen(referrer, dependents, entity)
        else restricting.push({ ...referrer, dependents, target: entity })
      }
      if (plan.doomedCount > maxChangedRows) return undefined
    }
  }
  // A referrer that is deleted as well forbids nothing, whichever was reached first.
  const forbidding = restricting.find((referrer) => !plan.isDoomed(referrer))
  if (forbidding !== undefined) throw referenced(forbidding.target, forbidding.dependents)
  if (!expiring) assertLoosened(plan, now)
  return { ...(await plan.change(now)), doomed: [...plan.doomed()] }
}

// A constraint may ask for more than the schema: what it does not let be without its reference forbids the deletion.
function assertLoosened(plan: DeletionPlan, now: number): void {
  for (const loosened of plan.loosened()) {
    const { violations } = loosened.entity.shape
    if (violations === undefined) continue
    const found = violations(loosenedValue(loosened, now))
    const broken = new Set(found.map(({ pointer }) => pointerTokens(pointer)[0]))
    for (const [property, { dependents, target }] of loosened.lost)
      if (broken.has(property)) throw referenced(target, dependents)
  }
}

interface Restriction extends Doomed {
  readonly dependents: Dependents
  /** The entity of the record that is referred to. */
  readonly target: Entity
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

function isList(roots: Doomed | readonly Doomed[]): roots is readonly Doomed[] {
  return Array.isArray(roots)
}
