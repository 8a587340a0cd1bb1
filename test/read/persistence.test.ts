// What documents declare with x-persistence, and what is said about mistakes.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import {
  actionsOf,
  crud,
  diagnosticsOf,
  documentOf,
  entityOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  query,
  ref,
  text,
} from './documents.js'

const schemas = {
  User: object({
    'id!': text,
    'email!': text,
    handle: text,
    teamId: text,
    revision: integer,
    createdAt: text,
  }),
  Team: object({ 'id!': text, name: text }),
}
const annotated = (declaration: Json) => ({ 'x-persistence': declaration })

describe('operations', () => {
  test('that declare entity and action derive the rest from the contract', () => {
    const wrapped = object({ data: ref('User') })
    const { model, warnings } = readModel(
      documentOf(
        {
          '/register': {
            post: operation(
              { '201': wrapped },
              ref('User'),
              annotated({ entity: 'users', action: 'create' }),
            ),
          },
          '/profile/{who}': {
            get: operation(
              { '200': wrapped },
              null,
              annotated({ entity: 'users', action: 'read', key: 'who' }),
            ),
          },
          '/directory': {
            get: operation({ '200': object({ data: list(ref('User')), total: integer }) }, null, {
              ...annotated({ entity: 'users', action: 'list' }),
              parameters: [query('email', text), query('page', integer)],
            }),
          },
        },
        schemas,
        { 'x-persistence': { entities: { users: { key: 'id' } } } },
      ),
    )
    expect(warnings).toEqual([])
    expect(entityOf(model, 'users')).toEqual({
      schemas: ['#/components/schemas/User'],
      key: 'id',
      generateKey: 'none',
      indexes: ['email'],
    })
    expect(factsOf(model, 'post', '/register')).toMatchObject({ action: 'create', output: '/data' })
    expect(factsOf(model, 'get', '/profile/{who}')).toMatchObject({
      action: 'read',
      key: 'who',
      output: '/data',
    })
    expect(factsOf(model, 'get', '/directory')).toMatchObject({
      items: '/data',
      filters: { email: 'email' },
      page: { page: 'page', answer: { total: '/total' } },
    })
    expect(model.operations.every(({ origin }) => origin === 'declared')).toBe(true)
  })

  test('that say false keep nothing, and the others are still inferred', () => {
    const paths = crud('/users', 'id', ref('User'))
    const item = { ...(paths['/users/{id}'] as JsonObject) }
    const { model } = readModel(
      documentOf(
        { ...paths, '/users/{id}': { ...item, delete: operation({ '204': null }, null, annotated(false)) } },
        schemas,
      ),
    )
    expect(actionsOf(model)).toMatchObject({ 'delete /users/{id}': '-', 'get /users/{id}': 'read users' })
  })

  test('beside declared ones belong to the same entity', () => {
    const paths = crud('/users', 'id', ref('User'))
    const collection = { ...(paths['/users'] as JsonObject) }
    const create = operation(
      { '201': ref('User') },
      ref('User'),
      annotated({ entity: 'people', action: 'create' }),
    )
    const { model } = readModel(documentOf({ ...paths, '/users': { ...collection, post: create } }, schemas))
    expect(actionsOf(model)).toEqual({
      'get /users': 'list people',
      'post /users': 'create people',
      'get /users/{id}': 'read people',
      'put /users/{id}': 'update people',
      'delete /users/{id}': 'delete people',
    })
  })

  test('are not inferred when the document says so', () => {
    const root = { 'x-persistence': { infer: false } }
    const { model } = readModel(documentOf(crud('/users', 'id', ref('User')), schemas, root))
    expect(model.entities).toEqual([])
  })

  test('choose how they merge, whether they create, and how they page', () => {
    const put = operation(
      { '200': ref('User') },
      ref('User'),
      annotated({ entity: 'users', action: 'upsert', merge: 'merge' }),
    )
    const get = operation({ '200': list(ref('User')) }, null, {
      ...annotated({ entity: 'users', action: 'list', pagination: { defaultLimit: 5 } }),
      parameters: [query('limit', integer)],
    })
    const root = { 'x-persistence': { pagination: { defaultLimit: 7, maxLimit: 70 } } }
    const { model } = readModel(documentOf({ '/users': { get }, '/users/{id}': { put } }, schemas, root))
    expect(factsOf(model, 'put', '/users/{id}')).toMatchObject({
      action: 'update',
      upsert: true,
      merge: 'merge',
    })
    expect(factsOf(model, 'get', '/users')).toMatchObject({ page: { defaultLimit: 5, maxLimit: 70 } })
  })
})

