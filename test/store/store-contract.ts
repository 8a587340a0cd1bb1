// The store port's contract as tests, for every adapter: one block for each MUST in runtime/store/store.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Check,
  type CommitResult,
  isDue,
  type ListQuery,
  type Store,
  type Write,
} from '../../runtime/store/store.js'

const space = 'test'
const now = 1_000_000

/** Runs the contract against stores made by `createStore`, a fresh and empty one for each test. */
export function describeStore(name: string, createStore: () => Promise<Store> | Store): void {
  describe(`${name} keeps the contract of the store port`, () => {
    let store: Store
    beforeEach(async () => {
      store = await createStore()
    })
    afterEach(() => store.close())

    const commit = async (checks: readonly Check[], writes: readonly Write[], inSpace = space) => {
      const result = await store.commit(inSpace, now, { checks, writes })
      if (isDue(result)) throw new Error('Nothing should be due')
      return result
    }
    const write = (...writes: readonly Write[]) => commit([], writes)
    const read = async (...ids: readonly string[]) => {
      const rows = await store.read(space, now, ids.map(ref))
      if (isDue(rows)) throw new Error('Nothing should be due')
      return rows
    }
    const list = async (query: Partial<ListQuery>) => {
      const page = await store.list(space, now, { collection: 'pets', offset: 0, limit: 100, ...query })
      if (isDue(page)) throw new Error('Nothing should be due')
      return { ids: page.rows.map((row) => row.id), total: page.total }
    }

    describe('Visibility', () => {
      it('shows a commit to every later read, list and check', async () => {
        const { version } = committed(await write(put('a', '{"n":1}')))
        expect(await read('a')).toEqual([
          { id: 'a', value: '{"n":1}', version, sequence: expect.any(Number) },
        ])
        expect(await list({})).toEqual({ ids: ['a'], total: 1 })
        expect(await commit([present('a')], [])).toMatchObject({ ok: true })
      })

      it('answers rows in the order of the references, also the same one twice', async () => {
        await write(put('a', '1'), put('b', '2'))
        const rows = await read('b', 'missing', 'a', 'b')
        expect(rows.map((row) => row?.value)).toEqual(['2', undefined, '1', '2'])
        expect(await read()).toEqual([])
      })

      it.each(['{"text":"\\u0000 \u{1F600} \uE000"}', '', '[]', '{}', '12345678901234567890'])(
        'gives back the value %j byte for byte',
        async (value) => {
          await write(put('a', value))
          expect((await read('a'))[0]?.value).toBe(value)
        },
      )

      it('never shows a part of a commit to calls beside it', async () => {
        const pair = (value: string) => [put('a', value), put('b', value)]
        await write(...pair('0'))
        const commits = Array.from({ length: 20 }, (_, i) => write(...pair(String(i))))
        const reads = Array.from({ length: 20 }, () => read('a', 'b'))
        for (const [a, b] of await Promise.all(reads)) expect(a?.value).toBe(b?.value)
        await Promise.all(commits)
      })
    })

    describe('Atomicity', () => {
      beforeEach(async () => {
        await write(put('a', '1'), claim('a@x', 'a'), index('age', '5', 'a'))
      })

      const cases: readonly [string, { given: Check; want: boolean }][] = [
        ['absent holds where no row is', { given: { check: 'absent', ...ref('b') }, want: true }],
        ['absent fails where a row is', { given: { check: 'absent', ...ref('a') }, want: false }],
        ['present holds where a row is', { given: present('a'), want: true }],
        ['present fails where no row is', { given: present('b'), want: false }],
        [
          'version fails where no row is',
          { given: { check: 'version', ...ref('b'), version: 1 }, want: false },
        ],
        [
          'version fails at another version',
          { given: { check: 'version', ...ref('a'), version: 9 }, want: false },
        ],
        ['unique holds for a free value', { given: unique('b@x'), want: true }],
        ['unique fails for a taken value', { given: unique('a@x'), want: false }],
        ['unique holds for the holder', { given: unique('a@x', 'a'), want: true }],
        ['unique fails for another holder', { given: unique('a@x', 'b'), want: false }],
        [
          'unique looks at its own constraint',
          { given: { ...unique('a@x'), constraint: 'phone' }, want: true },
        ],
        ['count holds for the exact number', { given: count({ from: '5', to: '5' }, 1), want: true }],
        ['count fails for another number', { given: count({}, 0), want: false }],
        ['count is zero in an unknown index', { given: { ...count({}, 0), index: 'none' }, want: true }],
        ['count is zero outside the range', { given: count({ from: '6' }, 0), want: true }],
      ]
      it.each(cases)('%s', async (_title, { given, want }) => {
        const result = await commit([given], [put('written', '1')])
        expect(result.ok).toBe(want)
        expect((await read('written'))[0] !== undefined).toBe(want)
      })

      it('holds a version check at the row’s version and only until the next put', async () => {
        const [row] = await read('a')
        const check: Check = { check: 'version', ...ref('a'), version: row?.version ?? -1 }
        expect((await commit([check], [put('a', '2')])).ok).toBe(true)
        expect(await commit([check], [put('a', '3')])).toEqual({ ok: false, failed: 0 })
        expect((await read('a'))[0]?.value).toBe('2')
      })

      it('answers the position of the first check that fails, and writes nothing', async () => {
        const checks = [present('a'), present('nobody'), unique('a@x')]
        const result = await commit(checks, [
          put('b', '1'),
          remove('a'),
          release('a@x'),
          unindex('age', '5', 'a'),
        ])
        expect(result).toEqual({ ok: false, failed: 1 })
        expect((await read('a', 'b')).map((row) => row?.value)).toEqual(['1', undefined])
        expect((await commit([unique('a@x')], [])).ok).toBe(false)
        expect(await list({ index: 'age' })).toEqual({ ids: ['a'], total: 1 })
      })

      it('checks the state before its own writes', async () => {
        const result = await commit([{ check: 'absent', ...ref('b') }], [put('b', '1')])
        expect(result.ok).toBe(true)
      })

      it('lets one of many equal commits win', async () => {
        const attempts = Array.from({ length: 20 }, (_, i) =>
          commit([{ check: 'absent', ...ref('prize') }], [put('prize', String(i))]),
        )
        const results = await Promise.all(attempts)
        expect(results.filter((result) => result.ok)).toHaveLength(1)
      })

      it('asks without changing anything when there are no writes', async () => {
        const before = committed(await commit([], []))
        expect(await commit([present('a')], [])).toEqual(before)
        expect(committed(await write(put('b', '1'))).version).toBeGreaterThan(before.version)
      })

      it('moves a unique value with release and claim in one commit', async () => {
        await write(put('b', '1'), release('a@x'), claim('a@x', 'b'))
        expect((await commit([unique('a@x', 'b')], [])).ok).toBe(true)
        expect((await commit([unique('a@x', 'a')], [])).ok).toBe(false)
      })
    })

    describe('Order', () => {
      it('lists in order of insertion, which an update does not change and a new insertion does', async () => {
        for (const id of ['c', 'a', 'b']) await write(put(id, '1'))
        await write(put('c', '2'))
        expect((await list({})).ids).toEqual(['c', 'a', 'b'])
        await write(remove('c'))
        await write(put('c', '3'))
        expect((await list({})).ids).toEqual(['a', 'b', 'c'])
      })

      it('keeps the sequence of a row and raises its version', async () => {
        await write(put('a', '1'))
        const [first] = await read('a')
        const { version } = committed(await write(put('a', '2')))
        const [second] = await read('a')
        expect(second?.sequence).toBe(first?.sequence)
        expect(second?.version).toBe(version)
        expect(version).toBeGreaterThan(first?.version ?? version)
      })

      it('gives rows of one commit growing sequences in the order of the writes', async () => {
        await write(put('z', '1'), put('y', '1'), put('x', '1'))
        expect((await list({})).ids).toEqual(['z', 'y', 'x'])
      })

      it('orders an index by value, then by insertion, whatever the order of indexing', async () => {
        for (const id of ['a', 'b', 'c', 'd']) await write(put(id, '1'))
        await write(
          index('age', '2', 'd'),
          index('age', '1', 'c'),
          index('age', '2', 'b'),
          index('age', '10', 'a'),
        )
        expect(await list({ index: 'age' })).toEqual({ ids: ['c', 'a', 'b', 'd'], total: 4 })
        expect((await list({ index: 'age', reverse: true })).ids).toEqual(['d', 'b', 'a', 'c'])
      })

      it('compares by UTF-8 bytes', async () => {
        const values = [
          '',
          'A',
          'a',
          'aa',
          'b',
          'é',
          '\uE000',
          '\uFFFD',
          '\u{10000}',
          '\u{1F600}',
          '\u{10FFFF}',
        ]
        const ids = values.map((_, i) => `row${i}`)
        await write(...ids.map((id) => put(id, '1')))
        for (const i of [7, 2, 9, 0, 10, 4, 1, 8, 3, 6, 5])
          await write(index('name', values[i] ?? '', ids[i] ?? ''))
        expect((await list({ index: 'name' })).ids).toEqual(ids)
        expect((await list({ index: 'name', range: { from: '\uE000', to: '\u{10000}' } })).ids).toEqual([
          'row6',
          'row7',
          'row8',
        ])
      })

      const ranges: readonly [string, { given: ListQuery['range']; want: readonly string[] }][] = [
        ['everything', { given: {}, want: ['a', 'b', 'c', 'd'] }],
        ['one value', { given: { from: '2', to: '2' }, want: ['b', 'c'] }],
        ['from a value', { given: { from: '2' }, want: ['b', 'c', 'd'] }],
        ['up to a value', { given: { to: '2' }, want: ['a', 'b', 'c'] }],
        ['between entries', { given: { from: '11', to: '19' }, want: [] }],
        ['nothing when the bounds are crossed', { given: { from: '3', to: '1' }, want: [] }],
      ]
      it.each(ranges)('selects %s, with the exact total', async (_title, { given, want }) => {
        for (const [id, value] of [
          ['a', '1'],
          ['b', '2'],
          ['c', '2'],
          ['d', '3'],
        ] as const)
          await write(put(id, '1'), index('age', value, id))
        const range = given === undefined ? {} : { range: given }
        expect(await list({ index: 'age', ...range })).toEqual({ ids: want, total: want.length })
        expect(await list({ index: 'age', ...range, limit: 0 })).toEqual({ ids: [], total: want.length })
      })

      it('pages from both ends', async () => {
        await write(...['a', 'b', 'c', 'd', 'e'].map((id) => put(id, '1')))
        expect(await list({ offset: 1, limit: 2 })).toEqual({ ids: ['b', 'c'], total: 5 })
        expect(await list({ offset: 1, limit: 2, reverse: true })).toEqual({ ids: ['d', 'c'], total: 5 })
        expect(await list({ offset: 4, limit: 9 })).toEqual({ ids: ['e'], total: 5 })
        expect(await list({ offset: 4, limit: 9, reverse: true })).toEqual({ ids: ['a'], total: 5 })
        expect(await list({ offset: 9, limit: 2 })).toEqual({ ids: [], total: 5 })
      })

      it('indexes a row once for each value', async () => {
        await write(put('a', '1'), index('tag', 'x', 'a'), index('tag', 'x', 'a'), index('tag', 'y', 'a'))
        expect(await list({ index: 'tag' })).toEqual({ ids: ['a', 'a'], total: 2 })
        await write(unindex('tag', 'x', 'a'))
        expect(await list({ index: 'tag', range: { from: 'y' } })).toEqual({ ids: ['a'], total: 1 })
      })
    })

    describe('Absence', () => {
      it('reads what was never written as empty', async () => {
        expect(await read('a')).toEqual([undefined])
        expect(await list({})).toEqual({ ids: [], total: 0 })
        expect(await list({ index: 'age', range: { from: 'x' } })).toEqual({ ids: [], total: 0 })
        await write(put('a', '1'))
        expect(await list({ index: 'age' })).toEqual({ ids: [], total: 0 })
        expect(await list({ collection: 'others' })).toEqual({ ids: [], total: 0 })
      })

      it('does nothing when it removes what is not there', async () => {
        const nothing = [remove('x'), release('x'), unindex('age', '1', 'x'), due('x', undefined)]
        expect((await write(...nothing)).ok).toBe(true)
        expect(await list({})).toEqual({ ids: [], total: 0 })
      })

      it('adds no index entry for a row that is not there', async () => {
        await write(index('age', '1', 'x'))
        expect(await list({ index: 'age' })).toEqual({ ids: [], total: 0 })
      })

      it('takes any text as a name', async () => {
        for (const name of ['__proto__', 'constructor', 'a/b', 'a b', '{}', '\u{1F600}']) {
          const at = { collection: name, id: name }
          await write(
            { write: 'put', ...at, value: '1' },
            { write: 'index', ...at, index: name, value: name },
            { write: 'claim', ...at, constraint: name, value: name },
          )
          expect(await store.read(space, now, [at])).toMatchObject([{ id: name }])
          expect(await list({ collection: name, index: name })).toEqual({ ids: [name], total: 1 })
          const taken: Check = { check: 'unique', collection: name, constraint: name, value: name }
          expect((await commit([taken], [])).ok).toBe(false)
        }
      })
    })

    describe('Spaces', () => {
      it('keeps spaces apart', async () => {
        await write(put('a', '1'))
        await commit([], [put('a', '2')], 'other')
        expect((await read('a'))[0]?.value).toBe('1')
        expect(await store.spaces()).toEqual(['other', space])
      })

      it('drops everything of a space, what is due included, and nothing else', async () => {
        await write(put('a', '1'), index('age', '1', 'a'), claim('x', 'a'), due('a', now))
        await commit([], [put('a', '2')], 'other')
        await store.drop(space)
        await store.drop('never written')
        expect(await store.spaces()).toEqual(['other'])
        expect(await read('a')).toEqual([undefined])
        expect(await list({ index: 'age' })).toEqual({ ids: [], total: 0 })
        expect((await commit([unique('x')], [put('a', '3')])).ok).toBe(true)
      })

      it('names no space that was only read', async () => {
        await read('a')
        await commit([present('a')], [put('a', '1')])
        expect(await store.spaces()).toEqual([])
      })
    })

    describe('Time', () => {
      it('answers what is due instead of doing anything', async () => {
        await write(put('a', '1'), put('b', '1'), due('a', now + 10), due('b', now + 20))
        const refs = [ref('a')]
        const query: ListQuery = { collection: 'pets', offset: 0, limit: 9 }
        expect(await store.read(space, now + 9, refs)).toHaveLength(1)
        expect(await store.read(space, now + 10, refs)).toEqual({ due: [ref('a')] })
        expect(await store.list(space, now + 15, query)).toEqual({ due: [ref('a')] })
        const late = { checks: [], writes: [remove('b')] }
        expect(await store.commit(space, now + 20, late)).toEqual({ due: [ref('a'), ref('b')] })
        expect((await read('b'))[0]?.value).toBe('1')
      })

      it('lets a settling commit pass and is done when the due time is gone', async () => {
        await write(put('a', '1'), due('a', now))
        const settled = await store.commit(space, now, {
          checks: [],
          writes: [remove('a'), due('a', undefined)],
          settling: true,
        })
        expect(settled).toMatchObject({ ok: true })
        expect(await read('a')).toEqual([undefined])
      })

      it('keeps one due time for a row: the last one', async () => {
        await write(put('a', '1'), due('a', now))
        const moved = { checks: [], writes: [due('a', now + 50)], settling: true }
        await store.commit(space, now, moved)
        expect(await read('a')).toHaveLength(1)
        expect(await store.read(space, now + 50, [ref('a')])).toEqual({ due: [ref('a')] })
      })

      it('answers at most 100 due rows, the earliest first', async () => {
        const writes = Array.from({ length: 150 }, (_, i) => due(`row${i}`, now - i))
        await store.commit(space, 0, { checks: [], writes })
        const result = await store.read(space, now, [])
        if (!isDue(result)) throw new Error('Something should be due')
        expect(result.due).toHaveLength(100)
        expect(result.due[0]).toEqual(ref('row149'))
      })

      it('looks at the caller’s clock only', async () => {
        await write(put('a', '1'), due('a', now + 10))
        expect(await store.read(space, now + 10, [])).toEqual({ due: [ref('a')] })
        expect(await store.read(space, now, [])).toEqual([])
      })

      it('has nothing due in other spaces', async () => {
        await write(put('a', '1'), due('a', now))
        expect(await store.read('other', now, [])).toEqual([])
      })
    })

    describe('A row beside a page', () => {
      const also = (query: Partial<ListQuery>) =>
        store.list(space, now, { collection: 'pets', offset: 0, limit: 1, also: ref('b'), ...query })

      it('is read with the page, whatever the page holds', async () => {
        await write(put('a', '1'), put('b', '2'), index('age', '5', 'a'))
        const [row] = await read('b')
        expect(await also({})).toMatchObject({ total: 2, also: row })
        expect(await also({ index: 'age', range: { from: '5', to: '5' } })).toMatchObject({
          total: 1,
          also: row,
        })
        expect(await also({ collection: 'none' })).toEqual({ rows: [], total: 0, also: row })
        expect(await also({ limit: 0 })).toEqual({ rows: [], total: 2, also: row })
      })

      it('is absent where there is none', async () => {
        expect(await also({})).toEqual({ rows: [], total: 0 })
        await write(put('a', '1'))
        expect(await also({})).not.toHaveProperty('also')
      })
    })

    describe('Health and close', () => {
      it('is healthy', async () => {
        expect(await store.health()).toMatchObject({ kind: expect.any(String), status: 'healthy' })
      })

      it('rejects every call after close', async () => {
        await store.close()
        const query: ListQuery = { collection: 'pets', offset: 0, limit: 1 }
        await expect(store.read(space, now, [ref('a')])).rejects.toThrow()
        await expect(store.list(space, now, query)).rejects.toThrow()
        await expect(store.commit(space, now, { checks: [], writes: [] })).rejects.toThrow()
        await expect(store.drop(space)).rejects.toThrow()
        await expect(store.spaces()).rejects.toThrow()
        await expect(store.health()).rejects.toThrow()
      })
    })
  })
}

