// Health, and what is left after close.
import assert from 'node:assert/strict'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import { collection, present, put, ref } from '../steps.js'
import { now, space } from '../trial.js'

export const closeCases: readonly CaseDefinition[] = [
  {
    title: 'is healthy and says what it is, empty or not',
    rule: rules.health,
    async run(t) {
      for (const id of ['a', 'b']) {
        const { kind, status } = await t.store.health()
        assert.equal(status, 'healthy')
        assert(typeof kind === 'string' && kind !== '', `The kind is ${JSON.stringify(kind)}`)
        await t.write(put(id))
      }
    },
  },
  {
    title: 'rejects every call after close',
    rule: rules.close,
    async run(t) {
      await t.write(put('a'))
      await t.close()
      const { store } = t
      await assert.rejects(async () => store.read(space, now, [ref('a')]))
      await assert.rejects(async () => store.list(space, now, { collection, offset: 0, limit: 1 }))
      await assert.rejects(async () => store.commit(space, now, { checks: [present('a')], writes: [] }))
      await assert.rejects(async () => store.commit(space, now, { checks: [], writes: [put('b')] }))
      await assert.rejects(async () => store.drop(space))
      await assert.rejects(async () => store.spaces())
      await assert.rejects(async () => store.health())
    },
  },
  {
    title: 'closes although it was never used',
    rule: rules.close,
    run: (t) => t.close(),
  },
]
