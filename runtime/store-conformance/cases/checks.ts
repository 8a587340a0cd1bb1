// Each kind of check: when it holds and when it does not.
import assert from 'node:assert/strict'
import type { Check } from '../../store/store.js'
import type { CaseDefinition } from '../case.js'
import { type Rule, rules } from '../rules.js'
import {
  absent,
  atVersion,
  claim,
  count,
  entry,
  noEntry,
  present,
  put,
  ref,
  release,
  remove,
  size,
  unique,
} from '../steps.js'

const held = rules.allOrNothing

/** Checks against a space that has the row `a` with the unique value `a@x` and the index entry `5`. */
const single: readonly (readonly [title: string, given: Check, want: boolean, rule: Rule])[] = [
  ['absent holds where no row is', absent('b'), true, held],
  ['absent fails where a row is', absent('a'), false, held],
  ['absent looks at its own collection', { check: 'absent', ...ref('a', 'owners') }, true, held],
  ['present holds where a row is', present('a'), true, held],
  ['present fails where no row is', present('b'), false, held],
  ['version fails where no row is', atVersion('b', 1), false, held],
  ['version fails where no row is, even for 0', atVersion('b', 0), false, held],
  ['version fails at another version', atVersion('a', 9), false, held],
  ['unique holds for a free value', unique('b@x'), true, rules.unique],
  ['unique fails for a taken value', unique('a@x'), false, rules.unique],
  ['unique holds for the holder', unique('a@x', 'a'), true, rules.unique],
  ['unique fails for another holder', unique('a@x', 'b'), false, rules.unique],
  ['unique holds for a holder of a free value', unique('b@x', 'b'), true, rules.unique],
  ['unique looks at its own constraint', unique('a@x', undefined, 'phone'), true, rules.unique],
  [
    'unique looks at its own collection',
    { check: 'unique', collection: 'owners', constraint: 'email', value: 'a@x' },
    true,
    rules.unique,
  ],
  ['count holds for the exact number', count({ from: '5', to: '5' }, 1), true, rules.count],
  ['count fails for a smaller number', count({}, 0), false, rules.count],
  ['count fails for a larger number', count({}, 2), false, rules.count],
  ['count is zero in an unknown index', count({}, 0, 'none'), true, rules.count],
  ['count is zero below the range', count({ from: '6' }, 0), true, rules.count],
  ['count is zero above the range', count({ to: '4' }, 0), true, rules.count],
  ['count is zero between crossed bounds', count({ from: '9', to: '1' }, 0), true, rules.count],
]

export const checkCases: readonly CaseDefinition[] = [
  ...single.map(
    ([title, given, want, rule]): CaseDefinition => ({
      title,
      rule,
      async run(t) {
        await t.write(put('a'), claim('a@x', 'a'), entry('5', 'a'))
        const result = await t.commit([given], [put('written')])
        assert.equal(result.ok, want, `The check ${JSON.stringify(given)} should ${want ? 'hold' : 'fail'}`)
        assert.deepEqual(await t.values('written'), [want ? '1' : undefined])
        assert.equal(await t.holds(given), want, 'It should be the same for a commit without writes')
      },
    }),
  ),
  {
    title: 'a version check holds at the version of the row, and only until the next put',
    rule: rules.rowVersion,
    async run(t) {
      const check = atVersion('a', await t.write(put('a', '1')))
      await t.write(put('b'), entry('5', 'a'), claim('a@x', 'a'))
      assert.equal(await t.holds(check), true, 'Only a put of the row itself gives it a version')
      assert.equal((await t.commit([check], [put('a', '2')])).ok, true)
      assert.deepEqual(await t.commit([check], [put('a', '3')]), { ok: false, failed: 0 })
      assert.deepEqual(await t.values('a'), ['2'])
    },
  },
  {
    title: 'a version check fails for the row that took the place of a deleted one',
    rule: rules.rowVersion,
    async run(t) {
      const check = atVersion('a', await t.write(put('a', '1')))
      await t.write(remove('a'))
      assert.equal(await t.holds(check), false)
      await t.write(put('a', '1'))
      assert.equal(await t.holds(check), false)
    },
  },
  {
    title: 'a unique value moves with release and claim in one commit',
    rule: rules.unique,
    async run(t) {
      await t.write(put('a'), claim('a@x', 'a'))
      await t.write(put('b'), release('a@x'), claim('a@x', 'b'))
      assert.equal(await t.holds(unique('a@x', 'b')), true)
      assert.equal(await t.holds(unique('a@x', 'a')), false)
      await t.write(release('a@x'))
      assert.equal(await t.holds(unique('a@x')), true)
    },
  },
  {
    title: 'a count follows the index and includes both bounds',
    rule: rules.count,
    async run(t) {
      await t.write(...['1', '2', '2', '3'].flatMap((value, i) => [put(`${i}`), entry(value, `${i}`)]))
      assert.equal(await t.holds(count({ from: '1', to: '2' }, 3), count({ from: '2' }, 3)), true)
      await t.write(noEntry('2', '1'))
      assert.equal(await t.holds(count({ from: '2', to: '2' }, 1), count({}, 3)), true)
    },
  },
  {
    title: 'the size of a collection counts its rows, whatever they hold',
    rule: rules.size,
    async run(t) {
      assert.equal(await t.holds(size(0)), true)
      await t.write(put('a'), put('b'))
      await t.write(put('a', '2'))
      assert.equal(await t.holds(size(2)), true)
      await t.write(remove('a'))
      assert.equal(await t.holds(size(1)), true)
      assert.equal(await t.holds(size(2)), false)
    },
  },
  {
    title: 'answers the position of the first check that fails',
    rule: rules.firstFailed,
    async run(t) {
      await t.write(put('a'))
      const [good, bad] = [present('a'), present('nobody')]
      assert.deepEqual(await t.commit([good, bad, good, bad], []), { ok: false, failed: 1 })
      assert.deepEqual(await t.commit([...Array(50).fill(good), bad], [put('b')]), { ok: false, failed: 50 })
    },
  },
  {
    title: 'asks without changing anything when there are no writes',
    rule: rules.onlyAsks,
    async run(t) {
      const version = await t.write(put('a'))
      assert.deepEqual(await t.commit([present('a')], []), { ok: true, version })
      assert.deepEqual(await t.commit([], []), { ok: true, version })
      assert.equal((await t.row('a')).version, version)
    },
  },
]
