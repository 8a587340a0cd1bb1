// The headers in which servers tell clients how often they may ask. A mock counts what it says, in each sandbox and each
// process, and refuses nobody.
import { formatDateTime, formatHttpDate } from '../../clock.js'
import type { HeaderContract } from '../../contract/contract.js'

/** Requests of one window of time. */
export interface Usage {
  readonly used: number
  /** Epoch milliseconds at which the next window begins. */
  readonly resetMs: number
  readonly nowMs: number
}

/** True for the header of a rate limit, named in lower case. */
export function isRateLimit(name: string): boolean {
  return meaningOf(name) !== undefined
}

/** Makes the text of a rate limit's header; `isRefused`: of an answer 429. Undefined where the schema allows none of its forms. */
export type RateLimitText = (usage: Usage, isRefused: boolean) => string | undefined

/** Compiles the header of a rate limit; undefined for other headers. `limit` is how many requests a window has. */
export function compileRateLimit(header: HeaderContract, limit: number): RateLimitText | undefined {
  const meaning = meaningOf(header.name)
  if (meaning === undefined) return undefined
  return (usage, isRefused) => {
    const texts = textsOf(meaning, header, { limit, usage, isRefused })
    return texts.find((text) => header.allows(text))
  }
}

/** How many requests a window has, as the contract's examples say; 1,000 where they say nothing. */
export function readLimit(headers: Iterable<HeaderContract>): number {
  for (const { name, example } of headers) {
    if (meaningOf(name) !== 'limit') continue
    const limit = Number.parseInt(example ?? '', 10)
    if (limit > 0) return limit
  }
  return defaultLimit
}

/** Counts requests in windows of an hour, by what they are counted for. */
export class RequestCounts<Key extends object> {
  readonly #windows = new WeakMap<Key, { startMs: number; used: number }>()

  /** Counts one request. */
  count(key: Key, nowMs: number): Usage {
    let window = this.#windows.get(key)
    // A clock that somebody set back begins anew, too.
    if (window === undefined || nowMs < window.startMs || nowMs >= window.startMs + windowMs) {
      window = { startMs: nowMs, used: 0 }
      this.#windows.set(key, window)
    }
    window.used += 1
    return { used: window.used, resetMs: window.startMs + windowMs, nowMs }
  }
}

const defaultLimit = 1_000
const windowMs = 3_600_000

type Meaning = 'limit' | 'remaining' | 'used' | 'reset' | 'both' | 'policy'

const prefixed = /^(?:x-)?rate-?limit-(limit|remaining|used|reset)(?:-[a-z]+)?$/

function meaningOf(name: string): Meaning | undefined {
  if (name === 'ratelimit') return 'both'
  if (name === 'ratelimit-policy') return 'policy'
  if (name === 'x-rate-limit' || name === 'x-ratelimit') return 'limit'
  switch (prefixed.exec(name)?.[1]) {
    case 'limit':
      return 'limit'
    case 'remaining':
      return 'remaining'
    case 'used':
      return 'used'
    case 'reset':
      return 'reset'
    default:
      return undefined
  }
}

interface Numbers {
  readonly limit: number
  readonly usage: Usage
  readonly isRefused: boolean
}

function textsOf(meaning: Meaning, header: HeaderContract, numbers: Numbers): readonly string[] {
  const { limit, usage, isRefused } = numbers
  const remaining = isRefused ? 0 : Math.max(0, limit - usage.used)
  const seconds = Math.ceil((usage.resetMs - usage.nowMs) / 1_000)
  switch (meaning) {
    case 'limit':
      return [String(limit)]
    case 'remaining':
      return [String(remaining)]
    case 'used':
      return [String(limit - remaining)]
    case 'reset':
      return resetTexts(header, usage.resetMs, seconds)
    case 'both':
      // The form of the current draft of the IETF, and of the one that most servers still send.
      return inOrderOf(header, [
        `"default";r=${remaining};t=${seconds}`,
        `limit=${limit}, remaining=${remaining}, reset=${seconds}`,
      ])
    case 'policy':
      return inOrderOf(header, [
        `"default";q=${limit};w=${windowMs / 1_000}`,
        `${limit};w=${windowMs / 1_000}`,
      ])
  }
}

// X-RateLimit-Reset is a time of day at most APIs, RateLimit-Reset the seconds until then; an example tells which.
function resetTexts({ name, example }: HeaderContract, resetMs: number, seconds: number): readonly string[] {
  const epoch = String(Math.ceil(resetMs / 1_000))
  const number = Number(example)
  const isDuration =
    example === undefined || Number.isNaN(number) ? !name.startsWith('x-') : number < earliestEpoch
  const numbers = isDuration ? [String(seconds), epoch] : [epoch, String(seconds)]
  const dates = [formatDateTime(resetMs), formatHttpDate(resetMs)]
  const isDate = example !== undefined && Number.isNaN(number)
  return isDate ? [...(/^\d/.test(example) ? dates : dates.reverse()), ...numbers] : [...numbers, ...dates]
}

/** Numbers below it are durations: as seconds since 1970 it is the year 2001. */
const earliestEpoch = 1_000_000_000

// Structured fields begin with a quote; an example shows which of the forms a server has.
function inOrderOf(
  { example }: HeaderContract,
  [quoted, plain]: readonly [string, string],
): readonly string[] {
  return example !== undefined && !example.startsWith('"') ? [plain, quoted] : [quoted, plain]
}
