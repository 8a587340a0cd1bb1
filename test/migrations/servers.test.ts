// Servers that bring stored records over: two at once, one that is gone in the middle, an older one that goes on, and many records.
import { performance } from 'node:perf_hooks'
import type { JsonObject, Store } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { openContract } from '../../runtime/contract/open-contract.js'
import { createEncryptionKeys } from '../../runtime/store/encryption/encryption-keys.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { onEveryStore } from '../entities/on-every-store.js'
import { endingStore, ProcessEnded } from '../sandboxes/ending-store.js'
import { hurriedMs, type OpenSandboxesOptions, openSandboxes } from '../sandboxes/open-sandboxes.js'
import { books, createAll, migrationOf, openVersion, readAll } from './open-version.js'

const text = { type: 'string' }
const whole = { type: 'integer' }
const before = books({ pages: text })
const after = books({ pages: whole }, ['id'], {
  migrations: { books: (record) => ({ ...record, pages: Number(record.pages) }) },
})

/** A store whose data another contract may read. */
function lasting(store: Store = createMemoryStore()): Store {
  return { ...store, isVolatile: false }
}

/** Many records as they were before, or with pages that are numbers. */
function manyBooks(count: number, pages: (i: number) => string | number = String): readonly JsonObject[] {
  return Array.from({ length: count }, (_, i) => ({ id: `b${i}`, pages: pages(i) }))
}

async function createMany(store: Store, count: number): Promise<void> {
  const records = manyBooks(count)
  const { box } = openVersion(store, before)
  for (let first = 0; first < count; first += 500)
    await createAll(box, 'books', records.slice(first, first + 500))
}

onEveryStore('servers with a new contract', (world) => {
  test('bring records over once when they start at the same moment, and work on together', async () => {
    const data = world()
    const [one, two, three] = [await data.connect(), await data.connect(), await data.connect()].map(lasting)
    if (one === undefined || two === undefined || three === undefined) throw new Error('no store')
    await createAll(openVersion(one, before).box, 'books', manyBooks(300))
    const servers = [openVersion(two, after), openVersion(three, after)]
    const pages = await Promise.all(servers.map(({ box }) => readAll(box)))
    expect(pages).toEqual([manyBooks(300, (i) => i), manyBooks(300, (i) => i)])
    await Promise.all(servers.map(({ box }, i) => createAll(box, 'books', [{ id: `new${i}`, pages: i }])))
    expect(await readAll(servers[0]?.box ?? openVersion(one, after).box)).toHaveLength(302)
  })

  test('a process that ends at any call leaves the old records or the new ones to the next', async () => {
    const schema = (pages: JsonObject) => ({
      type: 'object',
      required: ['id'],
      properties: { id: text, pages },
    })
    const server = (store: Store, pages: JsonObject, options: OpenSandboxesOptions) => {
      const contract = openContract(
        {
          openapi: '3.1.0',
          info: { title: '', version: '' },
          paths: {},
          components: { schemas: { Book: schema(pages) } },
        },
        {},
      )
      return openSandboxes(
        store,
        { books: {} },
        {
          ...options,
          shape: () => contract.shape({ schemas: ['#/components/schemas/Book'] }),
          migration: {
            migrations: { books: (record) => ({ ...record, pages: Number(record.pages) }) },
            removedProperties: 'keep',
          },
        },
      ).sandboxes.get(undefined)
    }
    const store = lasting(await world().connect())
    const isMemory = (await store.health()).kind === 'memory'
    const records = manyBooks(3)
    let ends = 0
    for (let last = 1, isEnded = true; isEnded; last += isMemory ? 1 : 3) {
      const namespace = `run${last}`
      await createAll(server(store, text, { namespace }), 'books', records)
      const ending = endingStore(store, last, 'after')
      isEnded = await readAll(server(ending.store, whole, { namespace, seed: 2 })).then(
        () => false,
        (error: unknown) => {
          if (error instanceof ProcessEnded) return true
          throw error
        },
      )
      ends += Number(isEnded)
      const next = server(store, whole, { namespace, seed: 3, monotonicMs: hurriedMs() })
      expect(await readAll(next)).toEqual(manyBooks(3, (i) => i))
    }
    expect(ends).toBeGreaterThan(3)
  }, 60_000)
})

