// Where the next cursor stands, and what is said where no answer can tell it.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import {
  annotated,
  boolean,
  diagnosticsOf,
  documentOf,
  factsOf,
  list,
  object,
  operation,
  pet,
  query,
  read,
  text,
} from './documents.js'

const nullable: JsonObject = { ...text, nullable: true }
const byCursor = annotated({ pagination: { style: 'cursor' } })

function visits(answer: JsonObject, more: JsonObject = {}, parameters = [query('cursor', text)]) {
  const get = operation({ '200': answer }, null, { parameters, ...more })
  return { '/visits': { get, post: operation({ '201': pet }, pet) } }
}

describe('the next cursor', () => {
  test.each<[string, JsonObject, string]>([
    ['next', object({ visits: list(pet), next: nullable, hasMore: boolean }), '/next'],
    ['nextPage', object({ data: list(pet), nextPage: nullable }), '/nextPage'],
    ['next of the paging', object({ data: list(pet), paging: object({ next: nullable }) }), '/paging/next'],
    [
      'what is called a cursor before it',
      object({ data: list(pet), next: text, cursor: nullable }),
      '/cursor',
    ],
  ])('stands in %s', (_title, answer, pointer) => {
    const document = documentOf(visits(answer, byCursor))
    expect(diagnosticsOf(document)).toEqual([])
    const facts = factsOf(read(visits(answer, byCursor)), 'get', '/visits')
    expect(facts).toHaveProperty('page.answer.nextCursor', pointer)
  })

  test('is no link, and no number', () => {
    const link = object({ data: list(pet), next: { ...text, format: 'uri' }, nextPage: { type: 'integer' } })
    expect(factsOf(read(visits(link)), 'get', '/visits')).not.toHaveProperty('page.answer.nextCursor')
    const pages = object({ data: list(pet), next: nullable })
    const numbered = factsOf(read(visits(pages, {}, [query('page', { type: 'integer' })])), 'get', '/visits')
    expect(numbered).not.toHaveProperty('page.answer.nextCursor')
  })

  test('that no answer has a place for is warned of where cursors are declared', () => {
    const answer = object({ data: list(pet), hasMore: boolean })
    expect(diagnosticsOf(documentOf(visits(answer, byCursor)))).toMatchObject([
      {
        severity: 'warning',
        code: 'MOCKGEN_PERSISTENCE',
        pointer: '/paths/~1visits/get/x-persistence/pagination/style',
      },
    ])
    expect(diagnosticsOf(documentOf(visits(answer)))).toEqual([])
  })

  test('stands in the Link header where the contract declares one', () => {
    const given = visits(list(pet), byCursor)
    const linked = structuredClone<JsonObject>(given)
    const answer = (linked as typeof given)['/visits'].get.responses as Record<string, JsonObject>
    answer['200'] = { ...answer['200'], headers: { Link: { schema: text } } }
    expect(diagnosticsOf(documentOf(linked))).toEqual([])
    expect(factsOf(read(linked), 'get', '/visits')).toMatchObject({
      page: { style: 'link', cursor: 'cursor' },
    })
  })
})
