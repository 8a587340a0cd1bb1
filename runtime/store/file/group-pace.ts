// When the next group of commits is written, and how many commits are in it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { monotonicMs } from '../../clock.js'

/** Fewer calls in flight than this are not worth two writes. */
const minCallsOfTwoGroups = 16

/**
 * Callers that were answered go on and commit again. While they do, the disk could write what came meanwhile, or wait for
 * them and write everything at once.
 *
 * Where the disk is slow beside their work, waiting is better: a call then takes one write and not nearly two. Where it is
 * fast, not waiting is: the callers fall into two groups of about the same size, and while one is written the other one
 * works. Both are measured, because it depends on the disk, on the callers and on how many they are.
 */
export class GroupPace {
  #writeMs = 0
  #workMsPerCall = 0
  #groupSize = Number.POSITIVE_INFINITY

  /** Most commits that the next group takes. */
  get groupSize(): number {
    return this.#groupSize
  }

  /** Measures a write that has just begun. */
  async write(writing: Promise<void>): Promise<void> {
    const start = monotonicMs()
    await writing
    this.#writeMs = monotonicMs() - start
  }

  /** Measures the work of callers that were just answered; resolves when they have gone on as far as they can. */
  async answered(calls: number): Promise<void> {
    const start = monotonicMs()
    await nextTurn()
    if (calls > 0) this.#workMsPerCall = (monotonicMs() - start) / calls
  }

  /**
   * How many of the `done` callers shall be answered, and have gone on, before the next group is written; the others are
   * answered when that write has begun. `staged` calls wait for it already.
   */
  awaited(done: number, staged: number): number {
    const calls = done + staged
    const isDiskFast = calls >= minCallsOfTwoGroups && this.#workMsPerCall * calls > this.#writeMs
    this.#groupSize = isDiskFast ? Math.ceil(calls / 2) : Number.POSITIVE_INFINITY
    return isDiskFast ? Math.max(0, this.#groupSize - staged) : done
  }
}
