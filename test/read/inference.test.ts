// What is understood without annotations, and what is left alone.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { actionsOf, crud, integer, list, object, operation, query, read, ref, text } from './documents.js'

const cases: readonly (readonly [string, { given: JsonObject; want: Readonly<Record<string, string>> }])[] = [
  [
    'a collection and its items are created, read, listed, updated and deleted',
    {
      given: crud('/pets', 'petId', ref('Pet')),
      want: {
        'get /pets': 'list pets',
        'post /pets': 'create pets',
        'get /pets/{petId}': 'read pets',
        'put /pets/{petId}': 'update pets',
        'delete /pets/{petId}': 'delete pets',
      },
    },
  ],
  [
    'a trailing slash makes no difference',
    {
      given: {
        '/pets/': { post: operation({ '201': ref('Pet') }, ref('Pet')) },
        '/pets/{id}': { get: operation({ '200': ref('Pet') }) },
      },
      want: { 'post /pets/': 'create pets', 'get /pets/{id}': 'read pets' },
    },
  ],
  [
    'what nobody creates stays stateless',
    {
      given: {
        '/pets': { get: operation({ '200': list(ref('Pet')) }) },
        '/pets/{id}': { get: operation({ '200': ref('Pet') }), delete: operation({ '204': null }) },
      },
      want: { 'get /pets': '-', 'get /pets/{id}': '-', 'delete /pets/{id}': '-' },
    },
  ],
  [
    'what nobody can see stays stateless',
    {
      given: {
        '/pets': { post: operation({ '201': ref('Pet') }, ref('Pet')) },
        '/pets/{id}': { delete: operation({ '204': null }) },
      },
      want: { 'post /pets': '-', 'delete /pets/{id}': '-' },
    },
  ],
  [
    'a POST that answers a list is a search',
    {
      given: {
        '/pets': {
          get: operation({ '200': list(ref('Pet')) }),
          post: operation({ '200': list(ref('Pet')) }, object({ name: text })),
        },
        '/pets/{id}': { get: operation({ '200': ref('Pet') }) },
      },
      want: { 'get /pets': '-', 'post /pets': '-', 'get /pets/{id}': '-' },
    },
  ],
  [
    'a POST whose request has nothing of the record is no create',
    {
      given: {
        '/pets': {
          get: operation({ '200': list(ref('Pet')) }),
          post: operation({ '201': ref('Pet') }, object({ credentials: text })),
        },
      },
      want: { 'get /pets': '-', 'post /pets': '-' },
    },
  ],
  [
    'a POST that answers a receipt without the key is no create',
    {
      given: {
        '/pets': {
          get: operation({ '200': list(ref('Pet')) }),
          post: operation({ '202': object({ 'job!': text }) }, ref('Pet')),
        },
      },
      want: { 'get /pets': '-', 'post /pets': '-' },
    },
  ],
  [
    'a POST that answers the key alone, or nothing, is a create',
    {
      given: {
        '/pets': {
          get: operation({ '200': list(ref('Pet')) }),
          post: operation({ '201': object({ 'id!': integer }) }, ref('Pet')),
        },
        '/dogs': {
          get: operation({ '200': list(ref('Pet')) }),
          post: operation({ '201': null }, ref('Pet')),
        },
      },
      want: {
        'get /pets': 'list pets',
        'post /pets': 'create pets',
        'get /dogs': 'list dogs',
        'post /dogs': 'create dogs',
      },
    },
  ],
  [
    'a POST that mostly takes something else is a create when it plainly answers the record',
    {
      given: {
        '/pets': {
          get: operation({ '200': list(ref('Pet')) }),
          post: operation(
            { '202': object({ pet: ref('Pet') }) },
            object({ name: text, a: text, b: text, c: text }),
          ),
        },
        '/dogs': {
          get: operation({ '200': list(ref('Pet')) }),
          post: operation(
            { '202': object({ id: integer }) },
            object({ name: text, a: text, b: text, c: text }),
          ),
        },
      },
      want: { 'post /pets': 'create pets', 'post /dogs': '-' },
    },
  ],
  [
    'actions below an item stay stateless',
    {
      given: {
        ...crud('/pets', 'id', ref('Pet')),
        '/pets/{id}/feed': { post: operation({ '204': null }, object({ amount: integer })) },
      },
      want: { 'post /pets/{id}/feed': '-', 'get /pets': 'list pets' },
    },
  ],
  [
    'a PUT on the collection finds the record by the key in its body',
    {
      given: {
        '/pet': {
          post: operation({ '200': ref('Pet') }, ref('Pet')),
          put: operation({ '200': ref('Pet') }, ref('Pet')),
        },
        '/pet/{petId}': { get: operation({ '200': ref('Pet') }) },
      },
      want: { 'put /pet': 'update pet', 'post /pet': 'create pet' },
    },
  ],
  [
    'a PUT that declares 201 creates what is missing',
    {
      given: {
        '/pets/{name}': {
          get: operation({ '200': object({ 'name!': text, tag: text }) }),
          put: operation({ '201': null, '204': null }, object({ tag: text })),
        },
      },
      want: { 'get /pets/{name}': 'read pets', 'put /pets/{name}': 'upsert pets' },
    },
  ],
  [
    'without a POST, a PUT under a name creates what a DELETE removes',
    {
      given: {
        '/labels/{name}': {
          get: operation({ '200': object({ 'name!': text, color: text }) }),
          put: operation({ '200': null }, object({ color: text })),
          delete: operation({ '204': null }),
        },
      },
      want: { 'put /labels/{name}': 'upsert labels', 'delete /labels/{name}': 'delete labels' },
    },
  ],
  [
    'without a POST, a PUT under an id changes what something else made',
    {
      given: {
        '/pets/{id}': {
          get: operation({ '200': ref('Pet') }),
          put: operation({ '200': ref('Pet') }, ref('Pet')),
          delete: operation({ '204': null }),
        },
      },
      want: { 'get /pets/{id}': '-', 'put /pets/{id}': '-', 'delete /pets/{id}': '-' },
    },
  ],
  [
    'a POST on an item that answers it is its update, where there is no other',
    {
      given: {
        '/pets': { post: operation({ '201': ref('Pet') }, ref('Pet')) },
        '/pets/{id}': {
          get: operation({ '200': ref('Pet') }),
          post: operation({ '200': ref('Pet') }, object({ name: text })),
        },
      },
      want: { 'post /pets/{id}': 'update pets' },
    },
  ],
  [
    'a view that selects by a property lists, one that selects otherwise stays stateless',
    {
      given: {
        ...crud('/pets', 'id', ref('Pet')),
        '/pets/byTag': {
          get: operation({ '200': list(ref('Pet')) }, null, { parameters: [query('tag', text, true)] }),
        },
        '/pets/near': {
          get: operation({ '200': list(ref('Pet')) }, null, { parameters: [query('city', text, true)] }),
        },
        '/pets/mine': { get: operation({ '200': ref('Pet') }) },
      },
      want: { 'get /pets/byTag': 'list pets', 'get /pets/near': '-', 'get /pets/mine': '-' },
    },
  ],
  [
    'a record that no path property identifies stays stateless',
    {
      given: crud('/pages', 'slug', object({ title: text, body: text })),
      want: { 'get /pages': '-', 'post /pages': '-', 'get /pages/{slug}': '-' },
    },
  ],
  [
    'paths with a fragment are not taken apart',
    {
      given: {
        '/pets': { post: operation({ '201': ref('Pet') }, ref('Pet')) },
        '/pets/{id}#photo': { get: operation({ '200': ref('Pet') }) },
      },
      want: { 'post /pets': '-', 'get /pets/{id}#photo': '-' },
    },
  ],
  [
    'a singleton is no collection, although it holds an array',
    {
      given: {
        '/settings': {
          get: operation({
            '200': object({ id: integer, name: text, rules: list(object({ id: integer })) }),
          }),
          post: operation({ '201': object({ id: integer, name: text }) }, object({ name: text })),
        },
      },
      want: { 'get /settings': 'read settings', 'post /settings': 'update settings' },
    },
  ],
]

describe('inference', () => {
  test.each(cases)('%s', (_title, { given, want }) => {
    const model = read(given)
    expect(actionsOf(model)).toMatchObject(want)
  })

  test('an answer that is a record is no envelope, although it holds another of its kind', () => {
    const whole = object({ 'id!': integer, 'name!': text, mother: ref('Cat') })
    const model = read(
      {
        '/cats': {
          get: operation({ '200': list(ref('Cat')) }),
          post: operation({ '201': whole }, ref('Cat')),
        },
        '/cats/{id}': { get: operation({ '200': whole }) },
      },
      { Cat: object({ 'id!': integer, 'name!': text }) },
    )
    const outputs = model.operations.map(({ facts }) => ('output' in facts ? facts.output : undefined))
    expect(actionsOf(model)).toMatchObject({ 'post /cats': 'create cats', 'get /cats/{id}': 'read cats' })
    expect(outputs).toEqual([undefined, undefined, undefined])
  })
})
