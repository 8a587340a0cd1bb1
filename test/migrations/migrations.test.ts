// Stored records when the contract has another schema for them: on every store, and in snapshots that go from one mock to another.
import type { JsonObject, Store } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { onEveryStore, type World } from '../entities/on-every-store.js'
import {
  books,
  createAll,
  migrationOf,
  type OpenVersion,
  openVersion,
  readAll,
  type Version,
} from './open-version.js'

const text = { type: 'string' }
const whole = { type: 'integer' }

interface Case {
  readonly given: {
    readonly before: Version
    readonly records: readonly JsonObject[]
    readonly after: Version
  }
  readonly want: {
    readonly records: readonly JsonObject[]
    /** Problems as `id pointer keyword`; the rest of the report is compared as it is. */
    readonly report?: {
      readonly changed?: number
      readonly dropped?: JsonObject
      readonly left?: readonly string[]
    }
  }
}

const cases: Readonly<Record<string, Case>> = {
  'what is only described differently is not touched': {
    given: {
      before: books({ title: { ...text, description: 'a' } }),
      records: [{ id: 'a', title: 'x' }],
      after: books({ title: { ...text, description: 'b', example: 'y' } }),
    },
    want: { records: [{ id: 'a', title: 'x' }] },
  },
  'a new optional property changes nothing': {
    given: {
      before: books({ title: text }),
      records: [{ id: 'a', title: 'x' }],
      after: books({ title: text, pages: whole }),
    },
    want: { records: [{ id: 'a', title: 'x' }] },
  },
  'a new property with a default is set': {
    given: {
      before: books({ title: text }),
      records: [{ id: 'a', title: 'x' }],
      after: books({ title: text, state: { ...text, default: 'new' } }, ['id', 'state']),
    },
    want: { records: [{ id: 'a', title: 'x', state: 'new' }], report: { changed: 1 } },
  },
  'a new required property is completed': {
    given: {
      before: books({ title: text }),
      records: [{ id: 'a', title: 'x' }],
      after: books({ title: text, kind: { enum: ['novel'] } }, ['id', 'kind']),
    },
    want: { records: [{ id: 'a', title: 'x', kind: 'novel' }], report: { changed: 1 } },
  },
  'a removed property is kept by default, also where the schema is closed': {
    given: {
      before: books({ title: text, pages: whole }),
      records: [{ id: 'a', title: 'x', pages: 3 }],
      after: {
        entities: {
          books: {
            schema: {
              type: 'object',
              required: ['id', 'kind'],
              additionalProperties: false,
              properties: { id: text, title: text, kind: { const: 'novel' } },
            },
          },
        },
      },
    },
    want: { records: [{ id: 'a', title: 'x', pages: 3, kind: 'novel' }], report: { changed: 1 } },
  },
  'a removed property is dropped by policy and counted; what no schema ever knew stays': {
    given: {
      before: books({ title: text, pages: whole }),
      records: [
        { id: 'a', title: 'x', pages: 3, mine: true },
        { id: 'b', title: 'y' },
      ],
      after: books({ title: text }, ['id'], { removedProperties: 'drop' }),
    },
    want: {
      records: [
        { id: 'a', title: 'x', mine: true },
        { id: 'b', title: 'y' },
      ],
      report: { changed: 1, dropped: { pages: 1 } },
    },
  },
  'a value of another type is left as it is and reported': {
    given: {
      before: books({ pages: text }),
      records: [{ id: 'a', pages: '12' }, { id: 'b' }],
      after: books({ pages: whole }),
    },
    want: { records: [{ id: 'a', pages: '12' }, { id: 'b' }], report: { left: ['a /pages type'] } },
  },
  'a migration converts a value': {
    given: {
      before: books({ pages: text }),
      records: [{ id: 'a', pages: '12' }],
      after: books({ pages: whole }, ['id'], {
        migrations: { books: (record) => ({ ...record, pages: Number(record.pages) }) },
      }),
    },
    want: { records: [{ id: 'a', pages: 12 }], report: { changed: 1 } },
  },
  'a migration renames a property, and what is set to undefined is gone': {
    given: {
      before: books({ name: text }),
      records: [{ id: 'a', name: 'x' }],
      after: books({ title: text }, ['id', 'title'], {
        migrations: { books: (record) => ({ ...record, title: record.name, name: undefined }) },
      }),
    },
    want: { records: [{ id: 'a', title: 'x' }], report: { changed: 1 } },
  },
  'a migration that throws, gives up, or answers nothing of use leaves the record': {
    given: {
      before: books({ name: text }),
      records: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, name: 'x' })),
      after: books({ title: text }, ['id'], {
        migrations: {
          books(record) {
            if (record.id === 'a') throw new Error('no')
            if (record.id === 'b') return undefined
            if (record.id === 'c') return Promise.resolve(record)
            if (record.id === 'd') return { ...record, id: 'other' }
            return [record]
          },
        },
      }),
    },
    want: {
      records: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, name: 'x' })),
      report: { left: ['a  migration', 'b  migration', 'c  migration', 'd /id key', 'e  migration'] },
    },
  },
  'a value that an enum does not list any more is left and reported': {
    given: {
      before: books({ kind: { enum: ['novel', 'map'] } }),
      records: [
        { id: 'a', kind: 'map' },
        { id: 'b', kind: 'novel' },
      ],
      after: books({ kind: { enum: ['novel'] } }),
    },
    want: {
      records: [
        { id: 'a', kind: 'map' },
        { id: 'b', kind: 'novel' },
      ],
      report: { left: ['a /kind enum'] },
    },
  },
  'a key of another type is left and reported': {
    given: {
      before: books({ title: text }),
      records: [{ id: 'a', title: 'x' }],
      after: books({ id: whole, title: text, pages: whole }),
    },
    want: { records: [{ id: 'a', title: 'x' }], report: { left: ['a /id type'] } },
  },
  'a key of another type is converted by a migration where it is the same key': {
    given: {
      before: books({ title: text }),
      records: [
        { id: '5', title: 'x' },
        { id: 'a', title: 'y' },
      ],
      after: books({ id: whole, title: text }, ['id'], {
        migrations: { books: (record) => ({ ...record, id: Number(record.id) }) },
      }),
    },
    want: {
      records: [
        { id: 5, title: 'x' },
        { id: 'a', title: 'y' },
      ],
      report: { changed: 1, left: ['a /id key'] },
    },
  },
  'a required reference is not made up': {
    given: {
      before: { entities: { authors: books({}).entities.books ?? { schema: {} }, ...books({}).entities } },
      records: [{ id: 'a' }],
      after: {
        entities: {
          authors: books({}).entities.books ?? { schema: {} },
          ...books({ author: text }, ['id', 'author'], {
            facts: { relationships: { author: { entity: 'authors' } } },
          }).entities,
        },
      },
    },
    want: { records: [{ id: 'a' }], report: { left: ['a /author reference'] } },
  },
}

