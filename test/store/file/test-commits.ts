// Commits of known effect, and what a store shows of them.
import { createFileStore, type FileStoreOptions } from '../../../runtime/store/file/file-store.js'
import type { Processes } from '../../../runtime/store/file/process-identity.js'
import { isDue, type Store, type Write } from '../../../runtime/store/store.js'
import type { SimulatedDisk } from './simulated-disk.js'

const collection = 'pets'

/** Writes of one commit: two rows with the same value, an index entry each and a unique value. */
export function pairOf(number: number): readonly Write[] {
  const value = JSON.stringify({ number })
  const [a, b] = [`${number}a`, `${number}b`]
  return [
    { write: 'put', collection, id: a, value },
    { write: 'put', collection, id: b, value },
    { write: 'index', collection, index: 'number', value: String(number), id: a },
    { write: 'index', collection, index: 'number', value: String(number), id: b },
    { write: 'claim', collection, constraint: 'number', value: String(number), id: a },
  ]
}

/** Commits `pairOf(number)` where it is not there yet. */
export async function commitPair(store: Store, number: number, space = 'test'): Promise<void> {
  const checks = [{ check: 'absent', collection, id: `${number}a` }] as const
  const result = await store.commit(space, 0, { checks, writes: pairOf(number) })
  if (isDue(result) || !result.ok) throw new Error(`Pair ${number} was refused`)
}

/** The numbers of the pairs that a store has; throws when it has a part of one, or an index or unique value says otherwise. */
export async function pairsIn(store: Store, space = 'test'): Promise<readonly number[]> {
  const everything = { collection, offset: 0, limit: 1_000_000 }
  const [rows, entries] = [
    await store.list(space, 0, everything),
    await store.list(space, 0, { ...everything, index: 'number' }),
  ]
  if (isDue(rows) || isDue(entries)) throw new Error('Nothing should be due')
  const numbers = new Set(rows.rows.map((row) => Number.parseInt(row.id, 10)))
  if (rows.total !== numbers.size * 2) throw new Error(`${rows.total} rows are not ${numbers.size} pairs`)
  if (entries.total !== rows.total)
    throw new Error(`${entries.total} index entries stand for ${rows.total} rows`)
  for (const number of numbers) {
    const check = { check: 'unique', collection, constraint: 'number', value: String(number) } as const
    const free = await store.commit(space, 0, { checks: [check], writes: [] })
    if (isDue(free) || free.ok) throw new Error(`The unique value of pair ${number} is missing`)
  }
  return [...numbers].sort((a, b) => a - b)
}

/** Processes of a test: each has its own number, and those before it are dead. */
export function processNumber(pid: number): Processes {
  return { self: { pid }, isAlive: (process) => process.pid >= pid }
}

let started = 0

/** Opens the store of a simulated disk in a new process, which finds the one before dead. */
export function openSimulated(disk: SimulatedDisk, options: FileStoreOptions = {}): Promise<Store> {
  return createFileStore('/simulated', { io: disk.io, processes: processNumber(++started), ...options })
}