const collection = 'pets'

function ref(id: string) {
  return { collection, id }
}

function present(id: string): Check {
  return { check: 'present', ...ref(id) }
}

function unique(value: string, holder?: string): Check & { check: 'unique' } {
  return { check: 'unique', collection, constraint: 'email', value, ...(holder !== undefined && { holder }) }
}

function count(range: { from?: string; to?: string }, wanted: number): Check & { check: 'count' } {
  return { check: 'count', collection, index: 'age', range, count: wanted }
}

function put(id: string, value: string): Write {
  return { write: 'put', ...ref(id), value }
}

function remove(id: string): Write {
  return { write: 'delete', ...ref(id) }
}

function claim(value: string, id: string): Write {
  return { write: 'claim', collection, constraint: 'email', value, id }
}

function release(value: string): Write {
  return { write: 'release', collection, constraint: 'email', value }
}

function index(name: string, value: string, id: string): Write {
  return { write: 'index', collection, index: name, value, id }
}

function unindex(name: string, value: string, id: string): Write {
  return { write: 'unindex', collection, index: name, value, id }
}

function due(id: string, at: number | undefined): Write {
  return { write: 'due', ...ref(id), at }
}

function committed(result: CommitResult): Extract<CommitResult, { ok: true }> {
  if (!result.ok) throw new Error(`Check ${result.failed} failed`)
  return result
}
