// Checks a lifecycle against the record: the property that holds the state must be able to.
import { join } from '../../pointers.js'
import { type DeclaredLifecycle, statesOf } from '../declared/declared-lifecycle.js'
import { scopeProperties } from '../entities.js'
import { type Group, scopeOf } from '../group.js'
import type { Problems } from '../problems.js'
import type { Schemas } from '../schema-view.js'

/** Reports a field that cannot hold the states, or that something else sets, and transitions that set what they must not. */
export function checkLifecycle(
  schemas: Schemas,
  group: Group,
  { pointer, facts, transitions }: DeclaredLifecycle,
  problems: Problems,
): void {
  const { field } = facts
  const at = join(pointer, 'field')
  const view = schemas.property(group.subject.record, field)
  const takers = takersOf(schemas, group)
  const taker = takers.get(field)
  if (taker !== undefined) {
    const message = `${field} is ${taker}, and cannot hold the state as well`
    problems.error({ code: 'MOCKGEN_LIFECYCLE', pointer: at, message, remedy: 'name another property' })
  }
  const kept = new Map([...takers, [field, 'the state, which "to" sets'] as const])
  for (const [index, { set = {} }] of facts.transitions.entries()) {
    for (const name of Object.keys(set)) {
      const keeper = kept.get(name)
      if (keeper === undefined) continue
      const message = `a transition cannot set ${name}: it is ${keeper}`
      const place = join(transitions[index] ?? pointer, 'set', name)
      problems.error({ code: 'MOCKGEN_LIFECYCLE', pointer: place, message, remedy: `leave ${name} out` })
    }
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

// What only the server, or the path, says about a record.
function takersOf(schemas: Schemas, group: Group): ReadonlyMap<string, string> {
  const { subject, declared } = group
  const { created, updated } = declared?.timestamps ?? {}
  const { scopeProperties: scoped = {} } = scopeProperties(schemas, group, scopeOf(group))
  const all: readonly (readonly [string | undefined, string])[] = [
    ...Object.values(scoped).map((name) => [name, 'part of the scope'] as const),
    [created, 'the time of creation'],
    [updated, 'the time of the last change'],
    [declared?.version, 'the version'],
    ...subject.leading.map((name) => [name, 'part of the key'] as const),
    [subject.key, 'the key'],
  ]
  return new Map(all.flatMap(([name, what]) => (name === undefined ? [] : [[name, what] as const])))
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