async function outcome({ box }: OpenVersion) {
  const records = await readAll(box)
  const migration = await migrationOf(box)
  if (migration === undefined) return { records }
  const { changed, dropped, left, records: told } = migration
  expect(told).toHaveLength(left)
  const problems = told.flatMap(({ id, problems: found }) =>
    found.map(({ pointer, keyword }) => `${id} ${pointer} ${keyword}`),
  )
  return {
    records,
    report: {
      ...(changed > 0 && { changed }),
      ...(Object.keys(dropped).length > 0 && { dropped }),
      ...(left > 0 && { left: problems }),
    },
  }
}

/** A store whose data another contract may read. */
async function lasting(world: World): Promise<Store> {
  const store = await world.connect()
  return store.isVolatile === true ? { ...store, isVolatile: false } : store
}

onEveryStore('stored records', (world) => {
  test.each(Object.entries(cases))('%s', async (_, { given, want }) => {
    const store = await lasting(world())
    await createAll(openVersion(store, given.before).box, 'books', given.records)
    expect(await outcome(openVersion(store, given.after))).toEqual(want)
    // Another start finds everything done.
    expect((await outcome(openVersion(store, given.after))).records).toEqual(want.records)
  })

  test('an entity that is gone keeps its records, and they are brought over when it comes back', async () => {
    const store = await lasting(world())
    await createAll(openVersion(store, books({ title: text })).box, 'books', [{ id: 'a', title: 'x' }])
    const other = { entities: { authors: { schema: { type: 'object', properties: { id: text } } } } }
    expect(await readAll(openVersion(store, other).box, 'authors')).toEqual([])
    const back = openVersion(store, books({ title: text, state: { ...text, default: 'new' } }))
    expect(await readAll(back.box)).toEqual([{ id: 'a', title: 'x', state: 'new' }])
  })

  test('a unique value that two records have is reported, and both stay', async () => {
    const store = await lasting(world())
    const records = ['a', 'b', 'c'].map((id) => ({ id, title: id === 'c' ? 'y' : 'x' }))
    await createAll(openVersion(store, books({ title: text })).box, 'books', records)
    const after = openVersion(store, books({ title: text }, ['id'], { facts: { unique: ['title'] } }))
    expect(await outcome(after)).toEqual({ records, report: { left: ['b /title unique'] } })
  })

  test('a migration that was written later is tried at the next start, and told what a record was stored under', async () => {
    const store = await lasting(world())
    await createAll(openVersion(store, books({ pages: text })).box, 'books', [
      { id: 'a', pages: '12' },
      { id: 'b' },
    ])
    const left = await migrationOf(openVersion(store, books({ pages: whole })).box)
    expect(left?.left).toBe(1)
    const calls: unknown[] = []
    const version = books({ pages: whole }, ['id'], {
      migrations: {
        books(record, about) {
          calls.push(about)
          return { ...record, pages: Number(record.pages) }
        },
      },
    })
    const { box } = openVersion(store, version)
    expect(await readAll(box)).toEqual([{ id: 'a', pages: 12 }, { id: 'b' }])
    expect(calls).toEqual([{ entity: 'books', id: 'a', from: left?.from }])
    expect(await migrationOf(box)).toMatchObject({ changed: 1, left: 0 })
  })
})

describe('records in a document that goes from one mock to another', () => {
  // A document with keys of another type is refused as a whole, and so is one without a required reference.
  const own = Object.entries(cases).filter(([title]) => !/^a (key|required reference) /.test(title))

  test.each(own)('%s', async (_, { given, want }) => {
    const before = openVersion(createMemoryStore(), given.before)
    await createAll(before.box, 'books', given.records)
    await before.box.snapshots.save('one')
    const after = openVersion(createMemoryStore(), given.after)
    await after.box.snapshots.import('one', await before.box.snapshots.export('one'))
    expect(await readAll(after.box)).toEqual([])
    await after.box.snapshots.restore('one')
    expect(await outcome(after)).toEqual(want)
  })
})
