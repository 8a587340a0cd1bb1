// What was never written is empty, and no error.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { due, noEntry, put, ref, release, remove, unique } from '../steps.js'

export const absenceCases: readonly CaseDefinition[] = [
  {
    title: 'reads a space that was never written as empty',
    rule: rules.empty,
    async run(t) {
      assert.deepEqual(await t.values('a', 'b'), [undefined, undefined])
      assert.deepEqual(await t.list(), { ids: [], total: 0 })
      assert.deepEqual(await t.list({ index: 'age', range: { from: 'x' } }), { ids: [], total: 0 })
      assert.equal((await t.commit([], [])).ok, true)
      assert.equal(await t.holds(unique('a@x')), true)
    },
  },
  {
    title: 'reads a collection, an index and a row that were never written as empty',
    rule: rules.empty,
    async run(t) {
      await t.write(put('a'))
      assert.deepEqual(await t.values('b'), [undefined])
      assert.deepEqual(await t.rows([ref('a', 'others')]), [undefined])
      assert.deepEqual(await t.list({ index: 'age' }), { ids: [], total: 0 })
      assert.deepEqual(await t.list({ collection: 'others' }), { ids: [], total: 0 })
    },
  },
  {
    title: 'does nothing when it removes what is not there',
    rule: rules.removing,
    async run(t) {
      const nothing = [remove('x'), release('x'), noEntry('1', 'x'), due('x', undefined)]
      await t.write(...nothing)
      await t.write(put('a'), ...nothing, noEntry('1', 'a'))
      assert.deepEqual(await t.list(), { ids: ['a'], total: 1 })
      assert.deepEqual(await t.list({ index: 'age' }), { ids: [], total: 0 })
    },
  },
  {
    title: 'deletes twice as it deletes once',
    rule: rules.removing,
    async run(t) {
      await t.write(put('a'), put('b'))
      await t.write(remove('a'), remove('a'))
      await t.write(remove('a'))
      assert.deepEqual(await t.list(), { ids: ['b'], total: 1 })
    },
  },
]
