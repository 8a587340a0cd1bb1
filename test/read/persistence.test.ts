// What documents declare with x-persistence.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import type { JsonObject } from '../../runtime/json.js'
import {
  actionsOf,
  annotated,
  crud,
  declaring,
  documentOf,
  entityOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  query,
  read,
  ref,
  schemas,
  text,
} from './documents.js'

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
    const model = read(
      { ...paths, '/users/{id}': { ...item, delete: operation({ '204': null }, null, annotated(false)) } },
      schemas,
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
    const model = read({ ...paths, '/users': { ...collection, post: create } }, schemas)
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
    const model = read(crud('/users', 'id', ref('User')), schemas, root)
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
    const model = read({ '/users': { get }, '/users/{id}': { put } }, schemas, root)
    expect(factsOf(model, 'put', '/users/{id}')).toMatchObject({
      action: 'update',
      upsert: true,
      merge: 'merge',
    })
    expect(factsOf(model, 'get', '/users')).toMatchObject({ page: { defaultLimit: 5, maxLimit: 70 } })
    const inferred = { ...crud('/teams', 'id', ref('Team')) }
    inferred['/teams'] = {
      ...(inferred['/teams'] as JsonObject),
      get: operation({ '200': list(ref('Team')) }, null, {
        parameters: [query('limit', { ...integer, maximum: 9 })],
      }),
    }
    expect(factsOf(read(inferred, schemas, root), 'get', '/teams')).toMatchObject({
      page: { defaultLimit: 7, maxLimit: 9 },
    })
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

  test.each<[string, JsonObject]>([
    ['a time to live', { ttl: 60 }],
    ['one that reads extend', { ttl: 60, ttlRefresh: 'access' }],
    ['the longest', { ttl: 3_155_760_000, ttlRefresh: 'never' }],
    ['no end', {}],
  ])('that declare %s have it in their facts', (_title, given) => {
    const { ttl, ttlRefresh } =
      entityOf(read(crud('/users', 'id', ref('User')), schemas, declaring({ users: given })), 'users') ?? {}
    expect({ ttl, ttlRefresh }).toEqual(given)
  })

  test('may be declared on their schema', () => {
    const User = { ...schemas.User, 'x-persistence': { entity: 'people', unique: ['email'] } }
    const model = read(crud('/users', 'id', ref('User')), { User })
    expect(entityOf(model, 'people')).toMatchObject({ key: 'id', unique: ['email'] })
    expect(actionsOf(model)).toMatchObject({ 'get /users': 'list people' })
  })

  test('that are declared are read although nothing creates them: they may be seeded', () => {
    const root = { 'x-persistence': { entities: { teams: {} } } }
    const paths = { '/teams': { get: operation({ '200': list(ref('Team')) }) } }
    expect(actionsOf(read(paths, schemas, root))).toEqual({
      'get /teams': 'list teams',
    })
  })

  test('that are declared are never related by the names of their properties', () => {
    const paths = { ...crud('/users', 'id', ref('User')), ...crud('/teams', 'id', ref('Team')) }
    const root = declaring({ users: {} })
    expect(entityOf(read(paths, schemas, root), 'users')).not.toHaveProperty('relationships')
  })
})
