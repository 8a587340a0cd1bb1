// What a mock is started with about migrations, what it says of them under /system, and what the generated project gives it.
import { createMockApp, type JsonObject, type MockAppOptions, silentLogger } from '@mockgen/runtime'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { listen } from '../../runtime/http/serve.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { book, books, createAll, openVersion, readAll } from './open-version.js'

const text = { type: 'string' }

function start(options: MockAppOptions & { readonly migrations?: Record<string, () => JsonObject> }) {
  return createMockApp({
    contract: { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} },
    operations: {},
    entities: {},
    log: silentLogger,
    store: createMemoryStore(),
    ...options,
  })
}

afterEach(() => vi.unstubAllEnvs())

describe('a mock does not start', () => {
  test('with a migration for an entity that there is not', () => {
    expect(() => start({ migrations: { bokks: () => ({}) } })).toThrow(
      expect.objectContaining({ code: 'MOCK_UNKNOWN_MIGRATION' }),
    )
  })

  test('with a policy that is none', () => {
    vi.stubEnv('MOCK_REMOVED_PROPERTIES', 'archive')
    expect(() => start({})).toThrow(expect.objectContaining({ code: 'MOCK_SETTING_INVALID' }))
  })
})

test('the environment chooses what becomes of removed properties, and the option is stronger', async () => {
  vi.stubEnv('MOCK_REMOVED_PROPERTIES', 'drop')
  const outcome = async (options: Pick<MockAppOptions, 'removedProperties'>) => {
    const store = { ...createMemoryStore(), isVolatile: false }
    await createAll(openVersion(store, books({ pages: text })).box, 'books', [{ id: 'a', pages: '1' }])
    return readAll(openVersion(store, books({}, ['id'], options)).box)
  }
  expect(await outcome({})).toEqual([{ id: 'a' }])
  expect(await outcome({ removedProperties: 'keep' })).toEqual([{ id: 'a', pages: '1' }])
})

test('GET /system/migrations tells the schemas, and which records were left and why', async () => {
  const store = { ...createMemoryStore(), isVolatile: false }
  const old = openVersion(store, { entities: { books: book({ pages: text }), authors: book({}) } })
  await createAll(old.box, 'books', [{ id: 'a', pages: 'x' }, { id: 'b' }])
  const { app } = openVersion(store, {
    entities: { books: book({ pages: { type: 'integer' } }), authors: book({}) },
  })
  const server = await listen(app, { port: 0, host: '127.0.0.1' })
  const reply = await fetch(`${server.url}/system/migrations`, { headers: { 'x-system-key': 'key' } })
  expect(reply.status).toBe(200)
  const hash = expect.stringMatching(/^[0-9a-f]{16}$/)
  expect(await reply.json()).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    entities: {
      books: {
        schema: hash,
        migration: {
          from: hash,
          to: hash,
          changed: 0,
          dropped: {},
          left: 1,
          records: [
            {
              id: 'a',
              from: hash,
              problems: [{ pointer: '/pages', message: expect.any(String), keyword: 'type' }],
            },
          ],
        },
      },
      authors: { schema: hash },
    },
  })
  await server.close()
})
