// Records that are made up: as many as declared, valid, unique, related, and the same for a seed.
import {
  createMockApp,
  type EntitiesFacts,
  type JsonObject,
  type MockAppOptions,
  silentLogger,
} from '@mockgen/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import type { MockApp } from '../../runtime/mock-app.js'
import { onEveryStore } from '../support/on-every-store.js'

type Facts = Partial<EntitiesFacts[string]> & { readonly schema: JsonObject }

const user = {
  type: 'object',
  required: ['id', 'username'],
  properties: {
    id: { type: 'integer' },
    username: { type: 'string', maxLength: 30 },
    email: { type: 'string', format: 'email' },
    role: { type: 'string', enum: ['admin', 'editor', 'user'] },
    age: { type: 'integer', minimum: 0 },
    rating: { type: 'number' },
    rank: { type: 'integer', readOnly: true },
    handle: { type: 'string' },
    born: { type: 'string', format: 'date' },
    createdAt: { type: 'string', format: 'date-time', readOnly: true },
  },
}
const post = {
  type: 'object',
  required: ['id', 'title', 'userId'],
  properties: {
    id: { type: 'integer' },
    title: { type: 'string', minLength: 3, maxLength: 80 },
    userId: { type: 'integer' },
  },
}
const users: Facts = { schema: user, generateKey: 'increment' }
const posts: Facts = {
  schema: post,
  generateKey: 'increment',
  relationships: { userId: { entity: 'users', required: true } },
}

let opened: MockApp[] = []

afterEach(async () => {
  await Promise.all(opened.map((app) => app.close()))
  opened = []
})

