import { describe, expect, test } from 'vitest'
import type { Json } from '../../runtime/json.js'
import { bodiesOf, codes } from './contract-of.js'

interface Case {
  readonly given: { readonly schema: Json; readonly openapi?: string }
  readonly valid: readonly Json[]
  readonly invalid: readonly (readonly [value: Json, ...violations: string[]])[]
}

const cases: readonly (readonly [string, Case])[] = [
  [
    'nullable lets null through beside a type, and beside an enum that has it',
    {
      given: { schema: { type: 'string', enum: ['a', null], nullable: true } },
      valid: ['a', null],
      invalid: [['b', ' enum']],
    },
  ],
  [
    'an enum without null refuses it, nullable or not',
    {
      given: { schema: { type: 'string', enum: ['a'], nullable: true } },
      valid: ['a'],
      invalid: [[null, ' enum']],
    },
  ],
  [
    'nullable without a type does not limit the type',
    {
      given: { schema: { nullable: true, maxLength: 2 } },
      valid: [null, 1, 'ab'],
      invalid: [['abc', ' maxLength']],
    },
  ],
  [
    'nullable beside a reference keeps the violations of the target',
    {
      given: { schema: { $ref: '#/components/schemas/Named', nullable: true } },
      valid: [null, { name: 'a' }],
      invalid: [[{ name: 1 }, '/name type']],
    },
  ],
  [
    'nullable beside allOf keeps the violations of its parts',
    {
      given: { schema: { allOf: [{ $ref: '#/components/schemas/Named' }], nullable: true } },
      valid: [null, { name: 'a' }],
      invalid: [[{}, '/name required']],
    },
  ],
  [
    'a leftover nullable counts in 3.1',
    {
      given: { schema: { type: 'string', nullable: true }, openapi: '3.1.0' },
      valid: [null],
      invalid: [[1, ' type']],
    },
  ],
  [
    'boolean exclusive bounds exclude the bound of 3.0',
    {
      given: {
        schema: { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true },
      },
      valid: [2],
      invalid: [
        [1, ' exclusiveMinimum'],
        [3, ' exclusiveMaximum'],
      ],
    },
  ],
  [
    'siblings of a reference hold in 3.1',
    {
      given: { schema: { $ref: '#/components/schemas/Named', required: ['age'] }, openapi: '3.1.0' },
      valid: [{ name: 'a', age: 1 }],
      invalid: [
        [{ age: 1 }, '/name required'],
        [{ name: 'a' }, '/age required'],
      ],
    },
  ],
  [
    'siblings of a reference are ignored in 3.0',
    {
      given: { schema: { $ref: '#/components/schemas/Named', required: ['age'] } },
      valid: [{ name: 'a' }],
      invalid: [],
    },
  ],
  [
    'a discriminator reports the violations of the branch that is named',
    {
      given: {
        schema: {
          oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
          discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', dog: 'Dog' } },
        },
      },
      valid: [
        { kind: 'cat', lives: 9 },
        { kind: 'dog', lives: 9 },
      ],
      invalid: [[{ kind: 'cat', lives: 'x' }, '/lives type']],
    },
  ],
  [
    'a schema that lists a parent which lists it as a branch can be met',
    {
      given: { schema: { $ref: '#/components/schemas/Child' } },
      valid: [{ name: 'a', extra: 1 }],
      invalid: [[{ extra: 1 }, '/name required']],
    },
  ],
  [
    'circular schemas are followed through the value',
    {
      given: { schema: { $ref: '#/components/schemas/Tree' } },
      valid: [{ children: [{ children: [] }] }],
      invalid: [[{ children: [{ children: 1 }] }, '/children/0/children type']],
    },
  ],
  [
    'allOf that only leads to itself constrains nothing',
    { given: { schema: { $ref: '#/components/schemas/Loop' } }, valid: [1, {}], invalid: [] },
  ],
  [
    'a pattern that needs the loose syntax is tried without the u flag',
    {
      given: { schema: { type: 'string', pattern: '^[\\w-.]+\\_$' } },
      valid: ['a_'],
      invalid: [['', ' pattern']],
    },
  ],
  [
    'a pattern that is none is ignored',
    { given: { schema: { type: 'string', pattern: '(' } }, valid: ['anything'], invalid: [[1, ' type']] },
  ],
  [
    'unknown formats and keywords are ignored',
    {
      given: { schema: { type: 'string', format: 'colour', 'x-a': 1, xml: { name: 'y' }, example: 5 } },
      valid: ['x'],
      invalid: [],
    },
  ],
  [
    'known formats are checked',
    {
      given: { schema: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } } },
      valid: [{ at: '2024-01-01T00:00:00Z' }],
      invalid: [[{ at: 'today' }, '/at format']],
    },
  ],
  [
    'keywords of the wrong type are ignored',
    {
      given: {
        schema: { type: 'nothing', required: 'a', enum: [], minLength: -1, properties: 7, allOf: [] },
      },
      valid: [1, {}],
      invalid: [],
    },
  ],
  [
    'boolean schemas are schemas',
    {
      given: { schema: { type: 'object', properties: { a: true, b: false } }, openapi: '3.1.0' },
      valid: [{ a: 1 }],
      invalid: [[{ b: 1 }, '/b false schema']],
    },
  ],
  [
    'identifiers and dialects in a schema do not matter',
    {
      given: { schema: { $id: 'pet', $schema: 'https://example.com/own', type: 'string' }, openapi: '3.1.0' },
      valid: ['a'],
      invalid: [[1, ' type']],
    },
  ],
  [
    'an unknown property of a closed object is named',
    {
      given: { schema: { type: 'object', properties: { a: {} }, additionalProperties: false } },
      valid: [{ a: 1 }],
      invalid: [[{ 'x/y': 1 }, '/x~1y additionalProperties']],
    },
  ],
  [
    'properties that every object inherits are not there',
    {
      given: { schema: { type: 'object', required: ['constructor', 'toString'] } },
      valid: [{ constructor: 1, toString: 2 }],
      invalid: [[{}, '/constructor required', '/toString required']],
    },
  ],
]

