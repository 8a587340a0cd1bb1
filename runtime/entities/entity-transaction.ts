// The entities inside one transaction: what operations and hooks work with.
import type { Ids } from '../ids.js'
import type { Transaction } from '../transactions/transaction.js'
import { EntityRecords } from './entity-records.js'
import { type KeptValues, keptValues } from './kept-values.js'
import { MadeKeys } from './made-keys.js'
import type { RecordsContext } from './record-work.js'
import type { Records } from './records.js'
import { RequestIds } from './request-ids.js'

/** The entities inside one transaction. */
export interface EntityTransaction {
  /** The records of an entity; throws when there is none of that name. */
  records(entity: string): Records
  /**
   * Identifiers for expressions. Random; with `EntitiesOptions.keySeed` repeatable, and never given out twice in the space:
   * those who ask for them then wait for each other.
   */
  ids(): Promise<Ids>
  /** Values that the runtime keeps beside the records. */
  readonly kept: KeptValues
  /**
   * Runs work inside this transaction; when it throws, what was written since it began is undone and the transaction goes
   * on. Nothing else of the transaction should run beside it.
   */
  nested<T>(work: () => Promise<T>): Promise<T>
}

/** A unit of work on the entities that `context` knows. */
export class EntityUnit implements EntityTransaction {
  readonly #transaction: Transaction
  readonly #context: RecordsContext
  readonly #madeKeys = new MadeKeys()
  #ids: RequestIds | undefined
  #kept: KeptValues | undefined

  constructor(transaction: Transaction, context: RecordsContext) {
    this.#transaction = transaction
    this.#context = context
  }

  get kept(): KeptValues {
    this.#kept ??= keptValues(this.#transaction)
    return this.#kept
  }

  records(name: string): Records {
    return new EntityRecords({
      entity: this.#context.catalog.get(name),
      transaction: this.#transaction,
      context: this.#context,
      madeKeys: this.#madeKeys,
    })
  }

  ids(): Promise<Ids> {
    return this.#requestIds().get()
  }

  nested<T>(work: () => Promise<T>): Promise<T> {
    return this.#transaction.nested(() => this.#madeKeys.nested(() => this.#requestIds().nested(work)))
  }

  #requestIds(): RequestIds {
    const { ids, keySeed, clock } = this.#context
    this.#ids ??= new RequestIds({ transaction: this.#transaction, ids, keySeed, now: () => clock.now() })
    return this.#ids
  }
}
