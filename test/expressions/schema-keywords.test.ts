// Constraints as people write them: JSON Schema keywords, and what is wrong with them.
import { checkSchemaKeywords, didYouMean, knownFormats } from '@mockgen/runtime/vocabulary'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../runtime/json.js'

describe('checkSchemaKeywords', () => {
  it.each<Json>([
    {},
    true,
    { type: 'string', minLength: 1, maxLength: 1, pattern: '^[a-z]+$', format: 'email' },
    { type: ['integer', 'null'], minimum: 0, exclusiveMaximum: 10, multipleOf: 0.5 },
    { items: { minimum: 1 }, minItems: 0, maxItems: 3, uniqueItems: true },
    { properties: { minLenght: { minLength: 1 } }, required: ['a'], additionalProperties: false },
    { anyOf: [{ const: null }, { enum: [1, 'a'] }], not: { type: 'null' } },
    { description: 'a', nullable: true, default: { anything: 1 }, 'x-mine': { minLenght: 1 } },
    { pattern: '^(?=.*[0-9]).{8,}$' },
  ])('finds nothing wrong in %j', (schema) => {
    expect(checkSchemaKeywords(schema)).toEqual([])
  })

  const wrong: readonly (readonly [schema: Json, pointer: string, remedy?: string])[] = [
    [{ minLenght: 1 }, '/minLenght', 'minLength'],
    [{ min_length: 1 }, '/min_length', 'minLength'],
    [{ frobnicate: 1 }, '/frobnicate'],
    [{ minLength: -1 }, '/minLength'],
    [{ minLength: '1' }, '/minLength'],
    [{ maxItems: 1.5 }, '/maxItems'],
    [{ minimum: '0' }, '/minimum'],
    [{ exclusiveMinimum: true }, '/exclusiveMinimum'],
    [{ multipleOf: 0 }, '/multipleOf'],
    [{ uniqueItems: 'yes' }, '/uniqueItems'],
    [{ enum: [] }, '/enum'],
    [{ enum: 'a' }, '/enum'],
    [{ required: true }, '/required'],
    [{ required: ['a', 'a'] }, '/required'],
    [{ type: 'text' }, '/type'],
    [{ type: ['string', 'int'] }, '/type'],
    [{ format: 'e-mail' }, '/format', 'email'],
    [{ format: 'phone' }, '/format', 'date-time'],
    [{ format: 1 }, '/format'],
    [{ pattern: '(' }, '/pattern'],
    [{ pattern: '(a)\\1' }, '/pattern'],
    [{ pattern: 1 }, '/pattern'],
    [{ minLength: 3, maxLength: 2 }, '/minLength'],
    [{ minimum: 3, maximum: 2.5 }, '/minimum'],
    [{ minItems: 3, maxItems: 2 }, '/minItems'],
    [{ minProperties: 3, maxProperties: 2 }, '/minProperties'],
    [{ items: { properties: { 'a/b': { minLength: 'x' } } } }, '/items/properties/a~1b/minLength'],
    [{ items: [] }, '/items'],
    [{ properties: [] }, '/properties'],
    [{ allOf: [] }, '/allOf'],
    [{ allOf: [{}, { type: 'nope' }] }, '/allOf/1/type'],
    [{ patternProperties: { '(': {} } }, '/patternProperties/('],
    [{ $ref: '#/a' }, '/$ref'],
    ['text', ''],
    [[], ''],
  ]

  it.each(wrong.map(([schema, pointer, remedy]) => ({ schema, pointer, remedy })))(
    'finds what is wrong in $schema',
    ({ schema, pointer, remedy }) => {
      const problems = checkSchemaKeywords(schema)
      expect(problems.map((problem) => problem.pointer)).toEqual([pointer])
      if (remedy !== undefined) expect(problems[0]?.remedy).toContain(remedy)
    },
  )

  it('finds everything at once', () => {
    expect(checkSchemaKeywords({ minLenght: 1, type: 'x', minimum: 2, maximum: 1 })).toHaveLength(3)
  })
})

describe('knownFormats', () => {
  it('has those that documents use, each once', () => {
    expect(knownFormats).toEqual(expect.arrayContaining(['date-time', 'email', 'uuid', 'int64']))
    expect(new Set(knownFormats).size).toBe(knownFormats.length)
  })
})

describe('didYouMean', () => {
  it.each([
    ['usr', ['user', 'users'], 'user'],
    ['user_id', ['userid', 'user'], 'userid'],
    ['UserId', ['user', 'userId'], 'userId'],
    ['recieved', ['received', 'sent'], 'received'],
    ['colour', ['size', 'weight'], undefined],
    ['x', [], undefined],
  ])('takes %s of %j for %s', (found, known, want) => {
    expect(didYouMean(found, known)).toBe(want)
  })
})
