// Fills a bookstore with 1,000 books over its own API, and records what it answers.

export interface Seeded {
  readonly authorId: string
  /** A book in the middle. */
  readonly bookId: string
}

export interface PreparedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const books = 1000

/** Creates an author and 1,000 books. */
export async function seedBookstore(url: string): Promise<Seeded> {
  const authorId = await create(`${url}/authors`, { name: 'Ursula Brand', email: 'ursula@example.com' })
  let bookId = ''
  for (let i = 0; i < books; i++) {
    const id = await create(`${url}/books`, bookOf(authorId, String(9_780_000_000_000 + i)))
    if (i === books / 2) bookId = id
  }
  return { authorId, bookId }
}

/** What the server answers in each scenario: the bytes that the bare server repeats. */
export async function prepareAnswers(
  url: string,
  { authorId, bookId }: Seeded,
): Promise<Readonly<Record<'get' | 'list' | 'post', PreparedAnswer>>> {
  return {
    get: await record(await fetch(`${url}/books/${bookId}`)),
    list: await record(await fetch(`${url}/books?offset=400&limit=20`)),
    post: await record(await post(`${url}/books`, bookOf(authorId, '9789999999999'))),
  }
}

function bookOf(authorId: string, isbn: string): unknown {
  return {
    title: 'The Last Keeper',
    isbn,
    authorId,
    genre: 'fiction',
    publishedOn: '2024-09-12',
    pages: 312,
    price: 24.5,
  }
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function create(url: string, body: unknown): Promise<string> {
  const response = await post(url, body)
  const created: unknown = await response.json()
  if (response.status !== 201 || typeof created !== 'object' || created === null || !('id' in created)) {
    throw new Error(`POST ${url} answered ${response.status} ${JSON.stringify(created)}`)
  }
  return String(created.id)
}

// What Node adds to every answer by itself is left to the bare server's own Node.
const automatic = new Set(['connection', 'keep-alive', 'date', 'content-length', 'transfer-encoding'])

async function record(response: Response): Promise<PreparedAnswer> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !automatic.has(name)))
  return { status: response.status, headers, body: await response.text() }
}
