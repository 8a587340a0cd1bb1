// Points in time: their bounds, and texts that stand for them.
import { parseDateTime } from '../clock.js'
import { ExpressionFailure } from './failure.js'
import { Instant, type Value } from './values.js'

/** The earliest and the latest time that RFC 3339 can write. */
const earliestMs = -62_135_596_800_000
const latestMs = 253_402_300_799_999

/** The time at these epoch milliseconds; fails outside the years 1 to 9999. */
export function instantAt(timeMs: number): Instant {
  if (timeMs >= earliestMs && timeMs <= latestMs) return new Instant(timeMs)
  throw new ExpressionFailure('is a time outside the years 1 to 9999')
}

/** Epoch milliseconds of a time, or of a text in RFC 3339 form, which is what times in JSON are. */
export function timeOf(value: Value): number | undefined {
  if (value instanceof Instant) return value.timeMs
  return typeof value === 'string' ? parseDateTime(value) : undefined
}
