// The snake_case vocabulary: what each spelling becomes, and where it is pointed at.
import { describe, expect, test } from 'vitest'
import { normalise } from '../../generator/read/normalise/normalise.js'
import { createProblems } from '../../generator/read/problems.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { annotated, documentOf, integer, object, operation, query, ref, schemas, text } from './documents.js'

/** The x-persistence of a document after it was normalised, by where it stands. */
function normalised(paths: JsonObject, root: JsonObject = {}, components: JsonObject = schemas) {
  const problems = createProblems({ locate: () => undefined })
  const { document } = documentOf(paths, components, root)
  const result = normalise(document, problems)
  expect(problems.errors).toEqual([])
  return result
}

const at = (document: Json | undefined, ...names: readonly string[]): Json | undefined =>
  names.reduce<Json | undefined>((value, name) => (value as JsonObject | undefined)?.[name], document)

const event = object({ 'type!': text, 'odd-name': text, name: text, user_id: text, count: integer })
const ok = { '200': ref('User') }

/** What the declaration of `POST /events/{event_id}` becomes. */
function ofOperation(declaration: Json, body: JsonObject | null = event): Json | undefined {
  const parameters = [{ name: 'event_id', in: 'path', required: true, schema: text }, query('limit', integer)]
  const post = operation(ok, body, { ...annotated(declaration), parameters })
  const { document } = normalised({ '/events/{event_id}': { post } })
  return at(document, 'paths', '/events/{event_id}', 'post', 'x-persistence')
}

const ofEntity = (declaration: Json): Json | undefined =>
  at(
    normalised({}, annotated({ entities: { users: declaration } })).document,
    'x-persistence',
    'entities',
    'users',
  )

const ofRoot = (declaration: Json): Json | undefined =>
  at(normalised({}, annotated(declaration)).document, 'x-persistence')

type Table = readonly (readonly [string, { given: Json; want: Json }])[]

