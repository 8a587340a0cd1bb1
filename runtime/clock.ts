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

/** A clock that stands still; it goes on only where a sandbox moves its own. */
export function frozenClock(timeMs: number): Clock {
  return { now: () => timeMs }
}

/** The time of a date-time (RFC 3339, section 5.6) in epoch milliseconds; undefined for any other text. */
export function parseDateTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text)) return undefined
  // Dates that there are not, such as 30 February, are taken for the days after by the parser.
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  const timeMs = Date.parse(text)
  if (Number.isNaN(timeMs) || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined
  return timeMs
}
