// Keywords of JSON Schema 2020-12 and of OpenAPI's dialects, value by value, with the independent judge's word on each.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { bodiesOf } from '../contract/contract-of.js'
import { independentJudge, type Version } from './independent.js'

interface Case {
  readonly given: Json
  readonly valid: readonly Json[]
  readonly invalid: readonly Json[]
  readonly schemas?: JsonObject
}

const tuple = { prefixItems: [{ type: 'string' }, { type: 'integer' }] }
const base = { type: 'object', properties: { a: { type: 'integer' } } }
const node = {
  $dynamicAnchor: 'node',
  type: 'object',
  properties: { value: true, children: { type: 'array', items: { $dynamicRef: '#node' } } },
}
const strict = {
  $dynamicAnchor: 'node',
  $ref: '#/components/schemas/Node',
  unevaluatedProperties: false,
}

const newer: readonly (readonly [string, Case])[] = [
  [
    'prefixItems says nothing of further items',
    {
      given: tuple,
      valid: [[], ['a'], ['a', 1], ['a', 1, null], 'x'],
      invalid: [[1], ['a', 'b'], ['a', 1.5]],
    },
  ],
  [
    'items holds behind prefixItems',
    {
      given: { ...tuple, items: { type: 'boolean' } },
      valid: [['a', 1, true], ['a']],
      invalid: [['a', 1, 2], [true]],
    },
  ],
  [
    'items false closes a tuple',
    { given: { ...tuple, items: false }, valid: [[], ['a', 1]], invalid: [['a', 1, 2]] },
  ],
  [
    'unevaluatedItems sees prefixItems of a part',
    { given: { allOf: [tuple], unevaluatedItems: false }, valid: [['a', 1]], invalid: [['a', 1, 2]] },
  ],
  [
    'unevaluatedItems beside a branch that looks at all items',
    {
      given: {
        oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'integer' } }],
        unevaluatedItems: false,
      },
      valid: [[], [1], [1, 2, 3]],
      invalid: [['a'], 5],
    },
  ],
  [
    'unevaluatedItems beside a condition that does not hold',
    {
      given: { if: { minItems: 9, ...tuple }, unevaluatedItems: false },
      valid: [[]],
      invalid: [['a'], ['a', 1]],
    },
  ],
  [
    'unevaluatedItems as a schema',
    {
      given: { anyOf: [tuple, { prefixItems: [true] }], unevaluatedItems: { type: 'null' } },
      valid: [
        ['a', 1, null],
        [1, null],
      ],
      invalid: [
        ['a', 1, 1],
        [1, 1],
      ],
    },
  ],
  [
    'unevaluatedProperties sees parts, branches and conditions',
    {
      given: {
        allOf: [base],
        oneOf: [
          { required: ['b'], properties: { b: true } },
          { required: ['c'], properties: { c: true } },
        ],
        if: { required: ['a'] },
        // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
        then: { properties: { d: true } },
        unevaluatedProperties: false,
      },
      valid: [{ b: 1 }, { a: 1, c: 1 }, { a: 1, b: 1, d: 1 }],
      invalid: [{ b: 1, d: 1 }, { b: 1, c: 1 }, { a: 1 }, { b: 1, e: 1 }],
    },
  ],
  [
    'unevaluatedProperties as a schema',
    {
      given: { ...base, unevaluatedProperties: { type: 'string' } },
      valid: [{ a: 1, b: 'x' }],
      invalid: [{ a: 1, b: 2 }, { a: 'x' }],
    },
  ],
  [
    'patternProperties beside a reference that does not hold',
    {
      given: {
        prefixItems: [
          { $ref: '#/components/schemas/Named', patternProperties: { '^x': { type: 'integer' } } },
          { const: 1 },
        ],
      },
      schemas: {
        Named: { properties: { a: { type: 'null' } }, patternProperties: { '^x': true }, type: 'object' },
      },
      valid: [[{ a: null, xa: 1 }, 1]],
      invalid: [[{ a: 1, xa: 1 }], [{ xa: 'a' }], [{ xa: 1 }, 2]],
    },
  ],
  [
    'additionalProperties does not see into a reference beside it, unevaluatedProperties does',
    {
      given: { $ref: '#/components/schemas/Base', properties: { b: true }, additionalProperties: false },
      schemas: { Base: base },
      valid: [{ b: 1 }, {}],
      invalid: [{ a: 1 }, { c: 1 }],
    },
  ],
  [
    'a property that not looked at is not evaluated',
    {
      given: { not: { not: { properties: { a: true }, required: ['a'] } }, unevaluatedProperties: false },
      valid: [],
      invalid: [{ a: 1 }, {}],
    },
  ],
  [
    'dependentRequired and dependentSchemas',
    {
      given: {
        dependentRequired: { a: ['b', 'c'] },
        dependentSchemas: { d: { properties: { e: { type: 'integer' } }, minProperties: 2 } },
      },
      valid: [{}, { b: 1 }, { a: 1, b: 1, c: 1 }, { d: 1, e: 1 }, [], 'a'],
      invalid: [{ a: 1 }, { a: 1, b: 1 }, { d: 1 }, { d: 1, e: 'x' }],
    },
  ],
  [
    'if without then or else decides nothing',
    { given: { if: { type: 'string' } }, valid: [1, 'a', null], invalid: [] },
  ],
  [
    'then and else',
    {
      given: {
        if: { properties: { kind: { const: 'a' } }, required: ['kind'] },
        // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
        then: { required: ['x'] },
        else: { required: ['y'] },
      },
      valid: [{ kind: 'a', x: 1 }, { kind: 'b', y: 1 }, { y: 1 }, 5],
      invalid: [{ kind: 'a', y: 1 }, { kind: 'b', x: 1 }, {}],
    },
  ],
  [
    'then without if decides nothing',
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
    { given: { then: { type: 'string' } }, valid: [1, 'a'], invalid: [] },
  ],
  [
    'contains with bounds',
    {
      given: { contains: { type: 'integer' }, minContains: 2, maxContains: 3 },
      valid: [[1, 2], ['a', 1, 2, 3], 'x'],
      invalid: [[], [1], ['a', 1], [1, 2, 3, 4]],
    },
  ],
  [
    'minContains of 0 asks for nothing',
    {
      given: { contains: { const: 1 }, minContains: 0, maxContains: 1 },
      valid: [[], [1], [2, 2]],
      invalid: [[1, 1]],
    },
  ],
  ['minContains without contains', { given: { minContains: 3 }, valid: [[], [1]], invalid: [] }],
  [
    'const holds for whole values',
    {
      given: { const: { a: [1, null], b: false } },
      valid: [
        { a: [1, null], b: false },
        { b: false, a: [1, null] },
      ],
      invalid: [{ a: [null, 1], b: false }, { a: [1, null], b: 0 }, null, {}],
    },
  ],
  ['const null', { given: { const: null }, valid: [null], invalid: [0, '', false, {}] }],
  ['const false is not 0', { given: { const: false }, valid: [false], invalid: [0, null, ''] }],
  [
    'enum with whole values',
    { given: { enum: [[1], { a: 1 }, 0] }, valid: [[1], { a: 1 }, 0], invalid: [[0], false, {}, 1] },
  ],
  [
    'siblings of a reference hold',
    {
      given: { $ref: '#/components/schemas/Base', required: ['a'], maxProperties: 1 },
      schemas: { Base: base },
      valid: [{ a: 1 }],
      invalid: [{}, { a: 'x' }, { a: 1, b: 1 }],
    },
  ],
  [
    '$dynamicRef leads to the outermost anchor of its name',
    {
      given: { $ref: '#/components/schemas/Strict' },
      schemas: {
        Node: { $id: 'https://schemas.test/node', ...node },
        Strict: { ...strict, $id: 'https://schemas.test/strict', $ref: 'https://schemas.test/node' },
      },
      valid: [{ value: 1 }, { value: 1, children: [{ value: 2 }] }],
      invalid: [{ other: 1 }, { children: [{ other: 1 }] }],
    },
  ],
  [
    'propertyNames',
    {
      given: { propertyNames: { pattern: '^[a-z]+$', maxLength: 3 } },
      valid: [{}, { abc: 1 }, []],
      invalid: [{ A: 1 }, { abcd: 1 }, { '': 1 }],
    },
  ],
  ['propertyNames false', { given: { propertyNames: false }, valid: [{}], invalid: [{ a: 1 }] }],
  [
    'patternProperties beside additionalProperties',
    {
      given: {
        properties: { ab: { type: 'string' } },
        patternProperties: { '^a': { minLength: 2 }, b$: true },
        additionalProperties: { type: 'integer' },
      },
      valid: [{ ab: 'xx' }, { ac: 1 }, { xb: null }, { x: 1 }],
      invalid: [{ ab: 'x' }, { ab: 1 }, { x: 'a' }],
    },
  ],
  ['type lists', { given: { type: ['integer', 'null'] }, valid: [1, null, 2.0], invalid: [1.5, '1', false] }],
  [
    'exclusive bounds are numbers',
    { given: { exclusiveMinimum: 0, exclusiveMaximum: 1 }, valid: [0.5, 'a'], invalid: [0, 1] },
  ],
  [
    'a boolean schema inside',
    { given: { properties: { a: false, b: true } }, valid: [{}, { b: 1 }], invalid: [{ a: 1 }] },
  ],
]