describe('an operation says', () => {
  const table: Table = [
    [
      'what it creates',
      {
        given: { entity_name: 'users', action: 'create', key_field: 'id', auto_generate_id: true },
        want: { entity: 'users', action: 'create', key: 'id' },
      },
    ],
    [
      'that keys are not made',
      {
        given: { entity_name: 'users', action: 'create', auto_generate_id: false },
        want: { entity: 'users', action: 'create', generateKey: 'none' },
      },
    ],
    [
      'retrieve for read',
      { given: { entity_name: 'users', action: 'retrieve' }, want: { entity: 'users', action: 'read' } },
    ],
    [
      'how it merges',
      {
        given: { entity_name: 'users', action: 'update', merge_strategy: 'deep_merge' },
        want: { entity: 'users', action: 'update', merge: 'deep' },
      },
    ],
    [
      'how it pages',
      {
        given: { action: 'list', pagination: { enabled: true, default_limit: 10, max_limit: 100 } },
        want: { action: 'list', pagination: { defaultLimit: 10, maxLimit: 100 } },
      },
    ],
    [
      'that it does not page, and is not cached',
      {
        given: { action: 'list', pagination: { enabled: false }, cache: { enabled: false, ttl: 1 } },
        want: { action: 'list', pagination: false, cache: false },
      },
    ],
    [
      'relationships',
      {
        given: { relationships: { user_id: { entity: 'users', field: 'user_id', on_delete: 'cascade' } } },
        want: { relationships: { user_id: { entity: 'users', field: 'user_id', onDelete: 'cascade' } } },
      },
    ],
    [
      'what is valid',
      {
        given: {
          validation: {
            required_fields: ['name'],
            unique_fields: ['email'],
            field_constraints: { name: { min_length: 1, max_length: 100 }, email: { format: 'email' } },
          },
        },
        want: {
          validate: {
            required: ['name'],
            unique: ['email'],
            constraints: { name: { minLength: 1, maxLength: 100 }, email: { format: 'email' } },
          },
        },
      },
    ],
    [
      'what it locks, and the version in the answer and in the data',
      {
        given: {
          optimistic_lock: { version_field: 'rev', expected_version: '{{request.count}}' },
          data: { rev: '{{incremented_version}}' },
          response: { body: { rev: '{{incremented_version}}' } },
        },
        want: {
          lock: { field: 'rev', expected: '{{request.body.count}}' },
          data: { rev: '{{current.rev + 1}}' },
          response: { body: { rev: '{{entity.rev}}' } },
        },
      },
    ],
    [
      'its steps',
      {
        given: {
          atomic: true,
          transaction: true,
          rollback_on_error: true,
          operations: [
            { entity_name: 'a', action: 'create' },
            { entity_name: 'b', action: 'update', key_field: 'user_id' },
          ],
        },
        want: {
          operations: [
            { entity: 'a', action: 'create' },
            { entity: 'b', action: 'update', key: 'user_id' },
          ],
        },
      },
    ],
    [
      'steps that go on after an error',
      {
        given: { rollback_on_error: false, operations: [{ entity_name: 'a', action: 'create' }] },
        want: { onError: 'continue', operations: [{ entity: 'a', action: 'create' }] },
      },
    ],
    [
      'a batch',
      {
        given: { batch_operation: true, entities: [{ entity_name: 'a', action: 'create', data: { n: 1 } }] },
        want: { operations: [{ entity: 'a', action: 'create', data: { n: 1 } }] },
      },
    ],
    [
      'what is cached',
      {
        given: { cache: { enabled: true, ttl: 300, key_prefix: 'user_cache' } },
        want: { cache: { ttl: 300, keyPrefix: 'user_cache' } },
      },
    ],
    [
      'how refusals are answered',
      {
        given: { error_handling: { on_data_not_found: 'return_404', on_validation_error: 'return_400' } },
        want: { errors: { onNotFound: 404, onValidationError: 400 } },
      },
    ],
    [
      'the pattern of its keys',
      { given: { key_pattern: 'api:events:{event_id}' }, want: { key: 'event_id' } },
    ],
    [
      'its block and its single answer',
      {
        given: {
          persistence: { entity_name: 'users', action: 'read' },
          responses: [{ response: { status_code: 200, body: '{{stored_entity}}' } }],
        },
        want: { entity: 'users', action: 'read', response: { status: 200, body: '{{entity}}' } },
      },
    ],
    [
      'what is stored by an answer that shows the new record',
      {
        given: {
          persistence: { entity_name: 'users', action: 'create' },
          responses: [
            {
              response: {
                status_code: 201,
                body: { id: '{{random_uuid}}', name: '{{request.name}}', 'a-b': 1 },
              },
            },
          ],
        },
        want: {
          entity: 'users',
          action: 'create',
          data: { id: '{{id}}', name: '{{request.body.?name}}', 'a-b': 1 },
          response: {
            status: 201,
            body: { id: '{{entity.?id}}', name: '{{entity.?name}}', 'a-b': '{{entity["a-b"]}}' },
          },
        },
      },
    ],
    [
      'answers with blocks of their own',
      {
        given: {
          responses: [
            {
              body_conditions: { type: 'important', 'odd-name': 1 },
              persistence: { entity_name: 'important', action: 'create' },
              response: { status_code: 201 },
            },
            { persistence: { entity_name: 'regular', action: 'create' }, response: { status_code: 201 } },
          ],
        },
        want: {
          rules: [
            {
              entity: 'important',
              action: 'create',
              response: { status: 201 },
              when: 'request.body.type == "important" && "odd-name" in request.body && request.body["odd-name"] == 1',
            },
            { entity: 'regular', action: 'create', response: { status: 201 } },
          ],
        },
      },
    ],
    [
      'a refusal among its answers, which keeps nothing',
      {
        given: {
          entity_name: 'sessions',
          action: 'create',
          ttl: 60,
          cache: { ttl: 1 },
          responses: [
            { body_conditions: { name: 'it"s' }, response: { status_code: 200 } },
            { response: { status_code: 401 } },
          ],
        },
        want: {
          cache: { ttl: 1 },
          rules: [
            {
              entity: 'sessions',
              action: 'create',
              ttl: 60,
              response: { status: 200 },
              when: 'has(request.body.name) && request.body.name == "it\\"s"',
            },
            { response: { status: 401 } },
          ],
        },
      },
    ],
    [
      'a condition in braces',
      {
        given: { rules: [{ when: '{{ request.count > 1 }}', entity: 'a', action: 'create' }] },
        want: { rules: [{ when: 'request.body.count > 1', entity: 'a', action: 'create' }] },
      },
    ],
  ]
  test.each(table)('%s', (_title, { given, want }) => {
    expect(ofOperation(given)).toEqual(want)
    // What is in one vocabulary stays as it is.
    expect(ofOperation(want)).toEqual(want)
  })
})

