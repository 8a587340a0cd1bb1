// The n-th call of the store fails, for every n that a request reaches: all or nothing of it is visible, nobody hangs, and
// the request can be sent again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { isDue, type Store } from '../../runtime/store/store.js'
import { type BookstoreRequest, requests } from './bookstore-requests.js'
import { describeEngines } from './engines.js'
import { createFailingStore, type FailingStore, type Failure, type Moment } from './failing-store.js'
import { openWatchedBookstore, type WatchedBookstore } from './watched-bookstore.js'

/** More calls than any of the requests makes: a loop that does not end is a failure. */
const maxCalls = 100

/** Every request on every engine; else all on memory, and on the others those that use all of the port. */
const isFull = process.env.PROOFS === 'full'

describeEngines('a request whose n-th store call fails', (engine) => {
  let store: FailingStore
  let shop: WatchedBookstore

  beforeAll(async () => {
    store = createFailingStore(await engine.open())
    shop = await openWatchedBookstore(store)
  })
  afterAll(() => shop.close())

  const tried = Object.entries(requests).filter(
    ([, { kernel }]) => isFull || engine.name === 'memory' || kernel === true,
  )
  it.each(tried)('is done or not done: %s', async (_name, request) => {
    const want = await whatItDoes(shop, request)
    for (const moment of ['before', 'after'] as const) {
      const { problems, calls } = await failEveryCall(shop, store, { request, want, moment })
      expect(problems).toEqual([])
      expect(calls).toBeGreaterThan(0)
      expect(calls).toBeLessThan(maxCalls)
    }
  })

  it.each(['before', 'after'] as const)(
    'is done or not done while something expires (%s)',
    async (moment) => {
      for (let n = 1; n <= maxCalls; n++) {
        const ids = await shop.furnish()
        const space = await expire(store, ids.get('book') ?? '')
        store.failAt(n, moment)
        const { status, code } = await shop.send({ method: 'GET', path: '/orders/{order}' }, ids)
        const failure = store.heal()
        const left = await rowsOf(store, space)
        // The book goes with its orders, or everything is there.
        expect([
          ['authors 2', 'books 1', 'orders 0'],
          ['authors 2', 'books 2', 'orders 2'],
        ]).toContainEqual(left)
        // A read that fails is made again where it was only made in advance, and then nothing has failed.
        const isAnswered = status === 404 && code === 'MOCK_NOT_FOUND' && left.includes('orders 0')
        const isFailed = failure !== undefined && status === 503 && code === 'MOCK_UNAVAILABLE'
        expect({ n, status, code, left, is: isAnswered || isFailed }).toMatchObject({ is: true })
        expect((await shop.send({ method: 'GET', path: '/orders/{order}' }, ids)).status).toBe(404)
        expect(await rowsOf(store, space)).toEqual(['authors 2', 'books 1', 'orders 0'])
        if (failure === undefined) {
          expect(n).toBeGreaterThan(3)
          return
        }
      }
      expect.unreachable('the request goes on calling the store')
    },
  )
})

describe('the proof of the n-th failure finds', () => {
  it('a store that commits in two halves', async () => {
    const halves = createFailingStore(createMemoryStore())
    const shop = await openWatchedBookstore(inHalves(halves))
    const request = requests['a deletion that cascades']
    if (request === undefined) throw new Error('There is a deletion that cascades')
    const want = await whatItDoes(shop, request)
    const { problems } = await failEveryCall(shop, halves, { request, want, moment: 'before' })
    expect(problems).not.toEqual([])
    await shop.close()
  })
})

/** What a request does when nothing fails, and the status when it is sent again. */
interface Wanted {
  readonly before: string
  readonly after: string
  readonly status: number
  readonly again: number
}

async function whatItDoes(shop: WatchedBookstore, request: BookstoreRequest): Promise<Wanted> {
  const ids = await shop.furnish()
  const before = await shop.look()
  const { status } = await shop.send(request, ids)
  const after = await shop.look()
  const { status: again } = await shop.send(request, ids)
  expect(Math.max(status, again)).toBeLessThan(500)
  return { before, after, status, again }
}

/** What one round is about. */
interface Round {
  readonly request: BookstoreRequest
  readonly want: Wanted
  readonly moment: Moment
}

// Everything that went wrong, and the number of calls that the request makes.
async function failEveryCall(
  shop: WatchedBookstore,
  store: FailingStore,
  { request, want, moment }: Round,
): Promise<{ readonly problems: readonly string[]; readonly calls: number }> {
  const problems: string[] = []
  for (let n = 1; n <= maxCalls; n++) {
    const ids = await shop.furnish()
    store.failAt(n, moment)
    const reply = await shop.send(request, ids)
    const failure = store.heal()
    const seen = await shop.look()
    const wrong = (what: string, found: unknown) =>
      problems.push(
        `${what} when call ${n} fails ${moment} it is done (${failure?.call}): ${JSON.stringify(found)}`,
      )
    if (seen !== (isDone(failure) ? want.after : want.before)) wrong('partly done', seen)
    if (failure === undefined) {
      if (reply.status !== want.status) wrong('another answer', reply)
      return { problems, calls: n - 1 }
    }
    if (reply.status !== 503 || reply.code !== 'MOCK_UNAVAILABLE' || reply.retryAfter !== '1')
      wrong('no 503', reply)
    const repeated = await shop.send(request, ids)
    if (repeated.status !== (failure.wrote ? want.again : want.status)) wrong('cannot be repeated', repeated)
    if (!failure.wrote && (await shop.look()) !== want.after) wrong('repeated in part', await shop.look())
  }
  return { problems, calls: maxCalls }
}

// Without a failure the request is done; with one only when the failing call was the commit of its writes.
function isDone(failure: Failure | undefined): boolean {
  return failure === undefined || failure.wrote
}

// Lets a book's time come; answers the space.
async function expire(store: Store, id: string): Promise<string> {
  for (const space of await store.spaces()) {
    const rows = await store.read(space, 0, [{ collection: 'books', id }])
    if (isDue(rows) || rows[0] === undefined) continue
    const due = { write: 'due', collection: 'books', id, at: 1 } as const
    await store.commit(space, 0, { checks: [], writes: [due] })
    return space
  }
  throw new Error(`No space holds the book ${id}`)
}

// How many rows there are, looked at before the beginning of time, when nothing is due.
async function rowsOf(store: Store, space: string): Promise<readonly string[]> {
  const counts: string[] = []
  for (const collection of ['authors', 'books', 'orders']) {
    const page = await store.list(space, 0, { collection, offset: 0, limit: 0 })
    counts.push(`${collection} ${isDue(page) ? 'due' : page.total}`)
  }
  return counts
}

// Commits the first half of the writes, and then the other.
function inHalves(store: Store): Store {
  return {
    ...store,
    async commit(space, now, { checks, writes, ...rest }) {
      const half = Math.ceil(writes.length / 2)
      const first = await store.commit(space, now, { checks, writes: writes.slice(0, half), ...rest })
      if (isDue(first) || !first.ok || half === writes.length) return first
      return store.commit(space, now, { checks: [], writes: writes.slice(half), ...rest })
    },
  }
}
