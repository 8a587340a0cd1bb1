// Lists over HTTP: four ways of paging, what selects, what sorts, and what is told about the page.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onEveryStore } from '../support/on-every-store.js'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const text = { type: 'string' }
const whole = { type: 'integer' }
const time = { type: 'string', format: 'date-time' }
const book = {
  type: 'object',
  required: ['id', 'title'],
  properties: {
    id: { ...whole, readOnly: true },
    title: text,
    genre: text,
    price: { type: 'number' },
    tags: { type: 'array', items: text },
    createdAt: time,
  },
}
const books = { type: 'array', items: { $ref: '#/components/schemas/Book' } }

/** Nine books: `a` to `i`, three of each genre, dearer with each. */
const seed = [...'abcdefghi'].map((title, i) => ({
  id: i + 1,
  title: `Title ${title.toUpperCase()}`,
  genre: ['crime', 'poetry', 'travel'][i % 3] ?? '',
  price: (i + 1) * 10,
  tags: [title, `even-${i % 2 === 0}`],
  createdAt: `2026-01-0${i + 1}T00:00:00Z`,
}))

interface Listed {
  readonly query: Readonly<Record<string, JsonObject>>
  readonly headers?: Readonly<Record<string, JsonObject>>
  readonly persistence?: JsonObject
  readonly body?: JsonObject
}

/** Each list of the tests is an operation of its own on the same books. */
const lists: Readonly<Record<string, Listed>> = {
  offset: {
    query: { offset: whole, limit: { type: 'integer', default: 4 } },
    headers: { 'X-Total-Count': whole },
  },
  page: {
    query: { page: whole, perPage: { type: 'integer', default: 4 } },
    body: {
      type: 'object',
      required: ['data'],
      properties: { data: books, total: whole, page: whole, pages: whole },
    },
  },
  cursor: {
    query: { cursor: text, limit: { type: 'integer', default: 4 }, sort: text, genre: text },
    body: {
      type: 'object',
      required: ['items', 'nextCursor'],
      properties: {
        items: books,
        nextCursor: { type: ['string', 'null'] },
        hasMore: { type: 'boolean' },
      },
    },
  },
  links: {
    query: { page: whole, limit: { type: 'integer', default: 4 }, genre: text },
    headers: { Link: text, 'X-Total-Count': whole },
  },
  offsetLinks: {
    query: { offset: whole, limit: { type: 'integer', default: 4 } },
    persistence: { pagination: { style: 'link' } },
  },
  cursorLinks: {
    query: { cursor: text, limit: { type: 'integer', default: 4 } },
    persistence: { pagination: { style: 'link' } },
  },
  limited: {
    query: { offset: whole, limit: whole },
    persistence: { pagination: { defaultLimit: 2, maxLimit: 3 } },
  },
  whole: { query: { page: whole, limit: whole }, persistence: { pagination: false } },
  operators: {
    query: {
      price_gte: { type: 'number' },
      'price[lt]': { type: 'number' },
      genre__ne: text,
      min_price: { type: 'number' },
      max_price: { type: 'number' },
      created_after: time,
      created_before: time,
      title_contains: text,
      genre: { type: 'array', items: text },
      tags: text,
    },
  },
  sorted: { query: { sort: text }, persistence: { sort: ['-price'] } },
  chosen: {
    query: { order: text },
    persistence: {
      sort: { parameter: 'order', default: ['genre', '-price'], properties: ['price', 'genre'] },
    },
  },
  searched: { query: { q: text }, persistence: { search: ['title', 'genre'] } },
}

