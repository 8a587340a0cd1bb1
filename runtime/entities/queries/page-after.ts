// Finds the page after a position in a list of the store, without reading what comes before it.
import { MockError } from '../../errors.js'
import type { LazyRecord } from '../stored-record.js'
import type { ReadWindow } from './list-window.js'
import type { PageParts } from './record-page.js'

/** How often the place is looked for again because others changed the list meanwhile. */
const maxLooks = 10

/** Steps away from the first guess; each further one is four times as wide. */
const firstStep = 8

/**
 * The page that begins with the first record for which `isAfter` holds, as it does for all behind it. `guess` is where that
 * one probably is: when it is right this takes one read, else about as many as the list's length has binary digits.
 */
export async function findPage(
  read: ReadWindow,
  isAfter: (record: LazyRecord) => boolean,
  guess: number | undefined,
  limit: number,
): Promise<PageParts> {
  let start = isOffset(guess) ? guess : await firstAfter(read, isAfter, 0)
  for (let look = 0; look < maxLooks; look++) {
    const page = await pageAt(read, isAfter, start, limit)
    if (page !== undefined) return page
    start = await firstAfter(read, isAfter, start)
  }
  throw new MockError('MOCK_LOST_RACE', { detail: 'others change the records of this list all the time' })
}

// The page that begins at an offset, if the place is there: the record before it shows that, in the same moment.
async function pageAt(
  read: ReadWindow,
  isAfter: (record: LazyRecord) => boolean,
  start: number,
  limit: number,
): Promise<PageParts | undefined> {
  const offset = Math.max(0, start - 1)
  const wanted = Math.max(1, limit) + start - offset
  const { records, total } = await read(offset, wanted)
  const first = records.findIndex(isAfter)
  const before = first < 0 ? records.length : first
  // A damaged row is counted and cannot be read: nobody knows what it shows.
  const isMissing = records.length < Math.min(wanted, total - offset)
  const isThere = before === start - offset || (isMissing && before < start - offset)
  if (start > total || !isThere) return undefined
  return { records: records.slice(before, before + limit), total, start }
}

async function firstAfter(
  read: ReadWindow,
  isAfter: (record: LazyRecord) => boolean,
  guess: number,
): Promise<number> {
  let low = 0
  let high = (await read(0, 0)).total
  let next = guess
  for (let step = firstStep; low < high; step *= 4) {
    const isNear = step < (high - low) / 2
    const middle = isNear ? Math.max(low, Math.min(next, high - 1)) : Math.floor((low + high) / 2)
    const [record] = (await read(middle, 2)).records
    if (record === undefined || isAfter(record)) {
      high = middle
      next = high - step
    } else {
      low = middle + 1
      next = low + step
    }
  }
  return low
}

function isOffset(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0
}
