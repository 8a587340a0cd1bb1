// Pretendo: initial data, data that is made up, constraints between records, and many of them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json, JsonObject, MockAppOptions } from '@mockgen/runtime'
import { describe, expect, it } from 'vitest'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'
import { integer, text, time } from './support/contracts.js'
import { blog, initialData, pageOf } from './support/pretendo.js'
import { sectionsOf } from './support/sections.js'
import { serversOf } from './support/servers.js'

const describeSection = sectionsOf('pretendo')

describeSection(
  'Initial Data',
  {
    camel: blog({ root: { seed: initialData } }),
    snake: blog({ root: { data_seeding: { enabled: true, entities: initialData } } }),
  },
  (open) => {
    it('is there when the server is, and again after a reset', async () => {
      const api = open()
      expect((await api.get('/users')).body).toEqual({ data: initialData.users, total: 2 })
      await api.delete('/users/2')
      await api.app.sandboxes.get(api.sandbox).reset()
      expect((await pageOf(api, '/users')).total).toBe(2)
      expect((await api.get('/posts/1')).body).toEqual(initialData.posts[0])
    })

    it('has keys that new records come after', async () => {
      const made = await open().post('/users', { username: 'user2' })
      expect(made).toMatchObject({ status: 201, body: { id: 3 } })
    })
  },
)

const roles = { values: ['admin', 'editor', 'user'], weights: [1, 4, 15] }

describeSection(
  'Auto-Generate Data',
  {
    camel: blog({
      root: { generate: { counts: { users: 50, posts: 200 } } },
      users: {
        unique: ['email'],
        generate: {
          fields: {
            username: 'username',
            email: { faker: 'email', options: { provider: 'example.com' } },
            role: { oneOf: roles.values, weights: roles.weights },
          },
        },
      },
      posts: { relationships: { userId: { entity: 'users', field: 'id', required: true } } },
    }),
    snake: blog({
      root: { generateData: { enabled: true, counts: { users: 50, posts: 200 } } },
      users: {
        validation: { unique_fields: ['email'] },
        fields: [
          { name: 'id', type: 'number' },
          { name: 'username', type: 'string', generate: { type: 'username' } },
          {
            name: 'email',
            type: 'string',
            generate: { type: 'email', options: { domain: 'example.com' } },
          },
          { name: 'role', type: 'string', generate: { type: 'pickOne', options: roles } },
        ],
      },
      posts: {
        fields: [
          { name: 'userId', type: 'number', required: true, references: { resource: 'users', field: 'id' } },
        ],
      },
    }),
  },
  (open) => {
    it('makes as many users as are wanted, with usernames and addresses of the domain', async () => {
      const { data, total } = await pageOf(open(), '/users?limit=100')
      expect([data.length, total]).toEqual([50, 50])
      for (const user of data) {
        expect(user.email).toMatch(/^[^@]+@example\.com$/)
        expect(user.username).toMatch(/^[\w.-]+$/)
      }
      expect(new Set(data.map(({ email }: JsonObject) => email)).size).toBe(50)
    })

    it('makes few administrators, some editors and many users', async () => {
      const { data } = await pageOf(open(), '/users?limit=100')
      const [admins = 0, editors = 0, users = 0] = roles.values.map(
        (role) => data.filter((user: JsonObject) => user.role === role).length,
      )
      expect(admins + editors + users).toBe(50)
      expect(users).toBeGreaterThan(editors)
      expect(editors).toBeGreaterThan(admins)
    })

    it('makes posts of users that there are', async () => {
      const { data, total } = await pageOf(open(), '/posts?limit=100')
      expect(total).toBe(200)
      for (const { userId } of data) {
        expect(userId).toBeGreaterThanOrEqual(1)
        expect(userId).toBeLessThanOrEqual(50)
      }
    })
  },
)

describe('pretendo > Auto-Generate Data', () => {
  const start = serversOf(blog({ root: { generateData: { enabled: false, counts: { users: 50 } } } }))

  it('makes nothing where it is not enabled', async () => {
    expect((await pageOf(await start(), '/users')).total).toBe(0)
  })
})

