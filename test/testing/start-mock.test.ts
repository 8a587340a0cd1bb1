// What a started mock offers tests: sandboxes, seeds, snapshots and the clock.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { onEveryStore } from '../support/on-every-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'

const ursula = { name: 'Ursula Brand', email: 'ursula@example.com' }

const names = async (world: Pick<StartedMock, 'send'>): Promise<readonly string[]> => {
  const { body } = await world.send('listAuthors')
  return [...JSON.stringify(body).matchAll(/"name":"([^"]*)"/g)].map(([, name = '']) => name)
}

onEveryStore('a started mock', (openStore) => {
  let mock: StartedMock
  beforeEach(async () => {
    const { app } = await openMock(exampleDocument('bookstore'), { store: await openStore() })
    mock = await startMock(app)
  })
  afterEach(() => mock.close())

  it('gives each test a world of its own, and the same one to any client that sends its headers', async () => {
    const [one, other] = [mock.sandbox(), mock.sandbox()]
    await one.seed({ authors: [ursula] })
    expect(await names(one)).toEqual([ursula.name])
    expect(await names(other)).toEqual([])
    expect(await names(mock)).toEqual([])
    const response = await fetch(`${one.url}/authors`, { headers: one.headers })
    expect(await response.json()).toMatchObject({ total: 1 })
  })

  it('resets and removes a sandbox, and leaves the others', async () => {
    const [one, other] = [mock.sandbox('one'), mock.sandbox('other')]
    for (const sandbox of [one, other, mock]) await sandbox.seed({ authors: [ursula] })
    await one.reset()
    await other.remove()
    expect(await names(one)).toEqual([])
    expect(await names(other)).toEqual([])
    expect(await names(mock)).toEqual([ursula.name])
    await mock.reset()
    expect(await names(mock)).toEqual([])
  })

  it('ends a sandbox with the block that uses it', async () => {
    {
      await using sandbox = mock.sandbox('short')
      await sandbox.seed({ authors: [ursula] })
    }
    expect(await names(mock.sandbox('short'))).toEqual([])
  })

  it('goes back to what it was at a snapshot', async () => {
    const sandbox = mock.sandbox()
    await sandbox.seed({ authors: [ursula] })
    await sandbox.snapshot('one-author')
    await sandbox.send('createAuthor', { body: { name: 'Emil', email: 'emil@example.com' } })
    expect(await names(sandbox)).toHaveLength(2)
    await sandbox.restore('one-author')
    expect(await names(sandbox)).toEqual([ursula.name])
    await expect(sandbox.restore('never-saved')).rejects.toMatchObject({ code: 'MOCK_SNAPSHOT_NOT_FOUND' })
  })

  it('moves the clock of one sandbox', async () => {
    const [one, other] = [mock.sandbox(), mock.sandbox()]
    await one.clock.freeze('2031-05-06T07:08:09Z')
    const time = Date.UTC(2031, 4, 6, 7, 8, 9)
    expect(await one.clock.now()).toBe(time)
    await one.clock.advance(90_000)
    expect(await one.clock.now()).toBe(time + 90_000)
    await one.clock.set(new Date(time))
    expect(await one.clock.now()).toBe(time)
    await one.clock.resume()
    expect(await one.clock.now()).toBeGreaterThanOrEqual(time)
    expect(await other.clock.now()).toBeLessThan(time)
    await one.clock.release()
    expect(await one.clock.now()).toBeLessThan(time)
  })

  it('creates all records or none, and says which is refused', async () => {
    const sandbox = mock.sandbox()
    const twice = sandbox.seed({ authors: [ursula, { ...ursula, name: 'Emil' }] })
    await expect(twice).rejects.toMatchObject({
      code: 'MOCK_DUPLICATE',
      errors: [{ pointer: expect.stringContaining('/authors/1') }],
    })
    await expect(sandbox.seed({ authors: [ursula], autors: [] })).rejects.toMatchObject({
      code: 'MOCK_NOT_FOUND',
    })
    expect(await names(sandbox)).toEqual([])
  })
})

describe('a started mock', () => {
  it('refuses what cannot be the name of a sandbox, or a time', async () => {
    const { app } = await openMock(exampleDocument('bookstore'))
    await using mock = await startMock(app)
    expect(() => mock.sandbox('a/b')).toThrow(expect.objectContaining({ code: 'MOCK_SANDBOX_NAME' }))
    await expect(mock.clock.set('tomorrow')).rejects.toBeInstanceOf(RangeError)
    await expect(mock.clock.set(Number.NaN)).rejects.toBeInstanceOf(RangeError)
    await expect(mock.clock.freeze(new Date(Number.NaN))).rejects.toBeInstanceOf(RangeError)
  })

  it('closes with the block that uses it', async () => {
    const { app } = await openMock(exampleDocument('bookstore'))
    let url: string
    {
      await using mock = await startMock(app)
      url = mock.url
      expect((await mock.send('listAuthors')).status).toBe(200)
    }
    await expect(fetch(url)).rejects.toThrow()
  })
})
