// Foreign keys that completion made up, because the schema requires them and nobody sent one, point to real records.
import type { Random } from '../ids.js'
import type { JsonObject } from '../json.js'
import type { Transaction } from '../transactions/transaction.js'
import type { Reference } from './dependents.js'
import type { Entity, EntityCatalog } from './entity.js'
import { isKeyValue, own } from './properties.js'
import { LazyRecord } from './stored-record.js'

const nothing: ReadonlySet<string> = new Set()

interface Referring {
  readonly record: JsonObject
  /** Properties whose value refers to nothing. */
  readonly invented: ReadonlySet<string>
}

/**
 * The completed `record` of a `draft` with each made-up foreign key replaced by the key of some record of its target. Where there is no
 * such record, or more than one value identifies it, the made-up value stays, so that answers obey the contract, and is `invented`.
 */
export function referToExisting(
  transaction: Transaction,
  catalog: EntityCatalog,
  entity: Entity,
  { draft, record }: { readonly draft: JsonObject; readonly record: JsonObject },
  random: () => Random,
): Referring | Promise<Referring> {
  const isMadeUp = ({ property }: Reference) =>
    !Object.hasOwn(draft, property) && isKeyValue(own(record, property))
  if (!entity.references.some(isMadeUp)) return { record, invented: nothing }
  return replaceMadeUp(transaction, catalog, record, entity.references.filter(isMadeUp), random)
}

async function replaceMadeUp(
  transaction: Transaction,
  catalog: EntityCatalog,
  completed: JsonObject,
  references: readonly Reference[],
  random: () => Random,
): Promise<Referring> {
  let record = completed
  const invented = new Set<string>()
  for (const { property, target, shared, field } of references) {
    const key =
      shared.length === 0 ? await someKey(transaction, catalog.get(target), field, random()) : undefined
    if (key === undefined) invented.add(property)
    else record = { ...record, [property]: key }
  }
  return { record, invented }
}

async function someKey(
  transaction: Transaction,
  { name, key }: Entity,
  field: string | undefined,
  random: Random,
): Promise<string | number | undefined> {
  const { total } = await transaction.list({ collection: name, offset: 0, limit: 0 })
  if (total === 0) return undefined
  const offset = Math.floor(random() * total)
  const { rows } = await transaction.list({ collection: name, offset, limit: 1 })
  const [row] = rows
  if (row === undefined) return undefined
  const value = own(new LazyRecord(row).value, field ?? key)
  return isKeyValue(value) ? value : undefined
}
