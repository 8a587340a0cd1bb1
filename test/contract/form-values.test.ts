import { describe, expect, it } from 'vitest'
import { typeForm } from '../../runtime/contract/forms/form-values.js'
import { parseUrlencoded } from '../../runtime/form-fields.js'
import { isObject, type Json } from '../../runtime/json.js'

const object = (properties: Record<string, Json>) => ({ type: 'object', properties })

describe('typing a form by its schema', () => {
  it.each<[string, { form: string; schema: Json; want: unknown }]>([
    ['reads integers', { form: 'a=12', schema: object({ a: { type: 'integer' } }), want: { a: 12 } }],
    ['reads numbers', { form: 'a=-1.5e2', schema: object({ a: { type: 'number' } }), want: { a: -150 } }],
    [
      'leaves what is no number',
      {
        form: 'a=012&b=',
        schema: object({ a: { type: 'integer' }, b: { type: 'number' } }),
        want: { a: '012', b: '' },
      },
    ],
    [
      'leaves strings that look like numbers',
      { form: 'a=12', schema: object({ a: { type: 'string' } }), want: { a: '12' } },
    ],
    [
      'prefers strings',
      { form: 'a=12', schema: object({ a: { type: ['integer', 'string'] } }), want: { a: '12' } },
    ],
    [
      'reads booleans',
      {
        form: 'a=true&b=no',
        schema: object({ a: { type: 'boolean' }, b: { type: 'boolean' } }),
        want: { a: true, b: 'no' },
      },
    ],
    [
      'reads null',
      {
        form: 'a=&b=null',
        schema: object({ a: { type: ['integer', 'null'] }, b: { type: 'integer', nullable: true } }),
        want: { a: null, b: null },
      },
    ],
    [
      'reads enumerated values',
      {
        form: 'a=2&b=x',
        schema: object({ a: { enum: [1, 2] }, b: { enum: [1, 'x'] } }),
        want: { a: 2, b: 'x' },
      },
    ],
    [
      'makes an array of one value',
      { form: 'a=1', schema: object({ a: { type: 'array', items: { type: 'integer' } } }), want: { a: [1] } },
    ],
    [
      'makes an array of several',
      {
        form: 'a=1&a=2',
        schema: object({ a: { type: 'array', items: { type: 'integer' } } }),
        want: { a: [1, 2] },
      },
    ],
    [
      'keeps several values for the validation',
      { form: 'a=1&a=2', schema: object({ a: { type: 'integer' } }), want: { a: ['1', '2'] } },
    ],
    [
      'reads objects in brackets',
      { form: 'a[b]=1', schema: object({ a: object({ b: { type: 'integer' } }) }), want: { a: { b: 1 } } },
    ],
    [
      'reads lists of objects',
      {
        form: 'a[1][b]=2&a[0][b]=1',
        schema: object({ a: { type: 'array', items: object({ b: { type: 'integer' } }) } }),
        want: { a: [{ b: 1 }, { b: 2 }] },
      },
    ],
    [
      'reads maps with numbers as names',
      { form: 'a[0]=x', schema: object({ a: { type: 'object' } }), want: { a: { 0: 'x' } } },
    ],
    [
      'reads typed maps',
      {
        form: 'a[x]=1',
        schema: object({ a: { type: 'object', additionalProperties: { type: 'integer' } } }),
        want: { a: { x: 1 } },
      },
    ],
    [
      'reads objects as JSON text',
      { form: 'a={"b":[1]}', schema: object({ a: { type: 'object' } }), want: { a: { b: [1] } } },
    ],
    [
      'leaves malformed JSON text',
      { form: 'a={', schema: object({ a: { type: 'object' } }), want: { a: '{' } },
    ],
    [
      'leaves brackets that belong to a name',
      {
        form: 'a[]=1&a[]=2',
        schema: object({ 'a[]': { type: 'array', items: { type: 'integer' } } }),
        want: { 'a[]': [1, 2] },
      },
    ],
    [
      'looks into compositions',
      {
        form: 'a=1&b=2',
        schema: {
          allOf: [object({ a: { type: 'integer' } }), { oneOf: [object({ b: { type: 'integer' } })] }],
        },
        want: { a: 1, b: 2 },
      },
    ],
    [
      'leaves integers that a number cannot hold',
      {
        form: 'a=9007199254740993&b=9007199254740991',
        schema: object({ a: { type: 'integer' }, b: { type: 'integer' } }),
        want: { a: '9007199254740993', b: 9007199254740991 },
      },
    ],
    ['takes large numbers as names', { form: 'a[99999999]=x', schema: true, want: { a: { 99999999: 'x' } } }],
  ])('%s', (_, { form, schema, want }) => {
    expect(typeForm(parseUrlencoded(form), schema)).toEqual(want)
  })

  it('follows references through the accessor, also in circles', () => {
    const node: Json = object({ id: { type: 'integer' }, next: { $ref: 'node' } })
    const circle: Json = { allOf: [{ $ref: 'circle' }, { $ref: 'node' }] }
    const access = (schema: Json | undefined) => {
      const target = isObject(schema) && schema.$ref === 'node' ? node : schema
      const resolved = isObject(target) && target.$ref === 'circle' ? circle : target
      return isObject(resolved) ? resolved : undefined
    }
    const fields = parseUrlencoded('id=1&next[next][id]=2')
    expect(typeForm(fields, { $ref: 'circle' }, access)).toEqual({ id: 1, next: { next: { id: 2 } } })
  })
})
