// What is said about mistakes in x-persistence: where, and what to do.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import {
  annotated,
  crud,
  diagnosticsOf,
  documentOf,
  entityOf,
  object,
  operation,
  ref,
  schemas,
  text,
} from './documents.js'

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
        want: { code: 'MOCKGEN_UNKNOWN_ACTION', pointer: `${op}/action`, remedy: 'did you mean create?' },
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
      { paths: create('users'), want: { code: 'MOCKGEN_VALUE', pointer: op } },
    ],
    ['no action', { paths: create({ entity: 'users' }), want: { code: 'MOCKGEN_PERSISTENCE', pointer: op } }],
    [
      'an unknown key of an operation',
      {
        paths: create({ entity: 'users', action: 'create', merg: 'merge' }),
        want: { code: 'MOCKGEN_UNKNOWN_KEY', pointer: `${op}/merg`, remedy: 'did you mean merge?' },
      },
    ],
    [
      'a wrong type',
      {
        paths: create({ entity: 7, action: 'create' }),
        want: { code: 'MOCKGEN_VALUE', pointer: `${op}/entity` },
      },
    ],
    [
      'an unknown key of the root',
      {
        root: { 'x-persistence': { entitis: {} } },
        want: {
          code: 'MOCKGEN_UNKNOWN_KEY',
          pointer: '/x-persistence/entitis',
          remedy: 'did you mean entities?',
        },
      },
    ],
    [
      'an entity that is no object',
      {
        root: { 'x-persistence': { entities: { users: 1 } } },
        want: { code: 'MOCKGEN_VALUE', pointer: entity },
      },
    ],
    [
      'a name that would be found on every object',
      {
        root: { 'x-persistence': { entities: { constructor: {} } } },
        want: {
          code: 'MOCKGEN_PERSISTENCE',
          pointer: '/x-persistence/entities/constructor',
          remedy: 'choose another name',
        },
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

  const lifetimes: readonly (readonly [string, { given: JsonObject; want: string }])[] = [
    ['zero', { given: { ttl: 0 }, want: 'ttl' }],
    ['less than zero', { given: { ttl: -1 }, want: 'ttl' }],
    ['part of a second', { given: { ttl: 1.5 }, want: 'ttl' }],
    ['a text', { given: { ttl: '60' }, want: 'ttl' }],
    ['a hundred years and a second', { given: { ttl: 3_155_760_001 }, want: 'ttl' }],
    ['refreshed in an unknown way', { given: { ttl: 1, ttlRefresh: 'writes' }, want: 'ttlRefresh' }],
    ['refreshed without an end', { given: { ttlRefresh: 'write' }, want: 'ttlRefresh' }],
    ['wrong, and refreshed', { given: { ttl: 0, ttlRefresh: 'never' }, want: 'ttl' }],
  ]
  test.each(lifetimes)('a time to live that is %s is reported where it stands', (_title, { given, want }) => {
    const found = diagnosticsOf(documentOf(crud('/users', 'id', ref('User')), schemas, users(given)))
    expect(found).toMatchObject([
      {
        severity: 'error',
        code: want === 'ttlRefresh' && given.ttl === undefined ? 'MOCKGEN_PERSISTENCE' : 'MOCKGEN_VALUE',
        pointer: `${entity}/${want}`,
        remedy: expect.any(String),
      },
    ])
  })

  test.each(['valueOf', 'constructor', '__proto__', 'toString', '$counters', '$'])(
    'the name %s is reserved, for entities and in operations',
    (name) => {
      const root = JSON.parse(
        `{"x-persistence":{"entities":{"${name}":{"schema":"#/components/schemas/User"}}}}`,
      )
      const found = [
        ...diagnosticsOf(documentOf({}, schemas, root)),
        ...diagnosticsOf(documentOf(create({ entity: name, action: 'create' }))),
      ]
      expect(found.map(({ pointer, message }) => [pointer, message])).toEqual([
        [`/x-persistence/entities/${name}`, expect.stringContaining('is reserved')],
        [`${op}/entity`, expect.stringContaining('is reserved')],
      ])
    },
  )

  describe('in what deleting does', () => {
    const nullify = { entity: 'teams', onDelete: 'nullify' }
    const teamId = `${entity}/relationships/teamId/onDelete`
    const member = (property: JsonObject, name = 'teamId!') => object({ 'id!': text, [name]: property })
    const refusals: readonly (readonly [
      string,
      { record: JsonObject; relationship?: JsonObject; want: string[] },
    ])[] = [
      ['nothing is wrong where the property may be missing', { record: member(text, 'teamId'), want: [] }],
      [
        'nothing is wrong where the property may be null',
        { record: member({ type: 'string', nullable: true }), want: [] },
      ],
      [
        'nothing is wrong where null is one of several',
        { record: member({ anyOf: [text, { type: 'null' }] }), want: [] },
      ],
      ['a required property that cannot be null is refused', { record: member(text), want: [teamId] }],
      [
        'a relationship that is required is refused',
        { record: member(text, 'teamId'), relationship: { ...nullify, required: true }, want: [teamId] },
      ],
      [
        'a required property is no problem for others',
        { record: member(text), relationship: { ...nullify, onDelete: 'cascade' }, want: [] },
      ],
    ]
    test.each(refusals)('%s', (_title, { record, relationship = nullify, want }) => {
      const paths = { ...crud('/users', 'id', ref('Member')), ...crud('/teams', 'id', ref('Team')) }
      const root = users({ relationships: { teamId: relationship } })
      const found = diagnosticsOf(documentOf(paths, { ...schemas, Member: record }, root))
      expect(found.map(({ pointer }) => pointer)).toEqual(want)
    })
  })

  test('of every kind are reported together, whatever else is wrong', () => {
    const wrong = {
      unique: ['nope'],
      indexes: ['nope'],
      relationships: { teamId: { entity: 'nobody' }, nope: { entity: 'users' } },
      timestamps: { created: 'nope' },
      version: 'nope',
      parent: 'nobody',
    }
    const expected = [
      '/indexes/0',
      '/parent',
      '/relationships/nope',
      '/relationships/teamId/entity',
      '/timestamps/created',
      '/unique/0',
      '/version',
    ]
    const first: readonly (readonly [string, JsonObject, JsonObject])[] = [
      ['/key', { key: 'ident' }, crud('/users', 'id', ref('User'))],
      ['/generateKey', { generateKey: 'random' }, crud('/users', 'id', ref('User'))],
      ['', { schema: '#/components/schemas/User' }, crud('/users', 'nr', ref('Nameless'))],
    ]
    const Nameless = object({ email: text, teamId: text })
    for (const [pointer, more, paths] of first) {
      const components = pointer === '' ? { ...schemas, User: Nameless, Nameless } : schemas
      const found = diagnosticsOf(documentOf(paths, components, users({ ...wrong, ...more })))
      expect(found.map((one) => one.pointer).toSorted()).toEqual(
        [pointer, ...expected].map((name) => `${entity}${name}`).toSorted(),
      )
    }
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
