import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { contractOf, documentOf, random } from './contract-of.js'

const schemas = {
  Pet: {
    type: 'object',
    required: ['id', 'name', 'status', 'owner'],
    properties: {
      id: { type: 'integer', readOnly: true, minimum: 1 },
      name: { type: 'string', minLength: 2 },
      status: { type: 'string', enum: ['available', 'sold'], default: 'available' },
      age: { type: 'integer' },
      code: { type: 'string', writeOnly: true },
      owner: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string', format: 'email' }, city: { type: 'string', default: 'Oslo' } },
      },
      tags: {
        type: 'array',
        items: { type: 'object', required: ['label'], properties: { label: { type: 'string' } } },
      },
    },
  },
  Summary: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'kind'],
    properties: {
      id: { type: 'integer' },
      name: { type: 'string' },
      kind: { type: 'string', enum: ['pet'] },
    },
  },
  Closed: {
    allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', properties: { a: { type: 'string' } } }],
    unevaluatedProperties: false,
  },
  Base: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
  Animal: {
    oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Bird' }],
    discriminator: { propertyName: 'kind' },
  },
  Cat: {
    type: 'object',
    required: ['kind', 'lives'],
    properties: { kind: { enum: ['cat'] }, lives: { type: 'integer' } },
  },
  Bird: {
    type: 'object',
    required: ['kind', 'wings'],
    properties: { kind: { enum: ['bird'] }, wings: { type: 'integer' } },
  },
  Endless: {
    type: 'object',
    required: ['next'],
    properties: { next: { $ref: '#/components/schemas/Endless' } },
  },
  Page: {
    type: 'object',
    properties: { data: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } },
  },
  Envelope: { allOf: [{ type: 'object', properties: { pet: { $ref: '#/components/schemas/Summary' } } }] },
  Sealed: {
    type: 'object',
    unevaluatedProperties: false,
    anyOf: [{ required: ['card'], properties: { card: { type: 'string' } } }],
  },
  Wrong: {
    type: 'object',
    properties: {
      given: { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'integer', default: 'z' } } },
    },
  },
  Copy: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
}
const contract = contractOf(documentOf({ schemas, openapi: '3.1.0' }))
const pointer = (name: string) => `#/components/schemas/${name}`
const shape = (...names: readonly string[]) => contract.shape({ schemas: names.map(pointer) })
const complete = (value: JsonObject, ...names: readonly string[]) => shape(...names).complete(value, random())

describe('completing a record', () => {
  const whole = { id: 1, name: 'Rex', status: 'sold', owner: { email: 'a@example.com', city: 'Rome' } }

  test('leaves a valid record as it is', () => {
    expect(complete(whole, 'Pet')).toBe(whole)
  })

  test('keeps unknown properties of an open schema', () => {
    expect(complete({ ...whole, extra: [1] }, 'Pet')).toEqual({ ...whole, extra: [1] })
  })

  test('sets defaults, inside objects too', () => {
    expect(complete({ ...whole, status: 'sold', owner: { email: 'a@example.com' } }, 'Pet')).toEqual({
      ...whole,
      owner: { email: 'a@example.com', city: 'Oslo' },
    })
  })

  test('does not set a default that its schema refuses', () => {
    expect(complete({ given: { x: 1 } }, 'Wrong')).toEqual({ given: { x: 1 } })
  })

  test('makes what is required and missing', () => {
    const made = complete({ name: 'Rex' }, 'Pet')
    expect(made).toMatchObject({
      name: 'Rex',
      status: 'available',
      owner: { email: expect.stringContaining('@') },
    })
    expect(made).not.toHaveProperty('age')
    expect(made.id).toBeGreaterThanOrEqual(1)
  })

  test('makes what is required inside given objects and items', () => {
    const made = complete({ ...whole, owner: { city: 'Rome' }, tags: [{}, { label: 'b' }] }, 'Pet')
    expect(made).toMatchObject({
      owner: { email: expect.stringContaining('@'), city: 'Rome' },
      tags: [{ label: expect.any(String) }, { label: 'b' }],
    })
  })

  test('drops what is wrong, and replaces it when it is required', () => {
    const made = complete({ ...whole, name: 'x', age: 'old', id: 5 }, 'Pet')
    expect(made).toMatchObject({ id: 5, status: 'sold' })
    expect(made).not.toHaveProperty('age')
    expect(String(made.name).length).toBeGreaterThan(1)
  })

  test('keeps writeOnly properties', () => {
    expect(complete({ ...whole, code: 'abc' }, 'Pet')).toHaveProperty('code', 'abc')
  })

  test('satisfies several schemas, and keeps what a closed one of them does not know', () => {
    expect(complete({ ...whole, age: 3 }, 'Pet', 'Summary')).toEqual({ ...whole, age: 3, kind: 'pet' })
  })

  test('makes what one schema requires and another says something else of from what both allow', () => {
    const user = (type: string) => ({ properties: { user: { type: [type, 'null'] } } })
    const schemas = { First: user('string'), Second: { ...user('object'), required: ['user'] } }
    const shape = contractOf(documentOf({ schemas, openapi: '3.1.0' })).shape({
      schemas: Object.keys(schemas).map(pointer),
    })
    const made = Array.from({ length: 20 }, (_, seed) => shape.complete({}, random(seed)))
    expect(made).toEqual(made.map(() => ({ user: null })))
  })

  test('drops what the first schema, being closed, does not know', () => {
    expect(complete({ id: 1, a: 'x', b: 1 }, 'Closed')).toEqual({ id: 1, a: 'x' })
  })

  test.each<readonly [string, JsonObject, string]>([
    ['by its discriminator', { kind: 'bird' }, 'wings'],
    ['by what it brings', { lives: 9 }, 'kind'],
  ])('follows the branch that a record means %s', (_, given, made) => {
    expect(complete(given, 'Animal')).toMatchObject({ ...given, [made]: expect.anything() })
  })

  test('makes what a branch of a sealed schema requires', () => {
    expect(complete({}, 'Sealed')).toEqual({ card: expect.any(String) })
  })

  test('ends where nothing satisfies the schema, and where there is no schema', () => {
    expect(complete({}, 'Endless')).toBeTypeOf('object')
    expect(complete({ a: 1 })).toEqual({ a: 1 })
    expect(complete({ a: 1 }, 'Missing')).toEqual({ a: 1 })
  })

  test('is repeatable', () => {
    expect(complete({}, 'Pet')).toEqual(complete({}, 'Pet'))
  })
})

