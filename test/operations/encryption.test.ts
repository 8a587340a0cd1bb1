// A whole mock whose records are encrypted where they are kept.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const folder = tempFolder()
let folders = 0
let running: StartedMock | undefined

afterEach(async () => {
  vi.unstubAllEnvs()
  await running?.close()
  running = undefined
})

const oldKey = randomBytes(32).toString('base64')
const newKey = randomBytes(32).toString('base64')
const secret = { name: 'Ursula Brand', email: 'ursula@example.com' }

describe('a mock with MOCK_ENCRYPTION_KEY', () => {
  it('behaves as without: keys, unique values, references, filters, sorting and pages', async () => {
    const mock = await start(newFolder(), oldKey)
    const author = await mock.send('createAuthor', { body: secret })
    expect(author.status).toBe(201)
    expect((await mock.send('createAuthor', { body: secret })).status).toBe(409)
    const authorId = String(idOf(author.body))
    for (const [i, genre] of ['crime', 'fantasy', 'crime'].entries()) {
      const isbn = `978316148410${i}`
      const book = { title: `Book ${3 - i}`, isbn, authorId, genre, price: 10 - i }
      expect((await mock.send('createBook', { body: book })).status).toBe(201)
    }
    const crime = await mock.send('listBooks', { query: { genre: 'crime', sort: 'title' } })
    expect(crime.body).toMatchObject({ total: 2, data: [{ title: 'Book 1' }, { title: 'Book 3' }] })
    const cheap = await mock.send('listBooks', { query: { sort: '-title', limit: 1 } })
    expect(cheap.body).toMatchObject({ total: 3, data: [{ title: 'Book 3' }] })
    expect((await mock.send('deleteAuthor', { path: { authorId } })).status).toBe(409)
  })

  it('leaves nothing plain on the disk, and reads it again after a restart', async () => {
    const data = newFolder()
    const mock = await start(data, oldKey)
    const { body } = await mock.send('createAuthor', { body: secret })
    await stop()
    const plain = everythingIn(data)
    expect(plain).not.toContain('Ursula')
    expect(plain).not.toContain('ursula@')
    expect(plain).not.toContain(String(idOf(body)))
    const again = await start(data, oldKey)
    expect((await again.send('listAuthors')).body).toMatchObject({ total: 1, data: [secret] })
  })

  it('takes the records to a new key, to none, and back', async () => {
    const data = newFolder()
    const first = await start(data, oldKey)
    await first.send('createAuthor', { body: secret })
    await stop()
    for (const [key, old] of [
      [newKey, oldKey],
      ['off', newKey],
      [oldKey, ''],
    ] as const) {
      const mock = await start(data, key, old)
      expect((await mock.send('listAuthors')).body).toMatchObject({ total: 1, data: [secret] })
      expect((await mock.send('createAuthor', { body: secret })).status).toBe(409)
      await stop()
    }
  })

  it('does not need the old key once it has started with both', async () => {
    const data = newFolder()
    const first = await start(data, oldKey)
    await first.send('createAuthor', { body: secret })
    await stop()
    await start(data, newKey, oldKey)
    await stop()
    const mock = await start(data, newKey)
    expect((await mock.send('listAuthors')).body).toMatchObject({ total: 1, data: [secret] })
  })

  it.each([
    ['without a key', ''],
    ['with another key', newKey],
  ])('does not start %s on records that it cannot read, and changes nothing', async (_title, key) => {
    const data = newFolder()
    const mock = await start(data, oldKey)
    await mock.send('createAuthor', { body: secret })
    await stop()
    const before = everythingIn(data)
    await expect(start(data, key)).rejects.toMatchObject({
      code: 'MOCK_STORE_UNUSABLE',
      message: expect.stringContaining('MOCK_ENCRYPTION_OLD_KEYS'),
    })
    expect(everythingIn(data)).toBe(before)
  })
})

async function start(data: string, key: string, old = ''): Promise<StartedMock> {
  vi.stubEnv('MOCK_ENCRYPTION_KEY', key)
  vi.stubEnv('MOCK_ENCRYPTION_OLD_KEYS', old)
  const { app } = await openMock(exampleDocument('bookstore'), { store: `file:${data}` })
  try {
    await app.ready()
  } catch (error) {
    await app.close()
    throw error
  }
  running = await startMock(app)
  return running
}

async function stop(): Promise<void> {
  await running?.close()
  running = undefined
}

function newFolder(): string {
  return join(folder, String(++folders))
}

function everythingIn(data: string): string {
  const files = readdirSync(data).filter((name) => name.endsWith('.jsonl'))
  return files.map((name) => readFileSync(join(data, name), 'latin1')).join('\n')
}

function idOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
}