function contract(): JsonObject {
  const operations = Object.entries(lists).map(([name, { query, headers = {}, persistence, body }]) => [
    `/${name}`,
    {
      get: {
        operationId: name,
        'x-persistence': { entity: 'books', action: 'list', ...persistence },
        parameters: Object.entries(query).map(([parameter, schema]) => ({
          name: parameter,
          in: 'query',
          schema,
        })),
        responses: {
          200: {
            description: '',
            headers: Object.fromEntries(Object.entries(headers).map(([key, schema]) => [key, { schema }])),
            content: { 'application/json': { schema: body ?? books } },
          },
        },
      },
    },
  ])
  const one = { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } }
  const id = { name: 'id', in: 'path', required: true, schema: whole }
  return {
    openapi: '3.1.0',
    info: { title: 'Lists', version: '1' },
    'x-persistence': {
      entities: { books: { schema: '#/components/schemas/Book', generateKey: 'increment' } },
      seed: { books: seed },
    },
    paths: {
      ...Object.fromEntries(operations),
      '/books': {
        post: {
          operationId: 'createBook',
          'x-persistence': { entity: 'books', action: 'create' },
          requestBody: { content: one },
          responses: { 201: { description: '', content: one } },
        },
      },
      '/books/{id}': {
        parameters: [id],
        delete: {
          operationId: 'deleteBook',
          'x-persistence': { entity: 'books', action: 'delete' },
          responses: { 204: { description: '' } },
        },
      },
    },
    components: { schemas: { Book: book } },
  }
}

const file = join(tempFolder(), 'lists.json')
beforeAll(() => writeFileSync(file, JSON.stringify(contract())))

