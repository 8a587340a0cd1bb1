// Offsets, limits, directions and totals.
import assert from 'node:assert/strict'
import type { ListQuery } from '../../store/store.js'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { entry, put, times } from '../steps.js'
import type { Page } from '../trial.js'

/** Pages of the rows a, b, c, d, e. */
const pages: readonly (readonly [title: string, query: Partial<ListQuery>, want: Page])[] = [
  ['from the middle', { offset: 1, limit: 2 }, { ids: ['b', 'c'], total: 5 }],
  ['from the middle of the other end', { offset: 1, limit: 2, reverse: true }, { ids: ['d', 'c'], total: 5 }],
  ['at the end', { offset: 4, limit: 9 }, { ids: ['e'], total: 5 }],
  ['at the other end', { offset: 4, limit: 9, reverse: true }, { ids: ['a'], total: 5 }],
  ['right behind the end', { offset: 5, limit: 2 }, { ids: [], total: 5 }],
  ['far behind the end', { offset: 1_000_000_000, limit: 2 }, { ids: [], total: 5 }],
  ['of no rows', { offset: 1, limit: 0 }, { ids: [], total: 5 }],
  ['of everything', { offset: 0, limit: 1_000 }, { ids: ['a', 'b', 'c', 'd', 'e'], total: 5 }],
]

/** Rows for deep offsets: more than an adapter would hold in one block or fetch in one go. */
const many = 2_500

export const pageCases: readonly CaseDefinition[] = [
  ...pages.map(
    ([title, query, want]): CaseDefinition => ({
      title: `answers a page ${title}, by insertion and by an index`,
      rule: rules.total,
      async run(t) {
        await t.write(...['a', 'b', 'c', 'd', 'e'].flatMap((id) => [put(id), entry(id, id)]))
        assert.deepEqual(await t.list(query), want)
        assert.deepEqual(await t.list({ index: 'age', ...query }), want)
      },
    }),
  ),
  {
    title: `answers every part of ${many} rows, with the exact total`,
    rule: rules.total,
    async run(t) {
      const ids = times(many, (i) => `row${i}`)
      for (let start = 0; start < many; start += 500)
        await t.write(...ids.slice(start, start + 500).flatMap((id) => [put(id), entry('same', id)]))
      for (const offset of [0, 999, 1_024, 2_047, many - 3, many]) {
        const want = { ids: ids.slice(offset, offset + 7), total: many }
        assert.deepEqual(await t.list({ offset, limit: 7 }), want)
        assert.deepEqual(await t.list({ offset, limit: 7, index: 'age' }), want)
        const reversed = { ids: ids.toReversed().slice(offset, offset + 7), total: many }
        assert.deepEqual(await t.list({ offset, limit: 7, reverse: true }), reversed)
      }
      assert.deepEqual(await t.list({ limit: many }), { ids, total: many })
    },
  },
  {
    title: 'counts offsets inside the range of an index',
    rule: rules.range,
    async run(t) {
      const ids = times(20, (i) => `row${i}`)
      await t.write(...ids.flatMap((id, i) => [put(id), entry(`${Math.floor(i / 5)}`, id)]))
      const query = { index: 'age', range: { from: '1', to: '2' }, offset: 3, limit: 4 }
      assert.deepEqual(await t.list(query), { ids: ids.slice(8, 12), total: 10 })
      const reversed = ids.slice(5, 15).toReversed().slice(3, 7)
      assert.deepEqual(await t.list({ ...query, reverse: true }), { ids: reversed, total: 10 })
    },
  },
]
