// Records that live for a time, through a whole mock: what clients see before and after.
import { createMockApp, silentLogger } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { advancedBy } from '../../runtime/sandboxes/clock-state.js'
import { onEveryStore } from '../support/on-every-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'

onEveryStore('a mock with records that expire', (openStore) => {
  let mock: StartedMock
  let advance: (ms: number) => Promise<unknown>
  afterEach(() => mock.close())

  async function start(ttlRefresh: 'write' | 'access' | 'never'): Promise<void> {
    const { document } = await loadDocument(exampleDocument('bookstore'), {})
    const { operations, entities, app: unused } = await openMock(exampleDocument('bookstore'))
    await unused.close()
    const { authors } = entities
    if (authors === undefined) throw new Error('The bookstore has authors')
    const app = createMockApp({
      contract: document.document,
      operations,
      entities: { ...entities, authors: { ...authors, ttl: 10, ttlRefresh } },
      store: await openStore(),
      log: silentLogger,
    })
    advance = (ms) => app.sandboxes.get(undefined).changeClock(advancedBy(ms))
    mock = await startMock(app)
    await app.sandboxes.get(undefined).changeClock((state, baseMs) => ({ ...state, frozenAt: baseMs }))
  }

  it('answers the record, and nothing about its expiry, when it is created, changed and read', async () => {
    await start('write')
    const made = await mock.send('createAuthor', { body: { name: 'Ada', email: 'a@example.com' } })
    expect(made.body).toMatchObject({ name: 'Ada', email: 'a@example.com' })
    expect(made.violations).toEqual([])
    const { authorId, path } = at(made.body)
    const changed = await mock.send('replaceAuthor', {
      path,
      body: { name: 'Eve', email: 'a@example.com' },
    })
    expect(changed.body).toMatchObject({ id: authorId, name: 'Eve' })
    expect(changed.violations).toEqual([])
    expect((await mock.send('getAuthor', { path })).body).toEqual(changed.body)
    expect((await mock.send('listAuthors')).body).toMatchObject({ total: 1, data: [changed.body] })
  })

  it.each([
    ['write', { changed: 200, read: 404 }],
    ['access', { changed: 200, read: 200 }],
    ['never', { changed: 404, read: 404 }],
  ] as const)('is gone at its instant; refreshed by %s', async (refresh, want) => {
    await start(refresh)
    const people = ['changed', 'read', 'left'].map((name) => ({ name, email: `${name}@example.com` }))
    const made = await Promise.all(people.map((body) => mock.send('createAuthor', { body })))
    const [changed, read, left] = made.map(({ body }) => at(body).path)
    await advance(9_999)
    await mock.send('replaceAuthor', { path: changed ?? {}, body: people[0] })
    expect((await mock.send('getAuthor', { path: read ?? {} })).status).toBe(200)
    expect((await mock.send('listAuthors')).body).toMatchObject({ total: 3 })
    await advance(1)
    const statusOf = async (path = {}) => (await mock.send('getAuthor', { path })).status
    expect({ changed: await statusOf(changed), read: await statusOf(read) }).toEqual(want)
    expect(await statusOf(left)).toBe(404)
    const again = await mock.send('createAuthor', { body: people[2] })
    expect(again.status).toBe(201)
  })
})

function at(body: unknown): { readonly authorId: string; readonly path: { readonly authorId: string } } {
  const id = typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : ''
  return { authorId: id, path: { authorId: id } }
}