describe('entities', () => {
  test('that are declared on the root join the collection of their schema', () => {
    const users = {
      schema: '#/components/schemas/User',
      key: 'id',
      generateKey: 'ulid',
      unique: ['email', ['teamId', 'handle']],
      indexes: ['handle'],
      relationships: { teamId: { entity: 'teams', field: 'id', required: true, onDelete: 'cascade' } },
      timestamps: { created: 'createdAt' },
      version: 'revision',
    }
    const root = { 'x-persistence': { entities: { users } } }
    const paths = { ...crud('/accounts', 'id', ref('User')), ...crud('/teams', 'teamId', ref('Team')) }
    const { model, warnings } = readModel(documentOf(paths, schemas, root))
    expect(warnings).toEqual([])
    expect(entityOf(model, 'users')).toEqual({
      schemas: ['#/components/schemas/User'],
      key: 'id',
      generateKey: 'ulid',
      unique: ['email', ['teamId', 'handle']],
      indexes: ['handle', 'teamId'],
      relationships: { teamId: { entity: 'teams', required: true, onDelete: 'cascade' } },
      timestamps: { created: 'createdAt' },
      version: 'revision',
    })
    expect(actionsOf(model)).toMatchObject({
      'post /accounts': 'create users',
      'post /teams': 'create teams',
    })
    expect(model.entities.map(({ origin }) => origin)).toEqual(['declared', 'inferred'])
  })

  test('may be declared on their schema', () => {
    const User = { ...schemas.User, 'x-persistence': { entity: 'people', unique: ['email'] } }
    const { model } = readModel(documentOf(crud('/users', 'id', ref('User')), { User }))
    expect(entityOf(model, 'people')).toMatchObject({ key: 'id', unique: ['email'] })
    expect(actionsOf(model)).toMatchObject({ 'get /users': 'list people' })
  })

  test('that are declared are read although nothing creates them: they may be seeded', () => {
    const root = { 'x-persistence': { entities: { teams: {} } } }
    const paths = { '/teams': { get: operation({ '200': list(ref('Team')) }) } }
    expect(actionsOf(readModel(documentOf(paths, schemas, root)).model)).toEqual({
      'get /teams': 'list teams',
    })
  })

  test('are never related by the names of their properties alone', () => {
    const paths = { ...crud('/users', 'id', ref('User')), ...crud('/teams', 'id', ref('Team')) }
    expect(entityOf(readModel(documentOf(paths, schemas)).model, 'users')).not.toHaveProperty('relationships')
  })
})