const both: readonly (readonly [string, Case])[] = [
  [
    'multipleOf of decimals',
    {
      given: { type: 'number', multipleOf: 0.01 },
      valid: [0, 0.01, 0.07, 1.1, 19.99, 4.35, 1e6, -3.14],
      invalid: [0.001, 0.075, 19.999],
    },
  ],
  ['multipleOf of integers', { given: { multipleOf: 3 }, valid: [0, 3, -9, 'a'], invalid: [1, 4.5] }],
  [
    'lengths count code points',
    {
      given: { type: 'string', minLength: 2, maxLength: 2 },
      valid: ['ab', '💩💩', 'é́'.slice(0, 2), 'ab'],
      invalid: ['a', '💩', 'abc', '💩💩💩'],
    },
  ],
  [
    'uniqueItems looks inside',
    {
      given: { type: 'array', items: {}, uniqueItems: true },
      valid: [[], [1, '1'], [{ a: 1 }, { a: 2 }], [[1], [2]], [0, false], [null, 0], [{ a: 1, b: 2 }]],
      invalid: [
        [1, 1.0],
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
        [[{ a: [1] }], [{ a: [1] }]],
        [null, null],
      ],
    },
  ],
  [
    'integers may be written with a fraction of zero',
    { given: { type: 'integer' }, valid: [1.0, 1e3, -0], invalid: [1.5, '1', true] },
  ],
  [
    'a property called __proto__',
    {
      given: {
        type: 'object',
        properties: JSON.parse('{"__proto__":{"type":"string"}}'),
        required: ['__proto__'],
      },
      valid: [JSON.parse('{"__proto__":"x"}')],
      invalid: [{}, JSON.parse('{"__proto__":1}')],
    },
  ],
  [
    'properties that objects inherit',
    {
      given: { type: 'object', required: ['constructor'], properties: { toString: { type: 'integer' } } },
      valid: [{ constructor: 1 }],
      invalid: [{}, { constructor: 1, toString: 'a' }],
    },
  ],
  [
    'oneOf wants exactly one',
    {
      given: { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 2 }] },
      valid: [1, 2.5],
      invalid: [3, 1.5, 'a'],
    },
  ],
  ['not', { given: { not: { type: 'string', maxLength: 1 } }, valid: [1, 'ab'], invalid: ['a', ''] }],
  ['patterns look anywhere', { given: { pattern: 'b+' }, valid: ['abc', 'b', 1], invalid: ['', 'ac'] }],
  ['patterns see code points', { given: { pattern: '^.$' }, valid: ['a', '💩'], invalid: ['ab', ''] }],
  [
    'patterns know Unicode properties',
    { given: { pattern: '^\\p{Lu}\\p{L}+$' }, valid: ['Élan', 'Ωmega'], invalid: ['élan', 'A1'] },
  ],
  [
    'minProperties and maxProperties',
    {
      given: { minProperties: 1, maxProperties: 2 },
      valid: [{ a: 1 }, 1],
      invalid: [{}, { a: 1, b: 1, c: 1 }],
    },
  ],
  [
    'recursion through a reference',
    {
      given: { $ref: '#/components/schemas/Tree' },
      schemas: {
        Tree: {
          type: 'object',
          required: ['v'],
          properties: {
            v: { type: 'integer' },
            kids: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
          },
        },
      },
      valid: [{ v: 1 }, { v: 1, kids: [{ v: 2, kids: [] }] }],
      invalid: [
        { v: 1, kids: [{}] },
        { v: 1, kids: [{ v: 1, kids: [{ v: 'x' }] }] },
      ],
    },
  ],
]

