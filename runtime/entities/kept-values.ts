// Values that the runtime keeps beside records, in the same atomic unit: answers of idempotent requests, cached answers.
import type { Check, Row, RowRef, Write } from '../store/store.js'
import type { Change } from '../transactions/change.js'
import type { Space } from '../transactions/space.js'
import type { Transaction } from '../transactions/transaction.js'
import type { HeldRow } from '../transactions/write-buffer.js'
import { internalPrefix } from './entity.js'
import { counters } from './key-counter.js'
import { expiryTimes } from './life/lifetime.js'

/**
 * Collections whose values stay when the records of a sandbox are written anew, because the contract or the key is another
 * one: what was answered was answered. All other kept values are forgotten then.
 */
export const lastingCollections: readonly string[] = ['$idempotency']

/** A kept value: any text, and the version of the commit that put it; absent while that commit is still to come. */
export interface KeptValue {
  readonly value: string
  readonly version: number | undefined
}

/** How a value is put. */
export interface KeepOptions {
  /** Epoch milliseconds of the space's clock from which on the value is gone. Default: it stays. */
  readonly expiresAt?: number
  /** Only where no value is. When there is one the race is lost, and the transaction runs again. */
  readonly absent?: true
  /** Only over the value of this version. When there is another one, or none, the race is lost as well. */
  readonly ifVersion?: number
}

/**
 * Kept values inside a transaction. Names of collections begin with `$`, which none of an entity does; ids are any text.
 * What was got is checked when the transaction commits, as with records. Snapshots do not contain these values: whatever
 * replaces the records of a sandbox forgets them, `lastingCollections` aside.
 */
export interface KeptValues {
  get(collection: string, id: string): Promise<KeptValue | undefined>
  put(collection: string, id: string, value: string, options?: KeepOptions): Promise<void>
  /** Deleting what is not there does nothing. */
  delete(collection: string, id: string): Promise<void>
}

/** The kept values as a transaction sees them. */
export function keptValues(transaction: Transaction): KeptValues {
  return {
    async get(collection, id) {
      const row = await transaction.get(keptRef({ collection, id }))
      return row && toValue(row)
    },
    put(collection, id, value, { expiresAt, absent, ifVersion } = {}) {
      const ref = keptRef({ collection, id })
      const checks: Check[] = []
      if (absent) checks.push({ check: 'absent', ...ref })
      if (ifVersion !== undefined) checks.push({ check: 'version', ...ref, version: ifVersion })
      return transaction.change({
        requires: checks.map((check) => ({ check })),
        writes: [{ write: 'put', ...ref, value: `${expiresAt ?? ''} ${value}` }, due(ref, expiresAt)],
      })
    },
    async delete(collection, id) {
      await transaction.change({ requires: [], writes: goneWrites(keptRef({ collection, id })) })
    },
  }
}

/** Kept values as they are now, in the order of `refs`, by one call of the store. */
export async function readKept(
  space: Space,
  refs: readonly RowRef[],
): Promise<readonly (KeptValue | undefined)[]> {
  const rows = await space.getAll(refs.map(keptRef))
  return rows.map((row: Row | undefined) => row && toValue(row))
}

/** True for rows that hold kept values. */
export function isKept({ collection }: RowRef): boolean {
  return collection.startsWith(internalPrefix) && collection !== counters && collection !== expiryTimes
}

/** The writes that put the row of a kept value into another space. */
export function keptCopy({ collection, id }: RowRef, text: string): readonly Write[] {
  const ref = { collection, id }
  return [{ write: 'put', ...ref, value: text }, due(ref, read(text).expires)]
}

/** What becomes of a kept value that the store called due: its row says whether its time was put off meanwhile. */
export function keptExpiry(ref: RowRef, row: HeldRow | undefined, now: number): Change {
  const { expires } = row === undefined ? {} : read(row.value)
  const isAlive = expires !== undefined && expires > now
  return { requires: [], writes: isAlive ? [due(ref, expires)] : goneWrites(ref) }
}

function keptRef({ collection, id }: RowRef): RowRef {
  const ref = { collection, id }
  if (!isKept(ref)) throw new TypeError(`"${collection}" is no collection of kept values`)
  return ref
}

function goneWrites(ref: RowRef): readonly Write[] {
  return [{ write: 'delete', ...ref }, due(ref, undefined)]
}

function due(ref: RowRef, at: number | undefined): Write {
  return { write: 'due', ...ref, at }
}

function toValue({ value, version }: HeldRow): KeptValue {
  return { value: read(value).value, version }
}

// Before the first space stands when the value expires, or nothing.
function read(text: string): { readonly value: string; readonly expires: number | undefined } {
  const end = text.indexOf(' ')
  return { value: text.slice(end + 1), expires: end <= 0 ? undefined : Number(text.slice(0, end)) }
}
