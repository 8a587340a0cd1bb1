// Makes moments: fixed years, so that a seed gives the same data every day, and in the order that their names speak of.
import type { Random } from '../../ids.js'

/** First and last year, both included, by what a property in snake_case is called. */
const years: readonly (readonly [RegExp, first: number, last: number])[] = [
  [/birth|(^|_)dob$/, 1950, 2005],
  [/(^|_)(expir\w*|due|valid_until|valid_to|renew\w*|deadline|sunset)(_|$)/, 2030, 2034],
  [
    /(^|_)(updated?|modified|changed|deleted|removed|closed|completed|finished|ended?|stop\w*|until|to|last)(_|$)/,
    2025,
    2025,
  ],
]

/** The moments of everything else: created, started, sent. */
const usual = [2024, 2024] as const

/** A date-time of RFC 3339 in UTC, without fractions of a second; `name` is the property that it is for, in snake_case. */
export function sampleMoment(name: string, random: Random): string {
  const [first, last] = years.find(([pattern]) => pattern.test(name))?.slice(1, 3) ?? usual
  const from = Date.UTC(Number(first), 0, 1)
  const span = Date.UTC(Number(last) + 1, 0, 1) - from
  const moment = new Date(from + Math.floor((random() * span) / 1_000) * 1_000)
  return moment.toISOString().replace('.000Z', 'Z')
}
