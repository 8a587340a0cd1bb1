// The log of what a mock was asked: complete, in order, bounded, and waited for without a clock.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exampleDocument, openMock } from '../support/open-mock.js'

const ursula = { name: 'Ursula Brand', email: 'ursula@example.com' }

let mock: StartedMock
beforeEach(async () => {
  const { app } = await openMock(exampleDocument('bookstore'))
  mock = await startMock(app)
})
afterEach(() => mock.close())

it('has what was asked, in order, with its operation, its answer and its body', async () => {
  await mock.send('createAuthor', { body: ursula })
  await mock.sandbox('two').send('listAuthors', { query: { limit: 5 } })
  await fetch(`${mock.url}/nowhere?a=1?2`, { method: 'DELETE' })
  expect(mock.requests.all()).toEqual([
    {
      method: 'POST',
      path: '/authors',
      query: '',
      sandbox: 'default',
      status: 201,
      operationId: 'createAuthor',
      body: ursula,
    },
    {
      method: 'GET',
      path: '/authors',
      query: 'limit=5',
      sandbox: 'two',
      status: 200,
      operationId: 'listAuthors',
      body: undefined,
    },
    {
      method: 'DELETE',
      path: '/nowhere',
      query: 'a=1?2',
      sandbox: 'default',
      status: 404,
      operationId: undefined,
      body: undefined,
    },
  ])
})

it('has bodies that were refused, which are what a test looks for', async () => {
  await mock.send('createAuthor', { body: { name: 1 } })
  expect(mock.requests.all()).toMatchObject([{ status: 400, body: { name: 1 } }])
})

it('does not count what asks about the mock itself', async () => {
  await fetch(`${mock.url}/system/health`)
  expect(mock.requests.all()).toEqual([])
})

it('shows a sandbox its own requests, and clears them alone', async () => {
  const [one, other] = [mock.sandbox(), mock.sandbox()]
  await one.send('listAuthors')
  await other.send('listBooks')
  expect(one.requests.all()).toMatchObject([{ operationId: 'listAuthors', sandbox: one.name }])
  one.requests.clear()
  expect(mock.requests.all()).toMatchObject([{ operationId: 'listBooks' }])
  mock.requests.clear()
  expect(other.requests.all()).toEqual([])
})

it('waits for a request that fits, whether it came or is to come', async () => {
  const listed = mock.requests.waitFor(({ operationId }) => operationId === 'listAuthors')
  await mock.send('listBooks')
  await mock.send('listAuthors')
  expect(await listed).toMatchObject({ operationId: 'listAuthors', status: 200 })
  expect(await mock.requests.waitFor(({ path }) => path === '/books')).toMatchObject({ status: 200 })
})

it('does not find again what was cleared', async () => {
  await mock.send('listBooks')
  mock.requests.clear()
  const listed = mock.requests.waitFor(({ method }) => method === 'GET')
  await mock.send('listAuthors')
  expect(await listed).toMatchObject({ operationId: 'listAuthors' })
})

it('ends waiting when nothing fits in time, when the predicate throws, and when the mock is closed', async () => {
  await mock.send('listBooks')
  const never = () => false
  await expect(mock.requests.waitFor(never, { timeoutMs: 1 })).rejects.toThrow('GET /books 200')
  const thrown = new Error('mine')
  let looks = 0
  const throwing = mock.requests.waitFor(() => {
    if (looks++ > 0) throw thrown
    return false
  })
  const patient = mock.requests.waitFor(never)
  const [first, second] = [expect(throwing).rejects.toBe(thrown), expect(patient).rejects.toThrow('closed')]
  await mock.send('listAuthors')
  await first
  await mock.close()
  await second
})

it('keeps the newest 1,000 requests', async () => {
  for (let page = 0; page < 101; page++)
    await Promise.all(Array.from({ length: 10 }, (_, i) => fetch(`${mock.url}/nowhere/${page * 10 + i}`)))
  const all = mock.requests.all()
  expect(all).toHaveLength(1_000)
  expect(all.at(-1)?.path).toMatch(/^\/nowhere\/100\d$/)
  expect(all.some(({ path }) => path === '/nowhere/0')).toBe(false)
})

it('keeps the newest requests whose bodies have 16 MiB together', async () => {
  const name = 'x'.repeat(900_000)
  for (let i = 0; i < 20; i++) await mock.send('createAuthor', { body: { name: `${i}${name}`, email: 1 } })
  expect(mock.requests.all()).toHaveLength(18)
})