describe('made-up records', () => {
  it('are as many as declared, in every sandbox the same, and obey their schema', async () => {
    const mock = open({ users: { ...users, generate: { count: 40 } } })
    const records = await mock.records('users')
    expect(records).toHaveLength(40)
    const { refusals } = mock.app.contract.shape({ schemas: ['#/components/schemas/users'] })
    expect(records.flatMap((record) => refusals?.(record))).toEqual([])
    expect(await mock.records('users', 'other')).toEqual(records)
  })

  it('come after the seeds, and get keys as any new record does', async () => {
    const seeds = { users: [{ id: 900, username: 'root' }] }
    const mock = open({ users: { ...users, generate: { count: 2 } } }, { seeds })
    expect((await mock.records('users')).map(({ id }) => id)).toEqual([900, 901, 902])
  })

  it('refer to records that exist, seeded or made up, whatever comes first in the facts', async () => {
    const seeds = { users: [{ id: 7, username: 'root' }] }
    const facts = {
      posts: { ...posts, generate: { count: 60 } },
      users: { ...users, generate: { count: 3 } },
    }
    const mock = open(facts, { seeds })
    const authors = new Set((await mock.records('posts')).map(({ userId }) => userId))
    expect([...authors].sort()).toEqual([10, 7, 8, 9])
  })

  it('refer to each other where an entity refers to itself', async () => {
    const schema = { type: 'object', properties: { id: { type: 'integer' }, bossId: { type: 'integer' } } }
    const staff: Facts = {
      schema,
      generateKey: 'increment',
      relationships: { bossId: { entity: 'staff' } },
      generate: { count: 250 },
    }
    const [first, ...others] = await open({ staff }).records('staff')
    expect(first).toEqual({ id: 1 })
    expect(others.every(({ id, bossId }) => Number(bossId) >= 1 && Number(bossId) < Number(id))).toBe(true)
  })

  it('leave a reference out that may be left out, where there is nothing to refer to', async () => {
    const relationships = { userId: { entity: 'users' } }
    const schema = { ...post, required: ['id', 'title'] }
    const mock = open({ users, posts: { ...posts, schema, relationships, generate: { count: 5 } } })
    expect((await mock.records('posts')).some((record) => 'userId' in record)).toBe(false)
  })

  it('lie under parents that exist', async () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'integer' }, projectId: { type: 'integer' }, name: { type: 'string' } },
    }
    const tasks: Facts = {
      schema,
      generateKey: 'increment',
      scope: ['project'],
      scopeProperties: { project: 'projectId' },
      parent: 'users',
      generate: { count: 20 },
    }
    const seeds = {
      users: [
        { id: 3, username: 'a' },
        { id: 5, username: 'b' },
      ],
    }
    const mock = open({ tasks, users }, { seeds })
    const scopes = await Promise.all([3, 5].map((id) => mock.records('tasks', 'default', [id])))
    expect(scopes.flat()).toHaveLength(20)
    for (const [i, id] of [3, 5].entries()) {
      expect(scopes[i]?.length).toBeGreaterThan(3)
      expect(scopes[i]?.every(({ projectId }) => projectId === id)).toBe(true)
    }
  })

  it('share with what they refer to what both are identified by', async () => {
    const text = { type: 'string' }
    const part = { type: 'object', properties: { tenant: text, id: text, memberId: text } }
    const members: Facts = { schema: part, key: ['tenant', 'id'], generateKey: 'uuid' }
    const notes: Facts = {
      ...members,
      relationships: { memberId: { entity: 'members', required: true } },
      generate: { count: 30 },
    }
    const seeds = { members: ['a', 'b'].map((tenant) => ({ tenant, id: `${tenant}1` })) }
    const records = await open({ members, notes }, { seeds }).records('notes')
    expect(new Set(records.map(({ tenant, memberId }) => `${tenant} ${memberId}`))).toEqual(
      new Set(['a a1', 'b b1']),
    )
  })

  it('may be in any state of a lifecycle, and in the first where the schema knows no states', async () => {
    const transitions = [{ from: ['pending'], to: 'done' }]
    const lifecycle = { field: 'status', initial: 'pending', transitions }
    const jobs = (status: JsonObject): Facts => ({
      schema: { type: 'object', required: ['status'], properties: { id: { type: 'string' }, status } },
      generateKey: 'uuid',
      lifecycle,
      generate: { count: 30 },
    })
    const states = async (status: JsonObject) =>
      new Set((await open({ jobs: jobs(status) }).records('jobs')).map((record) => record.status))
    expect(await states({ type: 'string', enum: ['pending', 'done'] })).toEqual(new Set(['pending', 'done']))
    expect(await states({ type: 'string' })).toEqual(new Set(['pending']))
  })

  it('keep unique values apart, also where there are just enough of them', async () => {
    const values = Array.from({ length: 30 }, (_, i) => `u${i}@example.com`)
    const generate = { count: 30, fields: { email: { oneOf: values } } }
    const records = await open({ users: { ...users, unique: ['email'], generate } }).records('users')
    expect(new Set(records.map(({ email }) => email)).size).toBe(30)
  })

  it('bring a key where nobody else makes one', async () => {
    const generate = { count: 26, fields: { code: { oneOf: [...'abcdefghijklmnopqrstuvwxyz'] } } }
    const schema = { type: 'object', required: ['code'], properties: { code: { type: 'string' } } }
    const letters: Facts = { schema, key: 'code', generateKey: 'none', generate }
    const records = await open({ letters }).records('letters')
    expect(new Set(records.map(({ code }) => code)).size).toBe(26)
  })

  it('keep to the constraints of their entity', async () => {
    const constraints = { age: { minimum: 18, maximum: 20 } }
    const records = await open({ users: { ...users, constraints, generate: { count: 20 } } }).records('users')
    const ages = records.flatMap(({ age }) => (age === undefined ? [] : [Number(age)]))
    expect(ages.length).toBeGreaterThan(0)
    expect(ages.every((age) => age >= 18 && age <= 20)).toBe(true)
  })
})

