// Settles rows that are due: an expired record goes, with what its relationships ask for.
import type { RowRef, Write } from '../store/store.js'
import type { Change } from '../transactions/change.js'
import { type RunOptions, runTransaction } from '../transactions/run-transaction.js'
import type { Settle } from '../transactions/space.js'
import type { Transaction } from '../transactions/transaction.js'
import { planDeletion } from './deletion.js'
import type { EntityCatalog } from './entity.js'
import { LazyRecord } from './stored-record.js'

/** The settling of a space: each due row in a commit of its own, so that one long cascade does not hold up the others. */
export function settleDue(catalog: EntityCatalog, run: RunOptions): Settle {
  return async (space, due) => {
    for (const ref of due)
      await runTransaction(space, run, async (transaction) => {
        const { requires, writes } = await expiry(transaction, catalog, ref, space.clock.now())
        await transaction.change({ requires, writes: [...writes, cleared(ref)] })
      })
  }
}

async function expiry(
  transaction: Transaction,
  catalog: EntityCatalog,
  ref: RowRef,
  now: number,
): Promise<Change> {
  const row = await transaction.get(ref)
  if (row === undefined) return { requires: [], writes: [] }
  if (!catalog.has(ref.collection)) return { requires: [], writes: [{ write: 'delete', ...ref }] }
  const root = { entity: catalog.get(ref.collection), record: new LazyRecord(row) }
  return planDeletion(transaction, catalog, root, { now, expiring: true })
}

// Also where the row is gone already: a due time that stays would be answered for ever.
function cleared(ref: RowRef): Write {
  return { write: 'due', ...ref, at: undefined }
}
