// Schemas that openapi-typescript gets wrong or fails on: the types say what the schema says, or nothing, and compile.
import type { Json, JsonObject } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { renderTypes } from '../../generator/render/types/render-types.js'
import { typeErrors } from './type-errors.js'

const text = { type: 'string' }
const count = { type: 'integer' }
const other = { $ref: '#/components/schemas/Other' }

/** The type of a schema, and what of it TypeScript must find assignable. */
const table: readonly (readonly [title: string, schema: Json, want: string])[] = [
  ['an object of which nothing is said', { type: 'object' }, 'Record<string, unknown>'],
  ['a boolean schema among others', { allOf: [true, { properties: { a: text } }] }, '{ a?: string }'],
  ['what is never valid', { properties: { a: false } }, '{ a?: never }'],
  ['a constant null', { const: null }, 'null'],
  ['a constant zero', { const: 0 }, '0'],
  ['listed objects', { type: 'object', enum: [{ a: 1 }, { a: 2 }] }, '{ a: 1 } | { a: 2 }'],
  ['listed values of several types', { enum: ['a', 1, -1, true, null] }, '"a" | 1 | -1 | true | null'],
  ['an empty list', { enum: [] }, 'never'],
  ['a nullable type of 3.1', { type: ['string', 'null'] }, 'string | null'],
  ['several types', { type: ['string', 'integer', 'null'] }, 'string | number | null'],
  ['an unknown type', { type: 'any' }, 'unknown'],
  [
    'several types beside alternatives',
    { type: ['string', 'integer'], anyOf: [{ const: 'a' }, { const: 1 }] },
    '"a" | 1',
  ],
  [
    'alternatives beside properties',
    { type: 'object', required: ['a'], properties: { a: text }, anyOf: [{ properties: { b: text } }] },
    '{ a: string } & { b?: string }',
  ],
  [
    'properties beside others of another type',
    { required: ['a'], properties: { a: text }, additionalProperties: count },
    '{ a: string } & { [key: string]: unknown }',
  ],
  [
    'patterns of properties',
    { type: 'object', patternProperties: { '^x': text } },
    '{ [key: string]: unknown }',
  ],
  ['positions that may be missing', { type: 'array', prefixItems: [text, count] }, 'unknown[]'],
  [
    'positions that may be missing, and no others',
    { type: 'array', prefixItems: [text, count], items: false },
    '(string | number)[]',
  ],
  [
    'positions that must be there',
    { type: 'array', prefixItems: [text, count], items: false, minItems: 2 },
    '[string, number]',
  ],
  [
    'what stands beside a reference',
    { ...other, properties: { b: text } },
    '{ a?: string } & { b?: string }',
  ],
  ['what is required beside a reference', { ...other, required: ['a'] }, '{ a: string }'],
  ['a required name that every object has', { allOf: [other], required: ['toString'] }, '{ a?: string }'],
  [
    'a property required of what may be null',
    { allOf: [{ $ref: '#/components/schemas/MayBe' }], required: ['a'] },
    '{ a?: string } | null',
  ],
  ['a reference into a schema', { $ref: '#/components/schemas/Other/properties/a' }, 'string'],
  ['a reference to an alternative', { $ref: '#/components/schemas/Either/oneOf/1' }, 'number'],
  ['a reference to items', { $ref: '#/components/schemas/List/items' }, 'string'],
  [
    'a reference into an operation',
    { $ref: '#/paths/~1a/get/responses/200/content/application~1json/schema' },
    'string[]',
  ],
  ['a reference to definitions of its own', { $ref: '#/components/schemas/Own/$defs/inner' }, 'boolean'],
  ['a dynamic reference', { $dynamicRef: '#node' }, 'unknown'],
  ['what nobody may add', { properties: { a: text }, unevaluatedProperties: false }, '{ a?: string }'],
  ['a discriminator of nothing', { oneOf: [other, true], discriminator: { propertyName: 'a' } }, 'unknown'],
]

const components: JsonObject = {
  Other: { type: 'object', properties: { a: text } },
  MayBe: { type: ['object', 'null'], properties: { a: text } },
  Either: { oneOf: [text, count] },
  List: { type: 'array', items: text },
  Own: { type: 'object', properties: { b: text }, $defs: { inner: { type: 'boolean' } } },
  Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } },
}

