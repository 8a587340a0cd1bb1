// Runs work as one atomic unit: commits it, and tries again when others were faster.
import { setTimeout as delay } from 'node:timers/promises'
import { MockError } from '../errors.js'
import type { Random } from '../ids.js'
import { LostRace } from './change.js'
import type { KeyQueue } from './key-queue.js'
import type { Space } from './space.js'
import { type Marks, Transaction } from './transaction.js'

/** Retries of a lost race before the client is told. */
const maxRetries = 10

/** The first retry that waits: before that, a lost race inside the process is over by the time it is noticed. */
const firstDelayedRetry = 3

/** Wait before the first delayed retry, in milliseconds; it doubles with each, up to the most, and a part is random. */
const firstDelayMs = 2
const maxDelayMs = 100

/** What transactions of a space share. */
export interface RunOptions {
  readonly queue: KeyQueue
  /** Spreads the retries of those who lost together. */
  readonly random: Random
  /**
   * True: conditions of a change are put to the store when it is made, so that `work` can catch the refusal, at one more
   * store call for each change. Default false: refusals that only the store knows come with the commit.
   */
  readonly confirm?: boolean
  /** What is written besides, whenever rows of a collection are. It counts for no limit and is not checked. Default: nothing. */
  readonly marks?: Marks
}

const noMarks: Marks = new Map()

/**
 * The result of `work`, once what it wrote is committed. When it throws, nothing is written. After a lost race it runs
 * again, with the keys of its last try taken first, at most 10 times; then MOCK_LOST_RACE.
 */
export async function runTransaction<T>(
  space: Space,
  options: RunOptions,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const { queue, random, confirm = false, marks = noMarks } = options
  let contended: Set<string> | undefined
  let lost: LostRace | undefined
  for (let attempt = 0; attempt <= maxRetries; attempt++) {
    if (attempt >= firstDelayedRetry) await delay(backoffMs(attempt, random))
    const hold = queue.hold()
    try {
      if (contended !== undefined) await hold.takeAll(contended)
      const transaction = new Transaction(space, { hold, attempt, confirm, marks })
      const result = await carryOut(work, transaction)
      await transaction.commit()
      return result
    } catch (error) {
      if (!(error instanceof LostRace)) throw error
      lost = error
      contended ??= new Set()
      for (const key of hold.wanted) contended.add(key)
      if (error.key !== undefined) contended.add(error.key)
    } finally {
      hold.release()
    }
  }
  throw new MockError('MOCK_LOST_RACE', {
    detail: `The request lost ${maxRetries + 1} races for the same records; send it again`,
    cause: lost,
  })
}

// A client is refused for what was so at one time. What was put together from several is a race that was lost.
async function carryOut<T>(
  work: (transaction: Transaction) => Promise<T>,
  transaction: Transaction,
): Promise<T> {
  try {
    return await work(transaction)
  } catch (error) {
    if (error instanceof MockError) await transaction.confirmRefusal()
    throw error
  }
}

function backoffMs(attempt: number, random: Random): number {
  const most = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - firstDelayedRetry))
  return most / 2 + (random() * most) / 2
}
