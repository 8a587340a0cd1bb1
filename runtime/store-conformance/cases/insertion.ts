// Order of insertion, and the counters behind it.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { present, put, ref, remove, times } from '../steps.js'

export const insertionCases: readonly CaseDefinition[] = [
  {
    title: 'is kept by an update and lost by a new insertion',
    rule: rules.sequence,
    async run(t) {
      for (const id of ['c', 'a', 'b']) await t.write(put(id))
      await t.write(put('c', '2'))
      assert.deepEqual((await t.list()).ids, ['c', 'a', 'b'])
      await t.write(remove('c'))
      await t.write(put('c', '3'))
      assert.deepEqual((await t.list()).ids, ['a', 'b', 'c'])
    },
  },
  {
    title: 'is lost by a row that is deleted and put again in one commit',
    rule: rules.sequence,
    async run(t) {
      await t.write(put('a'), put('b'))
      const before = await t.row('a')
      await t.write(remove('a'), put('a', '2'))
      assert.deepEqual((await t.list()).ids, ['b', 'a'])
      assert((await t.row('a')).sequence > before.sequence)
    },
  },
  {
    title: 'is the order of the writes inside a commit',
    rule: rules.order,
    async run(t) {
      await t.write(put('z'), put('y'), put('x'), put('y', '2'))
      assert.deepEqual((await t.list()).ids, ['z', 'y', 'x'])
    },
  },
  {
    title: 'holds for many rows, whatever their ids',
    rule: rules.order,
    async run(t) {
      const ids = times(300, (i) => `${(i * 7919) % 1000}`)
      for (const start of [0, 100, 200]) await t.write(...ids.slice(start, start + 100).map((id) => put(id)))
      assert.deepEqual((await t.list({ limit: 1000 })).ids, ids)
    },
  },
  {
    title: 'gives a row a sequence that an update keeps, and a version that it raises',
    rule: rules.rowVersion,
    async run(t) {
      await t.write(put('a', '1'))
      const first = await t.row('a')
      const version = await t.write(put('a', '2'))
      const second = await t.row('a')
      assert.equal(second.sequence, first.sequence)
      assert.equal(second.version, version)
      assert(version > first.version, `${version} does not follow ${first.version}`)
    },
  },
  {
    title: 'counts versions and sequences up and never again, whatever is deleted',
    rule: rules.growing,
    async run(t) {
      const versions: number[] = []
      const sequences: number[] = []
      for (const id of ['a', 'b', 'a', 'b', 'c']) {
        versions.push(await t.write(put(id)))
        sequences.push((await t.row(id)).sequence)
        versions.push(await t.write(remove(id)))
      }
      for (const numbers of [versions, sequences]) {
        assert.deepEqual(
          numbers,
          [...new Set(numbers)].sort((a, b) => a - b),
        )
        assert(numbers.every(Number.isSafeInteger), `${numbers} are not all safe integers`)
      }
    },
  },
  {
    title: 'uses no version up for a commit that only asks',
    rule: rules.onlyAsks,
    async run(t) {
      const version = await t.write(put('a'))
      await t.commit([present('a')], [])
      await t.commit([present('b')], [])
      assert.deepEqual(await t.commit([], []), { ok: true, version })
    },
  },
  {
    title: 'is one order for each collection',
    rule: rules.order,
    async run(t) {
      const owner = (id: string) => ({ write: 'put', ...ref(id, 'owners'), value: '1' }) as const
      await t.write(put('b'), owner('d'), put('a'), owner('c'))
      assert.deepEqual((await t.list()).ids, ['b', 'a'])
      assert.deepEqual((await t.list({ collection: 'owners' })).ids, ['d', 'c'])
    },
  },
]
