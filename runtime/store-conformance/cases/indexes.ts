// Order and ranges of an index.
import assert from 'node:assert/strict'
import type { IndexRange } from '../../store/store.js'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { entry, noEntry, put, remove, times } from '../steps.js'
import type { Trial } from '../trial.js'

/** Values in the order of their UTF-8 bytes. UTF-16 would put the last three before U+E000, a locale `a` before `A`. */
const byBytes = ['', ' ', '10', '9', 'A', 'Z', 'a', 'aa', 'b', 'z', 'ß', 'é', 'Ω', '一', '\uE000', '\uFFFD']
const astral = ['\u{10000}', '\u{1F600}', '\u{10FFFF}']

/** Ranges over the entries 1 a, 2 b, 2 c, 3 d. */
const ranges: readonly (readonly [title: string, range: IndexRange, want: readonly string[]])[] = [
  ['everything', {}, ['a', 'b', 'c', 'd']],
  ['one value', { from: '2', to: '2' }, ['b', 'c']],
  ['from a value', { from: '2' }, ['b', 'c', 'd']],
  ['up to a value', { to: '2' }, ['a', 'b', 'c']],
  ['from the empty text', { from: '' }, ['a', 'b', 'c', 'd']],
  ['up to the empty text', { to: '' }, []],
  ['between entries', { from: '11', to: '19' }, []],
  ['only whole values, not those that begin with the bound', { to: '20' }, ['a', 'b', 'c']],
  ['nothing when the bounds are crossed', { from: '3', to: '1' }, []],
]

export const indexCases: readonly CaseDefinition[] = [
  {
    title: 'is by value, then by insertion, whatever the order of indexing',
    rule: rules.order,
    async run(t) {
      for (const id of ['a', 'b', 'c', 'd']) await t.write(put(id))
      await t.write(entry('2', 'd'), entry('1', 'c'), entry('2', 'b'), entry('10', 'a'))
      assert.deepEqual(await t.list({ index: 'age' }), { ids: ['c', 'a', 'b', 'd'], total: 4 })
      assert.deepEqual((await t.list({ index: 'age', reverse: true })).ids, ['d', 'b', 'a', 'c'])
    },
  },
  {
    title: 'is by number of insertion inside a value, past the tenth and the hundredth',
    rule: rules.order,
    async run(t) {
      const ids = times(120, (i) => `${(i * 37) % 120}`)
      await t.write(...ids.flatMap((id) => [put(id), entry('same', id)]))
      assert.deepEqual((await t.list({ index: 'age', limit: 200 })).ids, ids)
    },
  },
  { title: 'is by UTF-8 bytes, not by UTF-16 units or a language', rule: rules.bytes, run: ordersByBytes },
  {
    title: 'has ranges by UTF-8 bytes',
    rule: rules.bytes,
    async run(t) {
      const values = [...byBytes, ...astral]
      await t.write(...values.flatMap((value, i) => [put(`${i}`), entry(value, `${i}`)]))
      const names = async (range: IndexRange) =>
        (await t.list({ index: 'age', range })).ids.map((id) => values[Number(id)])
      assert.deepEqual(await names({ from: '\uE000', to: '\u{10000}' }), ['\uE000', '\uFFFD', '\u{10000}'])
      assert.deepEqual(await names({ from: 'Z', to: 'aa' }), ['Z', 'a', 'aa'])
      assert.deepEqual(await names({ from: '\u{1F600}' }), ['\u{1F600}', '\u{10FFFF}'])
    },
  },
  ...ranges.map(
    ([title, range, want]): CaseDefinition => ({
      title: `selects ${title}, with the exact total`,
      rule: rules.range,
      async run(t) {
        await t.write(...['a', 'b', 'c', 'd'].map((id) => put(id)))
        await t.write(entry('1', 'a'), entry('2', 'b'), entry('2', 'c'), entry('3', 'd'))
        assert.deepEqual(await t.list({ index: 'age', range }), { ids: want, total: want.length })
        const reversed = want.toReversed()
        assert.deepEqual((await t.list({ index: 'age', range, reverse: true })).ids, reversed)
        assert.deepEqual(await t.list({ index: 'age', range, limit: 0 }), { ids: [], total: want.length })
      },
    }),
  ),
  {
    title: 'has a row once for each value',
    rule: rules.order,
    async run(t) {
      await t.write(put('a'), entry('x', 'a'), entry('x', 'a'), entry('y', 'a'))
      await t.write(entry('x', 'a'))
      assert.deepEqual(await t.list({ index: 'age' }), { ids: ['a', 'a'], total: 2 })
      await t.write(noEntry('x', 'a'))
      assert.deepEqual(await t.list({ index: 'age', range: { from: 'y' } }), { ids: ['a'], total: 1 })
    },
  },
  {
    title: 'shows the last value of a row that was put again',
    rule: rules.visible,
    async run(t) {
      await t.write(put('a', 'old'), entry('1', 'a'))
      const version = await t.write(put('a', 'new'))
      const { rows } = await t.page({ index: 'age' })
      assert.deepEqual([rows[0]?.value, rows[0]?.version], ['new', version])
    },
  },
  {
    title: 'follows a row that moves, goes and comes back',
    rule: rules.entries,
    async run(t) {
      await t.write(put('a'), entry('1', 'a'), put('b'), entry('1', 'b'))
      await t.write(noEntry('1', 'a'), entry('2', 'a'))
      assert.deepEqual((await t.list({ index: 'age' })).ids, ['b', 'a'])
      await t.write(noEntry('2', 'a'), remove('a'))
      assert.deepEqual(await t.list({ index: 'age' }), { ids: ['b'], total: 1 })
      await t.write(put('a'), entry('1', 'a'))
      assert.deepEqual((await t.list({ index: 'age' })).ids, ['b', 'a'])
    },
  },
  {
    title: 'has no entry of a row that is not there',
    rule: rules.entries,
    async run(t) {
      await t.write(entry('1', 'x'), put('y'))
      await t.write(put('x'), remove('x'), entry('2', 'x'))
      assert.deepEqual(await t.list({ index: 'age' }), { ids: [], total: 0 })
    },
  },
]

async function ordersByBytes(t: Trial): Promise<void> {
  const values = [...byBytes, ...astral]
  const ids = values.map((_, i) => `row${i}`)
  await t.write(...ids.map((id) => put(id)))
  // A stride that has no divisor in common with their number visits all of them, in no order.
  const stride = 7
  const shuffled = ids.map((_, i) => (i * stride) % ids.length)
  await t.write(...shuffled.map((i) => entry(values[i] ?? '', `row${i}`)))
  const names = async (reverse: boolean) =>
    (await t.list({ index: 'age', reverse })).ids.map((id) => values[Number(id.slice('row'.length))])
  assert.deepEqual(await names(false), values)
  assert.deepEqual(await names(true), values.toReversed())
}
