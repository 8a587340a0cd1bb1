// `also`: one more row, of the same moment as the page.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { entry, put, ref, remove } from '../steps.js'
import { interleaved } from '../together.js'
import { plain } from '../trial.js'

const also = ref('beside', 'others')

export const besidePageCases: readonly CaseDefinition[] = [
  {
    title: 'is read with the page, whatever the page holds',
    rule: rules.also,
    async run(t) {
      await t.write(put('a'), put('b', '2'), entry('5', 'a'))
      const row = plain(await t.row('b'))
      for (const [query, total] of [
        [{ limit: 1 }, 2],
        [{ limit: 0 }, 2],
        [{ offset: 9 }, 2],
        [{ reverse: true }, 2],
        [{ index: 'age', range: { from: '5', to: '5' } }, 1],
        [{ index: 'none' }, 0],
        [{ collection: 'none' }, 0],
      ] as const) {
        const page = await t.page({ ...query, also: ref('b') })
        assert.deepEqual([plain(page.also), page.total], [row, total], `The page of ${JSON.stringify(query)}`)
      }
    },
  },
  {
    title: 'may be of another collection',
    rule: rules.also,
    async run(t) {
      await t.write(put('a'), { write: 'put', ...also, value: '2' })
      const page = await t.page({ also })
      assert.deepEqual([page.also?.id, page.also?.value, page.rows.length], [also.id, '2', 1])
    },
  },
  {
    title: 'is absent where there is none, and where it was not asked for',
    rule: rules.also,
    async run(t) {
      assert.equal('also' in (await t.page({ also: ref('b') })), false, 'In a space that was never written')
      await t.write(put('a'), put('gone'))
      await t.write(remove('gone'))
      assert.equal('also' in (await t.page({ also: ref('gone') })), false)
      assert.equal('also' in (await t.page()), false)
    },
  },
  {
    title: 'is of the same state as the page while both change',
    rule: rules.also,
    async run(t) {
      // Each commit adds a row and writes its id beside the pages, so the row there always names the last one.
      const add = (i: number) => t.write(put(`row${i}`), { write: 'put', ...also, value: `row${i}` })
      const pages = await interleaved(24, add, () => t.page({ also, limit: 1, reverse: true }))
      for (const page of pages) assert.equal(page.also?.value, page.rows[0]?.id)
    },
  },
]
