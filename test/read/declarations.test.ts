// What roots, entities and security schemes declare, as facts.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import { crud, entityOf, read, ref, schemas } from './documents.js'
import { documentText, withDocument } from './marked.js'

const modelOf = (
  declared: Parameters<typeof documentText>[0],
  files: Readonly<Record<string, string>> = {},
) =>
  withDocument(documentText(declared), files, (document) => {
    const { model, warnings } = readModel(document)
    expect(warnings).toEqual([])
    return model
  })

const factsOf = async (declared: Parameters<typeof documentText>[0], name = 'users') =>
  (await modelOf(declared)).entities.find((entity) => entity.name === name)?.facts

describe('the root', () => {
  test('becomes settings', async () => {
    const { settings } = await modelOf({
      root:
        '{ namespace: shop, sandbox: { header: X-World, required: true }, idempotency: { ttl: 60 }, ' +
        'errors: { onConnectionFailure: fallback, onValidationError: 422 } }',
    })
    expect(settings).toEqual({
      namespace: 'shop',
      sandbox: { header: 'X-World', required: true },
      idempotency: { ttl: 60 },
      errors: { onConnectionFailure: 'fallback', onValidationError: 422 },
    })
  })

  test('that says nothing has none', async () => {
    expect(await modelOf({})).toMatchObject({ settings: {}, seeds: {} })
  })

  test('may turn idempotency off', async () => {
    expect((await modelOf({ root: '{ idempotency: false }' })).settings).toEqual({ idempotency: false })
  })
})

describe('seeds', () => {
  test('of the root and of entities, inline and in files, are put together in their order', async () => {
    const files = {
      'base.yaml': 'users:\n  - { id: a }\n',
      'more.json': '{ "entities": { "users": [{ "id": "b" }], "teams": [{ "id": "t" }] } }',
      'own.yaml': '- { id: c }\n',
    }
    const { seeds } = await modelOf(
      {
        root: '{ seed: [./base.yaml, ./more.json], entities: { users: { seed: own.yaml } } }',
        team: '{ entity: teams, seed: [{ id: u }] }',
      },
      files,
    )
    expect(seeds).toEqual({
      users: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      teams: [{ id: 't' }, { id: 'u' }],
    })
  })

  test('are the same in snake_case', async () => {
    const root = '{ data_seeding: { enabled: true, entities: { users: [{ id: a }] } } }'
    expect((await modelOf({ root })).seeds).toEqual({ users: [{ id: 'a' }] })
  })
})

describe('an entity', () => {
  test('has constraints', async () => {
    const constraints = { email: { format: 'email', maxLength: 9 } }
    const root = `{ entities: { users: { constraints: ${JSON.stringify(constraints)} } } }`
    expect(await factsOf({ root })).toMatchObject({ constraints })
  })

  test.each<[given: string, afterMs: number]>([
    ['500ms', 500],
    ['1s', 1000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['2', 2000],
  ])('has a lifecycle whose transitions happen after %s', async (after, afterMs) => {
    const transitions = `[{ from: new, to: active, after: ${after}, when: 'entity.revision > 1', set: { email: x } }, { from: [new, active], to: gone }]`
    const root = `{ entities: { users: { lifecycle: { field: status, initial: new, transitions: ${transitions} } } } }`
    expect((await factsOf({ root }))?.lifecycle).toEqual({
      field: 'status',
      initial: 'new',
      transitions: [
        { from: ['new'], to: 'active', afterMs, when: 'entity.revision > 1', set: { email: 'x' } },
        { from: ['new', 'active'], to: 'gone' },
      ],
    })
  })

  test('is made up as it says, else as the root says', async () => {
    const fields =
      '{ status: { oneOf: [new, gone], weights: [1, 3] }, email: email, revision: { min: 1, max: 9 } }'
    const root = `{ generate: { counts: { users: 9, teams: 3 } }, entities: { users: { generate: { count: 5, fields: ${fields} } } } }`
    const { entities } = await modelOf({ root })
    expect(entities.map(({ name, facts }) => [name, facts.generate])).toEqual([
      [
        'users',
        {
          count: 5,
          fields: {
            status: { oneOf: ['new', 'gone'], weights: [1, 3] },
            email: { faker: 'email' },
            revision: { min: 1, max: 9 },
          },
        },
      ],
      ['teams', { count: 3 }],
    ])
  })

  test('may be referred to by a property that is unique by itself, and its key is the default', async () => {
    const relationships = (field: string) =>
      `{ users: { relationships: { teamId: { entity: teams, field: ${field} } } }, teams: { unique: [name] } }`
    const byName = await factsOf({ root: `{ entities: ${relationships('name')} }` })
    expect(byName?.relationships).toEqual({ teamId: { entity: 'teams', field: 'name' } })
    // Paths and old declarations call the key after its record.
    for (const field of ['id', 'team_id']) {
      const byKey = await factsOf({ root: `{ entities: ${relationships(field)} }` })
      expect(byKey?.relationships).toEqual({ teamId: { entity: 'teams' } })
    }
  })

  test('is cached where it is read', async () => {
    const model = await modelOf({ root: '{ entities: { users: { cache: { ttl: 60 } } } }' })
    const cached = model.operations.filter(({ facts }) => facts.cache !== undefined)
    expect(cached.map(({ id }) => id)).toEqual(['getUsers', 'getUsersByUserId'])
    expect(model.entities[0]?.facts.cached).toBe(true)
  })

  test('may be declared in a part of its schema', () => {
    const User = { allOf: [schemas.User, { 'x-persistence': { entity: 'people', unique: ['email'] } }] }
    const model = read(crud('/users', 'id', ref('User')), { User })
    expect(entityOf(model, 'people')).toMatchObject({
      schemas: ['#/components/schemas/User'],
      unique: ['email'],
    })
  })
})

describe('a security scheme', () => {
  test('looks its credentials up by an index', async () => {
    const model = await modelOf({
      key: '{ entity: users, key: email }',
      basic: '{ entity: teams, key: id, password: name }',
    })
    expect(model.settings.security).toEqual({
      key: { entity: 'users', key: 'email' },
      basic: { entity: 'teams', key: 'id', password: 'name' },
    })
    const indexes = Object.fromEntries(model.entities.map(({ name, facts }) => [name, facts.indexes]))
    expect(indexes).toEqual({ users: ['email'], teams: undefined })
  })

  test('needs none for a property that is unique', async () => {
    const facts = await factsOf({
      root: '{ entities: { users: { unique: [email] } } }',
      key: '{ entity: users, key: email }',
    })
    expect(facts?.indexes).toBeUndefined()
  })
})

describe('the rules of an entity', () => {
  test('are told with what says them', async () => {
    const root =
      '{ entities: { users: { unique: [email], ttl: 60, constraints: { email: { maxLength: 9 } } } } }'
    const { entities } = await modelOf({
      root,
      create: '{ entity_name: users, action: create, validation: { unique_fields: [teamId] } }',
    })
    expect(entities[0]?.constraints).toEqual([
      { text: 'key id, given by the client', pointer: '/components/schemas/User' },
      { text: 'unique email', pointer: '/x-persistence/entities/users/unique/0' },
      { text: 'unique teamId', pointer: '/paths/~1users/post/x-persistence/validation/unique_fields/0' },
      { text: 'email: maxLength 9', pointer: '/x-persistence/entities/users/constraints/email' },
      { text: 'lives 60 s, longer with each change', pointer: '/x-persistence/entities/users/ttl' },
    ])
  })
})
