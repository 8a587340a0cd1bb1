// The clock of a sandbox in a test's hands.
import { parseDateTime } from '../clock.js'
import { advancedBy, frozen, released, running, setTo } from '../sandboxes/clock-state.js'
import type { Sandbox } from '../sandboxes/sandbox.js'

/** A time: a date-time such as `2030-01-01T00:00:00Z` (RFC 3339, section 5.6), a Date, or epoch milliseconds. */
export type TestTime = string | number | Date

/** Time as everything in a sandbox sees it. Each method rejects with a RangeError for a time outside the years 1970 to 9999. */
export interface MockClock {
  /** Epoch milliseconds. */
  now(): Promise<number>
  /** Stands still, at `time` where it is given. */
  freeze(time?: TestTime): Promise<void>
  /** Shows `time` from now on: standing if it stood, running if it ran. */
  set(time: TestTime): Promise<void>
  /** Goes forward by milliseconds, or back where they are negative; also while it stands. */
  advance(ms: number): Promise<void>
  /** Runs on from where it stands. */
  resume(): Promise<void>
  /** Shows real time again, or what the mock was started with as such. */
  release(): Promise<void>
}

/** The clock of a sandbox, which is looked up at each use. */
export function createMockClock(sandbox: () => Sandbox): MockClock {
  const change = async (...changes: Parameters<Sandbox['changeClock']>) => {
    await sandbox().changeClock(...changes)
  }
  return {
    now: () => sandbox().use((space) => space.steadily(async () => space.clock.now())),
    freeze: async (time) => {
      const move = time === undefined ? undefined : setTo(toEpochMs(time))
      await change((state, baseMs) => frozen(move === undefined ? state : move(state, baseMs), baseMs))
    },
    set: async (time) => change(setTo(toEpochMs(time))),
    advance: async (ms) => change(advancedBy(ms)),
    resume: () => change(running),
    release: () => change(released),
  }
}

function toEpochMs(time: TestTime): number {
  if (typeof time === 'number') return time
  const ms = typeof time === 'string' ? parseDateTime(time) : time.getTime()
  if (ms !== undefined) return ms
  throw new RangeError(`${JSON.stringify(time)} is no date-time such as 2030-01-01T00:00:00Z`)
}
