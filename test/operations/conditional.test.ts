// Conditional requests over HTTP: entity tags, 304, 412, and updates of which none is lost.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { onEveryStore } from '../support/on-every-store.js'
import { type Client, clientOf, codeOf, openNotes, read, tagOf } from './notes.js'

onEveryStore('conditional requests', (openStore) => {
  let mock: StartedMock
  let resetSandbox: () => Promise<void>
  const { get, send }: Client = clientOf(() => mock.url)

  beforeEach(async () => {
    const app = openNotes({ store: await openStore() })
    resetSandbox = () => app.sandboxes.get(undefined).reset()
    mock = await startMock(app)
  })

  afterEach(() => mock.close())

  describe('an entity tag', () => {
    it('is strong, and the same wherever a record is answered alone', async () => {
      const { created, path } = await createNote('one')
      const tag = tagOf(created)
      expect(tag).toMatch(/^"[0-9.]+-[0-9a-f]{8}"$/)
      expect(tagOf(await get(path))).toBe(tag)
      const changed = await send('PUT', path, { text: 'two' })
      expect(tagOf(changed)).not.toBe(tag)
      expect(tagOf(await get(path))).toBe(tagOf(changed))
      expect(tagOf(await fetch(mock.url + path, { method: 'HEAD' }))).toBe(tagOf(changed))
    })

    it('never comes again for a record that is deleted and created under the same key', async () => {
      const { created, path } = await createNote('one')
      const id = path.slice('/notes/'.length)
      await send('DELETE', path)
      const again = await send('POST', '/notes', { text: 'one', id })
      expect(tagOf(again)).not.toBe(tagOf(created))
    })

    it('never comes again after a reset', async () => {
      const before = await createNote('one')
      const list = tagOf(await get('/notes'))
      await resetSandbox()
      const after = await createNote('one')
      expect(tagOf(after.created)).not.toBe(tagOf(before.created))
      expect(tagOf(await get('/notes'))).not.toBe(list)
    })

    it('of a list changes with every change of what it shows, and with nothing else', async () => {
      const { path } = await createNote('one')
      const tags = [tagOf(await get('/notes'))]
      await createNote('two')
      tags.push(tagOf(await get('/notes')))
      await send('PUT', path, { text: 'three' })
      tags.push(tagOf(await get('/notes')))
      await send('DELETE', path)
      tags.push(tagOf(await get('/notes')))
      expect(new Set(tags).size).toBe(4)
      expect(tagOf(await get('/notes'))).toBe(tags[3])
      expect(tagOf(await get('/count'))).not.toBe(tags[3])
    })

    it('of a page changes when a record takes the place of another', async () => {
      const { path } = await createNote('one')
      await createNote('two')
      const before = tagOf(await get('/notes?limit=1'))
      await send('DELETE', path)
      await createNote('three')
      expect(tagOf(await get('/notes?limit=1'))).not.toBe(before)
    })
  })

  describe('If-None-Match', () => {
    it.each([
      ['the tag', { given: (tag: string) => tag, want: 304 }],
      ['the tag marked as weak', { given: (tag: string) => `W/${tag}`, want: 304 }],
      ['the tag among others', { given: (tag: string) => `"a", W/"b",${tag} , "c"`, want: 304 }],
      ['any', { given: () => '*', want: 304 }],
      ['another tag', { given: () => '"1-abc"', want: 200 }],
      ['the tag in another record', { given: (tag: string) => `"9${tag.slice(1)}`, want: 200 }],
      ['no entity tag', { given: (tag: string) => tag.replaceAll('"', ''), want: 400 }],
      ['an open list', { given: (tag: string) => `${tag} "x"`, want: 400 }],
    ])('with %s answers what it should, for a record and for a list', async (_title, { given, want }) => {
      const { path } = await createNote('one')
      for (const url of [path, '/notes', '/notes?limit=5']) {
        const tag = tagOf(await get(url))
        const again = await get(url, { 'if-none-match': given(tag) })
        expect([url, again.status]).toEqual([url, want])
        if (want !== 304) continue
        expect(tagOf(again)).toBe(tag)
        expect(await again.text()).toBe('')
        expect(again.headers.get('content-type')).toBeNull()
      }
    })

    it('never answers 304 for a record that is not there', async () => {
      expect((await get('/notes/unknown', { 'if-none-match': '*' })).status).toBe(404)
    })

    it('with * keeps a PUT from changing a record that exists', async () => {
      const { path } = await createNote('one')
      const refused = await send('PUT', path, { text: 'two' }, { 'if-none-match': '*' })
      expect([refused.status, await codeOf(refused)]).toEqual([412, 'MOCK_PRECONDITION'])
    })
  })

  describe('If-Match', () => {
    it.each([
      ['the tag', { given: (tag: string) => tag, want: 200 }],
      ['any', { given: () => '*', want: 200 }],
      ['several tags', { given: (tag: string) => `"x", ${tag}`, want: 200 }],
      ['the tag marked as weak', { given: (tag: string) => `W/${tag}`, want: 412 }],
      ['the tag of before', { given: (_tag: string, old: string) => old, want: 412 }],
      ['a tag of nothing', { given: () => '"nothing"', want: 412 }],
    ])('with %s lets PUT and DELETE through or not', async (_title, { given, want }) => {
      const { created, path } = await createNote('one')
      const tag = tagOf(await send('PUT', path, { text: 'two' }))
      const header = { 'if-match': given(tag, tagOf(created)) }
      const changed = await send('PUT', path, { text: 'three' }, header)
      expect(changed.status).toBe(want)
      const stored = await (await get(path)).json()
      expect(stored).toMatchObject({ text: want === 200 ? 'three' : 'two' })
      const now = { 'if-match': given(tagOf(await get(path)), tagOf(created)) }
      expect((await send('DELETE', path, undefined, now)).status).toBe(want === 200 ? 204 : 412)
      expect((await get(path)).status).toBe(want === 200 ? 404 : 200)
    })

    it('of a GET is 412 when the record has changed', async () => {
      const { created, path } = await createNote('one')
      expect((await get(path, { 'if-match': tagOf(created) })).status).toBe(200)
      await send('PUT', path, { text: 'two' })
      const refused = await get(path, { 'if-match': tagOf(created) })
      expect([refused.status, await codeOf(refused)]).toEqual([412, 'MOCK_PRECONDITION'])
    })

    it('is no matter where there is no record: 404', async () => {
      const lost = await send('PATCH', '/notes/nobody', { text: 'two' }, { 'if-match': '*' })
      expect(lost.status).toBe(404)
      expect((await send('DELETE', '/notes/nobody', undefined, { 'if-match': '"1"' })).status).toBe(404)
    })

    it('keeps a PUT from creating what was there before: 412', async () => {
      const { created, path } = await createNote('one')
      await send('DELETE', path)
      const lost = await send('PUT', path, { text: 'two' }, { 'if-match': tagOf(created) })
      expect([lost.status, await codeOf(lost)]).toEqual([412, 'MOCK_PRECONDITION'])
      expect((await send('PUT', path, { text: 'two' }, { 'if-none-match': '*' })).status).toBe(201)
    })

    it('lets one of 16 clients change what all of them have read', async () => {
      const { created, path } = await createNote('one')
      const header = { 'if-match': tagOf(created) }
      const replies = await Promise.all(
        Array.from({ length: 16 }, (_, i) => send('PUT', path, { text: `writer ${i}` }, header)),
      )
      const winners = replies.filter(({ status }) => status === 200)
      expect(winners).toHaveLength(1)
      expect(replies.filter(({ status }) => status === 412)).toHaveLength(15)
      const [winner] = winners
      const stored = await get(path)
      expect(tagOf(stored)).toBe(winner && tagOf(winner))
      expect(await stored.json()).toEqual(await winner?.json())
    })

    it('loses no increment of clients that read, change and try again', async () => {
      const { path } = await createNote('0')
      const increment = async (): Promise<void> => {
        for (;;) {
          const found = await get(path)
          const header = { 'if-match': tagOf(found) }
          const text = String(Number(await read(found, 'text')) + 1)
          const { status } = await send('PUT', path, { text }, header)
          if (status === 200) return
          expect(status).toBe(412)
        }
      }
      await Promise.all(Array.from({ length: 12 }, increment))
      expect(await (await get(path)).json()).toMatchObject({ text: '12' })
    })
  })

  async function createNote(text: string): Promise<{ created: Response; path: string }> {
    const created = await send('POST', '/notes', { text })
    expect(created.status).toBe(201)
    return { created, path: `/notes/${await read(created.clone(), 'id')}` }
  }
})

