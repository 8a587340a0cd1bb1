// 200 sandboxes side by side on one server: none ever sees a record of another, and dropping some leaves the others.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Store } from '../../runtime/store/store.js'
import { onEveryStore } from '../support/on-every-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'

const sandboxes = Array.from({ length: 200 }, (_, i) => `worker-${i}`)
const authorsEach = 5
/** Requests that are under way at the same time. */
const inFlight = 64

onEveryStore('200 sandboxes', (openStore) => {
  let store: Store
  let mock: StartedMock
  let drop: (sandbox: string) => Promise<boolean>
  beforeEach(async () => {
    store = await openStore()
    const { app } = await openMock(exampleDocument('bookstore'), { store })
    mock = await startMock(app)
    drop = (sandbox) => app.sandboxes.get(sandbox).drop()
  })
  afterEach(() => mock.close())

  it('keep their records to themselves', async () => {
    const turns = sandboxes.flatMap((sandbox) =>
      Array.from({ length: authorsEach }, (_, i) => ({ sandbox, i })),
    )
    // The same unique values everywhere: a leak in either direction is a conflict or a foreign name.
    await inParallel(interleaved(turns), async ({ sandbox, i }) => {
      const made = await create(sandbox, i)
      expect(made.status).toBe(201)
      expect(await namesIn(sandbox)).toSatisfy((names: string[]) => names.every((name) => name === sandbox))
    })
    await inParallel(sandboxes, async (sandbox) => {
      expect(await namesIn(sandbox)).toEqual(Array.from({ length: authorsEach }, () => sandbox))
    })

    const [dropped, kept] = [sandboxes.filter((_, i) => i % 2 === 0), sandboxes.filter((_, i) => i % 2 === 1)]
    const reading = inParallel(kept, async (sandbox) => {
      expect(await namesIn(sandbox)).toHaveLength(authorsEach)
    })
    await Promise.all([
      reading,
      inParallel(dropped, async (sandbox) => expect(await drop(sandbox)).toBe(true)),
    ])
    await inParallel(kept, async (sandbox) => expect(await namesIn(sandbox)).toHaveLength(authorsEach))
    const left = await store.spaces()
    expect(dropped.filter((sandbox) => left.some((space) => space.includes(`/${sandbox}/`)))).toEqual([])
    const [first = ''] = dropped
    expect(await namesIn(first)).toEqual([])
  })

  function create(sandbox: string, i: number): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'x-mock-sandbox': sandbox }
    const body = JSON.stringify({ name: sandbox, email: `author${i}@example.com` })
    return fetch(`${mock.url}/authors`, { method: 'POST', headers, body })
  }

  async function namesIn(sandbox: string): Promise<readonly string[]> {
    const response = await fetch(`${mock.url}/authors`, { headers: { 'x-mock-sandbox': sandbox } })
    const page = (await response.json()) as { data: { name: string }[] }
    return page.data.map(({ name }) => name)
  }
})

// Neighbours in time belong to different sandboxes.
function interleaved<T extends { readonly i: number }>(turns: readonly T[]): readonly T[] {
  return [...turns].sort((a, b) => a.i - b.i)
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}
