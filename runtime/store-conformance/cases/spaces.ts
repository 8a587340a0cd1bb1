// Spaces: isolated worlds in one store.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { claim, count, due, entry, present, put, ref, times, unique } from '../steps.js'
import { together } from '../together.js'
import { now, space } from '../trial.js'

const other = { space: 'other' }

export const spaceCases: readonly CaseDefinition[] = [
  {
    title: 'keep rows, entries, claims and due times apart',
    rule: rules.isolated,
    async run(t) {
      await t.write(put('a', '1'), entry('5', 'a'), claim('x', 'a'), due('a', now + 1))
      await t.commit([], [put('a', '2')], other)
      assert.deepEqual(await t.values('a'), ['1'])
      const [row] = await t.rows([ref('a')], other)
      assert.equal(row?.value, '2')
      assert.deepEqual(await t.list({ index: 'age' }, other), { ids: [], total: 0 })
      assert.equal((await t.commit([unique('x'), count({}, 0)], [], other)).ok, true)
      assert.equal((await t.rows([ref('a')], { ...other, now: now + 1 })).length, 1)
    },
  },
  {
    title: 'stay apart under many writers',
    rule: rules.isolated,
    async run(t) {
      const names = times(20, (i) => `space${i}`)
      const write = (name: string, i: number) => t.commit([], [put(`row${i}`, name)], { space: name })
      await together(names.flatMap((name) => times(3, (i) => write(name, i))))
      for (const name of names) {
        const { rows, total } = await t.page({}, { space: name })
        assert.deepEqual([total, new Set(rows.map(({ value }) => value))], [3, new Set([name])])
      }
    },
  },
  {
    title: 'are named, sorted, when they hold something',
    rule: rules.spaces,
    async run(t) {
      for (const name of ['b', 'a', 'B', 'a/1', 'a.1']) await t.commit([], [put('a')], { space: name })
      assert.deepEqual(await t.store.spaces(), ['B', 'a', 'a.1', 'a/1', 'b'])
    },
  },
  {
    title: 'are not named when they were only read, asked or refused',
    rule: rules.spaces,
    async run(t) {
      await t.values('a')
      await t.list()
      await t.commit([], [])
      await t.commit([present('a')], [put('a')])
      await t.store.drop('never')
      assert.deepEqual(await t.store.spaces(), [])
    },
  },
  {
    title: 'are dropped with everything in them, what is due included, and nothing else goes',
    rule: rules.drop,
    async run(t) {
      await t.write(put('a'), entry('1', 'a'), claim('x', 'a'), due('a', now + 1))
      await t.commit([], [put('a', '2'), claim('x', 'a')], other)
      await t.store.drop(space)
      await t.store.drop('never written')
      assert.deepEqual(await t.store.spaces(), ['other'])
      assert.deepEqual(await t.rows([ref('a')], { now: now + 1 }), [undefined])
      assert.deepEqual(await t.list(), { ids: [], total: 0 })
      assert.deepEqual(await t.list({ index: 'age' }), { ids: [], total: 0 })
      assert.equal((await t.commit([unique('x'), count({}, 0)], [put('b')])).ok, true)
      assert.deepEqual((await t.rows([ref('a')], other))[0]?.value, '2')
      assert.equal((await t.commit([unique('x')], [], other)).ok, false)
    },
  },
  {
    title: 'are dropped although something in them is due',
    rule: rules.drop,
    async run(t) {
      await t.write(put('a'), due('a', 0))
      await t.store.drop(space)
      assert.deepEqual(await t.values('a'), [undefined])
    },
  },
  {
    title: 'begin anew after they were dropped',
    rule: rules.drop,
    async run(t) {
      for (const round of ['1', '2', '3']) {
        await t.write(put('a', round), entry(round, 'a'))
        assert.deepEqual(await t.values('a'), [round])
        assert.deepEqual(await t.list({ index: 'age' }), { ids: ['a'], total: 1 })
        assert.deepEqual(await t.store.spaces(), [space])
        await t.store.drop(space)
        assert.deepEqual(await t.store.spaces(), [])
      }
    },
  },
  {
    title: 'are dropped whole while others commit to them',
    rule: rules.drop,
    async run(t) {
      const pair = (i: number) => t.write(put(`a${i}`), put(`b${i}`))
      await together<unknown>([...times(10, pair), t.store.drop(space), ...times(10, (i) => pair(i + 10))])
      const { total } = await t.list()
      assert.equal(total % 2, 0, 'A drop must not come between the writes of a commit')
      await t.store.drop(space)
      assert.deepEqual(await t.store.spaces(), [])
    },
  },
]
