// Operations outside the collection of a declared entity: it stays one entity, whatever stands elsewhere.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import type { JsonObject } from '../../runtime/json.js'
import {
  actionsOf,
  annotated,
  crud,
  declaring,
  documentOf,
  list,
  object,
  operation,
  read,
  ref,
  schemas,
  text,
} from './documents.js'

const user = ref('User')
const users = { '/users': { get: operation({ '200': list(user) }), post: operation({ '201': user }, user) } }
const declaredUsers: JsonObject = { schema: '#/components/schemas/User', seed: [{ id: 'a', email: 'a@b.c' }] }

/** What operations do, once nothing is warned of. */
function clean(paths: JsonObject, root: JsonObject, components: JsonObject = schemas) {
  const { model, warnings } = readModel(documentOf(paths, components, root))
  expect(warnings).toEqual([])
  return { names: model.entities.map(({ name }) => name), does: actionsOf(model) }
}

describe('a declared entity stays one', () => {
  test.each<[string, JsonObject, string]>([
    [
      'a create elsewhere',
      { '/p': { post: operation({ '201': user }, user, annotated({ entity: 'users', action: 'create' })) } },
      'post /p',
    ],
    [
      'a count elsewhere',
      {
        '/usercount': {
          get: operation(
            { '200': object({ count: { type: 'integer' } }) },
            null,
            annotated({ entity: 'users', action: 'count' }),
          ),
        },
      },
      'get /usercount',
    ],
    [
      'a create below it',
      {
        '/users/import': {
          post: operation(
            { '201': list(user) },
            list(user),
            annotated({ entity: 'users', action: 'create', batch: { items: '{{ request.body }}' } }),
          ),
        },
      },
      'post /users/import',
    ],
  ])('with %s', (_title, elsewhere, id) => {
    const { names, does } = clean({ ...users, ...elsewhere }, declaring({ users: declaredUsers }))
    expect(names).toEqual(['users'])
    expect(does).toMatchObject({ 'get /users': 'list users', 'post /users': 'create users' })
    expect(does[id]).toMatch(/ users$/)
  })

  test('with other operations where the create stands', () => {
    const create = operation({ '201': user }, user, annotated({ entity: 'users', action: 'create' }))
    const elsewhere = { '/people': { post: create, get: operation({ '200': list(user) }) } }
    const { names, does } = clean({ ...users, ...elsewhere }, declaring({ users: declaredUsers }))
    expect(names).toEqual(['users'])
    expect(does).toMatchObject({ 'get /users': 'list users', 'get /people': 'list users' })
  })

  test('with a second collection of its records', () => {
    const given = { ...users, ...crud('/admin/users', 'userId', user) }
    const { names, does } = clean(given, declaring({ users: declaredUsers }))
    expect(names).toEqual(['users'])
    expect(does).toMatchObject({ 'get /users': 'list users', 'delete /admin/users/{userId}': 'delete users' })
  })

  test('when its schema declares it in the singular', () => {
    const item = { ...object({ 'id!': text, name: text }), 'x-persistence': { entity: 'item' } }
    const summary = object({ 'id!': text })
    const given = {
      '/items': {
        get: operation({ '200': list(ref('Summary')) }),
        post: operation({ '201': ref('Item') }, ref('Item')),
      },
      '/counts': {
        get: operation({ '200': { type: 'integer' } }, null, annotated({ entity: 'item', action: 'count' })),
      },
    }
    expect(clean(given, {}, { Item: item, Summary: summary }).names).toEqual(['item'])
  })

  test('and takes no collection that is called like another declared entity', () => {
    const both = { active: declaredUsers, archived: { schema: '#/components/schemas/User' } }
    const given = { ...crud('/active', 'userId', user), ...crud('/archived', 'userId', user) }
    expect(clean(given, declaring(both)).does).toMatchObject({
      'get /active': 'list active',
      'get /archived': 'list archived',
    })
  })

  test('or is warned of where its records are scoped in another way', () => {
    const given = { ...users, ...crud('/teams/{teamId}/users', 'userId', user) }
    const { model, warnings } = readModel(documentOf(given, schemas, declaring({ users: declaredUsers })))
    expect(model.entities.map(({ name }) => name)).toEqual(['users', 'teamUsers'])
    expect(warnings).toMatchObject([
      {
        code: 'MOCKGEN_PERSISTENCE',
        pointer: '/x-persistence/entities/users',
        message: expect.stringContaining('teamUsers'),
      },
    ])
  })
})

describe('a collection that nothing adds to', () => {
  const contact = object({ 'id!': text, name: text })
  const components = { Contact: contact, Report: contact }
  const contacts = { '/contacts': { get: operation({ '200': list(ref('Contact')) }) } }
  const report = { '/reports/{id}': { get: operation({ '200': ref('Report') }) } }
  const making = operation(
    { '202': null },
    object({ name: text }),
    annotated({
      operations: [{ entity: 'reports', action: 'create', data: { name: '{{ request.body.name }}' } }],
    }),
  )

  test.each([[{}], [{ contacts: {} }], [{ contacts: { schema: '#/components/schemas/Contact' } }]])(
    'is listed when records of %j are imported below it',
    (entities) => {
      const batch = annotated({
        entity: 'contacts',
        action: 'create',
        batch: { items: '{{ request.body }}' },
      })
      const imports = operation({ '201': list(ref('Contact')) }, list(ref('Contact')), batch)
      const given = { ...contacts, '/contacts/import': { post: imports } }
      expect(clean(given, declaring(entities), components).does).toMatchObject({
        'get /contacts': 'list contacts',
      })
    },
  )

  test.each<[string, JsonObject, JsonObject]>([
    ['seeded', { reports: { seed: [{ id: 'r' }] } }, {}],
    [
      'seeded, with a schema',
      { reports: { schema: '#/components/schemas/Report', seed: [{ id: 'r' }] } },
      {},
    ],
    ['made up', { reports: { generate: { count: 2 } } }, {}],
    ['filled by steps', { reports: {} }, { '/run': { post: making } }],
    [
      'filled by steps, with a schema',
      { reports: { schema: '#/components/schemas/Report' } },
      { '/run': { post: making } },
    ],
  ])('is read when its entity is %s', (_title, entities, more) => {
    const model = read({ ...report, ...more }, components, declaring(entities))
    expect(actionsOf(model)).toMatchObject({ 'get /reports/{id}': 'read reports' })
  })

  test('is read when the root seeds it, and when steps fill what nothing declares', () => {
    const seeded = { 'x-persistence': { seed: { reports: [{ id: 'r' }] }, entities: { reports: {} } } }
    expect(actionsOf(read(report, components, seeded))).toMatchObject({ 'get /reports/{id}': 'read reports' })
    const filled = read({ ...report, '/run': { post: making } }, components, {})
    expect(actionsOf(filled)).toMatchObject({ 'get /reports/{id}': 'read reports' })
  })
})
