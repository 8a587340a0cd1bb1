// Any text as a name, an id or a value: kept exactly and apart from all others, or refused before anything is written.
import assert from 'node:assert/strict'
import type { Check, Write } from '../../store/store.js'
import type { CaseDefinition } from '../case.js'
import { assertEverywhere, everywhere } from '../everywhere.js'
import { isKept } from '../kept-or-refused.js'
import { rules } from '../rules.js'
import { claim, collection, count, entry, put, ref, times, unique } from '../steps.js'
import { byBytes, lookalikes, planes, planeValue, separators, trickyTexts } from '../texts.js'

const rule = rules.text

export const hostileTextCases: readonly CaseDefinition[] = [
  {
    title: 'is kept as id, collection, index, constraint and value',
    rule,
    async run(t) {
      await t.write(...trickyTexts.flatMap((text) => everywhere(text).writes))
      for (const text of trickyTexts) await assertEverywhere(t, text, 'test')
    },
  },
  {
    title: 'is kept apart from every other text, as id and as indexed value',
    rule,
    async run(t) {
      await t.write(...trickyTexts.flatMap((text) => [put(text, text), entry(text, text)]))
      assert.deepEqual(await t.values(...trickyTexts), trickyTexts)
      assert.deepEqual((await t.list({ limit: 1_000 })).ids, trickyTexts)
      const sorted = trickyTexts.toSorted(byBytes)
      assert.deepEqual((await t.list({ index: 'age', limit: 1_000 })).ids, sorted)
      assert.equal(await t.holds(...trickyTexts.map((text) => count({ from: text, to: text }, 1))), true)
    },
  },
  {
    title: 'is kept apart from every other text, as unique value and as name of a constraint',
    rule,
    async run(t) {
      for (const [i, text] of trickyTexts.entries()) {
        const free = [unique(text), unique('same', undefined, text)]
        assert.equal(await t.holds(...free), true, `${JSON.stringify(text)} is not taken yet`)
        await t.write(claim(text, `${i}`), claim('same', `${i}`, text))
      }
      const held = trickyTexts.flatMap((text, i) => [unique(text, `${i}`), unique('same', `${i}`, text)])
      assert.deepEqual((await t.commit(held, [])).ok, true)
    },
  },
  {
    title: 'is kept apart from every other text, as name of a space',
    rule,
    async run(t) {
      for (const text of trickyTexts) await t.commit([], [put('a', text)], { space: text })
      for (const text of trickyTexts) {
        const [row] = await t.rows([ref('a')], { space: text })
        assert.equal(row?.value, text)
      }
      assert.deepEqual(new Set(await t.store.spaces()), new Set(trickyTexts))
      for (const text of trickyTexts) await t.store.drop(text)
      assert.deepEqual(await t.store.spaces(), [])
    },
  },
  {
    title: 'with a separator never reaches into the next part of a key',
    rule,
    async run(t) {
      for (const separator of separators) {
        const [left, right] = [`a${separator}b`, `b${separator}c`]
        const pairs = [
          ['a', right],
          [left, 'c'],
        ] as const
        const writes = pairs.flatMap(([of, id]): readonly Write[] => [
          { write: 'put', collection: of, id, value: of },
          { write: 'claim', collection: of, constraint: id, value: 'x', id: of },
          { write: 'index', collection: of, index: id, value: 'x', id },
        ])
        const inSpace = { space: `in ${JSON.stringify(separator)}` }
        if (!(await isKept(() => t.commit([], writes, inSpace)))) continue
        const rows = await t.rows(
          pairs.map(([of, id]) => ref(id, of)),
          inSpace,
        )
        assert.deepEqual(
          rows.map((row) => row?.value),
          ['a', left],
        )
        for (const [of, id] of pairs) {
          assert.deepEqual(await t.list({ collection: of, index: id }, inSpace), { ids: [id], total: 1 })
          const held: Check = { check: 'unique', collection: of, constraint: id, value: 'x', holder: of }
          assert.equal((await t.commit([held], [], inSpace)).ok, true)
        }
      }
    },
  },
  {
    title: 'is kept in values: every character of every plane',
    rule: rules.value,
    async run(t) {
      for (const plane of times(planes, (i) => i)) {
        const value = planeValue(plane)
        await t.write(put(`${plane}`, value))
        const [kept] = await t.values(`${plane}`)
        assert(
          kept === value,
          `Plane ${plane} came back with ${kept?.length} units instead of ${value.length}`,
        )
      }
    },
  },
  {
    title: 'is kept in values that look like what adapters write around them',
    rule: rules.value,
    async run(t) {
      await t.write(...lookalikes.map((value, i) => put(`${i}`, value)))
      assert.deepEqual(await t.values(...lookalikes.map((_, i) => `${i}`)), lookalikes)
      const { rows } = await t.page({ collection })
      assert.deepEqual(
        rows.map(({ value }) => value),
        lookalikes,
      )
    },
  },
]
