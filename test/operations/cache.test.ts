// The response cache over HTTP: given again until it is old or stale, on every engine and by every server.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import { createMockApp, type MockDefinition, silentLogger } from '../../runtime/index.js'
import type { MockApp } from '../../runtime/mock-app.js'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import type { Store } from '../../runtime/store/store.js'
import { describeEngines } from '../proofs/engines.js'
import { clientOf, type NotesOptions, openNotes, tagOf } from './notes.js'

const cache = { ttl: 60 }
const operations: NonNullable<NotesOptions['operations']> = {
  getNote: { cache },
  listNotes: { cache },
  countNotes: { cache: { ttl: 60, keyPrefix: 'numbers' } },
}

describeEngines('the response cache', (engine) => {
  const running: StartedMock[] = []
  const { get, send } = clientOf(() => running[0]?.url ?? '')
  let app: MockApp

  afterEach(async () => {
    for (const mock of running.splice(0)) await mock.close()
  })

  it('gives an answer again, with its age by the clock of the sandbox, until its time is over', async () => {
    await start()
    await send('PUT', '/notes/a', { text: 'one' })
    const first = await get('/notes/a')
    expect(cacheOf(first)).toEqual(['MISS', null, 'private, no-cache'])
    await advance(59_999)
    const second = await get('/notes/a')
    expect(cacheOf(second)).toEqual(['HIT', '59', 'private, no-cache'])
    expect([tagOf(second), await second.text()]).toEqual([tagOf(first), await first.text()])
    await advance(1)
    expect(cacheOf(await get('/notes/a'))[0]).toBe('MISS')
  })

  it.each<readonly [string, (send: ReturnType<typeof clientOf>['send']) => Promise<Response>]>([
    ['created', (write) => write('POST', '/notes', { text: 'new' })],
    ['changed', (write) => write('PATCH', '/notes/a', { text: 'two' })],
    ['replaced', (write) => write('PUT', '/notes/b', { text: 'two' })],
    ['deleted', (write) => write('DELETE', '/notes/b')],
  ])('gives no answer again once a record is %s', async (_title, change) => {
    await start()
    for (const id of ['a', 'b']) await send('PUT', `/notes/${id}`, { text: 'one' })
    const urls = ['/notes/a', '/notes', '/notes?text=one', '/count']
    for (const url of urls) await get(url)
    for (const url of urls) expect([url, ...cacheOf(await get(url))].slice(0, 2)).toEqual([url, 'HIT'])
    expect((await change(send)).ok).toBe(true)
    for (const url of urls) {
      const fresh = await get(url)
      expect([url, ...cacheOf(fresh)].slice(0, 2)).toEqual([url, 'MISS'])
      expect(await fresh.text()).toBe(await (await get(url)).text())
    }
  })

  it('gives no answer again once a record has expired', async () => {
    await start({ entities: { notes: { cached: true, ttl: 10 } } })
    await send('PUT', '/notes/a', { text: 'one' })
    await get('/notes')
    await advance(9_999)
    expect(cacheOf(await get('/notes'))[0]).toBe('HIT')
    await advance(1)
    const empty = await get('/notes')
    expect([cacheOf(empty)[0], await empty.json()]).toEqual(['MISS', []])
  })

  it('notices that the record which an empty list belongs to is gone', async () => {
    running.push(await startMock(createMockApp({ ...folders, store: await engine.open() })))
    await send('POST', '/folders', { id: 'a' })
    await get('/folders/a/files')
    const known = await get('/folders/a/files')
    expect([cacheOf(known)[0], await known.json()]).toEqual(['HIT', []])
    await send('DELETE', '/folders/a')
    expect((await get('/folders/a/files')).status).toBe(404)
  })

  it('does not mind changes that were refused, or of other entities', async () => {
    await start()
    await get('/notes')
    expect((await send('PATCH', '/notes/nobody', { text: 'two' })).status).toBe(404)
    await send('POST', '/sessions', { token: 'a' })
    expect(cacheOf(await get('/notes'))[0]).toBe('HIT')
  })

  it('keeps answers to different questions apart', async () => {
    await start()
    await send('PUT', '/notes/a', { text: 'one' })
    await get('/notes')
    expect(cacheOf(await get('/notes?limit=1'))[0]).toBe('MISS')
    expect(cacheOf(await get('/notes', { accept: 'application/json' }))[0]).toBe('MISS')
    expect(cacheOf(await get('/notes', { 'x-mock-sandbox': 'other' }))[0]).toBe('MISS')
    expect(cacheOf(await get('/notes'))[0]).toBe('HIT')
  })

  it('keeps no refusal', async () => {
    await start()
    expect((await get('/notes/a')).status).toBe(404)
    expect((await get('/notes/a')).headers.get('x-cache')).toBeNull()
  })

  it('answers 304 from what it keeps', async () => {
    await start()
    const first = await get('/notes')
    const again = await get('/notes', { 'if-none-match': tagOf(first) })
    expect([again.status, cacheOf(again)[0]]).toEqual([304, 'HIT'])
  })

  it('is shared by servers, and made stale by each of them', async () => {
    for (const store of await engine.openPair()) await start({ store })
    const second = clientOf(() => running[1]?.url ?? '')
    await get('/notes')
    expect(cacheOf(await second.get('/notes'))[0]).toBe('HIT')
    await second.send('PUT', '/notes/a', { text: 'one' })
    expect(cacheOf(await get('/notes'))[0]).toBe('MISS')
  })

  it('never gives what was true before a change that was answered', async () => {
    await start()
    for (let n = 0; n < 10; n++) {
      const reads = Array.from({ length: 4 }, () => get('/count'))
      await send('POST', '/notes', { text: String(n) })
      expect(await (await get('/count')).json()).toBe(n + 1)
      await Promise.all(reads)
      expect(await (await get('/count')).json()).toBe(n + 1)
    }
  })

  it('is counted by prefix, and cleared as a whole or by prefix', async () => {
    await start()
    const sandbox = app.sandboxes.get(undefined)
    for (const url of ['/notes', '/notes', '/notes?limit=1', '/count']) await get(url)
    expect(await app.cache.stats(sandbox)).toEqual({
      hits: 1,
      misses: 3,
      entries: 3,
      prefixes: { notes: { hits: 1, misses: 2, entries: 2 }, numbers: { hits: 0, misses: 1, entries: 1 } },
    })
    expect(await app.cache.clear(sandbox, 'notes')).toBe(2)
    expect(cacheOf(await get('/count'))[0]).toBe('HIT')
    expect(cacheOf(await get('/notes'))[0]).toBe('MISS')
    expect(await app.cache.clear(sandbox)).toBe(2)
    expect((await app.cache.stats(sandbox)).entries).toBe(0)
    await get('/notes')
    await advance(60_000)
    expect((await app.cache.stats(sandbox)).entries).toBe(0)
  })

  it('is forgotten by a reset', async () => {
    await start()
    await get('/notes')
    await app.sandboxes.get(undefined).reset()
    expect(cacheOf(await get('/notes'))[0]).toBe('MISS')
  })

  async function start(options: NotesOptions & { readonly store?: Store } = {}): Promise<void> {
    app = openNotes({ store: await engine.open(), operations, ...options })
    running.push(await startMock(app))
    await app.sandboxes.get(undefined).changeClock((state, baseMs) => ({ ...state, frozenAt: baseMs }))
  }

  const advance = (ms: number) => app.sandboxes.get(undefined).changeClock(advancedBy(ms))
})

