// Properties that are never answered: no list selects, sorts or searches by them, for that would tell them.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import {
  annotated,
  diagnosticsOf,
  documentOf,
  factsOf,
  list,
  object,
  operation,
  query,
  read,
  text,
} from './documents.js'

const secret: JsonObject = { ...text, writeOnly: true }
const account = object({
  'id!': text,
  name: text,
  password: secret,
  pin: { type: 'integer', writeOnly: true },
  codes: { type: 'array', items: text, writeOnly: true },
})
const accounts = (parameters: readonly JsonObject[], more: JsonObject = {}) => ({
  '/accounts': {
    get: operation({ '200': list(account) }, null, { parameters, ...more }),
    post: operation({ '201': account }, account),
  },
})

describe('a writeOnly property', () => {
  test.each([['password'], ['codes'], ['password__contains']])('is not selected by %s', (name) => {
    const given = accounts([query(name, text), query('min_pin', { type: 'integer' }), query('name', text)])
    expect(factsOf(read(given), 'get', '/accounts')).toMatchObject({ filters: { name: 'name' } })
    expect(factsOf(read(given), 'get', '/accounts')).not.toHaveProperty(['filters', name])
    expect(factsOf(read(given), 'get', '/accounts')).not.toHaveProperty('filters.min_pin')
  })

  test.each([[{}], [annotated({ sort: { parameter: 'sort' }, search: { parameter: 'q' } })]])(
    'is neither sorted nor searched by, with %j',
    (more) => {
      const facts = factsOf(read(accounts([query('sort', text), query('q', text)], more)), 'get', '/accounts')
      expect(facts).toMatchObject({ sort: { properties: { id: 'id', name: 'name' } } })
      expect(JSON.stringify(facts)).not.toMatch(/password|pin/)
    },
  )

  test('gives its name to no sort parameter that enumerates it', () => {
    const values = { type: 'string', enum: ['name', 'password'] }
    expect(factsOf(read(accounts([query('sort', values)])), 'get', '/accounts')).not.toHaveProperty('sort')
  })

  test.each<[string, JsonObject, string]>([
    ['sort', { sort: { parameter: 'sort', properties: ['password'] } }, 'sort/properties/0'],
    ['order', { sort: ['-password'] }, 'sort/0'],
    ['search', { search: { parameter: 'q', properties: ['password'] } }, 'search/properties/0'],
  ])('is refused in a declared %s', (_title, declared, place) => {
    const given = accounts([query('sort', text), query('q', text)], annotated(declared))
    expect(diagnosticsOf(documentOf(given))).toMatchObject([
      {
        severity: 'error',
        code: 'MOCKGEN_PERSISTENCE',
        pointer: `/paths/~1accounts/get/x-persistence/${place}`,
      },
    ])
  })
})