describe('an entity says', () => {
  const table: Table = [
    [
      'its key, its unique properties and constraints',
      {
        given: {
          key_field: 'id',
          auto_generate_id: false,
          validation: { unique_fields: ['email'], field_constraints: { email: { max_length: 9 } } },
        },
        want: {
          key: 'id',
          generateKey: 'none',
          unique: ['email'],
          constraints: { email: { maxLength: 9 } },
        },
      },
    ],
    [
      'patterns of its keys and indexes',
      {
        given: {
          key_pattern: 'api:users:{id}',
          index_patterns: { by_email: 'api:users:email:{email}', by_role: 'api:{tenant}:{role}' },
        },
        want: { key: 'id', indexes: ['email', 'role'] },
      },
    ],
    [
      'a lifetime that is extended',
      { given: { ttl: 1800, ttl_refresh: 'access' }, want: { ttl: 1800, ttlRefresh: 'access' } },
    ],
    [
      'references in fields, and how they are made',
      {
        given: {
          fields: [
            {
              name: 'userId',
              type: 'number',
              required: true,
              references: { resource: 'users', field: 'id', onDelete: 'cascade' },
            },
            { name: 'username', type: 'string', generate: { type: 'username' } },
            { name: 'email', generate: { type: 'email', options: { domain: 'example.com' } } },
            { name: 'role', generate: { type: 'pickOne', options: { values: ['a', 'b'], weights: [1, 4] } } },
          ],
        },
        want: {
          relationships: { userId: { entity: 'users', field: 'id', onDelete: 'cascade', required: true } },
          generate: {
            fields: {
              username: { faker: 'username' },
              email: { faker: 'email', options: { provider: 'example.com' } },
              role: { oneOf: ['a', 'b'], weights: [1, 4] },
            },
          },
        },
      },
    ],
    [
      'times in its lifecycle',
      {
        given: {
          lifecycle: { transitions: [{ when: '{{entity.a}}', set: { at: '{{current_timestamp}}' } }] },
        },
        want: { lifecycle: { transitions: [{ when: 'entity.a', set: { at: '{{timestamp}}' } }] } },
      },
    ],
  ]
  test.each(table)('%s', (_title, { given, want }) => {
    expect(ofEntity(given)).toEqual(want)
    expect(ofEntity(want)).toEqual(want)
  })
})

describe('the root says', () => {
  const table: Table = [
    [
      'seeds',
      {
        given: { data_seeding: { enabled: true, entities: { users: [{ first_name: '{{x}}' }] } } },
        want: { seed: { users: [{ first_name: '{{x}}' }] } },
      },
    ],
    ['no seeds', { given: { data_seeding: { enabled: false, entities: { users: [] } } }, want: {} }],
    [
      'how much is made up',
      {
        given: { generate_data: { enabled: true, counts: { users: 50 } } },
        want: { generate: { counts: { users: 50 } } },
      },
    ],
    [
      'what happens without a connection',
      {
        given: { error_handling: { on_connection_failure: 'fallback_response' } },
        want: { errors: { onConnectionFailure: 'fallback' } },
      },
    ],
    [
      'how lists are paged',
      { given: { pagination: { default_limit: 5 } }, want: { pagination: { defaultLimit: 5 } } },
    ],
  ]
  test.each(table)('%s', (_title, { given, want }) => {
    expect(ofRoot(given)).toEqual(want)
    expect(ofRoot(want)).toEqual(want)
  })
})