describe('mistakes', () => {
  const create = (declaration: Json, body: JsonObject | null = ref('User')) => ({
    ...crud('/users', 'id', ref('User')),
    '/signup': { post: operation({ '201': ref('User') }, body, annotated(declaration)) },
  })
  const users = (declaration: JsonObject) => ({ 'x-persistence': { entities: { users: declaration } } })
  const op = '/paths/~1signup/post/x-persistence'
  const entity = '/x-persistence/entities/users'
  type Mistake = {
    paths?: JsonObject
    root?: JsonObject
    want: { code: string; pointer: string; remedy?: string; severity?: string }
  }

  const cases: readonly (readonly [string, Mistake])[] = [
    [
      'an entity that is called a little differently',
      {
        paths: create({ entity: 'user', action: 'create' }),
        root: users({}),
        want: { code: 'MOCKGEN_UNKNOWN_ENTITY', pointer: `${op}/entity`, remedy: 'did you mean users?' },
      },
    ],
    [
      'an action that does not exist',
      {
        paths: create({ entity: 'users', action: 'creat' }),
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${op}/action`, remedy: 'did you mean create?' },
      },
    ],
    [
      'a key that is no path parameter',
      {
        paths: {
          '/users/{userId}': {
            get: operation(
              { '200': ref('User') },
              null,
              annotated({ entity: 'users', action: 'read', key: 'userID' }),
            ),
          },
        },
        want: {
          code: 'MOCKGEN_UNKNOWN_PROPERTY',
          pointer: '/paths/~1users~1{userId}/get/x-persistence/key',
          remedy: 'did you mean userId?',
        },
      },
    ],
    [
      'reading without a path parameter',
      {
        paths: {
          '/me': {
            get: operation({ '200': ref('User') }, null, annotated({ entity: 'users', action: 'read' })),
          },
        },
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: '/paths/~1me/get/x-persistence/action' },
      },
    ],
    [
      'creating without a body',
      {
        paths: create({ entity: 'users', action: 'create' }, null),
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${op}/action` },
      },
    ],
    [
      'something else than an object',
      { paths: create('users'), want: { code: 'MOCKGEN_PERSISTENCE', pointer: op } },
    ],
    ['no action', { paths: create({ entity: 'users' }), want: { code: 'MOCKGEN_PERSISTENCE', pointer: op } }],
    [
      'an unknown key of an operation',
      {
        paths: create({ entity: 'users', action: 'create', merg: 'merge' }),
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${op}/merg`, remedy: 'did you mean merge?' },
      },
    ],
    [
      'a wrong type',
      {
        paths: create({ entity: 7, action: 'create' }),
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${op}/entity` },
      },
    ],
    [
      'an unknown key of the root',
      {
        root: { 'x-persistence': { entitis: {} } },
        want: {
          code: 'MOCKGEN_PERSISTENCE',
          pointer: '/x-persistence/entitis',
          remedy: 'did you mean entities?',
        },
      },
    ],
    [
      'an entity that is no object',
      {
        root: { 'x-persistence': { entities: { users: 1 } } },
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: entity },
      },
    ],
    [
      'a name that would be found on every object',
      {
        root: { 'x-persistence': { entities: { constructor: {} } } },
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: '/x-persistence/entities/constructor' },
      },
    ],
    [
      'a schema that does not exist',
      {
        root: users({ schema: '#/components/schemas/Usr' }),
        want: {
          code: 'MOCKGEN_PERSISTENCE',
          pointer: `${entity}/schema`,
          remedy: 'did you mean #/components/schemas/User?',
        },
      },
    ],
    [
      'a key that is no property',
      { root: users({ key: 'ident' }), want: { code: 'MOCKGEN_UNKNOWN_PROPERTY', pointer: `${entity}/key` } },
    ],
    [
      'a unique property that does not exist',
      {
        root: users({ unique: [['emial', 'handle']] }),
        want: {
          code: 'MOCKGEN_UNKNOWN_PROPERTY',
          pointer: `${entity}/unique/0/0`,
          remedy: 'did you mean email?',
        },
      },
    ],
    [
      'a relationship to an unknown entity',
      {
        root: users({ relationships: { teamId: { entity: 'team' } } }),
        paths: { ...crud('/users', 'id', ref('User')), ...crud('/teams', 'id', ref('Team')) },
        want: {
          code: 'MOCKGEN_UNKNOWN_ENTITY',
          pointer: `${entity}/relationships/teamId/entity`,
          remedy: 'did you mean teams?',
        },
      },
    ],
    [
      'a relationship of an unknown property',
      {
        root: users({ relationships: { teamid: { entity: 'users' } } }),
        want: {
          code: 'MOCKGEN_UNKNOWN_PROPERTY',
          pointer: `${entity}/relationships/teamid`,
          remedy: 'did you mean teamId?',
        },
      },
    ],
    [
      'a relationship to an unknown property',
      {
        root: users({ relationships: { teamId: { entity: 'users', field: 'uid' } } }),
        want: { code: 'MOCKGEN_UNKNOWN_PROPERTY', pointer: `${entity}/relationships/teamId/field` },
      },
    ],
    [
      'a version that is no number',
      {
        root: users({ version: 'email' }),
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${entity}/version` },
      },
    ],
    [
      'an entity of which the contract shows nothing',
      {
        root: { 'x-persistence': { entities: { ghosts: {} } } },
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: '/x-persistence/entities/ghosts' },
      },
    ],
    [
      'what is not supported yet',
      {
        root: users({ ttl: 60 }),
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${entity}/ttl`, severity: 'warning' },
      },
    ],
    [
      'a schema that describes an entity without a name',
      {
        root: {
          components: { schemas: { ...schemas, Team: { ...schemas.Team, 'x-persistence': { key: 'id' } } } },
        },
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: '/components/schemas/Team/x-persistence' },
      },
    ],
    [
      'a list that answers no array',
      {
        paths: {
          ...crud('/users', 'id', ref('User')),
          '/me': {
            get: operation({ '200': ref('User') }, null, annotated({ entity: 'people', action: 'list' })),
          },
          '/people/{id}': {
            get: operation({ '200': ref('User') }, null, annotated({ entity: 'people', action: 'read' })),
          },
        },
        want: { code: 'MOCKGEN_PERSISTENCE', pointer: '/paths/~1me/get/x-persistence', severity: 'warning' },
      },
    ],
  ]
  test.each(cases)('%s is reported where it stands', (_title, { paths, root, want }) => {
    const given = documentOf(paths ?? crud('/users', 'id', ref('User')), schemas, root)
    const found = diagnosticsOf(given).map(({ severity, code, pointer, remedy, place }) => ({
      severity,
      code,
      pointer,
      remedy,
      line: place?.line,
    }))
    const remedy = want.remedy === undefined ? expect.anything() : expect.stringContaining(want.remedy)
    const wanted = { severity: 'error', ...want, line: want.pointer.length }
    expect(found).toEqual([
      wanted.severity === 'warning' ? { remedy: undefined, ...wanted } : { ...wanted, remedy },
    ])
  })

  test('are all reported at once', () => {
    const root = users({ key: 'ident', uniq: [], generateKey: 'random' })
    const found = diagnosticsOf(documentOf(create({ entity: 'users', action: 'crate' }), schemas, root))
    expect(found.map(({ pointer }) => pointer).toSorted()).toEqual([
      `${op}/action`,
      `${entity}/generateKey`,
      `${entity}/key`,
      `${entity}/uniq`,
    ])
  })

  test('in where records live are warned about, and the records are shared', () => {
    const given = documentOf(
      {
        '/teams/{teamId}/users': {
          post: operation(
            { '201': ref('User') },
            ref('User'),
            annotated({ entity: 'users', action: 'create' }),
          ),
        },
        '/users/{id}': {
          get: operation({ '200': ref('User') }, null, annotated({ entity: 'users', action: 'read' })),
        },
      },
      schemas,
    )
    expect(diagnosticsOf(given)).toMatchObject([
      { severity: 'warning', pointer: '/paths/~1teams~1{teamId}~1users/post/x-persistence' },
    ])
    expect(entityOf(readModel(given).model, 'users')).not.toHaveProperty('scope')
  })
})