describeSection(
  'Data Seeding',
  {
    // What the function of the document does, said instead of programmed.
    camel: blog({
      root: { generate: { counts: { users: 10, posts: 50 } } },
      users: {
        generate: {
          fields: {
            username: 'internet.username',
            email: 'internet.email',
            role: { template: '{{ index == 0 ? "admin" : "user" }}' },
          },
        },
      },
      posts: {
        relationships: { userId: { entity: 'users', required: true } },
        generate: {
          fields: {
            title: 'lorem.sentence',
            content: { faker: 'lorem.paragraphs', options: { min: 3, max: 3 } },
            createdAt: { faker: 'date.past', options: { years: 2 } },
          },
        },
      },
    }),
  },
  (open) => {
    it('makes ten users of whom the first administers, and fifty posts of theirs from the last two years', async () => {
      const api = open()
      const users = (await pageOf(api, '/users')).data
      expect(users.map(({ role }: JsonObject) => role)).toEqual(['admin', ...Array(9).fill('user')])
      const posts = (await pageOf(api, '/posts?limit=100')).data
      expect(posts).toHaveLength(50)
      for (const { userId, content, createdAt } of posts) {
        expect(users.map(({ id }: JsonObject) => id)).toContain(userId)
        expect(String(content).split('\n')).toHaveLength(3)
        expect(Date.parse(String(createdAt))).toBeGreaterThan(Date.now() - 3 * 365 * 24 * 3_600_000)
      }
    })
  },
)

describe('pretendo > Data Seeding, from files', () => {
  const folder = tempFolder('mockgen-seeding')
  const open = async (seed: Json, options: MockAppOptions = {}) => {
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(blog({ root: { seed } })))
    const { app } = await openMock(join(folder, 'openapi.json'), options)
    const users = await app.sandboxes.get('default').use((space) => space.entities.reader('users').list())
    await app.close()
    return users.records.map(({ value }) => value.username)
  }
  mkdirSync(join(folder, 'seed'))
  writeFileSync(join(folder, 'seed', 'base.yaml'), 'users:\n  - { id: 1, username: ada }\n')
  writeFileSync(join(folder, 'seed', 'more.json'), '{ "users": [{ "id": 2, "username": "grace" }] }')

  it.each<readonly [string, Json, readonly string[]]>([
    ['of YAML', './seed/base.yaml', ['ada']],
    ['of JSON', './seed/more.json', ['grace']],
    ['of both, one after the other', ['./seed/base.yaml', './seed/more.json'], ['ada', 'grace']],
    ['that are none, but records in the document', { users: [{ username: 'alan' }] }, ['alan']],
  ])('begins with the records of files %s', async (_title, seed, want) => {
    expect(await open(seed)).toEqual(want)
  })

  it('lets whoever starts the mock say other records of an entity', async () => {
    expect(await open('./seed/base.yaml', { seeds: { users: [{ username: 'edsger' }] } })).toEqual(['edsger'])
    expect(await open('./seed/base.yaml', { seeds: { posts: [] } })).toEqual(['ada'])
  })
})

const constraintsSection = 'Data Constraints and Relationships > Configuring Constraints'

