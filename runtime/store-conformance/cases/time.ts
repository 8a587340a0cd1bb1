// Due times: a call that finds something due does nothing and says so.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { absent, collection, due, present, put, ref, remove, times } from '../steps.js'
import { now, space } from '../trial.js'

const query = { collection, offset: 0, limit: 9 }

export const timeCases: readonly CaseDefinition[] = [
  {
    title: 'answers what is due instead of doing anything',
    rule: rules.due,
    async run(t) {
      await t.write(put('a'), put('b'), due('a', now + 10), due('b', now + 20))
      assert.equal((await t.rows([ref('a')], { now: now + 9 })).length, 1)
      assert.deepEqual(await t.store.read(space, now + 10, [ref('b')]), { due: [ref('a')] })
      assert.deepEqual(await t.store.list(space, now + 15, query), { due: [ref('a')] })
      const late = { checks: [], writes: [remove('b')] }
      assert.deepEqual(await t.store.commit(space, now + 20, late), { due: [ref('a'), ref('b')] })
      assert.deepEqual(await t.values('b'), ['1'])
    },
  },
  {
    title: 'answers what is due to every kind of call, also one that asks for nothing',
    rule: rules.due,
    async run(t) {
      await t.write(put('a'), due('a', now))
      const isDue = { due: [ref('a')] }
      assert.deepEqual(await t.store.read(space, now, []), isDue)
      assert.deepEqual(await t.store.list(space, now, { ...query, collection: 'none' }), isDue)
      assert.deepEqual(await t.store.list(space, now, { ...query, index: 'none', also: ref('a') }), isDue)
      assert.deepEqual(await t.store.commit(space, now, { checks: [], writes: [] }), isDue)
      assert.deepEqual(await t.store.commit(space, now, { checks: [absent('a')], writes: [] }), isDue)
    },
  },
  {
    title: 'lets a settling commit pass and is done when the due time is gone',
    rule: rules.settling,
    async run(t) {
      await t.write(put('a'), due('a', now))
      const settled = await t.commit([present('a')], [remove('a'), due('a', undefined)], { settling: true })
      assert.equal(settled.ok, true)
      assert.deepEqual(await t.values('a'), [undefined])
    },
  },
  {
    title: 'holds the checks of a settling commit as of any other',
    rule: rules.allOrNothing,
    async run(t) {
      await t.write(put('a'), due('a', now))
      const writes = [remove('a'), due('a', undefined)]
      assert.deepEqual(await t.commit([absent('a')], writes, { settling: true }), { ok: false, failed: 0 })
      assert.deepEqual(await t.store.read(space, now, []), { due: [ref('a')] })
    },
  },
  {
    title: 'keeps one due time for a row: the last one',
    rule: rules.dueTime,
    async run(t) {
      await t.write(put('a'), due('a', now + 10), due('a', now + 90))
      assert.equal((await t.rows([], { now: now + 89 })).length, 0)
      await t.commit([], [due('a', now + 50)])
      assert.deepEqual(await t.store.read(space, now + 50, []), { due: [ref('a')] })
      await t.commit([], [due('a', now + 60)], { now: now + 50, settling: true })
      assert.deepEqual(await t.store.read(space, now + 59, []), [])
      assert.deepEqual(await t.store.read(space, now + 60, []), { due: [ref('a')] })
    },
  },
  {
    title: 'forgets a due time that is cleared',
    rule: rules.dueTime,
    async run(t) {
      await t.write(put('a'), due('a', now + 10))
      await t.write(due('a', undefined))
      assert.deepEqual(await t.rows([], { now: now + 1_000 }), [])
    },
  },
  {
    title: 'keeps due times of rows of several collections apart',
    rule: rules.dueTime,
    async run(t) {
      await t.write(due('a', now + 10), { write: 'due', ...ref('a', 'others'), at: now + 20 })
      assert.deepEqual(await t.store.read(space, now + 10, []), { due: [ref('a')] })
      assert.deepEqual(await t.store.read(space, now + 20, []), { due: [ref('a'), ref('a', 'others')] })
    },
  },
  {
    title: 'answers at most 100 due rows, the earliest first, until all are settled',
    rule: rules.dueList,
    async run(t) {
      await t.write(...times(150, (i) => due(`row${i}`, now + 150 - i)))
      const latest = now + 1_000
      const earliest = times(150, (i) => ref(`row${149 - i}`))
      assert.deepEqual(await t.store.read(space, latest, []), { due: earliest.slice(0, 100) })
      const cleared = earliest.slice(0, 100).map(({ id }) => due(id, undefined))
      await t.commit([], cleared, { now: latest, settling: true })
      assert.deepEqual(await t.store.read(space, latest, []), { due: earliest.slice(100) })
    },
  },
  {
    title: 'answers only what is due, and not what is due later',
    rule: rules.dueList,
    async run(t) {
      await t.write(...times(10, (i) => due(`row${i}`, now + i)).slice(1))
      assert.deepEqual(await t.store.read(space, now + 3, []), {
        due: [ref('row1'), ref('row2'), ref('row3')],
      })
    },
  },
  {
    title: "looks at the caller's clock only, which may also go back",
    rule: rules.clock,
    async run(t) {
      await t.write(put('a'), due('a', now + 10))
      assert.deepEqual(await t.store.read(space, now + 10, []), { due: [ref('a')] })
      assert.deepEqual(await t.store.read(space, now, []), [])
      assert.deepEqual(await t.store.read(space, 0, []), [])
    },
  },
  {
    title: 'takes any time: before 1970, between milliseconds and far away',
    rule: rules.clock,
    async run(t) {
      const early = { now: -2_000 }
      await t.commit([], [due('a', -1_000), due('b', 0.5), due('c', 8.64e15)], early)
      assert.deepEqual(await t.store.read(space, -1_001, []), [])
      assert.deepEqual(await t.store.read(space, -1_000, []), { due: [ref('a')] })
      assert.deepEqual(await t.store.read(space, 0.4, []), { due: [ref('a')] })
      assert.deepEqual(await t.store.read(space, 0.5, []), { due: [ref('a'), ref('b')] })
      assert.deepEqual(await t.store.read(space, 8.64e15, []), { due: [ref('a'), ref('b'), ref('c')] })
    },
  },
]
