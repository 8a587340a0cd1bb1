// One text in every place of the port that takes a text.
import assert from 'node:assert/strict'
import type { Check, Write } from '../store/store.js'
import type { Trial } from './trial.js'

/** One text in every place of a commit that takes a text, and the checks that find it there. */
export function everywhere(text: string): {
  readonly writes: readonly Write[]
  readonly checks: readonly Check[]
} {
  const at = { collection: text, id: text }
  return {
    writes: [
      { write: 'put', ...at, value: text },
      { write: 'index', ...at, index: text, value: text },
      { write: 'claim', ...at, constraint: text, value: text },
    ],
    checks: [
      { check: 'present', ...at },
      { check: 'count', collection: text, index: text, range: { from: text, to: text }, count: 1 },
      { check: 'unique', collection: text, constraint: text, value: text, holder: text },
    ],
  }
}

/** The text is found in each of these places. */
export async function assertEverywhere(t: Trial, text: string, space: string): Promise<void> {
  const { checks } = everywhere(text)
  const name = JSON.stringify(text)
  const [row] = await t.rows([{ collection: text, id: text }], { space })
  assert.deepEqual([row?.id, row?.value], [text, text], `The row ${name}`)
  const page = await t.list({ collection: text, index: text }, { space })
  assert.deepEqual(page, { ids: [text], total: 1 }, `The index ${name}`)
  assert.equal((await t.commit(checks, [], { space })).ok, true, `The checks of ${name}`)
  const taken: Check = { check: 'unique', collection: text, constraint: text, value: text }
  assert.equal((await t.commit([taken], [], { space })).ok, false, `The unique value ${name}`)
}
