// The life of a record that is alone in its scope: there from the beginning or created, changed, removed.
import type { Json } from '@mockgen/runtime'
import { scopeOf } from './record-life.js'
import type { RunningMock } from './sandboxes.js'
import { type Bound, expectNone, findBound, recordIn, send, type Walk } from './walk.js'

/** Operations on the one record in each scope. */
export interface SingletonLife {
  readonly entity: string
  readonly isImplied: boolean
  readonly read: Bound<'read'>
  /** What creates it where it is not implied: the first of them. */
  readonly writes: readonly (Bound<'create'> | Bound<'update'>)[]
  readonly remove: Bound<'delete'> | undefined
}

/** The singletons of a mock that can be read. */
export function findSingletonLives({ operations, entities }: RunningMock): readonly SingletonLife[] {
  return Object.entries(entities).flatMap(([entity, { singleton, scope = [] }]) => {
    const [read] = findBound(operations, 'read', entity, scope.length)
    if (singleton === undefined || read === undefined) return []
    const updates = findBound(operations, 'update', entity, scope.length)
    return {
      entity,
      isImplied: singleton === 'implied',
      read,
      writes: [
        ...findBound(operations, 'create', entity, scope.length),
        ...updates.filter(({ facts }) => facts.upsert === true),
        ...updates.filter(({ facts }) => facts.upsert !== true),
      ],
      remove: findBound(operations, 'delete', entity, scope.length)[0],
    }
  })
}

/** Leads a singleton through its life; rejects with what went wrong. */
export async function leadSingleton(walk: Walk, life: SingletonLife): Promise<void> {
  const { read, writes, remove, isImplied } = life
  const scope = await scopeOf(walk, read)
  if (isImplied) await expectSame(walk, read, scope)
  else await expectNone(walk, read, { scope })
  for (const write of writes) {
    await send(walk, write, { scope })
    await send(walk, read, { scope })
  }
  if (remove === undefined) return
  await send(walk, remove, { scope })
  if (!isImplied) await expectNone(walk, read, { scope })
}

// Nobody has changed it in between.
async function expectSame(walk: Walk, read: Bound<'read'>, scope: readonly Json[]): Promise<void> {
  const [first, second] = [await send(walk, read, { scope }), await send(walk, read, { scope })]
  const texts = [first, second].map(({ body }) => JSON.stringify(recordIn(body, read.facts)))
  if (texts[0] !== texts[1]) throw new Error(`${read.id} answers one record in two ways`)
}
