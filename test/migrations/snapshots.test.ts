// Snapshots and documents that were taken under another contract, and what they say of the schemas of their records.
import { expect, test } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { onEveryStore } from '../entities/on-every-store.js'
import { codeOf } from '../entities/open-test-entities.js'
import { books, createAll, migrationOf, openVersion, readAll } from './open-version.js'

const text = { type: 'string' }
const whole = { type: 'integer' }
const before = books({ pages: text })
const after = books({ pages: whole }, ['id'], {
  migrations: { books: (record) => ({ ...record, pages: Number(record.pages) }) },
})

onEveryStore('a snapshot', (world) => {
  test('of an older contract is brought over when it is restored, and stays what it was', async () => {
    const connected = await world().connect()
    const store = { ...connected, isVolatile: false }
    const old = openVersion(store, before)
    await createAll(old.box, 'books', [{ id: 'a', pages: '12' }])
    await old.box.snapshots.save('one')
    const { box } = openVersion(store, after)
    for (let round = 0; round < 2; round++) {
      await box.snapshots.restore('one')
      expect(await readAll(box)).toEqual([{ id: 'a', pages: 12 }])
      expect(await migrationOf(box)).toMatchObject({ changed: 1, left: 0 })
    }
    expect((await box.snapshots.export('one')).entities).toEqual({ books: [{ id: 'a', pages: '12' }] })
  })

  test('of records that were left says from which schema they come, when it is restored under a migration', async () => {
    const store = { ...(await world().connect()), isVolatile: false }
    const old = openVersion(store, before)
    await createAll(old.box, 'books', [{ id: 'a', pages: '12' }])
    const between = openVersion(store, books({ pages: whole }))
    const from = (await migrationOf(between.box))?.from
    expect(from).toMatch(/^[0-9a-f]{16}$/)
    await between.box.snapshots.save('one')
    const seen: unknown[] = []
    const { box } = openVersion(store, {
      ...after,
      migrations: {
        books(record, about) {
          seen.push(about.from)
          return { ...record, pages: Number(record.pages) }
        },
      },
    })
    await box.snapshots.restore('one')
    expect(await readAll(box)).toEqual([{ id: 'a', pages: 12 }])
    expect(new Set(seen)).toEqual(new Set([from]))
  })
})

test('a document of the same contract is restored as it is, whatever stands in it', async () => {
  const { box } = openVersion(createMemoryStore(), before)
  await createAll(box, 'books', [{ id: 'a', pages: '12' }])
  await box.snapshots.save('one')
  const document = await box.snapshots.export('one')
  expect(document.version).toBe(3)
  expect(document.schemas).toEqual({
    books: { hash: expect.stringMatching(/^[0-9a-f]{16}$/), properties: ['id', 'pages'] },
  })
  const edited = { ...document, entities: { books: [{ id: 'a', pages: 12 }] } }
  await box.snapshots.import('two', edited)
  await box.snapshots.restore('two')
  expect(await readAll(box)).toEqual([{ id: 'a', pages: 12 }])
  expect(await migrationOf(box)).toBeUndefined()
})

test('a document that says no schemas is held against those of today', async () => {
  const { box } = openVersion(
    createMemoryStore(),
    books({ pages: whole, kind: { const: 'novel' } }, ['id', 'kind']),
  )
  await box.snapshots.import('one', {
    format: 'mockgen-snapshot',
    version: 1,
    entities: { books: [{ id: 'a' }, { id: 'b', pages: 'x' }] },
  })
  await box.snapshots.restore('one')
  expect(await readAll(box)).toEqual([
    { id: 'a', kind: 'novel' },
    { id: 'b', pages: 'x' },
  ])
  expect(await migrationOf(box)).toMatchObject({ changed: 1, left: 1 })
})

test('a document with records that were left does not claim a schema for them', async () => {
  const { box } = openVersion(createMemoryStore(), books({ pages: whole }))
  await box.snapshots.import('one', {
    format: 'mockgen-snapshot',
    version: 1,
    entities: { books: [{ id: 'b', pages: 'x' }] },
  })
  await box.snapshots.restore('one')
  await box.snapshots.save('two')
  const document = await box.snapshots.export('two')
  expect(document.schemas).toBeUndefined()
  expect(document.version).toBe(1)
})

test.each([
  ['no object', []],
  ['no hash', { books: { properties: [] } }],
  ['a hash that is none', { books: { hash: 'x', properties: [] } }],
  ['properties that are no names', { books: { hash: '0123456789abcdef', properties: [1] } }],
])('a document whose schemas are %s is refused', async (_, schemas) => {
  const { box } = openVersion(createMemoryStore(), before)
  const document = { format: 'mockgen-snapshot', version: 3, schemas, entities: {} }
  expect(await codeOf(box.snapshots.import('one', document))).toBe('MOCK_SNAPSHOT_INVALID')
})
