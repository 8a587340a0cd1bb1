// The example of a custom store under real mocks: the bookstore on Postgres, and the example copied into a generated project.
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresStore } from '../../examples/custom-store/src/store/postgres-store.js'
import {
  startPGlite,
  startTestPostgres,
  type TestPostgres,
} from '../../examples/custom-store/test/test-postgres.js'
import { generate } from '../../generator/index.js'
import { root } from '../architecture/source-files.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { startProgram } from '../support/start-program.js'
import { tempFolder } from '../support/temp-folder.js'

const folder = tempFolder('mockgen-custom-store')

describe('the bookstore on the example’s store', () => {
  const schema = `bookstore_${process.pid}`
  let postgres: TestPostgres
  let mocks: StartedMock[]
  const start = async () => {
    const store = createPostgresStore({ pool: postgres.pool, schema })
    return startMock((await openMock(exampleDocument('bookstore'), { store })).app)
  }

  beforeAll(async () => {
    postgres = await startTestPostgres()
    mocks = [await start(), await start()]
  })
  afterAll(async () => {
    for (const mock of mocks) await mock.close()
    await postgres.pool.query(`DROP SCHEMA IF EXISTS ${schema}_v1 CASCADE`)
    await postgres.stop()
  })

  it('keeps, lists, changes and deletes records on two servers as on one', async () => {
    const author = await created('createAuthor', { name: 'Ursula Brand', email: 'ursula@example.com' })
    const book = { title: 'The Keeper', isbn: '9783161484100', authorId: author, genre: 'fiction', price: 9 }
    const id = await created('createBook', book)
    for (const title of ['B', 'A', 'C'])
      await created('createBook', { ...book, title, isbn: `978316148410${title.charCodeAt(0) % 10}` })
    const sorted = await send('listBooks', { query: { sort: '-title', limit: 2 } })
    expect(sorted.body).toMatchObject({ total: 4 })
    expect(JSON.stringify(sorted.body)).toMatch(/The Keeper.*"C"/)
    const updated = await send('changeBook', { path: { bookId: id }, body: { price: 12 } })
    expect(updated.body).toMatchObject({ title: 'The Keeper', price: 12 })
    expect((await send('deleteAuthor', { path: { authorId: author } })).status).toBe(409)
    expect((await send('deleteBook', { path: { bookId: id } })).status).toBe(204)
    expect((await send('getBook', { path: { bookId: id } })).status).toBe(404)
  })

  it('keeps an ISBN unique, however many ask at once', async () => {
    const authorId = await created('createAuthor', { name: 'A', email: 'a@example.com' })
    const book = { title: 'Once', isbn: '9783161484117', authorId, genre: 'crime', price: 1 }
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, i) => send('createBook', { body: book }, mocks[i % 2])),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(409)])
  })

  it('tells its health', async () => {
    const [mock] = mocks
    const health = await (await fetch(`${mock?.url}/system/health`)).json()
    expect(health).toMatchObject({
      status: 'healthy',
      checks: [{ name: 'store', kind: 'postgres' }, { name: 'sandboxes' }],
    })
  })

  // Writes go to one server and reads to the other, in turn.
  let turn = 0
  async function send(
    operation: string,
    options: Parameters<StartedMock['send']>[1],
    mock = mocks[turn++ % 2],
  ) {
    if (mock === undefined) throw new Error('No mock is started')
    const reply = await mock.send(operation, options)
    expect(reply.violations).toEqual([])
    return reply
  }
  async function created(operation: string, body: object): Promise<string> {
    const reply = await send(operation, { body })
    expect(reply.status).toBe(201)
    return JSON.parse(JSON.stringify(reply.body)).id
  }
})

describe('the example’s store', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPGlite()
  })
  afterAll(() => postgres.stop())

  const space = 'a'
  const put = { write: 'put', collection: 'pets', id: '1', value: '{}' } as const

  it('refuses to commit at an isolation level at which a check could look at the past', async () => {
    const store = createPostgresStore({ pool: postgres.pool })
    await store.ready()
    await postgres.pool.query('SET default_transaction_isolation TO serializable')
    const refused = store.commit(space, 0, { checks: [], writes: [put] })
    await expect(refused).rejects.toMatchObject({ code: 'MOCK_STORE_SETTING_INVALID' })
    await postgres.pool.query('RESET default_transaction_isolation')
    expect(await store.spaces()).toEqual([])
    await store.close()
  })

  it('names the limit of what it cannot index, and keeps nothing of that commit', async () => {
    const store = createPostgresStore({ pool: postgres.pool })
    // Text that does not compress.
    const value = Array.from({ length: 3_000 }, (_, i) =>
      String.fromCodePoint(0x4e00 + ((i * i) % 20_011)),
    ).join('')
    const entry = { write: 'index', collection: 'pets', id: '1', index: 'name', value } as const
    const refused = store.commit(space, 0, { checks: [], writes: [put, entry] })
    await expect(refused).rejects.toMatchObject({ code: 'MOCK_STORE_LIMIT' })
    expect(await store.spaces()).toEqual([])
    await store.close()
  })

  it('is unhealthy, and refuses every call, while Postgres cannot be reached', async () => {
    const store = createPostgresStore({ url: 'postgres://postgres@127.0.0.1:1/postgres' })
    expect(await store.health()).toMatchObject({ kind: 'postgres', status: 'unhealthy' })
    await expect(store.ready()).rejects.toMatchObject({ code: 'MOCK_STORE_UNAVAILABLE' })
    await store.close()
  })

  it('refuses a name for its schema that would need quotes', () => {
    expect(() => createPostgresStore({ schema: 'a"; --' })).toThrow(/is no name for a schema/)
  })
})

describe('the example, copied over a generated mock', () => {
  it('serves, and has after a restart what it had before', async () => {
    const mock = join(folder, 'bookstore')
    await generate({ contract: exampleDocument('bookstore'), output: mock, runtime: '^0.1.0' })
    for (const part of ['src', 'test'])
      cpSync(join(root, 'examples/custom-store', part), join(mock, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    // Never on a server that somebody uses: this mock has the schema that every mock has.
    const postgres = await startPGlite()
    const start = () =>
      startProgram('node', ['--import', 'tsx', 'src/server.ts'], {
        cwd: mock,
        env: { PORT: '0', DATABASE_URL: postgres.url, LOG_LEVEL: 'silent' },
      })
    try {
      const first = await start()
      const author = JSON.stringify({ name: 'Ursula Brand', email: 'ursula@example.com' })
      const headers = { 'content-type': 'application/json' }
      const post = await fetch(`${first.url}/authors`, { method: 'POST', headers, body: author })
      expect(post.status).toBe(201)
      expect(await first.stop()).toBe(0)
      const second = await start()
      const found = await fetch(second.url + post.headers.get('location'))
      expect(await found.json()).toEqual(await post.json())
      expect(await second.stop()).toBe(0)
    } finally {
      await postgres.stop()
    }
  }, 120_000)
})
