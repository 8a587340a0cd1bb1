// What was acknowledged is there when the data is opened again.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { claim, count, due, entry, noEntry, put, ref, remove, times, unique } from '../steps.js'
import { now, plain, space, versionOf } from '../trial.js'

const needs = 'durable'

export const durableCases: readonly CaseDefinition[] = [
  {
    title: 'has rows, entries, claims and due times as they were',
    rule: rules.close,
    needs,
    async run(before) {
      await before.write(put('a', '{"n":1}'), put('b', ''), put('c', 'not JSON'), put('gone'))
      await before.write(
        entry('2', 'a'),
        entry('1', 'b'),
        entry('3', 'c'),
        claim('a@x', 'a'),
        claim('x', 'b'),
      )
      await before.write(noEntry('3', 'c'), remove('gone'), claim('y', 'c'), put('b', '[]'))
      await before.write(entry('\u{1F600}', 'c'), due('a', now + 5), due('b', now + 9), due('b', undefined))
      const { rows } = await before.page()
      const t = await before.reopened()
      assert.deepEqual((await t.page()).rows.map(plain), rows.map(plain))
      assert.deepEqual((await t.list({ index: 'age' })).ids, ['b', 'a', 'c'])
      assert.equal(await t.holds(unique('a@x', 'a'), unique('x', 'b'), count({ from: '3' }, 1)), true)
      assert.equal(await t.holds(unique('a@x')), false)
      assert.deepEqual(await t.store.read(space, now + 9, []), { due: [ref('a')] })
      assert.deepEqual(await t.store.spaces(), [space])
    },
  },
  {
    title: 'goes on counting versions and sequences',
    rule: rules.growing,
    needs,
    async run(before) {
      await before.write(put('a'))
      const { sequence } = await before.row('a')
      const version = await before.write(remove('a'))
      const t = await before.reopened()
      assert.deepEqual(await t.commit([], []), { ok: true, version })
      assert((await t.write(put('b'))) > version)
      assert((await t.row('b')).sequence > sequence)
    },
  },
  {
    title: 'has nothing of a space that was dropped',
    rule: rules.drop,
    needs,
    async run(before) {
      await before.write(put('a'), claim('a@x', 'a'), entry('1', 'a'), due('a', now + 5))
      await before.commit([], [put('a', 'kept')], { space: 'kept' })
      await before.store.drop(space)
      const t = await before.reopened()
      assert.deepEqual(await t.store.spaces(), ['kept'])
      assert.deepEqual(await t.rows([ref('a')], { now: now + 5 }), [undefined])
      assert.equal(await t.holds(unique('a@x'), count({}, 0)), true)
    },
  },
  {
    title: 'has every commit that was acknowledged while it was being closed, and none in part',
    rule: rules.close,
    needs,
    async run(before) {
      await before.write(put('first'))
      const commits = times(30, (i) => before.commit([], [put(`a${i}`), put(`b${i}`)]))
      const [results] = await Promise.all([Promise.allSettled(commits), before.close()])
      const t = await before.reopened()
      for (const [i, result] of results.entries()) {
        const [a, b] = await t.values(`a${i}`, `b${i}`)
        assert.equal(a, b, 'A commit must not be there in part')
        if (result.status === 'fulfilled' && versionOf(result.value) > 0) assert.equal(a, '1')
      }
    },
  },
  {
    title: 'can be opened again and again',
    rule: rules.close,
    needs,
    async run(first) {
      let t = first
      for (const id of ['a', 'b', 'c', 'd']) {
        await t.write(put(id))
        t = await t.reopened()
      }
      assert.deepEqual(await t.list(), { ids: ['a', 'b', 'c', 'd'], total: 4 })
    },
  },
]
