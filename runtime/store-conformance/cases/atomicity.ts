// A commit happens as a whole or not at all, and its writes in their order.
import assert from 'node:assert/strict'
import type { Write } from '../../store/store.js'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import {
  absent,
  claim,
  count,
  due,
  entry,
  noEntry,
  present,
  put,
  ref,
  release,
  remove,
  times,
  unique,
} from '../steps.js'
import { interleaved } from '../together.js'
import { now, type Trial } from '../trial.js'

/** Each kind of write, on a space that has the row `a` with a unique value and an index entry. */
const kinds: readonly (readonly [kind: string, write: Write])[] = [
  ['put of a new row', put('b')],
  ['put of an existing row', put('a', '2')],
  ['delete', remove('a')],
  ['claim', claim('b@x', 'a')],
  ['release', release('a@x')],
  ['index entry', entry('6', 'a')],
  ['removal of an index entry', noEntry('5', 'a')],
  ['due time', due('a', now)],
]

async function begin(t: Trial): Promise<void> {
  await t.write(put('a'), claim('a@x', 'a'), entry('5', 'a'))
}

async function assertUntouched(t: Trial): Promise<void> {
  assert.deepEqual(await t.values('a', 'b'), ['1', undefined])
  assert.deepEqual(await t.list(), { ids: ['a'], total: 1 })
  const untouched = [unique('a@x', 'a'), unique('b@x'), count({ from: '5', to: '5' }, 1), count({}, 1)]
  assert.deepEqual(await t.commit(untouched, []), { ok: true, version: (await t.row('a')).version })
  assert.equal(await t.holds(unique('a@x')), false)
}

export const atomicityCases: readonly CaseDefinition[] = [
  ...kinds.map(
    ([kind, write]): CaseDefinition => ({
      title: `does no ${kind} when a check fails`,
      rule: rules.allOrNothing,
      async run(t) {
        await begin(t)
        assert.deepEqual(await t.commit([absent('a')], [write]), { ok: false, failed: 0 })
        await assertUntouched(t)
      },
    }),
  ),
  {
    title: 'does none of many writes when only the last check fails',
    rule: rules.checksFirst,
    async run(t) {
      await begin(t)
      const checks = [present('a'), unique('b@x'), present('nobody')]
      const result = await t.commit(
        checks,
        kinds.map(([, write]) => write),
      )
      assert.deepEqual(result, { ok: false, failed: 2 })
      await assertUntouched(t)
    },
  },
  {
    title: 'checks the state before its own writes',
    rule: rules.checksFirst,
    async run(t) {
      const checks = [absent('b'), unique('b@x'), count({}, 0)]
      const result = await t.commit(checks, [put('b'), claim('b@x', 'b'), entry('5', 'b')])
      assert.equal(result.ok, true)
      assert.deepEqual(await t.values('b'), ['1'])
    },
  },
  {
    title: 'does its writes in order',
    rule: rules.inOrder,
    async run(t) {
      await t.write(put('a', '1'), put('a', '2'), put('b'), remove('b'), remove('c'), put('c'))
      assert.deepEqual(await t.values('a', 'b', 'c'), ['2', undefined, '1'])
      await t.write(claim('x', 'a'), release('x'), release('y'), claim('y', 'a'), claim('y', 'c'))
      assert.equal(await t.holds(unique('x'), unique('y', 'c')), true)
      assert.equal(await t.holds(unique('y', 'a')), false)
      await t.write(entry('1', 'a'), noEntry('1', 'a'), noEntry('2', 'a'), entry('2', 'a'))
      assert.deepEqual(await t.list({ index: 'age' }), { ids: ['a'], total: 1 })
      assert.equal(await t.holds(count({ from: '2', to: '2' }, 1)), true)
    },
  },
  {
    title: 'writes of one commit share its version',
    rule: rules.rowVersion,
    async run(t) {
      const version = await t.write(put('a'), put('b'))
      const other = await t.write(put('c'))
      const rows = await t.rows(['a', 'b', 'c'].map((id) => ref(id)))
      assert.deepEqual(
        rows.map((row) => row?.version),
        [version, version, other],
      )
    },
  },
  {
    title: 'never shows a part of a commit to calls beside it',
    rule: rules.whole,
    async run(t) {
      const ids = times(8, (i) => `row${i}`)
      const all = (value: string) => ids.map((id) => put(id, value))
      await t.write(...all('0'))
      const read = async () => [
        ...(await t.values(...ids)),
        ...(await t.page()).rows.map(({ value }) => value),
      ]
      const half = ids.length
      for (const values of await interleaved(20, (i) => t.write(...all(`${i}`)), read))
        for (const seen of [values.slice(0, half), values.slice(half)])
          assert.equal(new Set(seen).size, 1, `A call saw ${JSON.stringify(seen)}`)
    },
  },
  {
    title: 'never shows a row that moves in an index at both places or at none',
    rule: rules.whole,
    async run(t) {
      const ids = ['a', 'b', 'c', 'd']
      await t.write(...ids.flatMap((id) => [put(id), entry('0', id)]))
      const move = async (worker: number) => {
        const id = ids[worker] ?? ''
        for (const i of times(8, (step) => step)) await t.write(noEntry(`${i}`, id), entry(`${i + 1}`, id))
      }
      const look = async () => {
        for (const _ of times(8, (step) => step)) {
          const page = await t.list({ index: 'age' })
          assert.deepEqual([page.ids.toSorted(), page.total], [ids, ids.length])
        }
      }
      await interleaved(ids.length, move, look)
    },
  },
]