describe('the shape of records', () => {
  test('tells what is readOnly and writeOnly', () => {
    expect(shape('Pet').readOnly).toEqual(['id'])
    expect(shape('Pet').writeOnly).toEqual(['code'])
  })

  test.each<readonly [string, string, Json | undefined]>([
    ['Pet', 'id', { type: 'integer', readOnly: true, minimum: 1 }],
    ['Pet', 'status', { type: 'string', enum: ['available', 'sold'], default: 'available' }],
    ['Closed', 'id', { type: 'integer' }],
    ['Animal', 'lives', { type: 'integer' }],
    ['Pet', 'nothing', undefined],
  ])('describes %s.%s', (name, property, want) => {
    expect(shape(name).property(property)).toEqual(want)
  })
})

describe('views of records', () => {
  const view = (shown: string | undefined, at: string, ...names: readonly string[]) =>
    contract.view(shown && pointer(shown), at, { schemas: names.map(pointer) })

  test('the same schema shows the stored text', () => {
    expect(view('Base', '', 'Base').verbatim).toBe(true)
  })

  test('an equal copy of the schema shows the stored text', () => {
    expect(view('Copy', '', 'Base').verbatim).toBe(true)
  })

  test('no schema shows the stored text', () => {
    expect(view(undefined, '', 'Base').verbatim).toBe(true)
  })

  test('writeOnly properties are cut', () => {
    const pets = view('Page', '/data/0', 'Pet')
    expect(pets.verbatim).toBe(false)
    expect(pets.show({ id: 1, name: 'Rex', status: 'sold', owner: { email: 'a@b.co' }, code: 'x' })).toEqual({
      id: 1,
      name: 'Rex',
      status: 'sold',
      owner: { email: 'a@b.co' },
    })
  })

  test('a body without a schema does not show what is writeOnly either', () => {
    expect(view(undefined, '', 'Pet').show({ id: 1, code: 'x' })).toEqual({ id: 1 })
  })

  test('unknown properties are cut where the schema is closed, and required ones are made, each time the same', () => {
    const summaries = view('Envelope', '/pet', 'Pet')
    const record = { id: 1, name: 'Rex', status: 'sold' }
    expect(summaries.show(record)).toEqual({ id: 1, name: 'Rex', kind: 'pet' })
    expect(summaries.show(record)).toEqual(summaries.show(record))
  })

  test('properties of all parts are known to a schema that allows no unevaluated ones', () => {
    expect(view('Closed', '', 'Base').show({ id: 1, a: 'x', b: 2 })).toEqual({ id: 1, a: 'x' })
  })
})
