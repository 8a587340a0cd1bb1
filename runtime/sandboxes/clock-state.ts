// How a sandbox's clock stands to the one that it is set by: moved, frozen, or the same.
import type { Clock } from '../clock.js'
import { isObject } from '../json.js'

/** A clock as data. Either it runs beside the base clock at a distance, or it stands still. */
export interface ClockState {
  /** Milliseconds ahead of the base clock while it runs. */
  readonly offsetMs: number
  /** Epoch milliseconds at which it stands still; absent while it runs. */
  readonly frozenAt?: number
}

/** A change of a clock, as a function of what it is and of the base clock's time. */
export type ClockChange = (state: ClockState, baseMs: number) => ClockState

/** The clock that shows the base clock's time. */
export const realTime: ClockState = Object.freeze({ offsetMs: 0 })

/**
 * The times that a clock can show: from the first millisecond that identifiers know to the last year of four digits, as
 * date-times have them (RFC 3339, section 5.6).
 */
const minTimeMs = 0
const maxTimeMs = 253_402_300_799_999

/** The farthest that a clock can be from another one. */
const maxOffsetMs = maxTimeMs - minTimeMs

/** What a clock shows: one that has run to the end of year 9999 goes no further. */
export function timeOf({ offsetMs, frozenAt }: ClockState, baseMs: number): number {
  return within(minTimeMs, frozenAt ?? baseMs + offsetMs, maxTimeMs)
}

/** A clock over a base clock, by a state that may be another one at each look. */
export function movedClock(base: Clock, state: () => ClockState): Clock {
  return { now: () => timeOf(state(), base.now()) }
}

/** Shows this time from now on: standing if it stood, running if it ran. RangeError outside the years 1970 to 9999. */
export function setTo(timeMs: number): ClockChange {
  assertTime(timeMs)
  return ({ frozenAt }, baseMs) =>
    frozenAt === undefined ? { offsetMs: timeMs - baseMs } : { offsetMs: timeMs - baseMs, frozenAt: timeMs }
}

/** Goes forward, or back where `ms` is negative. RangeError outside the years 1970 to 9999. */
export function advancedBy(ms: number): ClockChange {
  return (state, baseMs) => setTo(timeOf(state, baseMs) + ms)(state, baseMs)
}

/** Stands still where it is. */
export const frozen: ClockChange = (state, baseMs) => ({ ...state, frozenAt: timeOf(state, baseMs) })

/** Runs on from where it is. */
export const running: ClockChange = (state, baseMs) => ({ offsetMs: timeOf(state, baseMs) - baseMs })

/** Shows the base clock's time again. */
export const released: ClockChange = () => realTime

/** A clock's state from data of any kind; undefined when it is none, or shows a time that no clock can show. */
export function readClockState(value: unknown): ClockState | undefined {
  const state = readStoredClockState(value)
  return state !== undefined && isSameClock(state, value) ? state : undefined
}

/**
 * A clock's state as it was stored: numbers that no clock can have become the nearest that one can, because nothing else
 * of a sandbox must be lost for its clock. Undefined when it is none.
 */
export function readStoredClockState(value: unknown): ClockState | undefined {
  if (!isObject(value) || !isNumber(value.offsetMs)) return undefined
  const offsetMs = within(-maxOffsetMs, value.offsetMs, maxOffsetMs)
  if (!('frozenAt' in value)) return { offsetMs }
  return isNumber(value.frozenAt)
    ? { offsetMs, frozenAt: within(minTimeMs, value.frozenAt, maxTimeMs) }
    : undefined
}

function isSameClock({ offsetMs, frozenAt }: ClockState, value: unknown): boolean {
  return isObject(value) && value.offsetMs === offsetMs && value.frozenAt === frozenAt
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value)
}

function within(min: number, value: number, max: number): number {
  return Math.min(Math.max(value, min), max)
}

function assertTime(timeMs: number): void {
  if (!isTime(timeMs)) throw new RangeError(`${timeMs} is not in the years 1970 to 9999`)
}

function isTime(timeMs: number): boolean {
  return timeMs >= minTimeMs && timeMs <= maxTimeMs
}
