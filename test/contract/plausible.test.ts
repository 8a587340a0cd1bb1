// Made-up values that a reader believes: by name, by format, by what the document asks for.
import { describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../runtime/json.js'
import { bodiesOf, contractOf, documentOf, random, rawOf } from './contract-of.js'

function objectOf(properties: JsonObject, schemas: JsonObject = {}): JsonObject {
  const schema = { type: 'object', required: Object.keys(properties), properties }
  const { response } = bodiesOf(schema, { schemas, openapi: '3.1.0' })
  const value = response.sample(random(5))
  expect(response.validate(value ?? null)).toEqual([])
  return isObject(value) ? value : {}
}

const text = { type: 'string' }

describe('text by the name of its property', () => {
  test.each<readonly [string, RegExp]>([
    ['firstName', /^[A-Z][a-z]+$/],
    ['first_name', /^[A-Z][a-z]+$/],
    ['last-name', /^[A-Z][a-z]+$/],
    ['contactEmail', /^[a-z.]+@example\.com$/],
    ['avatar', /^https:\/\/example\.com\/\w+\.png$/],
    ['websiteURL', /^https:\/\//],
    ['phoneNumber', /^\+1\d{10}$/],
    ['countryCode', /^[A-Z]{2}$/],
    ['country', /^[A-Z][a-z]+$/],
    ['currency', /^[A-Z]{3}$/],
    ['postal_code', /^\d{5}$/],
    ['backgroundColor', /^#[\da-f]{6}$/],
    ['ipAddress', /^192\.0\.2\.\d+$/],
    ['slug', /^[a-z]+-[a-z]+$/],
    ['appVersion', /^\d+\.\d+\.\d+$/],
    ['createdAt', /^2024-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
    ['updated_at', /^2025-\d\d-\d\dT/],
    ['timezone', /^\w+\/\w+$/],
    ['status', /^[a-z]+$/],
  ])('%s', (name, pattern) => {
    expect(objectOf({ [name]: text })[name]).toMatch(pattern)
  })

  test.each<readonly [string, JsonObject, RegExp]>([
    [
      'the code of a currency',
      { currency: { type: 'object', required: ['code'], properties: { code: text } } },
      /"[A-Z]{3}"/,
    ],
    [
      'the name of a customer',
      { customer: { type: 'object', required: ['name'], properties: { name: text } } },
      /"[A-Z][a-z]+ [A-Z][a-z]+"/,
    ],
    [
      'the names of authors',
      {
        authors: {
          type: 'array',
          minItems: 1,
          items: { type: 'object', required: ['name'], properties: { name: text } },
        },
      },
      /"[A-Z][a-z]+ [A-Z][a-z]+"/,
    ],
  ])('%s is told from what it stands in', (_, properties, pattern) => {
    expect(JSON.stringify(objectOf(properties))).toMatch(pattern)
  })

  test('a record is told from the name of its schema', () => {
    const person = { type: 'object', required: ['name'], properties: { name: text } }
    const { response } = bodiesOf({ $ref: '#/components/schemas/Person' }, { schemas: { Person: person } })
    expect(response.sample(random())).toEqual({ name: expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+$/) })
  })

  test.each<readonly [string, JsonObject, RegExp]>([
    ['a pattern that the name fits', { pattern: '^[A-Z][a-z]{1,20}$' }, /^[A-Z][a-z]+$/],
    ['a pattern that it does not', { pattern: '^\\d{4}$' }, /^\d{4}$/],
    ['a length', { maxLength: 2 }, /^.{1,2}$/],
    ['an enum', { enum: ['x'] }, /^x$/],
  ])('%s is kept', (_, keywords, pattern) => {
    expect(objectOf({ firstName: { ...text, ...keywords } }).firstName).toMatch(pattern)
  })
})

describe('numbers by the name of their property', () => {
  test.each<readonly [string, JsonObject, number, number]>([
    ['latitude', { type: 'number' }, -90, 90],
    ['longitude', { type: 'number' }, -180, 180],
    ['age', { type: 'integer' }, 18, 90],
    ['publicationYear', { type: 'integer' }, 1990, 2024],
    ['price', { type: 'number' }, 1, 500],
    ['port', { type: 'integer' }, 1024, 65_535],
    ['percent', { type: 'number', minimum: 50 }, 50, 100],
    ['age', { type: 'integer', maximum: 10 }, 0, 10],
    ['price', { type: 'number', minimum: 1000 }, 1000, 3000],
    ['created', { type: 'integer' }, 1_704_067_200, 1_735_689_599],
  ])('%s of %j', (name, schema, low, high) => {
    const value = objectOf({ [name]: schema })[name]
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(high)
  })

  test.each<readonly [string, JsonObject, (value: number) => boolean]>([
    ['uint8', { type: 'integer', format: 'uint8' }, (value) => value >= 0 && value <= 255],
    [
      'int64 without bounds',
      { type: 'integer', format: 'int64', minimum: -1e18, maximum: 1e18 },
      Number.isSafeInteger,
    ],
    [
      'cents',
      { type: 'number', multipleOf: 0.01, minimum: 0.01, maximum: 0.02 },
      (value) => [0.01, 0.02].includes(value),
    ],
    [
      'sixths in common',
      { allOf: [{ type: 'number', multipleOf: 2 }, { multipleOf: 3 }] },
      (value) => value % 6 === 0,
    ],
    ['a huge range', { type: 'number', minimum: -1e300, maximum: 1e300 }, Number.isFinite],
  ])('%s', (_, schema, holds) => {
    expect(Number(objectOf({ n: schema }).n)).toSatisfy(holds)
  })
})

describe('formats that nobody checks', () => {
  test.each<readonly [JsonObject, RegExp]>([
    [{ format: 'iri' }, /^https:.*ö/],
    [{ format: 'idn-email' }, /@ex.mple\.com$/],
    [{ format: 'decimal' }, /^\d+\.\d+$/],
    [{ format: 'http-date' }, / GMT$/],
    [{ format: 'base64url' }, /^[\w-]+$/],
    [{ contentEncoding: 'base64' }, /^[A-Za-z\d+/]+=*$/],
    [{ contentMediaType: 'application/json' }, /^\{.*\}$/],
    [{ format: 'date-time-local' }, /T\d\d:\d\d:\d\d$/],
    [{ format: 'email', maxLength: 6 }, /^a@b\.co$/],
    [{ format: 'uri', minLength: 100 }, /^https:.{90,}$/],
    [{ format: 'date', pattern: '^20' }, /^20\d\d-\d\d-\d\d$/],
  ])('%j', (keywords, pattern) => {
    expect(objectOf({ x: { ...text, ...keywords } }).x).toMatch(pattern)
  })
})

describe('x-faker', () => {
  test.each<readonly [string, Json, JsonObject, RegExp]>([
    ['a name', 'internet.email', text, /^".+@.+"$/],
    ['a short name', 'firstName', text, /^"[A-Z]/],
    ['a name that faker gave up', 'name.firstName', text, /^"[A-Z]/],
    ['a name and arguments', { 'number.int': [{ min: 41, max: 42 }] }, { type: 'integer' }, /^4[12]$/],
    ['one of some values', { 'helpers.arrayElement': [['x', 'y']] }, text, /^"[xy]"$/],
    ['a number that faker writes as text', 'commerce.price', { type: 'number' }, /^\d+(\.\d+)?$/],
    ['a date', 'date.past', { ...text, format: 'date' }, /^"\d{4}-\d\d-\d\d"$/],
    [
      'more than an example',
      { 'helpers.arrayElement': [['made']] },
      { ...text, example: 'shown' },
      /^"made"$/,
    ],
    ['nothing that the schema refuses', 'internet.email', { ...text, maxLength: 3 }, /^".{1,3}"$/],
    ['nothing of another type', 'internet.email', { type: 'integer' }, /^\d+$/],
    ['nothing that there is not', 'constructor.constructor', { ...text, enum: ['ok'] }, /^"ok"$/],
    [
      'nothing that calls by name',
      { 'helpers.fake': ['{{internet.email}}'] },
      { ...text, enum: ['ok'] },
      /^"ok"$/,
    ],
    ['nothing beyond bounds', { 'lorem.words': [1e9] }, { ...text, maxLength: 20 }, /^".{1,20}"$/],
    [
      'nothing from arguments that faker refuses',
      { 'number.int': [{ min: 5, max: 1 }] },
      { type: 'integer', maximum: 9 },
      /^\d$/,
    ],
  ])('gives %s', (_, faker, schema, pattern) => {
    expect(JSON.stringify(objectOf({ x: { ...schema, 'x-faker': faker } }).x)).toMatch(pattern)
  })

  test('is the same for the same seed', () => {
    const { response } = bodiesOf({ ...text, 'x-faker': 'person.fullName' })
    expect(response.sample(random(3))).toEqual(response.sample(random(3)))
    expect(response.sample(random(3))).not.toEqual(response.sample(random(4)))
  })
})

describe('a made-up list', () => {
  const ids = (list: Json | undefined) =>
    Array.isArray(list) ? list.map((item: Json) => (isObject(item) ? item.id : undefined)) : []

  function listOf(items: JsonObject, more: JsonObject = {}): readonly Json[] {
    const { response } = bodiesOf({ type: 'array', items, ...more }, { openapi: '3.1.0' })
    const list = response.sample(random(7))
    expect(response.validate(list ?? null)).toEqual([])
    return Array.isArray(list) ? list : []
  }

  test.each<readonly [string, JsonObject, number]>([
    ['three', {}, 3],
    ['as many as it must', { minItems: 5 }, 5],
    ['no more than it may', { maxItems: 2 }, 2],
  ])('has %s items', (_, bounds, count) => {
    expect(listOf({ type: 'object', properties: { id: { type: 'integer' } } }, bounds)).toHaveLength(count)
  })

  test('has as many in an envelope', () => {
    const items = { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } }
    expect(objectOf({ data: items }).data).toHaveLength(3)
  })

  test.each<readonly [string, JsonObject, readonly Json[]]>([
    ['numbers that follow each other', { type: 'integer', example: 10 }, [10, 11, 12]],
    ['texts that are counted', { ...text, example: 'INV-0099' }, ['INV-0099', 'INV-0100', 'INV-0101']],
    ['several examples', { type: 'integer', examples: [7, 3] }, [7, 3]],
  ])('gives its items ids like the example: %s', (_, id, want) => {
    const found = ids(listOf({ type: 'object', required: ['id'], properties: { id } }))
    expect(found.slice(0, want.length)).toEqual(want)
    expect(new Set(found).size).toBe(3)
  })

  test.each<readonly [string, string, RegExp]>([
    ['letters and digits', 'usr_2up3OPMp9T', /^usr_\d[a-z]{2}\d[A-Z]{3}[a-z]\d[A-Z]$/],
    ['a UUID', '3f2504e0-4f89-41d3-9a0c-0305e82c3301', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/],
  ])('gives them ids of the look of the example: %s', (_, example, look) => {
    const found = ids(listOf({ type: 'object', properties: { id: { ...text, example } } }))
    expect(found[0]).toBe(example)
    expect(new Set(found).size).toBe(3)
    for (const id of found) expect(id).toMatch(look)
  })

  test('never leaves out their ids', () => {
    const properties = { id: text, a: text, b: text }
    expect(
      ids(listOf({ type: 'object', properties }, { minItems: 30 })).every((id) => id !== undefined),
    ).toBe(true)
  })

  test('shows an example of the whole item once, and what else the document shows of a property each time', () => {
    const items = {
      type: 'object',
      properties: { id: { type: 'integer', example: 1 }, category: { type: 'object', example: { id: 5 } } },
      examples: [{ id: 90, category: { id: 4 } }],
    }
    expect(listOf(items)).toEqual([
      { id: 90, category: { id: 4 } },
      { id: 2, category: { id: 5 } },
      { id: 3, category: { id: 5 } },
    ])
  })

  test('keeps ids within their schema', () => {
    const id = { type: 'integer', maximum: 11, example: 11 }
    const found = ids(listOf({ type: 'object', required: ['id'], properties: { id } }))
    expect(found[0]).toBe(11)
    for (const value of found) expect(value).toBeLessThanOrEqual(11)
  })
})

describe('headers of a made-up request', () => {
  test.each<readonly [string, RegExp]>([
    ['If-Match', /^\*$/],
    ['If-None-Match', /^"\w+"$/],
    ['If-Modified-Since', / GMT$/],
    ['Range', /^bytes=\d+-\d+$/],
    ['Accept-Language', /^en$/],
    ['Content-MD5', /^[A-Za-z\d+/]{22}==$/],
    ['Prefer', /^return=\w+$/],
    ['X-Anything', /./],
  ])('%s is of the syntax that the protocol knows', (name, pattern) => {
    const parameters = [{ name, in: 'header', required: true, schema: text }]
    const operation = contractOf(
      documentOf({ paths: { '/x': { get: { parameters, responses: {} } } } }),
    ).operation('get /x')
    const encoded = operation.encodeParameters(operation.sampleRequest(random()).parameters)
    expect(encoded.headers[name] ?? encoded.headers[name.toLowerCase()]).toMatch(pattern)
    expect(() => operation.decodeParameters(rawOf(encoded))).not.toThrow()
  })

  test('the document has the first word', () => {
    const parameters = [
      { name: 'If-Match', in: 'header', required: true, schema: { ...text, example: '"abc"' } },
    ]
    const operation = contractOf(
      documentOf({ paths: { '/x': { get: { parameters, responses: {} } } } }),
    ).operation('get /x')
    expect(operation.sampleRequest(random()).parameters.headers).toEqual({ 'If-Match': '"abc"' })
  })
})
