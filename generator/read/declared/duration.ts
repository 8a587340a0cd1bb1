// Lengths of time as people write them: `1s`, `500ms`, `2m`, or a number of seconds.

const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** Longest time: a hundred years, as for the life of records. */
const maxMs = 100 * 365.25 * 86_400_000

/** What is expected, for messages. */
export const durationForm = 'a time such as 500ms, 1s, 2m, 1h or 1d, or a number of seconds, above 0'

/** Whole milliseconds; undefined for what is no time, or not from 1 ms to a hundred years. */
export function readDuration(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value * 1_000 : typeof value === 'string' ? parse(value) : undefined
  if (ms === undefined || !Number.isFinite(ms)) return undefined
  const whole = Math.round(ms)
  return whole >= 1 && whole <= maxMs ? whole : undefined
}

/** A time as short as it can be written: 90000 is `90s`, 3600000 is `1h`. */
export function showDuration(ms: number): string {
  const [unit, size] = [...units].findLast(([, length]) => ms % length === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}

function parse(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,15}(?:\.\d{1,9})?)(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  const size = units.get(unit)
  return amount === undefined || size === undefined ? undefined : Number(amount) * size
}
