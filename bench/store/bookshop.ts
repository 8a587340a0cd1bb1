// Entities over a store without a contract: authors, and books with a unique ISBN that refer to an author.
import type { RecordShape } from '../../runtime/contract/contract.js'
import { type Entities, openEntities } from '../../runtime/entities/entities.js'
import { EntityCatalog } from '../../runtime/entities/entity.js'
import type { EntitiesFacts } from '../../runtime/facts.js'
import { createIds, createRandom } from '../../runtime/ids.js'
import type { JsonObject } from '../../runtime/json.js'
import type { Store } from '../../runtime/store/store.js'

/** The time of every benchmark. */
export const now: number = Date.UTC(2030, 0, 1)

/** The author of all books. */
export const authorId = 'ursula'

const plain = { schemas: [], key: 'id', generateKey: 'uuid' } as const
const facts: EntitiesFacts = {
  authors: plain,
  books: { ...plain, unique: ['isbn'], relationships: { authorId: { entity: 'authors', required: true } } },
  stock: plain,
}

/** Everything is a string but the quantity in stock, and a record is complete as it is sent. */
const shape: RecordShape = {
  property: (name) => ({ type: name === 'quantity' ? 'integer' : 'string' }),
  readOnly: [],
  writeOnly: [],
  complete: (value) => value,
  sample: () => ({}),
}

/** Opens the shop in a space of a store. */
export function openBookshop(store: Store, space: string): Entities {
  return openEntities({
    store,
    space,
    clock: { now: () => now },
    ids: createIds(),
    random: createRandom(1),
    seed: 1,
    catalog: new EntityCatalog(facts, () => shape),
  })
}

/** Opens the shop and lets its author be. */
export async function openStockedBookshop(store: Store, space: string): Promise<Entities> {
  const shop = openBookshop(store, space)
  await shop.reader('authors').create({ name: 'Ursula Brand' }, { key: authorId })
  return shop
}

/** What a client posts: about 200 bytes as JSON, and no two numbers give the same ISBN. */
export function bookOf(number: number): JsonObject {
  return {
    title: 'The Last Keeper',
    isbn: String(9_780_000_000_000 + number),
    authorId,
    genre: 'fiction',
    publishedOn: '2024-09-12',
    publisher: 'Harbour & Sons, London',
  }
}