describe('the type of', () => {
  test.each(table)('%s', async (_title, schema, want) => {
    const types = await typesOf({ ...components, Given: schema })
    // Equal when each can be used for the other.
    const proof =
      `type Given = components['schemas']['Given']\ntype Want = ${want}\n` +
      'export const there = (given: Given): Want => given\nexport const back = (want: Want): Given => want\n'
    expect(typeErrors(types + proof)).toEqual([])
  })

  test('definitions inside a schema is no property of its values', async () => {
    const types = await typesOf(components)
    expect(typeErrors(`${types}export const own: components['schemas']['Own'] = { b: 'x' }\n`)).toEqual([])
  })

  test('data that looks like a schema', async () => {
    const example = { allOf: ['x', 1, null], discriminator: { propertyName: 'x' }, oneOf: [true] }
    const Given = {
      type: 'object',
      properties: { a: { ...text, default: 'x', example } },
      example,
      examples: [example],
    }
    expect(
      typeErrors(await typesOf({ ...components, Given, Only: { const: example }, One: { enum: [example] } })),
    ).toEqual([])
  })
})

describe('parts of an operation', () => {
  test('a component that is a reference has the type of what it refers to', async () => {
    const document = documentOf(components)
    const types = await renderTypes({
      ...document,
      components: {
        schemas: components,
        responses: {
          One: { $ref: '#/components/responses/Two' },
          Two: { description: 'ok', content: { 'application/json': { schema: text } } },
        },
        parameters: {
          One: { $ref: '#/components/parameters/Two' },
          Two: { name: 'n', in: 'query', schema: count },
        },
      },
    })
    const proof =
      `export const body: components['responses']['One']['content']['application/json'] = 'x'\n` +
      `export const n: components['parameters']['One'] = 1\n`
    expect(typeErrors(types + proof)).toEqual([])
  })

  test('a parameter that is written as JSON has the type of its schema', async () => {
    const parameter = {
      name: 'q',
      in: 'query',
      content: { 'application/json': { schema: { properties: { a: count } } } },
    }
    const types = await renderTypes(documentOf(components, { parameters: [parameter] }))
    const proof = `export const q: NonNullable<operations['a']['parameters']['query']>['q'] = { a: 1 }\n`
    expect(typeErrors(types + proof)).toEqual([])
  })

  test('an operationId that is a number is a key like all others', async () => {
    const types = await renderTypes(documentOf(components, { operationId: '42' }))
    expect(typeErrors(`${types}export const id: keyof operations = '42'\n`)).toEqual([])
  })

  test('webhooks may have ids of their own, or those of operations', async () => {
    const hook = { post: { operationId: 'a', responses: { 200: { description: 'ok' } } } }
    const types = await renderTypes({ ...documentOf(components), webhooks: { hook } })
    expect(typeErrors(`${types}export const id: keyof operations = 'a'\n`)).toEqual([])
  })
})

describe('what TypeScript could not check', () => {
  test('a schema of 2^30 variants keeps its properties, and its alternatives are left out', async () => {
    const pair = (n: number) => ({
      oneOf: ['a', 'b'].map((kind) => ({ properties: { [`${kind}${n}`]: text } })),
    })
    const Given = { properties: { id: text }, allOf: Array.from({ length: 30 }, (_, n) => pair(n)) }
    const proof = `export const id = (given: components['schemas']['Given']): string | undefined => given.id\n`
    expect(typeErrors((await typesOf({ Given })) + proof)).toEqual([])
  })

  test('several types beside nested alternatives do not multiply the text', async () => {
    let Given: JsonObject = text
    for (let n = 0; n < 60; n++) Given = { type: ['object', 'array', 'string'], anyOf: [Given] }
    const types = await typesOf({ Given })
    expect(types.length).toBeLessThan(20_000)
    expect(typeErrors(types)).toEqual([])
  })

  test('20,000 values are a type', async () => {
    const Given = { type: 'string', enum: Array.from({ length: 20_000 }, (_, n) => `value-${n}`) }
    const proof = `export const value: components['schemas']['Given'] = 'value-19999'\n`
    expect(typeErrors((await typesOf({ Given })) + proof)).toEqual([])
  })
})

function typesOf(schemas: JsonObject): Promise<string> {
  return renderTypes(documentOf(schemas))
}

function documentOf(schemas: JsonObject, operation: JsonObject = {}): JsonObject {
  const content = { 'application/json': { schema: { type: 'array', items: text } } }
  const get = { operationId: 'a', responses: { 200: { description: 'ok', content } }, ...operation }
  return {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/a': { get } },
    components: { schemas },
  }
}