// Files in folders, of which only lists of files are cached.
const folder = [{ name: 'folder', in: 'path', required: true, schema: { type: 'string' } }]
const content = { 'application/json': { schema: {} } }
const folders = {
  contract: {
    openapi: '3.1.0',
    info: { title: 'Folders', version: '1' },
    paths: {
      '/folders': {
        post: { requestBody: { content }, responses: { 201: { description: '', content } } },
      },
      '/folders/{folder}': { delete: { parameters: folder, responses: { 204: { description: '' } } } },
      '/folders/{folder}/files': {
        get: { parameters: folder, responses: { 200: { description: '', content } } },
      },
    },
  },
  operations: {
    createFolder: { method: 'post', path: '/folders', action: 'create', entity: 'folders' },
    deleteFolder: {
      method: 'delete',
      path: '/folders/{folder}',
      action: 'delete',
      entity: 'folders',
      key: 'folder',
    },
    listFiles: {
      method: 'get',
      path: '/folders/{folder}/files',
      action: 'list',
      entity: 'files',
      scope: ['folder'],
      cache,
    },
  },
  entities: {
    folders: { schemas: [], key: 'id', generateKey: 'uuid' },
    files: {
      schemas: [],
      key: 'id',
      generateKey: 'uuid',
      scope: ['folder'],
      parent: 'folders',
      cached: true,
    },
  },
  log: silentLogger,
} satisfies MockDefinition & { readonly log: typeof silentLogger }

function cacheOf({ headers }: Response): readonly (string | null)[] {
  return ['x-cache', 'age', 'cache-control'].map((name) => headers.get(name))
}
