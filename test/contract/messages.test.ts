// What violations say where JSON Schema's own words mislead.
import { expect, test } from 'vitest'
import type { Json } from '../../runtime/json.js'
import { bodiesOf } from './contract-of.js'

function messages(schema: Json, value: Json): readonly string[] {
  const { request } = bodiesOf(schema, { openapi: '3.1.0' })
  return request.validate(value).map(({ pointer, message }) => `${pointer} ${message}`)
}

const integers = { contains: { type: 'integer' } }

test.each<readonly [string, Json, Json, readonly string[]]>([
  ['contains', integers, ['a'], ['/0 must be integer', ' must contain at least 1 matching items']],
  [
    'contains with a maximum',
    { ...integers, maxContains: 2 },
    [1, 2, 3],
    [' must contain at least 1 and at most 2 matching items'],
  ],
  ['a closed tuple', { prefixItems: [true], items: false }, [1, 2], [' must have at most 1 items']],
  [
    'names of properties',
    { propertyNames: { maxLength: 3 } },
    { long: 1 },
    ['/long is not an allowed property name'],
  ],
])('%s', (_, schema, value, want) => {
  expect(messages(schema, value)).toEqual(want)
})
