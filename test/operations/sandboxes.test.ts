// Sandboxes over HTTP: the header chooses the world that a request acts on.
import { createMockApp, type MockAppOptions, silentLogger } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'

let started: StartedMock[] = []

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(started.map((mock) => mock.close()))
  started = []
})

describe('the header X-Mock-Sandbox', () => {
  it('shows a request the records of its sandbox and no others', async () => {
    const { send } = await start()
    const made = await send('createAuthor', 'one', author('a@example.com'))
    const { id } = made.body
    expect((await send('getAuthor', 'one', { path: { authorId: id } })).status).toBe(200)
    expect((await send('getAuthor', 'two', { path: { authorId: id } })).status).toBe(404)
    expect((await send('getAuthor', undefined, { path: { authorId: id } })).status).toBe(404)
    expect((await send('listAuthors', 'two')).body.total).toBe(0)
  })

  it('keeps unique values apart', async () => {
    const { send } = await start()
    for (const sandbox of [undefined, 'one', 'two'])
      expect((await send('createAuthor', sandbox, author('a@example.com'))).status).toBe(201)
    expect((await send('createAuthor', 'two', author('a@example.com'))).status).toBe(409)
  })

  it('may name the default sandbox', async () => {
    const { send } = await start()
    await send('createAuthor', undefined, author('a@example.com'))
    expect((await send('listAuthors', 'default')).body.total).toBe(1)
  })

  it.each([
    ['an empty name', ''],
    ['a path', '../default'],
    ['a name with a slash', 'a/b'],
    ['a name of 65 characters', 'a'.repeat(65)],
    ['two names', 'one, two'],
    ['a name with a brace', '{one}'],
  ])('is refused with %s', async (_title, sandbox) => {
    const { mock } = await start()
    const response = await fetch(`${mock.url}/authors`, { headers: { 'x-mock-sandbox': sandbox } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'MOCK_SANDBOX_NAME' })
  })

  it.each(['__proto__', 'constructor', '..', '-', 'a'.repeat(64)])('takes the name %j', async (sandbox) => {
    const { send } = await start()
    expect((await send('createAuthor', sandbox, author('a@example.com'))).status).toBe(201)
    expect((await send('listAuthors', sandbox)).body.total).toBe(1)
    expect((await send('listAuthors', undefined)).body.total).toBe(0)
  })

  it('may have another name', async () => {
    const { mock } = await start({ sandboxes: { header: 'X-World' } })
    const create = (headers: Record<string, string>) =>
      mock.send('createAuthor', { ...author('a@example.com'), headers })
    expect((await create({ 'X-World': 'one' })).status).toBe(201)
    expect((await create({ 'X-World': 'two' })).status).toBe(201)
    expect((await create({ 'X-Mock-Sandbox': 'three' })).status).toBe(201)
    expect((await create({})).status).toBe(409)
  })

  it('must be there in strict mode, for every operation', async () => {
    vi.stubEnv('MOCK_SANDBOX_REQUIRED', 'true')
    const { mock, send } = await start()
    const refused = await fetch(`${mock.url}/authors`)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ code: 'MOCK_SANDBOX_REQUIRED' })
    expect((await send('listAuthors', 'one')).status).toBe(200)
  })

  it('makes no more sandboxes than there may be, and still serves those that are there', async () => {
    vi.stubEnv('MOCK_MAX_SANDBOXES', '2')
    const { mock, send } = await start()
    await send('createAuthor', 'one', author('a@example.com'))
    const refused = await fetch(`${mock.url}/authors`, { headers: { 'x-mock-sandbox': 'two' } })
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({
      code: 'MOCK_SANDBOX_LIMIT',
      detail: expect.stringContaining('MOCK_MAX_SANDBOXES'),
    })
    expect((await send('listAuthors', 'one')).body.total).toBe(1)
    await mock.sandboxes.get('one').drop()
    expect((await send('listAuthors', 'two')).body.total).toBe(0)
  })
})

describe('seeds', () => {
  const ada = { id: '11111111-1111-4111-8111-111111111111', name: 'Ada', email: 'ada@example.com' }
  const book = { title: 'Engines', isbn: '9783161484100', authorId: ada.id, genre: 'crime', price: 5 }

  it('are in every sandbox from its first request on, those that are referred to first', async () => {
    const { send } = await start({ seeds: { books: [book], authors: [ada] } })
    for (const sandbox of [undefined, 'one', 'two']) {
      expect((await send('listBooks', sandbox)).body).toMatchObject({
        total: 1,
        data: [{ title: 'Engines' }],
      })
      expect((await send('getAuthor', sandbox, { path: { authorId: ada.id } })).body.name).toBe('Ada')
    }
  })

  it('come back with a reset, and nothing else stays', async () => {
    const { mock, send } = await start({ seeds: { authors: [ada] } })
    await send('createAuthor', 'one', author('b@example.com'))
    await mock.sandboxes.get('one').reset()
    expect((await send('listAuthors', 'one')).body).toMatchObject({ total: 1, data: [ada] })
  })

  it.each([
    ['an entity that there is not', { given: { author: [ada] }, want: /entities are authors, books/ }],
    [
      'a value that is taken',
      { given: { authors: [ada, { ...ada, id: 'x' }] }, want: /seeds\.authors\[1\]/ },
    ],
    ['a reference to nothing', { given: { books: [book] }, want: /seeds\.books\[0\].*authorId/ }],
  ])('with %s keep the mock from starting', async (_title, { given, want }) => {
    const opening = openMock(exampleDocument('bookstore'), { seeds: given }).then(async ({ app }) => {
      started.push(await startMock(app))
      await app.ready()
    })
    await expect(opening).rejects.toMatchObject({
      code: 'MOCK_SEED_INVALID',
      message: expect.stringMatching(want),
    })
  })
})

