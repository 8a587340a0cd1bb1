// Large values, names and commits: kept exactly, or refused before anything is written.
import assert from 'node:assert/strict'
import type { Check, Write } from '../../store/store.js'
import type { CaseDefinition } from '../case.js'
import { isKept } from '../kept-or-refused.js'
import { rules } from '../rules.js'
import { absent, claim, entry, present, put, times, unique } from '../steps.js'
import type { Trial } from '../trial.js'

const mebibyte = 1_048_576
const manyWrites = 10_000

/** A JSON string of 1 MiB that does not compress to nothing. */
function largeText(): string {
  const letters = times(mebibyte - 2, (i) => String.fromCharCode(0x61 + ((i * i + (i >> 7)) % 26)))
  return `"${letters.join('')}"`
}

/** Lengths on both sides of what databases allow in a key. */
const keyLengths = [255, 256, 1_000, 3_000, 10_000, 70_000, mebibyte]

async function keptOrAbsent(
  t: Trial,
  id: string,
  writes: readonly Write[],
  kept: () => Promise<void>,
): Promise<void> {
  const marker = `marker of ${id.length}`
  if (await isKept(() => t.commit([absent(marker)], [put(marker), ...writes]))) return kept()
  assert.deepEqual(await t.values(marker), [undefined], 'A refused commit must write nothing')
}

function keyCase(
  what: string,
  writes: (text: string) => readonly Write[],
  found: (t: Trial, text: string) => Promise<void>,
): CaseDefinition {
  return {
    title: `keeps or refuses ${what} of up to 1 MiB`,
    rule: rules.text,
    async run(t) {
      const text = largeText()
      for (const length of keyLengths) {
        const part = text.slice(0, length)
        await keptOrAbsent(t, part, writes(part), () => found(t, part))
      }
    },
  }
}

export const sizeCases: readonly CaseDefinition[] = [
  {
    title: 'keeps or refuses a value of 1 MiB',
    rule: rules.text,
    async run(t) {
      const value = largeText()
      await keptOrAbsent(t, 'a', [put('a', value), entry('5', 'a')], async () => {
        const { rows } = await t.page({ index: 'age' })
        assert((await t.values('a'))[0] === value && rows[0]?.value === value, 'The value came back changed')
      })
    },
  },
  keyCase(
    'an id',
    (text) => [put(text, 'kept')],
    async (t, text) => assert.deepEqual(await t.values(text, `${text}!`), ['kept', undefined]),
  ),
  keyCase(
    'an indexed value',
    (text) => [put('a'), entry(text, 'a')],
    async (t, text) => {
      const range = { from: text, to: text }
      assert.deepEqual(await t.list({ index: 'age', range }), { ids: ['a'], total: 1 })
    },
  ),
  keyCase(
    'a unique value',
    (text) => [claim(text, 'a')],
    async (t, text) => {
      assert.equal(await t.holds(unique(text, 'a'), unique(`${text}!`)), true)
      assert.equal(await t.holds(unique(text)), false)
    },
  ),
  {
    title: `keeps or refuses a commit of ${manyWrites} writes, as a whole`,
    rule: rules.failure,
    async run(t) {
      const ids = times(manyWrites / 2, (i) => `row${i}`)
      const writes = ids.flatMap((id) => [put(id, id), entry(id, id)])
      await keptOrAbsent(t, 'a', writes, async () => {
        assert.equal((await t.list({ limit: 0 })).total, ids.length + 1)
        assert.deepEqual((await t.list({ index: 'age', limit: manyWrites })).ids, ids.toSorted())
        assert.deepEqual(await t.values(...ids), ids)
      })
    },
  },
  {
    title: `holds or refuses ${manyWrites} checks, of which only the last fails`,
    rule: rules.firstFailed,
    async run(t) {
      await t.write(put('a'))
      const checks: readonly Check[] = [...times(manyWrites - 1, (i) => absent(`row${i}`)), absent('a')]
      let result: unknown
      const refused = !(await isKept(async () => {
        result = await t.commit(checks, [put('b')])
      }))
      if (!refused) assert.deepEqual(result, { ok: false, failed: manyWrites - 1 })
      assert.equal(await t.holds(present('b')), false)
    },
  },
]
