// Where the key of a declared change is found when nobody says so: in the last path parameter, else in the body.
import { expect, it } from 'vitest'
import { annotated, crud, factsOf, operation, read, ref } from './documents.js'

it.each<readonly [string, { given: readonly [path: string, more: object]; want: object }]>([
  [
    'the path parameter above a word',
    {
      given: ['/pets/{petId}/rename', { data: { name: '{{ request.body.name }}' } }],
      want: { key: 'petId' },
    },
  ],
  ['the body, of a path without parameters', { given: ['/pet', {}], want: { key: undefined } }],
  [
    'the body, where the parameter is the scope',
    { given: ['/owners/{ownerId}/pet', { scope: 'ownerId' }], want: { key: undefined } },
  ],
])('%s', (_title, { given: [path, more], want }) => {
  const changes = annotated({ entity: 'pets', action: 'update', ...more })
  const put = operation({ 200: ref('Pet') }, ref('Pet'), changes)
  const model = read({ ...crud('/pets', 'petId', ref('Pet')), [path]: { put } })
  expect({ key: undefined, ...factsOf(model, 'put', path) }).toMatchObject({ action: 'update', ...want })
})
