// Foreign keys that completion made up, because the schema requires them and nobody sent one, point to real records.
import type { Random } from '../ids.js'
import { type Json, type JsonObject, pointerTokens } from '../json.js'
import type { Transaction } from '../transactions/transaction.js'
import type { Reference } from './dependents.js'
import type { Entity, EntityCatalog } from './entity.js'
import { isKeyValue, own } from './properties.js'
import type { KeyValue } from './records.js'
import { LazyRecord } from './stored-record.js'

const nothing: ReadonlySet<string> = new Set()

interface Referring {
  readonly record: JsonObject
  /** Properties whose value refers to nothing. */
  readonly invented: ReadonlySet<string>
}

/**
 * The completed `record` of a `draft` with each made-up foreign key replaced by the key of some record of its target; of several in an
 * array each by another one's. Where there are no such records, or more than one value identifies them, the made-up value stays, so that
 * answers obey the contract, and is `invented`.
 */
export function referToExisting(
  transaction: Transaction,
  catalog: EntityCatalog,
  entity: Entity,
  { draft, record }: { readonly draft: JsonObject; readonly record: JsonObject },
  random: () => Random,
): Referring | Promise<Referring> {
  const isMadeUp = ({ property }: Reference) =>
    !Object.hasOwn(draft, property) && keysIn(own(record, property)) > 0
  if (!entity.allReferences.some(isMadeUp)) return { record, invented: nothing }
  return replaceMadeUp(transaction, catalog, entity, record, entity.allReferences.filter(isMadeUp), random)
}

// How many keys a value holds.
function keysIn(value: Json | undefined): number {
  if (Array.isArray(value)) return value.every(isKeyValue) ? value.length : 0
  return isKeyValue(value) ? 1 : 0
}

async function replaceMadeUp(
  transaction: Transaction,
  catalog: EntityCatalog,
  entity: Entity,
  completed: JsonObject,
  references: readonly Reference[],
  random: () => Random,
): Promise<Referring> {
  let record = completed
  const invented = new Set<string>()
  for (const reference of references) {
    const { property, target, shared, field } = reference
    const value = own(completed, property)
    const count = keysIn(value)
    const keys =
      shared.length === 0 ? await someKeys(transaction, catalog.get(target), { field, count }, random()) : []
    const [first] = keys
    const next =
      first === undefined ? undefined : { ...record, [property]: Array.isArray(value) ? keys : first }
    if (next !== undefined && allows(entity, reference, next)) record = next
    else invented.add(property)
  }
  return { record, invented }
}

// The schema of a property that was merely named after an entity may not take each of its keys.
function allows({ shape }: Entity, { property, isEnforced }: Reference, record: JsonObject): boolean {
  if (isEnforced) return true
  return shape.refusals?.(record).some(({ pointer }) => pointerTokens(pointer)[0] === property) !== true
}

/** The values by which so many records of an entity are referred to; none where there are fewer. */
async function someKeys(
  transaction: Transaction,
  { name, key }: Entity,
  { field, count }: { readonly field: string | undefined; readonly count: number },
  random: Random,
): Promise<readonly KeyValue[]> {
  const { total } = await transaction.list({ collection: name, offset: 0, limit: 0 })
  if (total < count) return []
  const offset = Math.floor(random() * (total - count + 1))
  const { rows } = await transaction.list({ collection: name, offset, limit: count })
  const values = rows.map((row) => own(new LazyRecord(row).value, field ?? key)).filter(isKeyValue)
  return values.length < count ? [] : values
}
