// Related records inside answers: of one record and of lists, asked for or always.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onEveryStore } from '../support/on-every-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'
import { takeBroken } from '../support/watch-answers.js'

const ada = { id: 1, username: 'ada', email: 'ada@example.com', role: 'admin' }
const bob = { id: 2, username: 'bob', email: 'bob@example.com', role: 'reader' }
const post = (id: number, authorId: number) => ({
  id,
  title: `Post ${id}`,
  content: '…',
  authorId,
  publishedAt: `2026-01-0${id}T00:00:00Z`,
})
const comment = (id: number, postId: number, authorId: number | null) => ({
  id,
  postId,
  authorId,
  text: `Comment ${id}`,
})
const seeds = {
  users: [ada, bob],
  posts: [post(1, 1), post(2, 2), post(3, 1)],
  comments: [comment(1, 1, 2), comment(2, 1, null), comment(3, 3, 1)],
}

onEveryStore('expanding the blog', (openStore) => {
  let mock: Awaited<ReturnType<typeof startMock>>
  let sandboxes = 0
  beforeAll(async () => {
    const plan = await openMock(exampleDocument('blog'))
    const entities = Object.fromEntries(
      Object.entries(plan.entities).map(([name, { generate: _, ...facts }]) => [name, facts]),
    )
    await plan.app.close()
    const { app } = await openMock(exampleDocument('blog'), {
      store: await openStore(),
      seeds,
      ...{ entities },
    })
    mock = await startMock(app)
  })
  afterAll(() => mock?.close())

  const client = () => {
    const headers = { 'x-mock-sandbox': `client-${++sandboxes}` }
    return async (path: string, init: RequestInit = {}) => {
      const response = await fetch(mock.url + path, { ...init, headers: { ...headers, ...init.headers } })
      const text = await response.text()
      // biome-ignore lint/suspicious/noExplicitAny: bodies are checked by what the tests expect of them
      const body: any = text === '' ? undefined : JSON.parse(text)
      return { status: response.status, tag: response.headers.get('etag') ?? 'none', body }
    }
  }

  it('answers a record as it is when nothing is asked for', async () => {
    const get = client()
    for (const query of ['', '?expand=']) expect((await get(`/posts/1${query}`)).body).toEqual(post(1, 1))
  })

  it('answers what a property refers to, and what refers to the record', async () => {
    const get = client()
    expect((await get('/posts/1?expand=author')).body).toEqual({ ...post(1, 1), author: ada })
    expect((await get('/posts/1?expand=comments')).body).toEqual({
      ...post(1, 1),
      comments: [comment(1, 1, 2), comment(2, 1, null)],
    })
    const both = await get('/posts/2?expand=comments,%20author,comments')
    expect(both.body).toEqual({ ...post(2, 2), comments: [], author: bob })
  })

  it('expands each record of a page, and leaves its cursor alone', async () => {
    const get = client()
    const first = await get('/posts?expand=author&limit=2&sort=publishedAt')
    expect(first.body).toMatchObject({
      posts: [
        { id: 1, author: ada },
        { id: 2, author: bob },
      ],
      total: 3,
    })
    const next = await get(`/posts?expand=author&limit=2&sort=publishedAt&cursor=${first.body.nextCursor}`)
    expect(next.body).toEqual({ posts: [{ ...post(3, 1), author: ada }], total: 3, nextCursor: null })
  })

  it.each(['/posts?expand=likes', '/posts/1?expand=author,likes', '/posts/1?expand=__proto__'])(
    'refuses a relation that there is not: %s',
    async (path) => {
      expect(await client()(path)).toMatchObject({
        status: 400,
        body: { code: 'MOCK_INVALID_REQUEST', errors: [{ pointer: '/query/expand', keyword: 'enum' }] },
      })
    },
  )

  it('tags an expanded answer by what it shows, not by the record alone', async () => {
    const get = client()
    for (const path of ['/posts/1', '/posts?limit=1&sort=publishedAt']) {
      const plain = await get(path)
      const expanded = `${path}${path.includes('?') ? '&' : '?'}expand=comments`
      const before = await get(expanded)
      expect(before.tag).toMatch(/^".+"$/)
      expect(before.tag).not.toBe(plain.tag)
      const again = await get(expanded, { headers: { 'if-none-match': before.tag } })
      expect(again.status).toBe(304)
      const body = JSON.stringify({ postId: 1, text: 'New' })
      await get('/comments', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      // The post is what it was; its comments are not.
      expect((await get(path)).tag).toBe(plain.tag)
      const after = await get(expanded, { headers: { 'if-none-match': before.tag } })
      expect(after.status).toBe(200)
      expect(after.tag).not.toBe(before.tag)
    }
  })
})

describe('what is answered along', () => {
  const folder = tempFolder()
  const text = { type: 'string' }
  const user = {
    type: 'object',
    required: ['id'],
    properties: { id: text, name: text, password: { ...text, writeOnly: true } },
  }
  const note = { type: 'object', properties: { id: text, owner: text, text } }
  const start = async (persistence: JsonObject, relationship: JsonObject, count = 1) => {
    const answer = (schema: JsonObject) => ({
      200: { description: '', content: { 'application/json': { schema } } },
    })
    const one = { $ref: '#/components/schemas/Note' }
    const document = {
      openapi: '3.1.0',
      info: { title: 'Notes', version: '1' },
      'x-persistence': {
        entities: {
          users: { schema: '#/components/schemas/User', unique: ['name'] },
          notes: { schema: '#/components/schemas/Note', relationships: { owner: relationship } },
        },
        seed: {
          users: [{ id: 'u1', name: 'ada', password: 'secret' }],
          notes: Array.from({ length: count }, (_, i) => ({
            id: `n${i}`,
            owner: relationship.field === 'name' ? 'ada' : 'u1',
            text: '…',
          })),
        },
      },
      paths: {
        '/notes': {
          get: {
            operationId: 'listNotes',
            'x-persistence': { entity: 'notes', action: 'list', ...persistence },
            responses: answer({ type: 'array', items: one }),
          },
        },
        '/users': {
          get: {
            operationId: 'listUsers',
            'x-persistence': { entity: 'users', action: 'list', expand: ['notes'] },
            responses: answer({ type: 'array', items: { $ref: '#/components/schemas/User' } }),
          },
        },
      },
      components: { schemas: { Note: note, User: user } },
    }
    const file = join(folder, 'notes.json')
    writeFileSync(file, JSON.stringify(document))
    const { app } = await openMock(file)
    return startMock(app)
  }

  it('is always there where no parameter asks for it, without what is never answered', async () => {
    const mock = await start({ expand: ['owner'] }, { entity: 'users' })
    const { body } = await mock.send('listNotes')
    expect(body).toEqual([{ id: 'n0', owner: { id: 'u1', name: 'ada' }, text: '…' }])
    // The document of this test says that an owner is a text, and to expand it all the same.
    expect(takeBroken()).toEqual(['GET /notes 200: /0/owner must be string'])
    await mock.close()
  })

  it('is found by the unique property that the relation names', async () => {
    const mock = await start({ expand: ['owner'] }, { entity: 'users', field: 'name' })
    expect((await mock.send('listNotes')).body).toMatchObject([{ owner: { id: 'u1' } }])
    expect((await mock.send('listUsers')).body).toMatchObject([{ id: 'u1', notes: [{ id: 'n0' }] }])
    // The document of this test says that an owner is a text, and to expand it all the same.
    expect(takeBroken()).toEqual(['GET /notes 200: /0/owner must be string'])
    await mock.close()
  })

  it('is found by an index', async () => {
    const mock = await start({}, { entity: 'users' })
    await mock.close()
    const { app, entities } = await openMock(join(folder, 'notes.json'))
    expect(entities.notes?.indexes).toContain('owner')
    await app.close()
  })

  it('is refused when it is more than an answer holds', async () => {
    const mock = await start({}, { entity: 'users' }, 1_001)
    expect(await mock.send('listUsers')).toMatchObject({
      status: 400,
      body: { code: 'MOCK_TOO_MANY_RELATED' },
    })
    await mock.close()
  })
})
