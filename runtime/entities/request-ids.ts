// Identifiers that expressions make: random, or with a seed repeatable and never given out twice in a space.
import { type Ids, seededKey } from '../ids.js'
import type { Transaction } from '../transactions/transaction.js'
import { nextRequestNumber, requestCounterId } from './key-counter.js'

/** What the identifiers of a transaction are made with. */
export interface RequestIdsParts {
  readonly transaction: Transaction
  readonly ids: Ids
  /** See `EntitiesOptions.keySeed`. */
  readonly keySeed: number | undefined
  readonly now: () => number
}

/**
 * The identifiers of one transaction. With a seed the transaction takes a number when it first asks, and all its
 * identifiers follow from that number and their count: who runs alone gets the same ones in every space of the seed.
 */
export class RequestIds {
  readonly #parts: RequestIdsParts
  #made: Promise<Ids> | undefined
  // Never begins again: what was made by work that was undone may have been seen.
  #count = 0

  constructor(parts: RequestIdsParts) {
    this.#parts = parts
  }

  get(): Promise<Ids> {
    this.#made ??= this.#make()
    return this.#made
  }

  /** Runs work; when it throws, a number that was taken by it counts as not taken, because its write is undone. */
  async nested<T>(work: () => Promise<T>): Promise<T> {
    const made = this.#made
    try {
      return await work()
    } catch (error) {
      this.#made = made
      throw error
    }
  }

  async #make(): Promise<Ids> {
    const { transaction, ids, keySeed, now } = this.#parts
    if (keySeed === undefined) return ids
    const number = await transaction.inTurn(() => nextRequestNumber(transaction))
    const parts = (time: number) => {
      this.#count++
      return { seed: keySeed, place: `${requestCounterId}/${number}`, count: this.#count, now: time }
    }
    return {
      uuid: () => seededKey('uuid', parts(now())),
      ulid: (time) => seededKey('ulid', parts(time)),
      nanoid: () => seededKey('nanoid', parts(now())),
    }
  }
}
