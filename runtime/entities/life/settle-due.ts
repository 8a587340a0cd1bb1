// Settles what is due in a space: as much as goes into one commit, in order of time.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { MockError } from '../../errors.js'
import type { RowRef } from '../../store/store.js'
import { type Change, LostRace } from '../../transactions/change.js'
import { type RunOptions, runTransaction } from '../../transactions/run-transaction.js'
import type { Settle, Space } from '../../transactions/space.js'
import { maxChangedRows, type Transaction } from '../../transactions/transaction.js'
import { rowsOf } from './expiry.js'
import { expiryRef } from './lifetime.js'
import { nextOf, type Settling } from './next-due.js'

/** What the due rows of a space are settled with. */
export interface SettlingParts extends Omit<Settling, 'transaction' | 'now'> {
  readonly run: RunOptions
}

interface Agendum {
  readonly ref: RowRef
  readonly at: number
}

/**
 * The settling of a space: as much of the due rows as goes into one commit, the earliest first; whoever found them asks again
 * and gets the rest. Those who find something due while this runs wait for it.
 */
export function settleDue(parts: SettlingParts): Settle {
  let running: Promise<void> | undefined
  return (space, due) => {
    running ??= settle(space, due, parts).finally(() => {
      running = undefined
    })
    return running
  }
}

async function settle(space: Space, due: readonly RowRef[], parts: SettlingParts): Promise<void> {
  try {
    const isDone = await runTransaction(space, parts.run, (transaction) =>
      settleSome({ ...parts, transaction, now: space.clock.now() }, due),
    )
    // A store that answers at once must not keep requests on other spaces waiting until all is settled.
    if (!isDone) await nextTurn()
  } catch (error) {
    // Lost to others who settle the same rows: what they leave is answered as due again.
    if (!(error instanceof MockError && error.code === 'MOCK_LOST_RACE')) throw error
  }
}

// True when nothing of this is left to do.
async function settleSome(settling: Settling, due: readonly RowRef[]): Promise<boolean> {
  const { transaction, now } = settling
  // All at once, to have them at hand below; what cannot be read is asked for again there.
  await Promise.allSettled(due.flatMap((ref) => [transaction.get(ref), transaction.get(expiryRef(ref))]))
  const agenda: Agendum[] = []
  for (const ref of due) agenda.push({ ref, at: (await nextOf(settling, ref)).at })
  // Each round changes a row at least, or is the last one of its row.
  let changed = 0
  for (let ref = takeEarliest(agenda); ref !== undefined; ref = takeEarliest(agenda)) {
    const next = await nextOf(settling, ref)
    const hasWritten = changed > 0
    const change = await next.change(hasWritten)
    if (change === undefined) return false
    changed += rowsOf(change)
    if (changed > maxChangedRows || !(await isMade(transaction, change, hasWritten))) return false
    if (next.isLast) continue
    const { at } = await nextOf(settling, ref)
    if (at <= now) agenda.push({ ref, at })
  }
  return true
}

// What this transaction itself makes impossible is looked at again in the next one.
async function isMade(transaction: Transaction, change: Change, hasWritten: boolean): Promise<boolean> {
  try {
    await transaction.change(change)
    return true
  } catch (error) {
    if (hasWritten && error instanceof LostRace) return false
    throw error
  }
}

// At most 100 rows are due at once, so that looking through them is as good as any order kept.
function takeEarliest(agenda: Agendum[]): RowRef | undefined {
  let earliest = 0
  for (const [position, { at }] of agenda.entries())
    if (at < (agenda[earliest]?.at ?? at)) earliest = position
  return agenda.splice(earliest, 1)[0]?.ref
}