describe('a seed', () => {
  it('makes keys, data and times the same in every run and in every sandbox', async () => {
    vi.stubEnv('MOCK_SEED', '7')
    const runs = [await start(), await start()]
    const texts: string[] = []
    for (const { mock } of runs)
      for (const sandbox of ['one', 'two']) {
        // Another sandbox and another entity in between do not matter.
        await mock.send('createAuthor', author('x@example.com'))
        const headers = { 'x-mock-sandbox': sandbox, 'content-type': 'application/json' }
        const body = JSON.stringify({ name: 'Ada', email: 'a@example.com' })
        const response = await fetch(`${mock.url}/authors`, { method: 'POST', headers, body })
        texts.push(await response.text())
      }
    expect(new Set(texts).size).toBe(1)
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ createdAt: '2030-01-01T00:00:00.000Z' })
  })

  it('gives no key twice, also after a restart', async () => {
    vi.stubEnv('MOCK_SEED', '7')
    const store = createMemoryStore()
    const shared = { ...store, close: async () => undefined }
    const first = await start({ store: shared })
    const { id } = (await first.send('createAuthor', undefined, author('a@example.com'))).body
    await first.send('deleteAuthor', undefined, { path: { authorId: id } })
    const second = await start({ store: shared })
    const again = await second.send('createAuthor', undefined, author('a@example.com'))
    expect(again.status).toBe(201)
    expect(again.body.id).not.toBe(id)
  })

  it('leaves the clock running where it is told to', async () => {
    vi.stubEnv('MOCK_SEED', '7')
    vi.stubEnv('MOCK_CLOCK', '2031-05-05T12:00:00+02:00')
    const { send } = await start()
    const made = await send('createAuthor', undefined, author('a@example.com'))
    expect(made.body.createdAt).toBe('2031-05-05T10:00:00.000Z')
  })

  it.each([
    ['MOCK_SEED', 'abc'],
    ['MOCK_CLOCK', 'tomorrow'],
    ['MOCK_CLOCK', '2030-02-30T00:00:00Z'],
    ['MOCK_CLOCK', '1969-12-31T23:59:59Z'],
    ['MOCK_SANDBOX_REQUIRED', 'perhaps'],
    ['MOCK_SANDBOX_TTL', '-1'],
    ['MOCK_MAX_SANDBOXES', '0'],
  ])('and the other settings must be what they say: %s=%s', async (name, value) => {
    vi.stubEnv(name, value)
    await expect(openMock(exampleDocument('bookstore'))).rejects.toMatchObject({
      code: 'MOCK_SETTING_INVALID',
      message: expect.stringContaining(name),
    })
  })
})

describe('an option that cannot be what it is', () => {
  const cases: readonly [string, MockAppOptions][] = [
    ['seed', { seed: Number.NaN }],
    ['seed', { seed: 1.5 }],
    ['sandboxes.maxSandboxes', { sandboxes: { maxSandboxes: 0 } }],
    ['sandboxes.expireAfterMs', { sandboxes: { expireAfterMs: Number.NaN } }],
    ['sandboxes.header', { sandboxes: { header: 'X Bad' } }],
    ['bodyLimitBytes', { bodyLimitBytes: -1 }],
    ['MOCK_SANDBOX_BEGIN_AS', { sandboxes: { beginAs: '../x' } }],
  ]
  it.each(cases)('stops the start: %s %j', async (name, options) => {
    await expect(openMock(exampleDocument('bookstore'), options)).rejects.toMatchObject({
      code: 'MOCK_SETTING_INVALID',
      message: expect.stringContaining(name),
    })
  })
})

describe('mocks that share a store', () => {
  it('keep apart what contracts of different titles have, also where no letter of them is Latin', async () => {
    const store = createMemoryStore()
    const shared = { ...store, close: async () => undefined }
    const sends = []
    for (const title of ['本屋', '花屋', 'Book-Store', 'book store']) {
      const { app } = await openMock(exampleDocument('bookstore'))
      const info = { title, version: '1' }
      const contract = { ...app.contract.document, info }
      const { operations, entities } = await openMock(exampleDocument('bookstore'))
      const mock = await startMock(
        createMockApp({ contract, operations, entities, store: shared, log: silentLogger }),
      )
      started.push(mock)
      sends.push(() => mock.send('createAuthor', author('a@example.com')))
    }
    for (const send of sends) expect((await send()).status).toBe(201)
  })
})

interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: bodies are checked by what the tests expect of them
  readonly body: any
}

async function start(options: MockAppOptions = {}) {
  const { app } = await openMock(exampleDocument('bookstore'), options)
  await app.ready()
  const mock = await startMock(app)
  started.push(mock)
  const send = (operation: string, sandbox: string | undefined, request: object = {}): Promise<Reply> =>
    mock.send(operation, {
      ...(sandbox !== undefined && { headers: { 'X-Mock-Sandbox': sandbox } }),
      ...request,
    })
  return { mock: { ...mock, sandboxes: app.sandboxes }, send }
}

function author(email: string) {
  return { body: { name: 'Ada', email } }
}
