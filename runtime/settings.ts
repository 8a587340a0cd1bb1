// Settings from the environment, read where the mock is composed. Texts that are no such setting are a StartError
// MOCK_SETTING_INVALID; an empty one is none.
import { type Clock, frozenClock, parseDateTime, systemClock } from './clock.js'
import { StartError } from './start-error.js'

/** When the clock of a mock with a seed stands, unless MOCK_CLOCK says something else: data then repeats to the byte. */
const seededTime = '2030-01-01T00:00:00Z'

/** A positive whole number, or undefined when the variable is not set. */
export function readPositiveInteger(name: string): number | undefined {
  const text = readText(name)
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw invalid(name, text, 'a positive whole number')
}

/** `MOCK_SEED`: a whole number of up to 15 digits. */
export function readSeed(): number | undefined {
  const text = readText('MOCK_SEED')
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw invalid('MOCK_SEED', text, 'a whole number')
}

/** True for `true`, `1`, `yes` and `on`, false for their opposites. */
export function readFlag(name: string): boolean | undefined {
  const text = readText(name)
  if (text === undefined) return undefined
  if (/^(true|1|yes|on)$/i.test(text)) return true
  if (/^(false|0|no|off)$/i.test(text)) return false
  throw invalid(name, text, 'true or false')
}

/**
 * `MOCK_CLOCK`: `real`, or a date-time at which the clock stands until a sandbox moves its own. Default: real, but standing
 * at 2030-01-01T00:00:00Z where a seed makes everything else repeat.
 */
export function readClock(isSeeded: boolean): Clock {
  const text = readText('MOCK_CLOCK') ?? (isSeeded ? seededTime : 'real')
  if (text === 'real') return systemClock
  const timeMs = parseDateTime(text)
  if (timeMs !== undefined && timeMs >= 0) return frozenClock(timeMs)
  throw invalid('MOCK_CLOCK', text, `"real" or a date-time from 1970 on, such as ${seededTime}`)
}

/** The text of a setting; undefined when it is not set or empty. */
export function readText(name: string): string | undefined {
  const text = process.env[name]?.trim()
  return text === '' ? undefined : text
}

function invalid(name: string, text: string, wanted: string): StartError {
  return new StartError('MOCK_SETTING_INVALID', `${name} is ${JSON.stringify(text)}; it must be ${wanted}.`)
}
