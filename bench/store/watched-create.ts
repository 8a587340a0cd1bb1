// The other way to create a book in Redis: WATCH and MULTI on keys of single records, as one would write it by hand. Two round
// trips where nobody interferes; a connection for each create in flight, because WATCH belongs to a connection.
import { randomUUID } from 'node:crypto'
import { connectAdmin } from '../../test/support/redis-server.js'
import { authorId, bookOf } from './bookshop.js'

type Client = ReturnType<typeof connectAdmin>

const maxAttempts = 10

export interface WatchedShop {
  /** Creates a book on a connection of its own for each worker. Throws when it is refused. */
  create(number: number, worker: number): Promise<void>
  /** Forgets everything and starts anew. */
  begin(space: string): Promise<void>
  close(): void
}

/** Connects `connections` times to a server. */
export async function openWatchedShop(port: number, connections: number): Promise<WatchedShop> {
  const pool = Array.from({ length: connections }, () => connectAdmin({ port }))
  await Promise.all(pool.map((client) => client.ping()))
  let prefix = ''
  let sequence = 0
  return {
    create: async (number, worker) => {
      const client = pool[worker]
      if (client === undefined) throw new RangeError(`There is no connection ${worker}`)
      await create(client, prefix, number, ++sequence)
    },
    async begin(space) {
      prefix = `watched:${space}`
      await pool[0]?.set(`${prefix}:author:${authorId}`, '{"name":"Ursula Brand"}')
    },
    close: () => {
      for (const client of pool) client.disconnect()
    },
  }
}

async function create(client: Client, prefix: string, number: number, sequence: number): Promise<void> {
  const book = bookOf(number)
  const id = randomUUID()
  const bookKey = `${prefix}:book:${id}`
  const isbnKey = `${prefix}:isbn:${String(book.isbn)}`
  const authorKey = `${prefix}:author:${authorId}`
  const text = JSON.stringify({ id, ...book })
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const seen = await client
      .pipeline()
      .watch(bookKey, isbnKey, authorKey)
      .exists(bookKey)
      .exists(isbnKey)
      .exists(authorKey)
      .exec()
    const [, bookExists, isbnIsTaken, authorExists] = (seen ?? []).map(([, value]) => value)
    if (bookExists !== 0 || isbnIsTaken !== 0 || authorExists !== 1) throw new Error('The book is refused')
    const written = await client
      .multi()
      .set(bookKey, `1|${sequence}|${text}`)
      .zadd(`${prefix}:books`, sequence, id)
      .set(isbnKey, id)
      .zadd(`${prefix}:books-of:${authorId}`, sequence, id)
      .exec()
    if (written !== null) return
  }
  throw new Error(`The book lost ${maxAttempts} races`)
}
