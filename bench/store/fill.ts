// Many records in a store, quickly: commits of thousands of rows at the port, each row with two index entries.
import type { Store, Write } from '../../runtime/store/store.js'
import { now } from './bookshop.js'
import { showProgress } from './rounds.js'

export const collection = 'books'

/** An index whose every record has a value of its own, and one with ten values. */
export const priceIndex = 'property:price'
export const genreIndex = 'property:genre'
export const genres = 10

/** The number of records in a commit: with their entries below the 10,000 writes that every store takes. */
const recordsPerCommit = 2_000

/** The value of a record in an index. */
export const priceOf = (number: number): string => `n${String(number).padStart(12, '0')}`
export const genreOf = (number: number): string => `s${number % genres}`

/** The writes that put a record of 200 bytes with two index entries. */
export function writesOf(number: number): readonly Write[] {
  const id = idOf(number)
  return [
    { write: 'put', collection, id, value: textOf(number, id) },
    { write: 'index', collection, index: priceIndex, value: priceOf(number), id },
    { write: 'index', collection, index: genreIndex, value: genreOf(number), id },
  ]
}

/** Puts the records of the numbers from `from` to before `to`. */
export async function fill(store: Store, space: string, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += recordsPerCommit) {
    const writes: Write[] = []
    for (let number = first; number < Math.min(first + recordsPerCommit, to); number++)
      writes.push(...writesOf(number))
    await store.commit(space, now, { checks: [], writes })
    showProgress(`filling: ${(first + recordsPerCommit).toLocaleString('en')} records`)
  }
  showProgress('')
}

// As long as a UUID, and spread over the key space like one.
function idOf(number: number): string {
  const spread = Math.imul(number, 0x9e3779b1) >>> 0
  return `${spread.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}

function textOf(number: number, id: string): string {
  const book = {
    id,
    title: 'The Last Keeper',
    price: number,
    genre: genreOf(number),
    publishedOn: '2024-09-12',
  }
  const text = JSON.stringify({ ...book, notes: '' })
  return `${text.slice(0, -2)}${'x'.repeat(recordBytes - text.length)}"}`
}

const recordBytes = 200
