// Text that an adapter may refuse: control characters, and what is no Unicode. Kept exactly, or refused before anything is written.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { assertEverywhere, everywhere } from '../everywhere.js'
import { isKept } from '../kept-or-refused.js'
import { rules } from '../rules.js'
import { claim, count, entry, present, put, ref, unique } from '../steps.js'
import { brokenTexts, byBytes, controlTexts } from '../texts.js'
import type { Trial } from '../trial.js'

const rule = rules.text

// A text that may be refused, in a commit that also holds what nobody refuses.
async function assertKeptOrRefused(t: Trial, text: string, space: string): Promise<void> {
  const { writes } = everywhere(text)
  if (await isKept(() => t.commit([], [put('before'), ...writes], { space })))
    return assertEverywhere(t, text, space)
  assert.deepEqual(
    await t.rows([ref('before')], { space }),
    [undefined],
    'A refused commit must write nothing',
  )
}

async function eachKeptOrRefused(t: Trial, texts: readonly string[]): Promise<void> {
  for (const [i, text] of texts.entries()) await assertKeptOrRefused(t, text, `space${i}`)
}

export const refusableTextCases: readonly CaseDefinition[] = [
  {
    title: 'with control characters is kept or refused, and what is refused leaves nothing',
    rule,
    run: (t) => eachKeptOrRefused(t, controlTexts),
  },
  {
    title: 'with control characters has its place in the order of bytes, or is refused',
    rule: rules.bytes,
    async run(t) {
      const kept: string[] = []
      for (const text of [...controlTexts, 'a', 'ab', '\u0002'])
        if (await isKept(() => t.write(put(text), entry(text, text)))) kept.push(text)
      const sorted = kept.toSorted(byBytes)
      assert.deepEqual((await t.list({ index: 'age', limit: 1_000 })).ids, sorted)
      for (const text of kept) {
        const from = await t.list({ index: 'age', range: { from: text }, limit: 1_000 })
        assert.deepEqual(from.ids, sorted.slice(sorted.indexOf(text)))
      }
    },
  },
  {
    title: 'that is no Unicode is kept or refused, never mended',
    rule,
    run: (t) => eachKeptOrRefused(t, brokenTexts),
  },
  {
    title: 'that is no Unicode is kept or refused in reads, pages, checks and names of spaces',
    rule,
    async run(t) {
      const [half = ''] = brokenTexts
      // What such a text becomes when somebody mends it.
      await t.write(put('\uFFFD'), entry('\uFFFD', '\uFFFD'), claim('\uFFFD', 'a'))
      await t.commit([], [put('a')], { space: '\uFFFD' })
      const range = { from: half, to: half }
      const calls: readonly (() => Promise<void>)[] = [
        async () => assert.deepEqual(await t.values(half), [undefined]),
        async () => assert.equal(await t.holds(present(half)), false),
        async () => assert.equal(await t.holds(unique(half)), true),
        async () => assert.equal(await t.holds(count(range, 0)), true),
        async () => assert.equal((await t.list({ index: 'age', range })).total, 0),
        async () => assert.equal((await t.list({ collection: half })).total, 0),
        async () => assert.equal('also' in (await t.page({ also: ref(half) })), false),
        async () => assert.equal((await t.list({}, { space: half })).total, 0),
        async () => t.store.drop(half),
      ]
      for (const call of calls) await isKept(call)
      assert.deepEqual((await t.rows([ref('a')], { space: '\uFFFD' })).length, 1)
      assert.deepEqual(await t.store.spaces(), ['test', '\uFFFD'])
    },
  },
]
