// The end of a record's life: it goes, with what its relationships ask for.
import type { RowRef, Write } from '../../store/store.js'
import type { Change } from '../../transactions/change.js'
import { maxChangedRows, type Transaction } from '../../transactions/transaction.js'
import { effectOf, planDeletion } from '../deletion.js'
import { DeletionPlan, type Doomed } from '../deletion-plan.js'
import type { EntityCatalog } from '../entity.js'
import { expiryWrites } from './lifetime.js'

/** Dependents of one record that are dealt with in one commit, where there are too many for all of them. */
const dependentsPerCommit = 400

// Due for everybody, whatever a clock shows; only settling itself looks at an earlier time.
const alreadyDue = 1

/** What an expiry is worked out with. */
export interface Expiring {
  readonly transaction: Transaction
  readonly catalog: EntityCatalog
  readonly now: number
}

/** A record whose life is over, and since when; without a time it is not known. */
export interface Expired extends Doomed {
  readonly expires: number | undefined
}

/** The change that removes a record; where too much depends on it for one commit, the change that begins with it. */
export async function expiryOf(expiring: Expiring, root: Expired): Promise<Change> {
  const { transaction, catalog, now } = expiring
  const { expires = alreadyDue } = root
  // What is cut loose from it changes when it expires, and not when somebody looks.
  const at = expires > alreadyDue ? expires : now
  const deletion = await planDeletion(transaction, catalog, root, { now: at, expiring: true })
  if (deletion === undefined) return partOfExpiry(expiring, root, at)
  const all = { requires: deletion.requires, writes: gone(refOf(root), deletion.writes) }
  return rowsOf(all) > maxChangedRows ? partOfExpiry(expiring, root, at) : all
}

/** The writes that remove a row and nothing else, for one of an entity that nobody knows any more. */
export function removal(ref: RowRef): readonly Write[] {
  return gone(ref, [{ write: 'delete', ...ref }])
}

/** How many rows a change puts or deletes. */
export function rowsOf({ writes }: Change): number {
  return writes.filter(({ write }) => write === 'put' || write === 'delete').length
}

// Some of what depends on a record: the deleted ones become due themselves, so that nobody sees the space before they are
// gone, also if this process dies. The record goes when the others are all dealt with.
async function partOfExpiry({ transaction, catalog }: Expiring, root: Doomed, at: number): Promise<Change> {
  const plan = new DeletionPlan(transaction, catalog)
  const due: Write[] = []
  let room = dependentsPerCommit
  let isComplete = true
  for (const dependents of root.entity.referrers) {
    const effect = effectOf(dependents)
    if (effect === 'restrict') continue
    const { found, total } = await plan.referrers(dependents, root.record, room)
    isComplete &&= total <= room
    room -= found.length
    for (const referrer of found) {
      if (effect === 'nullify') plan.loosen(referrer, dependents, root.entity)
      else due.push(...expiryWrites({ collection: dependents.source, id: referrer.record.id }, alreadyDue))
    }
  }
  if (isComplete) plan.doom(root)
  const { requires, writes } = await plan.change(at)
  return { requires, writes: isComplete ? gone(refOf(root), [...writes, ...due]) : [...writes, ...due] }
}

// Also where nothing has set a due time: one that stays would be answered for ever.
function gone(ref: RowRef, writes: readonly Write[]): readonly Write[] {
  return [...writes, ...expiryWrites(ref, undefined)]
}

function refOf({ entity, record }: Doomed): RowRef {
  return { collection: entity.name, id: record.id }
}