for (const onDelete of ['cascade', 'restrict', 'nullify'] as const) {
  const required = onDelete !== 'nullify'
  describeSection(
    constraintsSection,
    {
      camel: blog({
        root: { seed: initialData },
        posts: { relationships: { userId: { entity: 'users', field: 'id', required, onDelete } } },
      }),
      snake: blog({
        root: { data_seeding: { enabled: true, entities: initialData } },
        posts: {
          fields: [
            { name: 'id', type: 'number' },
            {
              name: 'userId',
              type: 'number',
              required,
              references: { resource: 'users', field: 'id', onDelete },
            },
          ],
        },
      }),
    },
    (open) => {
      it(`onDelete: ${onDelete} says what becomes of the posts of a user who is deleted`, async () => {
        const api = open()
        const removed = await api.delete('/users/1')
        const post = await api.get('/posts/1')
        const user = await api.get('/users/1')
        if (onDelete === 'restrict') {
          expect(removed).toMatchObject({ status: 409, body: { code: 'MOCK_REFERENCED' } })
          expect([user.status, post.status]).toEqual([200, 200])
        } else {
          expect([removed.status, user.status]).toEqual([204, 404])
          if (onDelete === 'cascade') expect(post.status).toBe(404)
          else expect(post).toMatchObject({ status: 200, body: { userId: null } })
        }
      })

      it('a foreign key refers to a user that there is', async () => {
        const api = open()
        expect((await api.post('/posts', { title: 'Second', userId: 2 })).status).toBe(201)
        expect(await api.post('/posts', { title: 'Lost', userId: 99 })).toMatchObject({
          status: 422,
          body: { code: 'MOCK_MISSING_REFERENCE', errors: [{ pointer: '/body/userId' }] },
        })
        expect((await pageOf(api, '/posts')).total).toBe(2)
      })

      it(`a post ${required ? 'must' : 'need not'} have a user`, async () => {
        const api = open()
        const made = await api.post('/posts', { title: 'Nobody’s' })
        expect(made.status).toBe(required ? 422 : 201)
      })

      it('a primary key is given once', async () => {
        const api = open()
        await Promise.all(Array.from({ length: 8 }, (_, i) => api.post('/users', { username: `u${i}` })))
        const keys = (await pageOf(api, '/users')).data.map(({ id }) => id)
        expect([keys.length, new Set(keys).size]).toEqual([10, 10])
      })

      it('a required field is asked for', async () => {
        expect(await open().post('/users', { email: 'a@example.com' })).toMatchObject({
          status: 400,
          body: { errors: [{ pointer: '/body/username' }] },
        })
      })
    },
  )
}

const large = (count: number, indexes?: JsonObject) =>
  blog({
    root: { generate: { counts: { users: 5, posts: count } } },
    posts: {
      ...indexes,
      relationships: { userId: { entity: 'users', required: true } },
      generate: {
        fields: {
          title: { template: 'Post {{ index }}' },
          content: { oneOf: ['…'] },
          category: { oneOf: ['news', 'travel', 'food'] },
          createdAt: {
            template: '{{ plusSeconds(timestamp("2026-01-01T00:00:00Z"), (index * 7919) % 86400) }}',
          },
        },
      },
    },
    query: { category: text, created_after: time, sort: text, q: text, limit: integer },
  })

describeSection(
  'Working with Large Datasets',
  {
    camel: large(1_500, { indexes: ['userId', 'category', 'createdAt'] }),
    snake: large(1_500, {
      index_patterns: {
        by_user: 'posts:{userId}',
        by_category: 'posts:{category}',
        by_age: 'posts:{createdAt}',
      },
    }),
  },
  (open) => {
    it('selects and sorts by indexed fields as it would without them', async () => {
      const api = open()
      const all: JsonObject[] = []
      for (let offset = 0; offset < 1_500; offset += 100)
        all.push(...(await pageOf(api, `/posts?offset=${offset}&limit=100`)).data)
      expect(all).toHaveLength(1_500)
      const of = all.filter(({ userId, category }) => userId === 2 && category === 'news')
      const found = await pageOf(api, '/posts?userId=2&category=news&limit=100')
      expect(found).toEqual({ data: of.slice(0, 100), total: of.length })
      const newest = all
        .map(({ createdAt }) => String(createdAt))
        .sort()
        .at(-1)
      const sorted = (await pageOf(api, '/posts?sort=-createdAt&limit=1')).data
      expect(sorted[0]?.createdAt).toBe(newest)
      const late = all.filter(({ createdAt }) => String(createdAt) > '2026-01-01T20:00:00Z')
      const after = await pageOf(api, '/posts?created_after=2026-01-01T20:00:00Z&limit=1')
      expect(after.total).toBe(late.length)
    })
  },
)

describe('pretendo > Working with Large Datasets', () => {
  const start = serversOf(large(10_200, { indexes: ['userId', 'category', 'createdAt'] }))

  it('answers from an index whatever the number of records, and refuses to look at too many without one', async () => {
    const api = await start()
    expect((await pageOf(api, '/posts?category=food&sort=createdAt&limit=2')).data).toHaveLength(2)
    expect(await api.get('/posts?q=never')).toMatchObject({ status: 400, body: { code: 'MOCK_SCAN_LIMIT' } })
  })
})
