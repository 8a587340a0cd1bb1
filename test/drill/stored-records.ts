// The records that stand in a file store while the contract goes on: written once, and looked for in every version.

import type { JsonObject } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { expect } from 'vitest'
import { isObject } from '../../runtime/json.js'
import { openMock } from '../support/open-mock.js'

const author = '00000000-0000-4000-8000-00000000000a'
const book = '00000000-0000-4000-8000-00000000000b'

/** What no version takes away; the rest of a record is the contract's to change. */
export const storedRecords: Readonly<Record<string, readonly JsonObject[]>> = {
  authors: [{ id: author, name: 'Ursula Brand', email: 'ursula@example.com', country: 'DE' }],
  books: [
    {
      id: book,
      title: 'The Last Keeper',
      isbn: '9783161484100',
      authorId: author,
      genre: 'fiction',
      price: 24.5,
    },
  ],
  orders: [{ id: '00000000-0000-4000-8000-00000000000c', bookId: book, quantity: 2 }],
}

/** The snapshot that is taken of them. */
export const snapshotName = 'as-we-began'

/** Stores the records, and a snapshot of them. */
export async function storeRecords(contract: string, store: string): Promise<void> {
  const { app } = await openMock(contract, { store })
  await using mock = await startMock(app)
  await mock.seed(storedRecords)
  await mock.snapshot(snapshotName)
}

/** Expects all records where they were; from the snapshot, too, when `restoring`. */
export async function expectRecords(contract: string, store: string, restoring: boolean): Promise<void> {
  const { app } = await openMock(contract, { store })
  await using mock = await startMock(app)
  await app.ready()
  if (restoring) await mock.restore(snapshotName)
  for (const [entity, records] of Object.entries(storedRecords)) {
    const response = await fetch(`${mock.url}/system/data/${entity}`, {
      headers: { 'x-system-key': app.systemKey },
    })
    expect(recordsOf(await response.json()), entity).toEqual(
      records.map((record) => expect.objectContaining(record)),
    )
  }
}

function recordsOf(page: unknown): unknown {
  return isObject(page) ? page.records : undefined
}
