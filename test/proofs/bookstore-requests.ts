// Every kind of request that the bookstore answers, on a shelf of records that each of them can change or stumble over.
import type { AnyHandler } from '../../runtime/handler.js'

/** What a request is sent with; `{author}` in a path stands for the id of that record of the shelf. */
export interface BookstoreRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** True for the few that use all of the store port between them. */
  readonly kernel?: true
}

const author = { name: 'Ada', email: 'ada@example.com' }
const book = { title: 'New', isbn: '9780000000009', authorId: '{author}', genre: 'crime', price: 9 }

/** The records that are there before each request, in this order; the name is how the others refer to them. */
export const shelf: readonly { readonly name: string; readonly path: string; readonly body: unknown }[] = [
  { name: 'author', path: '/authors', body: { name: 'Ursula', email: 'ursula@example.com', country: 'DE' } },
  { name: 'idle', path: '/authors', body: { name: 'Idle', email: 'idle@example.com' } },
  { name: 'book', path: '/books', body: { ...book, title: 'Old', isbn: '9780000000001' } },
  {
    name: 'other',
    path: '/books',
    body: { ...book, title: 'Other', isbn: '9780000000002', genre: 'travel' },
  },
  { name: 'order', path: '/orders', body: { bookId: '{book}', quantity: 1, customer: 'Corner Shop' } },
  { name: 'second', path: '/orders', body: { bookId: '{book}', quantity: 2, customer: 'Corner Shop' } },
]

/** Requests by what they are. */
export const requests: Readonly<Record<string, BookstoreRequest>> = {
  'a create': { method: 'POST', path: '/authors', body: author },
  'a create with a reference and a unique value': {
    kernel: true,
    method: 'POST',
    path: '/books',
    body: book,
  },
  'a create with nothing unique': {
    method: 'POST',
    path: '/orders',
    body: { bookId: '{book}', quantity: 3, customer: 'Corner Shop' },
  },
  'a read': { method: 'GET', path: '/books/{book}' },
  'a read of nothing': { method: 'GET', path: '/books/00000000-0000-4000-8000-000000000000' },
  'a list': { method: 'GET', path: '/books' },
  'a list by an index': { kernel: true, method: 'GET', path: '/books?genre=crime' },
  'a list by two values and in an order': { method: 'GET', path: '/books?genre=crime,travel&sort=-title' },
  'a replacement': {
    method: 'PUT',
    path: '/authors/{author}',
    body: { name: 'Replaced', email: 'replaced@example.com' },
  },
  'a change of a unique value and a reference': {
    method: 'PATCH',
    path: '/books/{book}',
    body: { isbn: '9780000000008', authorId: '{idle}', genre: 'history' },
  },
  'a deletion': { method: 'DELETE', path: '/authors/{idle}' },
  'a deletion that cascades': { kernel: true, method: 'DELETE', path: '/books/{book}' },
  'a deletion that is restricted': { method: 'DELETE', path: '/authors/{author}' },
  'a refused duplicate': {
    method: 'POST',
    path: '/authors',
    body: { name: 'Again', email: 'ursula@example.com' },
  },
  'a refused reference': {
    method: 'POST',
    path: '/orders',
    body: { bookId: '00000000-0000-4000-8000-000000000000', quantity: 1, customer: 'Nobody' },
  },
  'a hook that writes four entities, undoes a part and catches a refusal': {
    kernel: true,
    method: 'PATCH',
    path: '/orders/{order}',
    body: { status: 'paid' },
  },
}

/** The hook of the last request: it reads, deletes, creates and changes besides what the operation does itself. */
export const handlers: Readonly<Record<string, AnyHandler>> = {
  changeOrder: async (ctx, next) => {
    const { authors, books, orders } = entitiesOf(ctx)
    const before = await orders.read(String(ctx.params.orderId))
    const reply = await next()
    const ordered = await books.read(String(before?.bookId))
    const helper = await authors.create({ name: 'Helper', email: 'helper@example.com' })
    await books.update(String(ordered?.id), { authorId: String(helper.id), price: 1 })
    const undone = ctx.transaction(async () => {
      await authors.create({ name: 'Undone', email: 'undone@example.com' })
      await authors.create({ name: 'Twice', email: 'undone@example.com' })
    })
    await undone.catch(whenRefused)
    const { records } = await orders.list({ where: { bookId: String(ordered?.id) } })
    const last = records.at(-1)
    if (last !== undefined && last.id !== before?.id) await orders.delete(String(last.id))
    return reply
  },
}

// A hook catches what it expects; a fault of the store is not that.
function whenRefused(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'MOCK_DUPLICATE')) throw error
}

function entitiesOf({ entities }: Parameters<AnyHandler>[0]) {
  const { authors, books, orders } = entities
  if (authors === undefined || books === undefined || orders === undefined)
    throw new Error('The bookstore has authors, books and orders')
  return { authors, books, orders }
}
