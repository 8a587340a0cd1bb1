// What is said about `x-faker` in schemas: where it asks for what there is not.
import { expect, test } from 'vitest'
import type { Json } from '../../runtime/json.js'
import { diagnosticsOf, documentOf, operation } from './documents.js'

const at = '/paths/~1x/get/responses/200/content/application~1json/schema/properties/a/x-faker'

test.each<readonly [string, { given: Json; want: readonly object[] }]>([
  ['a known name', { given: 'internet.email', want: [] }],
  ['arguments', { given: { 'helpers.arrayElement': [['a']] }, want: [] }],
  [
    'a name that is a little different',
    {
      given: 'internet.emial',
      want: [
        {
          severity: 'warning',
          code: 'MOCKGEN_UNKNOWN_FORMAT',
          pointer: at,
          remedy: 'did you mean internet.email?',
        },
      ],
    },
  ],
  [
    'what faker would evaluate',
    { given: { 'helpers.fake': '{{a}}' }, want: [{ code: 'MOCKGEN_UNKNOWN_FORMAT', pointer: at }] },
  ],
  ['no name at all', { given: 5, want: [{ code: 'MOCKGEN_UNKNOWN_FORMAT', pointer: at }] }],
])('x-faker with %s', async (_, { given, want }) => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', 'x-faker': given }, 'x-faker': { example: { 'x-faker': 1 } } },
  }
  const found = await diagnosticsOf(documentOf({ '/x': { get: operation({ '200': schema }) } }))
  expect(found).toMatchObject(want)
})