const older: readonly (readonly [string, Case])[] = [
  [
    'boolean exclusive bounds',
    {
      given: { minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: false },
      valid: [1.5, 3],
      invalid: [1, 3.1],
    },
  ],
  ['a boolean exclusive bound alone', { given: { exclusiveMinimum: true }, valid: [-1, 0], invalid: [] }],
  [
    'nullable beside a type',
    { given: { type: 'integer', nullable: true, minimum: 3 }, valid: [null, 3], invalid: [1, 'a'] },
  ],
  ['nullable false', { given: { type: 'integer', nullable: false }, valid: [1], invalid: [null] }],
  [
    'siblings of a reference are not there',
    {
      given: { $ref: '#/components/schemas/Base', required: ['a'] },
      schemas: { Base: base },
      valid: [{}, { a: 1 }],
      invalid: [{ a: 'x' }],
    },
  ],
]

/** Where the specifications and we say different things: what we say, and why. */
const ours: readonly (readonly [string, Case & { readonly version: Version }])[] = [
  // Ajv counts every item as looked at where contains looked for some; [1, 2, 'a'] should be refused.
  [
    'unevaluatedItems says nothing beside contains',
    {
      version: '3.1.0',
      given: { prefixItems: [true], contains: { type: 'string' }, unevaluatedItems: false },
      valid: [[1, 'a'], ['a'], [1, 2, 'a']],
      invalid: [[1]],
    },
  ],
  // OpenAPI 3.0.3 clarified that nullable only widens `type`. Documents write it beside references and allOf, and mean it.
  [
    'nullable beside an enum without null',
    {
      version: '3.0.3',
      given: { type: 'string', enum: ['a'], nullable: true },
      valid: ['a'],
      invalid: ['b', null],
    },
  ],
  [
    'nullable beside a reference',
    {
      version: '3.0.3',
      given: { $ref: '#/components/schemas/Base', nullable: true },
      schemas: { Base: base },
      valid: [null, { a: 1 }],
      invalid: [{ a: 'x' }],
    },
  ],
  [
    'int32',
    {
      version: '3.1.0',
      given: { type: 'integer', format: 'int32' },
      valid: [2147483647, -2147483648],
      invalid: [2147483648, 1.5],
    },
  ],
  [
    'int64',
    {
      version: '3.1.0',
      given: { type: 'integer', format: 'int64' },
      valid: [9007199254740991, -1],
      invalid: [1.5, 1e19],
    },
  ],
  [
    'float and double are numbers',
    { version: '3.1.0', given: { type: 'number', format: 'float' }, valid: [1.5, 1e300], invalid: ['a'] },
  ],
  [
    'formats of text',
    {
      version: '3.1.0',
      given: { type: 'string', format: 'date' },
      valid: ['2024-02-29'],
      invalid: ['2023-02-29', '2024-1-1', 'x'],
    },
  ],
  [
    'formats of text say nothing of other types',
    {
      version: '3.1.0',
      given: { format: 'uuid' },
      valid: [1, null, '2c1b29a0-0000-4000-8000-000000000000'],
      invalid: ['x'],
    },
  ],
  [
    'unknown formats describe',
    { version: '3.1.0', given: { type: 'string', format: 'colour' }, valid: ['x'], invalid: [1] },
  ],
  [
    'content keywords describe',
    {
      version: '3.1.0',
      given: { type: 'string', contentEncoding: 'base64', contentMediaType: 'application/json' },
      valid: ['{'],
      invalid: [1],
    },
  ],
]

describe.each<Version>(['3.0.3', '3.1.0'])('keywords of OpenAPI %s', (version) => {
  test.each([...both, ...(version === '3.0.3' ? older : newer)])(
    '%s',
    async (_, { given, valid, invalid, schemas }) => {
      const judge = await independentJudge(given, version, schemas)
      expect({ valid: valid.filter((value) => !judge(value)), invalid: invalid.filter(judge) }).toEqual({
        valid: [],
        invalid: [],
      })
      expectOurs({ given, valid, invalid, ...(schemas && { schemas }) }, version)
    },
  )
})

describe('what we decided', () => {
  test.each(ours)('%s', (_, { version, ...decided }) => expectOurs(decided, version))
})

function expectOurs({ given, valid, invalid, schemas = {} }: Case, version: Version): void {
  const { request } = bodiesOf(given, { schemas, openapi: version })
  const isValid = (value: Json) => request.validate(value).length === 0
  expect({ valid: valid.filter((value) => !isValid(value)), invalid: invalid.filter(isValid) }).toEqual({
    valid: [],
    invalid: [],
  })
}
