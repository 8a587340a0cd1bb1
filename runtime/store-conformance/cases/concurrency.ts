// Many calls at once: what a commit has checked is still so when it writes.
import assert from 'node:assert/strict'
import type { Check, CommitResult, Write } from '../../store/store.js'
import type { CaseDefinition } from '../case.js'
import { rules } from '../rules.js'
import {
  absent,
  atVersion,
  claim,
  count,
  entry,
  present,
  put,
  remove,
  size,
  times,
  unique,
} from '../steps.js'
import { interleaved, together } from '../together.js'
import type { Trial } from '../trial.js'

/** Commits that run at once. */
export const attempts = 24

/** Most tries of one worker that repeats what it lost: each round somebody wins, so this many are enough. */
const maxTries = 200

/** One commit of each of `attempts` workers at once, on `trials` in turn; exactly one must win, and the others lose. */
export async function oneWins(
  trials: readonly Trial[],
  make: (worker: number) => { readonly checks: readonly Check[]; readonly writes: readonly Write[] },
): Promise<void> {
  const results = await together(
    times(attempts, (worker) => {
      const { checks, writes } = make(worker)
      return inTurn(trials, worker).commit(checks, writes)
    }),
  )
  assert.equal(results.filter(isWon).length, 1, `Of ${attempts} commits one has to win`)
}

/** Adds 1 to the row `counter` from `attempts` workers at once, each trying again until it wins; no addition is lost. */
export async function countTogether(trials: readonly Trial[]): Promise<void> {
  const [first] = trials
  assert(first !== undefined)
  await first.write(put('counter', '0'))
  await together(times(attempts, (worker) => addOne(inTurn(trials, worker))))
  assert.deepEqual(await first.values('counter'), [`${attempts}`])
}

async function addOne(t: Trial): Promise<void> {
  for (let tries = 0; tries < maxTries; tries++) {
    const { value, version } = await t.row('counter')
    const result = await t.commit([atVersion('counter', version)], [put('counter', `${Number(value) + 1}`)])
    if (result.ok) return
  }
  assert.fail(`A worker lost ${maxTries} races, and somebody has to win each`)
}

function inTurn(trials: readonly Trial[], worker: number): Trial {
  const trial = trials[worker % trials.length]
  assert(trial !== undefined)
  return trial
}

function isWon(result: CommitResult): boolean {
  return result.ok
}

export const concurrencyCases: readonly CaseDefinition[] = [
  {
    title: 'lets one of many commits that create the same row win',
    rule: rules.checksFirst,
    run: (t) => oneWins([t], (i) => ({ checks: [absent('prize')], writes: [put('prize', `${i}`)] })),
  },
  {
    title: 'lets one of many commits on the same version win',
    rule: rules.allOrNothing,
    async run(t) {
      const version = await t.write(put('a', 'first'))
      await oneWins([t], (i) => ({ checks: [atVersion('a', version)], writes: [put('a', `${i}`)] }))
    },
  },
  {
    title: 'lets one of many commits that claim the same unique value win',
    rule: rules.unique,
    async run(t) {
      await oneWins([t], (i) => ({
        checks: [unique('a@x')],
        writes: [put(`${i}`), claim('a@x', `${i}`)],
      }))
      assert.equal((await t.list()).total, 1)
    },
  },
  {
    title: 'lets one of many commits that count no entry and add one win',
    rule: rules.count,
    async run(t) {
      const range = { from: '5', to: '7' }
      await oneWins([t], (i) => ({
        checks: [count(range, 0)],
        writes: [put(`${i}`), entry(`${5 + (i % 3)}`, `${i}`)],
      }))
      assert.equal((await t.list({ index: 'age' })).total, 1)
    },
  },
  {
    title: 'lets one of many commits that find a collection empty and add a row win',
    rule: rules.size,
    async run(t) {
      await oneWins([t], (i) => ({ checks: [size(0)], writes: [put(`${i}`)] }))
      assert.equal((await t.list()).total, 1)
    },
  },
  {
    title: 'never lets a child in whose parent goes at the same moment',
    rule: rules.count,
    async run(t) {
      for (const parent of times(5, (i) => `parent${i}`)) {
        const children = { index: 'parent', range: { from: parent, to: parent } }
        const add = (id: string) => t.commit([present(parent)], [put(id), entry(parent, id, children.index)])
        const deletion = () => t.commit([count(children.range, 0, children.index)], [remove(parent)])
        await t.write(put(parent))
        await together([add(`${parent}a`), deletion(), add(`${parent}b`), deletion()])
        const [left] = await t.values(parent)
        const { total } = await t.list(children)
        assert(left !== undefined || total === 0, `${total} rows refer to a row that is gone`)
      }
    },
  },
  {
    title: 'loses no addition of workers that repeat what they lost',
    rule: rules.allOrNothing,
    run: (t) => countTogether([t]),
  },
  {
    title: 'shows every worker what it has just written',
    rule: rules.visible,
    async run(t) {
      const work = async (worker: number) => {
        for (const step of times(5, (i) => i)) {
          const version = await t.write(put(`${worker}`, `${step}`))
          const row = await t.row(`${worker}`)
          assert.deepEqual([row.value, row.version], [`${step}`, version])
        }
      }
      await together(times(attempts, work))
    },
  },
  {
    title: 'keeps the sum of two rows while values move between them',
    rule: rules.whole,
    async run(t) {
      const sum = 100
      await t.write(put('left', `${sum}`), put('right', '0'))
      const move = (i: number) => t.write(put('left', `${sum - i}`), put('right', `${i}`))
      const seen = await interleaved(attempts, move, () => t.values('left', 'right'))
      for (const [left, right] of seen) assert.equal(Number(left) + Number(right), sum)
    },
  },
  {
    title: 'lists as many rows as it counts while rows are added',
    rule: rules.total,
    async run(t) {
      const add = (i: number) => t.write(put(`a${i}`), put(`b${i}`))
      for (const { ids, total } of await interleaved(attempts, add, () => t.list())) {
        assert.equal(ids.length, total)
        assert.equal(total % 2, 0, 'Rows are added in pairs')
      }
    },
  },
  {
    title: 'gives every commit a version and every row a sequence of its own',
    rule: rules.growing,
    async run(t) {
      const versions = await together(times(attempts, (i) => t.write(put(`${i}`))))
      const { rows } = await t.page()
      assert.equal(new Set(versions).size, attempts)
      const sequences = rows.map(({ sequence }) => sequence)
      assert.deepEqual(
        sequences,
        [...new Set(sequences)].sort((a, b) => a - b),
      )
      assert.equal(sequences.length, attempts)
    },
  },
]
