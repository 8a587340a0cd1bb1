// Keys of several properties: which path parameters hold them, and what is said where none do.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import {
  annotated,
  crud,
  declaring,
  diagnosticsOf,
  documentOf,
  entityOf,
  factsOf,
  integer,
  object,
  operation,
  read,
  reasonOf,
  ref,
  text,
} from './documents.js'

const User = object({ 'tenantId!': text, 'id!': integer, name: text, seen: text })
const Note = object({ 'id!': text, tenantId: text, userId: integer, body: text })
const Tenant = object({ 'id!': text, name: text })
const components = { User, Note, Tenant }
const key = ['tenantId', 'id']
const collection = '/tenants/{tenantId}/users'
const paths = crud(collection, 'id', ref('User'))
const root = declaring({ users: { key } })

describe('a key of several properties', () => {
  test('is what the last parameters of an item path hold, and no scope', () => {
    const { model, warnings } = readModel(documentOf(paths, components, root))
    expect(warnings).toEqual([])
    expect(entityOf(model, 'users')).toEqual({
      schemas: ['#/components/schemas/User'],
      key,
      generateKey: 'increment',
      indexes: ['tenantId'],
    })
    for (const method of ['get', 'put', 'delete']) {
      const facts = factsOf(model, method, `${collection}/{id}`)
      expect(facts).toMatchObject({ entity: 'users', key })
      expect(facts).not.toHaveProperty('scope')
    }
    expect(reasonOf(model, 'get', `${collection}/{id}`)).toContain('key tenantId, id')
  })

  test('is begun by the path of a collection', () => {
    const model = read(paths, components, root)
    for (const [method, action] of [
      ['get', 'list'],
      ['post', 'create'],
    ] as const) {
      const facts = factsOf(model, method, collection)
      expect(facts).toMatchObject({ action, key: ['tenantId'] })
      expect(facts).not.toHaveProperty('scope')
    }
  })

  test('may be a list of one', () => {
    const model = read(crud('/users', 'id', ref('User')), components, declaring({ users: { key: ['id'] } }))
    expect(entityOf(model, 'users')?.key).toBe('id')
    expect(factsOf(model, 'get', '/users/{id}')).toMatchObject({ key: 'id' })
  })

  const called: readonly (readonly [
    string,
    { path: string; parameter: string; want: Json; scope?: Json },
  ])[] = [
    [
      'in other letters',
      { path: '/tenants/{tenant_id}/users', parameter: 'userId', want: ['tenant_id', 'userId'] },
    ],
    [
      'after the segment before',
      { path: '/tenants/{id}/users', parameter: 'userId', want: ['id', 'userId'] },
    ],
    [
      'below a scope',
      { path: '/regions/{region}/tenants/{tenantId}/users', parameter: 'id', want: key, scope: ['region'] },
    ],
  ]
  test.each(called)(
    'is found in parameters that are called %s',
    (_title, { path, parameter, want, scope }) => {
      const model = read(crud(path, parameter, ref('User')), components, root)
      const facts = factsOf(model, 'get', `${path}/{${parameter}}`)
      expect(facts).toMatchObject({ action: 'read', key: want, ...(scope && { scope }) })
      expect(factsOf(model, 'post', path)).toMatchObject({ action: 'create', ...(scope && { scope }) })
      expect(entityOf(model, 'users')?.scope).toEqual(scope)
    },
  )

  test('is what an operation names for it', () => {
    const given = annotated({ entity: 'users', action: 'read', key: ['org', 'nr'] })
    const made = annotated({ entity: 'users', action: 'create', key: 'org' })
    const model = read(
      {
        '/o/{org}/u/{nr}': { get: operation({ '200': ref('User') }, null, given) },
        '/o/{org}/u': { post: operation({ '201': ref('User') }, ref('User'), made) },
      },
      components,
      root,
    )
    expect(factsOf(model, 'get', '/o/{org}/u/{nr}')).toMatchObject({ key: ['org', 'nr'] })
    expect(factsOf(model, 'post', '/o/{org}/u')).toMatchObject({ key: ['org'] })
  })

  test('may come with the record, beside items that have it in their path', () => {
    const create = annotated({ entity: 'users', action: 'create' })
    const get = annotated({ entity: 'users', action: 'read' })
    const { model, warnings } = readModel(
      documentOf(
        {
          '/users': { post: operation({ '201': ref('User') }, ref('User'), create) },
          [`${collection}/{id}`]: { get: operation({ '200': ref('User') }, null, get) },
        },
        components,
        root,
      ),
    )
    expect(warnings).toEqual([])
    expect(factsOf(model, 'post', '/users')).not.toHaveProperty('key')
    expect(factsOf(model, 'get', `${collection}/{id}`)).toMatchObject({ key })
  })

  test('of a parent is the scope of what lies below', () => {
    const below = `${collection}/{userId}/notes`
    const model = read(
      { ...crud(collection, 'userId', ref('User')), ...crud(below, 'noteId', ref('Note')) },
      components,
      root,
    )
    expect(entityOf(model, 'notes')).toMatchObject({ parent: 'users', scope: ['tenantId', 'userId'] })
    const declared = declaring({ users: { key }, notes: { parent: 'users' } })
    expect(
      entityOf(
        read(
          { ...crud(collection, 'userId', ref('User')), ...crud(below, 'noteId', ref('Note')) },
          components,
          declared,
        ),
        'notes',
      )?.parent,
    ).toBe('users')
  })
})

