// Where the answer of a list has the URLs of its pages, and what is none.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import {
  annotated,
  boolean,
  diagnosticsOf,
  documentOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  pet,
  query,
  read,
  reasonOf,
  text,
} from './documents.js'

const uri: JsonObject = { ...text, format: 'uri' }
const nullable = (schema: JsonObject): JsonObject => ({ ...schema, nullable: true })
const href = object({ href: text })
const data = list(pet)
const byPage = [query('page', integer), query('limit', integer)]
const byCursor = [query('cursor', text), query('limit', integer)]

function visits(answer: JsonObject, parameters = byPage, more: JsonObject = {}): JsonObject {
  const get = operation({ '200': answer }, null, { parameters, ...more })
  return { '/visits': { get, post: operation({ '201': pet }, pet) } }
}

const linksOf = (answer: JsonObject, parameters = byPage) => {
  const facts = factsOf(read(visits(answer, parameters)), 'get', '/visits')
  return facts?.action === 'list' ? facts.page?.links : 'no list'
}

describe('the URL of the next page', () => {
  test.each<[string, { given: JsonObject; want: string }]>([
    ['next_page_url', { given: object({ data, next_page_url: text }), want: '/next_page_url' }],
    ['nextLink', { given: object({ value: data, nextLink: text }), want: '/nextLink' }],
    [
      '@odata.nextLink',
      { given: object({ value: data, '@odata.nextLink': text }), want: '/@odata.nextLink' },
    ],
    ['next', { given: object({ data, next: text }), want: '/next' }],
    ['paging.next', { given: object({ data, paging: object({ next: text }) }), want: '/paging/next' }],
    ['links.next', { given: object({ data, links: object({ next: text }) }), want: '/links/next' }],
    [
      'meta.next_page_url',
      { given: object({ data, meta: object({ next_page_url: uri }) }), want: '/meta/next_page_url' },
    ],
    [
      'links.pages.next',
      {
        given: object({ data, links: object({ pages: { anyOf: [object({ next: text }), {}] } }) }),
        want: '/links/pages/next',
      },
    ],
    [
      'meta.pagination.links.next',
      {
        given: object({ data, meta: object({ pagination: object({ links: object({ next: text }) }) }) }),
        want: '/meta/pagination/links/next',
      },
    ],
    [
      '_links.next.href',
      { given: object({ data, _links: object({ next: href }) }), want: '/_links/next/href' },
    ],
    ['nextPage with the format of a URL', { given: object({ data, nextPage: uri }), want: '/nextPage' }],
  ])('stands in %s', (_title, { given, want }) => {
    expect(linksOf(given)).toEqual({ next: { at: want } })
    expect(reasonOf(read(visits(given)), 'get', '/visits')).toContain(
      `next page in ${want.slice(1).replaceAll('/', '.')}`,
    )
  })

  test.each<[string, JsonObject]>([
    ['a number', object({ data, next: integer, next_page: integer })],
    ['a flag', object({ data, next: boolean })],
    ['one of a few words', object({ data, next: { ...text, enum: ['yes', 'no'] } })],
    ['a time', object({ data, next: { ...text, format: 'date-time' } })],
    ['what may be the number of a page', object({ data, nextPage: text })],
    ['a URL of something else', object({ data, website_url: uri, links: object({ self: uri }) })],
    ['what stands in an object of another name', object({ data, related: object({ next: uri }) })],
    ['what stands in the records', object({ data: list(object({ 'id!': integer, next: uri, name: text })) })],
  ])('is not %s', (_title, answer) => {
    expect(linksOf(answer)).toBeUndefined()
  })

  test('is no cursor, and a mere next is one where a parameter takes it', () => {
    const links = object({ data, links: object({ next: text }) })
    expect(linksOf(links, byCursor)).toEqual({ next: { at: '/links/next' } })
    expect(linksOf(object({ data, next: uri }), byCursor)).toEqual({ next: { at: '/next' } })
    expect(linksOf(object({ data, next: text }), byCursor)).toBeUndefined()
  })

  test('is asked for by a parameter that counts, or nobody could get there', () => {
    expect(linksOf(object({ data, next: uri }), [query('limit', integer)])).toBeUndefined()
    expect(linksOf(object({ data, next: uri }), [query('$skip', integer)])).toEqual({ next: { at: '/next' } })
  })

  test('tells cursors that are declared', () => {
    const declared = annotated({ pagination: { style: 'cursor' } })
    const answer = object({ data, links: object({ next: text }) })
    expect(diagnosticsOf(documentOf(visits(answer, byCursor, declared)))).toEqual([])
  })
})

test.each<[string, JsonObject]>([
  ['a pattern that our URL need not match', { ...text, pattern: '^https://api[.]example[.]com/' }],
  ['no room for a URL', { ...text, maxLength: 20 }],
])('a next with %s is no link', (_title, next) => {
  expect(linksOf(object({ data, 'next!': next }))).toBeUndefined()
})

describe('the URLs of the other pages', () => {
  test('stand beside it', () => {
    const links = object({ self: uri, first: uri, previous: uri, 'next!': uri, last: uri })
    expect(linksOf(object({ data, links }))).toEqual({
      self: { at: '/links/self' },
      first: { at: '/links/first' },
      prev: { at: '/links/previous' },
      next: { at: '/links/next', none: 'nearest' },
      last: { at: '/links/last' },
    })
  })

  test('are of this page where they are called href', () => {
    const answer = object({
      'href!': text,
      items: data,
      'next!': nullable(text),
      'previous!': nullable(text),
    })
    expect(linksOf(answer)).toEqual({
      self: { at: '/href' },
      next: { at: '/next', none: 'null' },
      prev: { at: '/previous', none: 'null' },
    })
  })

  test('may stand in link objects, of which some must be there', () => {
    const links = object({ 'self!': href, 'first!': href, prev: href, next: href })
    expect(linksOf(object({ data, 'links!': links }))).toEqual({
      self: { at: '/links/self/href' },
      first: { at: '/links/first/href', none: 'empty' },
      prev: { at: '/links/prev/href' },
      next: { at: '/links/next/href' },
    })
  })
})

test.each<[string, { given: JsonObject; want: string | undefined }]>([
  ['is left out where it may be', { given: object({ data, next: uri }), want: undefined }],
  ['is null where it may be', { given: object({ data, next: nullable(uri) }), want: 'null' }],
  ['is an empty text where it must be a text', { given: object({ data, 'next!': text }), want: 'empty' }],
  [
    'is a URL where a text must have characters',
    { given: object({ data, 'next!': { ...text, minLength: 1 } }), want: 'nearest' },
  ],
  [
    'is a URL where a text must be like one',
    { given: object({ data, 'next!': { ...text, pattern: '^https?://' } }), want: 'nearest' },
  ],
  ['is a URL where it must be one', { given: object({ data, 'next!': uri }), want: 'nearest' }],
])('the URL of a page that is not there %s', (_title, { given, want }) => {
  expect(linksOf(given)).toEqual({ next: { at: '/next', ...(want && { none: want }) } })
})
