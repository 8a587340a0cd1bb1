// Changes the state of a space: the only way in which it is written once the space is there.
import { isDue, type Row, type Store } from '../store/store.js'
import { parseState, printState, type SpaceState, stateRef } from './space-state.js'

/** Others may change the state at the same moment; so many times it is looked at again before giving up. */
const maxAttempts = 100

/** Before every due time: the state is no record, so it does not wait for what is due. */
const beforeAnyDueTime = 0

/** The row of a space's state; undefined when there is no such space. */
export async function readStateRow(store: Store, space: string): Promise<Row | undefined> {
  const rows = await store.read(space, beforeAnyDueTime, [stateRef])
  return isDue(rows) ? undefined : rows[0]
}

/**
 * Puts what `change` makes of the state; undefined leaves it as it is. Every transaction that is under way in the space
 * then starts again. Resolves to false when there is no such space, or nothing was changed.
 */
export async function changeState(
  store: Store,
  space: string,
  change: (state: SpaceState) => SpaceState | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const row = await readStateRow(store, space)
    const next = row && change(parseState(space, row))
    if (row === undefined || next === undefined) return false
    const result = await store.commit(space, beforeAnyDueTime, {
      checks: [{ check: 'version', ...stateRef, version: row.version }],
      writes: [{ write: 'put', ...stateRef, value: printState(next) }],
      settling: true,
    })
    if (!isDue(result) && result.ok) return true
  }
  throw new Error(`The state of space "${space}" changed ${maxAttempts} times while it was to be changed`)
}
