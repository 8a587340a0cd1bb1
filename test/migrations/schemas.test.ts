// The hash of a kind of record's schema: the same for what asks the same of stored data, another one for what asks something else.
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { openContract } from '../../runtime/contract/open-contract.js'

const text = { type: 'string' }

/** What the schema `Book` of these components asks of stored data; or that of another name, and in Swagger's successor 3.0. */
function schemaOf(schemas: JsonObject, { name = 'Book', openapi = '3.1.0', constraints = {} } = {}) {
  const document = { openapi, info: { title: '', version: '' }, paths: {}, components: { schemas } }
  const shape = openContract(document, {}).shape({ schemas: [`#/components/schemas/${name}`], constraints })
  return shape.schema?.() ?? { hash: '', properties: [] }
}

const base: JsonObject = {
  Book: {
    type: 'object',
    required: ['id', 'title'],
    properties: {
      id: text,
      title: text,
      kind: { enum: ['novel', 'map'] },
      author: { $ref: '#/components/schemas/Author' },
    },
  },
  Author: {
    type: 'object',
    properties: { name: text, books: { type: 'array', items: { $ref: '#/components/schemas/Book' } } },
  },
}

/** The base in which a text is replaced by another one. */
function changed(from: string, to: string): JsonObject {
  const printed = JSON.stringify(base)
  expect(printed).toContain(from)
  return JSON.parse(printed.replaceAll(from, to))
}

describe('the hash of a schema is the same', () => {
  test.each<[string, JsonObject]>([
    [
      'with descriptions, examples and extensions',
      changed('"type":"object"', '"type":"object","title":"T","description":"d","examples":[{}],"x-a":1'),
    ],
    ['with readOnly properties', changed('"id":{"type":"string"}', '"id":{"type":"string","readOnly":true}')],
    ['in another order of properties and of required', changed('["id","title"]', '["title","id"]')],
    ['with the values of an enum in another order', changed('["novel","map"]', '["map","novel"]')],
    ['when a component that it refers to has another name', changed('Author', 'Writer')],
    ['beside other components', { Another: text, ...base }],
  ])('%s', (_, schemas) => {
    expect(schemaOf(schemas)).toEqual(schemaOf(base))
  })

  test('whatever was looked at before', () => {
    const document = {
      openapi: '3.1.0',
      info: { title: '', version: '' },
      paths: {},
      components: { schemas: base },
    }
    const contract = openContract(document, {})
    contract.shape({ schemas: ['#/components/schemas/Author'] }).schema?.()
    expect(contract.shape({ schemas: ['#/components/schemas/Book'] }).schema?.()).toEqual(schemaOf(base))
  })
})

describe('the hash of a schema is another one', () => {
  test.each<[string, JsonObject]>([
    ['with a new property', changed('"title":{', '"pages":{"type":"integer"},"title":{')],
    ['with another type', changed('"title":{"type":"string"}', '"title":{"type":"integer"}')],
    ['with a format', changed('"title":{"type":"string"}', '"title":{"type":"string","format":"uuid"}')],
    ['with another required property', changed('["id","title"]', '["id","title","kind"]')],
    ['with fewer values of an enum', changed('["novel","map"]', '["novel"]')],
    ['with a default', changed('"title":{"type":"string"}', '"title":{"type":"string","default":"x"}')],
    ['when it is closed', changed('"required"', '"additionalProperties":false,"required"')],
    [
      'when a schema inside of it is another one',
      changed('"name":{"type":"string"}', '"name":{"type":"integer"}'),
    ],
    [
      'with a property that is called as a keyword that does not count',
      changed('"title":{"type":"string"}', '"description":{"type":"string"}'),
    ],
  ])('%s', (_, schemas) => {
    expect(schemaOf(schemas).hash).not.toBe(schemaOf(base).hash)
  })

  test('with a constraint', () => {
    const constraints = { title: { minLength: 1 } }
    expect(schemaOf(base, { constraints }).hash).not.toBe(schemaOf(base).hash)
  })
})

test('its properties are those of the schema and of its branches, sorted', () => {
  const Book = {
    type: 'object',
    properties: { title: text },
    oneOf: [{ properties: { b: text } }, { allOf: [{ properties: { a: text } }] }],
  }
  expect(schemaOf({ Book }).properties).toEqual(['a', 'b', 'title'])
})

test('what looks like a reference in data is none', () => {
  const Book = { properties: { kind: { enum: [{ $ref: 'mock://record/9' }] }, $ref: text, properties: text } }
  expect(schemaOf({ Book }).hash).toMatch(/^[0-9a-f]{16}$/)
})
