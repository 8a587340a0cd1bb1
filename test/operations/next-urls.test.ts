// Lists whose body tells the URLs of pages: a client walks them from the first page to the last and back, and never makes one up.
import { request } from 'node:http'
import { text as asText } from 'node:stream/consumers'
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { list, object, operation, query, ref, text } from '../read/documents.js'
import { servePaths } from '../read/serve-paths.js'

const whole: JsonObject = { type: 'integer' }
const uri: JsonObject = { ...text, format: 'uri' }
const nullable = (schema: JsonObject): JsonObject => ({ ...schema, nullable: true })
const link = object({ 'href!': uri })
const data = list(ref('Visit'))
const Visit = object({ 'id!': { ...whole, readOnly: true }, 'name!': text })

const byPage = [query('page', whole), query('limit', whole), query('name', text)]
const byOffset = [query('offset', whole), query('limit', whole)]
const byCursor = [query('page[cursor]', text), query('limit', whole)]

let mock: StartedMock
afterEach(() => mock?.close())

/** Starts a mock with visits `a` to `g`. */
async function serve(
  answer: JsonObject,
  parameters: readonly JsonObject[],
  names = 'abcdefg',
): Promise<void> {
  const get = operation({ '200': answer }, null, { parameters: [...parameters] })
  const paths = { '/visits': { get, post: operation({ '201': ref('Visit') }, ref('Visit')) } }
  mock = await servePaths(paths, { Visit }, { seed: 1, strictResponses: true })
  for (const name of names) await mock.send('post /visits', { body: { name } })
}

type Body = Readonly<Record<string, unknown>>

async function get(url: string): Promise<Body> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  return (await response.json()) as Body
}

/** What stands at a path of a body; undefined where nothing does. */
function at(body: Body, path: string): unknown {
  return path.split('/').reduce<unknown>((found, name) => (found as Body | undefined)?.[name], body)
}

/** The names on each page, from one to the next by what stands at `path`, at most ten of them. */
async function walk(url: string, path: string): Promise<readonly string[]> {
  const pages: string[] = []
  for (let next: unknown = url; typeof next === 'string' && next !== '' && pages.length < 10; ) {
    const body = await get(next)
    pages.push((body.data as readonly { readonly name: string }[]).map(({ name }) => name).join(''))
    next = at(body, path)
  }
  return pages
}

describe('a list is walked to its end', () => {
  test.each<[string, { given: JsonObject; parameters: readonly JsonObject[]; path: string }]>([
    [
      'by next_page_url, which is null at last',
      { given: object({ data, 'next_page_url!': nullable(uri) }), parameters: byPage, path: 'next_page_url' },
    ],
    [
      'by links.next, which is left out at last',
      { given: object({ data, links: object({ next: uri }) }), parameters: byPage, path: 'links/next' },
    ],
    [
      'by links.pages.next',
      {
        given: object({ data, 'links!': object({ pages: object({ next: text, last: text }) }) }),
        parameters: byPage,
        path: 'links/pages/next',
      },
    ],
    [
      'by _links.next.href, whose object is left out at last',
      {
        given: object({ data, '_links!': object({ 'self!': link, 'first!': link, next: link, prev: link }) }),
        parameters: byOffset,
        path: '_links/next/href',
      },
    ],
    [
      'by next, which is empty at last',
      { given: object({ data, 'next!': text }), parameters: byOffset, path: 'next' },
    ],
    [
      'by @odata.nextLink',
      { given: object({ data, '@odata.nextLink': uri }), parameters: byOffset, path: '@odata.nextLink' },
    ],
    [
      'by a link with a cursor in it',
      {
        given: object({ data, links: object({ next: nullable(uri) }) }),
        parameters: byCursor,
        path: 'links/next',
      },
    ],
  ])('%s', async (_title, { given, parameters, path }) => {
    await serve(given, parameters)
    expect(await walk(`${mock.url}/visits?limit=3`, path)).toEqual(['abc', 'def', 'g'])
    expect(await walk(`${mock.url}/visits?limit=7`, path)).toEqual(['abcdefg'])
  })

  test('that is empty', async () => {
    await serve(object({ data, 'next!': nullable(uri) }), byPage, '')
    expect(await walk(`${mock.url}/visits`, 'next')).toEqual([''])
  })

  test('by URLs that must be there: the last one leads to a page without records', async () => {
    await serve(object({ data, 'next!': uri }), byPage)
    expect((await walk(`${mock.url}/visits?limit=3`, 'next')).slice(0, 5)).toEqual([
      'abc',
      'def',
      'g',
      '',
      '',
    ])
    await mock.close()
    await serve(object({ data, 'next!': uri }), byCursor)
    expect((await walk(`${mock.url}/visits?limit=3`, 'next')).slice(0, 5)).toEqual([
      'abc',
      'def',
      'g',
      '',
      '',
    ])
  })
})

