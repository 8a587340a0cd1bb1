// Opens the entities of one space: plain reads and lists at once, everything else in transactions.
import type { Clock } from '../clock.js'
import type { Ids, Random } from '../ids.js'
import { type Logger, silentLogger } from '../logger.js'
import type { Row, RowRef, Store } from '../store/store.js'
import { KeyQueue } from '../transactions/key-queue.js'
import { type RunOptions, runTransaction } from '../transactions/run-transaction.js'
import { Space, type SpaceGuard } from '../transactions/space.js'
import { changeMarks } from './change-marks.js'
import { deleteInPortions } from './delete-all.js'
import type { Entity, EntityCatalog } from './entity.js'
import { type EntityTransaction, EntityUnit } from './entity-transaction.js'
import { impliedRecord } from './implied-record.js'
import { type KeptValue, readKept } from './kept-values.js'
import { readAndExtend } from './life/life-events.js'
import { movesOnAt } from './life/lifecycle-requests.js'
import { settleDue } from './life/settle-due.js'
import { countRecords } from './queries/record-count.js'
import { listRecords } from './queries/record-list.js'
import type { RecordsContext } from './record-work.js'
import type { RecordKey, Records, Scope, StoredRecord } from './records.js'
import { recordId } from './scope.js'
import { LazyRecord } from './stored-record.js'

export type { EntityTransaction } from './entity-transaction.js'

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
  /** Is told what records could not do by themselves. Default: nobody is. */
  readonly log?: Logger
}

/** The entities of one space. */
export interface Entities {
  readonly names: readonly string[]
  /**
   * The records of an entity outside any transaction. Reads and lists are the light path: the record or page as it is now
   * for one call of the store. Each write is a transaction of its own. Throws when there is no such entity.
   */
  reader(entity: string): Records
  /** A record as `read` of its reader answers it, without extending its life where reads do: for those who only look on. */
  peek(entity: string, key: RecordKey, scope?: Scope): Promise<StoredRecord | undefined>
  /**
   * Runs work atomically and answers its result once everything it wrote is committed. What it throws comes through, and
   * nothing is written. Lost races run it again, so it has no other effects; after ten retries MOCK_LOST_RACE.
   */
  transaction<T>(work: (unit: EntityTransaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Identifiers as `EntityTransaction.ids` gives them, outside any transaction. */
  ids(): Promise<Ids>
  /** Kept values (`EntityTransaction.kept`) as they are now, in the order of `refs`, by one call of the store. */
  readKept(refs: readonly RowRef[]): Promise<readonly (KeptValue | undefined)[]>
}

/** How a transaction runs. */
export interface TransactionOptions {
  /**
   * True: a refusal that only the store knows (a taken unique value, a missing reference) is thrown by the call that
   * caused it, where a hook can catch it, for one more store call each. Default false: it is thrown at the commit.
   */
  readonly confirm?: boolean
}

/** Opens the entities of a space. Nothing is read or written yet. */
export function openEntities(options: EntitiesOptions): Entities {
  const { store, clock, ids, random, seed, keySeed, catalog, log = silentLogger } = options
  const run: RunOptions = { queue: new KeyQueue(), random, marks: changeMarks(catalog.cachedNames) }
  const confirming: RunOptions = { ...run, confirm: true }
  const space = new Space({
    store,
    name: options.space,
    clock,
    settle: settleDue({ catalog, run: apart(run), ids, seed, keySeed, log }),
    ...(options.guard && { guard: options.guard }),
  })
  const extending = apart(run)
  const extend: Extend = (entity, id) => readAndExtend(space, extending, entity, id)
  const context: RecordsContext = { catalog, clock, ids, seed, keySeed, extend }
  const transaction: Entities['transaction'] = (work, { confirm = false } = {}) =>
    runTransaction(space, confirm ? confirming : run, (unit) => work(new EntityUnit(unit, context)))
  const deleting: Deleting = (work) =>
    runTransaction(space, run, (unit) => work({ transaction: unit, catalog, now: clock.now() }))
  const readers = new Map<string, Records>()
  return {
    names: catalog.names,
    reader(name) {
      let records = readers.get(name)
      if (records === undefined) {
        records = openReader(catalog.get(name), { space, context, extend, transaction, deleting })
        readers.set(name, records)
      }
      return records
    },
    async peek(name, key, scope) {
      const row = await space.get({ collection: name, id: recordId(catalog.get(name), key, scope) })
      return row && new LazyRecord(row)
    },
    transaction,
    ids: () => (keySeed === undefined ? Promise.resolve(ids) : transaction((unit) => unit.ids())),
    readKept: (refs) => readKept(space, refs),
  }
}

// Those who hold keys wait for this work, also from inside their own.
function apart(run: RunOptions): RunOptions {
  return { ...run, queue: run.queue.apart() }
}

type Extend = (entity: Entity, id: string) => Promise<Row | undefined>

type Deleting = Parameters<typeof deleteInPortions>[0]

interface ReaderParts {
  readonly space: Space
  readonly context: RecordsContext
  readonly extend: Extend
  readonly transaction: Entities['transaction']
  readonly deleting: Deleting
}

function openReader(entity: Entity, parts: ReaderParts): Records {
  const { space, context, extend, transaction, deleting } = parts
  const { name } = entity
  const isExtended = entity.lifetime?.refresh === 'access'
  return {
    async read(key, scope) {
      const id = recordId(entity, key, scope)
      const row = await (isExtended ? extend(entity, id) : space.get({ collection: name, id }))
      if (row === undefined)
        return entity.isImplied ? impliedRecord(space, { entity, context }, id, scope) : undefined
      return new LazyRecord(row)
    },
    movesOnAt: ({ value }) => movesOnAt(entity, value, space.clock.now()),
    list: (query = {}) => listRecords(space, entity, query),
    count: (query = {}, by) => countRecords(space, entity, query, by),
    deleteAll: (query) => deleteInPortions(deleting, entity, query),
    newKey: () => Promise.reject(new TypeError('A new key is only new inside a transaction')),
    create: (...args) => transaction((unit) => unit.records(name).create(...args)),
    update: (...args) => transaction((unit) => unit.records(name).update(...args)),
    delete: (...args) => transaction((unit) => unit.records(name).delete(...args)),
  }
}