describe('the expression', () => {
  const table: readonly (readonly [given: string, want: string])[] = [
    ['{{generated_id}}', '{{id}}'],
    ['{{random_uuid}}', '{{uuid()}}'],
    ['{{ random_uuid() }}', '{{ uuid() }}'],
    ['{{timestamp}}', '{{timestamp}}'],
    ['{{current_timestamp}}', '{{timestamp}}'],
    ['{{timestamp_plus_seconds(86400)}}', '{{plusSeconds(timestamp, 86400)}}'],
    // What the request may leave out is left out of what is made of it.
    ['{{request.name}}', '{{request.body.?name}}'],
    ['Dear {{ request . name }}!', 'Dear {{request.body.?name}}!'],
    ['{{request.limit}}', '{{request.query.?limit}}'],
    ['{{request.event_id}}', '{{request.path.event_id}}'],
    ['{{request.unknown}}', '{{request.body.unknown}}'],
    ['{{request.body.name}}', '{{request.body.name}}'],
    ['{{ request . name . first }}', '{{ request.body.name . first }}'],
    ['{{stored_entity}}', '{{entity}}'],
    ['{{entity_list}} of {{entity_count}}', '{{entities}} of {{total}}'],
    ['{{has_more_entities}}', '{{hasMore}}'],
    ['{{session_data.user_id}}', '{{session.user_id}}'],
    ['{{incremented_version}}', '{{current.version + 1}}'],
    ['{{current.count - request.count}}', '{{current.count - request.body.count}}'],
    ['{{ "generated_id }}" + generated_id }}', '{{ "generated_id }}" + id }}'],
    ["{{ 'it\\'s request.name' + request.name }}", "{{ 'it\\'s request.name' + request.body.name }}"],
    ['{{ current.generated_id }}', '{{ current.generated_id }}'],
    ['{{ {"a": {"b": generated_id}} }}', '{{ {"a": {"b": id}} }}'],
    ['generated_id and {event_id}', 'generated_id and {event_id}'],
    ['{{ generated_id', '{{ generated_id'],
  ]
  test.each(table)('%s is %s', (given, want) => {
    expect(ofOperation({ data: { value: given } })).toEqual({ data: { value: want } })
  })

  test('reads from the query where a request has no body', () => {
    expect(ofOperation({ response: { body: '{{request.name}}' } }, null)).toEqual({
      response: { body: '{{request.query.name}}' },
    })
  })

  test('may use a name that a step gives', () => {
    const steps = [
      { as: 'entity_count', entity: 'a', action: 'count' },
      { entity: 'b', action: 'create', data: { n: '{{entity_count}}' } },
    ]
    expect(ofOperation({ operations: steps })).toEqual({ operations: steps })
  })

  test('of any length ends', () => {
    const long = `{{${'"""'.repeat(50_000)}}}`
    expect(ofOperation({ data: { value: long } })).toEqual({ data: { value: long } })
  })
})

describe('what an operation says about', () => {
  const create = (declaration: JsonObject) => ({
    '/users': { post: operation({ '201': ref('User') }, ref('User'), annotated(declaration)) },
  })
  const pointer = '/paths/~1users/post/x-persistence'

  test('its entity is put there, and pointed at where it was written', () => {
    const given = { entity_name: 'users', action: 'create', index_patterns: { by: 'users:{email}' } }
    const { document, sourceOf } = normalised(create({ ...given, ttl_refresh: 'access' }))
    expect(at(document, 'x-persistence', 'entities', 'users')).toEqual({
      indexes: ['email'],
      ttlRefresh: 'access',
    })
    expect(sourceOf('/x-persistence/entities/users/indexes/0')).toBe(`${pointer}/index_patterns/by`)
    expect(sourceOf('/x-persistence/entities/users/ttlRefresh')).toBe(`${pointer}/ttl_refresh`)
    expect(sourceOf('/x-persistence/entities/users')).toBe(pointer)
    expect(sourceOf(`${pointer}/entity`)).toBe(`${pointer}/entity_name`)
    expect(sourceOf('/paths/~1users/post')).toBe('/paths/~1users/post')
  })

  test('the store is put on the root', () => {
    const errors = { on_connection_failure: 'fallback_response', on_data_not_found: 'return_404' }
    const { document } = normalised(
      create({ entity_name: 'users', action: 'create', error_handling: errors }),
    )
    expect(at(document, 'x-persistence', 'errors')).toEqual({ onConnectionFailure: 'fallback' })
  })

  test('one thing twice must agree', () => {
    const problems = createProblems({ locate: () => undefined })
    const { document } = documentOf(
      create({ entity_name: 'users', action: 'create', ttl_refresh: 'access' }),
      schemas,
      annotated({ entities: { users: { ttl: 1, ttlRefresh: 'never' } } }),
    )
    normalise(document, problems)
    expect(problems.errors).toMatchObject([
      { code: 'MOCKGEN_PERSISTENCE', pointer: `${pointer}/ttl_refresh` },
    ])
  })
})

test('names that would change what objects are do nothing', () => {
  const given = JSON.parse(
    '{"entity_name":"users","action":"create","data":{"__proto__":{"a":"{{generated_id}}"}}}',
  )
  const found = ofOperation(given)
  expect(JSON.stringify(found)).toBe(
    '{"entity":"users","action":"create","data":{"__proto__":{"a":"{{id}}"}}}',
  )
})

test('a document without declarations is the same one', () => {
  const { document } = documentOf({})
  expect(normalise(document, createProblems({ locate: () => undefined })).document).toBe(document)
})
