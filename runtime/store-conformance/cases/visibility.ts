// What a commit wrote is there for whoever asks afterwards, whole and unchanged.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { absent, claim, entry, present, put, ref, remove, unique } from '../steps.js'
import { plain } from '../trial.js'

/** Values that are easily changed on the way: escapes, big numbers, spaces, the order of keys, text that is no JSON. */
const values: readonly string[] = [
  '{"text":"\\u0000 \u{1F600} \uE000 \\ud83d"}',
  '',
  '[]',
  '{}',
  'null',
  '12345678901234567890',
  '1.0',
  '-0',
  '1e400',
  ' { "b" : 1 , "a" : 2 } ',
  '{"a":1,"a":2}',
  '{"__proto__":{"polluted":true}}',
  '"\\/"',
  'not JSON',
]

export const visibilityCases: readonly CaseDefinition[] = [
  {
    title: 'shows a commit to every later read, list and check',
    rule: rules.visible,
    async run(t) {
      const version = await t.write(put('a', '{"n":1}'), entry('5', 'a'), claim('a@x', 'a'))
      const row = await t.row('a')
      assert.deepEqual(plain(row), { id: 'a', value: '{"n":1}', version, sequence: row.sequence })
      assert.deepEqual((await t.page()).rows.map(plain), [plain(row)])
      assert.deepEqual((await t.page({ index: 'age' })).rows.map(plain), [plain(row)])
      assert.equal(await t.holds(present('a')), true)
      assert.equal(await t.holds(absent('a')), false)
      assert.equal(await t.holds(unique('a@x')), false)
    },
  },
  {
    title: 'shows the last of several commits',
    rule: rules.visible,
    async run(t) {
      for (const value of ['1', '2', '3']) {
        await t.write(put('a', value))
        assert.deepEqual(await t.values('a'), [value])
      }
      await t.write(remove('a'))
      assert.deepEqual(await t.values('a'), [undefined])
      assert.deepEqual(await t.list(), { ids: [], total: 0 })
    },
  },
  {
    title: 'answers rows in the order of the references, also the same one twice',
    rule: rules.refs,
    async run(t) {
      await t.write(put('a', '1'), put('b', '2'))
      assert.deepEqual(await t.values('b', 'missing', 'a', 'b'), ['2', undefined, '1', '2'])
      assert.deepEqual(await t.rows([]), [])
    },
  },
  {
    title: 'reads rows of several collections at once',
    rule: rules.refs,
    async run(t) {
      await t.write(put('a', '1'), { write: 'put', ...ref('a', 'owners'), value: '2' })
      const rows = await t.rows([ref('a', 'owners'), ref('a'), ref('a', 'none')])
      assert.deepEqual(
        rows.map((row) => row?.value),
        ['2', '1', undefined],
      )
    },
  },
  ...values.map(
    (value): CaseDefinition => ({
      title: `gives back the value ${JSON.stringify(value)} byte for byte`,
      rule: rules.value,
      async run(t) {
        await t.write(put('a', value), entry('5', 'a'))
        assert.equal((await t.row('a')).value, value)
        assert.equal((await t.page()).rows[0]?.value, value)
        assert.equal((await t.page({ index: 'age' })).rows[0]?.value, value)
      },
    }),
  ),
]