const schemas = {
  Named: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  Cat: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
  },
  Dog: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' }, lives: {} } },
  Parent: {
    type: 'object',
    required: ['name'],
    oneOf: [{ $ref: '#/components/schemas/Child' }],
    properties: { name: { type: 'string' } },
  },
  Child: { allOf: [{ $ref: '#/components/schemas/Parent' }, { properties: { extra: { type: 'integer' } } }] },
  Tree: {
    type: 'object',
    properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  },
  Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }] },
}

describe('validation of bodies', () => {
  test.each(cases)('%s', (_, { given, valid, invalid }) => {
    const { request } = bodiesOf(given.schema, { schemas, ...(given.openapi && { openapi: given.openapi }) })
    for (const value of valid)
      expect({ value, found: codes(request.validate(value)) }).toEqual({ value, found: [] })
    for (const [value, ...want] of invalid) {
      expect({ value, found: codes(request.validate(value)) }).toEqual({ value, found: [...want].sort() })
    }
  })

  const account = {
    type: 'object',
    required: ['id', 'secret', 'name'],
    properties: {
      id: { type: 'integer', readOnly: true },
      secret: { $ref: '#/components/schemas/Secret' },
      name: { type: 'string' },
    },
  }
  const secret = { Secret: { type: 'string', writeOnly: true, minLength: 3 } }

  test('a request need not bring what is readOnly, and what it brings there is not looked at', () => {
    const { request } = bodiesOf(account, { schemas: secret })
    expect(codes(request.validate({ secret: 'abc', name: 'a' }))).toEqual([])
    expect(codes(request.validate({ id: 'x', secret: 'abc', name: 'a' }))).toEqual([])
    expect(codes(request.validate({}))).toEqual(['/name required', '/secret required'])
  })

  test('a response need not show what is writeOnly', () => {
    const { response } = bodiesOf(account, { schemas: secret })
    expect(codes(response.validate({ id: 1, name: 'a' }))).toEqual([])
    expect(codes(response.validate({ id: 1, name: 'a', secret: 1 }))).toEqual([])
    expect(codes(response.validate({ secret: 'abc' }))).toEqual(['/id required', '/name required'])
  })

  test('what one part of allOf calls readOnly, another part cannot require of a request', () => {
    const { request } = bodiesOf({
      allOf: [
        { properties: { id: { type: 'integer', readOnly: true } } },
        { type: 'object', required: ['id'] },
      ],
    })
    expect(codes(request.validate({}))).toEqual([])
  })

  test('a list of violations ends at fifty', () => {
    const { request } = bodiesOf({ type: 'array', items: { type: 'string' } })
    expect(request.validate(Array.from({ length: 200 }, (_, i) => i))).toHaveLength(50)
  })

  test('what was ignored is told with its place', () => {
    const { request, contract } = bodiesOf({ type: 'string', pattern: '(' })
    request.validate('a')
    expect(contract.problems.map(({ pointer }) => pointer)).toEqual([
      '#/paths/~1x/post/requestBody/content/application~1json/schema',
    ])
  })

  test('a dynamic reference follows the outermost anchor', () => {
    const { request } = bodiesOf(
      {
        $defs: { item: { $dynamicAnchor: 'item', type: 'string' } },
        $ref: '#/components/schemas/Page',
      },
      {
        openapi: '3.1.0',
        schemas: {
          Page: {
            $defs: { item: { $dynamicAnchor: 'item', not: {} } },
            type: 'array',
            items: { $dynamicRef: '#item' },
          },
        },
      },
    )
    expect(codes(request.validate(['a']))).toEqual([])
    expect(codes(request.validate([1]))).toEqual(['/0 type'])
  })

  test('the document is never changed', () => {
    const schema = Object.freeze({ type: 'object', nullable: true, example: { $id: 'x' } })
    const { request } = bodiesOf(schema)
    expect(codes(request.validate({}))).toEqual([])
    expect(schema).toEqual({ type: 'object', nullable: true, example: { $id: 'x' } })
  })
})
