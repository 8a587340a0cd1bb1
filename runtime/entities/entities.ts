// Opens the entities of one space: plain reads and lists at once, everything else in transactions.
import type { Clock } from '../clock.js'
import type { Ids, Random } from '../ids.js'
import type { Row, Store } from '../store/store.js'
import { KeyQueue } from '../transactions/key-queue.js'
import { type RunOptions, runTransaction } from '../transactions/run-transaction.js'
import { Space, type SpaceGuard } from '../transactions/space.js'
import type { Transaction } from '../transactions/transaction.js'
import type { Entity, EntityCatalog } from './entity.js'
import { EntityRecords, type RecordsContext } from './entity-records.js'
import { settleDue } from './expiry.js'
import { readAndExtend } from './lifetime.js'
import { listRecords } from './record-list.js'
import type { Records } from './records.js'
import { recordId } from './scope.js'
import { LazyRecord } from './stored-record.js'

/** What entities are opened with. */
export interface EntitiesOptions {
  readonly store: Store
  /** The space of the store that holds the records: one sandbox. Open each space once in a process, and keep it. */
  readonly space: string
  /** Holds every call against the state of the space. Default: the space is always the one to use. */
  readonly guard?: SpaceGuard
  readonly clock: Clock
  readonly ids: Ids
  /** Spreads the retries of lost races. */
  readonly random: Random
  /** Seed of made-up data: with the entity and the record's key it decides what completion makes. */
  readonly seed: number
  /**
   * With it generated keys repeat: the n-th key of an entity in a scope is the same in every space of this seed, whatever
   * else is created. Counters in the space see to it that none is given out twice. Default: keys from `ids`.
   */
  readonly keySeed?: number
  /** What is kept; spaces of one contract share it. */
  readonly catalog: EntityCatalog
}

/** The entities of one space. */
export interface Entities {
  readonly names: readonly string[]
  /**
   * The records of an entity outside any transaction. Reads and lists are the light path: the record or page as it is now
   * for one call of the store. Each write is a transaction of its own. Throws when there is no such entity.
   */
  reader(entity: string): Records
  /**
   * Runs work atomically and answers its result once everything it wrote is committed. What it throws comes through, and
   * nothing is written. Lost races run it again, so it has no other effects; after ten retries MOCK_LOST_RACE.
   */
  transaction<T>(work: (unit: EntityTransaction) => Promise<T>, options?: TransactionOptions): Promise<T>
}

/** How a transaction runs. */
export interface TransactionOptions {
  /**
   * True: a refusal that only the store knows (a taken unique value, a missing reference) is thrown by the call that
   * caused it, where a hook can catch it, for one more store call each. Default false: it is thrown at the commit.
   */
  readonly confirm?: boolean
}

/** The entities inside one transaction. */
export interface EntityTransaction {
  /** The records of an entity; throws when there is none of that name. */
  records(entity: string): Records
  /**
   * Runs work inside this transaction; when it throws, what was written since it began is undone and the transaction goes
   * on. Nothing else of the transaction should run beside it.
   */
  nested<T>(work: () => Promise<T>): Promise<T>
}

/** Opens the entities of a space. Nothing is read or written yet. */
export function openEntities(options: EntitiesOptions): Entities {
  const { store, clock, ids, random, seed, keySeed, catalog } = options
  const run: RunOptions = { queue: new KeyQueue(), random }
  const confirming: RunOptions = { ...run, confirm: true }
  const space = new Space({
    store,
    name: options.space,
    clock,
    settle: settleDue(catalog, run),
    ...(options.guard && { guard: options.guard }),
  })
  const extend: Extend = (entity, id) => readAndExtend(space, run, entity, id)
  const context: RecordsContext = { catalog, clock, ids, seed, keySeed, extend }
  const transaction: Entities['transaction'] = (work, { confirm = false } = {}) =>
    runTransaction(space, confirm ? confirming : run, (unit) => work(openUnit(unit, context)))
  const readers = new Map<string, Records>()
  return {
    names: catalog.names,
    reader(name) {
      let records = readers.get(name)
      if (records === undefined) {
        records = openReader(catalog.get(name), space, extend, transaction)
        readers.set(name, records)
      }
      return records
    },
    transaction,
  }
}

type Extend = (entity: Entity, id: string) => Promise<Row | undefined>

function openReader(
  entity: Entity,
  space: Space,
  extend: Extend,
  transaction: Entities['transaction'],
): Records {
  const { name } = entity
  const isExtended = entity.lifetime?.refresh === 'access'
  return {
    async read(key, scope) {
      const id = recordId(entity, key, scope)
      const row = await (isExtended ? extend(entity, id) : space.get({ collection: name, id }))
      return row === undefined ? undefined : new LazyRecord(row)
    },
    list: (query = {}) => listRecords(space, entity, query),
    create: (...args) => transaction((unit) => unit.records(name).create(...args)),
    update: (...args) => transaction((unit) => unit.records(name).update(...args)),
    delete: (...args) => transaction((unit) => unit.records(name).delete(...args)),
  }
}

function openUnit(transaction: Transaction, context: RecordsContext): EntityTransaction {
  return {
    records: (name) => new EntityRecords(context.catalog.get(name), transaction, context),
    nested: (work) => transaction.nested(work),
  }
}
