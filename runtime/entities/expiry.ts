// Settles rows that are due: an expired record goes, with what its relationships ask for.
import { MockError } from '../errors.js'
import type { RowRef, Write } from '../store/store.js'
import { StoreError } from '../store-error.js'
import type { Change } from '../transactions/change.js'
import { type RunOptions, runTransaction } from '../transactions/run-transaction.js'
import type { Settle, Space } from '../transactions/space.js'
import { maxChangedRows, type Transaction } from '../transactions/transaction.js'
import type { HeldRow } from '../transactions/write-buffer.js'
import { effectOf, planDeletion } from './deletion.js'
import { DeletionPlan, type Doomed } from './deletion-plan.js'
import type { EntityCatalog } from './entity.js'
import { expiryRef, expiryTime, expiryWrites } from './lifetime.js'
import { LazyRecord } from './stored-record.js'

/** Dependents of one record that are dealt with in one commit, where there are too many for all of them. */
const dependentsPerCommit = 400

// Due for everybody, whatever a clock shows; only settling itself looks at an earlier time.
const alreadyDue = 1

/** What an expiry is worked out with. */
interface Expiring {
  readonly transaction: Transaction
  readonly catalog: EntityCatalog
  readonly now: number
}

/**
 * The settling of a space: as many of the due rows as go into one commit; whoever found them asks again and gets the rest.
 * Those who find something due while this runs wait for it.
 */
export function settleDue(catalog: EntityCatalog, run: RunOptions): Settle {
  let running: Promise<void> | undefined
  return (space, due) => {
    running ??= settle(space, due, catalog, run).finally(() => {
      running = undefined
    })
    return running
  }
}

async function settle(
  space: Space,
  due: readonly RowRef[],
  catalog: EntityCatalog,
  run: RunOptions,
): Promise<void> {
  try {
    await runTransaction(space, run, (transaction) =>
      expireSome({ transaction, catalog, now: space.clock.now() }, due),
    )
  } catch (error) {
    // Lost to others who settle the same rows: what they leave is answered as due again.
    if (!(error instanceof MockError && error.code === 'MOCK_LOST_RACE')) throw error
  }
}

async function expireSome(expiring: Expiring, due: readonly RowRef[]): Promise<void> {
  const { transaction } = expiring
  // All at once, to have them at hand below; what cannot be read is asked for again there.
  await Promise.allSettled(due.flatMap((ref) => [transaction.get(ref), transaction.get(expiryRef(ref))]))
  let changed = 0
  for (const ref of due) {
    const change = await expiryOf(expiring, ref)
    changed += rowsOf(change)
    if (changed > maxChangedRows) return
    await transaction.change(change)
  }
}

async function expiryOf(expiring: Expiring, ref: RowRef): Promise<Change> {
  const { transaction, catalog, now } = expiring
  const row = await readable(transaction, ref)
  // A record that cannot be read stays as it is and answers its error to those who ask for it, and to nobody else.
  if (row === 'damaged') return { requires: [], writes: [{ write: 'due', ...ref, at: undefined }] }
  if (row === undefined) return { requires: [], writes: expiryWrites(ref, undefined) }
  const stated = await readable(transaction, expiryRef(ref))
  const expires = stated === 'damaged' ? undefined : expiryTime(stated)
  // Its life was extended after the store had answered that it was due.
  if (expires !== undefined && expires > now) return { requires: [], writes: expiryWrites(ref, expires) }
  if (!catalog.has(ref.collection)) return { requires: [], writes: gone(ref, [{ write: 'delete', ...ref }]) }
  const root = { entity: catalog.get(ref.collection), record: new LazyRecord(row) }
  const deletion = await planDeletion(transaction, catalog, root, { now, expiring: true })
  if (deletion === undefined) return partOfExpiry(expiring, root, ref)
  const all = { requires: deletion.requires, writes: gone(ref, deletion.writes) }
  return rowsOf(all) > maxChangedRows ? partOfExpiry(expiring, root, ref) : all
}

// Some of what depends on a record: the deleted ones become due themselves, so that nobody sees the space before they are
// gone, also if this process dies. The record goes when the others are all dealt with.
async function partOfExpiry(
  { transaction, catalog, now }: Expiring,
  root: Doomed,
  ref: RowRef,
): Promise<Change> {
  const plan = new DeletionPlan(transaction, catalog)
  const due: Write[] = []
  let room = dependentsPerCommit
  let isComplete = true
  for (const dependents of root.entity.referrers) {
    const effect = effectOf(dependents)
    if (effect === 'restrict') continue
    const { found, total } = await plan.referrers(dependents, ref.id, room)
    isComplete &&= total <= room
    room -= found.length
    for (const referrer of found) {
      if (effect === 'nullify') plan.loosen(referrer, dependents)
      else due.push(...expiryWrites({ collection: dependents.source, id: referrer.record.id }, alreadyDue))
    }
  }
  if (isComplete) plan.doom(root)
  const { requires, writes } = plan.change(now)
  return { requires, writes: isComplete ? gone(ref, [...writes, ...due]) : [...writes, ...due] }
}

async function readable(transaction: Transaction, ref: RowRef): Promise<HeldRow | undefined | 'damaged'> {
  try {
    return await transaction.get(ref)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'MOCK_STORE_DAMAGED') return 'damaged'
    throw error
  }
}

// Also where nothing has set a due time: one that stays would be answered for ever.
function gone(ref: RowRef, writes: readonly Write[]): readonly Write[] {
  return [...writes, ...expiryWrites(ref, undefined)]
}

function rowsOf({ writes }: Change): number {
  return writes.filter(({ write }) => write === 'put' || write === 'delete').length
}
