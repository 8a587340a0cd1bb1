// Checks a lifecycle against the record: the property that holds the state must be able to.
import { join } from '../pointers.js'
import { type DeclaredLifecycle, statesOf } from './declared-lifecycle.js'
import type { Group } from './group.js'
import type { Problems } from './problems.js'
import type { Schemas } from './schema-view.js'

/** Reports a field that cannot hold the states, or that something else sets. */
export function checkLifecycle(
  schemas: Schemas,
  { subject, declared }: Group,
  { pointer, facts, transitions }: DeclaredLifecycle,
  problems: Problems,
): void {
  const { field } = facts
  const at = join(pointer, 'field')
  const view = schemas.property(subject.record, field)
  const { created, updated } = declared?.timestamps ?? {}
  const takers = [...subject.leading, subject.key, created, updated, declared?.version]
  if (takers.includes(field)) {
    const message = `${field} is the key, a timestamp or the version, and cannot hold the state as well`
    problems.error({ code: 'MOCKGEN_LIFECYCLE', pointer: at, message, remedy: 'name another property' })
  }
  if (view?.type !== undefined && view.type !== 'string') {
    const message = `${field} holds the state, a text, but is of the type ${view.type}`
    const remedy = 'name a property that is a string'
    problems.error({ code: 'MOCKGEN_LIFECYCLE', pointer: at, message, remedy })
    return
  }
  const allowed = view?.enum
  const strange = allowed === undefined ? [] : statesOf(facts).filter((state) => !allowed.includes(state))
  for (const state of strange) {
    problems.error({
      code: 'MOCKGEN_LIFECYCLE',
      pointer: placeOf(state, pointer, facts, transitions),
      message: `the schema of ${field} does not allow the state "${state}"`,
      remedy: `it allows ${(allowed ?? []).filter((value) => typeof value === 'string').join(', ')}`,
    })
  }
}

// Where a state is named first.
function placeOf(
  state: string,
  pointer: string,
  { initial, transitions: all }: DeclaredLifecycle['facts'],
  transitions: readonly string[],
): string {
  if (state === initial) return join(pointer, 'initial')
  const index = all.findIndex(({ from, to }) => to === state || from.includes(state))
  const transition = all[index]
  return join(transitions[index] ?? pointer, transition?.to === state ? 'to' : 'from')
}
