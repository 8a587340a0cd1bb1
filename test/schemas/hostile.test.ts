// Schemas that nobody can satisfy, or only with values too large to make: an answer in bounded time, and a word about it.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { bodiesOf, random } from '../contract/contract-of.js'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const list = (length: number) => Array.from({ length }, (_, i) => i)

/** Schemas each of which requires two of the next. */
const doubling: JsonObject = Object.fromEntries(
  list(30).map((i) => [
    `D${i}`,
    { type: 'object', required: ['a', 'b'], properties: { a: ref(`D${i + 1}`), b: ref(`D${i + 1}`) } },
  ]),
)
const endless = { type: 'object', required: ['next'], properties: { next: ref('Endless') } }
const schemas: JsonObject = {
  ...doubling,
  D30: { type: 'integer' },
  Endless: endless,
  Diamond: { allOf: [ref('Diamond'), ref('Diamond')] },
  Wide: { allOf: list(30).map(() => ({ oneOf: [{ minProperties: 0 }, { required: ['no'] }] })) },
}
const branch = (i: number) => ({
  type: 'object',
  required: [`a${i}`],
  properties: { [`a${i}`]: { const: i } },
})

/** Far above what any of them takes, and far below a hang. */
const limitMs = 10_000

describe('a schema that asks for too much', () => {
  test.each<readonly [string, Json]>([
    ['a text of a thousand million characters', { type: 'string', minLength: 1e9 }],
    ['a pattern of as many', { type: 'string', pattern: '^(a{1000}){1000}$' }],
    ['a list of a thousand million items', { type: 'array', items: { type: 'integer' }, minItems: 1e9 }],
    ['lists in lists', { type: 'array', minItems: 5000, items: { type: 'array', minItems: 5000 } }],
    ['a thousand million properties', { type: 'object', minProperties: 1e9 }],
    ['a thousand million items of a kind', { type: 'array', contains: { const: 1 }, minContains: 1e9 }],
    [
      'more different values than there are',
      { type: 'array', items: { type: 'boolean' }, minItems: 3, uniqueItems: true },
    ],
    ['itself', ref('Endless')],
    ['a property that is forbidden', { type: 'object', required: ['a'], properties: { a: false } }],
    ['nothing at all', { type: 'string', not: {} }],
    ['two things at once', { allOf: [{ type: 'string' }, { type: 'integer' }] }],
    ['bounds that cross', { type: 'integer', minimum: 5, maximum: 4 }],
    [
      'patterns that exclude each other',
      { type: 'string', allOf: [{ pattern: '^a+$' }, { pattern: '^b+$' }] },
    ],
    ['2^30 objects inside each other', ref('D0')],
  ])(
    '%s: an answer, and a problem at its place',
    (_, schema) => {
      const { response, contract } = bodiesOf(schema, { schemas, openapi: '3.1.0' })
      const value = response.sample(random())
      expect(value === undefined || JSON.stringify(value).length < 2_000_000).toBe(true)
      expect(contract.problems.map(({ pointer }) => pointer)).toEqual([response.pointer])
    },
    limitMs,
  )

  test.each<readonly [string, Json]>([
    ['2^30 combinations of branches', ref('Wide')],
    ['a schema that is twice a part of itself', ref('Diamond')],
    ['300 branches, all of them different', { oneOf: list(300).map(branch) }],
    [
      'branches in branches',
      { anyOf: list(8).map((i) => ({ oneOf: list(8).map((j) => branch(i * 8 + j)) })) },
    ],
    ['numbers at the end of the range', { type: 'number', minimum: 1e308, maximum: 1.5e308 }],
    ['small steps', { type: 'number', multipleOf: 1e-9, minimum: 1 }],
    ['a hundred properties of a hundred', { type: 'object', required: list(100).map((i) => `p${i}`) }],
  ])(
    '%s: a value, and no problem',
    (_, schema) => {
      const { response, contract } = bodiesOf(schema, { schemas, openapi: '3.1.0' })
      const value = response.sample(random()) ?? null
      expect(response.validate(value)).toEqual([])
      expect(contract.problems).toEqual([])
    },
    limitMs,
  )

  test('a problem is told once, however often a value is asked for', () => {
    const { response, contract } = bodiesOf({ type: 'integer', minimum: 5, maximum: 4 })
    for (let seed = 0; seed < 5; seed++) response.sample(random(seed))
    expect(contract.problems).toHaveLength(1)
  })
})