describe('an answer that every request gets alike', () => {
  const declared = { headers: { ETag: { required: true, schema: { type: 'string', example: '"sample"' } } } }
  const contract = {
    getTerms: { responses: { 200: { ...declared, description: '', content: { 'text/plain': {} } } } },
    getNote: {
      responses: { 200: { ...declared, description: '', content: { 'application/json': {} } } },
    },
  }

  it('has an entity tag of its body', async () => {
    const mock = await startMock(openNotes())
    const { get } = clientOf(() => mock.url)
    const tag = tagOf(await get('/terms'))
    expect(tag).toMatch(/^"[\w-]{16}"$/)
    expect((await get('/terms', { 'if-none-match': tag })).status).toBe(304)
    await mock.close()
  })

  it('has none that is made up for the contract, and neither has a record', async () => {
    const mock = await startMock(openNotes({ contract }))
    const { get, send } = clientOf(() => mock.url)
    await send('PUT', '/notes/a', { text: 'one' })
    expect(tagOf(await get('/notes/a'))).toMatch(/^"[0-9.]+-[0-9a-f]{8}"$/)
    expect(tagOf(await get('/terms'))).not.toBe('"sample"')
    await mock.close()
  })

  it('is 304 behind middleware, too', async () => {
    const app = openNotes()
    app.use((_ctx, next) => next())
    const mock = await startMock(app)
    const { get, send } = clientOf(() => mock.url)
    const tag = tagOf(await send('PUT', '/notes/a', { text: 'one' }))
    const again = await get('/notes/a', { 'if-none-match': tag })
    expect([again.status, tagOf(again), again.headers.get('content-type')]).toEqual([304, tag, null])
    await mock.close()
  })
})