describe('mistakes in a key of several properties', () => {
  const users = '/x-persistence/entities/users'
  const notes = '/x-persistence/entities/notes'
  type Given = {
    readonly entities: JsonObject
    readonly paths?: JsonObject
    readonly want: readonly (readonly [code: string, pointer: string])[]
  }
  const withNotes = { ...paths, ...crud('/notes', 'id', ref('Note')), ...crud('/tags', 'id', ref('Tenant')) }
  const reading = '/paths/~1users~1{id}/get/x-persistence'
  const flat = (declaration: JsonObject) => ({
    ...paths,
    '/users/{id}': { get: operation({ '200': ref('User') }, null, annotated(declaration)) },
  })
  const cases: readonly (readonly [string, Given])[] = [
    ['no property', { entities: { users: { key: [] } }, want: [['MOCKGEN_VALUE', `${users}/key`]] }],
    ['something else', { entities: { users: { key: [1] } }, want: [['MOCKGEN_VALUE', `${users}/key`]] }],
    [
      'an unknown property',
      {
        entities: { users: { key: ['tenant', 'id'] } },
        want: [['MOCKGEN_UNKNOWN_PROPERTY', `${users}/key/0`]],
      },
    ],
    [
      'several unknown properties',
      {
        entities: { users: { key: ['tenant', 'nr'] } },
        want: [
          ['MOCKGEN_UNKNOWN_PROPERTY', `${users}/key/0`],
          ['MOCKGEN_UNKNOWN_PROPERTY', `${users}/key/1`],
        ],
      },
    ],
    [
      'a property twice',
      { entities: { users: { key: ['id', 'id'] } }, want: [['MOCKGEN_PERSISTENCE', `${users}/key/1`]] },
    ],
    [
      'parts in another order than in the path',
      {
        entities: { users: { key: ['id', 'tenantId'] } },
        want: [
          ['MOCKGEN_PERSISTENCE', `${users}/key/1`],
          ...Array.from({ length: 3 }, () => ['MOCKGEN_PERSISTENCE', `${users}/key`] as const),
        ],
      },
    ],
    [
      'a property that the server sets',
      {
        entities: { users: { key: ['seen', ...key], timestamps: { updated: 'seen' } } },
        paths: crud('/users/{seen}/{tenantId}', 'id', ref('User')),
        want: [['MOCKGEN_PERSISTENCE', `${users}/key/0`]],
      },
    ],
    [
      'a part that deleting would remove',
      {
        entities: {
          users: { key, relationships: { tenantId: { entity: 'tags', onDelete: 'nullify' } } },
        },
        paths: withNotes,
        want: [['MOCKGEN_PERSISTENCE', `${users}/relationships/tenantId/onDelete`]],
      },
    ],
    [
      'a reference by the wrong part',
      {
        entities: { users: { key }, notes: { relationships: { tenantId: { entity: 'users' } } } },
        paths: withNotes,
        want: [['MOCKGEN_PERSISTENCE', `${notes}/relationships/tenantId`]],
      },
    ],
    [
      'a reference without the other parts',
      {
        entities: { users: { key }, tags: { relationships: { name: { entity: 'users' } } } },
        paths: withNotes,
        want: [['MOCKGEN_PERSISTENCE', '/x-persistence/entities/tags/relationships/name/entity']],
      },
    ],
    [
      'a reference that has them all is none',
      {
        entities: { users: { key }, notes: { relationships: { userId: { entity: 'users' } } } },
        paths: withNotes,
        want: [],
      },
    ],
    [
      'a path without a part, which is declared to be an item',
      {
        entities: { users: { key } },
        paths: flat({ entity: 'users', action: 'read' }),
        want: [['MOCKGEN_PERSISTENCE', reading]],
      },
    ],
    [
      'an operation that names too few parameters',
      {
        entities: { users: { key } },
        paths: flat({ entity: 'users', action: 'read', key: ['id'] }),
        want: [['MOCKGEN_PERSISTENCE', reading]],
      },
    ],
    [
      'an operation that names an unknown parameter',
      {
        entities: { users: { key } },
        paths: flat({ entity: 'users', action: 'read', key: ['tenantId', 'id'] }),
        want: [['MOCKGEN_UNKNOWN_PROPERTY', `${reading}/key/0`]],
      },
    ],
    [
      'an operation that names too many parameters for a single key',
      {
        entities: { users: { key: 'id' } },
        paths: {
          '/t/{tenantId}/u/{id}': {
            get: operation({ '200': ref('User') }, null, annotated({ entity: 'users', action: 'read', key })),
          },
        },
        want: [['MOCKGEN_PERSISTENCE', '/paths/~1t~1{tenantId}~1u~1{id}/get/x-persistence']],
      },
    ],
    [
      'a path of the collection that lacks a part is warned about, once for each item operation',
      {
        entities: { users: { key } },
        paths: crud('/users', 'id', ref('User')),
        want: Array.from({ length: 3 }, () => ['MOCKGEN_PERSISTENCE', `${users}/key`] as const),
      },
    ],
  ]
  test.each(cases)('%s', (_title, { entities, paths: given = paths, want }) => {
    const found = diagnosticsOf(documentOf(given, components, declaring(entities)))
    expect(found.map(({ code, pointer }) => [code, pointer])).toEqual(want)
    for (const { severity, remedy } of found) if (severity === 'error') expect(remedy).toBeDefined()
  })
})