onEveryStore('a list', (openStore) => {
  let mock: Awaited<ReturnType<typeof startMock>>
  let sandboxes = 0
  beforeAll(async () => {
    const { app } = await openMock(file, { store: await openStore() })
    mock = await startMock(app)
  })
  afterAll(() => mock?.close())

  // Each client has a world of its own.
  const client = () => {
    const headers = { 'x-mock-sandbox': `client-${++sandboxes}` }
    const send = (method: string, path: string, body?: JsonObject) =>
      fetch(mock.url + path, {
        method,
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
    const change = async (method: string, path: string, body?: JsonObject) =>
      expect((await send(method, path, body)).ok).toBe(true)
    return { change, list: (path: string) => list(send('GET', path)) }
  }

  describe('by offset', () => {
    it.each([
      ['the first page has the default size', '', 'abcd'],
      ['the second begins after it', '?offset=4', 'efgh'],
      ['the last is short', '?offset=8', 'i'],
      ['after the last there is nothing', '?offset=100', ''],
      ['a limit is kept to', '?offset=1&limit=2', 'bc'],
      ['a limit of 0 answers nothing', '?limit=0', ''],
    ])('%s', async (_title, query, want) => {
      const { letters, headers } = await client().list(`/offset${query}`)
      expect(letters).toBe(want)
      expect(headers.get('x-total-count')).toBe('9')
    })
  })

  describe('by page', () => {
    it.each([
      ['the first page', '', 'abcd', { total: 9, page: 1, pages: 3 }],
      ['the last page', '?page=3', 'i', { total: 9, page: 3, pages: 3 }],
      ['a page of another size', '?page=2&perPage=2', 'cd', { total: 9, page: 2, pages: 5 }],
      ['a page after the last', '?page=9', '', { total: 9, page: 9, pages: 3 }],
    ])('tells %s', async (_title, query, want, numbers) => {
      const { letters, body } = await client().list(`/page${query}`)
      expect(letters).toBe(want)
      expect(body).toMatchObject(numbers)
    })
  })

  describe('by cursor', () => {
    const walk = async (
      { list }: ReturnType<typeof client>,
      query: string,
      between?: () => Promise<unknown>,
    ) => {
      const pages: string[] = []
      let cursor: unknown = ''
      for (let page = 0; page < 20 && cursor !== null; page++) {
        const { letters, body } = await list(`/cursor?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
        expect(body.hasMore).toBe(body.nextCursor !== null)
        pages.push(letters)
        cursor = body.nextCursor
        await between?.()
      }
      return pages
    }

    it('leads through all pages to an end', async () => {
      expect(await walk(client(), '')).toEqual(['abcd', 'efgh', 'i'])
      expect(await walk(client(), 'limit=3')).toEqual(['abc', 'def', 'ghi'])
    })

    it('keeps an order and a selection', async () => {
      expect(await walk(client(), 'sort=-price&limit=5')).toEqual(['ihgfe', 'dcba'])
      expect(await walk(client(), 'genre=poetry&limit=2')).toEqual(['be', 'h'])
      expect(await walk(client(), 'sort=genre&limit=4')).toEqual(['adgb', 'ehcf', 'i'])
    })

    it('skips and repeats nothing while records are added before its place', async () => {
      const here = client()
      const add = () => here.change('POST', '/books', { title: 'Title Z', genre: 'new', price: 99 })
      expect(await walk(here, 'sort=-price&limit=3', add)).toEqual(['ihg', 'fed', 'cba'])
    })

    it('skips and repeats nothing while records before its place are removed, and its own', async () => {
      const here = client()
      const gone = [1, 4, 5]
      const remove = () => here.change('DELETE', `/books/${gone.shift()}`)
      expect(await walk(here, 'limit=4', remove)).toEqual(['abcd', 'efgh', 'i'])
    })

    it('shows what was added after its place', async () => {
      const here = client()
      let isAdded = false
      const add = async () => {
        if (!isAdded) await here.change('POST', '/books', { title: 'Title Z' })
        isAdded = true
      }
      expect(await walk(here, '', add)).toEqual(['abcd', 'efgh', 'iz'])
    })

    it.each([
      ['a text that is none', 'nonsense'],
      ['one with other characters', '%7B%7D'],
      ['JSON of another kind', Buffer.from('[1]').toString('base64url')],
      ['one that is too long', 'a'.repeat(9_000)],
      ['half of one', Buffer.from('{"order":"","values":[]').toString('base64url')],
    ])('is refused when it is %s', async (_title, cursor) => {
      const reply = await client().list(`/cursor?cursor=${cursor}`)
      expect(reply).toMatchObject({
        status: 400,
        body: { code: 'MOCK_INVALID_REQUEST', errors: [{ pointer: '/query/cursor' }] },
      })
    })

    it('is refused in another order than its own', async () => {
      const here = client()
      const { body } = await here.list('/cursor')
      const reply = await here.list(`/cursor?sort=price&cursor=${body.nextCursor}`)
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '/query/cursor' }] } })
    })
  })

  describe('by links', () => {
    it.each([
      ['the first page', '/links', 'abcd', { first: '?page=1', next: '?page=2', last: '?page=3' }],
      [
        'a page between',
        '/links?page=2',
        'efgh',
        { first: '?page=1', prev: '?page=1', next: '?page=3', last: '?page=3' },
      ],
      ['the last page', '/links?page=3', 'i', { first: '?page=1', prev: '?page=2', last: '?page=3' }],
      ['a page after the last', '/links?page=9', '', { first: '?page=1', prev: '?page=3', last: '?page=3' }],
      [
        'what else was asked for',
        '/links?genre=crime&limit=2',
        'ad',
        {
          first: '?genre=crime&limit=2&page=1',
          next: '?genre=crime&limit=2&page=2',
          last: '?genre=crime&limit=2&page=2',
        },
      ],
      ['an empty list', '/links?genre=none', '', { first: '?genre=none&page=1', last: '?genre=none&page=1' }],
      [
        'offsets',
        '/offsetLinks?offset=4',
        'efgh',
        { first: '?offset=0', prev: '?offset=0', next: '?offset=8', last: '?offset=8' },
      ],
    ])('tells of %s', async (_title, path, want, links) => {
      const { letters, headers } = await client().list(path)
      expect(letters).toBe(want)
      const queries = linksOf(headers).map(([relation, target]) => [relation, target.replace(/^[^?]*/, '')])
      expect(Object.fromEntries(queries)).toEqual(links)
    })

    it('can be followed to the end, also by cursors', async () => {
      for (const start of ['/links', '/offsetLinks', '/cursorLinks']) {
        const here = client()
        const pages: string[] = []
        let path: string | undefined = start
        for (let page = 0; page < 20 && path !== undefined; page++) {
          const reply: Awaited<ReturnType<typeof list>> = await here.list(path)
          pages.push(reply.letters)
          path = new Map(linksOf(reply.headers)).get('next')
        }
        expect(pages).toEqual(['abcd', 'efgh', 'i'])
      }
    })

    it('cannot be broken out of by what the client writes', async () => {
      const { headers } = await client().list('/links?genre=%3E%3B%20rel%3D%22next%22&x=<evil>;rel="next"')
      const targets = linksOf(headers)
      expect(targets.map(([relation]) => relation)).toEqual(['first', 'last'])
      expect(headers.get('link')).not.toContain('<evil>')
    })
  })

  describe('that declares its pagination', () => {
    it.each([
      ['has its default size', '/limited', 'ab'],
      ['cuts to its largest size', '/limited?limit=50', 'abc'],
      ['is whole where it has none', '/whole?page=3&limit=2', 'abcdefghi'],
    ])('%s', async (_title, path, want) => {
      expect((await client().list(path)).letters).toBe(want)
    })
  })

  describe('selects', () => {
    it.each([
      ['at least', 'price_gte=70', 'ghi'],
      ['less than', 'price[lt]=30', 'ab'],
      ['less than, encoded', 'price%5Blt%5D=30', 'ab'],
      ['unequal', 'genre__ne=crime', 'bcefhi'],
      ['between, ends included', 'min_price=30&max_price=50', 'cde'],
      ['after a time', 'created_after=2026-01-07T00:00:00Z', 'hi'],
      ['before a time', 'created_before=2026-01-03T00:00:00Z', 'ab'],
      ['by a part of a text, whatever its case', 'title_contains=TITLE%20c', 'c'],
      ['one of several values', 'genre=crime&genre=travel&max_price=40', 'acd'],
      ['a member of an array', 'tags=c', 'c'],
      ['by all of them together', 'genre=crime&price_gte=40&price[lt]=70', 'd'],
      ['nothing', 'price_gte=1000', ''],
    ])('%s: %s', async (_title, query, want) => {
      expect((await client().list(`/operators?${query}`)).letters).toBe(want)
    })

    it('and refuses what is no value of the property', async () => {
      expect(await client().list('/operators?price_gte=cheap')).toMatchObject({
        status: 400,
        body: { code: 'MOCK_INVALID_REQUEST' },
      })
    })
  })

  describe('sorts', () => {
    it.each([
      ['as declared', '/sorted', 'ihgfedcba'],
      ['as asked for instead', '/sorted?sort=title', 'abcdefghi'],
      ['by several properties', '/chosen', 'gdahebifc'],
      ['by one of those that may be', '/chosen?order=-price', 'ihgfedcba'],
      ['in another notation', '/chosen?order=genre:desc,price:asc', 'cfibehadg'],
    ])('%s: %s', async (_title, path, want) => {
      expect((await client().list(path)).letters).toBe(want)
    })

    it('by nothing that it does not know', async () => {
      expect(await client().list('/chosen?order=title')).toMatchObject({
        status: 400,
        body: { code: 'MOCK_INVALID_REQUEST', errors: [{ pointer: '/query/order' }] },
      })
    })
  })

  describe('searches', () => {
    it.each([
      ['one property', 'title%20b', 'b'],
      ['another, whatever its case', 'POET', 'beh'],
      ['no property that is not named', 'even-true', ''],
      ['for an empty text, which is for all', '', 'abcdefghi'],
      ['for characters that patterns are made of', '.*', ''],
    ])('%s: %s', async (_title, q, want) => {
      expect((await client().list(`/searched?q=${q}`)).letters).toBe(want)
    })
  })
})

/** A list's answer, and the letters of the titles on it in one text. */
async function list(sent: Promise<Response>) {
  const response = await sent
  const { status, headers } = response
  // biome-ignore lint/suspicious/noExplicitAny: bodies are checked by what the tests expect of them
  const body: any = await response.json()
  const items: readonly { readonly title?: string }[] = Array.isArray(body)
    ? body
    : (body.items ?? body.data ?? [])
  const letters = items.map(({ title }) => title?.at(-1)?.toLowerCase() ?? '?').join('')
  return { status, headers, body, letters }
}

function linksOf(headers: Headers): readonly (readonly [relation: string, target: string])[] {
  const links = headers.get('link')?.matchAll(/<([^>]*)>; rel="(\w+)"(?:, |$)/g) ?? []
  return [...links].map(([, target = '', relation = '']) => [relation, target] as const)
}
