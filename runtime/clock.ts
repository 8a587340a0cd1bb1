// The only file that looks at the wall clock.

/** Time as everything in the runtime sees it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

/** The time of this machine. */
export const systemClock: Clock = { now: () => Date.now() }

/** Monotonic milliseconds for measuring durations; not related to any date. */
export function monotonicMs(): number {
  return performance.now()
}
