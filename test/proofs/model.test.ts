// Random work on every engine and on a plain model: the same answers and refusals, one at a time and with many clients.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { isDue, type Store, type Write } from '../../runtime/store/store.js'
import { openTestEntities } from '../entities/open-test-entities.js'
import { carelessPair } from './careless-pair.js'
import { inconsistencies } from './consistency.js'
import { describeEngines, type Engine } from './engines.js'
import { HistoryRecorder, lastState, unexplained } from './history.js'
import { agrees } from './model-values.js'
import { furnishing, world } from './model-world.js'
import { PlainModel } from './plain-model.js'
import { randomTask } from './random-tasks.js'
import { type MovableEntities, runTask } from './run-task.js'
import type { Task } from './tasks.js'

/** Replays a run; printed with every failure. */
const seed = Number(process.env.STORE_SEED ?? 20_261)
/** Random runs on memory; the slower engines do a part of them. */
const runs = Number(process.env.MODEL_RUNS ?? 150)
const share: Readonly<Record<Engine['name'], number>> = { memory: 1, file: 0.2, redis: 0.2 }
const clients = 12
const timeout = 60_000 + runs * 200

describeEngines('a client alone', (engine) => {
  const numRuns = Math.ceil(runs * share[engine.name])
  it(`is answered as by the model (seed ${seed}, ${numRuns} runs)`, { timeout }, async () => {
    const tasks = fc.array(randomTask(), { maxLength: 80, size: 'max' })
    const property = fc.asyncProperty(tasks, async (all) => {
      const store = await engine.open()
      expect(await disagreement(store, all)).toBeUndefined()
      await store.close()
    })
    await fc.assert(property, { seed, numRuns })
  })
})

describeEngines(`${clients} clients at once`, (engine) => {
  const numRuns = Math.ceil((runs * share[engine.name]) / 12)
  it(`get answers that one order of commits explains (seed ${seed}, ${numRuns} runs)`, {
    timeout,
  }, async () => {
    const tasks = fc.array(randomTask({ alone: false }), { minLength: 10, maxLength: 20 })
    const all = fc.array(tasks, { minLength: clients, maxLength: clients })
    const property = fc.asyncProperty(all, async (byClient) => {
      const [one, other] = await engine.openPair()
      const problems = await concurrently(one, other, byClient)
      expect(problems).toEqual([])
      await Promise.all([one.close(), other.close()])
    })
    // What happens at once does not happen again in the same way, so there is nothing to shrink.
    await fc.assert(property, { seed, numRuns, endOnFailure: true })
  })
})

describe('the model test finds', () => {
  it.each([
    ['an index entry that is not removed', withoutWrites('unindex')],
    ['a unique value that is not released', withoutWrites('release')],
    ['a unique value that is not claimed', withoutWrites('claim')],
    ['a record that outlives its time', withoutWrites('due')],
    ['a list that miscounts', miscounting],
  ] as const)('%s', async (_title, damage) => {
    const sampled = fc.sample(fc.array(randomTask(), { minLength: 60, maxLength: 80, size: 'max' }), {
      seed,
      numRuns: 50,
    })
    let found: unknown
    for (const tasks of sampled) found ??= await disagreement(damage(createMemoryStore()), tasks)
    expect(found).toBeDefined()
  })

  it('a store that does not check what was read', async () => {
    const tasks = fc.array(randomTask({ alone: false }), { minLength: 10, maxLength: 20 })
    const sampled = fc.sample(fc.array(tasks, { minLength: clients, maxLength: clients }), {
      seed,
      numRuns: 10,
    })
    let found: readonly string[] = []
    for (const byClient of sampled) {
      if (found.length === 0) found = await concurrently(...carelessPair(createMemoryStore()), byClient)
    }
    expect(found).not.toEqual([])
  })
})

// The first task that the store answers differently from the model, with both answers.
async function disagreement(store: Store, tasks: readonly Task[]): Promise<object | undefined> {
  const entities = openTestEntities(world, { store })
  const model = new PlainModel(world, entities.time)
  for (const task of [...furnishing, ...tasks]) {
    const expected = model.run(task)
    const answer = await runTask(entities, task)
    if (!agrees(task, answer, expected)) return { task, answer, expected }
  }
  return undefined
}

// Half of the clients on each store, as two servers would have them.
async function concurrently(
  one: Store,
  other: Store,
  byClient: readonly (readonly Task[])[],
): Promise<readonly string[]> {
  const recorder = new HistoryRecorder()
  const servers: readonly MovableEntities[] = [one, other].map((store) =>
    openTestEntities(world, { store: recorder.watch(store) }),
  )
  const [first] = servers
  if (first === undefined) throw new Error('There are two servers')
  const start = new PlainModel(world, first.time)
  for (const task of furnishing) expect(agrees(task, await runTask(first, task), start.run(task))).toBe(true)
  await Promise.all(
    byClient.map((tasks, client) => recorder.runClient(client, servers[client % 2] ?? first, tasks)),
  )
  const end = lastState(start, recorder.events)
  const problems = [...unexplained(start, recorder.events)]
  for (const entity of Object.keys(world)) {
    const task: Task = { do: 'list', entity, query: {} }
    const [answer, expected] = [await runTask(first, task), end.run(task)]
    if (!agrees(task, answer, expected)) problems.push(`at the end: ${JSON.stringify({ answer, expected })}`)
  }
  return [...problems, ...(await inconsistencies(first, world))]
}

function withoutWrites(write: Write['write']): (store: Store) => Store {
  return (store) => ({
    ...store,
    commit: (space, now, commit) =>
      store.commit(space, now, { ...commit, writes: commit.writes.filter((each) => each.write !== write) }),
  })
}

function miscounting(store: Store): Store {
  return {
    ...store,
    list: async (space, now, query) => {
      const page = await store.list(space, now, query)
      return isDue(page) || query.offset === 0 ? page : { ...page, total: page.total + 1 }
    },
  }
}