describe('a field of made-up records', () => {
  const made = async (fields: NonNullable<NonNullable<Facts['generate']>['fields']>, count = 40) =>
    open({
      users: { ...users, timestamps: { created: 'createdAt' }, generate: { count, fields } },
    }).records('users')

  it('is one of several values, by weight', async () => {
    const oneOf = ['admin', 'editor', 'user']
    const records = await made({ role: { oneOf, weights: [1, 4, 15] } }, 400)
    const counts = oneOf.map((role) => records.filter((record) => record.role === role).length)
    // Of 400 as 1 : 4 : 15. The seed is fixed, and so are the numbers.
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(400)
    expect(Math.abs((counts[0] ?? 0) - 20)).toBeLessThan(15)
    expect(Math.abs((counts[1] ?? 0) - 80)).toBeLessThan(30)
  })

  it('is never a value of weight 0', async () => {
    const records = await made({ role: { oneOf: ['admin', 'user', 'editor'], weights: [0, 1, 0] } })
    expect(new Set(records.map(({ role }) => role))).toEqual(new Set(['user']))
  })

  it('is a number between two, ends included, with so many decimals', async () => {
    const records = await made({ age: { min: 18, max: 20 }, rating: { min: 0, max: 0.3, decimals: 1 } })
    expect(new Set(records.map(({ age }) => age))).toEqual(new Set([18, 19, 20]))
    expect(new Set(records.map(({ rating }) => rating))).toEqual(new Set([0, 0.1, 0.2, 0.3]))
  })

  it('is made by faker, with its options and in the type of the schema', async () => {
    const records = await made({
      username: { faker: 'username' },
      email: { faker: 'internet.email', options: { provider: 'example.org' } },
      rating: { faker: 'commerce.price' },
      born: { faker: 'date.birthdate' },
    })
    for (const { username, email, rating, born } of records) {
      expect(username).toMatch(/^[\w.-]+$/)
      expect(email).toMatch(/@example\.org$/)
      expect(rating).toEqual(expect.any(Number))
      expect(born).toMatch(/^\d{4}-\d\d-\d\d$/)
    }
    expect(new Set(records.map(({ email }) => email)).size).toBe(40)
  })

  it('is made again where faker makes what the schema does not allow', async () => {
    const schema = {
      ...user,
      properties: { ...user.properties, username: { type: 'string', maxLength: 8 } },
    }
    const fields = { username: { faker: 'username' }, handle: { template: '@{{ entity.username }}' } }
    const records = await open({ users: { ...users, schema, generate: { count: 20, fields } } }).records(
      'users',
    )
    for (const { username, handle } of records) {
      expect(String(username).length).toBeLessThan(9)
      expect(handle).toBe(`@${username}`)
    }
  })

  it('is a template that sees the fields before it and the number of the record', async () => {
    const [first, second] = await made({
      username: { template: 'user-{{ index + 1 }}' },
      handle: { template: '@{{ entity.username }}' },
    })
    expect(first).toMatchObject({ username: 'user-1', handle: '@user-1' })
    expect(second).toMatchObject({ username: 'user-2', handle: '@user-2' })
  })

  it('may be one that clients cannot write: a rank, a time of creation, a key', async () => {
    const records = await made(
      {
        id: { template: '{{ (index + 1) * 10 }}' },
        rank: { min: 5, max: 5 },
        createdAt: { oneOf: ['2020-02-02T00:00:00Z'] },
      },
      3,
    )
    expect(records.map(({ id }) => id)).toEqual([10, 20, 30])
    expect(records[2]).toMatchObject({ rank: 5, createdAt: '2020-02-02T00:00:00Z' })
  })
})

onEveryStore('one seed', (openStore) => {
  const facts: Readonly<Record<string, Facts>> = {
    users: {
      ...users,
      unique: ['email'],
      generate: { count: 12, fields: { email: { faker: 'email' }, createdAt: { faker: 'date.past' } } },
    },
    posts: { ...posts, generateKey: 'uuid', schema: withTextKey(post), generate: { count: 25 } },
  }
  const data = async (seed: number) => {
    const mock = open(facts, { seed, store: await openStore() })
    return JSON.stringify([await mock.records('users'), await mock.records('posts')])
  }

  it('makes the same bytes as in memory, and another seed others', async () => {
    const inMemory = open(facts, { seed: 7 })
    const wanted = JSON.stringify([await inMemory.records('users'), await inMemory.records('posts')])
    expect(await data(7)).toBe(wanted)
    expect(await data(7)).toBe(wanted)
    expect(await data(8)).not.toBe(wanted)
  })

  it('fills a sandbox with a thousand records', async () => {
    const generate = { count: 1_000, fields: { email: { template: 'u{{ index }}@example.com' } } }
    const mock = open({ users: { ...users, unique: ['email'], generate } }, { store: await openStore() })
    expect(await mock.records('users')).toHaveLength(1_000)
  })
})

