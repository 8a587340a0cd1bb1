// What clients did at the same time, and whether one order of it explains every answer: strict serialisability, checked
// exactly, because every commit has a version that says its place.
import { AsyncLocalStorage } from 'node:async_hooks'
import { isDue, type Store } from '../../runtime/store/store.js'
import { agrees } from './model-values.js'
import type { PlainModel } from './plain-model.js'
import { type MovableEntities, runTask } from './run-task.js'
import type { Answer, Task } from './tasks.js'

/** A task as its client saw it. Times count what happened in this process, in order. */
export interface Event {
  readonly client: number
  readonly task: Task
  readonly answer: Answer
  readonly calledAt: number
  readonly answeredAt: number
  /** Version of the commit that made its writes; undefined when it wrote nothing. */
  readonly version: number | undefined
}

/** Records what clients do on entities whose store goes through `watch`. */
export class HistoryRecorder {
  readonly events: Event[] = []
  readonly #running = new AsyncLocalStorage<{ version: number | undefined }>()
  #time = 0

  /** The store, with the versions of commits noted for the task that makes them. */
  watch(store: Store): Store {
    return {
      ...store,
      commit: async (space, now, commit) => {
        const result = await store.commit(space, now, commit)
        const running = this.#running.getStore()
        if (running !== undefined && !isDue(result) && result.ok && commit.writes.length > 0)
          running.version = result.version
        return result
      },
    }
  }

  /** Does one task after another, as one client does. */
  async runClient(client: number, entities: MovableEntities, tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      const running = { version: undefined }
      const calledAt = ++this.#time
      const answer = await this.#running.run(running, () => runTask(entities, task))
      const { version } = running
      this.events.push({ client, task, answer, calledAt, answeredAt: ++this.#time, version })
    }
  }
}

/** What no order explains, in words; empty when everything is explained. `start` is the model before the history. */
export function unexplained(start: PlainModel, events: readonly Event[]): readonly string[] {
  const problems: string[] = []
  const writes = events.filter((event) => event.version !== undefined).toSorted(byVersion)
  const states = [start]
  for (const [place, event] of writes.entries()) {
    const state = states[place]?.clone() ?? start
    const expected = state.run(event.task)
    states.push(state)
    if (!agrees(event.task, event.answer, expected))
      problems.push(say(event, 'in the order of commits', expected))
    if (event.version === writes[place - 1]?.version)
      problems.push(say(event, 'two commits have one version'))
    const overtaken = writes.slice(0, place).find((earlier) => earlier.calledAt > event.answeredAt)
    if (overtaken !== undefined)
      problems.push(say(event, 'was answered before an earlier commit was asked for', overtaken))
  }
  for (const event of events)
    if (event.version === undefined) problems.push(...misread(event, writes, states))
  return problems
}

/** The model after all commits of a history. */
export function lastState(start: PlainModel, events: readonly Event[]): PlainModel {
  const state = start.clone()
  for (const { task } of events.filter(({ version }) => version !== undefined).toSorted(byVersion))
    state.run(task)
  return state
}

// A task that wrote nothing must have its answer in one of the states that existed while it ran.
function misread(event: Event, writes: readonly Event[], states: readonly PlainModel[]): readonly string[] {
  const { answer, task } = event
  if ('refused' in answer && answer.refused === 'MOCK_LOST_RACE') return []
  const first = writes.findLastIndex((write) => write.answeredAt < event.calledAt) + 1
  const later = writes.findIndex((write) => write.calledAt > event.answeredAt)
  const candidates = states.slice(first, later < 0 ? undefined : later + 1)
  const isExplained = candidates.some((state) => {
    const expected = state.clone().run(task)
    // Which of several broken rules a transaction is told of depends on when it looked.
    if (task.do === 'transaction' && 'refused' in answer) return 'refused' in expected
    return agrees(task, answer, expected)
  })
  const possible = candidates.map((state) => state.clone().run(task))
  return isExplained ? [] : [say(event, 'in none of the states at its time', possible)]
}

function byVersion(a: Event, b: Event): number {
  return (a.version ?? 0) - (b.version ?? 0)
}

function say(event: Event, what: string, expected?: unknown): string {
  return `${what}: ${JSON.stringify(event)}${expected === undefined ? '' : ` expected ${JSON.stringify(expected)}`}`
}
