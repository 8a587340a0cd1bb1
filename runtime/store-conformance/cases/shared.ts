// Several stores over the same data, as several servers have them.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { absent, claim, count, due, entry, put, ref, times, unique } from '../steps.js'
import { together } from '../together.js'
import { now, space } from '../trial.js'
import { countTogether, oneWins } from './concurrency.js'

const needs = 'shared'

export const sharedCases: readonly CaseDefinition[] = [
  {
    title: 'show each other their commits',
    rule: rules.visible,
    needs,
    async run(t) {
      const other = await t.beside()
      await t.write(put('a', '1'), entry('5', 'a'), claim('a@x', 'a'))
      assert.deepEqual(await other.values('a'), ['1'])
      assert.deepEqual(await other.list({ index: 'age' }), { ids: ['a'], total: 1 })
      assert.equal(await other.holds(unique('a@x')), false)
      await other.write(put('a', '2'))
      assert.deepEqual(await t.values('a'), ['2'])
      assert.deepEqual(await other.store.spaces(), [space])
    },
  },
  {
    title: 'count versions and sequences together',
    rule: rules.growing,
    needs,
    async run(t) {
      const both = [t, await t.beside()]
      const commits = times(10, (i) => both.map((one, k) => one.write(put(`${i} ${k}`))))
      const versions = await together(commits.flat())
      assert.equal(new Set(versions).size, 20)
      const { rows } = await t.page()
      const sequences = rows.map(({ sequence }) => sequence)
      assert.deepEqual(
        sequences,
        [...new Set(sequences)].sort((a, b) => a - b),
      )
    },
  },
  {
    title: 'let one of many commits that create the same row win',
    rule: rules.checksFirst,
    needs,
    run: async (t) =>
      oneWins([t, await t.beside()], (i) => ({ checks: [absent('a')], writes: [put('a', `${i}`)] })),
  },
  {
    title: 'let one of many commits that claim the same unique value win',
    rule: rules.unique,
    needs,
    run: async (t) =>
      oneWins([t, await t.beside()], (i) => ({
        checks: [unique('a@x')],
        writes: [put(`${i}`), claim('a@x', `${i}`)],
      })),
  },
  {
    title: 'let one of many commits that count no entry and add one win',
    rule: rules.count,
    needs,
    run: async (t) =>
      oneWins([t, await t.beside()], (i) => ({
        checks: [count({ from: '5', to: '7' }, 0)],
        writes: [put(`${i}`), entry(`${5 + (i % 3)}`, `${i}`)],
      })),
  },
  {
    title: 'lose no addition of workers on both',
    rule: rules.allOrNothing,
    needs,
    run: async (t) => countTogether([t, await t.beside()]),
  },
  {
    title: 'settle what the other has made due',
    rule: rules.due,
    needs,
    async run(t) {
      const other = await t.beside()
      await t.write(put('a'), due('a', now))
      assert.deepEqual(await other.store.read(space, now, []), { due: [ref('a')] })
      await other.commit([], [due('a', undefined)], { settling: true })
      assert.deepEqual(await t.values('a'), ['1'])
    },
  },
  {
    title: 'drop a space for both',
    rule: rules.drop,
    needs,
    async run(t) {
      const other = await t.beside()
      await t.write(put('a'), claim('a@x', 'a'))
      await other.store.drop(space)
      assert.deepEqual(await t.values('a'), [undefined])
      assert.deepEqual(await t.store.spaces(), [])
      await t.write(put('b'))
      assert.deepEqual(await other.list(), { ids: ['b'], total: 1 })
      assert.deepEqual(await other.store.spaces(), [space])
    },
  },
  {
    title: 'outlive each other',
    rule: rules.close,
    needs,
    async run(t) {
      const other = await t.beside()
      await t.write(put('a'))
      await other.values('a')
      await other.close()
      await t.write(put('b'))
      assert.deepEqual(await t.list(), { ids: ['a', 'b'], total: 2 })
    },
  },
]