const links = object({ self: uri, first: uri, prev: uri, next: uri, last: uri })

test('the links are of the first, the last, this page and its neighbours', async () => {
  await serve(object({ data, links }), byPage)
  const page = (number: number) => `${mock.url}/visits?limit=3&page=${number}`
  expect((await get(page(2))).links).toEqual({
    self: page(2),
    first: page(1),
    prev: page(1),
    next: page(3),
    last: page(3),
  })
  expect((await get(page(3))).links).toEqual({ self: page(3), first: page(1), prev: page(2), last: page(3) })
  expect((await get(page(1))).links).toEqual({ self: page(1), first: page(1), next: page(2), last: page(3) })
})

test('the first of the pages that cursors tell has no cursor', async () => {
  await serve(object({ data, links }), byCursor)
  const first = (await get(`${mock.url}/visits?limit=3`)).links as Body
  const second = (await get(String(first.next))).links as Body
  expect(Object.keys(second).sort()).toEqual(['first', 'next', 'self'])
  expect(second.first).toBe(`${mock.url}/visits?limit=3`)
})

test('they keep what else is asked for, and end no text that they stand in', async () => {
  await serve(object({ data, links }), byPage, 'aaaab')
  const { next } = (await get(`${mock.url}/visits?name=a&limit=2&page=1&"<x>'`)).links as Body
  expect(next).toBe(`${mock.url}/visits?name=a&limit=2&%22%3Cx%3E%27&page=2`)
  expect(await walk(`${mock.url}/visits?name=a&limit=3`, 'links/next')).toEqual(['aaa', 'a'])
})

test.each<[string, { given: string; prev?: number; next?: number }]>([
  ['before the first whole page', { given: 'offset=1', prev: 0, next: 4 }],
  ['between two pages', { given: 'offset=4', prev: 1 }],
  ['behind the end', { given: 'offset=50', prev: 6 }],
])('an offset that no page begins with has its own neighbours: %s', async (_title, { given, prev, next }) => {
  await serve(object({ data, links }), byOffset)
  const told = (await get(`${mock.url}/visits?limit=3&${given}`)).links as Body
  const page = (offset: number | undefined) =>
    offset !== undefined && `${mock.url}/visits?limit=3&offset=${offset}`
  expect([told.prev ?? false, told.next ?? false]).toEqual([page(prev), page(next)])
})

test('what HTTP takes and no URI has is encoded in them', async () => {
  await serve(object({ data, links }), byPage)
  const { port } = new URL(mock.url)
  const path = '/visits?limit=3&filter[a]={b}|\\^`%&page=2'
  const body = await new Promise<string>((resolve, reject) => {
    request({ hostname: '127.0.0.1', port, path }, (answer) => asText(answer).then(resolve, reject))
      .on('error', reject)
      .end()
  })
  const kept = 'limit=3&filter%5Ba%5D=%7Bb%7D%7C%5C%5E%60%25'
  expect((JSON.parse(body) as Body).links).toMatchObject({ self: `${mock.url}/visits?${kept}&page=2` })
})

test('the page after the last that can be counted is a whole number', async () => {
  await serve(object({ data, 'next!': uri, 'page!': whole }), byPage)
  const body = await get(`${mock.url}/visits?limit=3&page=${Number.MAX_SAFE_INTEGER}`)
  expect(body.page).toSatisfy(Number.isInteger)
  expect(new URL(String(body.next)).searchParams.get('page')).toMatch(/^\d+$/)
})