describe('an older server', () => {
  test('works on in a sandbox that was brought over, does not take it back, and what it writes is brought over later', async () => {
    const store = lasting()
    const old = openVersion(store, before)
    await createAll(old.box, 'books', [{ id: 'a', pages: '1' }])
    const young = openVersion(store, after)
    expect(await readAll(young.box)).toEqual([{ id: 'a', pages: 1 }])
    await createAll(old.box, 'books', [{ id: 'b', pages: '2' }])
    expect(await readAll(young.box)).toEqual([
      { id: 'a', pages: 1 },
      { id: 'b', pages: '2' },
    ])
    const next = openVersion(store, after)
    expect(await readAll(next.box)).toEqual([
      { id: 'a', pages: 1 },
      { id: 'b', pages: 2 },
    ])
  })
})

describe('records that are brought over', () => {
  test('are so in every sandbox, each when it is first used', async () => {
    const store = lasting()
    for (const name of ['one', 'two'])
      await createAll(openVersion(store, before).app.sandboxes.get(name), 'books', [{ id: name, pages: '7' }])
    const { sandboxes } = openVersion(store, after).app
    for (const name of ['one', 'two'])
      expect(await readAll(sandboxes.get(name))).toEqual([{ id: name, pages: 7 }])
  })

  test('stay encrypted, and so do their ids in the report', async () => {
    const store = lasting()
    const encryptionKeys = createEncryptionKeys({ current: Buffer.alloc(32, 1) })
    await createAll(openVersion(store, { ...before, encryptionKeys }).box, 'books', [
      { id: 'secret-one', pages: '12' },
      { id: 'secret-two', pages: 'many' },
    ])
    const { box } = openVersion(store, { ...after, encryptionKeys })
    expect(await readAll(box)).toEqual([
      { id: 'secret-one', pages: 12 },
      { id: 'secret-two', pages: 'many' },
    ])
    expect((await migrationOf(box))?.records.map(({ id }) => id)).toEqual(['secret-two'])
    for (const space of await store.spaces())
      for (const collection of ['$space', '$migration', 'books']) {
        const page = await store.list(space, 0, { collection, offset: 0, limit: 100 })
        expect(JSON.stringify(page)).not.toContain('secret')
      }
  })

  test('are completed alike in every run with a seed', async () => {
    const made = async () => {
      const store = lasting()
      await createAll(openVersion(store, { ...before, seed: 7 }).box, 'books', manyBooks(5))
      const grown = books({ pages: text, name: text, mark: { ...whole, maximum: 1_000_000 } }, [
        'id',
        'name',
        'mark',
      ])
      return readAll(openVersion(store, { ...grown, seed: 7 }).box)
    }
    expect(await made()).toEqual(await made())
  })

  test('are named once in the log by entity, with the first ones and why', async () => {
    const store = lasting()
    await createMany(store, 30)
    const { box, warnings } = openVersion(store, books({ pages: whole }))
    await readAll(box)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ entity: 'books', records: 30 })
    expect(JSON.stringify(warnings[0])).toContain('b0: /pages')
    const report = await migrationOf(box)
    expect(report).toMatchObject({ left: 30, changed: 0 })
    expect(report?.records.filter(({ problems }) => problems.length > 0)).toHaveLength(20)
  })

  test('are ten thousand in a few seconds, and in no more memory than their pages', {
    timeout: 60_000,
  }, async () => {
    const store = lasting()
    await createMany(store, 10_000)
    const { box } = openVersion(store, after)
    const started = performance.now()
    expect(await readAll(box)).toHaveLength(1_000)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(await migrationOf(box)).toMatchObject({ changed: 10_000, left: 0 })
  })

  test('that did not fit are brought over also where there were more than are remembered', {
    timeout: 60_000,
  }, async () => {
    const store = lasting()
    await createMany(store, 1_500)
    expect(await migrationOf(openVersion(store, books({ pages: whole })).box)).toMatchObject({ left: 1_500 })
    expect(await migrationOf(openVersion(store, after).box)).toMatchObject({ changed: 1_500, left: 0 })
  })
})
