// The bookstore over HTTP: what a client of the annotated example sees.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exampleDocument, openMock } from '../support/open-mock.js'

let mock: StartedMock

beforeEach(async () => {
  mock = await startMock((await openMock(exampleDocument('bookstore'))).app)
})

afterEach(() => mock.close())

describe('records', () => {
  it('are created with a key, timestamps and a Location that reads them', async () => {
    const created = await post('/authors', { name: 'Ursula Brand', email: 'ursula@example.com' })
    expect(created.status).toBe(201)
    const author = await jsonOf<Author>(created)
    expect(author).toMatchObject({ name: 'Ursula Brand', email: 'ursula@example.com' })
    expect(author.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(Date.parse(author.createdAt)).not.toBeNaN()
    expect(created.headers.get('location')).toBe(`/authors/${author.id}`)
    expect(await get(`/authors/${author.id}`)).toEqual(author)
  })

  it('are changed by PATCH in what is sent, and by PUT as a whole', async () => {
    const book = await createBook({ pages: 312 })
    const patched = await (await send('PATCH', `/books/${book.id}`, { price: 9 })).json()
    expect(patched).toMatchObject({ title: book.title, pages: 312, price: 9, version: book.version + 1 })
    const { authorId, isbn } = book
    const put = { title: 'New', isbn, authorId, genre: 'crime', price: 1 }
    const replaced = await (await send('PUT', `/books/${book.id}`, put)).json()
    expect(replaced).toMatchObject({ ...put, id: book.id, createdAt: book.createdAt })
    expect(replaced).not.toHaveProperty('pages')
  })

  it('are gone after DELETE', async () => {
    const { id } = await createAuthor('one@example.com')
    expect((await send('DELETE', `/authors/${id}`)).status).toBe(204)
    expect((await fetch(`${mock.url}/authors/${id}`)).status).toBe(404)
    expect((await send('DELETE', `/authors/${id}`)).status).toBe(404)
  })
})

describe('constraints', () => {
  it('keep an ISBN unique', async () => {
    const book = await createBook({ isbn: '9783161484100' })
    const again = await post('/books', newBook(book.authorId, { isbn: '9783161484100' }))
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ code: 'MOCK_DUPLICATE' })
    expect(await get('/books')).toMatchObject({ total: 1 })
  })

  it('refuse a book of an author who does not exist', async () => {
    const lost = await post('/books', newBook('00000000-0000-4000-8000-000000000000'))
    expect(lost.status).toBe(422)
    expect(await lost.json()).toMatchObject({
      code: 'MOCK_MISSING_REFERENCE',
      errors: [{ pointer: '/body/authorId' }],
    })
    expect(await get('/books')).toMatchObject({ total: 0 })
  })

  it('keep an author who has books, and take the orders of a deleted book along', async () => {
    const book = await createBook()
    const order = await jsonOf<{ id: string }>(await post('/orders', { ...sampleOrder(), bookId: book.id }))
    const refused = await send('DELETE', `/authors/${book.authorId}`)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'MOCK_REFERENCED' })
    expect((await send('DELETE', `/books/${book.id}`)).status).toBe(204)
    expect((await fetch(`${mock.url}/orders/${order.id}`)).status).toBe(404)
    expect((await send('DELETE', `/authors/${book.authorId}`)).status).toBe(204)
  })

  it('hold for 32 clients that create the same ISBN at once: one succeeds', async () => {
    const { id } = await createAuthor('one@example.com')
    const body = newBook(id, { isbn: '9783161484100' })
    const replies = await Promise.all(Array.from({ length: 32 }, () => post('/books', body)))
    expect(replies.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 31 }, () => 409),
    ])
    expect(await get('/books')).toMatchObject({ total: 1 })
  })
})

describe('lists', () => {
  it('page by offset and limit, with the total, in order of creation', async () => {
    const { id } = await createAuthor('one@example.com')
    for (let i = 0; i < 25; i++) await createBook({ title: `Book ${i}` }, id)
    const first = await get('/books')
    expect(first.total).toBe(25)
    expect(titles(first)).toEqual(Array.from({ length: 20 }, (_, i) => `Book ${i}`))
    expect(titles(await get('/books?offset=20&limit=3'))).toEqual(['Book 20', 'Book 21', 'Book 22'])
    expect(titles(await get('/books?offset=100'))).toEqual([])
  })

  it('filter by declared parameters, alone, together, and by one of several values', async () => {
    const one = await createAuthor('one@example.com')
    const two = await createAuthor('two@example.com')
    await createBook({ title: 'A', genre: 'crime' }, one.id)
    await createBook({ title: 'B', genre: 'fiction' }, one.id)
    await createBook({ title: 'C', genre: 'crime' }, two.id)
    expect(titles(await get(`/books?authorId=${one.id}`))).toEqual(['A', 'B'])
    expect(titles(await get('/books?genre=crime'))).toEqual(['A', 'C'])
    expect(titles(await get('/books?genre=crime,fiction'))).toEqual(['A', 'B', 'C'])
    expect(await get(`/books?genre=crime&authorId=${two.id}`)).toMatchObject({
      total: 1,
      data: [{ title: 'C' }],
    })
  })

  it('sort by declared values, both ways', async () => {
    const { id } = await createAuthor('one@example.com')
    for (const [title, price] of [
      ['B', 10],
      ['A', 9],
      ['C', 100],
    ] as const)
      await createBook({ title, price }, id)
    expect(titles(await get('/books?sort=title'))).toEqual(['A', 'B', 'C'])
    expect(titles(await get('/books?sort=-price'))).toEqual(['C', 'B', 'A'])
    expect(titles(await get('/books?sort=price&limit=2'))).toEqual(['A', 'B'])
  })
})

interface Page {
  readonly data: readonly { readonly title?: string }[]
  readonly total: number
}

async function get(path: string): Promise<Page> {
  return jsonOf<Page>(await fetch(mock.url + path))
}

// Tests look into answers freely; what is not there fails their expectations.
async function jsonOf<Body>(response: Response): Promise<Body> {
  return (await response.json()) as Body
}

function send(method: string, path: string, body?: unknown): Promise<Response> {
  const content =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return fetch(mock.url + path, { method, ...content })
}

function post(path: string, body: unknown): Promise<Response> {
  return send('POST', path, body)
}

interface Author {
  readonly id: string
  readonly createdAt: string
}

interface Book {
  readonly id: string
  readonly authorId: string
  readonly isbn: string
  readonly title: string
  readonly version: number
  readonly createdAt: string
}

let books = 0

function newBook(authorId: string, changes: object = {}): object {
  const isbn = `978${String(++books).padStart(10, '0')}`
  return { title: 'The Last Keeper', isbn, authorId, genre: 'fiction', price: 24.5, ...changes }
}

async function createAuthor(email: string): Promise<Author> {
  return jsonOf<Author>(await post('/authors', { name: 'Ursula Brand', email }))
}

async function createBook(changes: object = {}, authorId?: string): Promise<Book> {
  const id = authorId ?? (await createAuthor(`author${books}@example.com`)).id
  const created = await post('/books', newBook(id, changes))
  expect(created.status).toBe(201)
  return jsonOf<Book>(created)
}

function sampleOrder(): object {
  const { body } = mock.sample('placeOrder')
  return Object(body)
}

function titles(page: Page): readonly unknown[] {
  return page.data.map(({ title }) => title)
}
