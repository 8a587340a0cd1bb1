// What is known about the life of a record: when it ends, and when the record moves on by itself. Each due time stands in
// the store twice, once where the store looks, once in a row where anybody can read what it follows from.
import { isObject, type JsonObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'
import type { RowRef, Write } from '../../store/store.js'
import type { HeldRow } from '../../transactions/write-buffer.js'
import { type Entity, internalPrefix } from '../entity.js'
import { encodePart } from '../row-id.js'
import { stateOf } from './lifecycle.js'
import { enteredStay, nextMoment, type Stay } from './lifecycle-moments.js'

/**
 * The collection that says what is due for records: its ids are `entity/row id`, its rows a `Life`, as in
 * `{"expires": epoch milliseconds}`. At that instant, and not before, the record is gone.
 */
export const expiryTimes = `${internalPrefix}due`

/** What is known about the life of a record. Times are epoch milliseconds. */
export interface Life extends Stay {
  /** When the record is gone. Default: never. */
  readonly expires?: number
  /** How many milliseconds of its own it was given, which starting its life anew gives it again. */
  readonly ttl?: number
}

/** Members of a `Life`, in the order in which they are written. */
const members = ['expires', 'ttl', 'entered', 'changed', 'tried', 'moves'] as const

/** Writes what is known about the life of a record, and when it is due: when it expires, or may move on. */
export function lifeWrites(
  entity: Entity,
  ref: RowRef,
  life: Life,
  record: JsonObject | undefined,
): readonly Write[] {
  const value = printLife(life)
  const put: Write =
    value === undefined ? { write: 'delete', ...expiryRef(ref) } : { write: 'put', ...expiryRef(ref), value }
  return [put, { write: 'due', ...ref, at: dueTime(entity, life, record) }]
}

/** Sets when a record expires, in epoch milliseconds, and nothing else; or forgets all about its life. */
export function expiryWrites(ref: RowRef, expires: number | undefined): readonly Write[] {
  const row = expiryRef(ref)
  const due: Write = { write: 'due', collection: ref.collection, id: ref.id, at: expires }
  return expires === undefined
    ? [{ write: 'delete', ...row }, due]
    : [{ write: 'put', ...row, value: JSON.stringify({ expires }) }, due]
}

/**
 * The writes that give a stored record what its entity keeps beside it, when it is loaded into a space. What is not known
 * of it begins `now`.
 */
export function loadedLife(
  entity: Entity,
  ref: RowRef,
  record: JsonObject,
  { life = {}, now }: { readonly life?: Life; readonly now: number },
): readonly Write[] {
  const { lifetime, lifecycle } = entity
  const begun = lifecycle && enteredStay(lifecycle, stateOf(lifecycle, record), now)
  const { expires, ttl } = life
  const kept: Life = {
    ...(lifetime !== undefined && expires !== undefined && { expires }),
    ...(lifetime?.isOwn === true && ttl !== undefined && { ttl }),
    ...(begun?.entered !== undefined && { ...begun, ...stayOf(life) }),
  }
  return printLife(kept) === undefined ? [] : lifeWrites(entity, ref, kept, record)
}

/** The row that says what is due for a record. */
export function expiryRef({ collection, id }: RowRef): RowRef {
  return { collection: expiryTimes, id: `${encodePart(collection)}/${id}` }
}

/** What a row in `expiryTimes` says; undefined without one, nothing where it says nothing that can be understood. */
export function readLife(row: Pick<HeldRow, 'value'> | undefined): Life | undefined {
  if (row === undefined) return undefined
  const stored = parseJsonText(row.value)
  if (!isObject(stored)) return {}
  return Object.fromEntries(
    members.flatMap((name) => (Number.isFinite(stored[name]) ? [[name, stored[name]] as const] : [])),
  )
}

/** What a life says about the record's state. */
export function stayOf({ expires: _expires, ttl: _ttl, ...stay }: Life): Stay {
  return stay
}

/** True when records of the entity may move on by themselves. */
export function movesByItself({ lifecycle }: Entity): boolean {
  return lifecycle !== undefined && lifecycle.timed.size > 0
}

/** When something happens to a record by itself next. */
function dueTime({ lifecycle }: Entity, life: Life, record: JsonObject | undefined): number | undefined {
  const { expires } = life
  const state = record && lifecycle && stateOf(lifecycle, record)
  const moves = lifecycle && nextMoment(lifecycle, state, life)?.at
  if (expires === undefined || moves === undefined) return expires ?? moves
  return Math.min(expires, moves)
}

/** The text of a life; undefined when there is nothing to say. */
export function printLife(life: Life): string | undefined {
  const text = JSON.stringify(life, [...members])
  return text === '{}' ? undefined : text
}