describe('records that cannot be made up', () => {
  const generate = { count: 3 }
  const cases: readonly (readonly [
    string,
    { readonly given: Readonly<Record<string, Facts>>; readonly want: RegExp },
  ])[] = [
    [
      'have nothing to refer to',
      { given: { users, posts: { ...posts, generate } }, want: /posts .*userId to refer to.*users/ },
    ],
    [
      'have no parent',
      {
        given: {
          users,
          tasks: { schema: { type: 'object' }, scope: ['userId'], parent: 'users', generate },
        },
        want: /tasks .*Seed or generate some of users/,
      },
    ],
    [
      'have too few unique values',
      {
        given: {
          users: { ...users, unique: ['role'], generate: { count: 4, fields: { role: roles('admin') } } },
        },
        want: /^Record 2 .*users is refused.*role/,
      },
    ],
    [
      'have a value that the schema does not allow',
      {
        given: { users: { ...users, generate: { count: 1, fields: { role: roles('amdin') } } } },
        want: /^Record 1 .*\/role/,
      },
    ],
    [
      'have a state that there is not',
      {
        given: {
          users: {
            ...users,
            lifecycle: { field: 'role', initial: 'user', transitions: [{ from: ['user'], to: 'editor' }] },
            generate: { count: 1, fields: { role: roles('admin') } },
          },
        },
        want: /^Record 1 .*role/,
      },
    ],
    [
      'want a text from faker that nobody can hold',
      {
        given: {
          users: {
            ...users,
            generate: { count: 1, fields: { handle: { faker: 'lorem.words', options: { wordCount: 1e9 } } } },
          },
        },
        want: /wordCount of lorem\.words is 1000000000/,
      },
    ],
    [
      'want what faker does not make',
      {
        given: { users: { ...users, generate: { count: 1, fields: { handle: { faker: 'helpers.fake' } } } } },
        want: /helpers\.fake/,
      },
    ],
  ]
  it.each(cases)('keep the mock from starting when they %s', async (_title, { given, want }) => {
    await expect(open(given).app.ready()).rejects.toMatchObject({
      code: 'MOCK_SEED_INVALID',
      message: expect.stringMatching(want),
    })
  })
})

describe('seeds', () => {
  it('bring what clients cannot write: keys, readOnly properties and times', async () => {
    const root = { id: 3, username: 'root', rank: 1, createdAt: '2023-04-15T10:30:00Z' }
    const mock = open(
      { users: { ...users, timestamps: { created: 'createdAt' } } },
      { seeds: { users: [root] } },
    )
    expect(await mock.records('users')).toEqual([root])
  })

  it.each([
    ['a value of another type', { username: 'a', age: 'old' }, /seeds\.users\[1\].*\/age/],
    ['a value that is none of several', { username: 'a', role: 'amdin' }, /seeds\.users\[1\].*\/role/],
    ['a text that is too long', { username: 'a'.repeat(31) }, /seeds\.users\[1\].*\/username/],
  ])('with %s keep the mock from starting', async (_title, wrong, want) => {
    const mock = open({ users }, { seeds: { users: [{ username: 'fine' }, wrong] } })
    await expect(mock.app.ready()).rejects.toMatchObject({
      code: 'MOCK_SEED_INVALID',
      message: expect.stringMatching(want),
    })
  })
})

function roles(...oneOf: readonly string[]): { readonly oneOf: readonly string[] } {
  return { oneOf }
}

function withTextKey(schema: typeof post): JsonObject {
  return { ...schema, properties: { ...schema.properties, id: { type: 'string', format: 'uuid' } } }
}

function definitionOf(entities: Readonly<Record<string, Facts>>) {
  const schemas = Object.fromEntries(Object.entries(entities).map(([name, { schema }]) => [name, schema]))
  const facts: EntitiesFacts = Object.fromEntries(
    Object.entries(entities).map(([name, { schema: _, ...given }]) => [
      name,
      { schemas: [`#/components/schemas/${name}`], key: 'id', generateKey: 'uuid', ...given },
    ]),
  )
  const contract: JsonObject = {
    openapi: '3.1.0',
    info: { title: 'Made up', version: '1' },
    paths: {},
    components: { schemas },
  }
  return { contract, operations: {}, entities: facts }
}

function open(entities: Readonly<Record<string, Facts>>, options: MockAppOptions = {}) {
  const app = createMockApp({ ...definitionOf(entities), log: silentLogger, seed: 1, ...options })
  opened.push(app)
  const records = (name: string, sandbox = 'default', scope: readonly number[] = []) =>
    app.sandboxes.get(sandbox).use(async (space) => {
      const page = await space.entities.reader(name).list({ scope })
      return page.records.map(({ value }) => value)
    })
  return { app, records }
}
