// The reasons that `explain` gives: true, one line, and naming what stands in the way.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import {
  annotated,
  crud,
  integer,
  list,
  object,
  operation,
  pet,
  query,
  read,
  reasonOf,
  ref,
  text,
} from './documents.js'

describe('the reason', () => {
  const sorted = { type: 'string', enum: ['name', '-name', 'created'] }
  const page = object({ 'data!': object({ rows: list(ref('Pet')) }), total: integer })
  const parameters = [
    query('offset', integer),
    query('limit', integer),
    query('status', text),
    query('sort', sorted),
  ]
  const listed = (answer: JsonObject, given: readonly JsonObject[], more: JsonObject = {}) => ({
    ...crud('/pets', 'petId', ref('Pet')),
    '/pets': {
      get: operation({ '200': answer }, null, { parameters: given, ...more }),
      post: operation({ '201': ref('Pet') }, ref('Pet')),
    },
  })

  const cases: readonly (readonly [
    string,
    { given: JsonObject; at: readonly [string, string]; want: string },
  ])[] = [
    [
      'of a list tells its envelope, paging, filters and sorting',
      {
        given: listed(page, parameters),
        at: ['get', '/pets'],
        want: 'collection /pets; items in data.rows; paged by offset and limit; filters by status; sorts by name, createdAt',
      },
    ],
    [
      'of a plain list tells no more',
      { given: listed(list(ref('Pet')), []), at: ['get', '/pets'], want: 'collection /pets' },
    ],
    [
      'of a list names the properties that the declared sort and search take',
      {
        given: listed(
          list(ref('Pet')),
          [query('sort', text), query('q', text)],
          annotated({ sort: { properties: ['name'] }, search: ['tag'] }),
        ),
        at: ['get', '/pets'],
        want: 'collection /pets; sorts by name; searches by q; x-persistence adds sort, search',
      },
    ],
    [
      'of a declared list tells them too',
      {
        given: listed(page, parameters.slice(0, 1), annotated({ entity: 'pets', action: 'list' })),
        at: ['get', '/pets'],
        want: 'x-persistence; items in data.rows; paged by offset',
      },
    ],
    [
      'of an item tells the property that the parameter names',
      {
        given: crud('/pets', 'petId', ref('Pet')),
        at: ['get', '/pets/{petId}'],
        want: 'item of /pets; key petId is the property id',
      },
    ],
    [
      'of an item tells when the key is a guess',
      {
        given: crud('/pets', 'pk', ref('Pet')),
        at: ['get', '/pets/{pk}'],
        want: 'item of /pets; key pk is taken to be id',
      },
    ],
    [
      'of what is not kept names the create that was refused, and why',
      {
        given: {
          ...crud('/pets', 'petId', ref('Pet')),
          '/pets': {
            get: operation({ '200': list(ref('Pet')) }),
            post: operation({ '201': ref('Pet') }, null),
          },
        },
        at: ['get', '/pets'],
        want: 'no operation creates records of /pets: post /pets does not, because its request has no body to store',
      },
    ],
    [
      'of what is not kept names nothing when there is no create',
      {
        given: { '/pets/{id}': { get: operation({ '200': ref('Pet') }) } },
        at: ['get', '/pets/{id}'],
        want: 'no operation creates records of /pets',
      },
    ],
    [
      'of a singleton says that it is one, and when it is there',
      {
        given: {
          '/pets/{id}/owner': {
            get: operation({ '200': object({ id: integer, name: text }) }),
            post: operation({ '201': object({ id: integer, name: text }) }, object({ name: text })),
          },
        },
        at: ['post', '/pets/{id}/owner'],
        want: 'the only record of /pets/{id}/owner, which is there from the beginning',
      },
    ],
    [
      'of removing a whole collection does not say that nothing creates its records',
      {
        given: {
          ...crud('/pets', 'petId', ref('Pet')),
          '/pets': {
            ...(crud('/pets', 'petId', ref('Pet'))['/pets'] as JsonObject),
            delete: operation({ '204': null }),
          },
        },
        at: ['delete', '/pets'],
        want: 'an action: what it removes is no item of a collection that is kept',
      },
    ],
  ]
  test.each(cases)('%s', (_title, { given, at: [method, path], want }) => {
    expect(reasonOf(read(given), method, path)).toBe(want)
  })

  test('names a few properties and counts the rest', () => {
    const names = Array.from({ length: 9 }, (_, index) => `p${index}`)
    const record = object(Object.fromEntries([['id!', text], ...names.map((name) => [name, text])]))
    const given = {
      '/things': {
        get: operation({ '200': list(record) }, null, { parameters: names.map((name) => query(name, text)) }),
        post: operation({ '201': record }, record),
      },
    }
    expect(reasonOf(read(given), 'get', '/things')).toBe(
      'collection /things; filters by p0, p1, p2, p3, p4, p5 and 3 more',
    )
    expect(
      reasonOf(read({ ...given, '/pets': { post: operation({ '201': pet }, pet) } }), 'post', '/pets'),
    ).toBe('an action: no operation lists or reads what it would create')
  })
})
