// What lists understand: paging, filters and sorting, read from parameters and schemas.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import {
  boolean,
  entityOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  pet,
  query,
  read,
  text,
} from './documents.js'

describe('lists', () => {
  function listed(
    parameters: readonly JsonObject[],
    answer: JsonObject = list(pet),
    record: JsonObject = pet,
  ) {
    const model = read({
      '/pets': {
        get: operation({ '200': answer }, null, { parameters }),
        post: operation({ '201': record }, record),
      },
      '/pets/{id}': { get: operation({ '200': record }) },
    })
    return { facts: factsOf(model, 'get', '/pets'), entity: entityOf(model, 'pets') }
  }

  const paging: readonly (readonly [string, { given: readonly JsonObject[]; want: Json }])[] = [
    [
      'offset and limit',
      {
        given: [query('offset', integer), query('limit', { ...integer, default: 10, maximum: 50 })],
        want: { offset: 'offset', limit: 'limit', defaultLimit: 10, maxLimit: 50 },
      },
    ],
    [
      'page and size',
      {
        given: [query('page', integer), query('per_page', integer)],
        want: { page: 'page', limit: 'per_page' },
      },
    ],
    [
      'pages counted from 0',
      {
        given: [query('pageNumber', { ...integer, minimum: 0 })],
        want: { page: 'pageNumber', firstPage: 0 },
      },
    ],
    [
      'deep object names',
      {
        given: [query('page[number]', integer), query('page[size]', integer)],
        want: { page: 'page[number]', limit: 'page[size]' },
      },
    ],
    [
      'a cursor',
      {
        given: [query('page_token', text), query('limit', integer)],
        want: { cursor: 'page_token', limit: 'limit' },
      },
    ],
    [
      'an offset where no answer tells a cursor',
      { given: [query('offset', integer), query('cursor', text)], want: { offset: 'offset' } },
    ],
    [
      'a maximum above what the runtime allows',
      { given: [query('limit', { ...integer, maximum: 5000 })], want: { limit: 'limit', maxLimit: 1000 } },
    ],
  ]
  test.each(paging)('are paged by %s', (_title, { given, want }) => {
    expect(listed(given).facts).toMatchObject({ page: want })
  })

  test('tell the next cursor where it may be null, and otherwise an empty text at the end', () => {
    const nullable = object({ data: list(pet), next_cursor: { ...text, nullable: true } })
    expect(listed([query('cursor', text)], nullable).facts).toHaveProperty(
      'page.answer.nextCursor',
      '/next_cursor',
    )
    expect(listed([query('cursor', text)], nullable).facts).not.toHaveProperty('page.emptyCursor')
    const always = object({ data: list(pet), 'next_cursor!': text })
    expect(listed([query('cursor', text)], always).facts).toHaveProperty('page.emptyCursor', true)
  })

  test('tell no cursor that no parameter takes', () => {
    const answer = object({ data: list(pet), next_cursor: text, total: integer })
    expect(listed([], answer).facts).toMatchObject({ page: { answer: { total: '/total' } } })
    expect(listed([], answer).facts).not.toHaveProperty('page.answer.nextCursor')
  })

  test('compare by an operator beside the name of a property', () => {
    const record = object({
      'id!': integer,
      price: { type: 'number' },
      name: text,
      created_at: { ...text, format: 'date-time' },
    })
    const number = { type: 'number' }
    const time = { ...text, format: 'date-time' }
    const parameters = [
      query('price_gte', number),
      query('price[lt]', number),
      query('max_price', number),
      query('created_after', time),
      query('name__contains', text),
      query('price_near', number),
    ]
    expect(listed(parameters, list(record), record).facts).toMatchObject({
      filters: {
        price_gte: { property: 'price', operator: 'gte' },
        'price[lt]': { property: 'price', operator: 'lt' },
        max_price: { property: 'price', operator: 'lte' },
        created_after: { property: 'created_at', operator: 'gt' },
        name__contains: { property: 'name', operator: 'contains' },
      },
    })
  })

  test('search the texts of their records', () => {
    const record = object({
      'id!': integer,
      name: text,
      note: text,
      created_at: { ...text, format: 'date-time' },
    })
    expect(listed([query('q', text)], list(record), record).facts).toMatchObject({
      search: { parameter: 'q', properties: ['name', 'note'] },
    })
    const named = object({ 'id!': integer, q: text })
    expect(listed([query('q', text)], list(named), named).facts).not.toHaveProperty('search')
  })

  test('are not paged by a text', () => {
    expect(listed([query('page', text), query('limit', boolean)]).facts).not.toHaveProperty('page')
  })

  test('are not paged by a property of the record', () => {
    const sized = object({ 'id!': integer, name: text, size: integer })
    expect(listed([query('size', integer)], list(sized), sized).facts).toMatchObject({
      filters: { size: 'size' },
    })
  })

  test('hold no more than their array may', () => {
    const { facts } = listed([query('limit', { ...integer, default: 500 })], { ...list(pet), maxItems: 100 })
    expect(facts).toMatchObject({ page: { maxLimit: 100, defaultLimit: 100 } })
  })

  test('tell about the page beside the array or one level deeper', () => {
    const answer = object({
      data: list(pet),
      total: text,
      meta: object({ total: integer, count: integer, has_more: boolean, page: integer, totalPages: integer }),
      page: object({ size: integer, number: integer }),
    })
    expect(listed([], answer).facts).toMatchObject({
      items: '/data',
      page: {
        answer: {
          total: '/meta/total',
          count: '/meta/count',
          hasMore: '/meta/has_more',
          page: '/meta/page',
          pages: '/meta/totalPages',
          limit: '/page/size',
        },
      },
    })
  })

  test('tell whether the page is the first, the last, or empty', () => {
    const answer = object({
      content: list(pet),
      totalElements: integer,
      totalPages: integer,
      number: integer,
      numberOfElements: integer,
      first: boolean,
      last: boolean,
      empty: boolean,
    })
    expect(listed([], answer).facts).toMatchObject({
      page: {
        answer: {
          page: '/number',
          pages: '/totalPages',
          count: '/numberOfElements',
          isFirst: '/first',
          isLast: '/last',
          isEmpty: '/empty',
        },
      },
    })
    expect(
      listed([], object({ content: list(pet), number: integer, lastPage: boolean })).facts,
    ).toMatchObject({
      page: { answer: { isLast: '/lastPage' } },
    })
  })

  const filters: readonly (readonly [string, { given: JsonObject; want: Json }])[] = [
    ['a property of the same name', { given: query('created_at', text), want: { created_at: 'createdAt' } }],
    ['one of several values', { given: query('status', list(text)), want: { status: 'status' } }],
    ['an entry of an array', { given: query('labels', text), want: { labels: 'labels' } }],
    ['nothing of another type', { given: query('name', integer), want: null }],
    [
      'nothing that selects otherwise',
      { given: query('status', { type: 'string', enum: ['new', 'overdue'] }), want: null },
    ],
    [
      'a property, and not by a value that means all',
      {
        given: query('status', { type: 'string', enum: ['new', 'all'] }),
        want: { status: { property: 'status', operator: 'eq', all: ['all'] } },
      },
    ],
    ['nothing the record does not have', { given: query('q', text), want: null }],
  ]
  test.each(filters)('are filtered by %s', (_title, { given, want }) => {
    const { facts } = listed([given])
    expect((facts && 'filters' in facts && facts.filters) || null).toEqual(want)
  })

  const sorts: readonly (readonly [string, { given: readonly JsonObject[]; want: Json }])[] = [
    [
      'enumerated properties',
      {
        given: [query('sort', { type: 'string', enum: ['name', 'created'] })],
        want: { parameter: 'sort', properties: { name: 'name', created: 'createdAt' } },
      },
    ],
    [
      'properties with a direction',
      {
        given: [query('sort_by', { type: 'string', enum: ['name', '-name', 'tag:desc'] })],
        want: { parameter: 'sort_by', properties: { name: 'name', tag: 'tag' } },
      },
    ],
    [
      'a direction beside',
      {
        given: [
          query('sort', { type: 'string', enum: ['name'] }),
          query('order', { type: 'string', enum: ['asc', 'desc'] }),
        ],
        want: { parameter: 'sort', direction: 'order', properties: { name: 'name' } },
      },
    ],
    [
      'any scalar property',
      {
        given: [query('orderBy', text)],
        want: {
          parameter: 'orderBy',
          properties: { id: 'id', name: 'name', tag: 'tag', createdAt: 'createdAt', status: 'status' },
        },
      },
    ],
    [
      'nothing when a value means something else',
      { given: [query('sort', { type: 'string', enum: ['name', 'popularity'] })], want: null },
    ],
  ]
  test.each(sorts)('are sorted by %s', (_title, { given, want }) => {
    const { facts } = listed(given)
    expect((facts && 'sort' in facts && facts.sort) || null).toEqual(want)
  })

  test('index what they filter and sort by, arrays and the key excepted', () => {
    const given = [
      query('labels', text),
      query('tag', text),
      query('id', integer),
      query('sort', { type: 'string', enum: ['name'] }),
    ]
    expect(listed(given).entity?.indexes).toEqual(['tag', 'name'])
  })
})
