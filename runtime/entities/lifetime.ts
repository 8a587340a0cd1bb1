// How long records live: each due time stands in the store twice, once where the store looks, once where anybody can read it.
import { isObject } from '../json.js'
import { parseJsonText } from '../parse-json.js'
import type { Row, RowRef, Write } from '../store/store.js'
import { type RunOptions, runTransaction } from '../transactions/run-transaction.js'
import type { Space } from '../transactions/space.js'
import type { HeldRow } from '../transactions/write-buffer.js'
import { type Entity, internalPrefix, type Lifetime } from './entity.js'
import { encodePart } from './row-id.js'

/**
 * The collection that says when records expire: its ids are `entity/row id`, its rows `{"expires": epoch milliseconds}`. At
 * that instant, and not before, the record is gone.
 */
export const expiryTimes = `${internalPrefix}due`

/** What happens to a record, as far as its lifetime is concerned. */
export type LifeEvent = 'create' | 'change' | 'access' | 'delete'

/** The writes of what happens to a record `now`, with those that its lifetime adds; none are added for one without end. */
export function withLife(
  writes: readonly Write[],
  entity: Entity,
  id: string,
  { event, now }: { readonly event: LifeEvent; readonly now: number },
): readonly Write[] {
  const { lifetime, name } = entity
  if (lifetime === undefined) return writes
  const ref = { collection: name, id }
  if (event === 'delete') return [...writes, ...expiryWrites(ref, undefined)]
  return isExtended(lifetime.refresh, event) ? [...writes, ...expiryWrites(ref, now + lifetime.ms)] : writes
}

/** Sets when a record expires, in epoch milliseconds, or forgets it. */
export function expiryWrites(ref: RowRef, expires: number | undefined): readonly Write[] {
  const row = expiryRef(ref)
  const due: Write = { write: 'due', collection: ref.collection, id: ref.id, at: expires }
  return expires === undefined
    ? [{ write: 'delete', ...row }, due]
    : [{ write: 'put', ...row, value: JSON.stringify({ expires }) }, due]
}

/** The row that says when a record expires. */
export function expiryRef({ collection, id }: RowRef): RowRef {
  return { collection: expiryTimes, id: `${encodePart(collection)}/${id}` }
}

/** When a record expires by its row in `expiryTimes`; undefined when the row is absent or says nothing. */
export function expiryTime(row: HeldRow | undefined): number | undefined {
  const value = row === undefined ? undefined : parseJsonText(row.value)
  return isObject(value) && typeof value.expires === 'number' ? value.expires : undefined
}

/**
 * Reads a row and starts its record's life anew, both or neither. The row itself is not written, so that this neither
 * changes its version nor loses a race against those who write it.
 */
export function readAndExtend(
  space: Space,
  run: RunOptions,
  entity: Entity,
  id: string,
): Promise<Row | undefined> {
  const ref = { collection: entity.name, id }
  return runTransaction(space, run, async (transaction) => {
    const row = await space.get(ref)
    if (row === undefined) return undefined
    const writes = withLife([], entity, id, { event: 'access', now: space.clock.now() })
    await transaction.change({ requires: [{ check: { check: 'present', ...ref } }], writes })
    return row
  })
}

function isExtended(refresh: Lifetime['refresh'], event: LifeEvent): boolean {
  if (event === 'create') return true
  return event === 'change' ? refresh !== 'never' : refresh === 'access'
}
