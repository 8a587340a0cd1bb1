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

/** A time as headers of HTTP write it (RFC 9110, section 5.6.7), to the second. */
export function formatHttpDate(timeMs: number): string {
  return new Date(timeMs).toUTCString()
}

/** A time as an RFC 3339 date-time in UTC, to the second. */
export function formatDateTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`
}

/** The time of a date in a header (RFC 9110, section 5.6.7), in epoch milliseconds; undefined for any other text. */
export function parseHttpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/.test(text)) return undefined
  const timeMs = Date.parse(text)
  return Number.isNaN(timeMs) ? undefined : timeMs
}
