// Does a task of the model test on real entities, and answers it in the model's words.
import type { Entities, EntityTransaction } from '../../runtime/entities/entities.js'
import type { Records } from '../../runtime/entities/records.js'
import { MockError } from '../../runtime/errors.js'
import type { Answer, Attempt, Step, Task } from './tasks.js'

/** Entities whose clock can be moved. */
export type MovableEntities = Entities & { time: number }

/** What the entities answer; anything but a refusal rejects. */
export async function runTask(entities: MovableEntities, task: Task): Promise<Answer> {
  try {
    return { value: await run(entities, task) }
  } catch (error) {
    if (error instanceof MockError) return { refused: error.code }
    throw error
  }
}

async function run(entities: MovableEntities, task: Task): Promise<unknown> {
  if (task.do === 'wait') {
    entities.time += task.ms
    return undefined
  }
  if (task.do !== 'transaction') return runStep(entities.reader(task.entity), task)
  const { steps, confirm } = task
  return entities.transaction(
    async (unit) => {
      const values: unknown[] = []
      for (const step of steps)
        values.push(step.do === 'attempt' ? await runAttempt(unit, step) : await runIn(unit, step))
      return values
    },
    { confirm },
  )
}

async function runAttempt(unit: EntityTransaction, { steps }: Attempt): Promise<unknown> {
  try {
    return await unit.nested(async () => {
      const values: unknown[] = []
      for (const step of steps) values.push(await runIn(unit, step))
      return values
    })
  } catch (error) {
    if (error instanceof MockError) return 'undone'
    throw error
  }
}

function runIn(unit: EntityTransaction, step: Step): Promise<unknown> {
  return runStep(unit.records(step.entity), step)
}

async function runStep(records: Records, step: Step): Promise<unknown> {
  const { scope = [] } = step
  switch (step.do) {
    case 'create':
      return (await records.create(step.value, { scope })).value
    case 'read':
      return (await records.read(step.key, scope))?.value
    case 'update':
      return (await records.update(step.key, step.value, { scope, merge: step.merge })).value
    case 'delete':
      return (await records.delete(step.key, scope))?.value
    case 'list': {
      const query = step.scope === undefined ? step.query : { ...step.query, scope }
      const { records: found, total } = await records.list(query)
      return { records: found.map((record) => record.value), total }
    }
  }
}
