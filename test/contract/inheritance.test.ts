// Discriminators without oneOf: a value that names a schema which extends the one declared must satisfy that schema.
import { describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../runtime/json.js'
import { bodiesOf, codes, random } from './contract-of.js'

const pet: JsonObject = {
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string' }, name: { type: 'string' } },
  discriminator: { propertyName: 'kind' },
}
const extending = (base: string, properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  allOf: [{ $ref: `#/components/schemas/${base}` }, { type: 'object', properties, required }],
})
const schemas: JsonObject = {
  Pet: pet,
  Cat: extending('Pet', { lives: { type: 'integer' } }, ['lives']),
  Dog: extending('Pet', { barks: { type: 'boolean' }, friend: { $ref: '#/components/schemas/Pet' } }, [
    'barks',
  ]),
  Puppy: extending('Dog', { weeks: { type: 'integer' } }, ['weeks']),
}
const reference = { $ref: '#/components/schemas/Pet' }

function violations(value: Json, given: JsonObject = schemas, schema: Json = reference): readonly string[] {
  return codes(bodiesOf(schema, { schemas: given }).request.validate(value))
}

describe('a value of a schema that others extend', () => {
  test.each<readonly [string, { readonly given: Json; readonly want: readonly string[] }]>([
    ['satisfies the one that it names', { given: { kind: 'Cat', lives: 9 }, want: [] }],
    ['breaks the one that it names', { given: { kind: 'Cat', lives: 'x' }, want: ['/lives type'] }],
    ['lacks what the one that it names requires', { given: { kind: 'Dog' }, want: ['/barks required'] }],
    [
      'names one of a further generation',
      { given: { kind: 'Puppy', barks: true }, want: ['/weeks required'] },
    ],
    ['names the schema itself', { given: { kind: 'Pet' }, want: [] }],
    ['names none of them', { given: { kind: 'Fish', lives: 'x' }, want: [] }],
    ['lacks the name', { given: { name: 'x' }, want: ['/kind required'] }],
    [
      'holds another such value',
      { given: { kind: 'Dog', barks: true, friend: { kind: 'Cat' } }, want: ['/friend/lives required'] },
    ],
  ])('%s', (_, { given, want }) => {
    expect(violations(given)).toEqual(want)
  })

  test('is held against the schema that the mapping gives', () => {
    const mapping = { tabby: '#/components/schemas/Cat', Dog: 'Cat' }
    const given = { ...schemas, Pet: { ...pet, discriminator: { propertyName: 'kind', mapping } } }
    expect(violations({ kind: 'tabby' }, given)).toEqual(['/lives required'])
    expect(violations({ kind: 'Dog' }, given)).toEqual(['/lives required'])
    expect(violations({ kind: 'Cat' }, given)).toEqual([])
    expect(violations({ kind: 'Puppy' }, given)).toContain('/weeks required')
  })

  test('may be null where the schema is nullable', () => {
    const given = { ...schemas, Pet: { ...pet, nullable: true } }
    expect(violations(null, given)).toEqual([])
    expect(violations({ kind: 'Cat' }, given)).toEqual(['/lives required'])
  })

  test('is found inside of others', () => {
    const list = { type: 'array', items: reference }
    expect(violations([{ kind: 'Cat', lives: 1 }, { kind: 'Cat' }], schemas, list)).toEqual([
      '/1/lives required',
    ])
  })

  test('is one of them when it is made up', () => {
    const { response } = bodiesOf(reference, { schemas })
    const source = random()
    for (let i = 0; i < 20; i++) {
      const value = response.sample(source, { varied: true })
      expect(response.validate(value ?? null)).toEqual([])
      expect(['Cat', 'Dog', 'Puppy']).toContain(isObject(value) ? value.kind : undefined)
    }
  })

  test('is held against the extension itself where that is declared', () => {
    const cat = { $ref: '#/components/schemas/Cat' }
    expect(violations({ kind: 'Cat' }, schemas, cat)).toEqual(['/lives required'])
    expect(violations({ kind: 'Cat', lives: 1 }, schemas, cat)).toEqual([])
  })
})

describe('a name that a discriminator does not know', () => {
  const cat = { ...extending('Pet', {}), 'x-any': true }
  const refusing = (schema: Json, given: JsonObject) => (kind: Json) => violations({ kind }, given, schema)

  test('is refused by a base with a mapping, which stays a name itself', () => {
    const mapping = { kitty: '#/components/schemas/Cat' }
    const given = { Pet: { ...pet, discriminator: { propertyName: 'kind', mapping } }, Cat: cat }
    const refused = refusing(reference, given)
    expect(refused('nope')).toEqual(['/kind enum'])
    for (const known of ['kitty', 'Cat', 'Pet']) expect(refused(known)).toEqual([])
    const [violation] = bodiesOf(reference, { schemas: given }).request.validate({ kind: 'nope' })
    for (const known of ['kitty', 'Cat', 'Pet']) expect(violation?.message).toContain(JSON.stringify(known))
  })

  const branch = (kind: JsonObject) => ({ type: 'object', properties: { kind } })
  const choice = { discriminator: { propertyName: 'kind' } }
  const listed = [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
  const given = { A: branch({ type: 'string' }), B: branch({ allOf: [{ enum: ['b', 'B'] }] }) }

  test.each(['oneOf', 'anyOf'])('is refused where all branches of %s are references', (keyword) => {
    const refused = refusing({ [keyword]: listed, ...choice }, given)
    expect(refused('zzz')).toEqual(['/kind enum'])
    expect(refused('A')).toEqual([])
    // Listed by the branch itself, and so no unknown name.
    expect(refused('b')).not.toEqual(['/kind enum'])
  })

  test('is held against all branches where one is written in place or has branches of its own', () => {
    const inPlace = [...listed, branch({ enum: ['c'] })]
    expect(refusing({ anyOf: inPlace, ...choice }, given)('zzz')).toEqual([])
    const nested = { ...given, A: { oneOf: [branch({ enum: ['zzz'] })] } }
    expect(refusing({ anyOf: listed, ...choice }, nested)('zzz')).toEqual([])
  })

  test('is never made up', () => {
    const schema = { oneOf: listed, ...choice }
    const { response } = bodiesOf(schema, { schemas: { A: given.A, B: branch({ type: 'string' }) } })
    const source = random()
    for (let i = 0; i < 20; i++)
      expect(response.validate(response.sample(source, { varied: true }) ?? null)).toEqual([])
  })
})

describe('a discriminator with a default (OpenAPI 3.2)', () => {
  const branch = (name: string, properties: JsonObject) => ({
    type: 'object',
    properties: { kind: { type: 'string' }, ...properties },
    required: [name],
  })
  const given: JsonObject = {
    A: branch('a', { a: { type: 'integer' } }),
    B: branch('b', { b: { type: 'integer' } }),
  }
  const schema = {
    oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }],
    discriminator: { propertyName: 'kind', defaultMapping: 'B' },
  }

  test.each<readonly [Json, readonly string[]]>([
    [{ kind: 'A' }, ['/a required']],
    [{ kind: 'other' }, ['/b required']],
    [{}, ['/b required']],
    [{ b: 1 }, []],
  ])('holds %j against its branch', (value, want) => {
    expect(violations(value, given, schema)).toEqual(want)
  })
})
