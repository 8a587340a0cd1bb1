// Orders that take one from stock: a transaction that reads a record and writes it with one less.
import type { Entities } from '../../runtime/entities/entities.js'
import { MockError } from '../../runtime/errors.js'
import type { Store } from '../../runtime/store/store.js'
import { openBookshop } from './bookshop.js'
import { rateOf } from './rounds.js'

/** What some decrements came to. */
export interface Decrements {
  readonly perSecond: number
  /** Tries beyond the first one of each transaction. */
  readonly retries: number
  /** Those that gave up after their retries, which a client would have to send again. */
  readonly refused: number
}

/** Whether all workers share one record. */
export type Which = 'hot' | 'own'

/** What was counted over all rounds. */
export class Tally {
  made = 0
  readonly retries = { hot: 0, own: 0 }
  readonly refused = { hot: 0, own: 0 }

  add(which: Which, retries: number, refused: number): void {
    this.retries[which] += retries
    this.refused[which] += refused
  }
}

const plenty = 1_000_000

/** Puts a stock of a million under each key. */
export async function stockUp(shop: Entities, keys: readonly string[]): Promise<void> {
  const stock = shop.reader('stock')
  for (const key of keys) await stock.create({ quantity: plenty }, { key })
}

/** Takes `count` from stock with a worker for each key at the same time; a key that stands there twice is contended. */
export async function takeFromStock(
  shop: Entities,
  keys: readonly string[],
  count: number,
): Promise<Decrements> {
  let tries = 0
  let refused = 0
  const takeOne = (key: string) =>
    shop.transaction(async (unit) => {
      tries++
      const stock = unit.records('stock')
      const record = await stock.read(key)
      const quantity = Number(record?.value.quantity)
      await stock.update(key, { quantity: quantity - 1 })
    })
  const rate = await rateOf(count, keys.length, async (_, worker) => {
    try {
      await takeOne(keys[worker] ?? '')
    } catch (error) {
      if (!(error instanceof MockError) || error.code !== 'MOCK_LOST_RACE') throw error
      refused++
    }
  })
  return { perSecond: rate, retries: tries - count, refused }
}

/** What was taken from stock, over all keys. */
export async function takenFromStock(store: Store, space: string, keys: readonly string[]): Promise<number> {
  const stock = openBookshop(store, space).reader('stock')
  let taken = 0
  for (const key of new Set(keys)) taken += plenty - Number((await stock.read(key))?.value.quantity)
  return taken
}
